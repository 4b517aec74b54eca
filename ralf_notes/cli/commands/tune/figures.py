"""The figures of measured models, and which settings follow from them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ralf_notes.prose.tally import Tally

_AS_FAST = 1.1
"""A larger window splits fewer files, so it is preferred up to this multiple of the fastest
window's time."""
_VALID = 0.5
"""Share of answers that must be JSON before a model is advised, unless no model reaches it."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One model, measured with one context window."""

    model: str
    num_ctx: int
    load_seconds: float = 0.0
    loads: int = 0
    memory: int = 0
    """Bytes that the loaded model takes."""
    prompt_rate: float = 0.0
    """Tokens a second, of prompts that the engine has not cached."""
    answer_rate: float = 0.0
    """Tokens a second."""
    files: int = 0
    size: int = 0
    """Bytes of these files."""
    seconds: float = 0.0
    """Time for these files, without loading."""
    tally: Tally = Tally()
    problem: str = ""

    @property
    def seconds_per_file(self) -> float:
        """How long one file takes on average."""
        return self.seconds / self.files if self.files else 0.0

    @property
    def pace(self) -> float:
        """Seconds per byte: comparable between measurements of different numbers of files."""
        return self.seconds / self.size if self.size else 0.0


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """One model, measured with each context window."""

    model: str
    size: int
    """Bytes on disk."""
    measurements: tuple[Measurement, ...]
    best: Measurement | None
    """The one with the window to use; None if no window can be used."""

    @property
    def tally(self) -> Tally:
        """The counts of all its requests."""
        return sum((each.tally for each in self.measurements), Tally())

    @property
    def trouble(self) -> float:
        """The shares of invented names, of answers without JSON and of retries, added up."""
        tally = self.tally
        return (1 - valid_rate(tally)) + invented_rate(tally) + retry_rate(tally)


def invented_rate(tally: Tally) -> float:
    """Return the share of code-like names in first answers that do not exist."""
    return tally.invented / tally.names if tally.names else 0.0


def valid_rate(tally: Tally) -> float:
    """Return the share of answers that were the JSON asked for."""
    return 1 - tally.broken / tally.requests if tally.requests else 1.0


def retry_rate(tally: Tally) -> float:
    """Return the share of questions that had to be asked twice."""
    questions = tally.requests - tally.retries
    return tally.retries / questions if questions else 0.0


def windows(choices: Iterable[int], needed: int, longest: int) -> tuple[int, ...]:
    """Return the context windows that are worth trying, the smallest first.

    Args:
        choices: windows, in tokens.
        needed: what most files need; a larger window only takes memory.
        longest: the model's own limit.
    """
    return tuple(sorted({min(choice, longest) for choice in choices if choice <= needed}))


def best_window(measurements: Iterable[Measurement], room: float) -> Measurement | None:
    """Return the measurement with the best context window.

    Of the windows that fit into memory and are nearly as fast as the fastest, it is the largest:
    it splits the fewest files.

    Args:
        measurements: all measurements of one model.
        room: bytes of memory for a model.
    """
    usable = [m for m in measurements if m.files and not m.problem and m.memory <= room]
    fastest = min((m.pace for m in usable), default=0.0)
    near = [m for m in usable if m.pace <= _AS_FAST * fastest]
    return max(near, key=lambda m: m.num_ctx, default=None)


def choice(measured: Iterable[ModelFigures]) -> dict[str, str]:
    """Return the model of each tier, or one model under '' if it is the best in everything.

    `quality` is the model with the least trouble (among equals, the largest), `fast` the fastest,
    and `balanced` the one with the least trouble in between. A model that does not answer as
    asked is left out, however fast it is, unless there is no other.
    """
    fitting = [each for each in measured if each.best is not None]
    usable = [each for each in fitting if answers_as_asked(each)] or fitting
    if not usable:
        return {}
    quality = min(usable, key=_rank)
    fast = min(usable, key=_pace)
    if fast is quality:
        return {"": fast.model}
    between = [each for each in usable if each is not fast and _pace(each) < _pace(quality)]
    middle = {"balanced": min(between, key=_rank).model} if between else {}
    return {"fast": fast.model, **middle, "quality": quality.model}


def answers_as_asked(figures: ModelFigures) -> bool:
    """Whether a model answers in JSON often enough to be of use."""
    return valid_rate(figures.tally) >= _VALID


def _rank(figures: ModelFigures) -> tuple[float, int]:
    return round(figures.trouble, 2), -figures.size


def _pace(figures: ModelFigures) -> float:
    return figures.best.pace if figures.best else float("inf")
