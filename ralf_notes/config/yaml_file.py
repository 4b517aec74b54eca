"""A YAML file of settings: its values, and the line of each for messages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ralf_notes.errors import ConfigError
from ralf_notes.patterns import lazily
from ralf_notes.text import has_deep_brackets

Location = tuple[str | int, ...]
"""The path to a value: keys and list indexes from the top."""

_DEEPEST = 6
_MOST_VALUES = 10_000
"""Aliases let a short text stand for more values than memory can hold."""
_BOOL, _INT, _FLOAT, _NULL, _STR = (
    f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float", "null", "str")
)
_PLAIN = {
    _BOOL: lazily(r"(?:true|True|TRUE|false|False|FALSE)\Z"),
    _INT: lazily(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z"),
    _FLOAT: lazily(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})\Z"),
    _NULL: lazily(r"(?:~|null|Null|NULL|)\Z"),
}
"""How values that are not text are written: without quotes, in one of these forms."""


class _Loader(yaml.SafeLoader):
    """YAML without YAML 1.1's surprises: `22:00`, `no`, `on`, `010` and dates are text."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML's own class attribute


for _tag, _pattern in _PLAIN.items():
    _Loader.add_implicit_resolver(_tag, _pattern, None)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of a file, and their lines."""

    values: dict[str, object] = field(default_factory=dict)
    lines: dict[Location, int] = field(default_factory=dict)
    """Empty for a file whose format does not tell them."""
    table: str = ""
    """What the keys are in, such as `tool.ralf-notes.`; '' if they are the whole file."""

    def line(self, location: Location) -> int:
        """Return the line of a value, counted from 1, or of the nearest value around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


def parse_yaml(path: Path, data: bytes) -> Settings:
    """Return what the bytes of a YAML file say; an empty file is an empty mapping.

    Args:
        path: the file, for messages.
        data: its content: a mapping in UTF-8.

    Raises:
        ConfigError: in one line, with the file, the line, and what to do.
    """
    text = decoded(path, data)
    if has_deep_brackets(text):
        raise ConfigError(f"{path}: over 200 open brackets, nested too deep for a config file")
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as exc:
        raise ConfigError(_syntax_message(path, text, exc)) from exc
    except RecursionError as exc:
        raise ConfigError(f"{path}: nested too deep for a config file") from exc
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == _NULL):
        return Settings()
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise ConfigError(
            f"{path}:{line}: found {_kind_of(node)}, expected lines such as `target_dir: vault`"
        )
    lines: dict[Location, int] = {}
    return Settings(_mapping(path, node, (), lines), lines)


def decoded(path: Path, data: bytes) -> str:
    """Return the text of a file. Raises ConfigError if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise ConfigError(
            f"{path}:{line}: not UTF-8 (byte 0x{data[exc.start]:02x}); save the file as UTF-8"
        ) from exc


def printable(text: str) -> str:
    """Return a text on one line: unchanged if it is printable, else as JSON."""
    return text if text.isprintable() else json.dumps(text)


def quoted(text: str) -> str:
    """Return a text in double quotes, on one line."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def scalar(text: str) -> object:
    """Read one value as from a file: true, 5, 0.2, or the text itself."""
    tag = next((tag for tag, pattern in _PLAIN.items() if pattern.match(text)), _STR)
    return _construct(tag, text)


def _mapping(
    path: Path, node: yaml.MappingNode, at: Location, lines: dict[Location, int]
) -> dict[str, object]:
    """Return the values of a mapping, and add the line of each key to `lines`.

    Raises ConfigError for a key that comes twice.
    """
    values: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise ConfigError(f"{path}:{line}: found {_kind_of(key)} as a key, expected a name")
        if key.value in values:
            raise ConfigError(
                f"{path}:{line}: {printable(key.value)}: given twice, "
                f"first in line {lines[*at, key.value]}; leave one of them"
            )
        values[key.value] = _value(path, value, (*at, key.value), lines)
        lines[*at, key.value] = line
    return values


def _value(path: Path, node: yaml.Node, at: Location, lines: dict[Location, int]) -> object:
    """Return a node's value, and add the line of everything in it to `lines`."""
    lines[at] = node.start_mark.line + 1
    if len(at) > _DEEPEST:
        raise ConfigError(f"{path}:{lines[at]}: nested too deep for a config file")
    if len(lines) > _MOST_VALUES:
        raise ConfigError(f"{path}:{lines[at]}: over {_MOST_VALUES} values, aliases included")
    if isinstance(node, yaml.MappingNode):
        return _mapping(path, node, at, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, item, (*at, index), lines) for index, item in enumerate(node.value)]
    try:
        return _construct(node.tag, str(node.value))
    except ValueError as exc:
        raise ConfigError(f"{path}:{lines[at]}: {exc}") from exc


def _construct(tag: str, text: str) -> object:
    if tag == _BOOL:
        return text.lower() == "true"
    if tag == _INT:
        return int(text)
    if tag == _FLOAT:
        return float(text)
    if tag == _NULL:
        return None
    if tag == _STR:
        return text
    raise ValueError(f"found the YAML tag {tag}; a text that starts with ! needs quotes")


def _kind_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return f"the text {json.dumps(node.value[:40])}"


def _syntax_message(path: Path, text: str, error: yaml.YAMLError) -> str:
    """Return in one line where the text is not YAML, and the most likely remedy."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character that YAML does not allow at all
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        char = getattr(error, "character", "")
        return f"{path}:{line}: not YAML: the character {char!r} is not allowed; remove it"
    problem = getattr(error, "problem", None) or "cannot be read"
    context = getattr(error, "context", None) or ""
    lines = text.splitlines()
    written = lines[mark.line] if mark.line < len(lines) else ""
    char = written[mark.column : mark.column + 1]
    indent = written[: len(written) - len(written.lstrip())]
    words = f"{context} {problem}"
    hint = next((hint for key, hint in _HINTS.items() if key in words), "").format(char=char)
    if "\t" in (char, *indent):
        hint = "indent with spaces, not tabs"
    return f"{path}:{mark.line + 1}: not YAML: {problem}" + (f"; {hint}" if hint else "")


_HINTS = {
    "alias": 'a text that starts with * needs quotes, such as "*.py"',
    "anchor": "a text that starts with & needs quotes",
    "tag": "a text that starts with ! needs quotes",
    "cannot start any token": "a text that starts with {char} needs quotes",
    "directive": "a text that starts with % needs quotes",
    "mapping values are not allowed": (
        'a text with ": " in it needs quotes, keys of one level start in one column, '
        "and a key ends in a colon"
    ),
    "quoted scalar": "a quote is not closed",
    "flow": "a bracket is not closed, or a text that starts with [ or {{ needs quotes",
    "another document": "leave one of the parts between the lines ---",
}
"""Words in PyYAML's messages, and the most likely remedy for each."""
