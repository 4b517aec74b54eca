"""What notes will say beside their prose: of files and folders, and which folders are summed up."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, note, render, vault
from ralf_notes.notes.note import Kept
from ralf_notes.notes.render import Child, FileFacts, FolderFacts
from ralf_notes.outline import imports, languages
from ralf_notes.outline.parse import Outline
from ralf_notes.plan import earlier_prose, plan, survey
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.plan import TreePlan
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import changed, children_digest
from ralf_notes.plan.survey import Project
from ralf_notes.prose import grounding
from ralf_notes.prose.grounding import Vocabulary
from ralf_notes.source.classify import Kind

_MOST_LISTED = 7
_NOTHING = imports.Resolved("", (), ())


def learn_sentences(run: Scope, planned: TreePlan) -> list[str]:
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


def needs_summary(run: Scope, facts: FolderFacts, kept: Kept) -> bool:
    """Tell whether a folder's summary has to be asked: it is not about the children it has now."""
    if facts.only_child is not None:
        return False
    model = run.routing.of_folder(facts.path)
    if model is None:
        return False
    return run.asks_again(kept, model) or kept.state.summary != fold_digest(facts)


def folder_prose(
    run: Scope, planned: TreePlan, facts: FolderFacts, document: note.Document | None
) -> Written:
    """Return the prose of a folder's note, or an earlier one that is about its children as now."""
    there, digest = earlier_prose.written(document), fold_digest(facts)
    true = (kept for kept in note.kept(document) if kept.state.summary == digest)
    there = replace(there, kept=next(true, there.kept))  # of a git conflict, the side that is true
    if run.routing.of_folder(facts.path) is None:
        return there
    if there.kept.state.summary == digest:
        return Written() if _names_what_left(planned, facts, there.kept.summary) else there
    return earlier_prose.recall(run.cache, facts.name, f"{facts.path}/", digest) or there


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
    run: Scope, planned: TreePlan, path: str, outline: Outline, kept: Kept, digest: str
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


def folder_facts(run: Scope, planned: TreePlan, folder: str) -> FolderFacts:
    """Return what a folder's note says beside its prose."""
    found, name = planned.project, planned.project.tree.name
    folders, files = _children(run, planned, folder)
    own = [path for path in found.below(folder) if path in planned.files]
    return FolderFacts(
        path=folder,
        name=name,
        purpose=survey.readme_of(found, folder, run.cache),
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


def _children(
    run: Scope, planned: TreePlan, folder: str
) -> tuple[tuple[Child, ...], tuple[Child, ...]]:
    """Return the subfolders and files of a folder that have notes."""
    name = planned.project.tree.name
    folders, files = planned.children.get(folder, ((), ()))
    return (
        tuple(Child(path, _sentence(run, planned, name, f"{path}/")) for path in folders),
        tuple(Child(path, _sentence(run, planned, name, path)) for path in files),
    )


def _sentence(run: Scope, planned: TreePlan, name: str, path: str) -> str:
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


def _unread(run: Scope, planned: TreePlan, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the files right in a folder that were not read, or not to the end, and why."""
    yield from planned.project.unread.get(folder, ())
    name = planned.project.tree.name
    for path in planned.children.get(folder, ((), ()))[1]:
        for why in run.unread.get((name, path), ()):
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


def vocabulary_of(run: Scope, planned: TreePlan, facts: FolderFacts) -> Vocabulary:
    """Return the names that a folder's summary may use: those in its children's notes."""
    names = [facts.path, facts.name]
    for child in facts.files:
        if child.path in planned.files:
            outline = survey.outline_of(planned.project, child.path, run.cache)
            names += [symbol.name for symbol in outline.symbols]
    paths = [child.path for child in (*facts.folders, *facts.files)]
    return grounding.vocabulary(*lines(facts), facts.purpose, *paths, names=names)
