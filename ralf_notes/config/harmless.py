"""What a config file may set although nobody trusts it: how notes look, and what is left out.

A key says so itself, by a `Harmless` in its type. One that says nothing needs trust.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from pydantic.fields import FieldInfo

from ralf_notes.config.source_links import AUTO, NONE
from ralf_notes.config.yaml_file import printable

_MOST_PATTERNS = 200
_LONGEST = 500
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class Harmless:
    """Marks a key that needs no trust, with the words for it in the reference."""

    limit: str = ""
    """Which values need no trust, '' for all."""
    danger: Callable[[object, Path], str] = lambda value, folder: ""
    """Returns why a value in a file of this folder needs trust, '' if it needs none. A value of
    the wrong type is left to validation."""


def needing_trust(
    values: Mapping[str, object], fields: Mapping[str, FieldInfo], folder: Path
) -> dict[str, str]:
    """Return the keys that need trust, each with the reason that lies in its value, or ''.

    Args:
        values: what the file says. Unknown keys are left to validation.
        fields: the keys that there are.
        folder: the folder of the file.
    """
    reasons: dict[str, str] = {}
    for key, value in values.items():
        if value is None or key not in fields:
            continue
        mark = harmless(fields[key])
        why = _too_long(value) or (mark.danger(value, folder) if mark else "")
        if why or mark is None:
            reasons[key] = why
    return reasons


def harmless(field: FieldInfo) -> Harmless | None:
    """Return the mark of a key, None for a key that needs trust."""
    return next((each for each in field.metadata if isinstance(each, Harmless)), None)


def outside(value: object, folder: Path) -> str:
    """Return why a path does not lie below a folder, '' if it does."""
    if not isinstance(value, str):
        return ""
    windows = PureWindowsPath(value)
    if value.startswith("~") or os.path.isabs(value) or windows.drive or windows.root:
        return f"{_shortened(value)} is not below its folder"
    if ".." in windows.parts:
        return f"{_shortened(value)} has a .. in it"
    try:
        real = os.path.realpath(folder / value)
    except ValueError:
        return f"{_shortened(value)} is no path"
    if not Path(real).is_relative_to(os.path.realpath(folder)):
        return f"{_shortened(value)} is a link out of its folder"
    return ""


def unfit_for_notes(value: object, folder: Path) -> str:
    """Return why notes must not be written to a path: it lies elsewhere, or where programs keep
    theirs, such as in .git or .obsidian.
    """
    why = outside(value, folder)
    if why or not isinstance(value, str):
        return why
    inside = Path(os.path.realpath(folder / value)).relative_to(os.path.realpath(folder))
    for part in (*PureWindowsPath(value).parts, *inside.parts):
        if _is_hidden(part):
            return f"{_shortened(value)} is not a plain folder"
    return ""


def unlike_a_page(value: object, folder: Path) -> str:
    """Return why a link template is more than the address of a page on one server."""
    if isinstance(value, str) and value.lower() in (AUTO, NONE):
        return ""
    is_page = isinstance(value, str) and re.match(r"https?://[\w.-]+(:[0-9]{1,5})?/", value)
    if isinstance(value, str) and value and not is_page:
        return "only links to http and https need none"
    if isinstance(value, str) and "{root}" in value:
        return "{root} would tell the server where your files are"
    return ""


def unlike_a_language(value: object, folder: Path) -> str:
    """Return why a text may be more than the name of a language: it goes to the model."""
    words = value.split() if isinstance(value, str) else []
    is_name = len(words) <= 3 and all(re.fullmatch(r"[\w()'’-]{1,20}", word) for word in words)
    return "" if is_name else "it may be more than the name of a language"


def asks_a_model(value: object, folder: Path) -> str:
    """Return why an engine needs trust: one that asks a model does."""
    return "" if value == "none" else "only none needs no trust"


def too_many(value: object, folder: Path) -> str:
    """Return why patterns may take long: each is looked at for each file."""
    is_long = isinstance(value, list) and len(value) > _MOST_PATTERNS
    return f"over {_MOST_PATTERNS} patterns" if is_long else ""


def _too_long(value: object) -> str:
    """Return why a text may take much room: it may stand in every note."""
    is_long = isinstance(value, str) and len(value) > _LONGEST
    return f"over {_LONGEST} characters" if is_long else ""


def at_most(largest: int) -> Callable[[object, Path], str]:
    """Return the danger of a size: none up to a number of bytes."""

    def danger(value: object, folder: Path) -> str:
        from pydantic import ByteSize, TypeAdapter

        try:
            size = TypeAdapter(ByteSize).validate_python(value)
        except ValueError:
            return ""
        return f"over {largest} bytes" if size > largest else ""

    return danger


def _is_hidden(part: str) -> bool:
    """Whether a name in a path is one that programs use for themselves, on any kind of disk.

    Disks may ignore case, invisible characters (HFS+), or know a name by a short one (`GIT~1`).
    """
    visible = "".join(char for char in part if char.isprintable())
    return visible != "." and (visible.startswith(".") or "~" in visible or ":" in visible)


def _shortened(value: str) -> str:
    text = printable(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
