"""A live line at the bottom of a terminal: what a run does, how far it is, and how long it takes.

The cursor is never hidden and stands at the beginning of the line: whatever ends the process, the
terminal is as it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ralf_notes.cli import terminal
from ralf_notes.cli.progress.course import Course
from ralf_notes.cli.progress.lines import Lines
from ralf_notes.config.durations import in_words
from ralf_notes.escapes import shown, width
from ralf_notes.events import Event, Finished, Heard, Loading, Planned, Started, Working
from ralf_notes.machine.process import when_put_aside
from ralf_notes.text import count_of

_EVERY = 0.1
"""Seconds between two drawings."""
_FIRST = 0.3
"""Seconds before the first one: a quick run draws nothing."""
_BAR = 16
"""Columns of the bar."""


@dataclass(slots=True)
class Live:
    """A live line, drawn by a thread of its own, and lines above it for what is worth one."""

    lines: Lines
    working: Working = Working("looking for source files")
    begun: float = field(default_factory=time.monotonic)
    _line: terminal.LivingLine = field(default_factory=terminal.LivingLine)
    _one: threading.RLock = field(default_factory=threading.RLock)
    """Held by the thread that writes to the terminal, or changes what is shown."""
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _heed_no_more: Callable[[], None] = field(init=False)
    """Ends that Ctrl-Z takes the line from the screen."""

    def __post_init__(self) -> None:
        self._heed_no_more = when_put_aside(self._put_aside)
        self._thread = threading.Thread(target=self._draw_on, name="ralf-live", daemon=True)
        self._thread.start()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        with self._one:
            self.lines.course.apply(event)
            if isinstance(event, Heard):
                return
            if isinstance(event, Working):
                self.working = event
            elif isinstance(event, Loading | Started):
                self.working = Working("")
            elif isinstance(event, Planned):
                self.working = Working("preparing")
            # A file that is finished is counted; what went wrong is worth a line.
            if not isinstance(event, Finished) or event.problem:
                self.lines.show(event, above=self._line.erase)

    def close(self) -> None:
        """Remove the live line from the screen."""
        self._end.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self._line.erase()
        self._heed_no_more()

    def _put_aside(self, stop: Callable[[], None]) -> None:
        """Stop without a line that would stay on the screen; draw it again afterwards."""
        with self._one:
            with suppress(RuntimeError):  # this thread is in the middle of writing
                self._line.erase()
            stop()

    def _draw_on(self) -> None:
        self._end.wait(_FIRST)
        frame = 0
        while not self._end.is_set():
            with self._one:
                columns = terminal.columns_of(2)
                seconds = time.monotonic() - self.begun
                self._line.draw(line_of(self.lines.course, self.working, seconds, frame, columns))
            frame += 1
            self._end.wait(_EVERY)


def line_of(course: Course, working: Working, seconds: float, frame: int, columns: int) -> str:
    """Return the live line.

    Args:
        course: how far the run is.
        working: what it does while no model is asked.
        seconds: since the run began.
        frame: the number of the drawing, which moves the spinner.
        columns: of the terminal.
    """
    spinner, full, empty = terminal.signs()
    head = f"{spinner[frame % len(spinner)]} {_clock(seconds)}"

    def bar(share: float) -> str:
        cells = int(share * _BAR)
        return full * cells + empty * (_BAR - cells)

    if working.what:
        counted = f" {working.done:,} of {working.of:,}" if working.of else ""
        drawn = bar(working.done / working.of) if working.of else ""
        return _fitted(columns, [(0, head), (1, drawn), (0, f"{working.what}{counted}")])
    if course.loading:
        at_work, tokens = f"loading {shown(course.loading)}", ""
    else:
        at_work = shown(next(reversed(course.running), ""))
        # With several requests at a time, nobody knows whose tokens come in. One more file is only
        # being written.
        is_its = 0 < len(course.running) <= 2
        tokens = count_of(course.heard, "token") if course.heard and is_its else ""
    seconds_left = course.seconds_left()
    parts = [
        (0, head),
        (3, bar(course.share)),
        (1, f"{course.done}/{course.all}"),
        (
            2,
            f"{in_words(seconds_left)} left"
            if seconds_left is not None and seconds_left >= 1
            else "",
        ),
        (1, f"{course.failed} failed" if course.failed else ""),
        (0, at_work),
        (4, tokens),
        (5, f"{count_of(round(course.rate), 'token')}/s" if course.rate else ""),
    ]
    return _fitted(columns, parts)


def _fitted(columns: int, parts: Sequence[tuple[int, str]]) -> str:
    """Return the parts in one line without those of high rank, so far as it would be too long.

    A path that is still too long loses its folders, and no name is cut.
    """
    shown_parts = [(rank, text) for rank, text in parts if text]
    while True:
        line = "  ".join(text for _, text in shown_parts)
        highest = max((rank for rank, _ in shown_parts), default=0)
        if width(line) < columns:
            return line
        if not highest:
            break
        shown_parts = [each for each in shown_parts if each[0] != highest]
    head, *rest = [text for _, text in shown_parts]
    for text in rest[-1:]:
        name = f"…/{text.rstrip('/').rpartition('/')[2]}{'/' if text.endswith('/') else ''}"
        if width(f"{head}  {name}") < columns:
            return f"{head}  {name}"
    return head if width(head) < columns else ""


def _clock(seconds: float) -> str:
    """Return a span of time as a clock shows it."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
