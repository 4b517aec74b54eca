"""Secrets in columns: tables of Markdown and reStructuredText, and files of separated values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.examples import is_place_of_examples
from ralf_notes.source.secrets.named import Span
from ralf_notes.source.secrets.names import Meaning, NameKind, meaning_of
from ralf_notes.source.secrets.reading.syntax import of_path
from ralf_notes.source.secrets.values import Tie, is_mixed, is_secret

_TABLE = lazily(
    r"^[ \t]*\|[^\n]*\|[ \t]*\r?\n(?:[ \t]*\|[^\n]*\|[ \t]*\r?(?:\n|\Z))+", re.MULTILINE
)
_CELL = lazily(r"\|(?P<cell>[^|\n]*)(?=\|)")
_BARE_LINE = lazily(r"^[ \t]*:?-+:?[ \t]*\|[ \t:|-]*\r?$", re.MULTILINE)
"""The line below the head of a table whose rows need no `|` at their ends."""
_BARE_CELL = lazily(r"(?P<cell>[^|\n]+)(?:\||(?=\n)|\Z)")
_FIELD = lazily(
    r"""(?P<cell>(?<![^,;\t|\n ])"(?:[^"]|"")*+"|(?<![^,;\t|\n"])[^,;\t|\n"]*+)"""
    r"(?:[,;\t|]|(?=\n)|\Z)"
)
"""A field starts behind a separator or a quote: none is looked for inside another."""
_MARKS = " \t*_`\"'~"
_WORDY = lazily(r"[A-Za-z][a-z]+(?: [a-z]+)*[.:]?")


def tabled_secrets(text: str, lower: str, path: str) -> Iterator[Span]:
    """Yield the cells whose column, or whose neighbour on the left, is named as a secret."""
    in_example = is_place_of_examples(path)
    if "|" in text:
        for table in _TABLE.finditer(text):
            yield from _in_table(text, table.start(), table.end(), in_example)
        end = 0
        for line in _BARE_LINE.finditer(text):
            if line.start() >= end:
                start, end = text.rfind("\n", 0, max(0, line.start() - 1)) + 1, line.end()
                end = _table_end(text, end)
                yield from _in_table(text, start, end, in_example, _BARE_CELL)
    if of_path(path).family == "csv":
        yield from _in_fields(text, in_example)


def _table_end(text: str, end: int) -> int:
    """Return where the last line with a `|` ends, of those that follow one another."""
    while end < len(text):
        following = text.find("\n", end + 1)
        following = len(text) if following < 0 else following
        if "|" not in text[end:following]:
            break
        end = following
    return end


def _in_table(
    text: str, start: int, end: int, in_example: bool, cell_of: re.Pattern[str] = _CELL
) -> Iterator[Span]:
    head: dict[int, Meaning] = {}
    above: list[tuple[int, int]] = []
    at = start
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        cells = [
            _trimmed(text, *cell.span("cell")) for cell in cell_of.finditer(text, at, line_end)
        ]
        if at == start:
            yield from _in_row(text, cells, {}, in_example)
            head = _meanings(text, cells)
        elif _BARE_LINE.match(text, at):  # what is above it names the columns from here on
            head |= _meanings(text, above)
        else:
            yield from _in_row(text, cells, head, in_example)
        at, above = line_end + 1, cells


def _meanings(text: str, cells: list[tuple[int, int]]) -> dict[int, Meaning]:
    """Return the columns that are named as secrets, by their number."""
    meanings = {number: meaning_of(text[a:b]) for number, (a, b) in enumerate(cells) if b - a < 40}
    return {number: meaning for number, meaning in meanings.items() if meaning}


def _in_row(
    text: str, cells: list[tuple[int, int]], head: Mapping[int, Meaning], in_example: bool
) -> Iterator[Span]:
    for number, (a, b) in enumerate(cells):
        meaning = head.get(number)
        if meaning is None and number:
            c, d = cells[number - 1]
            meaning = (
                meaning_of(text[c:d].strip("-"))
                if d - c < 48 and text[c:d].count(" ") < 2
                else None
            )
        if meaning and _is_cell(meaning, text[a:b], in_example):
            yield a, b, "password" if meaning.kind is NameKind.PASSWORD else "key or token"


def _is_cell(meaning: Meaning, value: str, in_example: bool) -> bool:
    if meaning.kind is not NameKind.PASSWORD and len(value) < 10:
        return False
    if not is_mixed(value) or _WORDY.fullmatch(value):
        return False
    return is_secret(meaning, Tie.LISTED, value, in_example=in_example)


def _in_fields(text: str, in_example: bool) -> Iterator[Span]:
    head_end = text.find("\n")
    if head_end < 0:
        return
    head = [
        meaning_of(field["cell"].strip(_MARKS))
        for field in _FIELD.finditer(text, 0, head_end)
        if field[0]
    ]
    if not any(head):
        return
    at = head_end + 1
    while at < len(text):
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        fields = [field for field in _FIELD.finditer(text, at, line_end) if field[0]]
        for meaning, field in zip(head, fields, strict=False):
            a, b = _trimmed(text, *field.span("cell"))
            cell = text[a:b]
            if meaning and cell and is_secret(meaning, Tie.ASSIGNED, cell, in_example=in_example):
                yield a, b, "password" if meaning.kind is NameKind.PASSWORD else "key or token"
        at = line_end + 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end
