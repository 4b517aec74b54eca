"""When files were last changed, by git's log: of two equally used files the newer matters more."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ralf_notes.source import git

_MOST_COMMITS = 2000
"""How far back the log is read: what lies further back counts as equally old."""
_LONGEST = 20
"""Seconds that git may take."""


def last_changed(root: Path, commit: str = "") -> dict[str, int]:
    """Return when files below a folder were last committed, in seconds since 1970.

    With `commit`, that is asked of its history, of all its files.

    Empty where there is no git, no commit yet, or git takes too long: the order of the work is all
    that depends on it.
    """
    asked = git.command(
        str(root), "-c", "log.showSignature=false", "log", "--relative", "-z", "--name-only",
        "--no-renames", "--format=%x01%ct", f"--max-count={_MOST_COMMITS}",
        *([commit, "--"] if commit else ["--", "."]),
    )  # fmt: skip
    try:
        done = subprocess.run(
            asked, capture_output=True, env=git.environment(), timeout=_LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    found: dict[str, int] = {}
    if done.returncode == 0:
        for path, when in _changes(os.fsdecode(done.stdout)):
            found.setdefault(path, when)
    return found


def _changes(log: str) -> Iterator[tuple[str, int]]:
    """Yield each path with the time of its commit, the newest commit first."""
    for commit in log.split("\x01")[1:]:
        head, _, names = commit.partition("\0")
        if head.isdigit():  # else a file's name has broken the line, and that file is no matter
            paths = names.removeprefix("\n").split("\0")
            yield from ((path, int(head)) for path in paths if path)
