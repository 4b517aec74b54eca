"""Checks the target: whether it can be written, has room, and lies in the vault of its links."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ralf_notes.cli.commands.checks.finding import Finding, failure
from ralf_notes.config.keys import Config
from ralf_notes.errors import RalfError, TargetError
from ralf_notes.machine import hardware, state
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.notes.disk import upkeep
from ralf_notes.notes.obsidian.place import VaultPlace, prefix_of, vault_place
from ralf_notes.notes.obsidian.vaults import vault_around
from ralf_notes.source.walk import Walk

_LEAST_SPACE = 50_000_000
"""Bytes on disk that the notes of even a small tree may need."""


def target_findings(config: Config, walked: Walk) -> Iterator[Finding]:
    """Yield whether notes can be written to the target, and where their links count from."""
    try:
        target = config.target()
        _try_to_write(target)
    except RalfError as exc:
        yield failure(exc)
        return
    yield Finding("ok", f"target_dir {target} can be written")
    yield from _records()
    yield from _space(target, walked)
    if config.links == "wikilink":
        yield from _vault(target, vault_place(config))


def _vault(target: Path, place: VaultPlace) -> Iterator[Finding]:
    """Yield which vault links count from; a problem where another one is around the target."""
    around = vault_around(target, os.environ)
    if around is None:
        return
    vault, inside = around
    if prefix_of(inside) == place.prefix:
        yield Finding("ok", f"links count from the Obsidian vault {vault}")
        return
    what = f"target_dir lies in the Obsidian vault {vault}, but links count from {place.root}"
    yield Finding("warning", what, f"vault_root: {vault}")


def _try_to_write(target: Path) -> None:
    """Write to the target, and leave nothing behind. Raises TargetError."""
    folders = (target, *target.absolute().parents)
    missing = [folder for folder in folders if not os.path.lexists(folder)]
    try:
        upkeep.ensure_writable(target)
    finally:
        for folder in missing:
            with suppress(OSError):
                os.rmdir(folder)


def _records() -> Iterator[Finding]:
    """Yield a problem if a run could not say that it is at work, nor record how it ended."""
    folder = state.directory().absolute()
    there = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        what = f"the records of runs cannot be kept in {folder}: {there} cannot be written"
        remedy = "Set the environment variable RALF_STATE_DIR to a folder that can be"
        yield Finding("error", what, remedy, TargetError.exit_code)


def _space(target: Path, walked: Walk) -> Iterator[Finding]:
    """Yield a problem if the disk has no room for notes as big as the sources."""
    sizes = (file.size for tree in walked.trees for file in tree.files if not file.reason)
    needed = max(_LEAST_SPACE, sum(sizes))
    try:
        free = hardware.free_space(target)
    except OSError as exc:
        yield Finding("warning", f"the free space at {target} is not known: {exc.strerror}")
        return
    if free < needed:
        what = f"the disk is nearly full: {gigabytes(free)} are free at {target}"
        remedy = f"Free {gigabytes(needed)}, or name another target_dir"
        is_full = free < 1_000_000
        code = TargetError.exit_code if is_full else 0
        yield Finding("error" if is_full else "warning", what, remedy, code)
