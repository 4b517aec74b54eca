"""Notes that a person moved in the vault, or whose folder a person renamed there."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.hidden.line import source_digest
from ralf_notes.notes.render import DIGEST_SHOWN
from ralf_notes.plan import owners
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.text import count_of

_MOST_FOLDERS = 3
"""Folders that are named to a person, those with the most moved notes."""
_USUAL_SHARE = 0.5
"""Share of a tree's new notes that must be elsewhere if nothing is known of earlier runs."""


def moved_notes(scope: Scope, planned: TreePlan) -> Iterator[str]:
    """Yield a line for a person for each folder whose notes are elsewhere in the vault now.

    Looks for them only where notes are missing that an earlier run wrote, or where nothing is known
    of earlier runs; and only at files that have the name of a missing note.

    Args:
        scope: the run's.
        planned: the tree, whose missing notes this run makes again.
    """
    rows = planned.project.changes.note_rows
    missing = {path: file.note for path, file in planned.files.items() if file.status == "new"}
    if rows:
        missing = {path: note for path, note in missing.items() if path in rows}
    moved = _new_places(scope, planned, missing) if missing else {}
    if not moved or (not rows and len(moved) < _USUAL_SHARE * len(missing)):
        return
    folders = Counter(_renamed(missing[path], note) for path, note in moved.items())
    for (old, new), count in folders.most_common(_MOST_FOLDERS):
        notes = count_of(count, "note")
        fix = f"Move {new or 'it'} back in place of the new {old}, or delete what you do not need"
        if old == planned.layout.folders[""].partition("/")[0]:
            root = planned.project.tree.root
            fix = (
                f"To keep that name: source_paths: [{{path: {root}, name: {new}}}], and delete "
                f"{old}; or move {new} back to {old}"
            )
        where = f"{new}/" if new else "the top of the vault"
        yield f"{notes} of {old}/ moved to {where} in the vault: {old}/ gets new ones. {fix}."


def _new_places(scope: Scope, planned: TreePlan, missing: Mapping[str, str]) -> dict[str, str]:
    """Return where missing notes are now, by the path of their source."""
    others = owners.names(scope.target) - {planned.name}
    names = {posixpath.basename(note) for note in missing.values()}
    new_places = {}
    for path in vault.markdown_files(scope.target):
        if path.partition("/")[0] in others or posixpath.basename(path) not in names:
            continue
        try:
            document = vault.read_document(scope.target, path)
            properties = frontmatter.values(document.front) if document else {}
        except NoteBlocked:
            continue
        source = properties.get("source")
        if document is None or not isinstance(source, str) or source not in missing:
            continue
        if source_digest(document.body, properties) in _digests(planned, source):
            new_places[source] = path
    return new_places


def _digests(planned: TreePlan, path: str) -> set[str]:
    """Return what the note of a file may say that it is about: its content now, or earlier."""
    row = planned.project.changes.note_rows.get(path)
    digests = [planned.project.files[path].digest, row.content_digest if row else ""]
    return {digest[:DIGEST_SHOWN] for digest in digests if digest}


def _renamed(old: str, new: str) -> tuple[str, str]:
    """Return the folders of two paths, without the folders at their ends that both share."""
    one, other = (path.split("/")[:-1] for path in (old, new))
    while len(one) > 1 and other and one[-1] == other[-1]:
        one.pop()
        other.pop()
    return "/".join(one), "/".join(other)
