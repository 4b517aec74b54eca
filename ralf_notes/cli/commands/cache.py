"""`cache`: what the cache holds, how big it is, and how to be rid of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ralf_notes.errors import RalfError
from ralf_notes.machine.cache import Cache, What

_NAMES = {
    What.ANSWER: "answers of models",
    What.PROSE: "notes' earlier prose",
    What.RUN: "finished runs",
    What.SEEN: "files by size and time",
    What.OUTLINE: "outlines",
}


def lines(path: Path, most: int) -> Iterator[str]:
    """Yield what a person reads about a cache.

    Args:
        path: its file, which need not be there.
        most: bytes that it may have.

    Raises RalfError when the file cannot be used.
    """
    if not path.exists():
        yield f"{path}: nothing yet, at most {_megabytes(most)}"
        return
    with _opened(path) as cache:
        yield f"{path}: {_megabytes(cache.size())}, at most {_megabytes(most)}"
        for held in cache.holdings():
            day = datetime.fromtimestamp(held.oldest, UTC).date().isoformat()
            what, size = _NAMES[held.what], _megabytes(held.size)
            yield f"{held.count:>9} {what}, {size}, the oldest used about {day}"


def clear(path: Path) -> str:
    """Forget everything; return what was done, in words. Another run may go on meanwhile.

    Raises RalfError when the file cannot be used, e.g. as another process keeps it locked.
    """
    if not path.exists():
        return f"{path}: nothing to clear"
    with _opened(path) as cache:
        size = cache.size()
        cache.clear()
        _check(path, cache)
    return f"{path}: cleared, it had {_megabytes(size)}"


@contextmanager
def _opened(path: Path) -> Iterator[Cache]:
    with Cache(path) as cache:
        _check(path, cache)
        yield cache


def _check(path: Path, cache: Cache) -> None:
    if cache.problem:
        raise RalfError(f"the cache {path} cannot be used: {cache.problem}")


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.1f} MB"
