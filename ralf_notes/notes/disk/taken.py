"""Files that were taken out of a note's place, and stay open a while: an editor may write to them.

An editor that opened a note before a run replaced it, and writes only then, writes to a file that
has no name any more. As long as that file is open here, what it wrote can be read.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from ralf_notes.notes.disk import below

_MOST = 48
"""Files that stay open for a target: macOS allows a process 256."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken out of a note's place."""

    target: Path
    path: str
    """The note's path in the target."""
    file: int
    """The descriptor of the file."""
    data: bytes
    """What it held when it was taken."""
    since: float = field(default_factory=time.monotonic)
    """When that was, on the monotonic clock, in seconds."""

    def close(self) -> None:
        """Let the file go."""
        os.close(self.file)


@dataclass(frozen=True, slots=True)
class _Watched:
    """The files of one target that are open, the oldest first."""

    tell: Callable[[str], None]
    files: deque[Taken] = field(default_factory=deque)


_watched: dict[Path, _Watched] = {}
_lock = Lock()


@contextmanager
def watching(target: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Keep a target open, and the files that are taken from it, until the end of a block.

    Args:
        target: the folder of all notes; it need not exist.
        tell: is called with a line for a person when two versions of a note could not be merged.
    """
    with below.kept_open(target):
        _watched[target] = _Watched(tell)
        try:
            yield
        finally:
            for each in due(target):
                each.close()
            del _watched[target]


def watch(each: Taken) -> Taken | None:
    """Keep a file open; return the one that is to be looked at now in its place, if any."""
    with _lock:
        watched = _watched.get(each.target)
        if watched is None:
            return each
        watched.files.append(each)
        return watched.files.popleft() if len(watched.files) > _MOST else None


def due(target: Path) -> list[Taken]:
    """Return the files that are still kept open, and keep them no longer."""
    with _lock:
        watched = _watched.get(target)
        files = [*watched.files] if watched else []
        if watched:
            watched.files.clear()
        return files


def tell(target: Path, line: str) -> None:
    """Tell the person something, if a run is at work on the target."""
    if watched := _watched.get(target):
        watched.tell(line)
