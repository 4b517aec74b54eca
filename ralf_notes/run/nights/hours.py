"""When a run may work: in a window of the day in local time, and for how long at most."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from threading import Lock
from time import monotonic, sleep

from ralf_notes.errors import OutOfTime

_NAP = 30.0
"""Seconds between two looks at the clock: the machine may sleep, and its clock may be set."""
_STILL = timedelta(hours=1)
"""How long after `start_at` a run without `stop_at` still begins at once: schedulers run late."""
_RETRIES = 1.5
"""Requests per question, with room to spare."""
_MOST_RESERVED = 0.5
"""Share of a run's time that is reserved for folders at most."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and how to wait."""

    now: Callable[[], datetime]
    """Local date and time, without a zone."""
    monotonic: Callable[[], float]
    """Seconds of work; never set back."""
    sleep: Callable[[float], object]
    """Waits some seconds."""


def system_clock() -> Clock:
    """Return the clock of this machine."""
    return Clock(datetime.now, monotonic, sleep)


@dataclass(frozen=True, slots=True)
class Window:
    """The time of day in which a run works; it may cross midnight.

    Without a stop it says when a run begins; without a start it says when a run ends.
    """

    start: time | None = None
    stop: time | None = None

    @classmethod
    def between(cls, start_at: str | None, stop_at: str | None) -> Window:
        """Return the window between two times of day such as `02:00`."""
        return cls(*(time.fromisoformat(text) if text else None for text in (start_at, stop_at)))

    def holds(self, now: datetime) -> bool:
        """Whether a run that begins now need not wait."""
        if self.start is None:
            return True
        if self.stop is None:
            return now - _last(self.start, now) < _STILL
        return _last(self.start, now) > _last(self.stop, now)

    def wait(self, clock: Clock, tell: Callable[[str], None]) -> None:
        """Wait until a run may begin.

        The machine may sleep meanwhile and its clock may be set, so the clock is read again and
        again. If the machine slept through the start, the run begins late, if no stop has passed.

        Args:
            clock: the time.
            tell: gets one line for people before the wait.
        """
        now = clock.now()
        if self.start is None or self.holds(now):
            return
        due = _next(self.start, now)
        day = "" if due.date() == now.date() else " tomorrow"
        tell(f"waiting until {due:%H:%M}{day} (--now begins at once)")
        while not (self.holds(now) or (self.stop is None and now >= due)):
            ahead = (_next(self.start, now) - now).total_seconds()
            clock.sleep(min(max(ahead, 0.1), _NAP))
            now = clock.now()

    def deadline(self, max_time: float | None, clock: Clock) -> Deadline | None:
        """Return when a run that begins now has to end; None if it need not.

        Args:
            max_time: seconds that the work may take; None for any.
            clock: the time.
        """
        if self.stop is None and max_time is None:
            return None
        stop = None if self.stop is None else _next(self.stop, clock.now())
        return Deadline(clock, clock.monotonic(), stop, math.inf if max_time is None else max_time)


def _last(moment: time, now: datetime) -> datetime:
    """Return the last moment with that time of day: now, or earlier."""
    today = datetime.combine(now.date(), moment)
    return today if today <= now else today - timedelta(days=1)


def _next(moment: time, now: datetime) -> datetime:
    """Return the next moment with that time of day, later than now."""
    return _last(moment, now) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a run has to end: at a local time, or after some seconds of work."""

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
    def seconds_left(self) -> float:
        """Seconds until the end; infinity if there is none."""
        return min(self._ends())

    def check(self, reserve: float = 0.0) -> None:
        """Raise OutOfTime when no more than `reserve` seconds are left."""
        of_window, of_max_time = self._ends()
        if min(of_window, of_max_time) > reserve:
            return
        if self.stop is not None and of_window < of_max_time:
            raise OutOfTime(f"the window ended at {self.stop:%H:%M}")
        raise OutOfTime("max_time is over")

    def _ends(self) -> tuple[float, float]:
        """Return the seconds until the window ends, and those until `max_time` is over."""
        # One look at each clock: between two of them time passes, and the ends would swap.
        of_max_time = self.seconds - self.spent
        if self.stop is None:
            return math.inf, of_max_time
        return (self.stop - self.clock.now()).total_seconds(), of_max_time


@dataclass(slots=True)
class Hours:
    """The time that a run has, and how much of it questions take."""

    deadline: Deadline | None
    """When the run has to end, if ever."""
    reserve: float = 0.0
    """Seconds before the deadline that are reserved for folders while files are asked about."""
    questions: int = 0
    """How many questions went to a model; not counted without a deadline."""
    asking: float = 0.0
    """Seconds that they took."""
    _counting: Lock = field(default_factory=Lock)

    def check(self) -> None:
        """Raise OutOfTime when no new question may begin."""
        if self.deadline is not None:
            self.deadline.check(self.reserve)

    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and self.deadline.seconds_left <= 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure one question."""
        if self.deadline is None:
            yield
            return
        begun = self.deadline.clock.monotonic()
        try:
            yield
        finally:
            with self._counting:
                self.questions += 1
                self.asking += self.deadline.clock.monotonic() - begun

    def reserve_for(self, folders: int) -> None:
        """Reserve the time that some folders will take, judging by the questions so far."""
        if self.deadline is not None and self.questions:
            needed = folders * _RETRIES * self.asking / self.questions
            self.reserve = min(
                needed, _MOST_RESERVED * (self.deadline.spent + self.deadline.seconds_left)
            )
