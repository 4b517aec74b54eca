"""Opens the engine and the models of a run, after checking that they are there."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

from ralf_notes.config.addresses import is_here
from ralf_notes.config.durations import in_words, keep_alive_seconds
from ralf_notes.config.engines import ENGINES, Traits, version_numbers
from ralf_notes.config.keys import Config
from ralf_notes.config.types import MOST_PARALLEL
from ralf_notes.errors import EngineError, ModelMissing, ServerDown
from ralf_notes.events import Event, Notice, Warned
from ralf_notes.models import context_window, keep_alive, remote, sampling, session
from ralf_notes.models.engines import QUICK, Endpoint, Engine, Model, Runner
from ralf_notes.models.memory.scheduling import rules_of
from ralf_notes.models.session import Attempts, Common, Session
from ralf_notes.source.walk import Tree

T = TypeVar("T")
_LONGEST_PAUSE = 5.0
"""Seconds, at most, between two attempts to reach a server that has not started yet."""
_WITHOUT_SLOTS = frozenset(
    ("mllama", "qwen3vl", "qwen3vlmoe", "qwen35", "qwen35moe", "qwen3next", "lfm2", "lfm2moe",
     "nemotron_h", "nemotron_h_moe", "nemotron_h_omni")
)  # fmt: skip
"""Families that Ollama runs with one request at a time, whatever OLLAMA_NUM_PARALLEL says.
Source: https://github.com/ollama/ollama/blob/v0.33.0-rc2/server/sched.go, `load`."""
_DURING = "30m"
"""`keep_alive` of the requests of a run with `keep_alive: 0`, which unloads at its end instead."""


def open_engine(config: Config, environ: Mapping[str, str], quick: float = QUICK) -> Engine:
    """Return a run's engine: its own, or those of the workers of a cluster.

    Args:
        config: the run's.
        environ: see `requests_at_once`.
        quick: seconds to wait for what needs no model.

    Raises EngineError if something that it needs is not installed, or no worker is connected.
    """
    endpoint = Endpoint(config.engine, config.host, config.timeout, config.load_timeout, quick)
    if not config.is_distributed:
        return engine_at(endpoint)
    from ralf_notes.models.engines.cluster import Cluster
    from ralf_notes.models.engines.fleet import Fleet

    cluster = Cluster(config.scheduler, requests_at_once(config, environ))
    return Fleet(cluster, endpoint, engine_at)


def engine_at(endpoint: Endpoint) -> Engine:
    """Return the engine of an endpoint; its module and library are imported only now."""
    module = import_module(f"ralf_notes.models.engines.{ENGINES[endpoint.engine].module}")
    engine: Engine = module.connect(endpoint)
    return engine


def parallel_requests(config: Config, environ: Mapping[str, str], engine: Engine) -> int:
    """Return how many requests a run with an open engine has under way at a time."""
    if config.is_distributed:
        from ralf_notes.models.engines.fleet import Fleet

        assert isinstance(engine, Fleet)
        return max(1, engine.slots)
    return requests_at_once(config, environ)


def requests_at_once(config: Config, environ: Mapping[str, str]) -> int:
    """Return how many requests are under way at a time.

    Args:
        config: the run's; `parallel: auto` takes what a server on this machine was started with.
        environ: may hold the server's own setting, such as `OLLAMA_NUM_PARALLEL`, which the
            server's API does not report.
    """
    if config.parallel != "auto":
        return config.parallel
    server = config.traits.server
    if server is None or not is_here(config.host):
        return 1
    slots = environ.get(server.slots_variable, "").strip()
    return min(max(int(slots), 1), MOST_PARALLEL) if slots.isdecimal() else 1


@dataclass(frozen=True, slots=True)
class Demand:
    """What a run needs from its engine."""

    models: Sequence[str]
    trees: Sequence[Tree]
    """The sources: the context window is chosen for their sizes."""
    system: str
    """The run's one system prompt."""
    gap: float = 0.0
    """The longest time, in seconds, that the plan leaves one of the models idle."""
    wait: float = 0.0
    """Seconds to wait for a server that has not started yet."""


def open_sessions(
    engine: Engine, config: Config, demand: Demand, tell: Callable[[Event], None]
) -> dict[str, Session]:
    """Check the engine and all models, and return a session for each, with one context window.

    Args:
        engine: what runs the models; closed when this fails.
        config: the run's.
        demand: what the run needs.
        tell: gets what was chosen, and warnings.

    Raises EngineError: `ServerDown`, `ModelMissing` for all that are missing at once, or for a
    model that runs elsewhere.
    """
    try:
        remote.refuse_cloud_names(config, demand.models)
        version = once_there(engine.version, demand.wait, tell)
        models = _checked(engine, config, demand.models)
        for warning in _warnings(engine.traits, version, config, demand):
            tell(Warned(warning))
        stay = _stay(config, demand)
        if config.keep_alive == "auto":
            tell(Notice(f"keep_alive {stay}: chosen for the models of the run and its plan"))
        for notice in _one_at_a_time(config, models.values()):
            tell(Notice(notice))
        attempts = Attempts(config.seed, config.retries, config.server_wait)
        rules = rules_of(engine.traits, version)
        common = Common(tell, rules=rules, used=dict.fromkeys(models, -math.inf))
        sessions: dict[str, Session] = {}
        for name, model in models.items():
            num_ctx, why = context_window.of_model(model, demand.trees, config, rules)
            tell(Notice(f"{engine.traits.name} {version}, model {model.name}, {why}"))
            runner = _runner(config, model, num_ctx, stay)
            sessions[name] = Session(engine, runner, demand.system, model, attempts, common)
        return sessions
    except BaseException:
        engine.close()
        raise


def _one_at_a_time(config: Config, models: Iterable[Model]) -> Iterator[str]:
    """Yield which models answer one request at a time, although the run sends several."""
    if config.parallel == 1:
        return
    for model in models:
        if model.family in _WITHOUT_SLOTS:
            yield (
                f"the server runs {model.name} with one request at a time, as all models of its "
                f"family ({model.family}): parallel gains nothing with it"
            )


def _runner(config: Config, model: Model, num_ctx: int, stay: str | int | float) -> Runner:
    """Return the options that a model is run with."""
    usual = sampling.sampling_of(model.name, model.family)
    is_set = "temperature" in config.model_fields_set
    return Runner(
        model.name,
        num_ctx,
        config.temperature if is_set else usual.temperature,
        stay,
        has_fixed_window=model.has_fixed_window,
        sampling=sampling.unless_set(usual.options, model.own_settings),
    )


def cuts_silently(traits: Traits, version: str) -> bool:
    """Whether a server of this version cuts prompts that are too long silently."""
    if traits.server is None:
        return False
    numbers = version_numbers(version)
    return any(numbers) and numbers < traits.server.refuses_long_prompts


def _stay(config: Config, demand: Demand) -> str | int | float:
    """Return the `keep_alive` of a run's requests."""
    advised = keep_alive.advised(len(demand.models), demand.gap)
    if config.keep_alive == 0:  # unloaded at the end instead
        return max(_DURING, advised, key=keep_alive_seconds)
    return advised if config.keep_alive == "auto" else config.keep_alive


def once_there(call: Callable[[], T], longest: float, tell: Callable[[Event], None]) -> T:
    """Return what a call to a server returns, once the server is there: it may start late.

    Args:
        call: raises ServerDown as long as it is not there.
        longest: seconds to wait, at most; then the error is raised.
        tell: gets a warning about the wait.
    """
    until, pause = time.monotonic() + longest, session.FIRST_PAUSE
    is_told = False
    while True:
        try:
            return call()
        except ServerDown:
            if time.monotonic() + pause > until:
                raise
            if not is_told:
                tell(Warned(f"Waiting up to {longest:g} s for the server (server_wait)."))
                is_told = True
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _warnings(traits: Traits, version: str, config: Config, demand: Demand) -> Iterator[str]:
    if cuts_silently(traits, version):
        yield (
            f"{traits.title} {version} cuts prompts that are too long silently, which is only "
            "noticed afterwards. Update it."
        )
    gap = demand.gap
    if config.keep_alive == 0 and not traits.manages_memory:
        yield "keep_alive 0: the model stays loaded during the run and is unloaded after it"
    elif keep_alive_seconds(_stay(config, demand)) <= gap:
        yield (
            f"keep_alive {config.keep_alive} is shorter than the {in_words(gap)} that the plan "
            "leaves a model idle: it will be loaded again. keep_alive: auto takes "
            f"{keep_alive.advised(len(demand.models), gap)}"
        )


def _checked(engine: Engine, config: Config, names: Sequence[str]) -> dict[str, Model]:
    """Return the run's models by name; raise if one is missing or runs elsewhere."""
    models: dict[str, Model] = {}
    missing: list[str] = []
    remote.refuse_remote(engine, config, names)
    for name in names:
        try:
            model = models[name] = engine.show(name)
        except ModelMissing as exc:
            missing.append(str(exc))
            continue
        remote.refuse_shown(config, name, model)
        is_unknown = engine.traits.manages_memory and not model.context_length
        if is_unknown and config.num_ctx == "auto":
            raise EngineError(
                f"the server does not report the context window of {model.name}. Load the model "
                "there first, or set num_ctx to the number of tokens that you gave it"
            )
    if missing:
        raise ModelMissing(*missing)
    return models
