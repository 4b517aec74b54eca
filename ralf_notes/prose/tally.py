"""Counts of requests to models, which add up from parts to files to the run."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of the requests about one thing."""

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    seconds: float = 0.0
    names: int = 0
    """Code-like names in the model's first answers."""
    invented: int = 0
    """How many of these names do not exist."""
    broken: int = 0
    """Answers that were not the JSON asked for."""
    dropped: int = 0
    """Pieces of prose left out because two answers could not be used."""

    def __add__(self, other: Tally) -> Tally:
        names = [f.name for f in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})
