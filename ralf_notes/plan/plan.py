"""What a run will do: sources and notes compared, before anything is asked or written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.models import routing
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.layout import Layout, note_paths
from ralf_notes.notes.links import Links
from ralf_notes.notes.render import DIGEST_SHOWN
from ralf_notes.paths import all_folders
from ralf_notes.plan import absence, folder_note, moves, orphans, removal
from ralf_notes.plan.absence import Absences
from ralf_notes.plan.file_note import file_plan
from ralf_notes.plan.orphans import Found, Gone
from ralf_notes.plan.removal import Removal
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_plan import FilePlan, TreePlan
from ralf_notes.source.classify import Kind
from ralf_notes.source.git_log import changed_since, last_changed


def make_all(scope: Scope, projects: Iterable[Project]) -> list[TreePlan]:
    """Compare all trees with the notes that are there."""
    return [make(scope, project) for project in projects]


def make(scope: Scope, project: Project) -> TreePlan:
    """Compare a tree with the notes that are there."""
    config, target = scope.config, scope.target
    layout = note_paths(
        project.tree.name,
        [p for p, e in project.entries.items() if e.kind is not Kind.SKIPPED],
        config.folder_note_style,
        owner=lambda path: _owner(target, path),
    )
    noted = project.noted()
    there = orphans.find(target, layout, config.tags_prefix)
    absent = absence.absences(project.tree, [each.source for each in there.gone])
    moved = _followed(scope, project, layout, there, absent)
    files = {
        path: file_plan(scope, project, path, layout.files[path], moved.get(path)) for path in noted
    }
    folders = all_folders(noted)
    links = _links(layout, files, folders, config, target)
    deepest_first = sorted(folders, key=lambda path: (-path.count("/") - bool(path), path))
    planned = TreePlan(
        project,
        layout,
        links,
        files,
        tuple(deepest_first),
        _children(links),
        moved,
        _removal(scope, there, absent, moved),
        changed_since(project.tree.root, scope.changed_since, project.tree.commit)
        if scope.changed_since
        else None,
        scope.limit,
        last_changed(project.tree.root, project.tree.commit) if scope.newest_first else {},
    )
    if not routing.all_models(scope.routing):
        return planned
    stale = folder_note.stale(scope, planned)
    queue = [file.path for file in planned.open_work()]
    due = stale | (all_folders(queue) if queue else set())
    return replace(planned, stale=stale, due=due)


def order(scope: Scope, plans: Sequence[TreePlan]) -> tuple[tuple[str, str], ...]:
    """Return the order of the work: what is asked, and of which model."""
    routes = [file.route for planned in plans for file in planned.queue()]
    order = routing.order_of_work(scope.routing, routes)
    folders = {"overview" if not folder else "folder" for p in plans for folder in p.due}
    return tuple(each for each in order if each[0] in ("part", "file") or each[0] in folders)


def _followed(
    scope: Scope, project: Project, layout: Layout, there: Found, absent: Absences
) -> dict[str, Gone]:
    """Return the notes that go with sources which were moved, by the new path."""
    deleted = set(absent.deleted)
    fresh = {
        path: project.entries[path].digest[:DIGEST_SHOWN]
        for path in project.noted()
        if not os.path.lexists(scope.target / layout.files[path])
    }
    moved = moves.find([each for each in there.gone if each.source in deleted], fresh)
    return {path: each for path, each in moved.items() if _is_free(scope.target, layout, path)}


def _is_free(target: Path, layout: Layout, source: str) -> bool:
    """Tell whether there is no note yet of a file or (with a slash at its end) of a folder."""
    notes = layout.folders if source.endswith("/") else layout.files
    note_path = notes.get(source.rstrip("/"))
    return note_path is not None and not os.path.lexists(target / note_path)


def _removal(scope: Scope, there: Found, absent: Absences, moved: Mapping[str, Gone]) -> Removal:
    """Decide about the notes of deleted sources; a run on chosen files decides nothing."""
    if scope.is_partial:
        return Removal()
    followed = {each.note for each in moved.values()}
    left = [each for each in there.gone if each.note not in followed]
    return removal.decide(left, absent, there.there, scope.config.prune, scope.prunes)


def _owner(target: Path, note_path: str) -> str | None:
    """Return the source path that an existing note names, None if it is not there or not ours."""
    try:
        document = vault.read(target, note_path)
        source = frontmatter.read(document.front).get("source") if document else None
    except NoteBlocked:
        return None
    return source if isinstance(source, str) else None


def _children(links: Links) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    folders: dict[str, list[str]] = {}
    files: dict[str, list[str]] = {}
    for found, paths in ((folders, links.folders), (files, links.files)):
        for path in sorted(paths):
            if path:
                found.setdefault(path.rpartition("/")[0], []).append(path)
    return {
        folder: (tuple(folders.get(folder, ())), tuple(files.get(folder, ())))
        for folder in {*folders, *files}
    }


def _links(
    layout: Layout, files: Mapping[str, FilePlan], folders: set[str], config: Config, target: Path
) -> Links:
    """Return the links of a tree: to what this run writes, and to what is there already."""
    there = {
        path: note_path
        for path, note_path in layout.files.items()
        if (path in files and files[path].status != "blocked") or os.path.isfile(target / note_path)
    }
    folder_notes = {
        path: note_path
        for path, note_path in layout.folders.items()
        if path in folders or os.path.isfile(target / note_path)
    }
    prefix = ""
    if config.vault_root is not None:
        relative = target.resolve().relative_to(config.vault_root.resolve()).as_posix()
        prefix = "" if relative == "." else relative
    return Links(there, folder_notes, config.links, prefix)
