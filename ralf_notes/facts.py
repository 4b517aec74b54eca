"""The facts of every note: what the parser knows, written before any model is asked."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from ralf_notes import (
    frontmatter,
    imports,
    languages,
    note,
    plan,
    project,
    recall,
    recipe,
    render,
    vault,
    workers,
)
from ralf_notes.classify import Kind
from ralf_notes.config import Config
from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import FactsWritten, Failed
from ralf_notes.note import Kept
from ralf_notes.outline import Outline
from ralf_notes.plan import FilePlan, TreePlan
from ralf_notes.project import Project
from ralf_notes.recall import Written
from ralf_notes.render import Child, FileFacts, FolderFacts
from ralf_notes.report import FileRow
from ralf_notes.run import Run
from ralf_notes.staleness import changed, children_digest, coverage

_MOST_LISTED = 7
_NOTHING = imports.Resolved("", (), ())
_WRITERS = 8
"""Notes written at a time: a disk takes much longer to confirm one than to confirm several."""


def write(run: Run, planned: TreePlan) -> None:
    """Bring the notes of one tree up to date in all that needs no model."""
    name = planned.project.tree.name
    run.sentences |= {(name, file.path): file.sentence for file in planned.files.values()}
    files = planned.files.values()
    for row in workers.ahead(
        lambda file: _file_row(run, planned, file), files, 2 * _WRITERS, _WRITERS
    ):
        run.files[name, row.path] = row
        if row.state in ("failed", "blocked"):
            run.tell(Failed(row.path, row.error))
    for folder in planned.folders:
        write_folder(run, planned, folder)
    rows = [*run.files.values(), *run.folders.values()]
    run.tell(FactsWritten(len(rows), sum(row.written for row in rows), str(run.target)))


def learn_sentences(run: Run, planned: TreePlan) -> list[str]:
    """Learn what stands for each file and folder as its note will have it before any question.

    Returns the folders whose summary is not about the children that they have now, deepest first.
    """
    name = planned.project.tree.name
    for file in planned.files.values():
        run.sentences[name, file.path] = file.sentence
    stale = []
    for folder in planned.folders:
        try:
            document = plan.read_folder(run, planned, folder)
            facts = folder_facts(run, planned, folder)
            kept = folder_prose(run, planned, facts, document).kept
        except NoteBlocked:
            continue
        run.sentences[folder_key((name, folder))] = render.folder_description(facts, kept)
        if needs_summary(run, facts, kept) and planned.is_asked(folder):
            stale.append(folder)
    return stale


def needs_summary(run: Run, facts: FolderFacts, kept: Kept) -> bool:
    """Tell whether a folder's summary has to be asked: it is not about the children it has now."""
    if facts.only_child is not None:
        return False
    model = run.routing.of_folder(facts.path)
    if model is None:
        return False
    return run.asks_again(kept, model) or kept.state.summary != fold_digest(facts)


def folder_prose(
    run: Run, planned: TreePlan, facts: FolderFacts, document: note.Document | None
) -> Written:
    """Return the prose of a folder's note, or an earlier one that is about its children as now."""
    there, digest = recall.written(document), fold_digest(facts)
    true = (kept for kept in note.kept(document) if kept.state.summary == digest)
    there = replace(there, kept=next(true, there.kept))  # of a git conflict, the side that is true
    if run.routing.of_folder(facts.path) is None:
        return there
    if there.kept.state.summary == digest:
        return Written() if _names_what_left(planned, facts, there.kept.summary) else there
    return recall.recall(run.cache, facts.name, f"{facts.path}/", digest) or there


def _names_what_left(planned: TreePlan, facts: FolderFacts, summary: str) -> bool:
    """Tell whether a folder's summary speaks of a child by a name that it no longer has."""
    names = {posixpath.basename(child.path) for child in (*facts.folders, *facts.files)}
    left = (each.source.rstrip("/") for each in planned.moves.values())
    return any(
        posixpath.dirname(path) == facts.path
        and (name := posixpath.basename(path)) not in names
        and name in summary
        for path in left
    )


def file_facts(
    run: Run, planned: TreePlan, path: str, outline: Outline, kept: Kept, digest: str
) -> FileFacts:
    """Return what a file's note says beside its prose."""
    found = planned.project
    kind = found.entries[path].kind
    asked = plan.route(run, found, path).whole is not None
    return FileFacts(
        path=path,
        kind=kind,
        digest=digest,
        outline=outline,
        resolved=found.resolved.get(path, _NOTHING),
        used_by=found.used_by.get(path, ()),
        source_url=source_url(run.config, found, path),
        pending=asked and outline.size > 0 and not kept.state.summary,
        outdated=changed(outline, kept.state) if kept.state.summary else (),
    )


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
        known = Written(kept or Kept(), recipe.writer(run.config, model))
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
            before = recall.written(document)
            if before.kept.state.summary != shown.state.summary:
                recall.remember(run.cache, name, f"{folder}/", before.kept.state.summary, before)
            written = vault.save(run.target, note_path, rendered, run.config)
            state = "new" if document is None else "changed" if written else row.state
            row = replace(row, written=row.written or written, state=state)
    except NoteBlocked as exc:
        row = replace(row, state="blocked", error=str(exc))
        run.tell(Failed(note_path, str(exc)))
    run.folders[key] = row


def folder_facts(run: Run, planned: TreePlan, folder: str) -> FolderFacts:
    """Return what a folder's note says beside its prose."""
    found, name = planned.project, planned.project.tree.name
    folders, files = _children(run, planned, folder)
    own = [path for path in found.below(folder) if path in planned.files]
    return FolderFacts(
        path=folder,
        name=name,
        purpose=project.readme_of(found, folder, run.cache),
        folders=folders,
        files=files,
        most_used=tuple(_most_used(found, own)),
        entries=tuple(_entries(found, own)) if not folder else (),
        languages=tuple(_languages(found, own)),
        packages=tuple(_packages(found, own)) if not folder else (),
        edges=tuple(_edges(found, folder, own)),
        unread=tuple(_unread(run, planned, folder)),
        pending=run.routing.of_folder(folder) is not None,
    )


def folder_key(key: tuple[str, str]) -> tuple[str, str]:
    """Return the key of a folder among the sentences."""
    return key[0], f"{key[1]}/"


def fold_digest(facts: FolderFacts) -> str:
    """Return the hash of what a folder's summary is about."""
    children = (*facts.folders, *facts.files)
    return children_digest(child.description.replace("`", "") for child in children)


def source_url(config: Config, found: Project, path: str) -> str:
    """Return where a file's code can be seen, from the template `source_url`."""
    if not config.source_url:
        return ""
    return config.source_url.format(
        path=quote(path), name=quote(found.tree.name), root=quote(found.tree.root.as_posix())
    )


def _file_row(run: Run, planned: TreePlan, file: FilePlan) -> FileRow:
    """Write the facts of a file's note if it is ours to write; return what became of it."""
    row = FileRow(planned.project.tree.name, file.path, file.status, file.note, error=file.problem)
    if not file.is_ours:
        return row
    try:
        document = vault.read(run.target, file.note)
        outline = project.outline_of(planned.project, file.path, run.cache)
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
        recall.remember(run.cache, row.tree, row.path, about, recall.written(document))


def _true_folder_prose(run: Run, facts: FolderFacts, kept: Kept) -> Kept:
    """Return a folder's prose if it is about the children as they are, or no model will write."""
    asked = run.routing.of_folder(facts.path) is not None
    if not asked or kept.state.summary == fold_digest(facts):
        return kept
    return Kept() if run.has_models else kept


def _children(
    run: Run, planned: TreePlan, folder: str
) -> tuple[tuple[Child, ...], tuple[Child, ...]]:
    """Return the subfolders and files of a folder that have notes."""
    name = planned.project.tree.name
    folders, files = planned.children.get(folder, ((), ()))
    return (
        tuple(Child(path, _sentence(run, planned, name, f"{path}/")) for path in folders),
        tuple(Child(path, _sentence(run, planned, name, path)) for path in files),
    )


def _sentence(run: Run, planned: TreePlan, name: str, path: str) -> str:
    """Return what stands for a child; for one that this run leaves alone, what its note says."""
    known = run.sentences.get((name, path))
    if known is None:
        notes = planned.links.folders if path.endswith("/") else planned.links.files
        try:
            document = vault.read(run.target, notes[path.removesuffix("/")])
            told = frontmatter.read(document.front).get("description") if document else ""
        except NoteBlocked:
            told = ""
        known = run.sentences[name, path] = told if isinstance(told, str) else ""
    return known


def _most_used(found: Project, paths: Iterable[str]) -> list[str]:
    used = [(len(found.used_by.get(path, ())), path) for path in paths]
    most = sorted((-users, path) for users, path in used if users > 1)
    return [path for _, path in most[:_MOST_LISTED]]


def _entries(found: Project, paths: Iterable[str]) -> list[str]:
    starts = [p for p in paths if found.entries[p].is_entry and found.entries[p].kind is Kind.CODE]
    return sorted(starts, key=lambda path: (path.count("/"), path))[:_MOST_LISTED]


def _languages(found: Project, paths: Iterable[str]) -> list[str]:
    sizes: Counter[str] = Counter()
    for path in paths:
        entry = found.entries[path]
        if entry.kind in (Kind.CODE, Kind.TEST):
            sizes[languages.get(entry.language).title] += entry.file.size
    return [title for title, _ in sizes.most_common(_MOST_LISTED)]


def _packages(found: Project, paths: Iterable[str]) -> list[str]:
    users = Counter(
        p for path in paths if path in found.resolved for p in found.resolved[path].packages
    )
    return sorted(users, key=lambda name: (-users[name], name))[:40]


def _edges(found: Project, folder: str, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return which child uses which: the heaviest first, and of equals those of busy children."""
    resolved = [found.resolved[path] for path in paths if path in found.resolved]
    counts = imports.folder_edges(resolved, folder)
    busy: Counter[str] = Counter()
    for (user, used), weight in counts.items():
        busy[user] += weight
        busy[used] += weight
    return sorted(counts, key=lambda edge: (-counts[edge], -busy[edge[0]] - busy[edge[1]], edge))


def _unread(run: Run, planned: TreePlan, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the files right in a folder that were not read, or not to the end, and why."""
    yield from planned.project.unread.get(folder, ())
    name = planned.project.tree.name
    for path in planned.children.get(folder, ((), ()))[1]:
        for why in run.unread.get((name, path), ()):
            yield posixpath.basename(path), why
