"""What a run will do: sources and notes compared, before anything is asked or written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ralf_notes.errors import NoteBlocked
from ralf_notes.models import routing
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.layout import Layout, note_paths
from ralf_notes.notes.links import Links
from ralf_notes.paths import all_folders
from ralf_notes.plan import folder_note
from ralf_notes.plan.file_note import file_plan, near
from ralf_notes.plan.orphans.orphan_plan import plan_orphans
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.standing import Recorder
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_plan import Descriptions, FilePlan, TreePlan
from ralf_notes.source.classify import Kind
from ralf_notes.source.git_log import changed_since, last_changed


def make_all(scope: Scope, projects: Iterable[Project]) -> list[TreePlan]:
    """Compare all trees with the notes that are there."""
    return [make(scope, project) for project in projects]


def make(scope: Scope, project: Project) -> TreePlan:
    """Compare a tree with the notes that are there.

    A note is looked at where its source changed, where the note itself did, or where what it shows
    of other files did; the others stand as they are.
    """
    standing, entries = project.standing, project.entries
    header = standing.header
    # Then links, layout and the shape of folders are as the rows of the notes have them.
    is_linked_as_before = (header.settings, header.joint) == (standing.settings, project.joint)
    layout = _layout(scope, project, is_linked_as_before)
    stands = {
        path
        for path in project.noted
        if not scope.looks_at_all and standing.stands(path, entries[path].digest)
    }
    orphans = plan_orphans(scope, project, layout)

    def look_at(paths: Iterable[str]) -> dict[str, FilePlan]:
        return {
            p: file_plan(scope, project, p, layout.files[p], orphans.moves.get(p)) for p in paths
        }

    files = look_at(path for path in project.noted if path not in stands)
    links = _links(scope, project, layout, files)
    if not is_linked_as_before or any(path not in links.files for path in files):
        others = [p for p in stands if standing.notes[p].near != near(project, links, p)]
        files = dict(sorted({**files, **look_at(others)}.items()))
        stands.difference_update(others)
    planned = TreePlan(
        project,
        layout,
        links,
        files,
        tuple(sorted(project.folders, key=lambda path: (-path.count("/") - bool(path), path))),
        frozenset(stands),
        _children(links),
        orphans,
        Descriptions({path: standing.notes[path] for path in standing.notes if path in stands}),
        Recorder(standing),
        {},
        {},
        changed_since(project.tree.root, scope.changed_since, project.tree.commit)
        if scope.changed_since
        else None,
        scope.limit,
        last_changed(project.tree.root, project.tree.commit) if scope.newest_first else {},
    )
    return folder_note.look_at_folders(scope, planned, is_linked_as_before=is_linked_as_before)


def _layout(scope: Scope, project: Project, is_linked_as_before: bool) -> Layout:
    """Return where the notes of a tree are; as the cache has it, if that is still so."""
    name, notes = project.tree.name, project.standing.notes
    paths = [path for path, entry in project.entries.items() if entry.kind is not Kind.SKIPPED]
    if is_linked_as_before:
        is_all = len(paths) == len(project.noted)
        folders = project.folders if is_all else frozenset(all_folders(paths))
        keys = {folder: f"{folder}/" for folder in folders}
        if all(path in notes for path in paths) and all(key in notes for key in keys.values()):
            return Layout(
                {path: notes[path].note for path in paths},
                {folder: notes[key].note for folder, key in keys.items()},
            )
    return note_paths(
        name, paths, scope.config.folder_note_style, owner=lambda path: _owner(scope.target, path)
    )


def order(scope: Scope, plans: Sequence[TreePlan]) -> tuple[tuple[str, str], ...]:
    """Return the order of the work: what is asked, and of which model."""
    routes = [file.route for planned in plans for file in planned.queue()]
    order = routing.order_of_work(scope.routing, routes)
    folders = {"overview" if not folder else "folder" for p in plans for folder in p.due}
    return tuple(each for each in order if each[0] in ("part", "file") or each[0] in folders)


def _owner(target: Path, note_path: str) -> str | None:
    """Return the source path that an existing note names, None if it is not there or not ours."""
    try:
        document = vault.read_document(target, note_path)
        source = frontmatter.values(document.front).get("source") if document else None
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


def _links(scope: Scope, project: Project, layout: Layout, files: Mapping[str, FilePlan]) -> Links:
    """Return the links of a tree: to what this run writes or leaves, and to what is there already.

    Args:
        scope: the run's.
        project: the tree.
        layout: where its notes are.
        files: those that are looked at; the other selected ones have their note.
    """
    config, target, selected = scope.config, scope.target, project.tree.selected

    def has_note(path: str, note_path: str) -> bool:
        is_written = path in selected and (path not in files or files[path].status != "blocked")
        return is_written or os.path.isfile(target / note_path)

    notes = {path: at for path, at in layout.files.items() if has_note(path, at)}
    folder_notes = {
        path: at
        for path, at in layout.folders.items()
        if path in project.folders or os.path.isfile(target / at)
    }
    prefix = ""
    if config.vault_root is not None:
        relative = target.resolve().relative_to(config.vault_root.resolve()).as_posix()
        prefix = "" if relative == "." else relative
    return Links(notes, folder_notes, config.links, prefix)
