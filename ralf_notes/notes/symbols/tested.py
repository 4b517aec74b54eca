"""The symbols of a test as a list of what is tested. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ralf_notes.notes import markdown
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.lists.named import is_test_function
from ralf_notes.notes.wording import Wording
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.source.classify import Kind

_MOST_LINES = 60
"""Tests that have a line each; of a longer list, those of a suite share one."""


def holds_tests(outline: Outline, kind: Kind) -> bool:
    """Whether a file is among the tests and has some, and is not made for those of other files."""
    has_table = any(table.title == "Tests" for table in outline.tables)
    return kind is Kind.TEST and (has_table or any(map(is_test_function, outline.symbols)))


def test_lines(symbols: Sequence[Symbol], say: Wording) -> list[str]:
    """Return the items of the list of a file's tests: those of a suite are nested in its item.

    Args:
        symbols: the public symbols of the file, in source order.
        say: the words before the names of helpers.
    """
    tests = {symbol.name: symbol for symbol in symbols if is_test_function(symbol)}
    inside: dict[str, list[Symbol]] = {symbol.name: [] for symbol in symbols}
    for test in tests.values():
        if test.parent in inside:
            inside[test.parent].append(test)
    is_long = len(tests) > _MOST_LINES
    lines, helpers = [], []
    for symbol in symbols:
        if inside[symbol.name]:
            lines.append(_suite(symbol, inside[symbol.name], is_long=is_long))
        elif symbol.name in tests:
            lines += [] if inside.get(symbol.parent) else [_line(symbol, symbol.name)]
        else:
            helpers.append(symbol.name)
    if is_long:
        lines = _joined(lines)
    if helpers and lines:
        lines.append(say("lists.helpers", names=markdown.code_spans(helpers)))
    return lines or ([markdown.code_spans(helpers)] if helpers else [])


def _suite(symbol: Symbol, tests: Sequence[Symbol], *, is_long: bool) -> str:
    """Return the item of a suite, with its tests."""
    head = _line(symbol, symbol.name)
    if is_long:
        return f"{head}: {markdown.code_spans(own_name(test.name) for test in tests)}"
    return "\n".join([head, *(f"  - {_line(test, own_name(test.name))}" for test in tests)])


def _joined(lines: Sequence[str]) -> list[str]:
    """Return the items of a long list, those that are names alone together."""
    names, rest = list[str](), list[str]()
    for line in lines:
        is_name = next(markdown.code_at(line), None) == (0, len(line))
        (names if is_name else rest).append(line)
    return [*rest, *([", ".join(names)] if names else [])]


def _line(symbol: Symbol, name: str) -> str:
    words = opening_words(symbol.doc)
    shown = markdown.code_span(name)
    return f"{shown}: *{markdown.prose(words)}*" if words else shown
