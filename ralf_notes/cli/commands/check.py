"""`check`: everything that can keep a run from working, each finding with its remedy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ralf_notes.cli.commands import models as inventory
from ralf_notes.cli.tables import columns
from ralf_notes.config import addresses
from ralf_notes.config.durations import keep_alive_seconds
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import LoadedConfig
from ralf_notes.errors import AskError, EngineError, RalfError, ServerDown, TargetError, UsageError
from ralf_notes.events import Event, Notice
from ralf_notes.machine import hardware
from ralf_notes.models import keep_alive, memory, routing
from ralf_notes.models.engines import Engine
from ralf_notes.models.engines import Loaded as InMemory
from ralf_notes.models.opening import ignores_truncate, open_sessions
from ralf_notes.models.session import Session
from ralf_notes.notes import obsidian, vault
from ralf_notes.prose import questions
from ralf_notes.source.classify import Kind  # fmt: skip
from ralf_notes.source.walk import Tree, Walk, walk

OpenEngine = Callable[[Config], Engine]

_SHORTEST_STAY = 300
"""Seconds of `keep_alive` that outlast the gaps between two requests of a run."""
_LEAST_SPACE = 50_000_000
"""Bytes on disk that notes of any tree may need."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Literal["ok", "warning", "error"]
    what: str
    remedy: str = ""
    exit_code: int = 0
    """Of an error: the exit code that a run would end with."""


def check(
    loaded: LoadedConfig, open_engine: OpenEngine, environ: Mapping[str, str], deep: bool = False
) -> tuple[Finding, ...]:
    """Look at all that a run needs; nothing is changed, and no model is asked unless `deep`.

    Args:
        loaded: the run's configuration.
        open_engine: opens the configured engine.
        environ: the environment, for what it tells about a server on this machine.
        deep: load the model, as a run does, with a request for one token.
    """
    config = loaded.config
    walked, sources = _sources(config)
    findings = [_config_file(loaded), *sources]
    findings += _engine(config, walked, open_engine, environ, deep)
    return (*findings, *_target(config, walked))


def exit_code(findings: Iterable[Finding]) -> int:
    """Return the exit code of the first error, in the order in which a run would meet them."""
    return next((finding.exit_code for finding in findings if finding.level == "error"), 0)


def _config_file(loaded: LoadedConfig) -> Finding:
    if loaded.file is None:
        what = "configuration: no file; defaults, environment and options"
        return Finding("ok", what, "ralf-notes init writes one")
    return Finding("ok", f"configuration: {loaded.file}")


# --- sources ------------------------------------------------------------------------------------


def _sources(config: Config) -> tuple[Walk, list[Finding]]:
    """Walk the sources; return what was found, and what to say about it."""
    try:
        walked = walk(config)
    except UsageError as exc:
        return Walk((), ()), [_failure(exc)]
    failed = [
        Finding("error", f"source {given}: {why}", exit_code=UsageError.exit_code)
        for given, why in walked.failures
    ]
    return walked, [*failed, *(_tree(tree, config) for tree in walked.trees)]


def _tree(tree: Tree, config: Config) -> Finding:
    chosen = [file for file in tree.files if file.path in tree.selected]
    skipped = sum(file.kind is Kind.SKIPPED for file in chosen)
    at = f" at {tree.commit[:10]}" if tree.commit else ""
    what = f"source {tree.root}{at}: {len(chosen)} file{'' if len(chosen) == 1 else 's'}"
    what += f", {skipped} of them skipped" if skipped else ""
    if config.target_dir and config.target_dir.resolve().is_relative_to(tree.root):
        what += "; target_dir lies in it and is left out"
    return Finding("ok", what)


# --- engine and model ---------------------------------------------------------------------------


def _engine(
    config: Config, walked: Walk, open_engine: OpenEngine, environ: Mapping[str, str], deep: bool
) -> list[Finding]:
    if config.engine == "none":
        return [Finding("ok", "engine none: no model is asked, the notes hold facts alone")]
    try:
        engine = open_engine(config)
    except EngineError as exc:
        return [_failure(exc)]
    findings: list[Finding] = []
    try:
        for finding in _in_use(engine, config, walked, environ, deep):
            findings.append(finding)
    except ServerDown as exc:
        findings.append(_server_down(exc, config))
    except EngineError as exc:
        findings.append(_failure(exc))
    except AskError as exc:
        speaks = "Ollama does" if config.engine == "ollama" else "such a server does"
        what = f"what answers at {config.host} does not answer as {speaks}: {exc}"
        remedy = _sentences(_port_hint(config), _log_hint(config))
        findings.append(Finding("error", what, remedy, EngineError.exit_code))
    finally:
        engine.close()
    return findings


def _in_use(
    engine: Engine, config: Config, walked: Walk, environ: Mapping[str, str], deep: bool
) -> Iterator[Finding]:
    """Yield what can be said about the engine, until it raises."""
    version = engine.version()
    if engine.name == "ollama":
        yield _server(version, config)
    told: list[Event] = []
    models = routing.all_models(routing.of(config))
    opened = open_sessions(
        engine,
        config,
        models,
        walked.trees,
        told.append,
        system=questions.system(config.language, config.instructions),
    )
    sessions = list(opened.values())
    yield from (Finding("ok", event.text) for event in told if isinstance(event, Notice))
    loaded = engine.loaded()
    for session in sessions:
        yield from _context(config, session)
        if engine.name == "openai":
            yield _managed(version, config, session, loaded)
        else:
            yield from _memory(config, session, loaded)
    if engine.name != "openai":
        yield from _table(config, sessions, loaded)
    if engine.name == "ollama":
        yield from _keep_alive(config, len(sessions))
        yield from _other_models(config, sessions, loaded, environ)
    if deep:
        for session in sessions:
            yield _load_test(session, config)


def _server(version: str, config: Config) -> Finding:
    here = hardware.is_here(config.host)
    what = f"Ollama {version} answers at {config.host}" + ("" if here else ", another machine")
    if not re.search("[1-9]", version):
        return Finding("warning", f"{what}: its version cannot be told", _too_old())
    if ignores_truncate(version):
        return Finding("warning", f"{what}: it cuts long prompts without a word", _too_old())
    return Finding("ok", what)


def _managed(version: str, config: Config, session: Session, loaded: Sequence[InMemory]) -> Finding:
    """Say what a server of the engine openai does by itself."""
    model = session.runner.model
    is_there = any(m.name == model for m in loaded)
    what = f"{version} answers at {config.host} and has {model}"
    what += "" if is_there else ", which it loads when asked"
    own = "keep_alive, unloading and the count of loads are the server's own matter"
    return Finding("ok", f"{what}; {own}")


def _too_old() -> str:
    return "Update it: 0.12.6 is the first version that refuses them instead (truncate, shift)"


def _context(config: Config, session: Session) -> Iterator[Finding]:
    window = session.runner.num_ctx
    if config.num_ctx != "auto" and config.num_ctx > window:
        what = f"num_ctx {config.num_ctx} is more than the {window} that the model was made for"
        yield Finding("warning", f"{what}: {window} is used", f"num_ctx: {window}, or auto")


def _memory(config: Config, session: Session, loaded: Sequence[InMemory]) -> Iterator[Finding]:
    """Yield whether the model fits this machine's memory, if that is where it is loaded."""
    runner = session.runner
    there = next((each for each in loaded if each.is_called(runner.model)), None)
    if there is not None:
        size = hardware.gigabytes(there.size)
        if there.context_length == runner.num_ctx:
            yield Finding("ok", f"{there.name} is loaded and takes {size}")
        else:
            what = f"{there.name} is loaded with a context of {there.context_length} tokens"
            yield Finding(
                "warning", f"{what}, not {runner.num_ctx}: a run loads it again, once",
                "If another client keeps using it, give both the same num_ctx",
            )  # fmt: skip
    else:
        yield from _needed(session, config)


def _needed(session: Session, config: Config) -> Iterator[Finding]:
    """Yield whether a model that is not loaded yet will fit, if it is this machine's to load."""
    model = session.model
    if model.remote_host:
        what = f"{model.name} runs at {model.remote_host}: your source leaves this machine"
        yield Finding("warning", what, "allow_remote_models allows it")
    elif config.engine != "ollama" or hardware.is_here(config.host):
        yield _fit(session.need.total, config)


def _fit(needed: int, config: Config) -> Finding:
    now = hardware.memory()
    there = f"of {hardware.gigabytes(now.total)}, {hardware.gigabytes(now.available)} is free"
    what = f"the model needs about {hardware.gigabytes(needed)} of memory; {there}"
    if needed <= now.available:
        return Finding("ok", what)
    ways = "Choose a smaller model or num_ctx, or close other programs"
    sure = "--deep loads it to be sure (a graphics card has memory of its own)"
    return Finding("warning", what, _sentences(ways, sure, _log_hint(config)))


def _table(
    config: Config, sessions: Sequence[Session], loaded: Sequence[InMemory]
) -> Iterator[Finding]:
    """Yield a table of what the models take and which fit together, one finding a line."""
    room = hardware.room_for(config.engine, config.host)
    if room is not None:
        yield Finding("ok", f"room for models: {hardware.gigabytes(room.size)} ({room.words})")
    needs = {
        inventory.short(session.model): (
            session.runner.num_ctx,
            inventory.need(session.model, session.runner.num_ctx, loaded),
        )
        for session in sessions
        if not session.model.remote_host
    }
    size = None if room is None else room.size
    table = list(memory.rows(needs, size, hardware.gigabytes))
    heading, *lines = columns(memory.HEADINGS, table)
    if lines:
        yield Finding("ok", heading)
    for (_, each), line in zip(needs.values(), lines, strict=True):
        fits = size is None or each.total <= size
        ways = "Choose a smaller model or num_ctx, or part of it runs on the CPU, slowly"
        yield Finding("ok" if fits else "warning", line, "" if fits else ways)


def _keep_alive(config: Config, models: int) -> Iterator[Finding]:
    advised = keep_alive.advised(models)
    if config.keep_alive == "auto":
        return  # the notice says what it is
    seconds = keep_alive_seconds(config.keep_alive)
    usual = 'keep_alive: "30m" keeps it between runs'
    if seconds == 0:
        what = "keep_alive 0 unloads the model after the run: each run loads it again"
        yield Finding("warning", what, f"{usual}, -1 for ever")
    elif seconds < _SHORTEST_STAY:
        what = f"keep_alive {config.keep_alive} may be over in a gap of a run"
        yield Finding("warning", f"{what}: the model would be loaded again and again", usual)
    elif config.keep_alive == -1:
        what = "keep_alive -1 keeps the model in memory for ever"
        yield Finding("ok", what, "ollama stop MODEL frees it")
    else:
        advice = f"for {models} models" if models > 1 else "for one model"
        yield Finding("ok", f"keep_alive {config.keep_alive}; {advice} {advised} is advised")


def _other_models(
    config: Config,
    sessions: Sequence[Session],
    loaded: Sequence[InMemory],
    environ: Mapping[str, str],
) -> Iterator[Finding]:
    name = "OLLAMA_MAX_LOADED_MODELS"
    most = environ.get(name, "").strip() if hardware.is_here(config.host) else ""
    ours = [session.runner.model for session in sessions]
    others = [m.name for m in loaded if not any(m.is_called(name) for name in ours)]
    if others:
        room = f"{name} is {most} here" if most else f"{name} must be 2 or more to keep both"
        what = f"other clients use this server: {', '.join(others)} is loaded too"
        yield Finding(
            "warning", f"{what} and may push this run's model out of memory, or be pushed out",
            _sentences(f"ollama stop {others[0]} frees its memory", room),
        )  # fmt: skip
    elif most:
        few = most.isdigit() and 0 < int(most) < len(ours)
        what = f"{name} is {most} here: a run needs room for one model"
        remedy = f"{len(ours)} would keep all models of the run in memory" if few else ""
        yield Finding("warning" if few else "ok", what, remedy)


def _load_test(session: Session, config: Config) -> Finding:
    """Load the model with the run's own options; a server keeps it for the run."""
    warmed = session.warm_up()
    if warmed.problem:
        remedy = "Does it lack memory? A smaller model or num_ctx needs less"
        what = f"{session.runner.model} does not run: {warmed.problem}"
        return Finding("error", what, _sentences(remedy, _log_hint(config)), EngineError.exit_code)
    size = session.usage().memory_after
    if config.keep_alive == 0:
        session.unload()
    how = "answers" if warmed.was_loaded else "was loaded and answers"
    memory = f"; it takes {hardware.gigabytes(size)} of memory" if size else ""
    what = f"{session.runner.model} {how}, after {warmed.seconds:.1f} s{memory}"
    return Finding("ok", what)


def _server_down(exc: ServerDown, config: Config) -> Finding:
    down = _failure(exc)
    hints = [_port_hint(config)]
    if config.engine == "ollama" and hardware.is_here(config.host):
        hints += [f"Here it starts with: {hardware.how_to_start()}", _log_hint(config)]
    return Finding("error", down.what, _sentences(down.remedy, *hints), exc.exit_code)


def _port_hint(config: Config) -> str:
    return addresses.right_port(config.host) if config.engine == "ollama" else ""


def _log_hint(config: Config) -> str:
    if config.engine != "ollama":
        return ""
    where = "" if hardware.is_here(config.host) else " on its own machine"
    return f"The server's log{where}: {hardware.server_log()}"


# --- target -------------------------------------------------------------------------------------


def _target(config: Config, walked: Walk) -> Iterator[Finding]:
    try:
        target = config.target()
        _try_to_write(target)
    except RalfError as exc:
        yield _failure(exc)
        return
    yield Finding("ok", f"target_dir {target} can be written")
    yield from _space(target, walked)
    around = obsidian.vault_around(target)
    root = config.vault_root or target
    if around and around.resolve() != root.resolve() and config.links == "wikilink":
        what = f"target_dir lies in the Obsidian vault {around}, but links count from {root}"
        yield Finding("warning", what, f"vault_root: {around}")


def _try_to_write(target: Path) -> None:
    """Write to the target, and leave nothing behind. Raises TargetError."""
    folders = (target, *target.absolute().parents)
    missing = [folder for folder in folders if not os.path.lexists(folder)]
    try:
        vault.prepare(target)
    finally:
        for folder in missing:
            with suppress(OSError):
                os.rmdir(folder)


def _space(target: Path, walked: Walk) -> Iterator[Finding]:
    """Yield whether the disk has room for notes as big as the sources."""
    sizes = (file.size for tree in walked.trees for file in tree.files if not file.reason)
    needed = max(_LEAST_SPACE, sum(sizes))
    try:
        free = hardware.free_space(target)
    except OSError as exc:
        yield Finding("warning", f"the free space at {target} cannot be told: {exc.strerror}")
        return
    if free < needed:
        what = f"the disk is nearly full: {hardware.gigabytes(free)} are free at {target}"
        remedy = f"Free {hardware.gigabytes(needed)}, or name another target_dir"
        is_full = free < 1_000_000
        code = TargetError.exit_code if is_full else 0
        yield Finding("error" if is_full else "warning", what, remedy, code)


# --- words --------------------------------------------------------------------------------------


def _failure(exc: RalfError) -> Finding:
    """Return an error as a finding: its first sentence says what, the others what to do."""
    told = " ".join(line.strip() for line in str(exc).splitlines())
    what, _, remedy = told.partition(". ")
    return Finding("error", what, remedy, exc.exit_code)


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part)
