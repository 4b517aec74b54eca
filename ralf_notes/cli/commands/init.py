"""`init`: a first config file, from what a person answers, else with defaults."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from ralf_notes.config import docs
from ralf_notes.config.files import places, trust
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.paths import HERE_IS_GONE, is_here_gone
from ralf_notes.source.listing import toplevel

_FORMER_TARGET = "vault"


def file_for(path: Path | None) -> Path:
    """Return the file to write: `ralf-notes.yaml` in the current folder or in the named one.

    Raises UsageError when it would be in the current folder, and that is gone.
    """
    named = path or Path(places.NAME)
    if not named.is_absolute() and is_here_gone():
        raise UsageError(HERE_IS_GONE)
    return named / places.NAME if named.is_dir() else named


def refuse_existing(file: Path) -> None:
    """Raise UsageError if the file already exists, or would take the place of another config."""
    if os.path.lexists(file):
        raise UsageError(f"{file} already exists; use --force to overwrite it")
    if file.name == places.NAME:
        others = [each for each in places.in_folder(file.parent) if each.name != places.NAME]
        if others:
            raise UsageError(
                f"{others[0]} is a configuration of ralf-notes already; use --force to write "
                f"{file}, which then counts instead"
            )


def defaults(folder: Path) -> dict[str, object]:
    """Return the settings of a file in a folder if nobody is asked about them."""
    return {"source_paths": ["."], "target_dir": default_target(folder)}


def write_config(file: Path, settings: Mapping[str, object]) -> str:
    """Write a config file with every key, its comment, and its default or the given value.

    It is trusted as it is then.

    Returns why it could not be trusted, or ''. Raises UsageError when it cannot be written.
    """
    data = docs.example(dict(settings)).encode()
    new = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        # A link of this name is replaced, not followed: it may lead anywhere.
        with open(new, "xb") as stream:
            stream.write(data)
        os.replace(new, file)
    except OSError as exc:
        new.unlink(missing_ok=True)
        raise UsageError(f"{file} cannot be written: {exc.strerror or exc}") from exc
    try:
        trust.remember(file, sha256(data).hexdigest())
    except UsageError as exc:
        return str(exc)
    return ""


def next_steps(file: Path, why_untrusted: str) -> tuple[str, ...]:
    """Return the lines that say what to do with a new config file."""
    is_found = file.absolute() == Path(places.NAME).absolute() and not why_untrusted
    option = "" if is_found else f" --config {shlex.quote(str(file))}"
    return (
        *([why_untrusted] if why_untrusted else []),
        f"Wrote {file}. It documents every setting. Next:",
        f"  ralf-notes check{option}",
        f"  ralf-notes generate{option}",
    )


def source_of(folder: Path) -> str:
    """Return the git work tree around a folder, else the folder, as seen from that folder."""
    try:
        top = toplevel(str(folder))
    except SourceUnreadable:
        top = None
    if not top:
        return "."
    try:
        return Path(os.path.relpath(top, folder.resolve())).as_posix()
    except ValueError:  # it is on another drive of Windows
        return str(Path(top))


def default_target(folder: Path) -> str:
    """Return the folder that a first run proposes, unless notes are in the former default."""
    root = (folder / source_of(folder)).resolve()
    if (folder / _FORMER_TARGET / root.name).is_dir():
        return _FORMER_TARGET
    return os.path.relpath(notes_beside(root), folder.resolve())


def notes_beside(root: Path) -> Path:
    """Return the folder beside a repository that a first run proposes for its notes."""
    return root.with_name(f"{root.name or 'root'}-notes")
