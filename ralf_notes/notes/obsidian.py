"""Finds the Obsidian vaults on this machine by their folder `.obsidian`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_USUAL = (
    "Documents",
    "Obsidian",
    "Notes",
    "Library/Mobile Documents/iCloud~md~obsidian/Documents",
)
"""Where people keep vaults, below the home folder; the last one is for iCloud Drive."""
_DEEPEST = 3
_MOST_FOLDERS = 2_000
"""The most folders to search in each place: a home can contain millions."""


def vaults(home: Path, here: Path) -> tuple[Path, ...]:
    """Return the vaults around a folder and in the usual places, the nearest first.

    Args:
        home: the user's home folder.
        here: the folder to start from.
    """
    around = vault_around(here)
    paths = [around] if around else []
    for place in _USUAL:
        paths += (Path(path) for path, names in _folders(home / place) if ".obsidian" in names)
    return tuple(dict.fromkeys(path.resolve() for path in paths))


def vault_around(folder: Path) -> Path | None:
    """Return the vault that a folder is or belongs to, if any; the folder need not exist."""
    folder = folder.absolute()
    return next((p for p in (folder, *folder.parents) if (p / ".obsidian").is_dir()), None)


def is_personal(vault: Path) -> bool:
    """Return whether a vault already contains notes."""
    return any(name.endswith(".md") for _, names in _folders(vault) for name in names)


def _folders(top: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield folders that are not hidden, the shallow ones first, each with all names in it."""
    level = [str(top)]
    left = _MOST_FOLDERS
    for _ in range(_DEEPEST + 1):
        deeper: list[str] = []
        for folder in level[:left]:
            try:
                with os.scandir(folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
            except OSError:
                inside = []
            yield folder, [entry.name for entry in inside]
            deeper += [
                entry.path
                for entry in inside
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
            ]
        left -= len(level)
        if left <= 0:
            return
        level = deeper
