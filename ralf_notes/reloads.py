"""Why a model that was in memory is not, or was loaded again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ralf_notes.duration import in_words


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about a model that had been in memory."""

    idle: float
    """Seconds since its last request."""
    stay: float
    """Its `keep_alive`, in seconds."""
    failed: bool
    """Its last request broke off."""
    ours: Sequence[str]
    """The run's own models that were used since."""
    others: Sequence[str]
    """Models in memory that the run does not use."""


def why(known: Circumstances) -> str:
    """Return the likeliest reason, in words, and what to do about it."""
    if known.failed:
        return "its runner had died, perhaps for lack of memory: see the server's log"
    if known.idle >= known.stay:
        return (
            f"keep_alive ({in_words(known.stay)}) was over, as it was not asked for "
            f"{in_words(known.idle)}: keep_alive: auto is longer"
        )
    if known.others:
        return (
            f"another client uses the server ({', '.join(known.others)}) and pushed it out: there "
            "is no room for both (memory, or OLLAMA_MAX_LOADED_MODELS)"
        )
    if known.ours:
        return (
            f"pushed out by this run's own {', '.join(known.ours)}: there is no room for both "
            "(memory, or OLLAMA_MAX_LOADED_MODELS)"
        )
    return (
        "another client had it unloaded, loaded it with another num_ctx, or used another model "
        "where there is room for one; or its runner had died"
    )
