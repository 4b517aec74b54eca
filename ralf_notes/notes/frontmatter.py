"""A note's properties: our keys are kept current, what the user added stays byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes.properties import (
    SPECIAL,
    Item,
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

KEYS = (
    "title", "aliases", "description", "tags", "source", "language", "ralf_source", "ralf_model",
)  # fmt: skip
"""Our keys, in the order in which they are written."""
_SHARED = ("aliases", "tags")
"""Our keys whose lists the user adds to."""
_COMMA_AFTER = re.compile(r"\s*,[ \t]*")
_COMMA_BEFORE = re.compile(r",\s*\Z")

# Obsidian makes a link of a property that holds one, and Dataview renders every value as Markdown.
_ACTIVE = re.compile(r"\[(?=\[)|\](?=[(\[])|<(?=[A-Za-z/!?%])|:(?=//)|%(?=%)|`(?=\s*\$?=)")
_BROKEN = re.compile(rf"(?<=[\[\]<:%`]){ZERO_WIDTH}")

_Edit = tuple[int, int, str]
"""Start and end of what goes, and the text that takes its place."""


def values(front: str) -> dict[str, Value]:
    """Return the properties of a frontmatter block (the lines between the two `---`).

    Raises NoteBlocked when it is not the YAML of a mapping.
    """
    return {
        entry.key: _each(entry.value, lambda text: _BROKEN.sub("", text))
        for entry in parsed(front).entries
    }


def of_user(front: str) -> tuple[str, dict[str, frozenset[str]]]:
    """Return a frontmatter block without our keys, and the items of the lists that we share."""
    entries = [entry for entry in parsed(front).entries if entry.key in KEYS]
    shared = {e.key: frozenset(_texts(e.value)) for e in entries if e.key in _SHARED}
    return _edited(front, [_removal(front, e.first, e.end) for e in entries]), shared


def merge(front: str, ours: Mapping[str, Value], tags_prefix: str, newline: str = "\n") -> str:
    """Return a frontmatter block with our keys up to date and everything else as it was.

    Only a different value is a change, not another way of quoting it or of writing a list. In
    `tags` and `aliases` the user's items stay.

    Args:
        front: the lines between the two `---`, or ''.
        ours: our keys. A key in the block that is missing here is removed if it begins with
            `ralf_`. Active text in a value is broken by a zero-width space, which `values` removes.
        tags_prefix: of our tags.
        newline: the line ending for lines that we write.

    Raises NoteBlocked when the block cannot be changed without harm to the user's part.
    """
    ours = {
        key: _each(value, lambda text: _ACTIVE.sub(rf"\g<0>{ZERO_WIDTH}", text))
        for key, value in ours.items()
    }
    before = parsed(front)
    tags = own_tags(tags_prefix)
    edits: list[_Edit] = []
    at = 0
    for key in KEYS:
        entries = [entry for entry in before.entries if entry.key == key]
        if entries:
            edits += _changes(front, entries, ours.get(key), tags, newline)
            at = next_line(front, entries[-1].end)
        elif key in ours:
            edits.append((at, at, f"{before.indent}{key}: {_written(ours[key])}{newline}"))
    if not edits:
        return front
    merged = _edited(front, edits)
    after = parsed(merged)
    # A property of the user can refer to one of ours (`*name`), or be written in a way that an edit
    # in place breaks. Then the note is left alone.
    values = {entry.key: set(_texts(entry.value)) for entry in after.entries}
    is_current = all(set(_texts(ours[key])) <= values.get(key, set()) for key in ours)
    if not is_current or _of_others(front, before) != _of_others(merged, after):
        raise NoteBlocked("its frontmatter cannot be changed in place: write one property a line")
    return merged


def _of_others(front: str, properties: Properties) -> list[tuple[str, str]]:
    entries = (entry for entry in properties.entries if entry.key not in KEYS)
    return [(entry.key, front[entry.first : entry.end]) for entry in entries]


def _changes(
    front: str, entries: list[Property], wanted: Value | None, tags: Collection[str], newline: str
) -> Iterator[_Edit]:
    """Yield the edits that bring one of our keys to its value.

    Args:
        front: the frontmatter.
        entries: the properties with this key, usually one.
        wanted: the value, None where the note should not have this key.
        tags: all that can be ours.
        newline: the line ending for lines that we write.
    """
    first, *others = entries
    if front[line_start(front, first.first) : first.first].strip():
        raise NoteBlocked(f"its property {first.key} does not begin a line: mend it by hand")
    if wanted is None:
        if first.key.startswith("ralf_"):
            yield from (_removal(front, entry.first, entry.end) for entry in entries)
    elif first.key in _SHARED:
        if others:
            raise NoteBlocked(f"its frontmatter has {first.key} twice: mend it by hand")
        own = tags if first.key == "tags" else ()
        yield from _list_changes(front, first, _texts(wanted), own, newline)
    else:
        if first.value != wanted:
            yield from _replacement(front, first, _written(wanted))
        yield from (_removal(front, entry.first, entry.end) for entry in others)


def _list_changes(
    front: str, entry: Property, wanted: tuple[str, ...], own: Collection[str], newline: str
) -> Iterator[_Edit]:
    """Yield the edits that put our items into a list, in the place of those that we no longer want.

    own: the items that are ours, wanted or not; the other arguments are those of `_changes`.
    """
    present = _texts(entry.value)
    missing = [text for text in wanted if text not in present]
    if entry.kind not in ("flow", "block"):
        others = [text for text in present if text and text not in (*own, *wanted)]
        if missing:
            yield from _replacement(front, entry, _written((*wanted, *others)))
        return
    stale = [item for item in entry.items if item.text in own and item.text not in wanted]
    for item, text in zip(stale, missing, strict=False):
        yield item.start, item.end, f"{item.anchor}{yaml_string(text)}"
    if new := missing[len(stale) :]:
        yield _insertion(front, entry, new, newline)
    for item in stale[len(missing) :]:
        yield _deletion(front, entry, item)


def _insertion(front: str, entry: Property, texts: list[str], newline: str) -> _Edit:
    """Return the edit that puts items before the first one of a list."""
    quoted = [yaml_string(text) for text in texts]
    if entry.kind == "flow":
        at = front.index("[", entry.start) + 1
        return at, at, ", ".join([*quoted, ""] if entry.items else quoted)
    at = front.rindex("-", entry.start, entry.items[0].start)
    indent = front[line_start(front, at) : at]
    return at, at, "".join(f"- {text}{newline}{indent}" for text in quoted)


def _deletion(front: str, entry: Property, item: Item) -> _Edit:
    """Return the edit that takes one item out of a list that keeps others."""
    if entry.kind == "block":
        return _removal(front, front.rindex("-", entry.start, item.start), item.end)
    if after := _COMMA_AFTER.match(front, item.end):
        return item.start, after.end(), ""
    before = _COMMA_BEFORE.search(front[: item.start])
    return before.start() if before else item.start, item.end, ""


def _replacement(front: str, entry: Property, written: str) -> Iterator[_Edit]:
    """Yield the edits that give a property another value, on the line of its key."""
    between = front[entry.colon : entry.start]
    if "\n" in between or "\r" in between:
        yield entry.colon, entry.colon, f" {entry.anchor}{written}"
        yield _removal(front, entry.start, entry.end)
    else:
        yield entry.start, entry.end, f"{'' if between else ' '}{entry.anchor}{written}"


def _removal(front: str, start: int, end: int) -> _Edit:
    """Return the edit that removes whole lines, or the text in front of a comment."""
    following = next_line(front, end)
    if front[end:following].strip():
        return start, end, ""
    return line_start(front, start), following, ""


def _edited(front: str, edits: list[_Edit]) -> str:
    """Return the text after some edits, which do not overlap."""
    for start, end, text in sorted(edits, key=lambda edit: edit[:2])[::-1]:
        front = f"{front[:start]}{text}{front[end:]}"
    return front


def _each(value: Value, change: Callable[[str], str]) -> Value:
    return change(value) if isinstance(value, str) else tuple(map(change, value))


def _texts(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _written(value: Value) -> str:
    if isinstance(value, str):
        return yaml_string(value)
    return f"[{', '.join(map(yaml_string, value))}]"


def yaml_string(text: str) -> str:
    """Return the text as a double-quoted YAML scalar on one line, which reads back identically.

    Source: YAML 1.2.2 section 5.7; `\\u` and `\\U` mean the same in YAML 1.1.
    """
    quoted = json.dumps(text, ensure_ascii=False)
    # Templater, Liquid and Jinja look for their marks in the whole file.
    quoted = re.sub(r"<(?=[%!])|\{(?=[{%])", lambda match: f"\\x{ord(match[0]):02x}", quoted)
    return SPECIAL.sub(_escaped, quoted)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# --- tags -------------------------------------------------------------------------------------


def language_tag(key: str) -> str:
    """Return the last part of a language's tag: Obsidian takes no `+` and no `#` in one."""
    return key.replace("+", "p").replace("#", "sharp")


@cache
def own_tags(prefix: str) -> frozenset[str]:
    """Return every tag that a note of ours can have: a closed set, so all others are the user's."""
    names = {language_tag(language.key) for language in languages.all_languages()}
    names |= {kind.value for kind in Kind} | {"folder", "overview"}
    return frozenset(f"{prefix}/{name}" for name in names)
