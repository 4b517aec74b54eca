"""The records that runs keep about each target, in the user's state directory."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Literal

from ralf_notes.paths import folded

Part = Literal["locks", "targets", "runs", "sources", "trust", "rates"]
"""Who holds the lock; whose notes the target contains; how the last run ended, and what it
documented; which config files of a folder a person trusts; how fast a model was."""

_SWAPPED = str.maketrans(ascii_lowercase + ascii_uppercase, ascii_uppercase + ascii_lowercase)


def directory() -> Path:
    """Return the folder of all records: `RALF_STATE_DIR`, or else the user's state directory."""
    from platformdirs import user_state_path

    named = os.environ.get("RALF_STATE_DIR")
    return Path(named) if named else user_state_path("ralf-notes", appauthor=False)


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one target.

    Each part is a file of its own with one JSON value, because some are written without the lock.
    """

    key: str
    earlier_key: str
    """The key in earlier versions, which did not fold the path."""

    def path(self, part: Part, suffix: str = ".json") -> Path:
        """Return the file of a part."""
        return directory() / part / f"{self.key}{suffix}"

    def read(self, part: Part) -> Any:
        """Return the value of a part, None if there is none or it cannot be read."""
        path = self.path(part)
        for file in (path, path.with_stem(self.earlier_key)):
            with suppress(OSError, ValueError):
                return json.loads(file.read_text(encoding="utf-8"))
        return None

    def write(self, part: Part, value: object) -> None:
        """Replace the value of a part. Does nothing if that fails: the run matters more."""
        path = self.path(part)
        new = path.with_suffix(".tmp")  # always the same name: killed runs leave at most one
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(value), encoding="utf-8")
            os.replace(new, path)


def timestamp() -> str:
    """Return the present local date and time with the zone, in ISO 8601, for a record."""
    return datetime.now().astimezone().isoformat(" ", "seconds")


def shown_time(timestamp: str) -> str:
    """Return a timestamp of a record for a person: the local date and time, to the minute."""
    try:
        return f"{datetime.fromisoformat(timestamp).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):  # not one of ours
        return timestamp[:16]


def record(target: Path) -> Record:
    """Return the record of a target, which need not exist.

    All spellings of a path to one folder share a record: symbolic links are followed, and case and
    Unicode form are ignored if the disk ignores them. Otherwise `Vault` and `vault` are two folders
    with two records.
    """
    path = os.path.realpath(target)
    spellings = (folded(path) if _ignores_case(path) else path, path)
    key, earlier_key = (
        sha256(spelling.encode(errors="surrogateescape")).hexdigest()[:16] for spelling in spellings
    )
    return Record(key, earlier_key)


def _ignores_case(path: str) -> bool:
    """Whether the disk of a path, which need not exist, ignores case."""
    for place in (path, *map(str, Path(path).parents)):
        folder, name = os.path.split(place)
        other = os.path.join(folder, name.translate(_SWAPPED))
        if other != place and os.path.lexists(place):
            # A symbolic link with the other spelling is another entry, so links are not followed.
            return os.path.lexists(other) and os.path.samestat(os.lstat(place), os.lstat(other))
    return False
