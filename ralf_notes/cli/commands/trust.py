"""`trust`: config files that came with a repository, and that a person vouches for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ralf_notes.config.files import places, trust
from ralf_notes.config.files.places import ConfigFile
from ralf_notes.config.harmless import needing_trust
from ralf_notes.config.keys import Config
from ralf_notes.config.yaml_file import printable
from ralf_notes.errors import ConfigError, UsageError

_LONGEST = 2000
"""Characters of a value that are shown."""


def trusted(path: Path | None) -> Iterator[str]:
    """Trust a file as it is now, and yield what that allows it to do.

    Args:
        path: the file, or its folder; None for the file that a run would find here.

    Raises UsageError when there is no such file, or the trust cannot be kept.
    """
    file = _file(path)
    trust.remember(file.path, file.digest)
    yield f"Trusted as it is now: {file.path}"
    if not places.would_count(file):
        yield (
            "No run finds a file of this name or content by itself: name it with --config, which "
            "trusts it anyway."
        )
    reasons = needing_trust(file.settings.values, Config.model_fields, file.path.parent)
    if not reasons:
        yield "It sets nothing that needs trust."
    for key in reasons:
        yield f"  {key}: {_shortened(file.settings.values[key])}"


def removed(path: Path | None) -> Iterator[str]:
    """Trust a file no longer; it may be gone. Takes and raises what `trusted` does."""
    place = path if path is not None and not path.is_dir() else _file(path).path
    was = trust.forget(place)
    yield f"{'No longer trusted' if was else 'It was not trusted'}: {place}"


def listed(path: Path | None) -> Iterator[str]:
    """Yield a line for each file that is trusted, with what has become of it."""
    why = trust.problem(None)
    if why:
        raise UsageError(f"nothing is trusted: {why}")
    for file in trust.every():
        yield f"{_state(file):<8}  {file.path}"


def _file(path: Path | None) -> ConfigFile:
    """Return a named file as a run would find it there. Raises UsageError."""
    if path is not None and not path.is_dir():
        return places.read(path, "search")
    result = places.search(path)
    if result.file is None:
        notices = "".join(f"; {notice}" for notice in result.notices)
        raise UsageError(f"there is no config file here; ralf-notes init writes one{notices}")
    return result.file


def _state(trusted: trust.TrustedFile) -> str:
    with suppress(ConfigError):
        file = places.read(trusted.path, "search")
        return "trusted" if file.digest == trusted.digest else "changed"
    return "gone" if not os.path.lexists(trusted.path) else "unreadable"


def _shortened(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True, default=str)
    text = printable(text)
    more = len(text) - _LONGEST
    return text if more <= 0 else f"{text[:_LONGEST]} ... and {more} characters more: read the file"
