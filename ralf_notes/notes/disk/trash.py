"""The target's `.trash` folder: copies of notes that were replaced, and notes that were removed."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ralf_notes.machine import renaming
from ralf_notes.notes.disk import below, staging

FOLDER = ".trash"


def keep_copy(target: Path, path: str, data: bytes) -> str:
    """Write a copy of a note to the trash; return its path in the target.

    Raises NoteBlocked when a link leads out of the target, and OSError.
    """
    copy = _place(path, data)
    staging.create(target, copy, data)  # if it is there, it has these bytes
    return copy


def move_there(target: Path, path: str, data: bytes) -> bool:
    """Move a note to the trash; return whether it still was as somebody judged it.

    If an editor has changed it meanwhile, it goes back to its place.

    Args:
        target: the folder of all notes.
        path: the note's path in it.
        data: its bytes when it was judged.

    Raises NoteBlocked when a link leads out of the target, and OSError.
    """
    copy = _place(path, data)
    above, _, name_there = copy.rpartition("/")
    with (
        below.place(target, path) as (opened, name),
        below.folder(target, above, create=True) as trash,
    ):
        with suppress(FileNotFoundError):
            os.unlink(name_there, dir_fd=trash)  # the same bytes, from an earlier run
        try:
            renaming.rename_new(opened, name, trash, name_there)
        except OSError as exc:
            if exc.errno != errno.EXDEV:
                raise
            return _copy_there(target, path, data)
        file = below.open_file(trash, name_there)
        if file is None:
            return True
        try:
            if below.content(file) == data:
                return True
        finally:
            os.close(file)
        with suppress(FileExistsError):
            renaming.rename_new(trash, name_there, opened, name)
        return False


def _copy_there(target: Path, path: str, data: bytes) -> bool:
    """Move a note to a trash folder on another file system; the arguments are those of the move."""
    keep_copy(target, path, data)
    with below.place(target, path) as (opened, name):
        file = below.open_if(opened, name, data)
        if file is None:
            return False
        os.close(file)
        os.unlink(name, dir_fd=opened)
        return True


def _place(path: str, data: bytes) -> str:
    return f"{FOLDER}/{path.removesuffix('.md')}.{sha256(data).hexdigest()[:8]}.md"
