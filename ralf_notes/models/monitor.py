"""Looks at a server's memory in mid-run: what is loaded, and what is not any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from ralf_notes.config.durations import until
from ralf_notes.events import Event, Notice
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models.engines import Loaded
from ralf_notes.models.session import Session

_EVERY = 60.0
"""Seconds between two looks while one model is at work."""


@dataclass(slots=True)
class Monitor:
    """Tells what is in memory with each look, and of each other client's model once."""

    tell: Callable[[Event], None]
    _last: float = 0.0
    _model: str = ""
    _one: Lock = field(default_factory=Lock)
    """Held by the thread that looks."""
    _strangers: frozenset[str] = frozenset()

    def look(self, sessions: Collection[Session]) -> None:
        """Ask the server what is loaded, and let each session know."""
        first = next(iter(sessions), None)
        if first is None or first.engine.name == "openai":
            return  # such a server manages its memory itself, and tells little of it
        self._last = first.clock()
        loaded = first.in_memory()
        if loaded is None:
            return
        self.tell(Notice(words(loaded, datetime.now(UTC))))
        for session in sessions:
            session.saw(loaded)
        ours = [session.runner.model for session in sessions]
        strangers = {each.name for each in loaded if not any(each.is_called(m) for m in ours)}
        for name in sorted(strangers - self._strangers):
            self.tell(Notice(f"another client uses the server: {name} is in memory too"))
        self._strangers |= strangers

    def before(self, model: str, sessions: Mapping[str, Session]) -> None:
        """Look, if another model than the last one is to be asked, or a minute has gone by."""
        with self._one:
            is_other = model != self._model
            self._model = model
            if is_other or sessions[model].clock() - self._last >= _EVERY:
                self.look(sessions.values())


def words(loaded: Collection[Loaded], now: datetime) -> str:
    """Return in one line what is in memory."""
    if not loaded:
        return "in memory: no model"
    total = gigabytes(sum(each.size for each in loaded))
    return f"in memory: {'; '.join(_each(loaded, now))}; {total} in all"


def _each(loaded: Collection[Loaded], now: datetime) -> Iterator[str]:
    for each in loaded:
        left = until(each.expires_at, now)
        stays = f", {left} left" if left else ""
        yield f"{each.name} ({gigabytes(each.size)}, {each.context_length} tokens{stays})"
