"""One run's use of one model: one runner, retries, the breaker, and the count of loads."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event as Flag
from threading import Lock

from ralf_notes.config.durations import keep_alive_seconds
from ralf_notes.errors import AskError, BreakerOpen, EngineError, Refused, ServerDown, Transient
from ralf_notes.events import Event, Notice, Warned
from ralf_notes.models import memory, reloads
from ralf_notes.models.engines import Ask, Engine, Loaded, Model, Reply, Runner

_BREAKER = 5
"""Failures in a row, for reasons that are not the file's own, after which a run stops."""
FIRST_PAUSE = 1.0
"""Seconds before a request is sent again; each further pause is twice as long."""
_LEAST_LOAD = 0.2
"""Seconds: a warm model's `load_duration` stays well below, loading one takes longer."""
_LONGEST_TOKEN = 16
"""Characters; tokens of prose have about four."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """How the warm-up went."""

    seconds: float
    was_loaded: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run used its model for."""

    model: str
    num_ctx: int
    loads: int
    load_seconds: float
    reloads: tuple[str, ...]
    """Why it was loaded more than once, as far as can be told."""
    unloads: tuple[str, ...]
    """Why it was found out of memory, as far as can be told, though the run had not unloaded it."""
    requests: int
    prompt_tokens: int
    answer_tokens: int
    prompt_seconds: float
    answer_seconds: float
    memory_before: int
    memory_after: int


def _capped(reply: Reply, ask: Ask) -> Reply:
    """Return a reply without what goes beyond its cap, for a server that does not keep to it."""
    return replace(reply, text=reply.text[: _LONGEST_TOKEN * ask.num_predict])


def _with(usage: Usage, reply: Reply, loaded: bool, why: tuple[str, ...]) -> Usage:
    """Return a use of a model with one more reply, for which it was loaded or not, and why."""
    return replace(
        usage,
        loads=usage.loads + loaded,
        load_seconds=usage.load_seconds + (reply.load_seconds if loaded else 0.0),
        reloads=usage.reloads + why,
        requests=usage.requests + 1,
        prompt_tokens=usage.prompt_tokens + reply.prompt_tokens,
        answer_tokens=usage.answer_tokens + reply.answer_tokens,
        prompt_seconds=usage.prompt_seconds + reply.prompt_seconds,
        answer_seconds=usage.answer_seconds + reply.answer_seconds,
    )


class Session:
    """A model in use, by any thread. All its requests have the same runner options."""

    def __init__(
        self,
        engine: Engine,
        runner: Runner,
        system: str,
        *,
        seed: int = 1,
        retries: int = 2,
        server_wait: float = 60,
        model: Model | None = None,
        used: dict[str, float] | None = None,
        tell: Callable[[Event], None] = lambda event: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            engine: what runs the model.
            runner: the run's one set of runner options.
            system: the run's one system prompt.
            seed: of first attempts; a retry uses the next.
            retries: how often a request is sent again when the failure may pass.
            server_wait: seconds to wait for a server that is gone.
            model: as the engine describes it.
            used: when each of the run's models was used last, by the clock; the run's sessions
                share it.
            tell: gets a warning when the model was loaded again.
            clock: seconds, ever growing.
            sleep: waits some seconds; by default no longer than until `stop`.
        """
        self.engine, self.runner, self.system = engine, runner, system
        self.model = model or Model(runner.model, runner.num_ctx, 0)
        self.is_warm = False
        self.clock = clock
        self.seed, self._retries, self._server_wait = seed, retries, server_wait
        self._stopped, self._one = Flag(), Lock()
        self._sleep, self._tell = sleep or self._stopped.wait, tell
        self._used = {} if used is None else used
        self._others: frozenset[str] = frozenset()
        self.is_loaded = False  # as far as was seen
        self._is_unloaded = self._broke_off = False
        self._failures = 0
        self._load_told = -math.inf
        self._usage = Usage(runner.model, runner.num_ctx, 0, 0.0, (), (), 0, 0, 0, 0.0, 0.0, 0, 0)
        self._usual_load = 0.0

    @property
    def need(self) -> memory.Need:
        """The memory that the model takes."""
        return memory.need(self.model, self.runner.num_ctx)

    def warm_up(self) -> WarmUp:
        """Load the model with one token, so that nothing reloads later; never raises."""
        before = self._in_memory()
        begun = self.clock()
        ask = Ask(self.system, "Ready?", None, 1, self.seed)
        try:
            reply = self.engine.ask(self.runner, ask)
        except (AskError, EngineError) as exc:
            return WarmUp(self.clock() - begun, False, str(exc))
        was_loaded = before is not None and self._is_ready(before)
        self._count(reply, begun, loaded=not was_loaded)
        now = self._in_memory()
        self._usage = replace(self._usage, memory_before=now.size if now else 0)
        return WarmUp(self.clock() - begun, was_loaded)

    def ask(self, ask: Ask) -> Reply:
        """Return the model's answer to a request.

        Raises PromptTooLong, Refused or Transient for this one request, and BreakerOpen when too
        many in a row have failed, or after `stop`.
        """
        begun = self.clock()
        try:
            reply = _capped(self._persistent(ask), ask)
        except (Transient, Refused) as exc:
            self._failed(exc)
            raise
        self._count(reply, begun, loaded=None)
        return reply

    def stop(self) -> None:
        """Let what is asked on other threads end at once, unanswered; nothing is asked after."""
        self._stopped.set()
        self.engine.interrupt()

    def usage(self) -> Usage:
        """Return what the model was used for so far, and its memory now, or before `unload`."""
        if self._is_unloaded:
            return self._usage
        now = self._in_memory()
        return replace(self._usage, memory_after=now.size if now else 0)

    def in_memory(self) -> tuple[Loaded, ...] | None:
        """Return all that the engine has in memory, None when it does not tell."""
        try:
            return self.engine.loaded()
        except (AskError, EngineError):
            return None

    def saw(self, loaded: Sequence[Loaded]) -> None:
        """Take note of what is in memory, and of this model's having gone from there."""
        is_there = any(each.is_called(self.runner.model) for each in loaded)
        with self._one:
            self._others = frozenset(self._strangers(loaded))
            if self.is_loaded and not is_there:
                why = self._why_gone(self.clock())
                self._usage = replace(self._usage, unloads=(*self._usage.unloads, why))
                self._tell(Notice(f"{self.runner.model} is not in memory any more: {why}"))
            self.is_loaded = is_there

    def unload(self) -> None:
        """Free the model's memory; a server that is gone by now has done so itself."""
        self._usage = self.usage()
        self._is_unloaded = True
        try:
            self.engine.unload(self.runner.model)
        except (AskError, EngineError):
            return

    def _persistent(self, ask: Ask) -> Reply:
        """Send a request; send it again, with growing pauses, while the failure may pass."""
        pause = FIRST_PAUSE
        left = self._retries
        gone_until = self.clock() + self._server_wait
        while True:
            if self._stopped.is_set():
                raise BreakerOpen("the run stops")
            try:
                return self.engine.ask(self.runner, ask)
            except ServerDown as exc:
                self._broke_off = True
                if self.clock() + pause > gone_until:
                    raise BreakerOpen(f"the server is gone: {exc}") from exc
            except Transient:
                self._broke_off = True
                left -= 1
                if left < 0 and not self._stopped.is_set():
                    raise
            self._sleep(pause)
            pause *= 2

    def _failed(self, exc: Exception) -> None:
        with self._one:
            self._failures += 1
            is_open = self._failures >= _BREAKER
        if is_open:
            raise BreakerOpen(
                f"{_BREAKER} requests in a row failed, the run stops here; what is finished is "
                f"kept. The last one: {exc}"
            ) from exc

    def _is_load(self, reply: Reply) -> bool:
        """Tell whether the engine loaded the model for this reply, by how long it says it took."""
        seconds = reply.load_seconds
        if seconds < _LEAST_LOAD:
            self._usual_load = max(self._usual_load, seconds)
            return False
        known = self._usage.load_seconds / self._usage.loads if self._usage.loads else 0.0
        return seconds > max(3 * self._usual_load, known / 2)

    def _is_ready(self, there: Loaded) -> bool:
        """Tell whether a model in memory is used as it is; the engine openai never loads anew."""
        return self.engine.name == "openai" or there.context_length == self.runner.num_ctx

    def _count(self, reply: Reply, begun: float, *, loaded: bool | None) -> None:
        """Count a reply, asked for at `begun`; None: see from it whether the model was loaded."""
        with self._one:
            self._failures = 0
            usage = self._usage
            if loaded is None:
                # What is asked meanwhile waits for the same load, and tells it too.
                loaded = self._is_load(reply) and begun >= self._load_told
            if loaded:
                self._load_told = self.clock()
            reload = loaded and usage.requests > 0
            why = (self._reloaded(begun),) if reload else ()
            self._used[self.runner.model] = self.clock()
            self.is_loaded, self._broke_off = True, False
            self._usage = _with(usage, reply, loaded, why)

    def _reloaded(self, begun: float) -> str:
        """Return why the model was loaded again; tell a person of each reason once."""
        self._others |= frozenset(self._strangers(self.in_memory() or ()))
        why = self._why_gone(begun)
        if why not in self._usage.reloads:
            self._tell(Warned(f"{self.runner.model} was loaded again: {why}"))
        return why

    def _why_gone(self, now: float) -> str:
        name = self.runner.model
        last = self._used.get(name, now)
        return reloads.why(
            reloads.Circumstances(
                idle=now - last,
                stay=keep_alive_seconds(self.runner.keep_alive),
                failed=self._broke_off,
                ours=[other for other, at in self._used.items() if other != name and at > last],
                others=sorted(self._others),
                holds_one=self.engine.name == "embedded",
            )
        )

    def _strangers(self, loaded: Sequence[Loaded]) -> Iterator[str]:
        """Yield the models in memory that are not of the run."""
        ours = {self.runner.model, *self._used}
        for each in loaded:
            if not any(each.is_called(name) for name in ours):
                yield each.name

    def _in_memory(self) -> Loaded | None:
        loaded = self.in_memory() or ()
        return next((each for each in loaded if each.is_called(self.runner.model)), None)
