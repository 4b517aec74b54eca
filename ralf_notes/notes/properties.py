"""The YAML of a note's frontmatter as it stands: which property is where, to change it in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ralf_notes.errors import NoteBlocked

if TYPE_CHECKING:
    from yaml.events import Event, SequenceStartEvent

Value = str | tuple[str, ...]
"""A property: a string, or a list of strings."""

# What PyYAML takes for a line break although YAML 1.2 does not, and what it refuses to read though
# Obsidian does not. Only where it stands matters here, so another character stands in for it.
_UNREADABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_TAB = re.compile(r"(?<=[^\s])[ \t]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_BLANK_OR_COMMENT = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*\Z")


_Anchors = dict[str | None, Value]
"""What the anchors so far mean."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list."""

    text: str
    """'' for what is no scalar."""
    start: int
    end: int
    anchor: str
    """`&name ` if other places of the frontmatter mean this value, else ''."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property, and where its key and value stand."""

    key: str
    value: Value
    first: int
    """Where its key begins."""
    colon: int
    """After the colon."""
    start: int
    """Where its value begins, at its anchor if it has one."""
    end: int
    anchor: str
    kind: str
    """`scalar`, `flow` (`[a, b]`), `block` (`- a`), or `other`, e.g. an alias or a mapping."""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Properties:
    """A frontmatter block taken apart."""

    entries: tuple[Property, ...]
    indent: str
    """Of the keys."""


def parsed(front: str) -> Properties:
    """Return the properties of a frontmatter block (the lines between the two `---`).

    Raises NoteBlocked when it is not the YAML of a mapping, one property a line.
    """
    import yaml

    text = _TAB.sub(lambda blanks: " " * len(blanks[0]), _UNREADABLE.sub("\ufffd", front))
    try:
        events = [*yaml.parse(text, Loader=yaml.BaseLoader)]
    except yaml.YAMLError as exc:
        problem = getattr(exc, "problem", None) or "it cannot be parsed"
        raise NoteBlocked(
            f"its frontmatter is not valid YAML ({problem}): mend it by hand"
        ) from exc
    _check_aliases(events)
    if len(events) == 2:  # no document between the stream's start and end
        return Properties((), "")
    return _mapping(text, events)


def _check_aliases(events: Sequence[Event]) -> None:
    """Raise NoteBlocked for an alias to nothing: the parser of events lets it through."""
    from yaml import events as kinds

    anchors = set()
    for event in events:
        anchor = getattr(event, "anchor", None)
        if isinstance(event, kinds.AliasEvent) and anchor not in anchors:
            raise NoteBlocked(
                f"its frontmatter is not valid YAML (undefined alias *{anchor}): mend it by hand"
            )
        anchors.add(anchor)


def line_start(text: str, at: int) -> int:
    """Return where the line around a place begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def next_line(text: str, at: int) -> int:
    """Return where the line after the one around a place begins."""
    found = _BREAK.search(text, at)
    return found.end() if found else len(text)


def _mapping(text: str, events: Sequence[Event]) -> Properties:
    from yaml import events as kinds

    top = events[2]
    is_alone = sum(isinstance(event, kinds.DocumentStartEvent) for event in events) == 1
    if not is_alone or not isinstance(top, kinds.MappingStartEvent) or top.flow_style:
        raise NoteBlocked("its frontmatter is not a list of properties: mend it by hand")
    stream, anchors = iter(events[3:]), dict[str | None, Value]()
    entries = []
    while not isinstance(event := next(stream), kinds.MappingEndEvent):
        entries.append(_property(text, event, stream, anchors))
    first = line_start(text, entries[0].first)
    column = entries[0].first - first
    if text[first:][:column].strip() or not _BLANK_OR_COMMENT.match(text[:first]):
        raise NoteBlocked("its frontmatter does not begin with a property: mend it by hand")
    return Properties(tuple(entries), " " * column)


def _property(text: str, event: Event, stream: Iterator[Event], anchors: _Anchors) -> Property:
    key = _item(event, stream, anchors)
    value = next(stream)
    between = text[key.end : _start(value)]
    colon = key.end + between.find(":") + 1 if ":" in between else key.end
    found = _value(value, stream, anchors)
    end = found.start + len(text[found.start : found.end].rstrip())
    if found.anchor:
        anchors[found.anchor[1:-1]] = found.value
    return Property(
        key.text, found.value, key.start, colon, found.start, end, found.anchor, found.kind,
        found.items,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Node:
    value: Value
    start: int
    end: int
    anchor: str
    kind: str
    items: tuple[Item, ...] = ()


def _value(event: Event, stream: Iterator[Event], anchors: _Anchors) -> _Node:
    """Return the node that begins with an event, the rest of it taken from the stream."""
    from yaml import events as kinds

    if isinstance(event, kinds.SequenceStartEvent):
        return _sequence(event, stream, anchors)
    start, anchor = _start(event), _anchor(event)
    if isinstance(event, kinds.ScalarEvent):
        return _Node(event.value, start, _end(event), anchor, "scalar")
    if isinstance(event, kinds.AliasEvent):
        known = anchors.get(event.anchor, "")
        return _Node(known, start, _end(event), "", "other")
    return _Node((), start, _skipped(event, stream), anchor, "other")


def _sequence(event: SequenceStartEvent, stream: Iterator[Event], anchors: _Anchors) -> _Node:
    from yaml import events as kinds

    items = []
    while not isinstance(inner := next(stream), kinds.SequenceEndEvent):
        items.append(_item(inner, stream, anchors))
    is_flow = event.flow_style
    end = _end(inner) if is_flow or not items else items[-1].end
    texts = tuple(item.text for item in items)
    kind = "flow" if is_flow else "block"
    return _Node(texts, _start(event), end, _anchor(event), kind, tuple(items))


def _item(event: Event, stream: Iterator[Event], anchors: _Anchors) -> Item:
    from yaml import events as kinds

    start, end, anchor = _start(event), _end(event), _anchor(event)
    if isinstance(event, kinds.ScalarEvent):
        if anchor:
            anchors[event.anchor] = event.value
        return Item(event.value, start, end, anchor)
    if isinstance(event, kinds.AliasEvent):
        known = anchors.get(event.anchor, "")
        return Item(known if isinstance(known, str) else "", start, end, "")
    return Item("", start, _skipped(event, stream), anchor)


def _skipped(event: Event, stream: Iterator[Event]) -> int:
    """Return where a collection ends, with all that is in it taken from the stream."""
    from yaml import events as kinds

    depth, end = 0, _start(event)
    while True:
        depth += isinstance(event, kinds.CollectionStartEvent)
        depth -= isinstance(event, kinds.CollectionEndEvent)
        if _end(event) > _start(event):  # the end of a block has no text
            end = _end(event)
        if not depth:
            return end
        event = next(stream)


def _anchor(event: Event) -> str:
    name = getattr(event, "anchor", None)
    return f"&{name} " if name else ""


def _start(event: Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: Event) -> int:
    return event.end_mark.index if event.end_mark else 0
