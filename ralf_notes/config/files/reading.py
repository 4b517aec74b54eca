"""The bytes of a config file, which may be anything that somebody put there under its name."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ralf_notes.errors import ConfigError
from ralf_notes.machine.permissions import remedy

LARGEST = 100_000
"""Bytes that a config file may have: every key with its explanation takes a tenth of it."""


class Unsuitable(ConfigError):
    """What stands at a path cannot be a config file, such as a folder or a device."""


def read_regular(path: Path, largest: int = LARGEST) -> bytes:
    """Return the bytes of a regular file, which nobody vouches for.

    A pipe does not hold it up, because it opens without waiting and looks at what it has opened.

    Args:
        path: the file.
        largest: the most bytes that it may have.

    Raises:
        Unsuitable: if it is anything else, or too large.
        ConfigError: if it cannot be read.
    """
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as exc:
        raise _unreadable(path, exc) from exc
    with os.fdopen(number, "rb") as stream:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise Unsuitable(f"{path}: expected a file, found something else of this name")
        return _at_most(path, stream.read(largest + 1), largest)


def read_named(path: Path, largest: int = LARGEST) -> bytes:
    """Return the bytes of a file that a person named, which may be a pipe of their shell.

    Takes and raises what `read_regular` does.
    """
    if os.path.isdir(path):  # unlike Path.is_dir, it never raises
        raise Unsuitable(f"{path}: this is a folder, expected a config file")
    try:
        with open(path, "rb") as stream:
            return _at_most(path, stream.read(largest + 1), largest)
    except OSError as exc:
        raise _unreadable(path, exc) from exc


def _at_most(path: Path, data: bytes, largest: int) -> bytes:
    if len(data) > largest:
        raise Unsuitable(f"{path}: larger than {largest // 1000} kB, too large for a config file")
    return data


def _unreadable(path: Path, error: OSError) -> ConfigError:
    if isinstance(error, FileNotFoundError):
        return ConfigError(f"{path}: there is no such file; `ralf-notes init` writes one")
    return ConfigError(f"{path}: cannot be read: {error.strerror or error}{remedy(error)}")
