"""The history of files in git: which changed since a revision, and when each last changed."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.source import git

_MOST_COMMITS = 2000
"""How many commits of the log are read: files that changed before count as equally old."""
_LONGEST = 20
"""Seconds that git may take."""


def changed_since(root: Path, revision: str, commit: str = "") -> frozenset[str]:
    """Return the paths that differ from a revision, including staged, unstaged and untracked ones.

    Args:
        root: the top of a git work tree.
        revision: any name of a commit, gitrevisions(7).
        commit: the id of the commit that is documented instead of the work tree, or ''.

    Raises:
        UsageError: if git does not know the revision, or the folder is not in git.
    """
    folder = str(root)
    try:
        answer = git.ask(
            folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"
        )
        base = answer.stdout.decode().strip()
        compared = (base, commit) if commit else (base,)
        options = ("--name-only", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty")
        question = (*git.without_filters(folder), "diff", *options, "-z", *compared, "--")
        changed = git.ask(folder, *question).stdout
        others = ("ls-files", "-o", "--exclude-standard", "-z")
        untracked = b"" if commit else git.ask(folder, *others).stdout
    except git.NoRepository as exc:
        why = f"{root} is not in a git work tree"
        why = why if git.is_installed() else "git, which knows what has changed, is not on the PATH"
        raise UsageError(f"--changed-since {revision}: {why}") from exc
    except SourceUnreadable as exc:
        raise UsageError(
            f"--changed-since {revision}: git does not know it in {root}. "
            "Fetch it: git fetch (in CI: check out with fetch-depth: 0)"
        ) from exc
    return frozenset(os.fsdecode(changed + untracked).split("\0")) - {""}


def is_shallow(root: Path) -> bool:
    """Whether a folder is in a clone without its older commits."""
    with suppress(git.NoRepository, SourceUnreadable):
        return git.ask(str(root), "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    return False


def last_changed(root: Path, commit: str = "") -> dict[str, int]:
    """Return when files below a folder were last committed, in seconds since 1970.

    Only the order of the work depends on it, so the result is empty if there is no git or no commit
    yet, or if git takes too long.

    Args:
        root: a folder.
        commit: the id of a commit, to return the times of all its files by its own history.
    """
    command = git.command(
        str(root), "-c", "log.showSignature=false", "log", "--relative", "-z", "--name-only",
        "--no-renames", "--format=%x01%ct", f"--max-count={_MOST_COMMITS}",
        *([commit, "--"] if commit else ["--", "."]),
    )  # fmt: skip
    try:
        result = subprocess.run(
            command, capture_output=True, env=git.environment(), timeout=_LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    times: dict[str, int] = {}
    log = os.fsdecode(result.stdout) if result.returncode == 0 else ""
    for entry in log.split("\x01")[1:]:  # the newest commit first
        time, _, names = entry.partition("\0")
        if time.isdigit():  # else a file's name has the separator in it: leave that file out
            for path in filter(None, names.removeprefix("\n").split("\0")):
                times.setdefault(path, int(time))
    return times
