"""The error message for a config, a line for each fault, from what pydantic reports."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ralf_notes.config.addresses import without_user
from ralf_notes.config.types import Expected
from ralf_notes.config.yaml_file import Location, Settings, printable, quoted

_ADDRESSES = ("host", "scheduler")
"""Keys whose values may hold a password, which is not shown."""
Fields = Mapping[str, FieldInfo]


@dataclass(frozen=True, slots=True)
class KeyOrigins:
    """Where each key was given."""

    file: Path | None
    settings: Settings
    labels: Mapping[str, str]
    """The option or environment variable that each key outside the file comes from."""

    def line(self, location: Location) -> int:
        """Return the line in the file, or 0 if the value is not from the file."""
        return 0 if location[0] in self.labels else self.settings.line(location)

    def describe(self, location: Location) -> str:
        """Return the file, line and key, or the option or variable."""
        if location[0] in self.labels:
            return self.labels[str(location[0])]
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
        key = printable(self.settings.table + "".join(parts).removeprefix("."))
        line = f":{self.line(location)}" if self.settings.lines else ""
        return f"{self.file}{line}: {key}"


def option_name(key: str) -> str:
    """Return how the command line writes a key."""
    return "SOURCE_PATHS" if key == "source_paths" else "--" + key.replace("_", "-")


def error_messages(
    error: ValidationError, origins: KeyOrigins, top: Fields, below: Mapping[str, Fields]
) -> tuple[str, ...]:
    """Return where each fault is, what is there, and what is allowed: a line each, as in the file.

    Args:
        error: what pydantic raised.
        origins: where each key was given.
        top: the keys of the config.
        below: for each key whose value is a mapping or a list of mappings, the keys in it.
    """
    faults = sorted(error.errors(include_url=False), key=lambda fault: origins.line(fault["loc"]))
    lines = (_fault(fault, origins, top, below) for fault in faults)
    return tuple(dict.fromkeys(lines))


def _fault(
    details: ErrorDetails, origins: KeyOrigins, top: Fields, below: Mapping[str, Fields]
) -> str:
    """Return where one fault is, what is there, and what is allowed."""
    location = details["loc"]
    keys = [part for part in location if isinstance(part, str)]
    fields = below.get(keys[0], top) if len(keys) > 1 else top
    where = origins.describe(location)
    if details["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(location[-1]).replace("-", "_").lower(), fields, n=1)
        if near:
            return f"{where}: unknown key; did you mean {near[0]}?"
        return f"{where}: unknown key, expected one of {', '.join(fields)}"
    reason = details.get("ctx", {}).get("error")
    if isinstance(reason, ValueError):  # from one of our own validators
        expected = str(reason)
    else:
        key = [part for part in keys if part in fields][-1]
        allowed = next(each for each in fields[key].metadata if isinstance(each, Expected))
        expected = allowed.item if isinstance(location[-1], int) else allowed.text
    if details["type"] == "missing":
        return f"{where}: not given, expected {expected}"
    value = details["input"]
    if keys[0] in _ADDRESSES and isinstance(value, str):
        value = without_user(value)
    what = "not given" if keys[0] == "host" and not value else f"found {_value_text(value)}"
    return f"{where}: {what}, expected {expected}"


def _value_text(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value) if isinstance(value, int | float) else quoted(str(value))
    return text if len(text) <= 80 else f"{text[:77]}..."
