"""Tables as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ralf_notes.escapes import shown, width


def columns(headings: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table in aligned plain columns, headings first."""
    lines = [[shown(cell) for cell in line] for line in (headings, *rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(headings))]
    for line in lines:
        padded = (
            cell + " " * (widest - width(cell)) for cell, widest in zip(line, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()
