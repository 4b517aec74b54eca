"""Methods that macros of GoogleMock declare, rewritten as declarations of the same length.

`MOCK_METHOD(int, size, (int a), (const, override));` declares `int size(int a)`, and so does the
older `MOCK_CONST_METHOD1(size, int(int a));`.
Sources: https://google.github.io/googletest/reference/mocking.html#MOCK_METHOD and
https://google.github.io/googletest/gmock_cook_book.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.languages.c_family.preprocessed import Edit

_MOCK = re.compile(rb"\bMOCK_(?:METHOD|(?P<old>(?:CONST_)?METHOD\d+(?:_T)?))[ \t]*+\(")
_BRACKET = re.compile(rb"[(),;{}]")
_TYPE_IN_BRACKETS = re.compile(rb"(?<=[(,])(\s*+)\(((?:[^()]++|\([^()]*+\))*+)\)(?=\s*+[\w*&])")
"""A type with a comma among the parameters: `(std::map<int, int>) by_size`."""
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
        declared = _declared_by_old(code, parts) if macro["old"] else _declared(code, parts)
        for start, stop in declared:
            text[start - macro.start() : stop - macro.start()] = code[start:stop]
        if macro["old"]:  # its type stands behind the name, where no declaration has it
            text[:3] = b"int"
        yield macro.start(), _TYPE_IN_BRACKETS.sub(rb"\1 \2 ", bytes(text))


def without_mock(text: str) -> str:
    """Return the declaration that a macro stands for that mocks a method: `int size() const`."""
    if not text.startswith("MOCK_"):
        return text
    code = text.encode()
    macro = _MOCK.match(code)
    parts = _arguments(code, macro.end()) if macro else []
    spans = _declared_by_old(code, parts) if macro and macro["old"] else _declared(code, parts)
    if macro is None or not spans:
        return text
    if macro["old"]:
        kind, words = (parts[1][0], spans[1][0]), "const" if b"CONST" in macro["old"] else ""
    else:
        kind, *spans = spans
        words = code[slice(*parts[3])].decode().strip("( )") if len(parts) > 3 else ""
    name, parameters = (code[slice(*span)].strip() for span in spans)
    parameters = _TYPE_IN_BRACKETS.sub(rb"\1\2", parameters)
    plain = (word for word in words.replace(",", " ").split() if "(" not in word)
    before = code[slice(*kind)].decode().strip()
    return " ".join((before, f"{name.decode()}{parameters.decode()}", *plain))


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


def _declared_by_old(code: bytes, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of the name and the parameters: `MOCK_METHOD1(name, int(int a))`."""
    if len(parts) < 2:
        return []
    end = parts[-1][1]  # a comma may stand in the type: `std::map<int, int>(int a)`
    opened = code.find(b"(", parts[1][0], end)
    return [parts[0], (opened, end)] if opened >= 0 else []


def _declared(code: bytes, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of the type without brackets, the name and the parameters."""
    if len(parts) < 3:
        return []
    start, stop = parts[0]
    inside = code[start:stop].strip()
    if inside.startswith(b"("):
        start = code.index(b"(", start) + 1
        stop = code.rindex(b")", start, stop)
    return [(start, stop), parts[1], parts[2]]
