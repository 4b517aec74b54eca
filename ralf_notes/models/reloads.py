"""Why a model that was in memory is not, or was loaded again. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.config.durations import in_words


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about a model that had been in memory."""

    idle: float
    """Seconds that it was not asked for."""
    stay: float
    """Its `keep_alive`, in seconds."""
    failed: bool
    """Its last request broke off."""
    ours: Sequence[str]
    """The run's own models that were used since."""
    others: Sequence[str]
    """Models in memory that the run does not use."""
    holds_one: bool = False
    """The engine has room for one model, whatever the memory."""


def why(known: Circumstances) -> str:
    """Return the likeliest reason, in words, and what to do about it."""
    if known.failed:
        return "its runner had died, perhaps for lack of memory: see the server's log"
    if known.idle >= known.stay:
        return (
            f"keep_alive ({in_words(known.stay)}) was over, as it was not asked for "
            f"{in_words(known.idle)}: keep_alive: auto is longer"
        )
    if known.ours and known.holds_one:
        return f"the engine holds one model at a time, and {', '.join(known.ours)} was used since"
    if known.ours or known.others:
        return (
            f"pushed out by {' and '.join(_by_whom(known))}: there is no room for both (memory, or "
            "OLLAMA_MAX_LOADED_MODELS)"
        )
    return (
        "another client had it unloaded, loaded it with another num_ctx, or used another model "
        "where there is room for one; or its runner had died"
    )


def _by_whom(known: Circumstances) -> Iterator[str]:
    if known.ours:
        yield f"this run's own {', '.join(known.ours)}"
    if known.others:
        yield f"another client that uses {', '.join(known.others)}"
