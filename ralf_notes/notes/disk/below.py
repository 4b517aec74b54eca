"""Opens folders and files below the target by descriptors, so that no link can lead elsewhere.

A path is walked from the target one name at a time, and each folder is opened as a folder. Who puts
a link in the place of one while a run writes gets an error, and no file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from ralf_notes.errors import NoteBlocked

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
# Opening a pipe would wait for its other end, opening a terminal could make it ours.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_LED_OUT = "its path leads out of the vault through a symbolic link"

_roots: dict[Path, int] = {}
"""The targets that are kept open, each with its descriptor; -1 until it is first used."""
_opening = Lock()


@contextmanager
def kept_open(target: Path) -> Iterator[None]:
    """Open a target once for a block: what is moved into its place meanwhile is not written to.

    The target need not exist: then it is opened at the first use that finds it.
    """
    if target in _roots:
        yield
        return
    _roots[target] = -1
    try:
        yield
    finally:
        root = _roots.pop(target)
        if root >= 0:
            os.close(root)


@contextmanager
def folder(target: Path, path: str, *, create: bool = False) -> Iterator[int]:
    """Open a folder below a target; the value is its descriptor.

    Args:
        target: the folder of all notes.
        path: the folder's path in it, '' for the target.
        create: whether to create the folders that are missing.

    Raises NoteBlocked when a link leads out of the target, and OSError.
    """
    names = [name for name in path.split("/") if name]
    with _root(target) as root:
        try:
            opened = _descend(root, names, create=create)
        except _Link:
            opened = _descend_inside(target, root, path, create=create)
    try:
        yield opened
    finally:
        os.close(opened)


@contextmanager
def place(target: Path, path: str, *, create: bool = False) -> Iterator[tuple[int, str]]:
    """Open the folder that a file is in; the value is its descriptor, and the file's name.

    The arguments and errors are those of `folder`.
    """
    above, _, name = path.rpartition("/")
    with folder(target, above, create=create) as opened:
        yield opened, name


def open_file(opened: int, name: str) -> int | None:
    """Open a file for reading; return its descriptor, None if there is no file.

    Args:
        opened: the descriptor of its folder.

    Raises NoteBlocked for a link, and for what is no file, such as a pipe; and OSError.
    """
    try:
        number = os.open(name, os.O_RDONLY | _NOT_THROUGH_LINKS | _AT_ONCE, dir_fd=opened)
    except FileNotFoundError:
        return None
    except OSError as exc:
        if exc.errno == errno.ELOOP:
            raise NoteBlocked(_LED_OUT) from None
        if exc.errno in (errno.ENXIO, errno.EOPNOTSUPP):  # a socket, or a device that is not there
            raise NoteBlocked(_no_file(opened, name)) from None
        raise
    if stat.S_ISREG(os.fstat(number).st_mode):
        return number
    os.close(number)
    raise NoteBlocked(_no_file(opened, name))


def open_if(opened: int, name: str, data: bytes) -> int | None:
    """Open a file if it holds some bytes; return its descriptor, or None.

    The arguments and errors are those of `open_file`.
    """
    file = open_file(opened, name)
    if file is None or content(file) == data:
        return file
    os.close(file)
    return None


def content(file: int) -> bytes:
    """Return all bytes of an open file, wherever it was read to before."""
    os.lseek(file, 0, os.SEEK_SET)
    pieces = iter(lambda: os.read(file, 1 << 20), b"")
    return b"".join(pieces)


def read(target: Path, path: str) -> bytes | None:
    """Return the bytes of a file below a target, None if there is no file.

    Raises NoteBlocked when a link or something else has its place, and OSError.
    """
    try:
        with place(target, path) as (opened, name):
            file = open_file(opened, name)
            if file is None:
                return None
            try:
                return content(file)
            finally:
                os.close(file)
    except FileNotFoundError:
        return None


# --- the way down -----------------------------------------------------------------------------


class _Link(Exception):
    """A link has the place of a folder."""


@contextmanager
def _root(target: Path) -> Iterator[int]:
    """Open the target, unless it is kept open."""
    with _opening:
        if _roots.get(target, 0) < 0:
            _roots[target] = os.open(target, _FOLDER)
        known_root = _roots.get(target)
    number = os.open(target, _FOLDER) if known_root is None else known_root
    try:
        yield number
    finally:
        if known_root is None:
            os.close(number)


def _descend(root: int, names: list[str], *, create: bool) -> int:
    """Return the descriptor of a folder below an open one. Raises _Link, and OSError."""
    opened = os.dup(root)
    try:
        for name in names:
            inner = _open_folder(opened, name, create=create)
            os.close(opened)
            opened = inner
    except BaseException:
        os.close(opened)
        raise
    return opened


def _open_folder(opened: int, name: str, *, create: bool) -> int:
    try:
        return os.open(name, _FOLDER | _NOT_THROUGH_LINKS, dir_fd=opened)
    except FileNotFoundError:
        if not create:
            raise
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=opened)
        return _open_folder(opened, name, create=False)
    except OSError as exc:  # ELOOP or ENOTDIR, as the system likes
        if stat.S_ISLNK(os.stat(name, dir_fd=opened, follow_symlinks=False).st_mode):
            raise _Link from exc
        raise


def _descend_inside(target: Path, root: int, path: str, *, create: bool) -> int:
    """Open a folder whose path has a link in it, if that leads to another place in the target."""
    real, top = os.path.realpath(target / path), os.path.realpath(target)
    if os.path.commonpath([real, top]) != top:
        raise NoteBlocked(_LED_OUT)
    names = [name for name in os.path.relpath(real, top).split(os.sep) if name != os.curdir]
    try:
        return _descend(root, names, create=create)
    except _Link:  # somebody is at work on it
        raise NoteBlocked(_LED_OUT) from None


def _no_file(opened: int, name: str) -> str:
    """Return why what has the place of a note is not read."""
    mode = os.stat(name, dir_fd=opened, follow_symlinks=False).st_mode
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFBLK: "a device",
        stat.S_IFCHR: "a device",
    }
    what = kinds.get(stat.S_IFMT(mode), "something that is no file")
    return f"{what} has its place: move it away"
