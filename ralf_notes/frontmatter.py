"""A note's properties: our keys kept current, everything that the user added kept byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.errors import NoteBlocked
from ralf_notes.markdown import ZERO_WIDTH, frontmatter_string

Value = str | tuple[str, ...]
"""A property: a string, or a list of strings."""

KEYS = (
    "title", "aliases", "description", "tags", "source", "language", "ralf_source", "ralf_model",
)  # fmt: skip
"""Our keys, in the order in which they are written."""


# Obsidian makes a link of a property that holds one, and Dataview renders all as Markdown.
_ACTIVE = re.compile(
    r"\[(?=\[)|\](?=[(\[])|<(?=[A-Za-z/!?%])|:(?=//)|%(?=%)|`(?=\s*\$?=)"
)
_BROKEN = re.compile(rf"(?<=[\[\]<:%`]){ZERO_WIDTH}")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One key of a frontmatter block as it stands there."""

    key: str
    value: Value
    first: int
    """Its first line."""
    end: int
    """The line after its last one."""
    rest: str
    """What follows the value on its last line: a comment."""


def read(front: str) -> dict[str, Value]:
    """Return the properties of a frontmatter block (the lines between the two `---`).

    Raises NoteBlocked when it is not the YAML of a mapping.
    """
    return {entry.key: _each(entry.value, _as_given) for entry in _entries(front)}


def merge(front: str, ours: Mapping[str, Value], tags_prefix: str, newline: str = "\n") -> str:
    """Return a frontmatter block with our keys at their values and all else as it was.

    Values are compared as values: another quoting or list style is no change. In `tags` and
    `aliases` what is not ours stays.

    Args:
        front: the lines between the two `---`, or ''.
        ours: our keys; one that is missing here is removed from the block. What would be active
            in a value is broken by a zero-width space, which `read` takes out again.
        tags_prefix: tags below it are ours.
        newline: the line ending for lines that we write.
    """
    ours = {key: _each(value, _inert) for key, value in ours.items()}
    lines = front.splitlines(keepends=True)
    entries = {entry.key: entry for entry in _entries(front)}
    edits: list[tuple[int, int, str]] = []
    at = 0
    for key in KEYS:
        entry = entries.get(key)
        wanted = _wanted(key, ours, entry, tags_prefix)
        if entry is None:
            if wanted is not None:
                edits.append((at, at, _line(key, wanted) + newline))
            continue
        if wanted is None:
            edits.append((entry.first, entry.end, ""))
        elif wanted != entry.value:
            edits.append((entry.first, entry.end, _line(key, wanted) + (entry.rest or newline)))
        at = entry.end
    for first, end, text in sorted(edits, key=lambda edit: edit[:2])[::-1]:
        lines[first:end] = [text]
    return "".join(lines)


def _each(value: Value, change: Callable[[str], str]) -> Value:
    return change(value) if isinstance(value, str) else tuple(map(change, value))


def _inert(text: str) -> str:
    return _ACTIVE.sub(rf"\g<0>{ZERO_WIDTH}", text)


def _as_given(text: str) -> str:
    return _BROKEN.sub("", text)


def _wanted(
    key: str, ours: Mapping[str, Value], entry: _Entry | None, tags_prefix: str
) -> Value | None:
    wanted = ours.get(key)
    if entry is None or key not in ("tags", "aliases"):
        return wanted
    there = (entry.value,) if isinstance(entry.value, str) else entry.value
    mine = (wanted,) if isinstance(wanted, str) else wanted or ()
    if set(mine) <= set(there) and not _outdated(key, there, mine, tags_prefix):
        return entry.value
    outdated = _outdated(key, there, mine, tags_prefix)
    kept = tuple(item for item in there if item and item not in mine and item not in outdated)
    return (*mine, *kept)


def _outdated(
    key: str, there: Sequence[str], mine: Sequence[str], tags_prefix: str
) -> frozenset[str]:
    """Return the tags that were ours and no longer hold."""
    if key != "tags":
        return frozenset()
    return frozenset(t for t in there if t.startswith(f"{tags_prefix}/") and t not in mine)


def _line(key: str, value: Value) -> str:
    if isinstance(value, str):
        return f"{key}: {frontmatter_string(value)}"
    return f"{key}: [{', '.join(frontmatter_string(item) for item in value)}]"


def _entries(front: str) -> list[_Entry]:
    import yaml

    try:
        node = yaml.compose(front, Loader=yaml.BaseLoader)
    except yaml.YAMLError as exc:
        problem = getattr(exc, "problem", None) or "it cannot be parsed"
        raise NoteBlocked(
            f"its frontmatter is not valid YAML ({problem}): mend it by hand"
        ) from exc
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise NoteBlocked("its frontmatter is not a list of properties: mend it by hand")
    lines = front.splitlines(keepends=True)
    return [_entry(key, value, lines) for key, value in node.value]


def _entry(key: object, value: object, lines: Sequence[str]) -> _Entry:
    first, mark = key.start_mark.line, value.end_mark  # type: ignore[attr-defined]
    in_next_line = mark.column == 0 and mark.line > first
    end = mark.line if in_next_line else mark.line + 1
    rest = "" if in_next_line or mark.line >= len(lines) else lines[mark.line][mark.column :]
    while end > first + 1 and (not (text := lines[end - 1].strip()) or text.startswith("#")):
        end -= 1
    return _Entry(str(key.value), _value(value), first, end, rest)  # type: ignore[attr-defined]


def _value(node: object) -> Value:
    content = node.value  # type: ignore[attr-defined]
    if isinstance(content, str):
        return content
    items = [getattr(item, "value", "") for item in content]
    return tuple(item if isinstance(item, str) else "" for item in items)
