"""The models of a run: opened once, looked after, closed at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ralf_notes.errors import OutOfTime
from ralf_notes.models.monitor import Monitor
from ralf_notes.models.session import Session


@dataclass(frozen=True, slots=True)
class Models:
    """Open models that share one engine; none where there is nothing to ask."""

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
        """Look at the server's memory where another model's turn comes, or a minute is over."""
        self.monitor.before(model, self.sessions)

    def stop(self, reason: BaseException) -> None:
        """Give up requests that are under way; when only time is over, they still finish."""
        if not isinstance(reason, OutOfTime):
            for session in self.sessions.values():
                session.stop()

    def close(self, *, unload: bool) -> None:
        """Let go of the engine.

        Args:
            unload: free the models' memory first.
        """
        for session in self.sessions.values():
            if unload:
                session.unload()
        for session in self.sessions.values():
            session.engine.close()
            break  # they share it
