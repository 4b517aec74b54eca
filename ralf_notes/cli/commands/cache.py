"""`cache`: what the cache holds, how big it is, and how to empty it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ralf_notes.errors import RalfError
from ralf_notes.machine.cache import Cache, EntryKind, Holding
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.search import indexes

_NAMES = {
    EntryKind.ANSWER: ("answer of a model", "answers of models"),
    EntryKind.PROSE: ("earlier prose of a note", "earlier prose of notes"),
    EntryKind.NOTE: ("record of a note", "records of notes"),
    EntryKind.FILE: ("record of a source file", "records of source files"),
    EntryKind.OUTLINE: ("outline", "outlines"),
    EntryKind.LINKS: ("link between files", "links between files"),
    EntryKind.INDEX: ("index for search", "indexes for search"),
}


def cache_lines(path: Path, largest: int) -> Iterator[str]:
    """Yield what a person reads about a cache.

    Args:
        path: its file, which may be missing.
        largest: bytes that it may take.

    Raises RalfError when the file cannot be used.
    """
    size, holdings = cache_data(path)
    if size is None:
        yield f"{path}: nothing yet, at most {gigabytes(largest)}"
        return
    yield f"{path}: {gigabytes(size)}, at most {gigabytes(largest)}"
    for each in holdings.values():
        day = datetime.fromtimestamp(each.oldest, UTC).date().isoformat()
        what = _NAMES[each.kind][each.count != 1]
        yield f"{each.count:>9} {what}, {gigabytes(each.size)}, the oldest from {day}"


def cache_data(path: Path) -> tuple[int | None, dict[str, Holding]]:
    """Return the bytes of a cache and, by name, what it holds of each kind; None if there is none.

    Raises RalfError when the file cannot be used.
    """
    holdings = [*indexes.holdings(path)]
    size = sum(each.size for each in holdings)
    if path.exists():
        with _opened(path) as cache:
            holdings = [*cache.holdings(), *holdings]
            size += cache.size()
    by_name = {_NAMES[each.kind][1]: each for each in holdings if each.kind in _NAMES}
    return (size if path.exists() or holdings else None), by_name


def clear(path: Path) -> int | None:
    """Empty a cache, even while a run uses it; return the bytes that it held, None without a file.

    Raises RalfError when the file cannot be used, e.g. because another process locks it.
    """
    freed = indexes.clear(path)
    if not path.exists():
        return freed
    with _opened(path) as cache:
        size = cache.size()
        cache.clear()
        _check(path, cache)
    return size + (freed or 0)


def cleared_line(path: Path, size: int | None) -> str:
    """Return what `clear` did, for a person."""
    if size is None:
        return f"{path}: nothing to clear"
    return f"{path}: cleared, it held {gigabytes(size)}"


@contextmanager
def _opened(path: Path) -> Iterator[Cache]:
    with Cache(path) as cache:
        _check(path, cache)
        yield cache


def _check(path: Path, cache: Cache) -> None:
    if cache.problem:
        raise RalfError(f"the cache {path} cannot be used: {cache.problem}")
