"""The home folder where the variable HOME does not say it, as for some daemons and containers."""

from __future__ import annotations

import os

_LENT = "ralf-notes-home-"
"""How the name of a home begins that is there for one process alone."""


def of_user() -> str:
    """Return the home that the system knows of this user, '' if it knows none."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):  # such as a user of a container that has no entry
        return ""


def is_given() -> bool:
    """Whether the environment names the home folder."""
    return bool(os.environ.get("HOME")) or os.name == "nt"


def is_lent() -> bool:
    """Whether the home is one of `provide`, in which nothing stays."""
    return os.path.basename(os.environ.get("HOME", "")).startswith(_LENT)


def provide() -> str:
    """Give a process without any home an empty one until its end; return a remark on it, or ''.

    A variable that is empty counts as not set: then Python asks the system.
    """
    if is_given():
        return ""
    os.environ.pop("HOME", None)
    if of_user():
        return ""
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix=_LENT)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["HOME"] = folder
    return (
        "HOME is not set, and this user has no home folder: your settings, those of git, and the "
        "cache count for nothing, and no record of this run stays. Set HOME"
    )
