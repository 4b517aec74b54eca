"""Renames that Python does not offer: two files in one step, and never over a file.

Linux has renameat2(2), macOS renameatx_np(2). A file system that knows neither answers with one of
the errors in `UNSUPPORTED`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache

UNSUPPORTED = frozenset(
    {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EMLINK}
)
"""Errors of a file system that does not know such a rename, or a hard link."""
_NO_REPLACE, _EXCHANGE = (1, 2) if sys.platform == "linux" else (4, 2)
_SYSCALL = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "armv7l": 382, "i686": 353}
"""The number of renameat2, for C libraries that do not have the function."""
_ACL_AND_ATTRIBUTES = 1 << 0 | 1 << 2
"""The flags of copyfile(3) for access control lists and extended attributes."""


def exchange(folder: int, one: str, other: str) -> None:
    """Give each of two files in a folder the name of the other, in one step.

    Args:
        folder: its descriptor.

    Raises OSError.
    """
    _rename(folder, one, folder, other, _EXCHANGE)


def rename_new(old_folder: int, old: str, new_folder: int, new: str) -> None:
    """Rename a file unless the new name is taken.

    Args:
        old_folder: the descriptor of the folder that the file is in.
        old: its name.
        new_folder: the descriptor of the folder that it goes to.
        new: its name there.

    Raises FileExistsError if the name is taken, and OSError.
    """
    try:
        _rename(old_folder, old, new_folder, new, _NO_REPLACE)
    except OSError as exc:
        if exc.errno not in UNSUPPORTED:
            raise
        _link_or_rename(old_folder, old, new_folder, new)


def copy_attributes(old: int, new: int) -> None:
    """Give a file the permissions, the owner and the extended attributes of another, if allowed.

    Args:
        old: the descriptor of the file that has them.
        new: the descriptor of the one that gets them.
    """
    stat = os.fstat(old)
    with suppress(OSError):
        os.fchown(new, stat.st_uid, stat.st_gid)
    with suppress(OSError):
        os.fchmod(new, stat.st_mode & 0o7777)
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(old):
                os.setxattr(new, name, os.getxattr(old, name))
    elif sys.platform == "darwin":
        with suppress(AttributeError):
            _library().fcopyfile(old, new, None, _ACL_AND_ATTRIBUTES)


def _link_or_rename(old_folder: int, old: str, new_folder: int, new: str) -> None:
    """Rename a file unless the new name is taken, where the file system has no such rename."""
    try:
        os.link(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder, follow_symlinks=False)
    except OSError as exc:
        if exc.errno not in UNSUPPORTED:
            raise
        with suppress(FileNotFoundError):
            os.stat(new, dir_fd=new_folder, follow_symlinks=False)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new) from None
        os.rename(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder)
    else:
        os.unlink(old, dir_fd=old_folder)


def _rename(old_folder: int, old: str, new_folder: int, new: str, flags: int) -> None:
    result = _function()(old_folder, os.fsencode(old), new_folder, os.fsencode(new), flags)
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), old, None, new)


@cache
def _function() -> Callable[[int, bytes, int, bytes, int], int]:
    """Return the system's function, or one that always says that there is none."""
    library = _library()
    name = "renameatx_np" if sys.platform == "darwin" else "renameat2"
    with suppress(AttributeError):
        function: Callable[[int, bytes, int, bytes, int], int] = getattr(library, name)
        return function
    number = _SYSCALL.get(platform.machine())
    if sys.platform == "linux" and number:
        return lambda *args: int(library.syscall(ctypes.c_long(number), *args))

    def missing(*_: object) -> int:
        ctypes.set_errno(errno.ENOSYS)
        return -1

    return missing


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
