"""What a run came to, put together for its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ralf_notes.models.live import Models
from ralf_notes.plan import fingerprint
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.report.report import FileRow, Report
from ralf_notes.run import folders, tidy
from ralf_notes.run.ledger import Ledger
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import Walk


def report(
    scope: Scope, walked: Walk, plans: Sequence[TreePlan], ledger: Ledger, models: Models
) -> Report:
    """Return the report of a run that has done its work, or was stopped in it."""
    rows = [replace(row, left=key in ledger.left) for key, row in ledger.files.items()]
    return Report(
        target=str(scope.target),
        open_first=plans[0].layout.folders.get("", "") if plans else "",
        files=(*rows, *_skipped(plans)),
        folders=tuple(_folder_rows(scope, plans, ledger)),
        source_failures=walked.failures,
        models=tuple(session.usage() for session in models.sessions.values()),
        stopped=ledger.stopped,
        exit_code=ledger.exit_code,
        moved=tuple(ledger.moved.items()),
        removed=tuple(ledger.removed),
        kept=tuple(kept for planned in plans for kept in planned.removal.stays()),
        broken_links=tuple(tidy.broken_links(scope, ledger.moved)),
    )


def remember(scope: Scope, walked: Walk, plans: Sequence[TreePlan], report: Report) -> None:
    """Remember a run that left nothing to do, so that the next one ends at once."""
    if not scope.is_partial and _left_nothing(report, plans):
        notes = [row.note for row in (*report.files, *report.folders) if row.note]
        fingerprint.remember(scope.cache, scope.config, walked, notes)
    scope.cache.shrink(scope.config.cache_size)


def _left_nothing(report: Report, plans: Sequence[TreePlan]) -> bool:
    errors = any(row.error for row in (*report.files, *report.folders))
    postponed = not all(planned.removal.is_final for planned in plans)
    return not (errors or report.stopped or report.source_failures or postponed)


def _folder_rows(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger) -> Iterator[FileRow]:
    """Yield the rows of folders; after a run that was stopped with what it has left."""
    by_name = {planned.name: planned for planned in plans}
    for key, row in ledger.folders.items():
        may_be = bool(ledger.stopped) and key in ledger.due and not row.tally.requests
        left = may_be and folders.is_wanted(scope, by_name[key[0]], key[1])
        yield replace(row, left=left)


def _skipped(plans: Sequence[TreePlan]) -> list[FileRow]:
    rows = []
    for planned in plans:
        tree = planned.project.tree
        for path in sorted(tree.selected.difference(planned.files)):
            state, why = without_note(planned, path)
            rows.append(FileRow(planned.name, path, state, error=why if state == "failed" else ""))
    return rows


def without_note(planned: TreePlan, path: str) -> tuple[str, str]:
    """Return the state of a selected file that gets no note, and why it gets none."""
    entry = planned.project.entries.get(path)
    if entry is not None and entry.kind is Kind.SKIPPED:
        return "skipped", entry.reason
    return "failed", planned.project.failures.get(path, "")
