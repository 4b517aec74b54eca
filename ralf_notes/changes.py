"""Which files git says have changed since a revision: what `--changed-since` asks about."""

from __future__ import annotations

import os
from pathlib import Path

from ralf_notes import git
from ralf_notes.errors import SourceUnreadable, UsageError


def since(root: Path, revision: str) -> frozenset[str]:
    """Return the paths that differ from a revision, staged, unstaged and untracked ones included.

    Args:
        root: the top of a git work tree.
        revision: any name of a commit, gitrevisions(7).

    Raises UsageError when git does not know the revision, or the folder is not in git.
    """
    folder = str(root)
    try:
        commit = git.ask(
            folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"
        )
        name = commit.stdout.decode().strip()
        changed = git.ask(folder, "diff", "--name-only", "--no-renames", "-z", name, "--").stdout
        untracked = git.ask(folder, "ls-files", "-o", "--exclude-standard", "-z").stdout
    except git.NoRepository as exc:
        raise UsageError(f"--changed-since {revision}: {root} is not in a git work tree") from exc
    except SourceUnreadable as exc:
        raise UsageError(
            f"--changed-since {revision}: git does not know it in {root}. "
            "Fetch it: git fetch (in CI: check out with fetch-depth: 0)"
        ) from exc
    return frozenset(os.fsdecode(changed + untracked).split("\0")) - {""}
