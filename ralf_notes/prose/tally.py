"""Counts of requests to models, which add up from parts to files to the run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from threading import Lock

from ralf_notes.errors import Unusable

_MOST_UNUSABLE = 5
"""Answers of one model in a row that cannot be used, after which a run stops."""
_FEWEST = 2
"""Answers that say something about a model: one may be an accident."""


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
    filler: int = 0
    """How many of these could stand under anything."""

    def __add__(self, other: Tally) -> Tally:
        names = [f.name for f in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(slots=True)
class Usability:
    """How many answers of each model could be read, whatever became of their sentences."""

    usable: Counter[str] = field(default_factory=Counter)
    unusable: Counter[str] = field(default_factory=Counter)
    in_a_row: Counter[str] = field(default_factory=Counter)
    """Unusable ones since the last usable one."""
    last: dict[str, str] = field(default_factory=dict)
    """What was wrong with the last answer that could not be read."""
    _asked: set[str] = field(default_factory=set)
    _one: Lock = field(default_factory=Lock)

    def is_first(self, model: str) -> bool:
        """Whether a model is about to be asked for the first time in a run; true only once."""
        with self._one:
            is_first = model not in self._asked
            self._asked.add(model)
            return is_first

    def count(self, model: str, why: str, *, is_new: bool) -> None:
        """Count an answer; raise Unusable after too many in a row.

        Args:
            model: whose answer it is.
            why: why it cannot be used, in words that fit after "it was"; '' if it can.
            is_new: whether no earlier run has asked this in vain; else it is no news that it fails.
        """
        with self._one:
            self.usable[model] += not why
            self.unusable[model] += bool(why)
            self.in_a_row[model] = self.in_a_row[model] + is_new if why else 0
            self.last[model] = why or self.last.get(model, "")
            is_too_much = self.in_a_row[model] >= _MOST_UNUSABLE
        if is_too_much:
            raise Unusable(
                f"{_MOST_UNUSABLE} answers of {model} in a row cannot be used, the run stops here; "
                f"what is finished is kept. The last one was {why}. {_REMEDY}"
            )

    def judge(self) -> None:
        """Raise Unusable if no single answer of a model could be used; called at a run's end."""
        for model, count in self.unusable.items():
            if count >= _FEWEST and not self.usable[model]:
                raise Unusable(
                    f"none of the {count} answers of {model} can be used. The last one was "
                    f"{self.last[model]}. {_REMEDY}"
                )


_REMEDY = (
    "Some servers do not hold this model to JSON, or it only thinks: ralf-notes check --deep tries "
    "it. Another model or a newer server may help; the next run asks again"
)
