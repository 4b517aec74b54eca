"""The facts of every note: what the parser knows, written before any model is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import FactsWritten, Failed
from ralf_notes.machine import threads
from ralf_notes.notes import render, vault
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.render import FileFacts, FolderFacts
from ralf_notes.notes.vault import StoredNote
from ralf_notes.plan import earlier_prose, survey
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.file_note import file_facts
from ralf_notes.plan.folder_note import (
    fold_digest,
    folder_facts,
    folder_prose,
    load_folder,
    needs_summary,
)
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import coverage
from ralf_notes.plan.tree_plan import FilePlan, TreePlan
from ralf_notes.prose import prompt_version
from ralf_notes.report.report import FileRow
from ralf_notes.run.ledger import Ledger

_WRITERS = 8
"""Notes written at a time: a disk takes much longer to confirm one than to confirm several."""


def write(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger, *, asks: bool) -> None:
    """Bring all notes up to date in all that needs no model.

    Args:
        scope: the run's.
        plans: the trees.
        ledger: gets a row for each note.
        asks: whether models are open, so that what is not true any more will be written anew.
    """
    for planned in plans:
        sentences = planned.descriptions.sentences
        sentences |= {file.path: file.sentence for file in planned.files.values()}
        for row in _file_rows(scope, planned):
            ledger.files[planned.name, row.path] = row
            if row.state in ("failed", "blocked"):
                ledger.tell(Failed(row.path, row.error))
        for folder in planned.folders:
            write_folder(scope, planned, folder, ledger, asks=asks)
        rows = [*ledger.files.values(), *ledger.folders.values()]
        ledger.tell(FactsWritten(len(rows), sum(row.written for row in rows), str(scope.target)))


def _file_rows(scope: Scope, planned: TreePlan) -> Iterator[FileRow]:
    """Write the notes of one tree's files, several at a time; yield what became of each."""
    files = planned.files.values()
    return threads.ahead(
        lambda file: _file_row(scope, planned, file), files, 2 * _WRITERS, _WRITERS
    )


def save_file(
    scope: Scope, planned: TreePlan, facts: FileFacts, prose: Written, stored: StoredNote | None
) -> bool:
    """Write a file's note if it differs from what is there; return whether it did."""
    descriptions = planned.descriptions
    descriptions.sentences[facts.path] = render.description(facts.outline, facts.kind, prose.kept)
    descriptions.unread[facts.path] = prose.kept.state.unread
    descriptions.recipes[facts.path] = prose.kept.state.recipe
    rendered = render.render_file(
        facts, prose.kept, planned.links, prose.model, scope.config.tags_prefix
    )
    note_path = planned.layout.files[facts.path]
    saved = vault.save(scope.target, note_path, rendered, scope.config, stored)
    planned.recorder.wrote(facts.path, note_path)
    if planned.files[facts.path].wanted:  # it is written again with what the model says
        about = facts.digest[: render.DIGEST_SHOWN]
        planned.stored[facts.path] = StoredNote(
            saved.digest, saved.frame, (prose.kept,), prose.model, about, facts.pending
        )
    return saved.written


def write_folder(
    scope: Scope,
    planned: TreePlan,
    folder: str,
    ledger: Ledger,
    kept: Kept | None = None,
    *,
    asks: bool = True,
) -> None:
    """Write a folder's note: with newer prose, or with the prose that is there.

    Args:
        scope: the run's.
        planned: the tree.
        folder: its path; '' is the tree itself.
        ledger: gets the row of the note.
        kept: what a model has just written.
        asks: whether models are open.
    """
    key = planned.name, folder
    note_path = planned.layout.folders[folder]
    row = ledger.folders.get(key) or FileRow(*key, "unchanged", note_path)
    try:
        stored = load_folder(scope, planned, folder)
        facts = folder_facts(scope, planned, folder)
        model = scope.routing.of_folder(folder)
        prose = Written(kept or Kept(), prompt_version.writer(scope.config, model))
        if kept is None:
            prose = folder_prose(scope, planned, facts, stored)
            if asks and model is not None and prose.kept.state.summary != fold_digest(facts):
                prose = replace(prose, kept=Kept())  # it is about other children
        description = render.folder_description(facts, prose.kept)
        planned.descriptions.sentences[f"{folder}/"] = description
        planned.descriptions.recipes[f"{folder}/"] = prose.kept.state.recipe
        if stored and stored.frame.edited and scope.config.on_edited == "keep":
            row = replace(row, state="edited", error="its generated block was edited by hand")
        else:
            wanted = facts.pending and needs_summary(scope, facts, prose.kept)
            (ledger.open.add if wanted else ledger.open.discard)((planned.name, f"{folder}/"))
            pending = _is_pending(stored, model is not None, wanted)
            written = _save_folder(scope, planned, replace(facts, pending=pending), prose, stored)
            state = "new" if stored is None else "changed" if written else row.state
            row = replace(row, written=row.written or written, state=state)
    except NoteBlocked as exc:
        row = replace(row, state="blocked", error=str(exc))
        ledger.tell(Failed(note_path, str(exc)))
    ledger.folders[key] = row


def _save_folder(
    scope: Scope, planned: TreePlan, facts: FolderFacts, prose: Written, stored: StoredNote | None
) -> bool:
    """Write a folder's note if it differs from what is there; return whether it did."""
    before, about = earlier_prose.stored(stored), prose.kept.state.summary
    if before.kept.state.summary != about:  # the note is about to lose it
        path, lost = f"{facts.path}/", before.kept.state.summary
        earlier_prose.remember(scope.cache, planned.name, path, lost, before)
    rendered = render.render_folder(
        facts, prose.kept, planned.links, prose.model, scope.config.tags_prefix
    )
    note_path = planned.layout.folders[facts.path]
    saved = vault.save(scope.target, note_path, rendered, scope.config, stored)
    planned.recorder.wrote(f"{facts.path}/", note_path)
    planned.stored[f"{facts.path}/"] = StoredNote(
        saved.digest, saved.frame, (prose.kept,), prose.model, "", facts.pending
    )
    return saved.written


def _file_row(scope: Scope, planned: TreePlan, file: FilePlan) -> FileRow:
    """Write the facts of a file's note if it is ours to write; return what became of it."""
    row = FileRow(planned.name, file.path, file.status, file.note, error=file.problem)
    if not file.is_ours:
        return row
    try:
        stored = file.stored
        outline = survey.outline_of(planned.project, file.path, scope.cache)
        digest = planned.project.entries[file.path].digest
        kept = file.prose.kept
        facts = file_facts(scope, planned, file.path, outline, kept, digest)
        asked = file.route.whole is not None
        facts = replace(facts, pending=_is_pending(stored, asked, facts.pending))
        if file.status == "changed" and stored is not None and stored.about:
            # The note is about to lose what describes another source.
            before = earlier_prose.stored(stored)
            earlier_prose.remember(scope.cache, planned.name, file.path, stored.about, before)
        written = save_file(scope, planned, facts, file.prose, stored)
        share = coverage(outline, kept.state) if asked else None
        return replace(row, written=written, coverage=share)
    except (NoteBlocked, SourceUnreadable) as exc:
        return replace(row, state="failed", error=str(exc))


def _is_pending(stored: StoredNote | None, asked: bool, wanted: bool) -> bool:
    """Return whether a note says that its summary is to come; without a model, what it said."""
    return wanted if asked else stored is not None and stored.is_pending
