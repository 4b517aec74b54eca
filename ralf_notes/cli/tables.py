"""Tables on stdout: drawn on a terminal, in plain columns elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from ralf_notes.cli.commands.models import Row
    from ralf_notes.cli.commands.watch import Look
    from ralf_notes.config.keys import Config


def columns(headings: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table in aligned plain columns, headings first."""
    lines = [headings, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(headings))]
    for line in lines:
        padded = (f"{text:<{width}}" for text, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def show_table(headings: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table on stdout: drawn on a terminal, in plain columns elsewhere."""
    rows = list(rows)
    if not sys.stdout.isatty():
        for line in columns(headings, rows):
            print(line, flush=True)
        return
    from rich.console import Console

    Console().print(_table(headings, rows))


def show_models(rows: Sequence[Row], config: Config) -> None:
    """Print what an engine has, and below it what each model takes and what fits."""
    from ralf_notes.cli.commands import models

    if not rows:
        print(models.how_to_get_one(config))
        return
    show_table(models.HEADINGS, models.cells(rows))
    needs, lines = models.needs(rows, config)
    if needs:
        print(flush=True)
        show_table(models.NEEDS, needs)
        print("\n".join(lines), flush=True)


def show_looks(looks: Iterable[Look]) -> None:
    """Show one look after another until Ctrl-C: in place on a terminal, else below each other."""
    from ralf_notes.cli.commands.watch import HEADINGS

    with suppress(KeyboardInterrupt):
        if sys.stdout.isatty():
            _show_live(HEADINGS, looks)
            return
        for look in looks:
            if look.rows:
                show_table(HEADINGS, look.rows)
            print(look.line, flush=True)


def _show_live(headings: Sequence[str], looks: Iterable[Look]) -> None:
    from rich.console import Group
    from rich.live import Live as Screen
    from rich.text import Text

    with Screen(auto_refresh=False) as screen:
        for look in looks:
            shown = (_table(headings, look.rows), Text(look.line))
            screen.update(Group(*shown), refresh=True)


def _table(headings: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings)
    for row in rows:
        table.add_row(*map(Text, row))
    return table
