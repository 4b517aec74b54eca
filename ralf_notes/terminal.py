"""What the command line asks a person, and how it shows a table."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ralf_notes.config import Config
    from ralf_notes.engines import Engine


class _Terminal:
    """How a person is asked: the prompts of Typer."""

    def ask(self, question: str, default: str) -> str:
        return str(typer.prompt(question, default=default))

    def confirm(self, question: str) -> bool:
        return typer.confirm(question)

    def tell(self, line: str) -> None:
        typer.echo(line)


def interview(folder: Path, open_engine: Callable[[Config], Engine]) -> dict[str, object]:
    """Ask for what a first config file needs; return its settings.

    Raises KeyboardInterrupt when the person ends it.
    """
    from ralf_notes import starter

    try:
        found = starter.look_around(folder, os.environ, open_engine)
        return starter.interview(found, folder, _Terminal())
    except typer.Abort:
        raise KeyboardInterrupt from None


def show_table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table: drawn on a terminal, in plain columns elsewhere."""
    if not sys.stdout.isatty():
        from ralf_notes import inventory

        for line in inventory.columns(headings, rows):
            typer.echo(line)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
