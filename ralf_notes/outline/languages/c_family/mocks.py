"""Methods that macros of GoogleMock declare, rewritten as declarations of the same length.

`MOCK_METHOD(int, size, (int a), (const, override));` declares `int size(int a)`.
Source: https://google.github.io/googletest/reference/mocking.html#MOCK_METHOD
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.languages.c_family.preprocessed import Edit

_MOCK = re.compile(rb"\bMOCK_(?:METHOD|CONST_METHOD\d+(?:_T)?|METHOD\d+(?:_T)?)[ \t]*+\(")
_BRACKET = re.compile(rb"[(),;{}]")
_TYPE_IN_BRACKETS = re.compile(rb"[(,]\s*+\((?=[^()]*+\)\s*+[\w*&])")
_LONGEST = 1_000
"""Bytes of a macro with its arguments."""


def mock_edits(code: bytes) -> Iterator[Edit]:
    """Yield what stands in place of each macro that mocks a method."""
    for macro in _MOCK.finditer(code) if b"MOCK_" in code else ():
        parts = _arguments(code, macro.end())
        if len(parts) < 2:
            continue
        end = parts[-1][1] + 1
        text = bytearray(blank(code[macro.start() : end]))
        for start, stop in _declared(code, parts):
            text[start - macro.start() : stop - macro.start()] = code[start:stop]
        if b"METHOD" in macro[0] and not macro[0].startswith(b"MOCK_METHOD("):
            text[:3] = b"int"  # the type stands behind the name; the source shows it
        for inner in _TYPE_IN_BRACKETS.finditer(bytes(text)):
            closing = text.find(b")", inner.end())
            text[inner.end() - 1] = text[closing] = ord(" ")
        yield macro.start(), bytes(text)


def _arguments(code: bytes, start: int) -> list[tuple[int, int]]:
    """Return where the arguments of a macro are whose `(` ends at an offset; none if it is torn."""
    parts, depth, begin = [], 1, start
    for mark in _BRACKET.finditer(code, start, start + _LONGEST):
        text = mark[0]
        if text in b";{}":
            return []
        depth += 1 if text == b"(" else -1 if text == b")" else 0
        if depth == 0 or (depth == 1 and text == b","):
            parts.append((begin, mark.start()))
            begin = mark.end()
        if depth == 0:
            return parts
    return []


def _declared(code: bytes, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of the type, the name and the parameters, as far as their order is right."""
    if len(parts) == 2:  # `MOCK_METHOD1(name, int(int a))`
        name, form = parts
        opened = code.find(b"(", *form)
        return [name, (opened, form[1])] if opened >= 0 else []
    start, stop = parts[0]
    inside = code[start:stop].strip()
    if inside.startswith(b"("):
        start = code.index(b"(", start) + 1
        stop = code.rindex(b")", start, stop)
    return [(start, stop), parts[1], parts[2]]
