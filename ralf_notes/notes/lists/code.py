"""Symbols without a section of their own, as fenced code: their signatures and first sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap

from ralf_notes.notes import markdown
from ralf_notes.notes.lists.members import member_rows, own_name
from ralf_notes.notes.lists.uncommented import line_comment, uncommented
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import Symbol
from ralf_notes.text import one_line

_INDENT = "    "
_WIDTH = 100
_MOST_OF_LINE = 160
_ROOM = 6_000
"""Bytes of constants that are shown as they are written; further ones are shortened."""
_NOISE = re.compile(r"^\s*(?:@|#!?\[|\[[A-Z]|//|/\*|\*)")


def constants_block(symbols: Sequence[Symbol], language: Language) -> str:
    """Return constants as one fenced block, each below what its author says of it; '' for none."""
    lines, room = [], _ROOM
    for symbol in symbols:
        room -= len(symbol.signature.encode())
        lines += _said(symbol, language)
        lines.append(symbol.signature if room > 0 else head_line(symbol, language))
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
            lines += [line_comment(language, above)] if above else []
        line = head_line(symbol, language)
        said = _said(symbol, language)
        indent = _INDENT if symbol.parent else ""
        if len(said) == 1 and len(line) + len(said[0]) < _WIDTH:
            lines.append(f"{indent}{line}  {said[0]}")
        else:
            lines += [f"{indent}{text}" for text in (*said, line)]
        lines += [f"{indent}{_INDENT}{text}" for text in member_rows(symbol, language)]
    return markdown.fence("\n".join(lines), language.fence) if lines else ""


def head_line(symbol: Symbol, language: Language) -> str:
    """Return a signature on one line, without decorators and data, cut around the name."""
    name = own_name(symbol)
    if symbol.kind == "macro":  # its text is all that there is
        return _cut_around(" ".join(symbol.signature.replace("\\\n", " ").split()), name)
    lines = symbol.signature.split("\n")
    head = lines[: symbol.head or None]
    while len(head) > 1 and _NOISE.match(head[0]) and name not in head[0]:
        head = head[1:]
    shown = uncommented("\n".join(head), language).split("\n")
    line = one_line(" ".join(text.strip() for text in shown if text.strip()))
    line = line.removesuffix("{").rstrip() if symbol.head else line
    if symbol.head and name not in line and name in lines[-1]:  # `typedef struct {` ... `} name;`
        line = f"{line} … {lines[-1].strip()}"
    return _cut_around(line or symbol.name.partition("#")[0], name)


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
    # No word is cut, unless it is the name with what adjoins it.
    whole = max(line.rfind(" ", 0, room + 1), start + len(name))
    return f"{line[:whole].rstrip()} … {tail}"


def _said(symbol: Symbol, language: Language) -> list[str]:
    """Return the first sentence of what an author says of a symbol, as lines of comments."""
    sentence = opening_words(symbol.doc) if symbol.doc not in symbol.signature else ""
    lines = wrap(sentence, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [line_comment(language, line) for line in lines]
