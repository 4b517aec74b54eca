"""Asks a person at the terminal what a first config file or a first run needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ralf_notes.cli import terminal
from ralf_notes.errors import Interrupted
from ralf_notes.machine.process import interruptible

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config
    from ralf_notes.models.engines import Engine


class _Terminal:
    """A `Dialog` with the prompts of Typer."""

    def __init__(self, *, on_stderr: bool = False) -> None:
        """Ask on stdout, or on stderr where stdout is for results."""
        self._on_stderr = on_stderr

    def ask(self, question: str, default: str) -> str:
        return terminal.ask(question, default, on_stderr=self._on_stderr)

    def confirm(self, question: str, *, default: bool = False) -> bool:
        return terminal.confirm(question, default, on_stderr=self._on_stderr)

    def tell(self, line: str) -> None:
        (terminal.tell if self._on_stderr else terminal.say)(line)

    def waiting(self, what: str) -> AbstractContextManager[None]:
        return terminal.waiting(what)


def ask_for_settings(folder: Path, open_engine: Callable[[Config], Engine]) -> dict[str, object]:
    """Ask for what a first config file in a folder needs; return its settings.

    Raises Interrupted when the person cancels.
    """
    from ralf_notes.cli.commands import first_run

    with _cancellable(_Terminal()) as dialog:
        return first_run.answers_for_file(folder, os.environ, open_engine, dialog)


@contextmanager
def _cancellable(dialog: _Terminal) -> Iterator[_Terminal]:
    """Raise Interrupted, on a line of its own, when a person cancels a dialog."""
    try:
        with interruptible():
            yield dialog
    except (typer.Abort, KeyboardInterrupt):
        dialog.tell("")  # the question's line has no end yet
        raise Interrupted("interrupted; nothing was written") from None


def ask_for_first_run(
    settings: Mapping[str, object], open_engine: Callable[[Config], Engine], *, may_keep: bool
) -> dict[str, object]:
    """Ask what a first run needs, if nothing says it and a person can answer; return the answers.

    Args:
        settings: what the options say.
        open_engine: opens the engine that a configuration names.
        may_keep: whether to offer to write the answers to a config file.

    Raises Interrupted when the person cancels.
    """
    is_a_person_there = terminal.is_watched() and terminal.can_ask()
    if not (is_a_person_there and terminal.is_in_foreground(0)) or terminal.is_ci():
        return {}
    from ralf_notes.cli.commands import generate

    if not generate.is_first(settings, os.environ):
        return {}
    from ralf_notes.cli.commands import first_run

    with _cancellable(_Terminal(on_stderr=True)) as dialog:
        return first_run.answers(settings, os.environ, open_engine, dialog, may_keep=may_keep)
