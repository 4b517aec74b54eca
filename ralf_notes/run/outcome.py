"""What a run came to, put together for its report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ralf_notes.models.live import Models
from ralf_notes.plan.file_note import near
from ralf_notes.plan.folder_note import folder_facts, made_of
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.standing import NoteRow
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.report.report import FileRow, Report
from ralf_notes.run import folders, tidy
from ralf_notes.run.ledger import Ledger
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import Walk

_RIGHT = ("new", "moved", "changed", "unchanged")
"""The states of notes that are as they should be."""


def report(
    scope: Scope, walked: Walk, plans: Sequence[TreePlan], ledger: Ledger, models: Models
) -> Report:
    """Return the report of a run that has done its work, or was stopped in it."""
    rows = [replace(row, left=key in ledger.left) for key, row in ledger.files.items()]
    return Report(
        target=str(scope.target),
        open_first=plans[0].layout.folders.get("", "") if plans else "",
        files=(*rows, *_standing_files(plans), *_skipped(plans)),
        folders=(*_folder_rows(scope, plans, ledger), *_standing_folders(plans)),
        source_failures=walked.failures,
        models=tuple(session.usage() for session in models.sessions.values()),
        stopped=ledger.stopped,
        exit_code=ledger.exit_code,
        moved=tuple(ledger.moved.items()),
        removed=tuple(ledger.removed),
        kept=tuple(kept for planned in plans for kept in planned.orphans.removal.stays()),
        broken_links=tuple(tidy.broken_links(scope, ledger.moved)),
    )


def remember(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger, report: Report) -> None:
    """Record what the notes are made of, so that the next run looks at those alone that change."""
    errors = any(row.error for row in (*report.files, *report.folders))
    is_stopped = bool(report.stopped or report.source_failures)
    for planned in plans:
        is_final = planned.orphans.removal.is_final and not scope.is_partial
        planned.project.neighbours.keep(planned.project.folders)
        places = dict(planned.layout.files)
        places |= {f"{folder}/": note for folder, note in planned.layout.folders.items()}
        planned.recorder.record(scope.cache, places, _note_rows(scope, planned, ledger))
        is_whole = is_final and not (errors or is_stopped)
        planned.recorder.finish(scope.cache, planned.project.joint, is_whole=is_whole)
    scope.cache.shrink(scope.config.cache_size)


def _note_rows(scope: Scope, planned: TreePlan, ledger: Ledger) -> Iterator[tuple[str, NoteRow]]:
    """Yield what each note that was looked at is made of, if nothing is left to do about it."""
    project, descriptions, name = planned.project, planned.descriptions, planned.name

    def note_row(key: str, row: FileRow | None, note_path: str, made: tuple[str, str]) -> NoteRow:
        stat = planned.recorder.stats.get(key, "")
        if row is None or row.state not in _RIGHT or row.error or (name, key) in ledger.open:
            return NoteRow(note_path)
        coverage = "" if row.coverage is None else str(row.coverage)
        shown = [descriptions.sentences.get(key, ""), descriptions.unread.get(key, ())]
        recipe = descriptions.recipes.get(key, "")
        return NoteRow(note_path, stat, *made, coverage, recipe, json.dumps(shown))

    for path in planned.files:
        made = project.entries[path].digest, near(project, planned.links, path)
        row = ledger.files.get((name, path))
        yield path, note_row(path, row, planned.layout.files[path], made)
    for folder in planned.folders:
        made = made_of(planned, folder_facts(scope, planned, folder))
        row, key = ledger.folders.get((name, folder)), f"{folder}/"
        yield key, note_row(key, row, planned.layout.folders[folder], made)


def _folder_rows(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger) -> Iterator[FileRow]:
    """Yield the rows of folders; after a run that was stopped with what it has left."""
    by_name = {planned.name: planned for planned in plans}
    for key, row in ledger.folders.items():
        may_be = bool(ledger.stopped) and key in ledger.due and not row.tally.requests
        left = may_be and folders.is_wanted(scope, by_name[key[0]], key[1])
        yield replace(row, left=left)


def _standing_files(plans: Sequence[TreePlan]) -> Iterator[FileRow]:
    """Yield the rows of files whose notes stood as they were."""
    for planned in plans:
        notes = planned.project.standing.notes
        for path in planned.project.noted:
            if path in planned.settled:
                row = notes[path]
                coverage = float(row.coverage) if row.coverage else None
                yield FileRow(planned.name, path, "unchanged", row.note, coverage=coverage)


def _standing_folders(plans: Sequence[TreePlan]) -> Iterator[FileRow]:
    for planned in plans:
        for key in sorted(key for key in planned.settled if key.endswith("/")):
            folder = key.removesuffix("/")
            yield FileRow(planned.name, folder, "unchanged", planned.layout.folders[folder])


def _skipped(plans: Sequence[TreePlan]) -> list[FileRow]:
    rows = []
    for planned in plans:
        tree = planned.project.tree
        for path in sorted(tree.selected.difference(planned.project.noted)):
            state, why = without_note(planned, path)
            rows.append(FileRow(planned.name, path, state, error=why if state == "failed" else ""))
    return rows


def without_note(planned: TreePlan, path: str) -> tuple[str, str]:
    """Return the state of a selected file that gets no note, and why it gets none."""
    entry = planned.project.entries.get(path)
    if entry is not None and entry.kind is Kind.SKIPPED:
        return "skipped", entry.reason
    return "failed", planned.project.failures.get(path, "")
