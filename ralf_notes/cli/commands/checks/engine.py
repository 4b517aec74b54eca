"""Checks the engine and its models: whether they are there, fit into memory, and answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ralf_notes.cli.commands.checks.finding import Finding, failure, sentences
from ralf_notes.cli.tables import columns
from ralf_notes.config.addresses import is_here
from ralf_notes.config.durations import keep_alive_seconds
from ralf_notes.config.engines import short_name
from ralf_notes.config.keys import Config
from ralf_notes.errors import AskError, EngineError, ServerDown
from ralf_notes.events import Event, Notice
from ralf_notes.machine import hardware
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models import keep_alive, memory, routing
from ralf_notes.models.engines import Engine, LoadedModel, hints
from ralf_notes.models.memory import prompt_cache
from ralf_notes.models.memory.scheduling import USUAL
from ralf_notes.models.opening import Demand, cuts_silently, open_sessions
from ralf_notes.models.session import Session
from ralf_notes.prose import probe, questions
from ralf_notes.source.walk import Walk

_ROOM = 71
"""Columns of a table, beside the level of a finding; `models` shows what is left out."""
_SHORTEST_STAY = 300
"""Seconds of `keep_alive` that outlast the gaps between two requests of a run."""
_MAX_LOADED = "OLLAMA_MAX_LOADED_MODELS"
_MOST_NAMED = 9
"""Models of other clients in one line."""


def engine_findings(
    config: Config,
    walked: Walk,
    open_engine: Callable[[Config], Engine],
    environ: Mapping[str, str],
    *,
    deep: bool,
) -> Iterator[Finding]:
    """Yield what there is to say about the engine and the models; see `check.examine`."""
    if not config.traits.asks:
        yield Finding(
            "ok", f"engine {config.engine}: no model is asked, the notes hold facts alone"
        )
        return
    try:
        engine = open_engine(config)
    except EngineError as exc:
        yield failure(exc)
        return
    try:
        yield from _server(engine, config)
        sessions, notices = _opened(engine, config, walked)
        yield from notices
        yield from _models(engine, config, sessions, environ)
        if deep:
            for session in sessions:
                yield from _load_test(session, config)
    except ServerDown as exc:
        down, start = failure(exc), hints.how_to_start(config)
        ways = [down.remedy, hints.right_port(config)]
        if start:
            ways += [f"To start it here: {start}", hints.server_log(config)]
        yield Finding("error", down.what, sentences(*ways), exc.exit_code)
    except EngineError as exc:
        yield failure(exc)
    except AskError as exc:
        what = f"what answers at {config.host} is not {config.traits.title}: {exc}"
        remedy = sentences(hints.right_port(config), hints.server_log(config))
        yield Finding("error", what, remedy, EngineError.exit_code)
    finally:
        engine.close()


def _server(engine: Engine, config: Config) -> Iterator[Finding]:
    """Yield whether the server's version is one that can be relied on."""
    traits, version = config.traits, engine.version()
    if traits.server is None:
        return
    what = f"{traits.title} {version} answers at {config.host}"
    what += "" if is_here(config.host) else ", another machine"
    first = ".".join(map(str, traits.server.refuses_long_prompts))
    update = f"Update it: {first} is the first version that refuses them instead (truncate, shift)"
    if not re.search("[1-9]", version):
        yield Finding("warning", f"{what}: its version is not known", update)
    elif cuts_silently(traits, version):
        yield Finding("warning", f"{what}: it silently cuts long prompts", update)
    else:
        yield Finding("ok", what)
    cloud = engine.cloud()
    if cloud is not None:
        switch = "on: names that end in cloud are refused here unless allow_remote_models has them"
        yield Finding("ok", f"the server's cloud is {switch if cloud else 'off'}")


def _opened(engine: Engine, config: Config, walked: Walk) -> tuple[list[Session], list[Finding]]:
    """Open the run's models; return them, and what was chosen for them."""
    events: list[Event] = []
    system = questions.system(config.language, config.instructions)
    demand = Demand(routing.all_models(routing.from_config(config)), walked.trees, system)
    sessions = list(open_sessions(engine, config, demand, events.append).values())
    findings = [Finding("ok", event.text) for event in events if isinstance(event, Notice)]
    for session in sessions:
        window = session.runner.num_ctx
        if config.num_ctx != "auto" and config.num_ctx > window:
            what = f"num_ctx {config.num_ctx} is more than the {window} that the model was made for"
            findings.append(
                Finding("warning", f"{what}: {window} is used", f"num_ctx: {window}, or auto")
            )
    return sessions, findings


def _models(
    engine: Engine, config: Config, sessions: Sequence[Session], environ: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what the models need and how long they stay, or who decides that."""
    loaded, traits = engine.loaded(), config.traits
    if traits.manages_memory:
        version = engine.version()
        for session in sessions:
            model = session.runner.model
            what = f"{version} answers at {config.host} and has {model}"
            if not any(each.name == model for each in loaded):
                what += ", which it loads when asked"
            managed = "keep_alive, unloading and the count of loads are up to the server"
            yield Finding("ok", f"{what}; {managed}")
        return
    for session in sessions:
        yield from _memory(config, session, loaded)
    yield from _kept_prompts(config, sessions, environ)
    yield from _table(config, sessions, loaded)
    if traits.obeys_keep_alive:
        yield from _keep_alive(config, len(sessions))
        yield from _other_models(config, sessions, loaded, environ)


def _memory(config: Config, session: Session, loaded: Sequence[LoadedModel]) -> Iterator[Finding]:
    """Yield what a model takes, or whether it fits this machine if it is not loaded yet."""
    runner, model = session.runner, session.model
    in_memory = next((each for each in loaded if each.is_called(runner.model)), None)
    if in_memory is not None and session.fits(in_memory):
        yield Finding("ok", f"{in_memory.name} is loaded and takes {gigabytes(in_memory.size)}")
    elif in_memory is not None:
        what = f"{in_memory.name} is loaded with a context of {in_memory.context_length} tokens"
        yield Finding(
            "warning", f"{what}, not {runner.num_ctx}: a run loads it again, once",
            "If another client keeps using it, give both the same num_ctx",
        )  # fmt: skip
    elif model.remote_host:
        what = f"{model.name} runs at {model.remote_host}: your source leaves this machine"
        yield Finding("warning", what, "allow_remote_models allows it")
    elif config.runs_here:
        needed, here = session.need.total, hardware.memory()
        what = f"the model needs about {gigabytes(needed)} of memory; of {gigabytes(here.total)}, "
        what += f"{gigabytes(here.available)} is free"
        ways = "Choose a smaller model or num_ctx, or close other programs"
        trial = "--deep loads it to be sure (a graphics card has memory of its own)"
        remedy = sentences(ways, trial, hints.server_log(config))
        fits = session.need.fits_beside(0, here.available, session.rules)
        yield Finding("ok" if fits else "warning", what, "" if fits else remedy)


def _kept_prompts(
    config: Config, sessions: Sequence[Session], environ: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what the server keeps in memory beside its models, and how to switch that off."""
    local = [each for each in sessions if not each.model.remote_host]
    if not (config.runs_here and any(each.rules.is_llama_server for each in local)):
        return
    if environ.get(prompt_cache.VARIABLE, "").strip() == "0":
        what = f"{prompt_cache.VARIABLE} is 0 here: a server started so keeps no earlier prompts"
        yield Finding("ok", what)
        return
    most = prompt_cache.LARGEST * len(local)
    here = hardware.memory()
    fits = most + sum(each.need.total for each in local) <= here.available
    yield Finding(
        "ok" if fits else "warning",
        f"the server may keep up to {gigabytes(most)} of earlier prompts in memory, which it does "
        "not report and a run does not need",
        f"To switch that off: {prompt_cache.how_to_switch_off()}",
    )


def _table(
    config: Config, sessions: Sequence[Session], loaded: Sequence[LoadedModel]
) -> Iterator[Finding]:
    """Yield a table of what the models take and which fit together, one finding a line."""
    room = memory.room_for(config)
    if room is not None:
        yield Finding("ok", f"room for models: {gigabytes(room.size)} ({room.words})")
    needs = {}
    for session in sessions:
        model, num_ctx = session.model, session.runner.num_ctx
        if not model.remote_host:
            need = memory.need(model, num_ctx, loaded, session.rules)
            needs[short_name(model.name)] = num_ctx, need
    rules = sessions[0].rules if sessions else USUAL
    table = memory.rows_of(needs, room.size if room else None, rules)
    heading, *lines = columns(memory.HEADINGS, table, _ROOM, memory.FIRST_TO_GO)
    if lines:
        yield Finding("ok", heading)
    for (_, need), line in zip(needs.values(), lines, strict=True):
        fits = room is None or need.total <= room.size
        ways = "Choose a smaller model or num_ctx, or part of it runs on the CPU, slowly"
        yield Finding("ok" if fits else "warning", line, "" if fits else ways)


def _keep_alive(config: Config, models: int) -> Iterator[Finding]:
    if config.keep_alive == "auto":
        return  # a notice has said what it is
    seconds = keep_alive_seconds(config.keep_alive)
    usual = 'keep_alive: "30m" keeps it between runs'
    if seconds == 0:
        what = "keep_alive 0 unloads the model after the run: each run loads it again"
        yield Finding("warning", what, f"{usual}, -1 forever")
    elif seconds < _SHORTEST_STAY:
        what = f"keep_alive {config.keep_alive} may expire between two requests of a run"
        yield Finding("warning", f"{what}: the model would be loaded again and again", usual)
    elif config.keep_alive == -1:
        what = "keep_alive -1 keeps the model in memory forever"
        yield Finding("ok", what, "ollama stop MODEL frees it")
    else:
        advice = f"for {models} models" if models > 1 else "for one model"
        advice += f", {keep_alive.advised(models)} is recommended"
        yield Finding("ok", f"keep_alive {config.keep_alive}; {advice}")


def _other_models(
    config: Config,
    sessions: Sequence[Session],
    loaded: Sequence[LoadedModel],
    environ: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield whether the run's models may push others out of memory, or be pushed out."""
    most = environ.get(_MAX_LOADED, "").strip() if is_here(config.host) else ""
    ours = [session.runner.model for session in sessions]
    others = [model.name for model in loaded if not any(map(model.is_called, ours))]
    if others:
        room = f"{_MAX_LOADED} must be 2 or more to keep both"
        room = f"{_MAX_LOADED} is {most} here" if most else room
        named = ", ".join(others[:_MOST_NAMED]) + (", ..." if len(others) > _MOST_NAMED else "")
        what = f"other clients use this server: {named} is loaded too"
        yield Finding(
            "warning", f"{what} and may push this run's model out of memory, or be pushed out",
            sentences(f"ollama stop {others[0]} frees its memory", room),
        )  # fmt: skip
    elif most:
        few = most.isdigit() and 0 < int(most) < len(ours)
        what = f"{_MAX_LOADED} is {most} here: a run needs room for one model"
        remedy = f"{len(ours)} would keep all models of the run in memory" if few else ""
        yield Finding("warning" if few else "ok", what, remedy)


def _load_test(session: Session, config: Config) -> Iterator[Finding]:
    """Load a model with the run's own options, and ask it for a tiny JSON."""
    model, warmed = session.runner.model, session.warm_up()
    if warmed.problem:
        remedy = "Does it lack memory? A smaller model or num_ctx needs less"
        what = f"{model} does not run: {warmed.problem}"
        ways = sentences(remedy, hints.server_log(config))
        yield Finding("error", what, ways, EngineError.exit_code)
        return
    size, why = session.usage().memory_after, probe.problem(session)
    if config.keep_alive == 0:
        session.unload()
    how = "answers" if warmed.was_loaded else "was loaded and answers"
    takes = f"; it takes {gigabytes(size)} of memory" if size else ""
    yield Finding("ok", f"{model} {how}, after {warmed.seconds:.1f} s{takes}")
    if why:
        what, _, remedy = probe.warning(model, why).partition(". ")
        yield Finding("warning", what, remedy)
    else:
        yield Finding("ok", f"{model} answers with JSON when it is asked for it")
