"""The flow of a run: walk, outline, plan, check, warm up, facts, prose, folds, report."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.config.keys import Config
from ralf_notes.errors import BreakerOpen, OutOfTime
from ralf_notes.events import Event, Failed, Planned, Surveyed, Warmed, Warned
from ralf_notes.machine import cache, lock
from ralf_notes.machine.process import EXIT_INTERRUPTED, kept_awake
from ralf_notes.plan import fingerprint
from ralf_notes.report.report import Report, exit_code_of
from ralf_notes.run.hours import Deadline
from ralf_notes.source import walk
from ralf_notes.source.walk import Walk

if TYPE_CHECKING:
    from ralf_notes.models.engines import Engine
    from ralf_notes.plan.plan import TreePlan
    from ralf_notes.plan.prompt_version import Refresh
    from ralf_notes.plan.survey import Project
    from ralf_notes.report.gates import Gate
    from ralf_notes.run.state import Run


@dataclass(frozen=True, slots=True)
class Options:
    """What one run is asked for beside its configuration."""

    force: bool = False
    """Ask about everything again."""
    refresh: Refresh = ""
    """Ask again about prose by another model or prompt."""
    changed_since: str = ""
    """Ask only about files that git says have changed since this revision."""
    limit: int | None = None
    """Ask about so many files only, the most used ones."""
    dry_run: bool = False
    """Call no model, write nothing, return the plan."""
    wait: bool = False
    """Wait for another run that writes to the same target."""
    prune: bool = False
    """Remove the notes of deleted sources, however many they are."""
    deadline: Deadline | None = None
    """When to stop."""
    gates: tuple[Gate, ...] = ()
    """What the notes must reach, else the run has failed."""
    is_watched: bool = False
    """Somebody sits before it, who would rather start a missing server than wait for it."""


def generate(
    config: Config,
    options: Options,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
) -> Report:
    """Bring the vault up to date with the sources.

    Args:
        config: the run's configuration.
        options: what else is asked for.
        open_engine: called when there is something to ask.
        tell: gets the events of the run.

    Returns what was done; with `dry_run` what would be done.

    Raises `UsageError`, `EngineError` and `TargetError` before anything is written; the last also
    when another run writes to the target.
    """
    begun = time.monotonic()
    target = config.target()
    tell, warnings = _remembered(tell)
    with cache.Cache(cache.default_path(), lambda text: tell(Warned(text))) as store:
        walked = _walk(config, tell)
        given = (options.force, options.refresh, options.prune, options.dry_run)
        asks_anew = any(given) or bool(options.changed_since)
        if not asks_anew and fingerprint.is_unchanged(store, config, walked):
            report = Report(str(target), source_failures=walked.failures)
        elif options.dry_run:
            report = _bring_up_to_date(config, options, open_engine, tell, store, walked)
        else:
            with lock.held(target, options.wait, lambda text: tell(Warned(text))) as waited:
                now = _without_strangers(walk.walk(config) if waited else walked, target, tell)
                report = _bring_up_to_date(config, options, open_engine, tell, store, now)
    done = replace(report, warnings=tuple(warnings), seconds=time.monotonic() - begun)
    done = replace(done, exit_code=exit_code_of(done))
    return _gated(done, config, options)


def _remembered(tell: Callable[[Event], None]) -> tuple[Callable[[Event], None], list[str]]:
    """Return what tells an event as before, and the warnings that have gone through it."""
    warnings: list[str] = []

    def told(event: Event) -> None:
        if isinstance(event, Warned):
            warnings.append(event.text)
        elif isinstance(event, Warmed) and event.problem:
            warnings.append(f"warm-up of {event.model} failed: {event.problem}")
        tell(event)

    return told, warnings


def _bring_up_to_date(
    config: Config,
    options: Options,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
    store: cache.Cache,
    walked: Walk,
) -> Report:
    # A run with nothing to do ends before parsers, templates and engines are imported.
    from ralf_notes.notes import vault
    from ralf_notes.plan import owners
    from ralf_notes.run import dry_run as forecast
    from ralf_notes.run import outcome

    run = _run(config, options, tell, store)
    plans = _plans(run, walked, options)
    with run:
        if options.dry_run:
            return forecast.report(run, walked, plans, options.limit)
        tell(_planned(plans, options.limit))
        if run.stale:
            _open_models(run, walked, plans, options, open_engine)
        if run.has_models or _has_facts_to_write(plans):
            vault.prepare(run.target)
            owners.record_owners(walked, run.target)
        vault.sweep(run.target, [tree.name for tree in walked.trees])
        store.forget_run(run.target)
        stopped, code = _work(run, plans, options)
        report = outcome.report(run, walked, plans, stopped, code)
        if not run.is_partial and _left_nothing(report, plans):
            notes = [row.note for row in (*report.files, *report.folders) if row.note]
            fingerprint.remember(store, config, walked, notes)
        store.shrink(config.cache_size)
        return report


def _run(
    config: Config, options: Options, tell: Callable[[Event], None], store: cache.Cache
) -> Run:
    from ralf_notes.models import routing
    from ralf_notes.run.state import Run

    return Run(
        config=config,
        cache=store,
        target=config.target(),
        tell=tell,
        routing=routing.of(config),
        force=options.force,
        refresh=options.refresh,
        is_partial=options.limit is not None or bool(options.changed_since),
        changed_since=options.changed_since,
        prunes=options.prune,
        deadline=options.deadline,
    )


def _plans(run: Run, walked: Walk, options: Options) -> list[TreePlan]:
    """Survey and plan all trees; the run learns what there is to ask."""
    from ralf_notes.plan import plan

    trees = [_survey(tree, run.cache, run.tell) for tree in walked.trees]
    plans = [plan.make(run, tree) for tree in trees]
    if options.limit is not None or options.deadline is not None:
        plans = [_newest_first(planned) for planned in plans]
    if run.config.engine != "none":
        _learn_questions(run, plans)
    return plans


def _open_models(
    run: Run,
    walked: Walk,
    plans: Sequence[TreePlan],
    options: Options,
    open_engine: Callable[[Config], Engine],
) -> None:
    """Check the models that have something to do, all of them before any work."""
    from ralf_notes.models import parallel
    from ralf_notes.models.opening import open_sessions
    from ralf_notes.plan import plan
    from ralf_notes.prose import questions
    from ralf_notes.run import dry_run as forecast

    config = run.config
    models = list(dict.fromkeys(model for _, model in plan.order(run, plans, options.limit)))
    engine = open_engine(config)
    run.sessions = open_sessions(
        engine, config, models, walked.trees, run.tell,
        system=questions.system(config.language, config.instructions),
        wait=_server_wait(config, options),
        gap=forecast.longest_gap(run, walked, plans, options.limit),
    )  # fmt: skip
    run.parallel = parallel.of_run(config, os.environ, engine)


def _server_wait(config: Config, options: Options) -> float:
    """Return how many seconds a run waits for a server that is not there when it begins."""
    if options.is_watched and "server_wait" not in config.model_fields_set:
        return 0.0
    left = options.deadline.left if options.deadline else config.server_wait
    return max(0.0, min(config.server_wait, left))


def _gated(done: Report, config: Config, options: Options) -> Report:
    """Hold the notes of a run that came to its end against what they must reach."""
    if not options.gates or options.dry_run or done.exit_code > 1:
        return done
    from ralf_notes.report import score

    return score.gated(done, config, options.gates)


def _walk(config: Config, tell: Callable[[Event], None]) -> Walk:
    walked = walk.walk(config)
    for given, why in walked.failures:
        tell(Failed(given, why))
    return walked


def _without_strangers(walked: Walk, target: Path, tell: Callable[[Event], None]) -> Walk:
    from ralf_notes.plan import owners

    ours = owners.without_strangers(walked, target)
    for given, why in ours.failures[len(walked.failures) :]:
        tell(Failed(given, why))
    return ours


def _survey(tree: walk.Tree, store: cache.Cache, tell: Callable[[Event], None]) -> Project:
    from ralf_notes.plan import survey

    begun = time.monotonic()
    found = survey.survey(tree, store)
    tell(Surveyed(len(found.entries), time.monotonic() - begun))
    for path, why in found.failures.items():
        if path in tree.selected:
            tell(Failed(path, why))
    return found


def _work(run: Run, plans: Sequence[TreePlan], options: Options) -> tuple[str, int]:
    """Do the work; return why it was stopped early and the exit code for that, or ('', 0)."""
    try:
        with kept_awake():
            _write_all(run, plans, options.limit)
    except (BreakerOpen, OutOfTime) as exc:
        return str(exc), exc.exit_code
    except KeyboardInterrupt:
        return "interrupted", EXIT_INTERRUPTED
    finally:
        if run.config.unload or run.config.keep_alive == 0:
            for session in run.sessions.values():
                session.unload()
    return "", 0


def _write_all(run: Run, plans: Sequence[TreePlan], limit: int | None) -> None:
    """Warm up, write the facts of all notes, then the prose of files and of folders."""
    from ralf_notes.plan import plan
    from ralf_notes.run import facts, tidy, warming

    for planned in plans:
        tidy.tidy(run, planned)
    order = plan.order(run, plans, limit)
    if run.has_models:
        warming.at_start(run, [model for _, model in order])
    for planned in plans:
        facts.write(run, planned)
    if run.has_models:
        _ask_all(run, plans, order, limit)
        run.monitor.look(run.sessions.values())


def _ask_all(
    run: Run, plans: Sequence[TreePlan], order: Sequence[tuple[str, str]], limit: int | None
) -> None:
    """Write the prose of files, then of folders; when time is short, of those that are complete."""
    from ralf_notes.run import files, warming
    from ralf_notes.run import folders as folds

    over: OutOfTime | None = None
    work = {"part": files.read_parts, "file": files.write}
    for (task, model), planned in product(order, plans):
        if task not in work:
            continue
        try:
            warming.warm(run, model)
            work[task](run, planned, limit, model)
        except OutOfTime as exc:
            over = exc
    run.reserve = 0.0
    waiting = [folds.unfinished(run, planned) if over else set() for planned in plans]
    for is_overview in (False, True):
        for planned, left in zip(plans, waiting, strict=True):
            folders = [folder for folder in planned.folders if bool(folder) != is_overview]
            try:
                folds.write(run, planned, folders, left)
            except OutOfTime as exc:
                over = exc
    if over is not None:
        raise over


def _newest_first(planned: TreePlan) -> TreePlan:
    """Return a plan that asks about the last changed of equally used files first."""
    from ralf_notes.source import recency

    tree = planned.project.tree
    return replace(planned, changed=recency.last_changed(tree.root, tree.commit))


def _learn_questions(run: Run, plans: Sequence[TreePlan]) -> None:
    """Note what there is to ask a model: of files, and so perhaps of the folders around them."""
    from ralf_notes.plan import facts, survey

    for planned in plans:
        name = planned.project.tree.name
        queue = [file.path for file in planned.queue()]
        run.left |= {(name, path) for path in queue}
        touched = survey.folders(iter(queue)) if queue else ()
        run.stale |= {(name, f) for f in (*facts.learn_sentences(run, planned), *touched)}


def _has_facts_to_write(plans: Sequence[TreePlan]) -> bool:
    return any(
        planned.moves
        or planned.removal.goes
        or any(file.status != "unchanged" for file in planned.files.values())
        for planned in plans
    )


def _planned(plans: Sequence[TreePlan], limit: int | None) -> Planned:
    queue = [file for planned in plans for file in planned.queue(limit)]
    return Planned(len(queue), sum(file.tokens for file in queue))


def _left_nothing(report: Report, plans: Sequence[TreePlan]) -> bool:
    """Tell whether a run finished all that there was to do."""
    errors = any(row.error for row in (*report.files, *report.folders))
    postponed = not all(planned.removal.is_final for planned in plans)
    return not (errors or report.stopped or report.source_failures or postponed)
