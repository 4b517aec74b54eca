"""Shows a run while it works: a live line on a terminal, a plain line per file elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ralf_notes.cli import terminal
from ralf_notes.config.durations import in_words
from ralf_notes.escapes import shown
from ralf_notes.events import (
    Configured,
    Event,
    FactsWritten,
    Failed,
    Finished,
    Notice,
    Planned,
    Started,
    Surveyed,
    Warmed,
    Warned,
)
from ralf_notes.text import count_of

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass(slots=True)
class Lines:
    """Plain lines, one per file: for logs."""

    quiet: bool = False
    verbose: bool = False
    done: int = 0
    """Files that are finished."""
    planned: Planned = Planned(0, 0)
    started: float = field(default_factory=time.monotonic)
    heading: str = ""
    """The line that goes before the first one; a log of a run without any has none."""

    def __call__(self, event: Event) -> None:
        """Show one event."""
        prefix = ""
        if isinstance(event, Configured) and not self.quiet:
            self.heading = f"configuration: {event.file}"
            if event.at_once or terminal.is_watched():
                self.show_heading()
        if isinstance(event, Planned):
            self.planned = event
        if isinstance(event, Finished) and not event.is_folder:
            self.done += 1
            prefix = f"[{self.done}/{self.planned.questions}] "
        line = describe(event, self.verbose)
        if line and (_is_failure(event) or not self.quiet):
            self.show_heading()
            terminal.tell(f"{prefix}{line}")

    def show_heading(self) -> None:
        """Show the heading, once."""
        if self.heading:
            terminal.tell(self.heading)
            self.heading = ""

    def close(self) -> None:
        """Do nothing: a log keeps its lines."""


@dataclass(slots=True)
class Live:
    """A live line: finished files, estimated time left, token rate, the current file."""

    lines: Lines
    _bar: Progress | None = None
    _task: TaskID | None = None
    _failures: int = 0
    _tokens: int = 0

    def __call__(self, event: Event) -> None:
        """Show one event."""
        self._failures += isinstance(event, Failed | Finished) and _is_failure(event)
        if isinstance(event, Planned):
            self.lines(event)
            if event.questions:
                self._start(event)
        elif self._bar is None:
            self.lines(event)
        elif isinstance(event, Started):
            self._update(file=shown(event.path))
        elif isinstance(event, Finished) and not event.problem:
            self._finish(event)
        elif line := describe(event, self.lines.verbose):
            terminal.tell_above(self._bar, line)

    def close(self) -> None:
        """Remove the live line from the screen."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _start(self, planned: Planned) -> None:
        self._bar = terminal.open_bar()
        self._task = self._bar.add_task(
            "", total=max(planned.tokens, 1),
            done=0, all=planned.questions, rate="", failed="", file="",
        )  # fmt: skip
        self._bar.start()

    def _finish(self, event: Finished) -> None:
        self.lines.done += not event.is_folder
        self._tokens += event.prompt_tokens + event.answer_tokens
        seconds = max(time.monotonic() - self.lines.started, 0.001)
        self._update(
            advance=event.estimate,
            done=self.lines.done,
            rate=f"{self._tokens / seconds:.0f} tokens/s",
            failed=f" {self._failures} failed" if self._failures else "",
        )

    def _update(self, advance: int = 0, **fields: Any) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=advance, **fields)


def open_progress(*, quiet: bool, verbose: bool) -> Lines | Live:
    """Return what shows a run on stderr: a live line if it is a terminal, else plain lines."""
    lines = Lines(quiet, verbose)
    return Live(lines) if terminal.is_watched() and not quiet else lines


def describe(event: Event, verbose: bool) -> str:
    """Return an event as one line, '' for an event that is not worth a line."""
    match event:
        case Surveyed() if verbose:
            return f"{count_of(event.files, 'file')} read in {event.seconds:.1f} s"
        case Notice() if verbose:
            return event.text
        case Planned() if event.questions:
            files = count_of(event.questions, "file")
            return f"{files} to ask the model about ({event.tokens} tokens, estimated)"
        case FactsWritten() if event.changed:
            notes = f"{event.changed} of {count_of(event.notes, 'note')}"
            return f"{notes} written with facts from the code, in {event.target}"
        case Warned():
            return event.text
        case Failed():
            return f"{event.path}: {event.why}"
        case Warmed() | Finished():
            return _describe_work(event)
    return ""


def _describe_work(event: Warmed | Finished) -> str:
    if isinstance(event, Finished):
        path = f"{event.path}/" if event.is_folder else event.path
        tokens = event.prompt_tokens + event.answer_tokens
        problem = f": {event.problem}" if event.problem else ""
        return f"{path} ({tokens} tokens, {in_words(event.seconds)}){problem}"
    if event.problem:
        return f"warm-up of {event.model} failed, the run continues without it: {event.problem}"
    state = "was already loaded" if event.was_loaded else "loaded"
    return f"{event.model} {state}, ready after {event.seconds:.1f} s"


def _is_failure(event: Event) -> bool:
    has_problem = isinstance(event, Finished | Warmed) and bool(event.problem)
    return isinstance(event, Failed) or has_problem
