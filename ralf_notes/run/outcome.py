"""What a run came to, put together for its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ralf_notes.plan.plan import TreePlan
from ralf_notes.report.report import FileRow, Report
from ralf_notes.run import folders, tidy
from ralf_notes.run.state import Run
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import Walk


def report(run: Run, walked: Walk, plans: Sequence[TreePlan], stopped: str, code: int) -> Report:
    """Return the report of a run.

    Args:
        run: the run.
        walked: what it walked.
        plans: what it was to do.
        stopped: why it ended early, or ''.
        code: its exit code for that.
    """
    first = plans[0].layout.folders.get("", "") if plans else ""
    rows = [replace(row, left=key in run.left) for key, row in run.files.items()]
    return Report(
        target=str(run.target),
        open_first=first,
        files=(*rows, *_skipped(plans)),
        folders=tuple(_folder_rows(run, plans, is_whole=not stopped)),
        source_failures=walked.failures,
        models=tuple(session.usage() for session in run.sessions.values()),
        stopped=stopped,
        exit_code=code,
        moved=tuple(run.moved.items()),
        removed=tuple(run.removed),
        kept=tuple(kept for planned in plans for kept in planned.removal.stays()),
        broken_links=tuple(tidy.broken_links(run)),
    )


def _folder_rows(run: Run, plans: Sequence[TreePlan], is_whole: bool) -> Iterator[FileRow]:
    """Yield the rows of folders; after a run that was stopped with what it has left."""
    by_name = {planned.project.tree.name: planned for planned in plans}
    for (tree, folder), row in run.folders.items():
        may_be = run.has_models and not is_whole and not row.tally.requests
        yield replace(row, left=may_be and folders.is_wanted(run, by_name[tree], folder))


def _skipped(plans: Sequence[TreePlan]) -> list[FileRow]:
    rows = []
    for planned in plans:
        tree = planned.project.tree
        for path in sorted(tree.selected.difference(planned.files)):
            state, why = without_note(planned, path)
            rows.append(FileRow(tree.name, path, state, error=why if state == "failed" else ""))
    return rows


def without_note(planned: TreePlan, path: str) -> tuple[str, str]:
    """Return the state of a selected file that gets no note, and why it gets none."""
    entry = planned.project.entries.get(path)
    if entry is not None and entry.kind is Kind.SKIPPED:
        return "skipped", entry.reason
    return "failed", planned.project.failures.get(path, "")
