"""A fleet: the engines of a cluster's workers, used as one.

Only requests and replies travel. Prompts are made and answers are checked on the run's own machine.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Lock, local
from typing import Any
from uuid import uuid4

from ralf_notes import __version__
from ralf_notes.config.addresses import server_url
from ralf_notes.config.engines import ENGINES
from ralf_notes.errors import EngineError, RalfError, ServerDown, UsageError
from ralf_notes.models.engines import (
    Ask,
    Endpoint,
    Engine,
    LoadedModel,
    Model,
    Reply,
    Runner,
    unheard,
)
from ralf_notes.models.engines.cluster import Cluster

_QUICK = 30.0
"""Seconds for calls that need no model."""
_PASSED_OVER = 60.0
"""Seconds in which a worker whose server was down is not asked."""
_BEGINNING = 1000
"""Characters at the start of a prompt: if they are equal, two prompts are about the same text."""


@dataclass(frozen=True, slots=True)
class Remote:
    """The engine of a worker, for one run."""

    endpoint: Endpoint
    """Its host is '' where the worker's own OLLAMA_HOST names the server."""
    open_engine: Callable[[Endpoint], Engine]
    """Called on the worker."""
    version: str
    """The version of the tool; the workers must have the same."""
    run: str
    """An identifier of the run: two runs share no engine."""


class Fleet:
    """The engines of all workers. A request goes to one that is free."""

    def __init__(
        self, cluster: Cluster, endpoint: Endpoint, open_engine: Callable[[Endpoint], Engine]
    ) -> None:
        """Prepare for a connected cluster, which `close` disconnects.

        Args:
            cluster: the workers.
            endpoint: their engine; its host is for workers on this machine, others have their own.
            open_engine: opens it; a function of a module that the workers have too.
        """
        self.traits = ENGINES[endpoint.engine]
        self._cluster, self._load_timeout = cluster, endpoint.load_timeout
        of_workers = endpoint if cluster.is_local else replace(endpoint, host="")
        self._remote = Remote(of_workers, open_engine, __version__, uuid4().hex)
        self._last = local()
        self._down: dict[str, float] = {}

    @property
    def slots(self) -> int:
        """How many requests are worked on at a time."""
        return self._cluster.slots()

    def version(self) -> str:
        """Return the versions of the engines; raise ServerDown when one does not answer."""
        return ", ".join(sorted(set(self._everywhere("version").values())))

    def cloud(self) -> bool | None:
        """Return whether a worker's server passes requests to cloud models on."""
        answers = [each for each in self._everywhere("cloud").values() if each is not None]
        return any(answers) if answers else None

    def models(self) -> tuple[Model, ...]:
        """Return the models that every worker has, and those that run elsewhere for any of them."""
        first, *others = self._everywhere("models").values()
        names = [{model.name for model in models} for models in others]
        remote = [m for models in (first, *others) for m in models if m.remote_host]
        common = [m for m in first if all(m.name in each for each in names)]
        return tuple({model.name: model for model in (*common, *remote)}.values())

    def show(self, name: str) -> Model:
        """Return a model; raise ModelMissing when a worker has none of that name."""
        by_worker = self._everywhere("show", name)
        if len({model.name for model in by_worker.values()}) > 1:
            paths = ", ".join(f"{model.name} on {worker}" for worker, model in by_worker.items())
            raise EngineError(
                f"the workers have the model in different places: {paths}. Name a file whose path "
                "is the same everywhere: model: /path/to/model.gguf"
            )
        models: list[Model] = list(by_worker.values())
        smallest = min(models, key=lambda model: model.context_length)
        return next((model for model in models if model.remote_host), smallest)

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return one worker's answer; a warm-up goes to all, and the slowest one's is returned."""
        ask = replace(ask, hear=unheard)  # nothing is heard from other processes
        if ask.is_warm_up:
            by_worker = self._everywhere("ask", runner, ask, patience=self._load_timeout)
            replies: list[Reply] = list(by_worker.values())
            return max(replies, key=lambda reply: reply.load_seconds)
        placed = self._cluster.call(
            use, self._remote, "ask", runner, ask, among=[*self._choice(ask)]
        )
        self._last.prompt, self._last.worker = ask.prompt[:_BEGINNING], placed.worker
        if isinstance(placed.result, ServerDown):
            self._down[placed.worker] = time.monotonic() + _PASSED_OVER
        if isinstance(placed.result, RalfError):
            raise _from_worker(placed.worker, placed.result)
        reply: Reply = placed.result
        return reply

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the models in memory, of all workers."""
        by_worker = self._everywhere("loaded")
        return tuple(model for loaded in by_worker.values() for model in loaded)

    def unload(self, model: str) -> None:
        """Free the model's memory everywhere."""
        self._everywhere("unload", model)

    def interrupt(self) -> None:
        """End the requests that are under way on other threads; they raise Transient."""
        self._cluster.drop(use, self._remote, "interrupt")

    def close(self) -> None:
        """Close the engines, then the connection to the workers."""
        if not self._cluster.is_local:
            self._cluster.everywhere(leave, self._remote, patience=_QUICK)
        self._cluster.close()

    def _choice(self, ask: Ask) -> Iterator[str]:
        """Yield the workers to choose from; none means any.

        For another question about the same text this is the worker that has the text in its
        prompt cache; else all but those whose server was down a moment ago.
        """
        now = time.monotonic()
        down = {worker for worker, until in tuple(self._down.items()) if until > now}
        last = getattr(self._last, "worker", "")
        if last and last not in down and self._last.prompt == ask.prompt[:_BEGINNING]:
            yield last
        elif down:
            yield from (worker for worker in self._cluster.workers() if worker not in down)

    def _everywhere(
        self, method: str, *arguments: object, patience: float = _QUICK
    ) -> dict[str, Any]:
        """Return what a method gives on each worker; raise their errors as one."""
        results = self._cluster.everywhere(use, self._remote, method, *arguments, patience=patience)
        if not results:
            raise ServerDown("no worker answers")
        errors = {w: result for w, result in results.items() if isinstance(result, RalfError)}
        if errors:
            kind = type(next(iter(errors.values())))
            raise kind(*(str(_from_worker(w, error)) for w, error in errors.items()))
        return results


_engines: dict[Remote, Engine] = {}
_opening = Lock()


def use(remote: Remote, method: str, *arguments: object) -> object:
    """Call a method of this process's engine, which is opened once. Called on a worker.

    An error is returned, not raised: it is a result that travels.
    """
    try:
        return getattr(_engine(remote), method)(*arguments)
    except RalfError as exc:
        return exc


def leave(remote: Remote) -> None:
    """Close this process's engine. Called on a worker."""
    with _opening:
        engine = _engines.pop(remote, None)
    if engine is not None:
        engine.close()


def _engine(remote: Remote) -> Engine:
    if remote.version != __version__:
        raise UsageError(f"it has ralf-notes {__version__}, the run {remote.version}")
    with _opening:
        if remote not in _engines:
            host = remote.endpoint.host or server_url(os.environ.get("OLLAMA_HOST", ""))
            _engines[remote] = remote.open_engine(replace(remote.endpoint, host=host))
        return _engines[remote]


def _from_worker(worker: str, error: RalfError) -> RalfError:
    """Return an error that names its worker."""
    return type(error)(f"worker {worker}: {error}")
