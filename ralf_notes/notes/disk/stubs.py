"""Notes that are only in the cloud now: what a sync program leaves in their place.

iCloud Drive before macOS 14 has `.NAME.icloud`, Nextcloud and ownCloud have `NAME.nextcloud` and
`NAME.owncloud`, Resilio has `NAME.rsls`. Syncthing, rclone and Resilio write what they download to
files with names such as `.syncthing.NAME.tmp`. Newer systems keep the name and fetch the note when
it is read.
"""

from __future__ import annotations

import os
from pathlib import Path

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes.disk import below

_FORMS = (
    ".{}.icloud", "{}.nextcloud", "{}.owncloud", "{}.rsls", ".syncthing.{}.tmp",
    "~syncthing~{}.tmp", "{}.!sync", "{}.partial", "{}.part",
)  # fmt: skip


def stub_of(target: Path, path: str) -> str:
    """Return the name of the file that stands for a note which is not there, or ''.

    Args:
        target: the folder of all notes.
        path: the note's path in it.
    """
    try:
        with below.place(target, path) as (opened, name):
            names = (form.format(name) for form in _FORMS)
            return next((each for each in names if _is_there(opened, each)), "")
    except (OSError, NoteBlocked):
        return ""


def _is_there(opened: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=opened, follow_symlinks=False)
    except OSError:
        return False
    return True
