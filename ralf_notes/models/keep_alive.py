"""How long a model should stay in memory after a request. Pure; times are in seconds."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ralf_notes.config.durations import keep_alive_seconds

_HOUR = 3600
_BY_MODELS = ((1, "1h"), (3, "30m"))
"""`keep_alive` for runs with up to this many models."""
_MANY = "15m"
"""`keep_alive` for runs with more models."""
_CAUTION = 3
"""How many times as long as planned a gap may take: plans are made for a fast machine."""


def advised(models: int, gap: float = 0.0) -> str:
    """Return the `keep_alive` that suits a run.

    The fewer models share the memory, the longer each may stay. It is always longer than the time
    in which a model is idle; otherwise the model would be loaded twice.

    Args:
        models: how many models the run uses.
        gap: the longest time, in seconds, between two requests to one of them.
    """
    usual = next((stay for most, stay in _BY_MODELS if models <= most), _MANY)
    longest = gap * _CAUTION
    if longest < keep_alive_seconds(usual):
        return usual
    return f"{math.floor(longest / _HOUR) + 1}h"


def longest_idle(work: Iterable[tuple[str, float]]) -> float:
    """Return the longest time that a model waits for its next request.

    Args:
        work: in order, which model does it and how long it takes. All models may be loaded at
            its beginning.
    """
    now, longest = 0.0, 0.0
    ends: dict[str, float] = {}
    for model, seconds in work:
        longest = max(longest, now - ends.get(model, 0.0))
        now += seconds
        ends[model] = now
    return longest
