"""Plans a run: compares sources with notes before anything is asked or written."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ralf_notes.errors import NoteBlocked
from ralf_notes.models import routing
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.layout import Layout, note_paths
from ralf_notes.notes.links import Links
from ralf_notes.notes.obsidian import base
from ralf_notes.paths import all_folders
from ralf_notes.plan.around.borrowed import has_lender_changed
from ralf_notes.plan.around.style import Style
from ralf_notes.plan.around.words import TreeWords
from ralf_notes.plan.file_note import plan_file, shown_digest
from ralf_notes.plan.folder_note import plan_folders
from ralf_notes.plan.orphans.notes import Orphan
from ralf_notes.plan.orphans.orphan_plan import plan_orphans
from ralf_notes.plan.orphans.silence import says_nothing, silence_of
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_changes import NoteRecorder
from ralf_notes.plan.tree_plan import Descriptions, FilePlan, TreePlan
from ralf_notes.source.classify import Kind
from ralf_notes.source.git_log import changed_since, last_changed


def compare(scope: Scope, projects: Iterable[Project]) -> list[TreePlan]:
    """Compare surveyed trees with their notes; an earlier tree takes first what `limit` allows."""
    plans: list[TreePlan] = []
    for project in projects:
        planned = compare_tree(scope, project)
        plans.append(planned)
        if scope.limit is not None:
            scope = replace(scope, limit=scope.limit - len(planned.files_to_ask()[: scope.limit]))
    return plans


def compare_tree(scope: Scope, project: Project) -> TreePlan:
    """Compare a tree with its notes.

    A note is examined if its source changed, if the note itself changed, or if what it shows of
    other files changed; the others stay as they are.
    """
    changes = project.changes
    project, layout, retired = _without_silent(scope, project, _layout(scope, project))
    orphans = plan_orphans(scope, project, layout, retired)

    def plan_files(paths: Iterable[str]) -> dict[str, FilePlan]:
        moved = orphans.moves
        return {p: plan_file(scope, project, p, layout.files[p], moved.get(p)) for p in paths}

    up_to_date = set() if scope.examines_all else {*_up_to_date(project)}
    files = plan_files(path for path in project.documented if path not in up_to_date)
    links = _links(scope, project, layout, files)
    if not project.is_linked_as_before or any(path not in links.files for path in files):
        rows = changes.note_rows
        others = [p for p in up_to_date if rows[p].shown_digest != shown_digest(project, links, p)]
        files = dict(sorted({**files, **plan_files(others)}.items()))
        up_to_date.difference_update(others)
    tree, chosen = project.tree, None
    if scope.changed_since:
        chosen = changed_since(tree.root, scope.changed_since, tree.commit)
    project = replace(project, silent=project.silent | _silent_elsewhere(project, links))
    planned = TreePlan(
        project=project,
        layout=layout,
        links=links,
        files=files,
        folders=tuple(sorted(project.folders, key=lambda p: (-p.count("/") - bool(p), p))),
        up_to_date=frozenset(up_to_date),
        children=_children(links, project.silent),
        orphans=orphans,
        descriptions=Descriptions(
            {path: changes.note_rows[path] for path in (*up_to_date, *_left_alone(project))},
            {path: project.files[path].sentence for path in project.silent},
        ),
        words=TreeWords(tree),
        style=Style(),
        recorder=NoteRecorder(changes),
        chosen=chosen,
        limit=scope.limit,
        last_changed=last_changed(tree.root, tree.commit) if scope.newest_first else {},
    )
    return plan_folders(scope, planned)


def _up_to_date(project: Project) -> Iterator[str]:
    """Yield the files that are as their notes say, with what their prose borrows from others."""
    changes = project.changes
    for path in project.documented:
        is_current = changes.is_current(path, project.files[path].digest)
        if is_current and not has_lender_changed(project, changes.note_rows[path].borrowed):
            yield path


def _silent_elsewhere(project: Project, links: Links) -> set[str]:
    """Return the files outside of this run that have a line in their folder's note and no note."""
    files = project.files
    candidates = (path for path in project.elsewhere if path in files and path not in links.files)
    return {p for p in candidates if files[p].is_silent and files[p].kind is not Kind.SKIPPED}


def _left_alone(project: Project) -> Iterator[str]:
    """Yield the keys of the rows of notes that a run on the whole tree would work on as well."""
    folders = all_folders(project.elsewhere) - project.folders if project.elsewhere else ()
    keys = (*project.elsewhere, *(f"{folder}/" for folder in folders))
    yield from filter(project.changes.is_written, keys)


def _without_silent(
    scope: Scope, project: Project, layout: Layout
) -> tuple[Project, Layout, tuple[Orphan, ...]]:
    """Leave out the files about which nothing is to be said; return the notes that they had, too.

    Args:
        scope: the run's.
        project: the tree.
        layout: where the notes of its files are, or would be.
    """
    silence = silence_of(scope, project, layout)
    noted = tuple(path for path in project.documented if path not in silence.files)
    notes = {path: note for path, note in layout.files.items() if path not in silence.files}
    elsewhere = project.elsewhere
    code = (path for path in (*silence.files, *elsewhere) if _is_silent_code(project, path))
    covered = sorted({*noted, *filter(project.changes.is_written, elsewhere), *code})
    project = replace(project, documented=noted, silent=silence.files, covered=tuple(covered))
    return project, replace(layout, files=notes), silence.retired


def _is_silent_code(project: Project, path: str) -> bool:
    """Whether a file is code of which the parser knows only the language.

    Its folders tell of it as of others.
    """
    file = project.files.get(path)
    return file is not None and file.is_open_to_prose and file.kind in (Kind.CODE, Kind.TEST)


def model_turns(scope: Scope, plans: Sequence[TreePlan]) -> tuple[tuple[str, str], ...]:
    """Return the order of the work as pairs: the task, and the model that does it."""
    routes = [file.route for planned in plans for file in planned.queue()]
    folders = [folder for planned in plans for folder in planned.folders_to_ask]
    needed = {"part", "file", *("folder" if folder else "overview" for folder in folders)}
    return tuple(each for each in routing.order_of_work(scope.routing, routes) if each[0] in needed)


def _layout(scope: Scope, project: Project) -> Layout:
    """Return where the notes of a tree are; from the cache, if its rows still hold."""
    paths = [path for path, file in project.files.items() if file.kind is not Kind.SKIPPED]
    rows = project.changes.note_rows
    if project.is_linked_as_before:
        is_all = len(paths) == len(project.documented)
        folders = project.folders if is_all else frozenset(all_folders(paths))
        have_rows = all(path in rows or says_nothing(project, path) for path in paths)
        if have_rows and all(f"{folder}/" in rows for folder in folders):
            return Layout(
                {path: rows[path].note for path in paths if path in rows},
                {folder: rows[f"{folder}/"].note for folder in folders},
            )

    def owner(note_path: str) -> str | None:
        """Return the source path that an existing note names, None if there is none of ours."""
        try:
            document = vault.read_document(scope.target, note_path)
            source = frontmatter.values(document.front).get("source") if document else None
        except NoteBlocked:
            return None
        return source if isinstance(source, str) else None

    return note_paths(project.tree.name, paths, scope.config.folder_note_style, owner)


def _links(scope: Scope, project: Project, layout: Layout, files: Mapping[str, FilePlan]) -> Links:
    """Return the links of a tree: to notes that this run writes or leaves, and to existing ones.

    Args:
        scope: the run's.
        project: the tree.
        layout: where its notes are.
        files: those that are examined; the other selected ones have their note.
    """
    config, target, selected = scope.config, scope.target, project.tree.selected

    def has_note(path: str, note_path: str) -> bool:
        is_written = path in selected and (path not in files or files[path].status != "blocked")
        return is_written or vault.is_there(target, note_path)

    notes = {path: note for path, note in layout.files.items() if has_note(path, note)}
    folder_notes = {
        path: note
        for path, note in layout.folders.items()
        if path in project.folders or vault.is_there(target, note)
    }
    prefix = scope.vault_place.prefix.rstrip("/")
    has_base = base.is_wanted(config, scope.vault_place)
    return Links(notes, folder_notes, config.links, prefix, has_base)


def _children(
    links: Links, silent: Collection[str]
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the subfolders and the files right in each folder, those without a note as well.

    Those of tools, whose names begin with a dot, come last.
    """
    children: defaultdict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for position, paths in enumerate((links.folders, [*links.files, *silent])):
        for path in sorted(paths, key=lambda path: (posixpath.basename(path)[:1] == ".", path)):
            if path:
                children[path.rpartition("/")[0]][position].append(path)
    return {folder: (tuple(folders), tuple(files)) for folder, (folders, files) in children.items()}
