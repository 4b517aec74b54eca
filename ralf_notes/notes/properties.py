"""Parses a note's frontmatter into properties with their places, to change them in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ralf_notes.errors import NoteBlocked
from ralf_notes.patterns import lazily
from ralf_notes.text import has_deep_brackets

Value = str | tuple[str, ...]
"""A property: a string, or a list of strings."""

_AS_IS = (
    "\xa0-\xac\xae-\u061b\u061d-\u180d\u180f-\u1fff"
    "\u2010-\u2027\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd"
)
SPECIAL = lazily(f"[^ -~{_AS_IS}]")
"""Characters that we always write as escapes."""
_PLAIN = rf"[ !#-\[\]-~{_AS_IS}]*+"
_ESCAPE = r'\\(["\\]|u[0-9a-f]{4}|x[0-9a-f]{2})'
_OUR_TEXT = rf'"{_PLAIN}(?:{_ESCAPE.replace("(", "(?:")}{_PLAIN})*+"'
_OUR_ESCAPE = lazily(_ESCAPE)
# Characters that are line breaks to PyYAML but not in YAML 1.2, and characters that PyYAML refuses
# but Obsidian reads. Only places matter here, so the parser gets another character instead.
_UNREADABLE = (
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_TAB = lazily(r"(?<=[^\s])[ \t]+")
_BREAK = lazily(r"\r\n|\r|\n")
_BLANK_OR_COMMENT = lazily(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*\Z")
_KINDS = {
    "DocumentStartEvent": "document", "ScalarEvent": "scalar", "AliasEvent": "alias",
    "SequenceStartEvent": "[", "SequenceEndEvent": "]", "MappingStartEvent": "{",
    "MappingEndEvent": "}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list."""

    text: str
    """'' for anything but a scalar."""
    start: int
    end: int
    anchor: str
    """`&name ` if the value is named, so that other places can refer to it; else ''."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property, and the offsets of its key and value."""

    key: str
    value: Value
    first: int
    """Where its key begins."""
    colon: int
    """The offset after the colon."""
    start: int
    """Where its value begins, at its anchor if it has one."""
    end: int
    anchor: str
    kind: str
    """`scalar`, `flow` (`[a, b]`), `block` (`- a`), or `other`, e.g. an alias or a mapping."""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Properties:
    """A parsed frontmatter block."""

    entries: tuple[Property, ...]
    indent: str
    """The blanks before each key."""


def parsed(front: str) -> Properties:
    """Return the properties of a frontmatter block (the lines between the two `---`).

    Raises NoteBlocked when they are not a YAML mapping with one property a line.
    """
    if ours := _as_we_write(front):
        return ours
    text = _TAB.sub(lambda blanks: " " * len(blanks[0]), re.sub(_UNREADABLE, "\ufffd", front))
    if has_deep_brackets(text):
        raise NoteBlocked("its frontmatter has over 200 open brackets: fix it by hand")
    events = _events(text)
    if not events:
        return Properties((), "")
    top = events[1]
    is_alone = sum(event.kind == "document" for event in events) == 1
    if not is_alone or top.kind != "{" or top.is_flow:
        raise NoteBlocked("its frontmatter is not a list of properties: fix it by hand")
    stream, anchors = iter(events[2:]), dict[str, Value]()
    entries = []
    while (event := next(stream)).kind != "}":
        entries.append(_property(text, event, stream, anchors))
    first = line_start(text, entries[0].first)
    column = entries[0].first - first
    if text[first:][:column].strip() or not _BLANK_OR_COMMENT.match(text[:first]):
        raise NoteBlocked("its frontmatter does not begin with a property: fix it by hand")
    return Properties(tuple(entries), " " * column)


def line_start(text: str, at: int) -> int:
    """Return the start of the line around an offset."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def next_line(text: str, at: int) -> int:
    """Return the start of the line after the one around an offset."""
    end = _BREAK.search(text, at)
    return end.end() if end else len(text)


@cache
def _our_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a line and of a text that we write.

    They take 25 ms to compile, which a run that finds no notes does without.
    """
    line = rf"([a-z_]+): ({_OUR_TEXT}|\[(?:{_OUR_TEXT}(?:, {_OUR_TEXT})*)?\])\r?\n"
    return re.compile(line), re.compile(_OUR_TEXT)


def _as_we_write(front: str) -> Properties | None:
    """Return the properties of a block that has exactly the form we write; None for any other.

    Nearly all blocks have this form, and a YAML parser takes over ten times as long.
    """

    def unescaped(match: re.Match[str]) -> str:
        return match[1] if match[1] in '"\\' else chr(int(match[1][1:], 16))

    our_line, our_text = _our_patterns()
    entries = []
    at = 0
    while at < len(front):
        line = our_line.match(front, at)
        if line is None:
            return None
        start, end = line.span(2)
        items = tuple(
            Item(_OUR_ESCAPE.sub(unescaped, item[0][1:-1]), item.start(), item.end(), "")
            for item in our_text.finditer(front, start, end)
        )
        colon = line.end(1) + 1
        value: Value = tuple(item.text for item in items)
        kind = "flow"
        if front[start] != "[":
            kind, value, items = "scalar", value[0], ()
        entries.append(Property(line[1], value, at, colon, start, end, "", kind, items))
        at = line.end()
    return Properties(tuple(entries), "")


# --- any YAML ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Event:
    """One event of a YAML parser."""

    kind: str
    """`document`, `scalar`, `alias`, or the bracket that begins or ends a list or a mapping."""
    start: int
    end: int
    text: str
    """The value of a scalar."""
    name: str
    """The name of its anchor, or of the anchor that an alias refers to; or ''."""
    is_flow: bool
    """Whether a list or a mapping is written in brackets."""


def _events(text: str) -> Sequence[_Event]:
    """Return the YAML events of a text. Raises NoteBlocked when it is not YAML."""
    import yaml

    # libyaml is faster, but it does not accept the same texts, and not every wheel includes it.
    events, anchors = [], set()
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if kind := _KINDS.get(type(event).__name__):
                name = getattr(event, "anchor", None) or ""
                if kind == "alias" and name not in anchors:  # the parser lets it through
                    raise yaml.MarkedYAMLError(problem=f"undefined alias *{name}")
                anchors.add(name)
                value, is_flow = getattr(event, "value", ""), getattr(event, "flow_style", False)
                marks = (event.start_mark, event.end_mark)
                start, end = (mark.index if mark else 0 for mark in marks)
                events.append(_Event(kind, start, end, value, name, bool(is_flow)))
    except yaml.YAMLError as exc:
        problem = getattr(exc, "problem", None) or "it cannot be parsed"
        raise NoteBlocked(f"its frontmatter is not valid YAML ({problem}): fix it by hand") from exc
    return events


def _property(
    text: str, event: _Event, stream: Iterator[_Event], anchors: dict[str, Value]
) -> Property:
    """Return the property whose key is an event; its value is taken from the stream.

    Args:
        anchors: the value of each anchor so far; those of this property are added.
    """
    key = _item(event, stream, anchors)
    event = next(stream)
    start, end = event.start, event.end
    between = text[key.end : start]
    colon = key.end + between.find(":") + 1 if ":" in between else key.end
    anchor = f"&{event.name} " if event.name and event.kind != "alias" else ""
    kind, items = "other", list[Item]()
    value: Value = event.text
    if event.kind == "scalar":
        kind = "scalar"
    elif event.kind == "alias":
        value = anchors.get(event.name, "")
    elif event.kind == "[":
        while (inner := next(stream)).kind != "]":
            items.append(_item(inner, stream, anchors))
        kind, end = "flow" if event.is_flow else "block", inner.end
        if items and not event.is_flow:  # the end of a block list is at the next property
            end = items[-1].end
        value = tuple(item.text for item in items)
    else:
        value, end = (), _end_of(event, stream)
    if anchor:
        anchors[event.name] = value
    end = start + len(text[start:end].rstrip())
    return Property(key.text, value, key.start, colon, start, end, anchor, kind, tuple(items))


def _item(event: _Event, stream: Iterator[_Event], anchors: dict[str, Value]) -> Item:
    """Return the key or the entry of a list that begins with an event."""
    anchor = f"&{event.name} " if event.name else ""
    if event.kind == "scalar":
        if anchor:
            anchors[event.name] = event.text
        return Item(event.text, event.start, event.end, anchor)
    if event.kind == "alias":
        value = anchors.get(event.name, "")
        return Item(value if isinstance(value, str) else "", event.start, event.end, "")
    return Item("", event.start, _end_of(event, stream), anchor)


def _end_of(event: _Event, stream: Iterator[_Event]) -> int:
    """Return where a list or a mapping ends; its content is taken from the stream."""
    depth, end = 0, event.start
    while True:
        depth += (event.kind in ("[", "{")) - (event.kind in ("]", "}"))
        if event.end > event.start:  # the event that ends a block covers no text
            end = event.end
        if not depth:
            return end
        event = next(stream)
