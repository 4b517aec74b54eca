"""Which file a name in prose leads to: the only one nearby that has it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.plan import survey
from ralf_notes.plan.neighbours import Neighbours
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.names import code_names


def named_by_neighbours(neighbours: Neighbours, path: str) -> dict[str, str]:
    """Return the names that prose about a file may use of its neighbours, and the file of each.

    These are the names that the file uses, and the files themselves.
    """

    def pairs() -> Iterator[tuple[str, str]]:
        for use in neighbours.resolved(path).uses:
            yield from ((name, use.path) for name in use.names)
            yield from _of_path(use.path)
        for user in neighbours.used_by(path):
            yield from _of_path(user)

    return _unique(pairs())


def named_in_folder(
    scope: Scope, planned: TreePlan, facts: FolderFacts, prose: str
) -> dict[str, str]:
    """Return the names in prose about a folder that lead to one of its files.

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
            named = ((posixpath.basename(path), path) for path in planned.project.documented)
            yield from (pair for pair in named if pair[0] in wanted)
        for path in paths:
            yield from _of_path(path)
            yield from ((name, path) for name in _symbols(scope, planned, path))
            for use in planned.project.neighbours.resolved(path).uses:
                yield from ((name, use.path) for name in use.names)

    return {name: path for name, path in _unique(pairs()).items() if name in wanted}


def _of_path(path: str) -> Iterator[tuple[str, str]]:
    yield path, path
    yield posixpath.basename(path), path


def _symbols(scope: Scope, planned: TreePlan, path: str) -> Iterator[str]:
    if path not in planned.project.files:
        return
    try:
        outline = survey.outline_of(planned.project, path, scope.cache)
    except SourceUnreadable:
        return
    yield from (symbol.name for symbol in outline.symbols)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the files of names that only one file has."""
    files: dict[str, str] = {}
    shared: set[str] = set()
    for name, path in pairs:
        if files.setdefault(name, path) != path:
            shared.add(name)
    return {name: path for name, path in sorted(files.items()) if name not in shared}
