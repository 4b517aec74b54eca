"""Whether anything changed since the last run that left nothing to do: by stat alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from ralf_notes import __version__
from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache
from ralf_notes.source.walk import Walk

_HOW = {
    "start_at", "stop_at", "max_time", "unload", "on_failure", "server_wait", "retries", "parallel",
    "workers", "scheduler",
}  # fmt: skip
"""Settings of how a run goes about it: they change no note."""


def is_unchanged(cache: Cache, config: Config, walked: Walk) -> bool:
    """Tell whether sources, notes and configuration are as the last whole run left them."""
    target = config.target()
    last = cache.run(target)
    if last is None:
        return False
    mark, notes = last
    return mark == _digest(config, walked, target, notes.split("\n") if notes else [])


def remember(cache: Cache, config: Config, walked: Walk, notes: Iterable[str]) -> None:
    """Remember a run that left nothing to do.

    Args:
        cache: where.
        config: the run's.
        walked: what it found.
        notes: the paths of all its notes below the target.
    """
    target, paths = config.target(), sorted(notes)
    cache.put_run(target, _digest(config, walked, target, paths), "\n".join(paths))


def _digest(config: Config, walked: Walk, target: Path, notes: list[str]) -> str:
    settings = config.model_dump_json(exclude=_HOW)
    lines = [__version__, settings, *_source_lines(walked)]
    lines += _note_lines(str(target), notes)
    return sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def _source_lines(walked: Walk) -> Iterator[str]:
    for tree in walked.trees:
        yield f"{tree.root} {tree.name} {len(tree.selected)}"
        for file in tree.files:
            yield f"{file.path} {file.version} {file.kind}"
        if len(tree.selected) != len(tree.files):
            yield from sorted(tree.selected)


def _note_lines(target: str, notes: list[str]) -> Iterator[str]:
    for path in notes:
        try:
            found = os.stat(f"{target}/{path}")
        except OSError:
            yield "gone"
        else:
            yield f"{found.st_size} {found.st_mtime_ns}"
