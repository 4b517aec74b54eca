"""Which file a name in prose leads to: the only one nearby that has it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.outline.model import Symbol
from ralf_notes.plan import survey
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.names import code_names


def named_by_neighbours(
    scope: Scope, project: Project, path: str, borrowed: Mapping[str, str]
) -> dict[str, str]:
    """Return the names that prose about a file may use of its neighbours, and the file of each.

    These are the names that the file uses, the files themselves, and symbols of its users. A name
    that the file has itself, as the case of an enum, may mean that one: it leads to another file
    only with the name of that.

    Args:
        scope: the run's.
        project: the tree.
        path: the file.
        borrowed: the names in the prose that other files have, each with the path of one.
    """
    neighbours = project.neighbours

    def pairs() -> Iterator[tuple[str, str]]:
        for use in neighbours.resolved(path).uses:
            yield from ((name, use.path) for name in use.names)
            yield from _of_path(use.path)
        for user in neighbours.used_by(path):
            yield from _of_path(user)
        for name, origin in borrowed.items():
            if name in _names(scope, project, origin):
                yield name, origin

    own = {
        name
        for symbol in _symbols(scope, project, path)
        for name in (own_name(symbol.name), *symbol.data)
    }
    named = _unique(pairs()).items()
    return {f"{_module(other)}.{name}" if name in own else name: other for name, other in named}


def named_in_folder(
    scope: Scope, planned: TreePlan, facts: FolderFacts, prose: str
) -> dict[str, str]:
    """Return the names in prose about a folder that lead to one of its files or folders.

    A child has its name, whatever else is called so: the model was shown the children.

    Args:
        scope: the run's.
        planned: the tree.
        facts: of the folder.
        prose: what a model says of it.
    """
    wanted = {name.text.removesuffix("()") for name in code_names(prose) if name.ticked}
    if not wanted:
        return {}
    further = [*facts.most_used, *(path for path, _ in facts.entries)]
    further += [call.used.path for call in facts.calls]
    paths = dict.fromkeys((*(c.path for c in (*facts.files, *facts.inner_files)), *further))

    def pairs() -> Iterator[tuple[str, str]]:
        if not facts.path:
            named = ((posixpath.basename(path), path) for path in planned.project.covered)
            yield from (pair for pair in named if pair[0] in wanted)
        for path in paths:
            yield from _of_path(path)
            yield from ((name, path) for name in _names(scope, planned.project, path))
            for use in planned.project.neighbours.resolved(path).uses:
                yield from ((name, use.path) for name in use.names)

    children = (*facts.folders, *facts.inner_folders)
    folders = _unique(pair for child in children for pair in _of_folder(child.path))
    places = {**_unique(pairs()), **folders}
    return {name: places[name] for name in sorted(wanted & places.keys())}


def _of_path(path: str) -> Iterator[tuple[str, str]]:
    yield path, path
    yield posixpath.basename(path), path


def _of_folder(path: str) -> Iterator[tuple[str, str]]:
    for name in {path, posixpath.basename(path)}:
        yield name, f"{path}/"
        yield f"{name}/", f"{path}/"


def _module(path: str) -> str:
    return posixpath.basename(path).partition(".")[0]


def _names(scope: Scope, project: Project, path: str) -> Iterator[str]:
    return (symbol.name for symbol in _symbols(scope, project, path))


def _symbols(scope: Scope, project: Project, path: str) -> Sequence[Symbol]:
    if path not in project.files:
        return ()
    try:
        return survey.outline_of(project, path, scope.cache).symbols
    except SourceUnreadable:
        return ()


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the files of names that only one file has."""
    files: dict[str, str] = {}
    shared: set[str] = set()
    for name, path in pairs:
        if files.setdefault(name, path) != path:
            shared.add(name)
    return {name: path for name, path in sorted(files.items()) if name not in shared}
