"""What measuring models came to, and which settings follow from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ralf_notes.prose.tally import Tally

_AT_ONCE = 1.5
"""Times the first answer's seconds up to which another one counts as made beside it: one that had
to wait for its turn takes at least twice as long."""
_NEARLY = 0.9
"""Share of the best throughput that fewer requests at once have to reach to be preferred."""
_AS_FAST = 1.1
"""Times the fastest window's seconds up to which a bigger one, which splits less, is preferred."""

_VALID = 0.5
"""Share of answers that have to be JSON for a model to be advised, where another one is."""

Burst = tuple[float, ...]
"""Seconds from sending to the answer, of each of some equal requests that were sent at once."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One model, measured with one context window."""

    model: str
    num_ctx: int
    load_seconds: float = 0.0
    loads: int = 0
    memory: int = 0
    """Bytes that it took."""
    prompt_rate: float = 0.0
    """Tokens a second, of prompts that nothing is remembered of."""
    answer_rate: float = 0.0
    """Tokens a second."""
    files: int = 0
    size: int = 0
    """Bytes of these files."""
    seconds: float = 0.0
    """For these files, loading not counted."""
    tally: Tally = Tally()
    problem: str = ""

    @property
    def seconds_per_file(self) -> float:
        """How long one of its files took, on average."""
        return self.seconds / self.files if self.files else 0.0

    @property
    def pace(self) -> float:
        """Seconds for a byte: comparable where time did not suffice for the same files."""
        return self.seconds / self.size if self.size else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """One model, measured."""

    model: str
    size: int
    """Bytes on disk."""
    stretches: tuple[Stretch, ...]
    best: Stretch | None
    """With the window to use; None where there is none."""
    slots: int = 0
    """Requests that the engine works on at once; 0 if that was not measured."""
    has_more_slots: bool = False
    """It worked on all that were sent to it at once."""
    at_once: int = 1
    """Requests to send at once."""
    gain: float = 1.0
    """Times as much as one by one that gets done so."""

    @property
    def tally(self) -> Tally:
        """What all its requests came to."""
        return sum((stretch.tally for stretch in self.stretches), Tally())

    @property
    def trouble(self) -> float:
        """The shares of names invented, of answers without JSON, and of retries, together."""
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
        choices: in tokens.
        needed: what most files need; more would take memory for nothing.
        longest: the model's own limit.
    """
    return tuple(sorted({min(choice, longest) for choice in choices if choice <= needed}))


def best_window(stretches: Iterable[Stretch], room: float) -> Stretch | None:
    """Return the measured window to use: of those that fit into memory and are nearly as fast as
    the fastest, the biggest, as it splits the fewest files.

    Args:
        stretches: of one model.
        room: bytes of memory for a model.
    """
    usable = [s for s in stretches if s.files and not s.problem and s.memory <= room]
    fastest = min((s.pace for s in usable), default=0.0)
    near = [s for s in usable if s.pace <= _AS_FAST * fastest]
    return max(near, key=lambda s: s.num_ctx, default=None)


def slots(bursts: Iterable[Burst]) -> int:
    """Return how many requests an engine works on at once, as far as bursts of one size show it.

    Those that it works on together end together, however slow they make each other; those that
    wait for them end later by a whole request.
    """
    together = [sum(each <= _AT_ONCE * min(burst) for each in burst) for burst in bursts]
    return int(median(together))


def best_at_once(bursts: Mapping[int, Sequence[Burst]]) -> int:
    """Return how many requests to send at once: the fewest that get nearly the most done.

    Args:
        bursts: by their size.
    """
    rates = {size: size / median(max(burst) for burst in some) for size, some in bursts.items()}
    most = max(rates.values())
    return min(size for size, rate in rates.items() if rate >= _NEARLY * most)


def speedup(bursts: Mapping[int, Sequence[Burst]], size: int) -> float:
    """Return how many times as much gets done by bursts of a size as by one request at a time."""
    alone, at_once = (median(max(burst) for burst in bursts[n]) for n in (1, size))
    return size * alone / at_once


def choice(measured: Iterable[Figures]) -> dict[str, str]:
    """Return the model of each tier; one under '' where a single one is best at all.

    `quality` is the one with the least trouble, of equals the biggest; `fast` is the fastest;
    `balanced` the one with the least trouble of those between. One that does not answer as asked is
    left out, however fast, if there is another.
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


def answers_as_asked(figures: Figures) -> bool:
    """Tell whether a model keeps to JSON well enough to be of use."""
    return valid_rate(figures.tally) >= _VALID


def _rank(figures: Figures) -> tuple[float, int]:
    return round(figures.trouble, 2), -figures.size


def _pace(figures: Figures) -> float:
    return figures.best.pace if figures.best else float("inf")
