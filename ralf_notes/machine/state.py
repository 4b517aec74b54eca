"""What the tool remembers of each target between runs, in the user's state directory."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Literal

from ralf_notes.paths import folded

Part = Literal["locks", "targets", "runs"]
"""Who holds the lock; whose notes the target has; how the last run went."""

_SWAPPED = str.maketrans(ascii_lowercase + ascii_uppercase, ascii_uppercase + ascii_lowercase)


def directory() -> Path:
    """Return the folder of all records: `RALF_STATE_DIR`, else in the user's state directory."""
    from platformdirs import user_state_path

    named = os.environ.get("RALF_STATE_DIR")
    return Path(named) if named else user_state_path("ralf-notes", appauthor=False)


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one target. Its parts are files of their own, because not every writer of one
    holds the lock; each holds one JSON value.
    """

    key: str
    earlier_key: str
    """The key of versions that did not fold the path."""

    def path(self, part: Part, suffix: str = ".json") -> Path:
        """Return the file of a part."""
        return directory() / part / f"{self.key}{suffix}"

    def read(self, part: Part) -> Any:
        """Return the value of a part, None if there is none that can be read."""
        path = self.path(part)
        for file in (path, path.with_stem(self.earlier_key)):
            with suppress(OSError, ValueError):
                return json.loads(file.read_text(encoding="utf-8"))
        return None

    def write(self, part: Part, value: object) -> None:
        """Replace the value of a part. Where that is impossible the run matters more than it."""
        path = self.path(part)
        new = path.with_suffix(".tmp")  # always the same name: a killed run leaves one at most
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(value), encoding="utf-8")
            os.replace(new, path)


def record(target: Path) -> Record:
    """Return the record of a target, which need not exist.

    All spellings that lead to one folder share a record: symbolic links are followed, and case and
    Unicode form do not count where the disk ignores them. Elsewhere `Vault` and `vault` are two
    folders with a record each.
    """
    path = os.path.realpath(target)
    return Record(_key(folded(path) if _ignores_case(path) else path), _key(path))


def _key(path: str) -> str:
    return sha256(path.encode(errors="surrogateescape")).hexdigest()[:16]


def _ignores_case(path: str) -> bool:
    """Whether the disk that has a path, or will have it, takes capitals for small letters."""
    for place in (path, *map(str, Path(path).parents)):
        folder, name = os.path.split(place)
        other = os.path.join(folder, name.translate(_SWAPPED))
        if other != place and os.path.lexists(place):
            # A symbolic link in other letters is an entry of its own, so links are not followed.
            return os.path.lexists(other) and os.path.samestat(os.lstat(place), os.lstat(other))
    return False
