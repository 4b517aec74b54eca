"""Paths as text, with `/`: the folders above a path, their order, one key for all spellings."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator

HERE_IS_GONE = "the current folder is gone: it was deleted. Change to a folder that exists"


def folded(path: str) -> str:
    """Return the key that all spellings of a path share on a disk that ignores case."""
    return unicodedata.normalize("NFC", path.casefold())


def is_here_gone() -> bool:
    """Whether the current folder was deleted, so that no relative path leads anywhere."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def from_here(path: str | os.PathLike[str]) -> str:
    """Return a path as it counts from the current folder, or as it is if that folder is gone."""
    try:
        return os.path.relpath(path)
    except OSError:
        return os.fspath(path)


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders above a path, the nearest first, without the root."""
    while path := path.rpartition("/")[0]:
        yield path


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder, or is below it."""
    return path == folder or path.startswith(f"{folder}/")


def all_folders(paths: Iterable[str]) -> set[str]:
    """Return every folder above any of the paths, and '' for the root."""
    folders = {""}
    for path in paths:
        for folder in folders_above(path):
            if folder in folders:
                break
            folders.add(folder)
    return folders


def from_the_top(path: str) -> tuple[int, str]:
    """Return the key by which paths are sorted from the top of a tree down."""
    return path.count("/"), path
