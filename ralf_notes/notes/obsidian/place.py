"""Where in an Obsidian vault the notes of a target lie: wikilinks count from the vault's top.

A vault around the target is found once, and where the target lies in it is kept in the target, so
that a machine without that vault, such as a CI runner, writes the same links.
"""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ralf_notes.config.keys import Config
from ralf_notes.notes.obsidian.vaults import vault_around
from ralf_notes.source.gitignore import read_small
from ralf_notes.source.own_files import RECORD_NAME

_KEY = "path_in_vault"
_LONGEST = 1_000
_NOT_IN_LINKS = frozenset('[]|#^\\<>"%')


@dataclass(frozen=True, slots=True)
class VaultPlace:
    """Where the notes of a target lie in their vault."""

    prefix: str
    """The path of the target below the top of the vault, with `/` at the end; '' at the top."""
    root: Path
    """The vault; the target where the vault is not on this machine."""
    start: str = ""
    """The path of `root` below the top of the vault, with `/` at the end; '' at the top."""
    origin: Literal["set", "found", "kept", "none"] = "none"
    """Who says so: `vault_root`, a vault around the target, or the record in the target."""


def vault_place(config: Config) -> VaultPlace:
    """Return where the notes lie: as configured, else as kept, else as found, else at the top.

    What is kept counts until another vault is there in its place. Raises UsageError when no target
    is named.
    """
    target = config.target()
    if config.vault_root is not None:
        inside = target.resolve().relative_to(config.vault_root.resolve()).as_posix()
        return VaultPlace(prefix_of(inside), config.vault_root, origin="set")
    path_kept = kept_path(target)
    if path_kept is not None and (above := _vault_that_holds(target, path_kept)):
        return VaultPlace(prefix_of(path_kept), above, origin="kept")
    vault = vault_around(target, os.environ)
    if vault is not None:
        return VaultPlace(prefix_of(vault[1]), vault[0], origin="found")
    if path_kept is not None:
        return VaultPlace(prefix_of(path_kept), target, start=prefix_of(path_kept), origin="kept")
    return VaultPlace("", target)


def keep(config: Config, place: VaultPlace) -> bool:
    """Keep in the target where it lies in a vault that was found; return whether that is new.

    Raises NoteBlocked and TargetError when the record cannot be written.
    """
    target, inside = config.target(), place.prefix.rstrip("/")
    if place.origin != "found" or config.links != "wikilink" or not _is_fit(inside):
        return False
    if kept_path(target) == inside:
        return False
    # What writes notes is not loaded by a run that finds nothing to do.
    from ralf_notes.notes import vault

    vault.write_text(target, RECORD_NAME, json.dumps({_KEY: inside}, ensure_ascii=False) + "\n")
    return True


def kept_path(target: Path) -> str | None:
    """Return the path in its vault that a target keeps; None if it keeps none that is fit.

    The record may have come with a repository: it can change the text of links, nothing else.
    """
    try:
        data: Any = json.loads(read_small(os.path.join(target, RECORD_NAME)) or "null")
    except (ValueError, RecursionError):
        return None
    inside = data.get(_KEY) if isinstance(data, dict) else None
    return inside if isinstance(inside, str) and _is_fit(inside) else None


def _vault_that_holds(target: Path, inside: str) -> Path | None:
    """Return the vault in which a target has a path, None if there is none on this machine."""
    start = Path(os.path.abspath(target))
    if not start.as_posix().endswith(f"/{inside}"):
        return None
    above = start.parents[inside.count("/")]
    around = vault_around(above, os.environ)
    return above if around is not None and not around[1] else None


def prefix_of(inside: str) -> str:
    """Return a path in a vault as links begin with it."""
    return "" if inside in ("", ".") else f"{unicodedata.normalize('NFC', inside)}/"


def _is_fit(inside: str) -> bool:
    """Whether a path can stand in a wikilink, and leads down."""
    if not inside or len(inside) > _LONGEST or not inside.isprintable():
        return False
    names = inside.split("/")
    return _NOT_IN_LINKS.isdisjoint(inside) and not {"", ".", ".."}.intersection(names)
