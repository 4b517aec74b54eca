"""Reads YAML of a repository: as plain text values, within bounds, whatever it holds.

A scalar stays the text that was written: `on` is no boolean, and `3.10` no number. An alias is the
value of its anchor, not a copy of it; merges (`<<`) copy, so they are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import yaml

from ralf_notes.outline.values import as_table
from ralf_notes.text import has_deep_brackets

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

LARGEST = 1_000_000
"""Characters; the keys of a larger file are read line by line."""
_DEEPEST = 100
_MOST_MERGED = 10_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MASK = ("<secret: ", "<secret:\u00a0")
"""What a masked secret begins with; its colon would be the sign of a key."""


class _NotRead(Exception):
    """The text is nested or merged beyond what is read."""


def documents(text: str) -> list[Value]:
    """Return the documents of a YAML stream; none if it is broken, too large or too deep."""
    if len(text) > LARGEST or has_deep_brackets(text):
        return []
    try:
        return list(_documents(yaml.parse(text.replace(*_MASK), Loader=_LOADER)))
    except (yaml.YAMLError, _NotRead, ValueError, RecursionError):
        return []


def first_mapping(text: str) -> dict[str, Value]:
    """Return the mapping that is the first document of a YAML stream; {} if there is none."""
    return as_table(next(iter(documents(text)), None))


def _documents(events: Iterator[yaml.Event]) -> Iterator[Value]:
    builder = _Document()
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            builder = _Document()
        elif isinstance(event, yaml.DocumentEndEvent):
            if builder.root is not None:
                yield builder.root
        else:
            builder.take(event)


class _Document:
    """The values of one document, built from its events."""

    def __init__(self) -> None:
        self.root: Value | None = None
        self._open: list[list[Value]] = []
        """The items of the collections that are not closed yet; of a mapping, keys and values."""
        self._starts: list[yaml.Event] = []
        self._anchors: dict[str, Value] = {}
        self._merged = 0

    def take(self, event: yaml.Event) -> None:
        """Add the value that an event begins, ends or is."""
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= _DEEPEST:
                raise _NotRead
            self._open.append([])
            self._starts.append(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            items, start = self._open.pop(), self._starts.pop()
            is_mapping = isinstance(start, yaml.MappingStartEvent)
            self._add(self._mapping(items) if is_mapping else items, start)
        elif isinstance(event, yaml.ScalarEvent):
            self._add(event.value.replace(_MASK[1], _MASK[0]), event)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._anchors.get(event.anchor or "", ""))

    def _add(self, value: Value, start: yaml.Event | None = None) -> None:
        if anchor := getattr(start, "anchor", None):
            self._anchors[anchor] = value
        if self._open:
            self._open[-1].append(value)
        else:
            self.root = value

    def _mapping(self, items: list[Value]) -> dict[str, Value]:
        own_values: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        for key, value in zip(items[::2], items[1::2], strict=False):
            if key == "<<":
                for each in value if isinstance(value, list) else [value]:
                    merged |= as_table(each)
                    self._merged += len(merged)
            elif isinstance(key, str):
                own_values.setdefault(key, value)
        if self._merged > _MOST_MERGED:
            raise _NotRead
        return merged | own_values
