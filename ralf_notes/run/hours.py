"""When a run may work: a window of the day in local time, and a longest time."""

from __future__ import annotations

import math
import time as clocks
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from threading import Lock

from ralf_notes.errors import OutOfTime

_NAP = 30.0
"""Seconds between two looks at the clock: after sleep, and after a change of the clock."""
_STILL = timedelta(hours=1)
"""How long after `start_at` a run without `stop_at` still begins at once: schedulers run late."""
_RETRIES = 1.5
"""Requests per question, with room to spare."""
_MOST_KEPT = 0.5
"""Share of a run's time that is kept for folders at most."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and how it is waited for."""

    now: Callable[[], datetime]
    """The date and time on the wall, local, without a zone."""
    monotonic: Callable[[], float]
    """Seconds of work, ever growing."""
    sleep: Callable[[float], object]
    """Waits some seconds."""


def system_clock() -> Clock:
    """Return the clock of this machine."""
    return Clock(datetime.now, clocks.monotonic, clocks.sleep)


@dataclass(frozen=True, slots=True)
class Window:
    """The time of day in which a run works; it may cross midnight.

    Without an end it is when a run begins; without a start it is when a run ends.
    """

    start: time | None = None
    stop: time | None = None

    def holds(self, now: datetime) -> bool:
        """Tell whether a run that begins now may go at once."""
        if self.start is None:
            return True
        if self.stop is None:
            return now - _last(self.start, now) < _STILL
        return _last(self.start, now) > _last(self.stop, now)


def window(start_at: str | None, stop_at: str | None) -> Window:
    """Return the window between two times of day such as `02:00`."""
    start, stop = (time.fromisoformat(text) if text else None for text in (start_at, stop_at))
    return Window(start, stop)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a run has to end: at a time on the wall, or after some seconds of work."""

    clock: Clock
    begun: float
    """When the work began, on the monotonic clock."""
    stop: datetime | None = None
    seconds: float = math.inf

    @property
    def spent(self) -> float:
        """Seconds of work so far."""
        return self.clock.monotonic() - self.begun

    @property
    def left(self) -> float:
        """Seconds until the end; infinity if there is none."""
        left = self.seconds - self.spent
        if self.stop is not None:
            left = min(left, (self.stop - self.clock.now()).total_seconds())
        return left

    def check(self, reserve: float = 0.0) -> None:
        """Raise OutOfTime when the end is there, or no more than `reserve` seconds away."""
        if self.left <= reserve:
            raise OutOfTime(self._why())

    def _why(self) -> str:
        if self.stop is not None and self.seconds - self.spent > self.left:
            return f"the window ended at {self.stop:%H:%M}"
        return "max_time is over"


def deadline(
    hours: Window, max_time: float | None, clock: Clock, *, at_once: bool = False,
    tell: Callable[[str], None] = lambda text: None,
) -> Deadline | None:  # fmt: skip
    """Wait until a run may begin, and return when it has to end; None if it need not.

    The wall clock is looked at again and again: the machine may sleep meanwhile, and its clock may
    be set. A start that was slept through is made up for when there is no end to miss.

    Args:
        hours: when the run may work.
        max_time: seconds that the work may take; None for any.
        clock: the time.
        at_once: begin now, whatever the window says; its end holds all the same.
        tell: gets one line for people before the wait.
    """
    if not at_once:
        _wait(hours, clock, tell)
    if hours.stop is None and max_time is None:
        return None
    stop = None if hours.stop is None else _next(hours.stop, clock.now())
    return Deadline(clock, clock.monotonic(), stop, math.inf if max_time is None else max_time)


def _wait(hours: Window, clock: Clock, tell: Callable[[str], None]) -> None:
    now = clock.now()
    if hours.start is None or hours.holds(now):
        return
    due = _next(hours.start, now)
    tell(f"waiting until {_in_words(due, now.date())} (--now begins at once)")
    while not (hours.holds(now) or (hours.stop is None and now >= due)):
        ahead = (_next(hours.start, now) - now).total_seconds()
        clock.sleep(min(max(ahead, 0.1), _NAP))
        now = clock.now()


def _last(moment: time, now: datetime) -> datetime:
    """Return when it was that time of day last: now, or earlier."""
    today = datetime.combine(now.date(), moment)
    return today if today <= now else today - timedelta(days=1)


def _next(moment: time, now: datetime) -> datetime:
    """Return when it will be that time of day next, later than now."""
    return _last(moment, now) + timedelta(days=1)


def _in_words(moment: datetime, today: date) -> str:
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%H:%M} tomorrow"


@dataclass(slots=True)
class Hours:
    """The time that a run has, and what its questions take of it."""

    deadline: Deadline | None
    """When the run has to end, if ever."""
    reserve: float = 0.0
    """Seconds before the deadline that are kept for folders while files are asked about."""
    questions: int = 0
    """How many went to a model."""
    asking: float = 0.0
    """Seconds that they took."""
    _counting: Lock = field(default_factory=Lock)

    def check(self) -> None:
        """Raise OutOfTime when no new question may begin."""
        if self.deadline is not None:
            self.deadline.check(self.reserve)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure one question."""
        begun = self._now()
        try:
            yield
        finally:
            with self._counting:
                self.questions += 1
                self.asking += self._now() - begun

    def keep_for(self, folders: int) -> None:
        """Keep the time that some folders will take, by what questions took so far."""
        if self.deadline is None or not self.questions:
            return
        needed = folders * _RETRIES * self.asking / self.questions
        self.reserve = min(needed, _MOST_KEPT * (self.deadline.spent + self.deadline.left))

    def _now(self) -> float:
        return self.deadline.clock.monotonic() if self.deadline else 0.0
