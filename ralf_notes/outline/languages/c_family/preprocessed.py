"""Rewrites what only the preprocessor knows: comments in macros, lists that macros make."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.languages.c_family.literals import Lexed

Edit = tuple[int, bytes]
"""An offset, and the bytes that replace as many from there on."""

_DIRECTIVE = re.compile(rb"\s*+#\s*+(\w++)")
_COMMENT = re.compile(rb"/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)")
_LAST_ON_LINE = re.compile(rb"[^\r\n](?=\r?\n)")
_REST = re.compile(
    rb"#[ \t]*+define[ \t]++\w++\((?:[^()\n]*?[,\s])?(?P<cut>\w++\s*+\.\.\.)(?=\s*+\))"
)
"""The arguments that are left, by a name: `#define LOG(form, args...)`."""
_TEXT = re.compile(rb"\(\s*+(?P<cut>\"[^\"\n]*+\"|<[\w/.+-]++>)(?=\s*+\))")
"""A text or a header as the argument of a macro in a condition: `#if HAS_WARNING("-Wundef")`."""
_UNREADABLE = re.compile(rb"::|\?")
"""What the grammars know in no condition: `#if HAS_ATTRIBUTE(gnu::used)`, `#if (A ? B : 0) < C`."""
_ENUM = re.compile(rb"enum\b[^{};()]{0,200}+\{([^{}]*+)\}")
_ENUMERATOR = re.compile(
    rb"(?<=[,{\s])(?P<head>[A-Z_][A-Z0-9_]*+\s*+\(\s*+)(?P<name>[A-Za-z_]\w*+)(?P<tail>[^()]*+\))"
    rb"(?=\s*+(?P<comma>,?))"
)
"""A macro that makes an enumerator, `OPTION(NAME, 3),`, or all of them: `ERRORS(XX)`."""
_DEPRECATED = re.compile(rb"\w\s++(?P<cut>[A-Z_][A-Z0-9_]*+\s*+\([^()]*+\))(?=\s*+[,}=]|\s*+\Z)")
"""A macro behind an enumerator: `NAME DEPRECATED(3),`."""
_ROWS = re.compile(rb"(?<=[,{\s])[A-Z_][A-Z0-9_]*+(?=[ \t]*+\r?\n\s*+[A-Za-z_]\w*+\s*+(?:[,=]|\Z))")
"""A macro that makes enumerators and has no comma behind it."""
_FUNCTION_MACRO = re.compile(rb"#[ \t]*+define[ \t]++(\w++)\(")


def directive_edits(text: Lexed) -> Iterator[Edit]:
    """Yield the edits that take from directives what the grammar reads as code behind them."""
    for start, end in text.directives:
        match = _DIRECTIVE.match(text.source, start, end)
        word = match[1] if match else b""
        if word == b"define":
            for comment in _COMMENT.finditer(text.source, start, end):
                if text.source[comment.end() : end].strip():
                    yield comment.start(), _LAST_ON_LINE.sub(rb"\\", blank(comment[0]))
            if rest := _REST.search(text.source, start, end):
                yield rest.start("cut"), b"...".ljust(len(rest["cut"]))
        elif word in (b"if", b"elif"):
            test = start if match is None else match.end()
            if _UNREADABLE.search(text.source, test, end):
                yield test, b" 1" + blank(text.source[test + 2 : end])
                continue
            for argument in _TEXT.finditer(text.source, start, end):
                yield argument.start("cut"), b"0".ljust(len(argument["cut"]))


def enumerator_edits(text: Lexed) -> Iterator[Edit]:
    """Yield the edits that remove macros around enumerators, and directives between them."""
    starts = [start for start, _ in text.directives]
    makers = (
        frozenset(_FUNCTION_MACRO.findall(text.source)) if b"enum" in text.code else frozenset()
    )
    for body in _ENUM.finditer(text.code):
        first, last = body.span(1)
        for start, end in text.directives[bisect_left(starts, first) : bisect_left(starts, last)]:
            match = _DIRECTIVE.match(text.source, start, end)
            if match and match[1] in (b"include", b"define", b"undef"):
                yield start, blank(text.source[start:end])
        for macro in _DEPRECATED.finditer(text.code, first, last):
            yield macro.start("cut"), blank(macro["cut"])
        for rows in _ROWS.finditer(text.code, first, last):
            yield rows.start(), blank(rows[0])
        for macro in _ENUMERATOR.finditer(text.code, first, last):
            if macro["name"] in makers:
                yield macro.start(), blank(macro[0])
            elif macro["comma"] or not text.code[macro.end() : last].strip():
                yield macro.start("head"), blank(macro["head"])
                yield macro.start("tail"), blank(macro["tail"])
