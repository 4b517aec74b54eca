"""Plain lines about a run: for logs, and above a live line."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ralf_notes.cli import terminal
from ralf_notes.cli.progress.course import Course
from ralf_notes.config.durations import in_words
from ralf_notes.events import (
    Configured,
    Event,
    FactsWritten,
    Failed,
    Finished,
    Heard,
    Loading,
    Notice,
    Planned,
    Surveyed,
    Warmed,
    Warned,
)
from ralf_notes.text import count_of, files_and_folders

_SOONEST = 60.0
"""Seconds between two lines on how far a run is, at first; later a quarter of the time so far."""
_LATEST = 600.0


@dataclass(slots=True)
class Lines:
    """Plain lines: what matters at once, and now and then how far the run is."""

    quiet: bool = False
    verbose: bool = False
    course: Course = field(default_factory=Course)
    heading: str = ""
    """The line that goes before the first one; a log of a run without any has none."""
    heading_date: str = ""
    """What a log has before that line: when it was known."""
    begun: float = field(default_factory=time.monotonic)
    _told: float = 0.0
    """When the run last said how far it is."""

    def __call__(self, event: Event) -> None:
        """Show one event, and how far the run is if that has not been said for long."""
        self.course.apply(event)
        if isinstance(event, Heard):
            return
        self.show(event)
        if isinstance(event, Finished) and not self.verbose and not self.quiet:
            self._tell_how_far(event.path)

    def show(self, event: Event, above: Callable[[], None] = lambda: None) -> None:
        """Show one event.

        Args:
            event: what happened.
            above: called before a line is written.
        """
        if isinstance(event, Configured) and not self.quiet:
            self.heading = f"configuration: {event.file}"
            self.heading_date = terminal.date_and_time()
            if event.at_once or terminal.is_watched():
                above()
                self._show_heading()
        line = describe(event, self.verbose)
        if line and (_is_failure(event) or not self.quiet):
            above()
            self._show_heading()
            if isinstance(event, FactsWritten) and not self.course.all:
                return  # no model is asked: the end of the run says the same a moment later
            counts = f"[{self.course.done}/{self.course.all}] "
            prefix = counts if isinstance(event, Finished) else ""
            terminal.tell(f"{prefix}{line}")

    def close(self) -> None:
        """Do nothing: a log keeps its lines."""

    def _show_heading(self) -> None:
        """Show the heading, once."""
        if self.heading:
            terminal.tell(self.heading, self.heading_date)
            self.heading = ""

    def _tell_how_far(self, path: str) -> None:
        now, course = time.monotonic(), self.course
        pause = min(max(_SOONEST, (now - self.begun) / 4), _LATEST)
        if now - max(self._told, self.begun) < pause or course.done == course.all:
            return
        self._told, seconds = now, course.seconds_left()
        rest = f", about {in_words(seconds)} left" if seconds is not None else ""
        terminal.tell(f"{course.done} of {course.all} notes have their prose{rest}: {path}")


def describe(event: Event, verbose: bool) -> str:
    """Return an event as one line, '' for an event that is not worth a line."""
    match event:
        case Surveyed() if verbose:
            return f"{count_of(event.files, 'file')} read in {event.seconds:.1f} s"
        case Notice() if verbose:
            return event.text
        case Loading() if verbose:
            return f"loading {event.model}"
        case Planned() if event.questions or event.folders:
            return _describe_plan(event)
        case FactsWritten() if event.changed:
            notes = f"{event.changed} of {count_of(event.notes, 'note')}"
            return f"{notes} written with facts from the code, in {event.target}"
        case Warned():
            return event.text
        case Failed():
            return f"{event.path}: {event.why}"
        case Finished() if verbose or event.problem:
            return _describe_finished(event)
        case Warmed():
            return _describe_load(event)
    return ""


def _describe_plan(planned: Planned) -> str:
    notes = files_and_folders(planned.questions, planned.folders)
    takes = f", about {in_words(planned.seconds)}" if planned.is_measured else ""
    return f"{notes} to ask the model about{takes}"


def _describe_finished(finished: Finished) -> str:
    tokens = count_of(finished.prompt_tokens + finished.answer_tokens, "token")
    problem = f": {finished.problem}" if finished.problem else ""
    return f"{finished.path} ({tokens}, {in_words(finished.seconds)}){problem}"


def _describe_load(warmed: Warmed) -> str:
    if warmed.problem:
        return f"warm-up of {warmed.model} failed: {warmed.problem}"
    if warmed.was_loaded:
        return f"{warmed.model} was already loaded"
    return f"{warmed.model} loaded in {warmed.seconds:.1f} s"


def _is_failure(event: Event) -> bool:
    has_problem = isinstance(event, Finished | Warmed) and bool(event.problem)
    return isinstance(event, Failed) or has_problem
