"""`tune`: measures this machine and its models on the user's own files, and says what to set."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from time import monotonic

from ralf_notes.cli.commands import init
from ralf_notes.cli.commands import models as inventory
from ralf_notes.cli.commands.tune import advice, figures, sample, trial
from ralf_notes.cli.commands.tune.figures import Burst, Figures, Stretch
from ralf_notes.cli.commands.tune.trial import Bench
from ralf_notes.config import yaml_edit
from ralf_notes.config.durations import in_words
from ralf_notes.config.keys import Config, Loaded, load
from ralf_notes.errors import AskError, EngineError, UsageError
from ralf_notes.machine import hardware
from ralf_notes.models import context_window
from ralf_notes.models.context_window import LARGEST, SMALLEST
from ralf_notes.models.engines import Engine, Model, Runner, written_name
from ralf_notes.models.opening import open_sessions
from ralf_notes.models.session import Session
from ralf_notes.models.tokens import BYTES_PER_TOKEN
from ralf_notes.prose import questions, summarize
from ralf_notes.prose.parts import Part
from ralf_notes.prose.summarize import FileTask
from ralf_notes.source import walk
from ralf_notes.source.walk import Tree

HEADINGS = advice.HEADINGS
_WINDOWS = (SMALLEST, 2 * SMALLEST, LARGEST)
_READS, _WRITES = 200, 20
"""Tokens a second of a small machine, for the estimate before anything is measured."""
_ANSWER = 200
"""Tokens of a usual answer."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How much is measured."""

    models: tuple[str, ...] = ()
    """Those named; else those of `models`, else all that are installed and fit."""
    files: int = 4
    seconds: float = 600.0
    """After which a model is asked about one file at most."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was measured, and what to set."""

    rows: tuple[tuple[str, ...], ...]
    """A text for each of `HEADINGS`."""
    settings: Mapping[str, object]
    """By key; empty where no model can be used."""
    lines: tuple[str, ...]
    """What to know about it."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be measured."""

    sessions: Mapping[str, Session]
    """By the names of the models."""
    models: tuple[tuple[str, Model, tuple[int, ...]], ...]
    """Each by the name that it is asked for by, and with the context windows to try."""
    tasks: tuple[FileTask, ...]
    until: float


def tune(
    config: Config, options: Options, open_engine: Callable[[Config], Engine], tell: Tell
) -> Tuned:
    """Measure models on a sample of the sources; nothing is written.

    Args:
        config: names sources and engine.
        options: how much is measured.
        open_engine: opens the engine.
        tell: gets lines on what will be done, and is being done.

    Raises UsageError, and EngineError when the server or a model is not there, or none works.
    """
    if config.engine == "none":
        raise UsageError("engine none has no models to measure: name another one with --engine")
    trees = walk.walk(config).trees
    engine = open_engine(config)
    try:
        plan = _plan(engine, config, options, trees)
        for line in _told(config, plan, options):
            tell(line)
        measured = tuple(_measured(engine, config, plan, tell))
    except AskError as exc:
        raise EngineError(
            f"what answers at {config.host} is not what the engine {config.engine} asks: {exc}"
        ) from exc
    finally:
        engine.close()
    if not any(stretch.files for each in measured for stretch in each.stretches):
        raise EngineError(f"no model could be measured: {measured[0].stretches[0].problem}")
    return Tuned(
        advice.rows(config.engine, measured),
        advice.settings(config, measured),
        tuple(advice.remarks(config.engine, len(plan.tasks), measured)),
    )


def conclusions(tuned: Tuned) -> Iterator[str]:
    """Yield what follows from it, with lines to paste."""
    yield from tuned.lines
    if tuned.settings:
        yield "\nFor config.yaml (or --write):\n"
        yield yaml_edit.lines(tuned.settings).rstrip()


def write(loaded: Loaded, tuned: Tuned) -> str:
    """Write what to set into the config file in use, or a new config.yaml; return what was done.

    Raises ConfigError when the file cannot be changed without touching anything else in it, and
    UsageError when it cannot be written.
    """
    settings = tuned.settings
    if not settings:
        return "There is nothing to write: no model can be used."
    if loaded.file is None:
        file = init.file_for(None)
        paths = [str(source.path) for source in loaded.config.source_paths]
        given = {**init.DEFAULTS, "source_paths": paths}
        given |= {key: value for key, value in settings.items() if value is not None}
        init.write(file, given)
        return f"Wrote {file}."
    file = Path(os.path.realpath(loaded.file))
    try:
        text = file.read_bytes().decode("utf-8")
        mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
        _replace(file, mark + yaml_edit.edited(loaded.file, text, settings))
    except OSError as exc:
        raise UsageError(f"{file} cannot be written: {exc.strerror or exc}") from exc
    return f"Changed {loaded.file}."


def _replace(file: Path, text: str) -> None:
    """Put a config file that can be loaded in the place of another; else leave that one."""
    new = file.with_name(f"{file.name}.new")
    try:
        new.write_bytes(text.encode())
        load(new, {}, {})
        shutil.copymode(file, new)
        os.replace(new, file)
    finally:
        new.unlink(missing_ok=True)


# --- what is to be measured ---------------------------------------------------------------------


def _plan(engine: Engine, config: Config, options: Options, trees: Sequence[Tree]) -> _Plan:
    named = dict.fromkeys(options.models or config.model_names.values())
    names = tuple(named) or _installed(engine, config)
    by_files = config.model_copy(update={"num_ctx": "auto"})
    needed, _ = context_window.num_ctx(trees, by_files, LARGEST)
    choices = {*_WINDOWS}
    if config.num_ctx != "auto":
        choices.add(config.num_ctx)
        needed = max(needed, config.num_ctx)
    sessions = open_sessions(
        engine,
        config,
        names,
        trees,
        lambda event: None,
        system=questions.system(config.language, config.instructions),
    )
    models = [engine.show(name) for name in names]
    if config.engine == "openai":  # the window is the server's own
        choices = {session.runner.num_ctx for session in sessions.values()}
    tries = [
        (name, model, figures.windows(choices, needed, model.context_length or LARGEST))
        for name, model in zip(names, models, strict=True)
    ]
    largest = max(window for _, _, windows in tries for window in windows)
    tasks = sample.sample(trees, config, options.files, largest)
    return _Plan(sessions, tuple(tries), tasks, monotonic() + options.seconds)


def _installed(engine: Engine, config: Config) -> tuple[str, ...]:
    """Return the models that are there and fit, and the configured one."""
    is_here = config.engine == "embedded" or hardware.is_here(config.host)
    found = [model.name for model in init.usable(engine.models(), is_here)]
    names = dict.fromkeys([*([config.model_name] if config.model else []), *found])
    if not names:
        raise EngineError(inventory.how_to_get_one(config))
    return tuple(names)


def _told(config: Config, plan: _Plan, options: Options) -> Iterator[str]:
    """Yield what will be done, and about how long it takes."""
    files = ", ".join(f"{task.path} ({len(task.data)} bytes)" for task in plan.tasks)
    yield f"Files: {files}"
    for _, model, windows in plan.models:
        name = written_name(config.engine, model.name)
        yield f"Model {name}, num_ctx {', '.join(map(str, windows))}"
    parts = list(_parts(plan))
    tokens = sum(part.end - part.start for part in parts) / BYTES_PER_TOKEN
    seconds = tokens / _READS + len(parts) * _ANSWER / _WRITES
    yield (
        f"About {len(parts)} questions: {in_words(seconds)} at {_READS} tokens a second read and "
        f"{_WRITES} written. After {in_words(options.seconds)} (--seconds) only the first file is "
        "asked about. Nothing is written to the vault."
    )


def _parts(plan: _Plan) -> Iterator[Part]:
    """Yield all that models are to be asked about."""
    for name, _, windows in plan.models:
        system = plan.sessions[name].system
        for window, task in product(windows, plan.tasks):
            yield from summarize.needed(task, questions.budget(window, system, task.path))


# --- measuring ------------------------------------------------------------------------------------


def _measured(engine: Engine, config: Config, plan: _Plan, tell: Tell) -> Iterator[Figures]:
    """Yield what measuring each model came to; each has the same share of the time."""
    here = config.engine == "embedded" or hardware.is_here(config.host)
    room = hardware.room().size if here else math.inf
    left = sum(len(windows) for _, _, windows in plan.models)
    for name, model, windows in plan.models:
        before = {_short(loaded.name) for loaded in engine.loaded()}
        session = plan.sessions[name]
        bench = Bench(engine, config, session.system, monotonic, trial.at_once)
        stretches: list[Stretch] = []
        bursts: dict[int, list[Burst]] = {}
        for window in windows:
            until = monotonic() + (plan.until - monotonic()) / left
            left -= 1
            tell(f"{written_name(config.engine, model.name)}, num_ctx {window} ...")
            runner = replace(session.runner, num_ctx=window)
            stretches.append(trial.stretch(bench, runner, plan.tasks, until))
            if not bursts and not stretches[-1].problem:
                bursts = _bursts(bench, runner, plan.until, tell)
        if _short(model.name) not in before:
            session.unload()
        yield _figures(model, stretches, bursts, room)


def _bursts(bench: Bench, runner: Runner, until: float, tell: Tell) -> dict[int, list[Burst]]:
    if bench.engine.name == "embedded":  # it works on one request at a time
        return {}
    try:
        return trial.bursts(bench, runner, until)
    except AskError as exc:
        tell(f"How many requests at once are best could not be measured: {exc}")
        return {}


def _short(name: str) -> str:
    return name.removesuffix(":latest")


def _figures(
    model: Model, stretches: Sequence[Stretch], bursts: Mapping[int, Sequence[Burst]], room: float
) -> Figures:
    best = figures.best_window(stretches, room)
    found = Figures(model.name, model.size, tuple(stretches), best)
    if not bursts:
        return found
    most = max(bursts)
    slots = figures.slots(bursts[most])
    at_once = figures.best_at_once(bursts)
    return replace(
        found,
        slots=slots,
        has_more_slots=slots == most,
        at_once=at_once,
        gain=figures.speedup(bursts, at_once),
    )
