"""The facts of every note: what the parser knows, written before any model is asked."""

from __future__ import annotations

from dataclasses import replace

from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import FactsWritten, Failed
from ralf_notes.machine import threads
from ralf_notes.notes import frontmatter, note, render, vault
from ralf_notes.notes.note import Kept
from ralf_notes.notes.render import FileFacts, FolderFacts
from ralf_notes.plan import (
    earlier_prose,
    plan,
    prompt_version,
    survey,
)
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.facts import (
    file_facts,
    fold_digest,
    folder_facts,
    folder_key,
    folder_prose,
    needs_summary,
)
from ralf_notes.plan.plan import FilePlan, TreePlan
from ralf_notes.plan.staleness import coverage
from ralf_notes.report.report import FileRow
from ralf_notes.run.state import Run

_WRITERS = 8
"""Notes written at a time: a disk takes much longer to confirm one than to confirm several."""


def write(run: Run, planned: TreePlan) -> None:
    """Bring the notes of one tree up to date in all that needs no model."""
    name = planned.project.tree.name
    run.sentences |= {(name, file.path): file.sentence for file in planned.files.values()}
    files = planned.files.values()
    for row in threads.ahead(
        lambda file: _file_row(run, planned, file), files, 2 * _WRITERS, _WRITERS
    ):
        run.files[name, row.path] = row
        if row.state in ("failed", "blocked"):
            run.tell(Failed(row.path, row.error))
    for folder in planned.folders:
        write_folder(run, planned, folder)
    rows = [*run.files.values(), *run.folders.values()]
    run.tell(FactsWritten(len(rows), sum(row.written for row in rows), str(run.target)))


def save_file(run: Run, planned: TreePlan, facts: FileFacts, kept: Kept, model: str) -> bool:
    """Write a file's note if it differs from what is there; tell whether it did."""
    key = planned.project.tree.name, facts.path
    run.sentences[key] = render.description(facts.outline, facts.kind, kept)
    run.unread[key] = kept.state.unread
    rendered = render.render_file(facts, kept, planned.links, model, run.config.tags_prefix)
    return vault.save(run.target, planned.layout.files[facts.path], rendered, run.config)


def write_folder(run: Run, planned: TreePlan, folder: str, kept: Kept | None = None) -> None:
    """Write a folder's note: with the prose that is there, or with newer prose."""
    key = name, _ = planned.project.tree.name, folder
    note_path = planned.layout.folders[folder]
    row = run.folders.get(key) or FileRow(*key, "unchanged", note_path)
    try:
        document = vault.read(run.target, note_path)
        facts = folder_facts(run, planned, folder)
        model = run.routing.of_folder(folder)
        known = Written(kept or Kept(), prompt_version.writer(run.config, model))
        if kept is None:
            known = folder_prose(run, planned, facts, document)
        shown = known.kept if kept is not None else _true_folder_prose(run, facts, known.kept)
        run.sentences[folder_key(key)] = render.folder_description(facts, shown)
        if document and document.edited and run.config.on_edited == "keep":
            row = replace(row, state="edited", error="its generated block was edited by hand")
        else:
            wanted = facts.pending and needs_summary(run, facts, shown)
            rendered = render.render_folder(
                replace(facts, pending=_is_pending(document, model is not None, wanted)),
                shown, planned.links, known.model, run.config.tags_prefix,
            )  # fmt: skip
            before = earlier_prose.written(document)
            if before.kept.state.summary != shown.state.summary:
                earlier_prose.remember(
                    run.cache, name, f"{folder}/", before.kept.state.summary, before
                )
            written = vault.save(run.target, note_path, rendered, run.config)
            state = "new" if document is None else "changed" if written else row.state
            row = replace(row, written=row.written or written, state=state)
    except NoteBlocked as exc:
        row = replace(row, state="blocked", error=str(exc))
        run.tell(Failed(note_path, str(exc)))
    run.folders[key] = row


def _file_row(run: Run, planned: TreePlan, file: FilePlan) -> FileRow:
    """Write the facts of a file's note if it is ours to write; return what became of it."""
    row = FileRow(planned.project.tree.name, file.path, file.status, file.note, error=file.problem)
    if not file.is_ours:
        return row
    try:
        document = vault.read(run.target, file.note)
        outline = survey.outline_of(planned.project, file.path, run.cache)
        entry = planned.project.entries[file.path]
        known = plan.true_kept(run, planned.project, file.path, outline, document)
        kept = known.kept
        facts = file_facts(run, planned, file.path, outline, kept, entry.digest)
        asked = file.route.whole is not None
        facts = replace(facts, pending=_is_pending(document, asked, facts.pending))
        if file.status == "changed":
            _remember(run, row, document)
        written = save_file(run, planned, facts, kept, known.model)
        share = coverage(outline, kept.state) if asked else None
        return replace(row, written=written, coverage=share)
    except (NoteBlocked, SourceUnreadable) as exc:
        return replace(row, state="failed", error=str(exc))


def _is_pending(document: note.Document | None, asked: bool, wanted: bool) -> bool:
    """Tell whether a note says that its summary is to come; without a model, what it said stays."""
    if not asked:
        return document is not None and note.is_pending(document.body)
    return wanted


def _remember(run: Run, row: FileRow, document: note.Document | None) -> None:
    """Keep the prose of a note whose source is another one now."""
    about = frontmatter.read(document.front).get("ralf_source") if document else None
    if isinstance(about, str):
        earlier_prose.remember(
            run.cache, row.tree, row.path, about, earlier_prose.written(document)
        )


def _true_folder_prose(run: Run, facts: FolderFacts, kept: Kept) -> Kept:
    """Return a folder's prose if it is about the children as they are, or no model will write."""
    asked = run.routing.of_folder(facts.path) is not None
    if not asked or kept.state.summary == fold_digest(facts):
        return kept
    return Kept() if run.has_models else kept
