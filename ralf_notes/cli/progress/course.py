"""How far a run is: what is done, what is at work, and how long the rest takes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ralf_notes.events import (
    Event,
    Failed,
    Finished,
    Heard,
    Loading,
    Passed,
    Planned,
    Started,
    Warmed,
)

_TRUST = 60.0
"""Seconds of work after which this run's own speed counts as much as that of earlier runs."""


@dataclass(slots=True)
class Course:
    """The questions of a run, from its events. One thread at a time changes it."""

    planned: Planned = Planned(0, 0)
    done: int = 0
    """Files and folders that are finished."""
    passed: int = 0
    """Folders that needed no question."""
    failed: int = 0
    loading: str = ""
    """The model that is being loaded, or ''."""
    running: dict[str, float] = field(default_factory=dict)
    """What is at work, the last one last, and the seconds that were planned for it."""
    heard: int = 0
    """Tokens that have come in since the last question began."""
    tokens: int = 0
    """Tokens of answers that have come in since the first one began."""
    _work: float = 0.0
    """The seconds that were planned for what is finished."""
    _spared: float = 0.0
    """The same for folders that needed no question."""
    _began: float = 0.0
    """When the first question began; 0 before it."""
    _took: float = 0.0
    """Seconds from then until the last one was finished."""

    @property
    def all(self) -> int:
        """How many files and folders there are to ask about."""
        return self.planned.questions + self.planned.folders - self.passed

    @property
    def rate(self) -> float:
        """Tokens of answers a second, 0 where nothing has come yet."""
        seconds = time.monotonic() - self._began if self._began else 0.0
        return self.tokens / seconds if seconds > 1 else 0.0

    @property
    def share(self) -> float:
        """The share of the work that is done; less than 1 as long as anything is left."""
        whole = self.planned.seconds - self._spared
        if self.done >= self.all:
            return 1.0
        return min(self._work / whole, 0.999) if whole > 0 else 0.0

    def seconds_left(self) -> float | None:
        """Return the seconds that the rest takes, None as long as nothing is known.

        The plan is by earlier runs, if there were any; this run's own speed soon counts for more.
        """
        rest = self.planned.seconds - self._spared - self._work
        prior = _TRUST if self.planned.is_measured else 0.0
        if self._work + prior <= 0 or rest <= 0:
            return None
        slowness = (self._took + prior) / (self._work + prior)
        since = time.monotonic() - self._began - self._took if self._began else 0.0
        current = sum(self.running.values())
        return rest * slowness - min(since, current * slowness)

    def apply(self, event: Event) -> None:
        """Count an event."""
        match event:
            case Planned():
                self.planned = event
            case Loading():
                self.loading = event.model
            case Warmed():
                self.loading = ""
            case Started():
                self._began = self._began or time.monotonic()
                self.running[event.path] = event.estimate
                self.heard = 0
            case Heard():
                self.heard, self.tokens = self.heard + 1, self.tokens + 1
            case Passed():
                self.passed, self._spared = self.passed + 1, self._spared + event.estimate
            case Finished():
                self.failed += bool(event.problem)
                self._finish(event.path)
            case Failed():
                self.failed += 1
                if event.path in self.running:  # a file whose note could not be written
                    self._finish(event.path)

    def _finish(self, path: str) -> None:
        self.done += 1
        self._work += self.running.pop(path, 0.0)
        self._took = time.monotonic() - self._began
