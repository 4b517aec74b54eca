"""Files about which nothing is to be said: a line in their folder's note stands for a note.

Such files are empty, or a licence, or of a kind of which nothing else is known: a model may write
about those of code. A note that one has from an earlier run stays if the user wrote in it or links
to it, or if it holds what a model wrote of the file; else it goes to the trash.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import vault
from ralf_notes.notes.layout import Layout
from ralf_notes.plan.orphans.notes import Orphan, orphan_at
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.source.classify import Kind


@dataclass(frozen=True, slots=True)
class Silence:
    """The files of a tree that get no note of their own."""

    files: frozenset[str] = frozenset()
    retired: tuple[Orphan, ...] = ()
    """The notes that some of them have from earlier runs: they go to the trash."""


def silence_of(scope: Scope, project: Project, layout: Layout) -> Silence:
    """Decide which files of a tree get no note.

    Args:
        scope: the run's; a run on chosen files, or one that removes no notes, retires none.
        project: the tree.
        layout: where the notes of its files are, or would be; without the path of a file that had
            no note in the last run over the same files.
    """
    candidates = [path for path in project.documented if _is_silent(scope, project, path)]
    files = {path for path in candidates if not _has_note(scope, layout, path)}
    retires = scope.config.prune and not scope.is_partial
    doubtful = {
        path: layout.files[path]
        for path in candidates
        if retires
        and path not in files
        and not _was_kept(project, path)
        and not (project.files[path].is_open_to_prose and _holds_prose(scope, layout.files[path]))
    }
    retired = dict(_unneeded(scope, doubtful))
    return Silence(frozenset(files | retired.keys()), tuple(retired.values()))


def _is_silent(scope: Scope, project: Project, path: str) -> bool:
    """Whether the parser has nothing to say, no model is asked, and it uses no file nor one it."""
    file = project.files[path]
    if file.is_open_to_prose and scope.config.asks_about(file.kind):
        return False
    return says_nothing(project, path)


def says_nothing(project: Project, path: str) -> bool:
    """Whether the parser has nothing to say about a file, and it uses no file nor one it.

    If such a file is to have a note, that is for the prose of a model.
    """
    if not project.files[path].is_silent:
        return False
    if project.is_linked_as_before and path not in project.changes.note_rows:
        return True  # as the last run decided
    if project.neighbours.resolved(path).uses:
        return False
    users = (project.files[user] for user in project.neighbours.used_by(path))
    return all(user.kind is Kind.DOCS for user in users)


def _has_note(scope: Scope, layout: Layout, path: str) -> bool:
    note = layout.files.get(path)
    return note is not None and os.path.lexists(scope.target / note)


def _was_kept(project: Project, path: str) -> bool:
    """Whether the last run has looked at the same note of the same file, and left it."""
    is_current = project.changes.is_current(path, project.files[path].digest)
    return project.is_linked_as_before and is_current


def _holds_prose(scope: Scope, note: str) -> bool:
    """Whether a model wrote what a note says: a run without a model keeps it."""
    try:
        stored = vault.read_stored(scope.target, note)
    except NoteBlocked:
        return True
    return stored is not None and any(kept.summary for kept in stored.prose)


def _unneeded(scope: Scope, notes: Mapping[str, str]) -> Iterable[tuple[str, Orphan]]:
    """Yield the notes in which the user wrote nothing, and to which no link of the user leads."""
    by_path = {
        path: orphan_at(scope.target, notes[path], scope.config.tags_prefix) for path in notes
    }
    plain = {path: each for path, each in by_path.items() if each and not each.is_written_in}
    where = scope.vault_place
    places = {f"{where.prefix}{each.note}": path for path, each in plain.items()}
    moves = {place: f"{place}\0" for place in places}  # no link can lead to such a path
    linked = {link.now for link in vault.backlinks(where.root, moves, where.start)}
    return [(path, plain[path]) for place, path in places.items() if moves[place] not in linked]
