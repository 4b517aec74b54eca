"""Whether a run's model is in the engine's memory and, if not, why it has gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ralf_notes.config.durations import in_words, keep_alive_seconds
from ralf_notes.models.engines import LoadedModel, Runner

_OPTIONS = "num_ctx, num_batch, num_thread, num_gpu, or shift from Ollama 0.30 on"
"""The options of a request for which Ollama loads a model again."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a run knows about a model that is no longer in memory."""

    idle: float
    """Seconds since it was last asked."""
    stay: float
    """Its `keep_alive`, in seconds."""
    failed: bool
    """Whether its last request broke off."""
    ours: Sequence[str]
    """The run's own models that were used since."""
    others: Sequence[str]
    """Models in memory that the run does not use."""
    window: int = 0
    """The other context window with which it was seen in memory, or 0."""
    one_model: bool = False
    """Whether the engine holds one model at a time, however much memory there is."""


def why_gone(seen: Circumstances) -> str:
    """Return the likeliest reason why a model left the memory, and what to do about it."""
    if seen.failed:
        return "its runner had died, perhaps for lack of memory: see the server's log"
    if seen.idle >= seen.stay:
        return (
            f"it sat idle for {in_words(seen.idle)}, longer than keep_alive "
            f"({in_words(seen.stay)}): set keep_alive: auto"
        )
    if seen.ours and seen.one_model:
        return f"the engine holds one model at a time, and {', '.join(seen.ours)} was used since"
    if seen.ours or seen.others:
        by = [f"this run's own {', '.join(seen.ours)}"] if seen.ours else []
        if seen.others:
            by.append(f"another client that uses {', '.join(seen.others)}")
        return (
            f"pushed out by {' and '.join(by)}: there is no room for both (memory, or "
            "OLLAMA_MAX_LOADED_MODELS)"
        )
    if seen.window:
        return (
            f"another client loaded it with num_ctx {seen.window}: give both the same num_ctx, or "
            "stop that client during the run"
        )
    return (
        f"another client unloaded it, loaded it with other options ({_OPTIONS}), or used another "
        "model where there is room for one; or its runner had died"
    )


def why_loaded_anew(before: LoadedModel, runner: Runner) -> str:
    """Return why a model that was in memory at the start was loaded all the same.

    Args:
        before: as it was in memory.
        runner: as the run wants it.
    """
    if before.context_length != runner.num_ctx:
        other = f"with num_ctx {before.context_length}, not {runner.num_ctx}"
    else:
        other = f"with the same num_ctx, but with other options ({_OPTIONS})"
    return f"{runner.model} was in memory {other}: the server loaded it again"


class Residency:
    """Whether one model of a run is in memory, as far as the run has seen. Not thread-safe."""

    def __init__(self, runner: Runner, *, one_model: bool, used: dict[str, float]) -> None:
        """Start with the model not loaded.

        Args:
            runner: the model's.
            one_model: whether the engine holds one model at a time.
            used: when each of the run's models was used last; all of them share it.
        """
        self.is_loaded = self.broke_off = self._has_answered = False
        self._runner, self._one_model, self._used = runner, one_model, used
        self._others: frozenset[str] = frozenset()
        self._window = 0

    @property
    def is_gone(self) -> bool:
        """Whether it was in memory earlier in the run, and not at the last look."""
        return self._has_answered and not self.is_loaded

    def of_ours(self, loaded: Sequence[LoadedModel]) -> LoadedModel | None:
        """Return the model's own entry in a list of what is in memory."""
        return next((each for each in loaded if each.is_called(self._runner.model)), None)

    def answered(self, now: float) -> None:
        """Record an answer: the model is in memory now."""
        self._used[self._runner.model] = now
        self.is_loaded = self._has_answered = True
        self.broke_off, self._window = False, 0

    def saw(self, loaded: Sequence[LoadedModel], now: float) -> str:
        """Record what is in memory; return why the model has gone, or '' if it has not."""
        self._others = self._strangers(loaded)
        mine = self.of_ours(loaded)
        was_loaded, self.is_loaded = self.is_loaded, mine is not None
        if mine and not self._runner.has_fixed_window:
            is_other = mine.context_length not in (0, self._runner.num_ctx)
            self._window = mine.context_length if is_other else 0
        return self._why_gone(now) if was_loaded and not self.is_loaded else ""

    def why_reloaded(self, loaded: Sequence[LoadedModel], begun: float) -> str:
        """Return why the model had to be loaded again for a request.

        Args:
            loaded: what is in memory now.
            begun: when the request began.
        """
        self._others |= self._strangers(loaded)
        return self._why_gone(begun)

    def _why_gone(self, now: float) -> str:
        name = self._runner.model
        last = self._used.get(name, now)
        return why_gone(
            Circumstances(
                idle=now - last,
                stay=keep_alive_seconds(self._runner.keep_alive),
                failed=self.broke_off,
                ours=[other for other, at in self._used.items() if other != name and at > last],
                others=sorted(self._others),
                window=self._window,
                one_model=self._one_model,
            )
        )

    def _strangers(self, loaded: Sequence[LoadedModel]) -> frozenset[str]:
        """Return the models in memory that are not of the run."""
        ours = {self._runner.model, *self._used}
        return frozenset(each.name for each in loaded if not any(map(each.is_called, ours)))
