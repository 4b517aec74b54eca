"""Shows how far an index is, if there is anything to wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ralf_notes.cli.progress.lines import Lines
    from ralf_notes.cli.progress.live import Live
    from ralf_notes.events import Event


@contextmanager
def shown_when_needed() -> Iterator[Callable[[Event], None]]:
    """Yield what gets events; nothing is imported for them before the first comes."""
    progress: list[Lines | Live] = []

    def tell(event: Event) -> None:
        if not progress:
            from ralf_notes.cli.progress import open_progress

            progress.append(open_progress(quiet=False, verbose=False))
        progress[0](event)

    try:
        yield tell
    finally:
        for each in progress:
            each.close()
