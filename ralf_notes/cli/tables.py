"""Tables on stdout: drawn on a terminal, in plain columns elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ralf_notes.cli.commands.models import Inventory


def columns(headings: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table in aligned plain columns, headings first."""
    lines = [headings, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(headings))]
    for line in lines:
        padded = (f"{text:<{width}}" for text, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def show_table(headings: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table on stdout: drawn on a terminal, in plain columns elsewhere."""
    if not sys.stdout.isatty():
        for line in columns(headings, rows):
            print(line, flush=True)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings)
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def show_models(inventory: Inventory) -> None:
    """Print what an engine has, and below it what each model takes and what fits."""
    from ralf_notes.cli.commands.models import HEADINGS
    from ralf_notes.models import memory

    if inventory.rows:
        show_table(HEADINGS, inventory.rows)
    if inventory.needs:
        print(flush=True)
        show_table(memory.HEADINGS, inventory.needs)
    for line in inventory.lines:
        print(line, flush=True)
