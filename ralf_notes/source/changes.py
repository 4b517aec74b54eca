"""Which files git says have changed since a revision: what `--changed-since` asks about."""

from __future__ import annotations

import os
from pathlib import Path

from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.source import git


def since(root: Path, revision: str, read: str = "") -> frozenset[str]:
    """Return the paths that differ from a revision, staged, unstaged and untracked ones included.

    Args:
        root: the top of a git work tree.
        revision: any name of a commit, gitrevisions(7).
        read: the id of the commit that is documented in place of the work tree, if one is.

    Raises UsageError when git does not know the revision, or the folder is not in git.
    """
    folder = str(root)
    try:
        commit = git.ask(
            folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"
        )
        name = commit.stdout.decode().strip()
        compared = (name, read) if read else (name,)
        question = ("diff", "--name-only", "--no-renames", "-z", *compared, "--")
        changed = git.ask(folder, *question).stdout
        others = ("ls-files", "-o", "--exclude-standard", "-z")
        untracked = b"" if read else git.ask(folder, *others).stdout
    except git.NoRepository as exc:
        raise UsageError(f"--changed-since {revision}: {root} is not in a git work tree") from exc
    except SourceUnreadable as exc:
        raise UsageError(
            f"--changed-since {revision}: git does not know it in {root}. "
            "Fetch it: git fetch (in CI: check out with fetch-depth: 0)"
        ) from exc
    return frozenset(os.fsdecode(changed + untracked).split("\0")) - {""}
