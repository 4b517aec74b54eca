"""The Obsidian vaults of this machine, from the list that Obsidian keeps itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

SETTINGS = ".obsidian"
"""The folder that a vault holds, unless its user has given it another name."""
_BELOW_HOME = (
    "Library/Application Support",
    ".config",
    ".var/app/md.obsidian.Obsidian/config",
    "snap/obsidian/current/.config",
)
"""Where programs keep their settings on macOS and Linux, as flatpak and snap."""
_LARGEST = 1_000_000
"""Bytes of a list that is read; one of a hundred vaults has 10,000."""


def vaults(here: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the vaults that are there: the one around a folder, then those that Obsidian lists.

    Args:
        here: the folder to start from.
        environ: says where programs keep their settings.
    """
    around = vault_around(here, environ)
    paths = [around[0]] if around else []
    paths += listed(environ)
    return tuple(dict.fromkeys(path.resolve() for path in paths))


def listed(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the vaults of Obsidian's list that are there: open ones first, then the latest.

    Each installation has a list of its own. One that is missing or damaged counts as empty.
    """
    rows = [row for file in _lists(environ) for row in _rows(file)]
    rows.sort(key=lambda row: (not row[0], -row[1]))
    paths = dict.fromkeys(path for _, _, path in rows)
    return tuple(path for path in paths if path.is_absolute() and _is_folder(path))


def vault_around(folder: Path, environ: Mapping[str, str]) -> tuple[Path, str] | None:
    """Return the nearest vault that a folder is or lies in, and the folder's path in it.

    The folder need not exist. Its path as written is searched first, then the one that it has
    without symbolic links: a link in a vault may lead to the folder, or one outside into a vault.
    """
    listed_vaults = {os.path.realpath(path) for path in listed(environ)}
    for start in dict.fromkeys((os.path.abspath(folder), os.path.realpath(folder))):
        for place in (Path(start), *Path(start).parents):
            if _is_folder(place / SETTINGS) or (
                listed_vaults and os.path.realpath(place) in listed_vaults
            ):
                inside = Path(start).relative_to(place).as_posix()
                return place, "" if inside == "." else inside
    return None


def open_link(note: Path) -> str:
    """Return the address that opens a note in Obsidian.

    Source: https://help.obsidian.md/Extending+Obsidian/Obsidian+URI, `path` of the action `open`.
    """
    return f"obsidian://open?path={quote(os.path.abspath(note), safe='')}"


def _lists(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield where Obsidian keeps its list: on macOS, Windows and Linux, as flatpak and snap."""
    if environ.get("APPDATA"):
        yield Path(environ["APPDATA"], "obsidian", "obsidian.json")
    if environ.get("XDG_CONFIG_HOME"):
        yield Path(environ["XDG_CONFIG_HOME"], "obsidian", "obsidian.json")
    if home := environ.get("HOME") or environ.get("USERPROFILE"):
        for folder in _BELOW_HOME:
            yield Path(home, folder, "obsidian", "obsidian.json")


def _rows(file: Path) -> Iterator[tuple[bool, float, Path]]:
    """Yield the vaults of a list: whether each is open, when it was opened last, and its path."""
    try:
        with open(file, "rb") as stream:
            data: Any = json.loads(stream.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return
    entries = data.get("vaults") if isinstance(data, dict) else None
    for entry in entries.values() if isinstance(entries, dict) else ():
        path = entry.get("path") if isinstance(entry, dict) else None
        if isinstance(path, str) and path and "\0" not in path:
            at = entry.get("ts")
            yield entry.get("open") is True, at if isinstance(at, int | float) else 0, Path(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # on a disk that does not answer, or too long
        return False
