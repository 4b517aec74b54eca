"""Shows a run while it works: a live line on a terminal, a few dated lines elsewhere."""

from __future__ import annotations

from ralf_notes.cli import terminal
from ralf_notes.cli.progress.lines import Lines
from ralf_notes.cli.progress.live import Live


def open_progress(*, quiet: bool, verbose: bool) -> Lines | Live:
    """Return what shows a run on stderr."""
    lines = Lines(quiet, verbose)
    if terminal.is_watched() and terminal.can_draw():
        return lines if quiet else Live(lines)
    return lines
