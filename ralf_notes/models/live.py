"""The models of a run: opened once, looked after, closed at its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from ralf_notes.config.durations import until
from ralf_notes.errors import OutOfTime
from ralf_notes.events import Event, Notice, Warned
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models.engines import LoadedModel
from ralf_notes.models.memory.pressure import Pressure
from ralf_notes.models.session import Session

_EVERY = 60.0
"""Seconds between two looks at the memory while one model works."""


@dataclass(slots=True)
class Monitor:
    """Reports what is in memory at each look, and once that memory is low, or whose models are in
    it besides."""

    tell: Callable[[Event], None]
    pressure: Pressure | None = None
    """Watches the memory of the machine, if that is this one."""
    _last: float = 0.0
    _model: str = ""
    _one: Lock = field(default_factory=Lock)
    """Held by the thread that looks."""
    _others: frozenset[str] = frozenset()

    def look(self, sessions: Collection[Session]) -> None:
        """Ask the server what is loaded, and report it to each session."""
        first = next(iter(sessions), None)
        if first is None:
            return
        self._last = first.clock()
        low = self.pressure.warning(first.rules) if self.pressure else ""
        if low:
            self.tell(Warned(low))
        if first.engine.traits.manages_memory:
            return
        loaded = first.in_memory()
        if loaded is None:
            return
        self.tell(Notice(in_one_line(loaded, datetime.now(UTC))))
        for session in sessions:
            session.saw(loaded)
        ours = [session.runner.model for session in sessions]
        others = {each.name for each in loaded if not any(map(each.is_called, ours))}
        for name in sorted(others - self._others):
            self.tell(Notice(f"another client uses the server: {name} is in memory too"))
        self._others |= others

    def before(self, model: str, sessions: Mapping[str, Session]) -> None:
        """Look if another model than the last one is asked next, or a minute has passed."""
        with self._one:
            is_other = model != self._model
            self._model = model
            if is_other or sessions[model].clock() - self._last >= _EVERY:
                self.look(sessions.values())


@dataclass(frozen=True, slots=True)
class Models:
    """Open models that share one engine; none if there is nothing to ask."""

    monitor: Monitor
    """Looks at the server's memory now and then."""
    sessions: Mapping[str, Session] = field(default_factory=dict)
    """By model."""
    parallel: int = 1
    """How many requests are under way at a time."""

    def __bool__(self) -> bool:
        return bool(self.sessions)

    def look(self) -> None:
        """Look at the server's memory."""
        self.monitor.look(self.sessions.values())

    def look_before(self, model: str) -> None:
        """Look at the server's memory if another model is asked next, or a minute has passed."""
        self.monitor.before(model, self.sessions)

    def stop(self, reason: BaseException) -> None:
        """Give up requests under way; if the run is merely out of time, let them finish."""
        if not isinstance(reason, OutOfTime):
            for session in self.sessions.values():
                session.stop()

    def close(self, *, unload: bool) -> None:
        """Close the engine.

        Args:
            unload: free the models' memory first.
        """
        for session in self.sessions.values():
            if unload:
                session.unload()
        for session in self.sessions.values():
            session.engine.close()
            break  # they share it


def in_one_line(loaded: Collection[LoadedModel], now: datetime) -> str:
    """Return in one line what is in memory, for how long, and how much it takes."""
    if not loaded:
        return "in memory: no model"
    each_one = []
    for model in loaded:
        time_left = until(model.expires_at, now)
        stays = f", {time_left} left" if time_left else ""
        each_one.append(
            f"{model.name} ({gigabytes(model.size)}, {model.context_length} tokens{stays})"
        )
    total = gigabytes(sum(model.size for model in loaded))
    return f"in memory: {'; '.join(each_one)}; {total} in all"
