"""`tune`: measures models on the user's own files, and recommends settings."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from time import monotonic

from ralf_notes.cli.commands import first_run
from ralf_notes.cli.commands.tune import advice, figures, sample, trial
from ralf_notes.cli.commands.tune.figures import Measurement, ModelFigures
from ralf_notes.cli.commands.tune.trial import Bench
from ralf_notes.config.durations import in_words
from ralf_notes.config.keys import Config
from ralf_notes.config.yaml_file import quoted
from ralf_notes.errors import AskError, EngineError, UsageError
from ralf_notes.machine import hardware
from ralf_notes.models import context_window
from ralf_notes.models.context_window import BYTES_PER_TOKEN, LARGEST, SMALLEST
from ralf_notes.models.engines import Engine, Model, hints
from ralf_notes.models.opening import Demand, open_sessions
from ralf_notes.models.session import Session
from ralf_notes.prose import questions, summarize
from ralf_notes.prose.parts import Part
from ralf_notes.prose.summarize import FileTask
from ralf_notes.source.walk import Tree, walk
from ralf_notes.text import count_of

HEADINGS, FIRST_TO_GO = advice.HEADINGS, advice.FIRST_TO_GO
_WINDOWS = (SMALLEST, 2 * SMALLEST, LARGEST)
_READS, _WRITES = 200, 20
"""Tokens a second of a small machine, for the estimate before anything is measured."""
_ANSWER = 200
"""Tokens of a typical answer."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TuneOptions:
    """How much is measured."""

    models: tuple[str, ...] = ()
    """The models to measure. By default, those of the configuration, else all that fit."""
    files: int = 4
    seconds: float = 600.0
    """After this time each model is asked about one file at most."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was measured, and what to set."""

    rows: tuple[tuple[str, ...], ...]
    """A text for each of `HEADINGS`."""
    settings: Mapping[str, object]
    """By key; None for a key that must go back to its default. Empty if no model can be used."""
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A model to measure."""

    session: Session
    model: Model
    windows: tuple[int, ...]
    """The context windows to try."""


def tune(
    config: Config, options: TuneOptions, open_engine: Callable[[Config], Engine], tell: Tell
) -> Tuned:
    """Measure models on a sample of the sources; write nothing.

    Args:
        config: names the sources and the engine.
        options: how much is measured.
        open_engine: opens the engine.
        tell: gets a line on each thing that is about to be done.

    Raises UsageError, and EngineError when the server or a model is missing, or no model works.
    """
    if not config.traits.asks:
        raise UsageError("engine none has no models to measure: name another one with --engine")
    trees = walk(config).trees
    engine = open_engine(config)
    try:
        candidates = _candidates(engine, config, options.models, trees)
        largest = max(window for each in candidates for window in each.windows)
        tasks = sample.sample(trees, config, options.files, largest)
        for line in _announcement(config, candidates, tasks, options.seconds):
            tell(line)
        end = monotonic() + options.seconds
        measured = tuple(_measured(engine, config, candidates, tasks, end, tell))
    except AskError as exc:
        raise hints.something_else_answers(config, exc) from exc
    finally:
        engine.close()
    if not any(each.files for model in measured for each in model.measurements):
        problem = measured[0].measurements[0].problem
        raise EngineError(f"no model could be measured: {problem}")
    return Tuned(
        tuple(advice.table_rows(config.engine, measured)),
        advice.settings(config, measured),
        tuple(advice.remarks(config.engine, len(tasks), measured)),
    )


def conclusions(tuned: Tuned) -> Iterator[str]:
    """Yield the remarks, and the lines to paste into a config file."""
    yield from tuned.remarks
    if tuned.settings:
        yield from (
            "",
            "Paste this into ralf-notes.yaml, in place of its lines for these keys:",
            "",
        )
    for key, value in tuned.settings.items():
        match value:
            case None:
                text = "  # the default"
            case str():
                text = f" {quoted(value)}"
            case Mapping():
                tiers = ", ".join(f"{tier}: {quoted(model)}" for tier, model in value.items())
                text = f" {{{tiers}}}"
            case _:
                text = f" {value}"
        yield f"{key}:{text}"


def _candidates(
    engine: Engine, config: Config, named: Sequence[str], trees: Sequence[Tree]
) -> tuple[_Candidate, ...]:
    """Return the models to measure, each with its context windows."""
    names = tuple(dict.fromkeys(named or config.model_names.values()))
    if not names:
        usable = [model.name for model in first_run.usable(engine.models(), config.runs_here)]
        configured = [config.model_name] if config.model else []
        names = tuple(dict.fromkeys([*configured, *usable]))
    if not names:
        raise EngineError(hints.how_to_get_a_model(config))
    choices = {*_WINDOWS}
    by_files = config.model_copy(update={"num_ctx": "auto"})
    needed, _ = context_window.num_ctx(trees, by_files, LARGEST)
    if config.num_ctx != "auto":
        choices.add(config.num_ctx)
        needed = max(needed, config.num_ctx)
    system = questions.system(config.language, config.instructions)
    sessions = open_sessions(engine, config, Demand(names, trees, system), lambda event: None)
    if config.traits.manages_memory:  # the server alone decides on the window
        choices = {session.runner.num_ctx for session in sessions.values()}
    candidates = []
    for name in names:
        model = engine.show(name)
        windows = figures.windows(choices, needed, model.context_length or LARGEST)
        candidates.append(_Candidate(sessions[name], model, windows))
    return tuple(candidates)


def _announcement(
    config: Config, candidates: Sequence[_Candidate], tasks: Sequence[FileTask], seconds: float
) -> Iterator[str]:
    """Yield what will be done, and about how long it will take."""
    yield f"Files: {', '.join(f'{task.path} ({len(task.data)} bytes)' for task in tasks)}"
    parts: list[Part] = []
    for each in candidates:
        name = config.traits.written_name(each.model.name)
        yield f"Model {name}, num_ctx {', '.join(map(str, each.windows))}"
        for window, task in product(each.windows, tasks):
            budget = questions.budget(window, each.session.system, task.path)
            parts += summarize.needed(task, budget)
    tokens = sum(part.end - part.start for part in parts) / BYTES_PER_TOKEN
    estimate = tokens / _READS + len(parts) * _ANSWER / _WRITES
    yield (
        f"About {count_of(len(parts), 'question')}: {in_words(estimate)}, if {_READS} tokens are "
        f"read and {_WRITES} written per second. After {in_words(seconds)} (--seconds), each model "
        "is asked about the first file only. Nothing is written to the vault."
    )


def _measured(
    engine: Engine,
    config: Config,
    candidates: Sequence[_Candidate],
    tasks: Sequence[FileTask],
    end: float,
    tell: Tell,
) -> Iterator[ModelFigures]:
    """Yield the figures of each model; all windows have the same share of the time until `end`."""
    room = hardware.room().size if config.runs_here else math.inf
    windows_left = sum(len(each.windows) for each in candidates)
    for each in candidates:
        model, session = each.model, each.session
        was_loaded = any(loaded.is_called(model.name) for loaded in engine.loaded())
        bench = Bench(engine, config, session.system, monotonic, session.model)
        measurements: list[Measurement] = []
        for window in each.windows:
            until = monotonic() + (end - monotonic()) / windows_left
            windows_left -= 1
            tell(f"{config.traits.written_name(model.name)}, num_ctx {window} ...")
            runner = replace(session.runner, num_ctx=window)
            measurements.append(trial.measure(bench, runner, tasks, until))
        if not was_loaded:
            session.unload()
        best = figures.best_window(measurements, room)
        yield ModelFigures(model.name, model.size, tuple(measurements), best)
