"""The files of all indexes: one for each target, beside the cache. They cost no text to lose."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from ralf_notes.machine.cache import EntryKind, Holding, default_path

_ENDINGS = ("-wal", "-shm", "")
"""Of what SQLite keeps of one index; the file itself goes last."""
_MOST_RECORDS = 20
"""Each lists all paths of its tree, and there is one for each folder that is searched from."""


def index_path(target: Path) -> Path:
    """Return where the index of a target is."""
    name = blake2b(os.fsencode(os.path.abspath(target)), digest_size=8).hexdigest()
    return default_path().with_name(f"search-{name}.sqlite")


def record_path(key: str) -> Path:
    """Return where it is kept what a search depends on."""
    return default_path().with_name(f"search-{key}.seen")


def holdings(cache: Path) -> Iterator[Holding]:
    """Yield how much the indexes beside a cache hold, if there are any."""
    files = _files(cache)
    if files:
        oldest = min(file.stat().st_mtime for file in files)
        yield Holding(EntryKind.INDEX, len(files), sum(map(_size, files)), oldest)


def clear(cache: Path) -> int | None:
    """Remove all indexes beside a cache; return the bytes that they held, None without any."""
    files = _files(cache)
    freed = sum(map(_size, files))
    for file in files:
        remove(file)
    for record in _records(cache):
        record.unlink(missing_ok=True)
    return freed if files else None


def keep_within(most: int, current: Path) -> None:
    """Remove the indexes that were not used for longest, until the others are small enough.

    Args:
        most: bytes that all may take.
        current: the one that is in use, which stays.
    """
    with suppress(OSError):
        os.utime(current)
        files = sorted(_files(current), key=lambda file: file.stat().st_mtime)
        size = sum(map(_size, files))
        for file in files:
            if size > most and file != current:
                size -= _size(file)
                remove(file)


def keep_newest_records() -> None:
    """Remove the records of what searches depended on, but the newest."""
    with suppress(OSError):
        newest_first = sorted(_records(default_path()), key=lambda r: -r.stat().st_mtime_ns)
        for record in newest_first[_MOST_RECORDS:]:
            record.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove an index, and what SQLite keeps beside it."""
    for ending in _ENDINGS:
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _files(cache: Path) -> list[Path]:
    return sorted(cache.parent.glob("search-*.sqlite"))


def _records(cache: Path) -> list[Path]:
    return [*cache.parent.glob("search-*.seen")]


def _size(path: Path) -> int:
    sizes = 0
    for ending in _ENDINGS:
        with suppress(OSError):
            sizes += os.stat(f"{path}{ending}").st_size
    return sizes
