"""Whether a file came with a repository, or was written by whoever works in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def came_along(path: Path, folder: Path) -> bool:
    """Whether somebody may have brought a file along with a folder's content.

    In git, that is a file that git tracks, or that lies in a repository within. Outside of git it
    is any file in the folder, such as an unpacked archive, unless the home folder lies in it.

    Args:
        path: the file, which need not exist.
        folder: the folder; if it is in a git work tree, its content is the whole tree.
    """
    # A link in the person's own folder is the person's, wherever it leads.
    file, real = Path(os.path.realpath(path.parent), path.name), Path(os.path.realpath(folder))
    top = top_of(real)
    if top is None:
        home = Path(os.path.realpath(os.path.expanduser("~")))
        return file.is_relative_to(real) and not home.is_relative_to(real)
    if not file.is_relative_to(top):
        return False
    return top_of(file.parent) != top or _is_tracked(file.relative_to(top), top)


def top_of(folder: Path) -> Path | None:
    """Return the top of the git work tree around a folder, None outside of git.

    It is the nearest folder with a `.git`, whatever git itself thinks of it: stopping too early
    trusts nobody.
    """
    real = Path(os.path.realpath(folder))
    return next((each for each in (real, *real.parents) if os.path.lexists(each / ".git")), None)


def _is_tracked(path: Path, top: Path) -> bool:
    """Whether git tracks a file, or cannot tell."""
    # On a disk that ignores case, a file that git tracks in another case is the same file.
    question = ["ls-files", "-z", "--", f":(top,literal,icase){path}"]
    environment = {
        key: text
        for key, text in os.environ.items()
        if not key.startswith("GIT_") or key.startswith("GIT_CONFIG")
    }
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(top), *question]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
    except OSError:
        return True
    return done.returncode != 0 or bool(done.stdout)
