"""One line for a person from pydantic's report on a config."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ralf_notes.config.types import Expected
from ralf_notes.config.yaml_file import Location, Settings, printable, quoted

Fields = Mapping[str, FieldInfo]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each key was given."""

    file: Path | None
    settings: Settings
    labels: Mapping[str, str]
    """The option or environment variable of the keys that are not from the file."""
    is_named: bool
    """The file was named by the user, not found."""

    def line(self, location: Location) -> int:
        """Return the line in the file; 0 for what is not from the file."""
        return 0 if location[0] in self.labels else self.settings.line(location)

    def describe(self, location: Location) -> str:
        """Return the file, line and key, or the option or variable."""
        if location[0] in self.labels:
            return self.labels[str(location[0])]
        return f"{self.file}:{self.line(location)}: {_dotted(location)}"


def option(key: str) -> str:
    """Return how the command line writes a key."""
    return "SOURCE_PATHS" if key == "source_paths" else "--" + key.replace("_", "-")


def message(
    error: ValidationError, places: Places, top: Fields, below: Mapping[str, Fields]
) -> str:
    """Say where the first error is, what was found there, and what is allowed.

    Args:
        error: pydantic's.
        places: where each key was given.
        top: the keys of the config.
        below: the keys of those that are mappings, or lists of them.
    """
    details = min(error.errors(include_url=False), key=lambda found: places.line(found["loc"]))
    location = details["loc"]
    keys = [part for part in location if isinstance(part, str)]
    fields = below.get(keys[0], top) if len(keys) > 1 else top
    where = places.describe(location)
    if details["type"] == "extra_forbidden":
        return f"{where}: {_unknown(location, fields, places)}"
    if details["type"] == "missing":
        return f"{where}: not given, expected {_expected(details, location, fields)}"
    found = _found(details["input"])
    return f"{where}: found {found}, expected {_expected(details, location, fields)}"


def _dotted(location: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return printable("".join(parts).removeprefix("."))


def _unknown(location: Location, fields: Fields, places: Places) -> str:
    key = str(location[-1]).replace("-", "_").lower()
    near = difflib.get_close_matches(key, fields, n=1)
    if near:
        return f"unknown key; did you mean {near[0]}?"
    is_found = location[0] not in places.labels and not places.is_named
    hint = "; if the file is another program's, name yours with --config" if is_found else ""
    return f"unknown key, expected one of {', '.join(fields)}{hint}"


def _expected(details: ErrorDetails, location: Location, fields: Fields) -> str:
    reason = details.get("ctx", {}).get("error")
    if isinstance(reason, ValueError):
        return str(reason)
    names = [part for part in location if isinstance(part, str) and part in fields]
    metadata = fields[names[-1]].metadata
    expected = next(note for note in metadata if isinstance(note, Expected))
    return expected.item if isinstance(location[-1], int) else expected.text


def _found(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value) if isinstance(value, int | float) else quoted(str(value))
    return text if len(text) <= 80 else f"{text[:77]}..."
