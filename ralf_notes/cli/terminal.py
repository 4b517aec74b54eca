"""Asks a person at the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config
    from ralf_notes.models.engines import Engine


class _Terminal:
    """A `Dialog` with the prompts of Typer."""

    def ask(self, question: str, default: str) -> str:
        return str(typer.prompt(question, default=default))

    def confirm(self, question: str) -> bool:
        return typer.confirm(question)

    def tell(self, line: str) -> None:
        typer.echo(line)


def ask_for_settings(folder: Path, open_engine: Callable[[Config], Engine]) -> dict[str, object]:
    """Ask for what a first config file needs; return its settings.

    Raises KeyboardInterrupt when the person cancels.
    """
    from ralf_notes.cli.commands import init

    try:
        surroundings = init.look_around(folder, os.environ, open_engine)
        return init.interview(surroundings, folder, _Terminal())
    except typer.Abort:
        raise KeyboardInterrupt from None
