"""Tables as lines of text, and lines that fit a terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ralf_notes.escapes import shown, width

_GAP = "  "
_NARROWEST = 20
"""Columns: a text is not wrapped to less."""


def columns(
    headings: Sequence[str],
    rows: Iterable[tuple[str, ...]],
    room: int | None = None,
    first_to_go: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the lines of a table in aligned plain columns, headings first. No cell is cut.

    Args:
        headings: one for each column.
        rows: the cells.
        room: the columns of the terminal; None for any.
        first_to_go: the headings of what to leave out, in this order, where there is no room.
    """
    lines = [[shown(cell) for cell in line] for line in (headings, *rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(headings))]
    gone = _without_room(headings, widths, room, first_to_go)
    for line in lines:
        padded = (
            cell + " " * (widest - width(cell))
            for heading, cell, widest in zip(headings, line, widths, strict=True)
            if heading not in gone
        )
        yield _GAP.join(padded).rstrip()


def _without_room(
    headings: Sequence[str], widths: Sequence[int], room: int | None, first_to_go: Sequence[str]
) -> Collection[str]:
    """Return the headings of the columns to leave out."""
    gone: list[str] = []
    taken = sum(widths) + len(_GAP) * (len(widths) - 1)
    of_heading = dict(zip(headings, widths, strict=True))
    for heading in first_to_go:
        if room is None or taken <= room:
            break
        gone.append(heading)
        taken -= of_heading[heading] + len(_GAP)
    return gone


def wrapped(text: str, room: int | None, taken: int = 0) -> list[str]:
    """Return a line as lines that fit, broken at blanks; no word is cut.

    Args:
        text: the line.
        room: the columns of the terminal; None for any.
        taken: columns of the first line that something else takes.
    """
    if room is None or width(text) + taken <= room:
        return [text]
    indent = len(text) - len(text.lstrip(" ")) + (taken or 2)
    lines, used = [""], taken
    for number, word in enumerate(text.split(" ")):
        length = width(word)
        if number and used + 1 + length > max(room, _NARROWEST) and lines[-1].strip():
            lines.append(" " * indent + word)
            used = indent + length
        else:
            lines[-1] += f" {word}" if number else word
            used += length + bool(number)
    return lines
