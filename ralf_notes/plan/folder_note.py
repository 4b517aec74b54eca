"""What becomes of a folder's note: what it says, which prose it keeps, whether it is stale."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ralf_notes.errors import NoteBlocked
from ralf_notes.models import routing
from ralf_notes.notes import frontmatter, render, vault
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.render import Child, FolderFacts
from ralf_notes.notes.vault import StoredNote
from ralf_notes.outline import languages
from ralf_notes.paths import all_folders, folders_above
from ralf_notes.plan import earlier_prose, survey
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.file_note import load
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import children_digest
from ralf_notes.plan.standing import digest
from ralf_notes.plan.survey import Project, below
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.names import Vocabulary
from ralf_notes.source.classify import Kind

_MOST_LISTED = 7


def look_at_folders(scope: Scope, planned: TreePlan, *, is_linked_as_before: bool) -> TreePlan:
    """Return a plan with the folders that need work, and those whose note stands as it is.

    Learns the sentence that stands for each folder before any question.

    Args:
        scope: the run's.
        planned: a plan whose folders are all those that have notes, deepest first.
        is_linked_as_before: nothing changed in what the links of the tree depend on.
    """
    standing = planned.project.standing
    sentences = planned.descriptions.sentences
    sentences |= {file.path: file.sentence for file in planned.files.values()}
    work, settled, stale = [], set(planned.settled), set()
    changed = all_folders(planned.files) if planned.files else set()
    for folder in planned.folders:
        key = f"{folder}/"
        row = standing.notes.get(key)
        may_stand = not scope.looks_at_all and folder not in changed
        if may_stand and row is not None and standing.stands(key, row.digest):
            now = None if is_linked_as_before else folder_facts(scope, planned, folder)
            if now is None or made_of(planned, now) == (row.digest, row.near):
                settled.add(key)
                planned.descriptions.rows[key] = row
                continue
        work.append(folder)
        changed.update((*folders_above(folder), ""))
        facts = folder_facts(scope, planned, folder)
        try:
            stored = load_folder(scope, planned, folder)
            kept = folder_prose(scope, planned, facts, stored).kept
        except NoteBlocked:
            continue
        sentences[key] = render.folder_description(facts, kept)
        if needs_summary(scope, facts, kept) and planned.is_asked(folder):
            stale.add(folder)
    queue = [file.path for file in planned.open_work()]
    asks = bool(routing.all_models(scope.routing))
    return replace(
        planned,
        folders=tuple(work),
        settled=frozenset(settled),
        stale=frozenset(stale),
        due=frozenset(stale | (all_folders(queue) if queue and asks else set())),
    )


def made_of(planned: TreePlan, facts: FolderFacts) -> tuple[str, str]:
    """Return the hashes of what a folder's note says, and of where its links lead."""
    folders, files = planned.links.folders, planned.links.files
    places = [folders.get(child.path, "") for child in facts.folders]
    places += [files.get(child.path, "") for child in facts.files]
    places += [files.get(path, "") for path in (*facts.most_used, *facts.entries)]
    settings = planned.project.standing.settings
    return digest(repr(facts)), digest(settings, repr(facts.edges), *places)


def load_folder(scope: Scope, planned: TreePlan, folder: str) -> StoredNote | None:
    """Return the note of a folder, whether or not it has followed its folder yet.

    Raises NoteBlocked when it is not ours.
    """
    key = f"{folder}/"
    if key not in planned.stored:
        stored = load(scope, planned.layout.folders[folder], planned.orphans.moves.get(key))
        if stored is None:
            return None
        planned.stored[key] = stored
    return planned.stored[key]


def needs_summary(scope: Scope, facts: FolderFacts, kept: Kept) -> bool:
    """Tell whether a folder's summary has to be asked: it is not about the children it has now."""
    if facts.only_child is not None:
        return False
    model = scope.routing.of_folder(facts.path)
    if model is None:
        return False
    return scope.asks_again(kept, model) or kept.state.summary != fold_digest(facts)


def folder_prose(
    scope: Scope, planned: TreePlan, facts: FolderFacts, stored: StoredNote | None
) -> Written:
    """Return the prose of a folder's note, or an earlier one that is about its children as now."""
    prose, digest = earlier_prose.stored(stored), fold_digest(facts)
    sides = stored.prose if stored is not None else ()
    true = (kept for kept in sides if kept.state.summary == digest)
    prose = replace(prose, kept=next(true, prose.kept))  # of a git conflict, the side that is true
    if scope.routing.of_folder(facts.path) is None:
        return prose
    if prose.kept.state.summary == digest:
        return Written() if _names_what_left(planned, facts, prose.kept.summary) else prose
    return earlier_prose.recall(scope.cache, facts.name, f"{facts.path}/", digest) or prose


def _names_what_left(planned: TreePlan, facts: FolderFacts, summary: str) -> bool:
    """Tell whether a folder's summary speaks of a child by a name that it no longer has."""
    names = {posixpath.basename(child.path) for child in (*facts.folders, *facts.files)}
    left = (each.source.rstrip("/") for each in planned.orphans.moves.values())
    return any(
        posixpath.dirname(path) == facts.path
        and (name := posixpath.basename(path)) not in names
        and name in summary
        for path in left
    )


def folder_facts(scope: Scope, planned: TreePlan, folder: str) -> FolderFacts:
    """Return what a folder's note says beside its prose, made anew if its children changed."""
    folders, files = _children(scope, planned, folder)
    unread = tuple(_unread(planned, folder))
    made = planned.made.get(folder)
    if made is not None and (made.folders, made.files, made.unread) == (folders, files, unread):
        return made
    project = planned.project
    shape = project.neighbours.shape(folder)
    planned.made[folder] = FolderFacts(
        path=folder,
        name=planned.name,
        purpose=survey.readme_of(project, folder),
        folders=folders,
        files=files,
        most_used=shape.most_used,
        entries=shape.entries if not folder else (),
        languages=tuple(_languages(project, below(project.noted, folder))),
        packages=shape.packages if not folder else (),
        edges=shape.edges,
        unread=unread,
        pending=scope.routing.of_folder(folder) is not None,
    )
    return planned.made[folder]


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
    sentence = planned.descriptions.sentence(path)
    if sentence is None:
        notes = planned.links.folders if path.endswith("/") else planned.links.files
        try:
            document = vault.read_document(scope.target, notes[path.removesuffix("/")])
            description = frontmatter.values(document.front).get("description") if document else ""
        except NoteBlocked:
            description = ""
        sentence = description if isinstance(description, str) else ""
        planned.descriptions.sentences[path] = sentence
    return sentence


def _languages(project: Project, paths: Iterable[str]) -> list[str]:
    sizes: Counter[str] = Counter()
    for path in paths:
        entry = project.entries[path]
        if entry.kind in (Kind.CODE, Kind.TEST):
            sizes[languages.get(entry.language).title] += entry.file.size
    return [title for title, _ in sizes.most_common(_MOST_LISTED)]


def _unread(planned: TreePlan, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the files right in a folder that were not read, or not to the end, and why."""
    yield from planned.project.unread.get(folder, ())
    for path in planned.children.get(folder, ((), ()))[1]:
        for why in planned.descriptions.unread_of(path):
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
