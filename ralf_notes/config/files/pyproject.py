"""Our table in a pyproject.toml, which is mostly about other programs."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from ralf_notes.config.yaml_file import Settings, decoded
from ralf_notes.errors import ConfigError

LARGEST = 500_000
"""Bytes that a pyproject.toml may have."""
TABLE = "tool.ralf-notes"
HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*[\"']?ralf-notes\b", re.MULTILINE)
"""The line that our table begins with, as people write it."""
_JOINT = re.compile(r"[\w\"'-][ \t]*\.(?=[ \t]*[\w\"'-])")
_MOST_JOINTS = 100
"""Dots between keys in a line: `tomllib` takes time with the square of the parts of a key."""
_DEEPEST = 6


def parse_pyproject(path: Path, data: bytes) -> Settings | None:
    """Return what our table says, None if there is none.

    Args:
        path: the file, for messages.
        data: its content.

    Raises:
        ConfigError: in one line, with the file, if the table is there and cannot be read.
    """
    if b"ralf-notes" not in data:
        return None
    text = decoded(path, data)
    has_header = HEADER.search(text) is not None
    try:
        table = _table(path, text)
    except ConfigError:
        if has_header:
            raise
        return None  # whatever is wrong there, it is not about us
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {TABLE}: expected a table, such as [{TABLE}]")
    if _depth(table) > _DEEPEST:
        raise ConfigError(f"{path}: {TABLE}: nested too deep for a config file")
    return Settings(table, table=f"{TABLE}.")


def table_bytes(settings: Settings) -> bytes:
    """Return the bytes that stand for our table, whatever the rest of the file says."""
    return json.dumps(settings.values, sort_keys=True, default=repr).encode()


def _table(path: Path, text: str) -> object:
    """Return the value at `tool.ralf-notes`, None if there is none."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MOST_JOINTS < len(_JOINT.findall(line)):
            raise ConfigError(f"{path}:{number}: a key of over {_MOST_JOINTS} parts")
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(f"{path}: not TOML: {exc}") from exc
    except (RecursionError, ValueError) as exc:  # ValueError: a number of thousands of digits
        raise ConfigError(f"{path}: not TOML that can be read") from exc
    return tool.get("ralf-notes") if isinstance(tool, dict) else None


def _depth(value: object) -> int:
    """Return how deep lists and tables lie in one another; TOML has no aliases, so it ends."""
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)
