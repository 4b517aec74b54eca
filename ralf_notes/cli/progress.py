"""What a person sees of a run: a live line on a terminal, a plain line per file elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from ralf_notes.config.durations import in_words
from ralf_notes.events import (
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

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass(slots=True)
class Lines:
    """Plain lines on a stream, one per file: for logs."""

    stream: TextIO
    quiet: bool = False
    verbose: bool = False
    done: int = 0
    planned: Planned = Planned(0, 0)
    begun: float = field(default_factory=time.monotonic)

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Planned):
            self.planned = event
        if isinstance(event, Finished) and not event.is_folder:
            self.done += 1
        line = describe(event, self.verbose)
        if not line or (self.quiet and not _is_trouble(event)):
            return
        counted = isinstance(event, Finished) and not event.is_folder
        prefix = f"[{self.done}/{self.planned.questions}] " if counted else ""
        print(f"{prefix}{line}", file=self.stream, flush=True)

    def close(self) -> None:
        """Nothing is left on the screen."""


@dataclass(slots=True)
class Live:
    """A live line: what is done of all, time left by estimated tokens, the file at work."""

    lines: Lines
    _bar: Progress | None = None
    _task: TaskID | None = None
    _failures: int = 0
    _tokens: int = 0

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Failed) or (isinstance(event, Finished) and event.problem):
            self._failures += 1
        if isinstance(event, Planned):
            self.lines(event)
            self._start(event)
        elif self._bar is None:
            self.lines(event)
        elif isinstance(event, Started):
            self._update(file=event.path)
        elif isinstance(event, Finished) and not event.problem:
            self._finish(event)
        elif line := describe(event, self.lines.verbose):
            self._bar.console.print(line, markup=False, highlight=False)

    def close(self) -> None:
        """Take the live line off the screen."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _start(self, planned: Planned) -> None:
        if not planned.questions:
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.fields[done]}/{task.fields[all]} files"),
            BarColumn(bar_width=24),
            TimeRemainingColumn(compact=True),
            TextColumn(
                "{task.fields[rate]}{task.fields[failed]} {task.fields[file]}", markup=False
            ),
            console=Console(file=self.lines.stream),
            transient=True,
        )
        fields: dict[str, Any] = {
            "done": 0,
            "all": planned.questions,
            "rate": "",
            "failed": "",
            "file": "",
        }
        self._task = self._bar.add_task("", total=max(planned.tokens, 1), **fields)
        self._bar.start()

    def _finish(self, event: Finished) -> None:
        self.lines.done += not event.is_folder
        self._tokens += event.prompt_tokens + event.answer_tokens
        seconds = max(time.monotonic() - self.lines.begun, 0.001)
        failed = f" {self._failures} failed" if self._failures else ""
        self._update(
            advance=event.estimate,
            done=self.lines.done,
            rate=f"{self._tokens / seconds:.0f} tokens/s",
            failed=failed,
        )

    def _update(self, advance: int = 0, **fields: Any) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=advance, **fields)


def open_progress(*, quiet: bool, verbose: bool, stream: TextIO | None = None) -> Lines | Live:
    """Return what shows a run on stderr: a live line if it is a terminal, else plain lines."""
    lines = Lines(stream or sys.stderr, quiet, verbose)
    return Live(lines) if lines.stream.isatty() and not quiet else lines


def describe(event: Event, verbose: bool) -> str:
    """Return an event in one line, '' for one that is not worth it."""
    if isinstance(event, Finished):
        return _finished(event)
    if isinstance(event, Warmed):
        return _warmed(event)
    if isinstance(event, Failed):
        return f"{event.path}: {event.why}"
    if isinstance(event, Warned):
        return event.text
    if isinstance(event, Notice | Surveyed):
        return _detail(event) if verbose else ""
    return _step(event)


def _step(event: Event) -> str:
    if isinstance(event, FactsWritten) and event.changed:
        what = "notes written with what the code itself says"
        return f"{event.changed} of {event.notes} {what}, in {event.target}"
    if isinstance(event, Planned) and event.questions:
        return f"{event.questions} files to ask the model about, about {event.tokens} tokens"
    return ""


def _detail(event: Notice | Surveyed) -> str:
    if isinstance(event, Notice):
        return event.text
    return f"{event.files} files read in {event.seconds:.1f} s"


def _finished(event: Finished) -> str:
    tokens = event.prompt_tokens + event.answer_tokens
    problem = f": {event.problem}" if event.problem else ""
    mark = "/" if event.is_folder else ""
    return f"{event.path}{mark} ({tokens} tokens, {in_words(event.seconds)}){problem}"


def _warmed(event: Warmed) -> str:
    if event.problem:
        return f"warm-up of {event.model} failed, going on without: {event.problem}"
    how = "was loaded already" if event.was_loaded else "loaded"
    return f"{event.model} {how}, ready after {event.seconds:.1f} s"


def _is_trouble(event: Event) -> bool:
    return (
        isinstance(event, Failed)
        or (isinstance(event, Finished) and bool(event.problem))
        or (isinstance(event, Warmed) and bool(event.problem))
    )
