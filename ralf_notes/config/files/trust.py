"""Which config files a person trusts: by path and content, in the user's state directory."""

from __future__ import annotations

import json
import os
import shlex
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ralf_notes.config.files.tracked import came_along
from ralf_notes.errors import UsageError
from ralf_notes.machine import state

Trust = Literal["trusted", "changed", "unknown"]
"""`changed`: the person trusted another content of this file."""


@dataclass(frozen=True, slots=True)
class TrustedFile:
    """A file that was trusted with a certain content."""

    path: Path
    digest: str
    """The content, as a config file tells it."""


def trust_of(path: Path, digest: str) -> Trust:
    """Return whether a person trusts a file with this content.

    Args:
        path: the file.
        digest: its content.
    """
    if problem(path):
        return "unknown"
    trusted = _read(_record(path.parent)).get(path.name)
    if trusted is None:
        return "unknown"
    return "trusted" if trusted == digest else "changed"


def remember(path: Path, digest: str) -> None:
    """Trust a file with this content, and no longer with any other.

    Takes what `trust_of` takes. Raises UsageError if that cannot be kept.
    """
    why = problem(path)
    if why:
        raise UsageError(f"{path} cannot be trusted for later runs: {why}; name it with --config")
    record = _record(path.parent)
    _write(record, os.path.realpath(path.parent), {**_read(record), path.name: digest})


def how_to_trust(path: Path) -> str:
    """Return what to do if a person trusts a file, to end a sentence with."""
    if problem(path):
        return f"; if you trust it, name it: --config {shlex.quote(str(path))}"
    return f"; if you trust it as it is, type: ralf-notes trust {shlex.quote(str(path))}"


def forget(path: Path) -> bool:
    """Trust a file no longer; return whether it was trusted with any content."""
    record = _record(path.parent)
    trusted = _read(record)
    if path.name not in trusted:
        return False
    rest = {name: digest for name, digest in trusted.items() if name != path.name}
    _write(record, os.path.realpath(path.parent), rest)
    return True


def every() -> Iterator[TrustedFile]:
    """Yield the files that a person trusts, in the order of their paths."""
    files = []
    for record in state.directory().joinpath("trust").glob("*.json"):
        folder = str(_content(record).get("folder", ""))
        files += [TrustedFile(Path(folder, name), digest) for name, digest in _read(record).items()]
    yield from sorted(files, key=lambda file: file.path)


def problem(path: Path | None) -> str:
    """Return why what is kept is not what a person said, '' if it is.

    Args:
        path: the file that it is about: what came with it is nobody's record. None for any file.
    """
    folder = state.directory()
    if not folder.is_absolute():
        return f"the state directory {folder} is not an absolute path (RALF_STATE_DIR, HOME)"
    if path is not None and came_along(_record(path.parent), path.parent):
        return f"what {folder} says about it came with the same repository"
    return ""


def _record(folder: Path) -> Path:
    return state.record(folder).path("trust")


def _read(record: Path) -> Mapping[str, str]:
    """Return the digest of each trusted file of a folder; nothing if the record is unreadable."""
    files = _content(record).get("files")
    if not isinstance(files, dict):
        return {}
    return {name: digest for name, digest in files.items() if isinstance(digest, str)}


def _content(record: Path) -> Mapping[str, object]:
    """Return what a record holds; nothing if somebody else can have written it."""
    with suppress(OSError, ValueError, RecursionError), open(record, encoding="utf-8") as stream:
        status = os.fstat(stream.fileno())
        by_others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not by_others and (not hasattr(os, "getuid") or status.st_uid == os.getuid()):
            content = json.load(stream)
            return content if isinstance(content, dict) else {}
    return {}


def _write(record: Path, folder: str, files: Mapping[str, str]) -> None:
    new = record.with_suffix(f".{os.getpid()}.tmp")
    try:
        record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(new, "w", encoding="utf-8", opener=_private) as stream:
            json.dump({"folder": folder, "files": dict(files)}, stream)
        os.replace(new, record)
    except OSError as exc:
        raise UsageError(
            f"{record} cannot be written: {exc.strerror or exc}; without it, name the "
            "configuration with --config"
        ) from exc


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
