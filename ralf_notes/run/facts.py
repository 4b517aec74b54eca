"""Writes the facts of every note, which the parser knows, before any model is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import FactsWritten, Failed, Working
from ralf_notes.machine import threads
from ralf_notes.notes import render, vault
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.render.description import folder_description
from ralf_notes.notes.render.facts import FileFacts, FolderFacts
from ralf_notes.notes.vault import Saved, StoredNote
from ralf_notes.notes.wording import wording_for
from ralf_notes.plan import earlier_prose, survey
from ralf_notes.plan.around.naming import named_in_folder
from ralf_notes.plan.detail.digests import coverage
from ralf_notes.plan.detail.items import with_items
from ralf_notes.plan.earlier_prose import NoteProse
from ralf_notes.plan.file_note import file_facts
from ralf_notes.plan.folder_note import (
    folder_facts,
    folder_prose,
    load_folder,
    needs_summary,
    summary_digest,
)
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.story.places import headings_of_story
from ralf_notes.plan.tree_plan import FilePlan, TreePlan
from ralf_notes.prose import prompt_version
from ralf_notes.report.report import FileRow
from ralf_notes.run.ledger import Ledger
from ralf_notes.run.libraries import WRITERS, writes_on_threads

Facts = TypeVar("Facts", FileFacts, FolderFacts)


def write(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger, *, asks: bool) -> None:
    """Bring all notes up to date, except for what needs a model.

    Args:
        scope: the run's.
        plans: the trees.
        ledger: gets a row for each note.
        asks: whether models are open and will rewrite prose that is no longer true.
    """
    for planned in plans:
        for number, row in enumerate(_written_files(scope, planned)):
            ledger.tell(Working("writing facts", number, len(planned.files)))
            ledger.files[planned.name, row.path] = row
            if row.state in ("failed", "blocked"):
                ledger.tell(Failed(row.path, row.error))
        for number, folder in enumerate(planned.folders):
            ledger.tell(Working("writing facts of folders", number, len(planned.folders)))
            write_folder(scope, planned, folder, ledger, asks=asks)
        rows = [*ledger.files.values(), *ledger.folders.values()]
        ledger.tell(FactsWritten(len(rows), sum(row.written for row in rows), str(scope.target)))


def _written_files(scope: Scope, planned: TreePlan) -> Iterator[FileRow]:
    """Write the facts of all files' notes; yield their rows."""
    write_file = partial(_write_file, scope, planned)
    files = planned.files.values()
    if not writes_on_threads(planned):
        return map(write_file, files)
    return threads.ahead(write_file, files, 2 * WRITERS, WRITERS)


def _write_file(scope: Scope, planned: TreePlan, file: FilePlan) -> FileRow:
    """Write the facts of a file's note, if the run may write it; return its row."""
    row = FileRow(planned.name, file.path, file.status, file.note, error=file.problem)
    if not file.is_ours:
        return row
    stored, kept = file.stored, file.prose.kept
    try:
        outline = survey.outline_of(planned.project, file.path, scope.cache)
        digest = planned.project.files[file.path].digest
        facts = file_facts(scope, planned, file.path, outline, kept, digest)
        facts = _with_earlier_path(facts, stored)
        is_asked = file.route.whole is not None
        if not is_asked:  # then the note promises a summary if it did so before
            facts = replace(facts, pending=stored is not None and stored.is_pending)
        if file.status == "changed" and stored is not None and stored.about:
            # The note is about to lose the prose of another source.
            lost = NoteProse.of_note(stored)
            earlier_prose.remember(scope.cache, planned.name, file.path, stored.about, lost)
        saved = save_file(scope, planned, facts, file.prose, stored)
        if file.wanted:  # it is written again with what the model says
            about, model = digest[: render.DIGEST_SHOWN], file.prose.model
            planned.stored_notes[file.path] = StoredNote(
                saved.digest, saved.frame, (kept,), model, about, facts.pending
            )
        share = coverage(outline, kept.state) if is_asked else None
        return replace(row, written=saved.written, coverage=share)
    except (NoteBlocked, SourceUnreadable) as exc:
        return replace(row, state="failed", error=str(exc))


def _with_earlier_path(facts: Facts, stored: StoredNote | None) -> Facts:
    """Return the facts of a note with the path that its source had when the note was written.

    The note may have followed its source just now, or in a run that was killed before it wrote.
    """
    before = stored.place if stored else ""
    return replace(facts, moved_from=before) if before not in ("", facts.path) else facts


def save_file(
    scope: Scope, planned: TreePlan, facts: FileFacts, prose: NoteProse, stored: StoredNote | None
) -> Saved:
    """Write a file's note if it differs from the one on disk."""
    path, kept, descriptions = facts.path, prose.kept, planned.descriptions
    descriptions.unread[path] = kept.state.unread
    descriptions.unanswered[path] = kept.state.open.words
    descriptions.prompt_versions[path] = kept.state.recipe
    descriptions.summaries[path] = kept.summary
    descriptions.symbols.setdefault(path, kept.symbols)
    descriptions.borrowed[path] = tuple(sorted({*kept.state.borrowed.values()}))
    rendered = render.render_file(
        facts, kept, planned.links, prose.model, scope.config.tags_prefix,
        wording_for(scope.config.language),
    )  # fmt: skip
    descriptions.sentences[path] = rendered.sentence
    note_path = planned.layout.files[path]
    saved = vault.save(scope.target, note_path, rendered, scope.config, stored)
    planned.recorder.record_stat(path, note_path)
    return saved


def write_folder(
    scope: Scope,
    planned: TreePlan,
    folder: str,
    ledger: Ledger,
    kept: Kept | None = None,
    *,
    asks: bool = True,
) -> None:
    """Write a folder's note: with new prose, or with the prose that it already has.

    Args:
        scope: the run's.
        planned: the tree.
        folder: its path; '' is the tree itself.
        ledger: gets the row of the note.
        kept: what a model has just written.
        asks: whether models are open.
    """
    key, path = (planned.name, folder), f"{folder}/"
    note_path = planned.layout.folders[folder]
    row = ledger.folders.get(key) or FileRow(*key, "unchanged", note_path)
    model = scope.routing.of_folder(folder)
    try:
        stored = load_folder(scope, planned, folder)
        facts = folder_facts(scope, planned, folder)
        if kept is not None:
            prose = NoteProse(kept, prompt_version.writer(scope.config, model))
        else:
            prose = folder_prose(scope, planned, facts, stored)
            is_stale = prose.kept.state.summary != summary_digest(facts)
            if asks and model is not None and is_stale:
                prose = replace(prose, kept=with_items(Kept(), prose.kept.items))
        descriptions = planned.descriptions
        descriptions.sentences[path] = folder_description(facts, prose.kept)
        descriptions.summaries[path] = prose.kept.summary
        descriptions.unanswered[path] = prose.kept.state.open.words
        descriptions.prompt_versions[path] = prose.kept.state.recipe
        if stored and stored.frame.edited and scope.config.on_edited == "keep":
            row = replace(row, state="edited", error="its generated block was edited by hand")
        else:
            wanted = facts.pending and needs_summary(scope, facts, prose.kept)
            (ledger.incomplete.add if wanted else ledger.incomplete.discard)((planned.name, path))
            # Where no model is asked, the note promises a summary if it did so before.
            before = stored is not None and stored.is_pending
            facts = replace(facts, pending=before if model is None else wanted)
            facts = _with_earlier_path(facts, stored)
            written = _save_folder(scope, planned, facts, prose, stored)
            state = "new" if stored is None else "changed" if written else row.state
            row = replace(row, written=row.written or written, state=state)
    except NoteBlocked as exc:
        row = replace(row, state="blocked", error=str(exc))
        ledger.tell(Failed(note_path, str(exc)))
    ledger.folders[key] = row


def _save_folder(
    scope: Scope, planned: TreePlan, facts: FolderFacts, prose: NoteProse, stored: StoredNote | None
) -> bool:
    """Write a folder's note if it differs from the one on disk; return whether it did."""
    path, before = f"{facts.path}/", NoteProse.of_note(stored)
    lost = before.kept.state.summary
    if lost != prose.kept.state.summary:
        earlier_prose.remember(scope.cache, planned.name, path, lost, before)
    listed = (item.text for rows in prose.kept.items.values() for item in rows)
    named = named_in_folder(scope, planned, facts, " ".join((prose.kept.summary, *listed)))
    headings = headings_of_story(scope, planned, facts, prose.kept)
    rendered = render.render_folder(
        replace(facts, named=named, headings=headings), prose.kept, planned.links, prose.model,
        scope.config.tags_prefix, wording_for(scope.config.language),
    )  # fmt: skip
    note_path = planned.layout.folders[facts.path]
    saved = vault.save(scope.target, note_path, rendered, scope.config, stored)
    planned.recorder.record_stat(path, note_path)
    planned.stored_notes[path] = StoredNote(
        saved.digest, saved.frame, (prose.kept,), prose.model, "", facts.pending
    )
    return saved.written
