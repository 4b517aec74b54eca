"""How fast models were in the last runs on this machine, to estimate the next one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from ralf_notes.machine import state

TOKENS_PER_SECOND = 250
"""The speed of a 3B model on a small machine, for prompts and answers together."""
_FASTEST = 1e6
"""No model reads or writes that many tokens a second."""


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """Where a model runs; each has rates of its own."""

    engine: str
    server: str
    """Its address, or ''."""
    model: str
    parallel: str
    """How many requests are under way at a time, as configured."""


@dataclass(frozen=True, slots=True)
class Takes:
    """How many tokens things of one kind take, beside those that were planned for them."""

    share: float = 1.0
    """Of the tokens to read: more than 1 where a second attempt reads them again."""
    extra: float = 0.0
    """More tokens to read for each question: its fixed part."""
    written: float = 1.0
    """Share of the tokens to write."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast a model was, and how many tokens its work took."""

    reading: float = TOKENS_PER_SECOND
    """Tokens of prompts a second."""
    writing: float = TOKENS_PER_SECOND
    """Tokens of answers a second."""
    loading: float = 0.0
    """Seconds that it took to load the model; 0 if that was not seen."""
    overlap: float = 1.0
    """Seconds of the model's work in a second of the run's: more than 1 where several requests are
    answered at a time, less than 1 where the run waits for other things."""
    room: int = 0
    """Tokens of a source that one question had room for; 0 if that is not known."""
    takes: Mapping[str, Takes] = field(default_factory=dict)
    """By kind of thing that is asked about."""
    is_measured: bool = False
    """Whether these are figures of this machine, and no default."""

    def tokens(self, kind: str, read: float, written: float) -> tuple[float, float]:
        """Return the tokens that a thing takes, to read and to write, by those planned for it."""
        takes = self.takes.get(kind, Takes())
        extra = takes.extra * questions_for(read, self.room)
        return read * takes.share + extra, written * takes.written

    def seconds(self, read: float, written: float) -> float:
        """Return how long it takes to read and to write some tokens."""
        return (read / self.reading + written / self.writing) / self.overlap


def questions_for(read: float, room: int) -> int:
    """Return how many questions a thing takes: what is too long for one, one more than its parts.

    Args:
        read: tokens to read that are planned for it.
        room: tokens of a source that one question has room for; 0 if that is not known.
    """
    return math.ceil(read / room) + 1 if 0 < room < read else 1


def of(place: ModelPlace) -> Rates:
    """Return the rates of the last run at a place, or of one with another number of requests at a
    time, else the default."""
    by_parallel = _recorded(place)
    values = by_parallel.get(place.parallel) or next(iter(by_parallel.values()), None)
    return _rates(values) or Rates()


def keep(place: ModelPlace, rates: Rates) -> None:
    """Keep the rates of a run; those of runs with other numbers of requests at a time stay."""
    values = asdict(rates)
    del values["is_measured"]
    others = {key: each for key, each in _recorded(place).items() if key != place.parallel}
    _record(place).write("rates", {place.parallel: values, **others})


def _recorded(place: ModelPlace) -> dict[str, Any]:
    """Return what is kept for a place, by the number of requests at a time, the last one first."""
    record = _record(place).read("rates")
    return record if isinstance(record, dict) else {}


def _record(place: ModelPlace) -> state.Record:
    key = "\n".join((place.engine, place.server, place.model)).encode(errors="surrogateescape")
    name = sha256(key).hexdigest()[:16]
    return state.Record(name, name)


def _rates(values: object) -> Rates | None:
    """Return rates that were kept, None if they are none: another version may have kept them."""
    if not isinstance(values, dict):
        return None
    try:
        takes = {
            str(kind): Takes(*(float(each[name]) for name in ("share", "extra", "written")))
            for kind, each in values["takes"].items()
        }
        numbers = [float(values[name]) for name in ("reading", "writing", "loading", "overlap")]
        room = int(values.get("room", 0))  # records of earlier versions have none
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    reading, writing, loading, overlap = numbers
    if not all(0 < each < _FASTEST for each in (reading, writing, overlap)) or loading < 0:
        return None
    return Rates(reading, writing, loading, overlap, room, takes, is_measured=True)
