"""Changing single settings in a YAML file: all else in it stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from ralf_notes.config.yaml_file import parse_settings, quoted
from ralf_notes.errors import ConfigError

Edit = tuple[int, int, str]
"""Start, end (in characters) and what stands there from now on."""


def edited(path: Path, text: str, changes: Mapping[str, object]) -> str:
    """Return the text of a config file with some keys at other values.

    A key that is there gets its new value in its place; others come after the commented-out line
    of their key, or at the end. None leaves a key without a value: it has its default.

    Args:
        path: the file, for messages.
        text: what it holds.
        changes: by key: text, number, None, or a mapping of such.

    Raises ConfigError when that cannot be done without touching anything else.
    """
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    if root is not None and not _is_block(root):
        raise _refusal(path, changes)
    edits = list(_edits(root, text, changes))
    if any(edit is None for edit in edits):
        raise _refusal(path, changes)
    changed = text
    for start, end, new in sorted((e for e in edits if e), reverse=True):
        changed = changed[:start] + new + changed[end:]
    before, after = (parse_settings(path, each).values for each in (text, changed))
    if _given(after) != _given({**before, **changes}):
        raise _refusal(path, changes)
    return changed


def lines(changes: Mapping[str, object]) -> str:
    """Return settings as the lines of a YAML file, without those that have no value."""
    return "".join(_line(key, value) for key, value in changes.items() if value is not None)


def _given(values: Mapping[str, object]) -> dict[str, object]:
    """Return the settings that have a value: of a mapping, those in it."""
    found = {k: _given(v) if isinstance(v, Mapping) else v for k, v in values.items()}
    return {key: value for key, value in found.items() if value is not None and value != {}}


def _edits(
    root: yaml.Node | None, text: str, changes: Mapping[str, object]
) -> Iterator[Edit | None]:
    """Yield what to do, None where nothing safe can be done."""
    nodes = {key.value: (key, value) for key, value in root.value} if root else {}
    indent = " " * (root.start_mark.column if root else 0)
    newline = _newline(text)
    at_end = ""
    for key, value in changes.items():
        if key in nodes:
            yield from _replacement(*nodes[key], text, value)
            continue
        if value is None:
            continue
        line = (indent + _line(key, value)).replace("\n", newline)
        at = _after_comment(text, key)
        if at is None:
            at_end += line
        else:
            yield at, at, line
    if at_end:
        gap = newline if text and not text.endswith("\n") else ""
        yield len(text), len(text), gap + at_end


def _replacement(
    key: yaml.Node, node: yaml.Node, text: str, value: object
) -> Iterator[Edit | None]:
    if _is_block(node) and (value is None or isinstance(value, Mapping)):
        inner = dict.fromkeys(child.value for child, _ in node.value) | dict(value or {})
        there = {child.value: (child, below) for child, below in node.value}
        for name, new in inner.items():
            if name in there:
                yield from _replacement(*there[name], text, new)
            else:
                start, newline = node.start_mark, _newline(text)
                line = f"{name}: {_value(new)}{newline}{' ' * start.column}"
                yield start.index, start.index, line
        return
    start, end = node.start_mark.index, node.end_mark.index
    if start == end:  # a key without a value: what follows its colon
        start = end = text.index(":", key.end_mark.index) + 1
        yield start, end, f" {_value(value)}" if value is not None else ""
        return
    old = text[start:end]
    is_simple = "\n" not in old and old[0] not in "&*!|>" and text[start - 1] not in "&*!"
    yield (start, end, _value(value)) if is_simple and not _is_block(node) else None


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and not node.flow_style


def _after_comment(text: str, key: str) -> int | None:
    """Return where the line after a key's commented-out one begins, if there is just one such."""
    found = list(re.finditer(rf"^# ?{re.escape(key)}:.*\n", text, re.MULTILINE))
    return found[0].end() if len(found) == 1 else None


def _line(key: str, value: object) -> str:
    return f"{key}: {_value(value)}\n"


def _value(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return quoted(value)
        case Mapping():
            return "{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}"
    return str(value)


def _refusal(path: Path, changes: Mapping[str, object]) -> ConfigError:
    keys = ", ".join(changes)
    return ConfigError(
        f"{path}: it is written in a way in which {keys} cannot be changed without touching the "
        "rest. Paste the lines that tune prints"
    )
