"""Shows the answer to a question while it comes, and what a person should know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ralf_notes.cli import terminal
from ralf_notes.cli.commands.answers import ask

if TYPE_CHECKING:
    from ralf_notes.prose.cited.checking import Judged
    from ralf_notes.run.answering import Answered, Chosen


def shown_as_it_comes(close: Callable[[], None]) -> Callable[[Sequence[Chosen], Judged], None]:
    """Return what prints each sentence that holds.

    Args:
        close: takes what shows the progress from the screen.
    """

    def show(chosen: Sequence[Chosen], sentence: Judged) -> None:
        close()
        terminal.say(ask.sentence_line(chosen, sentence))

    return show


def show_end(answered: Answered, *, verbose: bool) -> None:
    """Print what stands below an answer, or the passages in place of one."""
    _tell_all(ask.why_none(answered))
    if answered.sentences:
        terminal.say()
        terminal.say("Stands on:")
        for line in ask.place_lines(answered):
            terminal.say_lines(line)
    else:
        for line in ask.passage_lines(answered):
            terminal.say_lines(line)
    _tell_all(ask.dropped_lines(answered, verbose=verbose))


def _tell_all(lines: Iterable[str]) -> None:
    for line in lines:
        terminal.tell(f"ralf-notes: {line}")
