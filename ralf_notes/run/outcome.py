"""The result of a run: its report, and what the cache keeps for the next run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ralf_notes.agents import keeping
from ralf_notes.events import Working
from ralf_notes.models.live import Models
from ralf_notes.notes.disk import upkeep
from ralf_notes.plan.around.borrowed import digests_of
from ralf_notes.plan.file_note import shown_digest
from ralf_notes.plan.folder_note import folder_digests
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_changes import NoteRow
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.report.report import FileRow, Report
from ralf_notes.run import folders, tidy
from ralf_notes.run.estimates import estimate
from ralf_notes.run.ledger import Ledger
from ralf_notes.source import own_files
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import Walk

_RIGHT = ("new", "moved", "changed", "unchanged")
"""The states of notes that are as they should be."""


def report(
    scope: Scope, walked: Walk, plans: Sequence[TreePlan], ledger: Ledger, models: Models
) -> Report:
    """Return the report of a run that has finished, or was stopped early."""
    ledger.tell(Working("recording what was done"))
    upkeep.settle(scope.target)
    written = tuple(keeping.write_files(scope, plans, ledger.warn))
    return Report(
        target=str(scope.target),
        open_first=plans[0].layout.folders.get("", "") if plans else "",
        files=tuple(_file_rows(plans, ledger)),
        folders=tuple(_folder_rows(scope, plans, ledger)),
        source_failures=walked.failures,
        models=tuple(session.usage() for session in models.sessions.values()),
        stopped=ledger.stopped,
        exit_code=ledger.exit_code,
        moved=tuple(ledger.moved.items()),
        removed=tuple(ledger.removed),
        kept=tuple(note for planned in plans for note in planned.orphans.removal.stays()),
        passed_over=tuple(each for p in plans for each in p.orphans.removal.passed_over),
        broken_links=tuple(tidy.broken_links(scope, ledger.moved)),
        own_files=own_files_of(plans),
        for_agents=written,
        prefix=scope.vault_place.prefix,
        facts_only=not scope.config.traits.asks and not _has_prose(plans),
        fault=ledger.fault,
    )


def own_files_of(plans: Sequence[TreePlan]) -> tuple[tuple[str, int], ...]:
    """Return how many files of all trees ralf-notes has written itself, as in `Report`."""
    return tuple(own_files.summed(planned.project.own_files for planned in plans).items())


def _has_prose(plans: Sequence[TreePlan]) -> bool:
    """Whether a model has written in any note before this run."""
    return any(
        any(row.prompt_version for row in planned.project.changes.selected_note_rows().values())
        or any(file.prose.kept.state.recipe for file in planned.files.values())
        for planned in plans
    )


def _file_rows(plans: Sequence[TreePlan], ledger: Ledger) -> Iterator[FileRow]:
    """Yield the rows of files: examined ones, those up to date, and those without a note."""
    lines = {
        (planned.name, path): planned.project.files[path].unread_lines
        for planned in plans
        for path in planned.project.documented
    }
    for key, row in ledger.files.items():
        is_left, unread = key in ledger.unasked_files, lines.get(key, 0)
        yield replace(row, left=is_left, unread_lines=unread)
    for planned in plans:
        for path in planned.project.documented:
            if path in planned.up_to_date:
                note = planned.project.changes.note_rows[path]
                coverage = float(note.coverage) if note.coverage else None
                yield FileRow(
                    planned.name, path, "unchanged", note.note, coverage=coverage,
                    unread_lines=lines[planned.name, path],
                )  # fmt: skip
    for planned in plans:
        for path in sorted(planned.project.tree.selected.difference(planned.project.documented)):
            state, why = without_note(planned, path)
            yield FileRow(planned.name, path, state, error=why if state == "failed" else "")


def _folder_rows(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger) -> Iterator[FileRow]:
    """Yield the rows of folders: examined ones, then those up to date."""
    by_name = {planned.name: planned for planned in plans}
    for (tree, folder), row in ledger.folders.items():
        # Only a run that was stopped leaves a folder that it could have asked about.
        may_be_left = bool(ledger.stopped) and not row.tally.requests
        is_left = (
            may_be_left
            and (tree, folder) in ledger.folders_to_ask
            and folders.is_wanted(scope, by_name[tree], folder)
        )
        yield replace(row, left=is_left)
    for planned in plans:
        for key in sorted(key for key in planned.up_to_date if key.endswith("/")):
            folder = key.removesuffix("/")
            yield FileRow(planned.name, folder, "unchanged", planned.layout.folders[folder])


def without_note(planned: TreePlan, path: str) -> tuple[str, str]:
    """Return the state of a selected file that gets no note, and why it gets none."""
    file = planned.project.files.get(path)
    if file is not None and file.kind is Kind.SKIPPED:
        return "skipped", file.reason
    if path in planned.project.silent:
        return "skipped", "nothing to say"
    return "failed", planned.project.failures.get(path, "")


def record_for_next_run(
    scope: Scope, plans: Sequence[TreePlan], ledger: Ledger, report: Report
) -> None:
    """Record what each note is made of, so that the next run examines only notes that change."""
    estimate.learn(scope, plans, ledger, report.models)
    has_errors = any(row.error for row in (*report.files, *report.folders))
    is_done = not (has_errors or report.stopped or report.source_failures or scope.is_partial)
    is_done = is_done and not ledger.incomplete  # what was answered unusably is asked again
    for planned in plans:
        project = planned.project
        project.neighbours.keep(project.folders)
        places = dict(planned.layout.files)
        places |= {f"{folder}/": note for folder, note in planned.layout.folders.items()}
        agents_rows = keeping.rows(scope, planned)
        places |= {key: row.note for key, row in agents_rows.items()}
        rows = (*_note_rows(scope, planned, ledger), *agents_rows.items())
        planned.recorder.record_notes(scope.cache, places, rows)
        is_complete = is_done and planned.orphans.removal.is_final
        planned.recorder.record_run(scope.cache, project.links_digest, is_complete=is_complete)
    scope.cache.shrink(scope.config.cache_size)


def _note_rows(scope: Scope, planned: TreePlan, ledger: Ledger) -> Iterator[tuple[str, NoteRow]]:
    """Yield what each examined note is made of, if nothing is left to do about it."""
    project, descriptions, tree = planned.project, planned.descriptions, planned.name

    def note_row(key: str, row: FileRow | None, note: str, digests: tuple[str, str]) -> NoteRow:
        stat = planned.recorder.stats.get(key, "")
        if row is None or row.state not in _RIGHT or row.error or (tree, key) in ledger.incomplete:
            return NoteRow(note)
        coverage = "" if row.coverage is None else str(row.coverage)
        version = descriptions.prompt_versions.get(key, "")
        unanswered = descriptions.unanswered.get(key, "")
        reasons = descriptions.unread.get(key, ())
        lines = [row.unread_lines] if row.unread_lines else []
        shown = [descriptions.sentences.get(key, ""), reasons, unanswered, *lines]
        origins = descriptions.borrowed.get(key, ())
        borrowed = json.dumps(digests_of(project, origins)) if origins else ""
        return NoteRow(note, stat, *digests, coverage, version, json.dumps(shown), borrowed)

    for path in planned.files:
        digests = project.files[path].digest, shown_digest(project, planned.links, path)
        row = ledger.files.get((tree, path))
        yield path, note_row(path, row, planned.layout.files[path], digests)
    for folder in planned.folders:
        digests = folder_digests(scope, planned, folder)
        key, row = f"{folder}/", ledger.folders.get((tree, folder))
        yield key, note_row(key, row, planned.layout.folders[folder], digests)
