"""Files before they become notes, and notes after they were replaced: their names tell which.

While one file takes the place of another, both exist: the new one under a temporary name before,
the old one under the same name after. The name holds hashes of the note's name, of the text that
was replaced and of the new text. So whoever finds such a file after a kill knows which note it
belongs to, and whether its bytes are one of the two texts or a third, which somebody wrote.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ralf_notes.machine import renaming
from ralf_notes.notes.disk import below

_PREFIX, _SUFFIX = ".ralf-", ".tmp"
_UNFINISHED = re.compile(r"\.ralf-[a-z0-9_]{8}\.tmp")
_STAGED = re.compile(
    r"\.ralf-[0-9a-f]{8}-([0-9a-f]{12})-([0-9a-f]{12})-([0-9a-f]{12})(?:\.old)?\.tmp"
)


@dataclass(frozen=True, slots=True)
class Staged:
    """What the name of a temporary file says about it."""

    note: str
    """Hash of the name of the note that it belongs to."""
    old: str
    """Hash of the bytes of the note that was to be replaced."""
    new: str
    """Hash of the bytes that were to replace it."""

    @classmethod
    def of(cls, name: str, old: bytes, new: bytes) -> Staged:
        """Return what the name says for one note and two texts."""
        return cls(short_hash(os.fsencode(name)), short_hash(old), short_hash(new))

    @classmethod
    def from_name(cls, name: str) -> Staged | None:
        """Return what the name of a file says, None if it is no such file."""
        match = _STAGED.fullmatch(name)
        return cls(*match.groups()) if match else None

    def name(self, unfinished: str) -> str:
        """Return the name of the file, which had another one while it was being written."""
        start = unfinished.removesuffix(_SUFFIX)
        return f"{start}-{self.note}-{self.old}-{self.new}{_SUFFIX}"


def short_hash(data: bytes) -> str:
    """Return the hash of a name or a text, as `Staged` holds it."""
    return sha256(data).hexdigest()[:12]


def is_unfinished(name: str) -> bool:
    """Whether a file was being written when its run was killed: nobody needs what it holds."""
    return _UNFINISHED.fullmatch(name) is not None


def create(target: Path, path: str, data: bytes) -> bool:
    """Write a file that is not there yet; return whether it still was not.

    Args:
        target: the folder of all notes.
        path: the file's path in it; folders that are missing are created.
        data: its bytes.

    Raises NoteBlocked when a link leads out of the target, and OSError.
    """
    with below.place(target, path, create=True) as (opened, name):
        new = write(opened, data)
        try:
            renaming.rename_new(opened, new, opened, name)
        except BaseException as exc:
            os.unlink(new, dir_fd=opened)
            if isinstance(exc, FileExistsError):
                return False
            raise
        return True


def write(opened: int, data: bytes, like: int | None = None) -> str:
    """Write a new file under a temporary name, and have the disk confirm it; return the name.

    Args:
        opened: the descriptor of the folder.
        data: its bytes.
        like: the descriptor of a file whose permissions and attributes it gets.

    Raises OSError; then no file is left.
    """
    name, file = _new_file(opened)
    try:
        try:
            write_all(file, data)
            if like is not None:
                renaming.copy_attributes(like, file)
            os.fsync(file)
        finally:
            os.close(file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name, dir_fd=opened)
        raise
    return name


def write_all(file: int, data: bytes) -> None:
    """Write bytes to an open file."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _new_file(opened: int) -> tuple[str, int]:
    """Create an empty file under a temporary name; return the name and the descriptor."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    for _ in range(100):
        name = f"{_PREFIX}{secrets.token_hex(4)}{_SUFFIX}"
        with suppress(FileExistsError):
            return name, os.open(name, flags, 0o666, dir_fd=opened)
    raise OSError(errno.EEXIST, "no free name for a temporary file")
