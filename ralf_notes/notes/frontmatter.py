"""A note's properties: our keys are kept current; the user's stay byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes.properties import (
    SPECIAL,
    Properties,
    Property,
    Value,
    line_start,
    next_line,
    parsed,
)
from ralf_notes.outline import languages
from ralf_notes.source.classify import Kind
from ralf_notes.text import ZERO_WIDTH

KEYS = ("title", "aliases", "description", "tags", "source", "language", "ralf_model")
"""Our keys, in the order in which they are written."""
EARLIER_KEYS = ("ralf_source",)
"""Keys that earlier versions wrote; the hidden line of a note has their values now."""
ALL_KEYS = (*KEYS, *EARLIER_KEYS)
"""The keys that are not the user's."""
_SHARED = ("aliases", "tags")
"""Our keys with lists to which the user may add."""
_COMMA_AFTER = re.compile(r"\s*,[ \t]*")
_COMMA_BEFORE = re.compile(r",\s*\Z")

# Obsidian shows links in properties as links, and Dataview renders every value as Markdown.
_ACTIVE = re.compile(r"\[(?=\[)|\](?=[(\[])|<(?=[A-Za-z/!?%])|:(?=//)|%(?=%)|`")
_BROKEN = re.compile(rf"(?<=[\[\]<:%`]){ZERO_WIDTH}")

_Edit = tuple[int, int, str]
"""Start and end of the text to replace, and its replacement."""


def values(front: str) -> dict[str, Value]:
    """Return the properties of a frontmatter block (the lines between the two `---`).

    Raises NoteBlocked when they are not a YAML mapping.
    """
    return {
        entry.key: _each(entry.value, lambda text: _BROKEN.sub("", text))
        for entry in parsed(front).entries
    }


def of_user(front: str) -> tuple[str, dict[str, frozenset[str]]]:
    """Return a frontmatter block without our keys, and the items of the lists we share by key."""
    entries = [e for e in parsed(front).entries if e.key in ALL_KEYS]
    shared = {e.key: frozenset(texts(e.value)) for e in entries if e.key in _SHARED}
    return _edited(front, [_removal(front, e.first, e.end) for e in entries]), shared


def merge(
    front: str,
    ours: Mapping[str, Value],
    tags_prefix: str,
    newline: str = "\n",
    *,
    former: Mapping[str, Value] = MappingProxyType({}),
) -> str:
    """Return a frontmatter block with our keys up to date and everything else as it was.

    A value that is only quoted differently, or a list that is only written differently, stays as it
    is. In `tags` and `aliases` the user's items stay.

    Args:
        front: the lines between the two `---`, or ''.
        ours: values by key. A key of ours that is missing here is removed from the block if it
            begins with `ralf_`. A zero-width space breaks active text; `values` removes it.
        tags_prefix: the first part of our tags.
        newline: the line ending for lines that we write.
        former: values that earlier versions wrote: where one still stands, it goes.

    Raises NoteBlocked when the block cannot be changed without harm to the user's part.
    """
    ours = {
        key: _each(value, lambda text: _ACTIVE.sub(rf"\g<0>{ZERO_WIDTH}", text))
        for key, value in ours.items()
    }
    if not front:  # a new note has nothing of the user's that an edit could break
        return "".join(f"{key}: {_written(ours[key])}{newline}" for key in KEYS if key in ours)
    before = parsed(front)
    tags = own_tags(tags_prefix)
    edits: list[_Edit] = []
    at = 0
    for key in ALL_KEYS:
        entries = [entry for entry in before.entries if entry.key == key]
        if entries and key not in ours:
            edits += _removals(front, entries, texts(former.get(key, ())))
        elif entries:
            our_items = tags if key == "tags" else texts(former.get(key, ()))
            edits += _changes(front, entries, ours[key], our_items, newline)
            at = next_line(front, entries[-1].end)
        elif key in ours:
            edits.append((at, at, f"{before.indent}{key}: {_written(ours[key])}{newline}"))
    if not edits:
        return front
    merged = _edited(front, edits)
    after = parsed(merged)
    # A property of the user can refer to one of ours (`*name`), or be written in a way that an edit
    # in place breaks. Then the note is left alone.
    present = {entry.key: set(texts(entry.value)) for entry in after.entries}
    is_current = all(set(texts(ours[key])) <= present.get(key, set()) for key in ours)
    if not is_current or _of_user(merged, after) != _of_user(front, before):
        raise NoteBlocked("its frontmatter cannot be changed in place: write one property a line")
    return merged


def _of_user(front: str, properties: Properties) -> list[tuple[str, str]]:
    """Return the keys of the user's properties, each with all that stands there."""
    entries = (entry for entry in properties.entries if entry.key not in ALL_KEYS)
    return [(entry.key, front[entry.first : entry.end]) for entry in entries]


def _changes(
    front: str, entries: list[Property], wanted: Value, our_items: Collection[str], newline: str
) -> Iterator[_Edit]:
    """Yield the edits that bring one of our keys to its value.

    Args:
        front: the frontmatter.
        entries: the properties with this key, usually one.
        wanted: the new value.
        our_items: the items of a list that are ours, wanted or not.
        newline: the line ending for lines that we write.
    """
    first, *others = entries
    _ensure_begins_line(front, first)
    if first.key in _SHARED:
        if others:
            raise NoteBlocked(f"its frontmatter has {first.key} twice: fix it by hand")
        yield from _list_changes(front, first, texts(wanted), our_items, newline)
    else:
        if first.value != wanted:
            yield from _replacement(front, first, _written(wanted))
        yield from (_removal(front, entry.first, entry.end) for entry in others)


def _removals(front: str, entries: list[Property], former: Collection[str]) -> Iterator[_Edit]:
    """Yield the edits that take our part of a property away; what the user made of it stays."""
    first = entries[0]
    is_former = bool(first.value) and {*texts(first.value)} <= {*former}
    is_ours = first.key.startswith("ralf_") or is_former
    if not is_ours and first.key not in _SHARED:
        return
    _ensure_begins_line(front, first)
    if is_ours:
        yield from (_removal(front, entry.first, entry.end) for entry in entries)
    elif len(entries) == 1:
        yield from _list_changes(front, first, (), former, "")


def _ensure_begins_line(front: str, entry: Property) -> None:
    if front[line_start(front, entry.first) : entry.first].strip():
        raise NoteBlocked(f"its property {entry.key} does not begin a line: fix it by hand")


def _list_changes(
    front: str, entry: Property, wanted: tuple[str, ...], our_items: Collection[str], newline: str
) -> Iterator[_Edit]:
    """Yield the edits that replace our unwanted items in a list by the wanted ones.

    Args:
        our_items: the items that are ours, wanted or not; the other arguments are those of
            `_changes`.
    """
    present = texts(entry.value)
    missing = [text for text in wanted if text not in present]
    if entry.kind not in ("flow", "block"):
        others = [text for text in present if text and text not in (*our_items, *wanted)]
        if missing:
            yield from _replacement(front, entry, _written((*wanted, *others)))
        return
    stale = [item for item in entry.items if item.text in our_items and item.text not in wanted]
    for item, text in zip(stale, missing, strict=False):
        yield item.start, item.end, f"{item.anchor}{yaml_string(text)}"
    new = [yaml_string(text) for text in missing[len(stale) :]]  # they go before the first item
    if new and entry.kind == "flow":
        at = front.index("[", entry.start) + 1
        yield at, at, ", ".join([*new, ""] if entry.items else new)
    elif new:
        at = front.rindex("-", entry.start, entry.items[0].start)
        indent = front[line_start(front, at) : at]
        yield at, at, "".join(f"- {text}{newline}{indent}" for text in new)
    for item in stale[len(missing) :]:
        if entry.kind == "block":
            yield _removal(front, front.rindex("-", entry.start, item.start), item.end)
        elif after := _COMMA_AFTER.match(front, item.end):
            yield item.start, after.end(), ""
        else:
            before = _COMMA_BEFORE.search(front[: item.start])
            yield before.start() if before else item.start, item.end, ""


def _replacement(front: str, entry: Property, written: str) -> Iterator[_Edit]:
    """Yield the edits that give a property another value, on the line of its key."""
    between = front[entry.colon : entry.start]
    if "\n" in between or "\r" in between:
        yield entry.colon, entry.colon, f" {entry.anchor}{written}"
        yield _removal(front, entry.start, entry.end)
    else:
        yield entry.start, entry.end, f"{'' if between else ' '}{entry.anchor}{written}"


def _removal(front: str, start: int, end: int) -> _Edit:
    """Return the edit that removes whole lines, or only the text before a comment."""
    following = next_line(front, end)
    if front[end:following].strip():
        return start, end, ""
    return line_start(front, start), following, ""


def _edited(front: str, edits: list[_Edit]) -> str:
    """Return the text with all edits made; they do not overlap."""
    for start, end, text in sorted(edits, key=lambda edit: edit[:2])[::-1]:
        front = f"{front[:start]}{text}{front[end:]}"
    return front


def _each(value: Value, change: Callable[[str], str]) -> Value:
    return change(value) if isinstance(value, str) else tuple(map(change, value))


def texts(value: Value) -> tuple[str, ...]:
    """Return the texts of a property: those of a list, or the only one."""
    return (value,) if isinstance(value, str) else value


def _written(value: Value) -> str:
    if isinstance(value, str):
        return yaml_string(value)
    return f"[{', '.join(map(yaml_string, value))}]"


def yaml_string(text: str) -> str:
    """Return the text as a double-quoted YAML scalar on one line, which reads back identically.

    Source: YAML 1.2.2 section 5.7; `\\u` and `\\U` mean the same in YAML 1.1.
    """

    def escaped(match: re.Match[str]) -> str:
        code = ord(match[0])
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    quoted = json.dumps(text, ensure_ascii=False)
    # Templater, Liquid and Jinja look for their marks in the whole file.
    quoted = re.sub(r"<(?=[%!])|\{(?=[{%])", lambda match: f"\\x{ord(match[0]):02x}", quoted)
    return SPECIAL.sub(escaped, quoted)


# --- tags -------------------------------------------------------------------------------------


def language_tag(key: str) -> str:
    """Return the last part of a language's tag: Obsidian allows neither `+` nor `#` in a tag."""
    return key.replace("+", "p").replace("#", "sharp")


@cache
def own_tags(prefix: str) -> frozenset[str]:
    """Return every tag that we write; all other tags in a note are the user's."""
    names = {language_tag(language.key) for language in languages.all_languages()}
    names |= {kind.value for kind in Kind} | {"folder", "overview"}
    return frozenset(f"{prefix}/{name}" for name in names)
