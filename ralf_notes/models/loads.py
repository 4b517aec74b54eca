"""Whether a model was loaded for an answer, by the times that its engine reports."""

from __future__ import annotations

import math

from ralf_notes.models.engines import Reply
from ralf_notes.models.usage import Usage

_LEAST_LOAD = 0.25
"""Seconds: a warm model's `load_duration` stays well below, loading one takes longer."""


class LoadDetector:
    """Recognises loads of one model. Not thread-safe."""

    def __init__(self) -> None:
        self._usual = 0.0
        self._noticed_at = -math.inf

    def is_load(self, usage: Usage, reply: Reply, begun: float, *, was_gone: bool) -> bool:
        """Whether a reply is the first one for which a model was loaded.

        Args:
            usage: of the model, before this reply.
            reply: the engine's.
            begun: when it was asked for, by the run's clock.
            was_gone: whether the run has seen that the model, with its options, was not in memory
                before. It decides where the time does not.
        """
        seconds = reply.load_seconds
        # Requests that waited for the same load report its time too.
        is_late = begun < self._noticed_at
        if reply.loaded is not None:
            return reply.loaded and not is_late
        if was_gone and not is_late:
            return True
        if seconds < _LEAST_LOAD:
            self._usual = max(self._usual, seconds)
            return False
        average = usage.load_seconds / usage.loads if usage.loads else 0.0
        return seconds > max(3 * self._usual, average / 2) and not is_late

    def noticed(self, now: float) -> None:
        """Record that a load was counted."""
        self._noticed_at = now
