"""Asks one model for a run: with the same options each time, with retries, up to a limit."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ralf_notes.errors import (
    AskError,
    BreakerOpen,
    EngineError,
    ModelMissing,
    OutOfMemory,
    Refused,
    ServerDown,
    Transient,
)
from ralf_notes.events import Event, Heard, Notice, Warned
from ralf_notes.models import memory, residency
from ralf_notes.models.engines import Ask, Engine, LoadedModel, Model, Reply, Runner
from ralf_notes.models.loads import LoadDetector
from ralf_notes.models.manners import Manners, manner_of
from ralf_notes.models.memory.scheduling import USUAL, MemoryRules
from ralf_notes.models.residency import Residency
from ralf_notes.models.usage import Usage, counted

_BREAKER = 5
"""Failures in a row, not caused by the files themselves, after which a run stops."""
FIRST_PAUSE = 1.0
"""Seconds before a request is sent again; each further pause is twice as long."""
_RARELY = 60
"""How many times longer than a look at the memory that failed the next one waits."""
_LONGEST_TOKEN = 16
"""Characters; tokens of prose have about four."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How a request is tried, and tried again."""

    seed: int = 1
    """Of first attempts; each further one uses the next."""
    retries: int = 2
    """How often a request is sent again if its failure may pass."""
    server_wait: float = 60
    """Seconds to wait for a server that is gone."""


@dataclass(frozen=True, slots=True)
class Common:
    """What all sessions of a run share."""

    tell: Callable[[Event], None] = lambda event: None
    """Gets a warning when a model was loaded again."""
    clock: Callable[[], float] = time.monotonic
    """Seconds; never goes back."""
    sleep: Callable[[float], object] | None = None
    """Waits some seconds; None stands for a wait that ends early if the session is stopped."""
    rules: MemoryRules = USUAL
    """How the server shares its memory among models."""
    used: dict[str, float] = field(default_factory=dict)
    """When each of the run's models was used last, by the clock."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """How a warm-up went."""

    seconds: float
    was_loaded: bool
    problem: str = ""


class Session:
    """A model in use, by any thread. All its requests have the same runner options."""

    def __init__(
        self,
        engine: Engine,
        runner: Runner,
        system: str,
        model: Model | None = None,
        attempts: Attempts | None = None,
        common: Common | None = None,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            engine: what runs the model.
            runner: the run's one set of runner options.
            system: the run's one system prompt.
            model: as the engine describes it.
            attempts: how requests are tried.
            common: what this one shares with the run's other sessions.
        """
        attempts, common = attempts or Attempts(), common or Common()
        self.engine, self.runner, self.system = engine, runner, system
        self.model = model or Model(runner.model, runner.num_ctx, 0)
        self.seed, self.clock, self.rules = attempts.seed, common.clock, common.rules
        self.is_warm = False
        self.is_out_of_time: Callable[[], bool] = lambda: False
        self._attempts, self._tell = attempts, common.tell
        self._stopped, self._one = threading.Event(), threading.Lock()
        self._sleep = common.sleep or self._stopped.wait
        self._residency = Residency(runner, one_model=engine.traits.one_model, used=common.used)
        self._usage = Usage(
            runner.model,
            runner.num_ctx,
            counts_prompts=not common.rules.is_llama_server,
            counts_loads=engine.traits.counts_loads,
        )
        self._loads = LoadDetector()
        self._manners = Manners(
            manner_of(self.model, runner.num_ctx), runner.num_ctx, runner.model, self._tell
        )
        self._failures = self._under_way = 0
        self._is_unloaded = self._is_told_gone = False
        self._next_look = -math.inf

    @property
    def need(self) -> memory.Need:
        """The memory that the model takes."""
        return memory.need(self.model, self.runner.num_ctx, rules=self.rules)

    @property
    def room(self) -> int:
        """Tokens for a prompt and its answer: the window without what the model may think."""
        return self.runner.num_ctx - self._manners.manner.head_room

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory, as far as the run has seen."""
        return self._residency.is_loaded

    def warm_up(self) -> WarmUp:
        """Load the model with one token, so that nothing reloads later.

        A problem is returned. Raises ModelMissing if the engine has no such model any more.
        """
        before = self._in_memory()
        was_ready = before is not None and self.fits(before)
        begun = self.clock()
        try:
            ask = Ask(self.system, "Ready?", None, 1, self.seed, self._manners.manner.think)
            reply = self.engine.ask(self.runner, ask)
        except ModelMissing:
            raise
        except (AskError, EngineError) as exc:
            return WarmUp(self.clock() - begun, False, str(exc))
        loads = self._count(reply, begun, was_gone=not was_ready)
        if loads and before is not None:
            self._tell(Notice(residency.why_loaded_anew(before, self.runner)))
        loaded = self._in_memory()
        self._usage = replace(self._usage, memory_before=loaded.size if loaded else 0)
        return WarmUp(self.clock() - begun, was_loaded=not loads)

    def ask(self, ask: Ask) -> Reply:
        """Return the model's answer to a request, cut off at its cap.

        Raises PromptTooLong, Refused or Transient for this one request; ModelMissing, or another
        EngineError, when no other request can succeed either; BreakerOpen when too many in a row
        have failed, or after `stop`.
        """
        try:
            reply = self._manners.ask(ask, self._counted)
        except (Transient, Refused) as exc:
            with self._one:
                self._failures += 1
                is_open = self._failures >= _BREAKER
            if is_open:
                raise BreakerOpen(
                    f"{_BREAKER} requests in a row failed, the run stops here; what is finished "
                    f"is kept. The last one: {exc}"
                ) from exc
            raise
        # Not every server keeps to the cap.
        return replace(reply, text=reply.text[: _LONGEST_TOKEN * ask.num_predict])

    def stop(self) -> None:
        """End all requests at once, including those of other threads, and allow no others."""
        self._stopped.set()
        self.engine.interrupt()

    def usage(self) -> Usage:
        """Return what the model was used for so far, and its memory now, or before `unload`."""
        if self._is_unloaded:
            return self._usage
        loaded = self._in_memory()
        return replace(self._usage, memory_after=loaded.size if loaded else 0)

    def in_memory(self) -> tuple[LoadedModel, ...] | None:
        """Return the models in memory; None if the engine gives no answer."""
        begun = self.clock()
        if begun < self._next_look:
            return None
        try:
            return self.engine.loaded()
        except (AskError, EngineError):
            # A server that is slow to give none would hold up every request.
            self._next_look = self.clock() + _RARELY * (self.clock() - begun)
            return None

    def fits(self, loaded: LoadedModel) -> bool:
        """Whether a loaded model has the run's window, as far as that makes a difference."""
        # A server that manages its memory itself never loads a model again for another window.
        is_fixed = self.engine.traits.manages_memory or self.runner.has_fixed_window
        return is_fixed or loaded.context_length == self.runner.num_ctx

    def saw(self, loaded: Sequence[LoadedModel]) -> None:
        """Record what is in memory; report why this model has gone, if it has."""
        with self._one:
            # One with a request under way is listed as over once that takes longer than keep_alive.
            why = "" if self._under_way else self._residency.saw(loaded, self.clock())
            if why:
                self._usage = replace(self._usage, unloads=(*self._usage.unloads, why))
                self._tell(Notice(f"{self.runner.model} is no longer in memory: {why}"))

    def unload(self) -> None:
        """Free the model's memory; a server that is gone has done so itself."""
        self._usage = self.usage()
        self._is_unloaded = True
        try:
            self.engine.unload(self.runner.model)
        except (AskError, EngineError):
            return

    def _counted(self, ask: Ask) -> Reply:
        """Send a request, and count its reply."""
        begun, hear = self.clock(), ask.hear

        def heard(piece: str) -> None:
            self._tell(Heard())
            hear(piece)

        ask = replace(ask, hear=heard)
        with self._one:
            self._under_way += 1
        try:
            reply = self._persistent(ask)
        finally:
            with self._one:
                self._under_way -= 1
        self._count(reply, begun, was_gone=self._residency.is_gone)
        return reply

    def _persistent(self, ask: Ask) -> Reply:
        """Send a request; send it again, with growing pauses, while the failure may pass."""
        pause = FIRST_PAUSE
        retries_left = self._attempts.retries
        gone_until = self.clock() + self._attempts.server_wait
        while True:
            if self._stopped.is_set():
                raise BreakerOpen("the run stops")
            try:
                return self.engine.ask(self.runner, ask)
            except ServerDown as exc:
                self._residency.broke_off = True
                left = gone_until - self.clock()
                if left <= 0 or self.is_out_of_time():
                    raise BreakerOpen(f"the server is gone: {exc}") from exc
                if pause > FIRST_PAUSE:  # one that starts again is soon there
                    self._tell_gone(exc)
                pause = min(pause, left)  # the last try is at the very end
            except (Transient, OutOfMemory) as exc:
                self._residency.broke_off = True
                retries_left -= 1
                is_last = retries_left < 0 or self.is_out_of_time()
                if is_last and not self._stopped.is_set():
                    raise
                wished = exc.after if isinstance(exc, Transient) else 0.0
                pause = max(pause, min(wished, self._attempts.server_wait))
            self._sleep(pause)
            pause *= 2

    def _tell_gone(self, exc: ServerDown) -> None:
        """Tell that the run waits for its server, once until it answers again."""
        with self._one:
            is_told, self._is_told_gone = self._is_told_gone, True
        if not is_told:
            what, longest = str(exc).partition(". ")[0], self._attempts.server_wait
            self._tell(Warned(f"{what}. Waiting up to {longest:g} s for it (server_wait)."))

    def _count(self, reply: Reply, begun: float, *, was_gone: bool) -> bool:
        """Count a reply, and return whether the model was loaded for it.

        Args:
            reply: the engine's.
            begun: when it was asked for.
            was_gone: whether the run has seen that the model was not in memory before.
        """
        with self._one:
            self._failures, self._is_told_gone = 0, False
            usage, why = self._usage, ""
            loaded = self._loads.is_load(usage, reply, begun, was_gone=was_gone)
            if loaded:
                self._loads.noticed(self.clock())
            if loaded and usage.requests:
                why = self._residency.why_reloaded(self.in_memory() or (), begun)
                if why not in usage.reloads:  # each reason is reported once
                    self._tell(Warned(f"{self.runner.model} was loaded again: {why}"))
            self._residency.answered(self.clock())
            self._usage = counted(usage, reply, loaded=loaded, reloaded=why)
            return loaded

    def _in_memory(self) -> LoadedModel | None:
        return self._residency.of_ours(self.in_memory() or ())
