"""Sources that were moved or renamed: the same content is elsewhere, and its note goes there. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ralf_notes.gone import Gone


def find(gone: Iterable[Gone], fresh: Mapping[str, str]) -> dict[str, Gone]:
    """Return the old notes of sources that were moved, by the new path (a folder's ends in `/`).

    A file was moved if its content was that of one file that is gone, and is that of one that has
    no note. A folder was moved if all that is gone of it was, and to the same place.

    Args:
        gone: the notes whose source is gone.
        fresh: the hash of each source that has no note, as notes show it, by path.
    """
    gone = list(gone)
    old = _unique({each.source: each.digest for each in gone if each.digest})
    new = _unique(fresh)
    notes = {each.source: each for each in gone}
    moved = {new[digest]: notes[source] for digest, source in old.items() if digest in new}
    return moved | _folders([each for each in gone if each.is_folder], gone, moved, fresh)


def _unique(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the path of each hash that only one path has."""
    counts = Counter(digests.values())
    return {digest: path for path, digest in digests.items() if counts[digest] == 1}


def _folders(
    folders: Iterable[Gone],
    gone: Iterable[Gone],
    moved: Mapping[str, Gone],
    fresh: Mapping[str, str],
) -> dict[str, Gone]:
    """Return the notes of the folders that were moved, by their new path."""
    where = {each.source: path for path, each in moved.items()}
    files = [each.source for each in gone if not each.is_folder]
    found: dict[str, list[Gone]] = {}
    for folder in folders:
        below = [path for path in files if path.startswith(folder.source)]
        places = {_place(folder.source, path, where.get(path)) for path in below}
        place = places.pop() if len(places) == 1 else None
        if place and any(path.startswith(place) for path in fresh):
            found.setdefault(place, []).append(folder)
    return {place: notes[0] for place, notes in found.items() if len(notes) == 1}


def _place(folder: str, path: str, now: str | None) -> str | None:
    """Return the folder that a file's new path is below, as the old path was below the old one."""
    inside = path.removeprefix(folder)
    if now is None or not now.endswith(f"/{inside}"):
        return None
    return now.removesuffix(inside)
