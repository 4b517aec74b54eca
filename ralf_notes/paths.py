"""Paths with `/`, as text: the folders above one, and the key under which two are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator


def folded(path: str) -> str:
    """Return one key for all spellings that a disk which ignores letters' case takes for a path."""
    return unicodedata.normalize("NFC", path.casefold())


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders that a path is in, the nearest first; the root, '', is left out."""
    while path := path.rpartition("/")[0]:
        yield path


def all_folders(paths: Iterable[str]) -> set[str]:
    """Return every folder that holds one of the paths, and those above it, '' included."""
    folders = {""}
    for path in paths:
        for folder in folders_above(path):
            if folder in folders:
                break
            folders.add(folder)
    return folders
