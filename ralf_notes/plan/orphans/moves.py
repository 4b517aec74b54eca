"""Sources that were moved or renamed: their notes go along. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256

from ralf_notes.paths import folders_above
from ralf_notes.plan.orphans.notes import Orphan

_EMPTY = sha256().hexdigest()
"""The digest that many files share without having been moved."""


def find_moves(deleted: Iterable[Orphan], fresh: Mapping[str, str]) -> dict[str, Orphan]:
    """Return the notes of sources that were moved, by new path (a folder's ends in `/`).

    A file was moved if exactly one deleted file had its content, and exactly one file without a
    note has it now. A folder was moved if its moved files all went to the same place; files
    whose content is not unique go with their folder.

    Args:
        deleted: the notes whose source was deleted.
        fresh: the digest of each source that has no note, as notes show it, by path.
    """
    notes = {orphan.source: orphan for orphan in deleted}
    old = _unique({path: each.digest for path, each in notes.items() if not each.is_folder})
    new = _unique(fresh)
    renamed = {old[digest]: new[digest] for digest in old if digest in new}
    moved_folders = _moved_folders([path for path in notes if path.endswith("/")], renamed)

    # Files of the same content, and subfolders, go along with a folder that was moved.
    fresh_folders = {f"{folder}/" for path in fresh for folder in folders_above(path)}
    files_along: dict[str, str] = {}
    folders_along: dict[str, str] = {}
    for folder, new_folder in moved_folders.items():
        for path in notes:
            new_path = new_folder + path.removeprefix(folder)
            exists = new_path in fresh_folders or fresh.get(new_path) == notes[path].digest
            if path.startswith(folder) and exists:
                (folders_along if path.endswith("/") else files_along)[path] = new_path
    renamed = files_along | renamed | _unshared(folders_along) | moved_folders
    return {new_path: notes[path] for path, new_path in renamed.items()}


def _unique(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the path of each digest that only one path has."""
    counts = Counter(digests.values())
    return {
        digest: path
        for path, digest in digests.items()
        if counts[digest] == 1 and not _EMPTY.startswith(digest)
    }


def _moved_folders(folders: Iterable[str], renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the new path of each folder whose renamed files went to one place."""
    moved = {}
    for folder in folders:
        inside = {path.removeprefix(folder): new_path for path, new_path in renamed.items()
                  if path.startswith(folder)}  # fmt: skip
        places = {new_path.removesuffix(path) for path, new_path in inside.items()}
        kept_names = all(new_path.endswith(f"/{path}") for path, new_path in inside.items())
        if len(places) == 1 and kept_names:
            moved[folder] = places.pop()
    return _unshared(moved)


def _unshared(moved: Mapping[str, str]) -> dict[str, str]:
    """Return the folders whose new path no other folder has."""
    counts = Counter(moved.values())
    return {folder: new_path for folder, new_path in moved.items() if counts[new_path] == 1}
