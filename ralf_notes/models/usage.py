"""How much a run uses a model: requests, tokens, and how often it was loaded."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ralf_notes.models.engines import Reply

_LEAST_LOAD = 0.2
"""Seconds: a warm model's `load_duration` stays well below, loading one takes longer."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much a run has used a model."""

    model: str
    num_ctx: int
    loads: int = 0
    load_seconds: float = 0.0
    reloads: tuple[str, ...] = ()
    """The likeliest reason for each load but the first."""
    unloads: tuple[str, ...] = ()
    """The likeliest reason for each time that it was out of memory, not unloaded by the run."""
    requests: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    prompt_seconds: float = 0.0
    answer_seconds: float = 0.0
    memory_before: int = 0
    """Bytes in memory after the warm-up."""
    memory_after: int = 0
    """Bytes in memory at the end."""
    counts_loads: bool = True
    """Whether the engine reports loads. If it does not, `loads` may be 0 all the same."""


class LoadDetector:
    """Recognises loads of a model by the times that its engine reports."""

    def __init__(self) -> None:
        self._usual = 0.0
        self._noticed_at = -math.inf

    def is_load(self, usage: Usage, reply: Reply, begun: float) -> bool:
        """Whether a reply is the first one for which a model was loaded.

        Args:
            usage: of the model, before this reply.
            reply: the engine's.
            begun: when it was asked for, by the run's clock.
        """
        seconds = reply.load_seconds
        if seconds < _LEAST_LOAD:
            self._usual = max(self._usual, seconds)
            return False
        average = usage.load_seconds / usage.loads if usage.loads else 0.0
        is_long = seconds > max(3 * self._usual, average / 2)
        # Requests that waited for the same load report its time too.
        return is_long and begun >= self._noticed_at

    def noticed(self, now: float) -> None:
        """Record that a load was counted."""
        self._noticed_at = now


def counted(usage: Usage, reply: Reply, *, loaded: bool, reloaded: str = "") -> Usage:
    """Return a usage with one more reply.

    Args:
        usage: so far.
        reply: the engine's.
        loaded: whether the model was loaded for it.
        reloaded: why it was loaded again, or ''.
    """
    return replace(
        usage,
        loads=usage.loads + loaded,
        load_seconds=usage.load_seconds + (reply.load_seconds if loaded else 0.0),
        reloads=(*usage.reloads, reloaded) if reloaded else usage.reloads,
        requests=usage.requests + 1,
        prompt_tokens=usage.prompt_tokens + reply.prompt_tokens,
        answer_tokens=usage.answer_tokens + reply.answer_tokens,
        prompt_seconds=usage.prompt_seconds + reply.prompt_seconds,
        answer_seconds=usage.answer_seconds + reply.answer_seconds,
    )
