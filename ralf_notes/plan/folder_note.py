"""What becomes of a folder's note: what it says, which prose it keeps, whether it is stale."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, note, render, vault
from ralf_notes.notes.kept import Kept, kept_of
from ralf_notes.notes.note import Document
from ralf_notes.notes.render import Child, FolderFacts
from ralf_notes.outline import imports, languages
from ralf_notes.plan import earlier_prose, survey
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.file_note import read
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import children_digest
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.names import Vocabulary
from ralf_notes.source.classify import Kind

_MOST_LISTED = 7


def stale(scope: Scope, planned: TreePlan) -> frozenset[str]:
    """Learn what stands for each file and folder before any question.

    Returns the folders whose summary is not about the children that they have now.
    """
    sentences = planned.descriptions.sentences
    sentences |= {file.path: file.sentence for file in planned.files.values()}
    asked = set()
    for folder in planned.folders:
        try:
            document = read_folder(scope, planned, folder)
            facts = folder_facts(scope, planned, folder)
            kept = folder_prose(scope, planned, facts, document).kept
        except NoteBlocked:
            continue
        sentences[f"{folder}/"] = render.folder_description(facts, kept)
        if needs_summary(scope, facts, kept) and planned.is_asked(folder):
            asked.add(folder)
    return frozenset(asked)


def read_folder(scope: Scope, planned: TreePlan, folder: str) -> Document | None:
    """Return the note of a folder, whether or not it has followed its folder yet.

    Raises NoteBlocked when it is not ours.
    """
    return read(scope, planned.layout.folders[folder], planned.moves.get(f"{folder}/"))


def needs_summary(scope: Scope, facts: FolderFacts, kept: Kept) -> bool:
    """Tell whether a folder's summary has to be asked: it is not about the children it has now."""
    if facts.only_child is not None:
        return False
    model = scope.routing.of_folder(facts.path)
    if model is None:
        return False
    return scope.asks_again(kept, model) or kept.state.summary != fold_digest(facts)


def folder_prose(
    scope: Scope, planned: TreePlan, facts: FolderFacts, document: note.Document | None
) -> Written:
    """Return the prose of a folder's note, or an earlier one that is about its children as now."""
    prose, digest = earlier_prose.written(document), fold_digest(facts)
    true = (kept for kept in kept_of(document) if kept.state.summary == digest)
    prose = replace(prose, kept=next(true, prose.kept))  # of a git conflict, the side that is true
    if scope.routing.of_folder(facts.path) is None:
        return prose
    if prose.kept.state.summary == digest:
        return Written() if _names_what_left(planned, facts, prose.kept.summary) else prose
    return earlier_prose.recall(scope.cache, facts.name, f"{facts.path}/", digest) or prose


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


def folder_facts(scope: Scope, planned: TreePlan, folder: str) -> FolderFacts:
    """Return what a folder's note says beside its prose."""
    project, name = planned.project, planned.name
    folders, files = _children(scope, planned, folder)
    own = [path for path in project.below(folder) if path in planned.files]
    return FolderFacts(
        path=folder,
        name=name,
        purpose=survey.readme_of(project, folder, scope.cache),
        folders=folders,
        files=files,
        most_used=tuple(_most_used(project, own)),
        entries=tuple(_entries(project, own)) if not folder else (),
        languages=tuple(_languages(project, own)),
        packages=tuple(_packages(project, own)) if not folder else (),
        edges=tuple(_edges(project, folder, own)),
        unread=tuple(_unread(planned, folder)),
        pending=scope.routing.of_folder(folder) is not None,
    )


def fold_digest(facts: FolderFacts) -> str:
    """Return the hash of what a folder's summary is about."""
    children = (*facts.folders, *facts.files)
    return children_digest(child.description.replace("`", "") for child in children)


def _children(
    scope: Scope, planned: TreePlan, folder: str
) -> tuple[tuple[Child, ...], tuple[Child, ...]]:
    """Return the subfolders and files of a folder that have notes."""
    folders, files = planned.children.get(folder, ((), ()))
    return (
        tuple(Child(path, _sentence(scope, planned, f"{path}/")) for path in folders),
        tuple(Child(path, _sentence(scope, planned, path)) for path in files),
    )


def _sentence(scope: Scope, planned: TreePlan, path: str) -> str:
    """Return what stands for a child; for one that this run leaves alone, what its note says."""
    sentences = planned.descriptions.sentences
    if path not in sentences:
        notes = planned.links.folders if path.endswith("/") else planned.links.files
        try:
            document = vault.read(scope.target, notes[path.removesuffix("/")])
            description = frontmatter.read(document.front).get("description") if document else ""
        except NoteBlocked:
            description = ""
        sentences[path] = description if isinstance(description, str) else ""
    return sentences[path]


def _most_used(project: Project, paths: Iterable[str]) -> list[str]:
    used = [(len(project.used_by.get(path, ())), path) for path in paths]
    most = sorted((-users, path) for users, path in used if users > 1)
    return [path for _, path in most[:_MOST_LISTED]]


def _entries(project: Project, paths: Iterable[str]) -> list[str]:
    starts = [
        p for p in paths if project.entries[p].is_entry and project.entries[p].kind is Kind.CODE
    ]
    return sorted(starts, key=lambda path: (path.count("/"), path))[:_MOST_LISTED]


def _languages(project: Project, paths: Iterable[str]) -> list[str]:
    sizes: Counter[str] = Counter()
    for path in paths:
        entry = project.entries[path]
        if entry.kind in (Kind.CODE, Kind.TEST):
            sizes[languages.get(entry.language).title] += entry.file.size
    return [title for title, _ in sizes.most_common(_MOST_LISTED)]


def _packages(project: Project, paths: Iterable[str]) -> list[str]:
    users = Counter(
        p for path in paths if path in project.resolved for p in project.resolved[path].packages
    )
    return sorted(users, key=lambda name: (-users[name], name))[:40]


def _edges(project: Project, folder: str, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return which child uses which: the heaviest first, and of equals those of busy children."""
    resolved = [project.resolved[path] for path in paths if path in project.resolved]
    counts = imports.folder_edges(resolved, folder)
    busy: Counter[str] = Counter()
    for (user, used), weight in counts.items():
        busy[user] += weight
        busy[used] += weight
    return sorted(counts, key=lambda edge: (-counts[edge], -busy[edge[0]] - busy[edge[1]], edge))


def _unread(planned: TreePlan, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the files right in a folder that were not read, or not to the end, and why."""
    yield from planned.project.unread.get(folder, ())
    for path in planned.children.get(folder, ((), ()))[1]:
        for why in planned.descriptions.unread.get(path, ()):
            yield posixpath.basename(path), why


def lines(facts: FolderFacts) -> Iterator[str]:
    """Yield what the model is told: the author's words on the folder, and a line for each child."""
    if facts.purpose:
        yield " ".join(facts.purpose.split())
    if facts.languages and not facts.path:
        yield f"Languages: {', '.join(facts.languages)}."
    for child in (*facts.folders, *facts.files):
        mark = "/" if child in facts.folders else ""
        yield f"- {posixpath.basename(child.path)}{mark}: {child.description}"


def vocabulary_of(scope: Scope, planned: TreePlan, facts: FolderFacts) -> Vocabulary:
    """Return the names that a folder's summary may use: those in its children's notes."""
    names = [facts.path, facts.name]
    for child in facts.files:
        if child.path in planned.files:
            outline = survey.outline_of(planned.project, child.path, scope.cache)
            names += [symbol.name for symbol in outline.symbols]
    paths = [child.path for child in (*facts.folders, *facts.files)]
    return Vocabulary.of(*lines(facts), facts.purpose, *paths, names=names)
