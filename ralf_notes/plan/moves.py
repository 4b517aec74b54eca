"""Sources that were moved or renamed: their content is elsewhere, and the note goes there. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256

from ralf_notes.paths import folders_above
from ralf_notes.plan.orphans import Gone

_EMPTY = sha256().hexdigest()
"""What many files have in common without having been moved."""


def find(deleted: Iterable[Gone], fresh: Mapping[str, str]) -> dict[str, Gone]:
    """Return the old notes of sources that were moved, by new path (a folder's ends in `/`).

    A file was moved if its content was that of one deleted file alone, and is that of one file
    alone that has no note. A folder was moved if its moved files all went to the same place; files
    whose content is not unique go with their folder.

    Args:
        deleted: the notes whose source was deleted.
        fresh: the hash of each source that has no note, as notes show it, by path.
    """
    notes = {each.source: each for each in deleted}
    old = _unique({each.source: each.digest for each in notes.values() if not each.is_folder})
    new = _unique(fresh)
    went = {old[digest]: new[digest] for digest in old if digest in new}
    places = _places([path for path in notes if path.endswith("/")], went)
    along = _along(notes, fresh, places)
    folders = _unique_values({path: now for path, now in along.items() if path.endswith("/")})
    files = {path: now for path, now in along.items() if not path.endswith("/")}
    return {now: notes[path] for path, now in (files | went | folders | places).items()}


def _along(
    notes: Mapping[str, Gone], fresh: Mapping[str, str], places: Mapping[str, str]
) -> dict[str, str]:
    """Return what goes along with the folders that were moved: files alike, and their folders."""
    there = {f"{above}/" for path in fresh for above in folders_above(path)}
    found = {}
    for folder, place in places.items():
        for path in notes:
            now = place + path.removeprefix(folder)
            is_there = now in there or fresh.get(now) == notes[path].digest
            if path.startswith(folder) and is_there:
                found[path] = now
    return found


def _unique(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the path of each hash that only one path has."""
    counts = Counter(digests.values())
    return {
        digest: path
        for path, digest in digests.items()
        if counts[digest] == 1 and not _EMPTY.startswith(digest)
    }


def _places(folders: Iterable[str], went: Mapping[str, str]) -> dict[str, str]:
    """Return where each folder's moved files are now: the folder with a slash at its end."""
    found = {}
    for folder in folders:
        inside = {path.removeprefix(folder): now for path, now in went.items()
                  if path.startswith(folder)}  # fmt: skip
        places = {now.removesuffix(path) for path, now in inside.items()}
        kept_names = all(now.endswith(f"/{path}") for path, now in inside.items())
        if len(places) == 1 and kept_names:
            found[folder] = places.pop()
    return _unique_values(found)


def _unique_values(places: Mapping[str, str]) -> dict[str, str]:
    """Return the folders that alone went where they went."""
    counts = Counter(places.values())
    return {folder: place for folder, place in places.items() if counts[place] == 1}
