"""Values in the JSON of a server, read with care: it may say anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

LONGEST_NAME = 300
"""Characters of a name that is one."""
_MOST = 10**18
"""Larger numbers are nonsense."""


def number(entry: Mapping[str, Any], key: str) -> int:
    """Return a count in an answer, 0 where there is none that can be true."""
    value = entry.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MOST:
        return value
    return 0


def word(entry: Mapping[str, Any], key: str) -> str:
    """Return a short text in an answer, '' where there is none."""
    value = entry.get(key)
    return value[:LONGEST_NAME] if isinstance(value, str) else ""


def within(value: Any, *keys: str) -> Mapping[str, Any]:
    """Return a mapping inside nested mappings, an empty one where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def named(values: Any, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the names and the mappings in a list of things that have names.

    Args:
        values: the list, or anything else.
        key: of the name.
    """
    for entry in values if isinstance(values, list) else ():
        name = entry.get(key) if isinstance(entry, Mapping) else None
        if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME:
            yield name, entry
