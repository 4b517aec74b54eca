"""The flow of a run: walk, survey, plan, check, facts, warm-up, files, folders, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.config.keys import Config
from ralf_notes.events import Event
from ralf_notes.machine import lock
from ralf_notes.machine.cache import Cache, default_path
from ralf_notes.machine.process import kept_awake
from ralf_notes.plan import tree_changes
from ralf_notes.plan.tree_changes import TreeChanges
from ralf_notes.report.report import Report, run_exit_code
from ralf_notes.run.ledger import Ledger
from ralf_notes.run.request import Request
from ralf_notes.source.walk import Walk, walk

if TYPE_CHECKING:
    from ralf_notes.models.engines import Engine
    from ralf_notes.plan.scope import Scope
    from ralf_notes.plan.tree_plan import TreePlan


def generate(
    request: Request, open_engine: Callable[[Config], Engine], tell: Callable[[Event], None]
) -> Report:
    """Bring the vault up to date with the sources.

    Args:
        request: what the user asked for.
        open_engine: opens the engine; called when there is something to ask.
        tell: gets the events of the run.

    Returns what was done or, for a dry run, what would be done.

    Raises `UsageError` and `TargetError` before anything is written; `TargetError` also when
    another run writes to the target.
    """
    ledger = Ledger(tell)
    with Cache(default_path(), ledger.warn) as cache:
        walked = walk(request.config)
        ledger.report_failures(walked.failures)
        changes = tree_changes.since_last_run(cache, request.config, walked)
        if request.is_routine and tree_changes.nothing_changed(changes):
            return _finished(_nothing_to_do(request, changes, cache), request, walked, ledger)

        # A run with nothing to do ends before parsers, templates and engines are imported.
        from ralf_notes.plan import plan, survey
        from ralf_notes.prose.asking import Asker
        from ralf_notes.run import dry_run, facts, files, folders, outcome, readiness, tidy, warming
        from ralf_notes.run.estimates import estimate
        from ralf_notes.run.libraries import load_for_threads

        with _locked(request, walked, changes, ledger, cache) as (walked, changes):
            ledger.warn_each(walked.remarks)
            scope = request.scope(cache)
            projects = survey.survey_all(changes, cache, ledger.tell)
            plans = plan.compare(scope, ledger.report_surveys(projects))
            if request.dry_run:
                return _finished(dry_run.plan_report(scope, walked, plans), request, walked, ledger)
            ledger.begin(plans, *estimate.estimate(scope, plans))
            with readiness.check(scope, walked, plans, open_engine, ledger) as checked:
                tidy.prepare(scope, walked, plans, ledger)
                load_for_threads(plans)
                with ledger.until_stopped(), kept_awake():
                    tidy.follow(scope, plans, ledger)
                    facts.write(scope, plans, ledger, asks=bool(checked.models))
                    # From here on the vault is complete, whenever the run is stopped.
                    models, hours = checked.awaited(request.server_wait, request.deadline)
                    asker = Asker(request.config, cache, models, hours, request.force)
                    warming.at_start(scope, models, plans, ledger.tell)
                    files.write(scope, plans, asker, ledger, hours)
                    folders.write(scope, plans, asker, ledger, hours)
                report = outcome.report(scope, walked, plans, ledger, checked.models)
            outcome.record_for_next_run(scope, plans, ledger, report)
            return _finished(report, request, walked, ledger, (scope, plans))


def _nothing_to_do(request: Request, changes: list[TreeChanges], cache: Cache) -> Report:
    """Return the report of a run that has nothing to do; a person wants to know of how much."""
    cache.shrink(request.config.cache_size)
    notes = sum(len(each.selected_note_rows()) for each in changes if request.is_watched)
    return Report(str(request.target), up_to_date=notes)


@contextmanager
def _locked(
    request: Request, walked: Walk, changes: list[TreeChanges], ledger: Ledger, cache: Cache
) -> Iterator[tuple[Walk, list[TreeChanges]]]:
    """Lock the target; yield the walk without trees whose folder there is another repository's."""
    if request.dry_run:
        yield walked, changes
        return
    from ralf_notes.notes.disk import upkeep
    from ralf_notes.plan import owners

    with (
        lock.held(request.target, request.wait, ledger.warn) as waited,
        upkeep.opened(request.target, ledger.warn),
    ):
        from ralf_notes.agents import keeping

        origin = Path(request.origin.file) if request.origin else None
        # Another run may have taken minutes, and a file with our block is a source, too.
        if keeping.keep_block(request.config, walked, origin, ledger.warn) or waited:
            walked = walk(request.config)
            changes = tree_changes.since_last_run(cache, request.config, walked)
        ours = owners.without_strangers(walked, request.target)
        ledger.report_failures(ours.failures[len(walked.failures) :])
        yield ours, [each for each in changes if each.tree in ours.trees]


def _untrusted(request: Request) -> Iterator[str]:
    """Yield what the config file could not set, if there is anything."""
    if request.origin and request.origin.warning:
        yield request.origin.warning


def _finished(
    report: Report,
    request: Request,
    walked: Walk,
    ledger: Ledger,
    compared: tuple[Scope, list[TreePlan]] | None = None,
) -> Report:
    """Return a report completed with the time, the warnings, the exit code and the gates."""
    report = replace(
        report,
        origin=request.origin,
        source_failures=walked.failures,
        warnings=(*_untrusted(request), *ledger.warnings),
        seconds=time.monotonic() - ledger.begun,
    )
    report = replace(report, exit_code=run_exit_code(report))
    if not request.gates or request.dry_run or report.exit_code > 1:
        return report
    from ralf_notes.report import gates, score

    names = score.first_names(report)
    if (
        compared is None or compared[0].is_partial
    ):  # a partial run has not looked for notes of deleted sources
        quality = score.score_sources(request.config, names)
    else:
        quality = score.score_notes(*compared, names)
    return gates.judged(report, quality, request.gates)
