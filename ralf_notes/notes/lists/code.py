"""Symbols without a section of their own, as fenced code: their signatures and first sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.notes import markdown
from ralf_notes.notes.lists.chosen import TYPES
from ralf_notes.notes.lists.members import member_rows, own_name
from ralf_notes.outline.documentation.docstrings import read_docstring
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import Symbol
from ralf_notes.text import first_sentence, one_line

_INDENT = "    "
_WIDTH = 100
_MOST_OF_LINE = 160
_MOST_OF_SENTENCE = 160
_ROOM = 6_000
"""Bytes of constants that are shown as they are written; further ones are shortened."""
_NOISE = re.compile(r"^\s*(?:@|#!?\[|\[[A-Z]|//|/\*|\*)")
_OPEN = re.compile(r"[(\[{]")
_CLOSED = re.compile(r"[)\]}]")


def constants_block(symbols: Sequence[Symbol], language: Language) -> str:
    """Return constants as one fenced block, each below what its author says of it; '' for none."""
    lines, room = [], _ROOM
    for symbol in symbols:
        room -= len(symbol.signature.encode())
        lines += _said(symbol, language)
        lines.append(symbol.signature if room > 0 else head_line(symbol))
    return markdown.fence("\n".join(lines), language.fence) if lines else ""


def further_block(symbols: Sequence[Symbol], language: Language) -> str:
    """Return symbols as one fenced block, a line each with signature and first sentence.

    The data of a type follows it.
    """
    lines: list[str] = []
    above = ""
    for symbol in symbols:
        if symbol.parent != above:
            above = symbol.parent
            lines += [_comment(language, above)] if above else []
        line = head_line(symbol)
        said = _said(symbol, language)
        indent = _INDENT if symbol.parent else ""
        if said and len(line) + len(said[0]) < _WIDTH:
            lines.append(f"{indent}{line}  {said[0]}")
        else:
            lines += [f"{indent}{text}" for text in (*said, line)]
        lines += [f"{indent}{_INDENT}{text}" for text in member_rows(symbol)]
    return markdown.fence("\n".join(lines), language.fence) if lines else ""


def head_line(symbol: Symbol) -> str:
    """Return a signature on one line, without decorators and members, cut around the name."""
    name = own_name(symbol)
    head: list[str] = []
    depth, named = 0, False
    for line in symbol.signature.split("\n"):
        if not head and _NOISE.match(line) and name not in line:
            continue
        head.append(line.rstrip("\\").strip())
        if symbol.kind in TYPES and line.endswith("{") and name in " ".join(head):
            return _cut_around(one_line(" ".join(head)).removesuffix("{").rstrip(), name)
        depth += len(_OPEN.findall(line)) - len(_CLOSED.findall(line))
        named = named or name in line
        if named and depth <= 0:
            break
    return _cut_around(one_line(" ".join(head)) or symbol.name.partition("#")[0], name)


def _cut_around(line: str, name: str) -> str:
    """Return a line without its middle if it is long; the name stays."""
    if len(line) <= _MOST_OF_LINE:
        return line
    start = max(line.find(name), 0)
    if start > _MOST_OF_LINE // 2:
        line, start = f"… {line[start:]}", 2
    if len(line) <= _MOST_OF_LINE:
        return line
    tail = line[-_MOST_OF_LINE // 4 :].partition(" ")[2] or line[-_MOST_OF_LINE // 4 :]
    room = max(_MOST_OF_LINE - len(tail), start + len(name) + 1)
    return f"{line[:room].rstrip()} … {tail}"


def _said(symbol: Symbol, language: Language) -> list[str]:
    """Return what an author says of a symbol as a comment on one line, or nothing."""
    doc = read_docstring(symbol.doc).text if symbol.doc.startswith("@") else symbol.doc
    sentence = first_sentence(doc) if doc not in symbol.signature else ""
    return [_comment(language, sentence[:_MOST_OF_SENTENCE])] if sentence else []


def _comment(language: Language, text: str) -> str:
    mark = next(iter(language.comments), "#")
    return f"/* {text} */" if mark == "/*" else f"{mark} {text}"
