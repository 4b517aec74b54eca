"""Signatures in as few lines as can be read: parameters share lines, and stand once. Pure.

Many authors and formatters write one parameter a line. The methods of a client often have the same
dozen of them: the first one shows these, the others refer to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ralf_notes.outline.model import Symbol

_WIDTH = 100
"""Columns of a line with several parameters."""
_OF_COLUMNS = ("table", "view", "type", "enum")
"""Kinds of which each line in brackets is a thing of its own: a column, a value."""
_FEWEST_SHARED = 5
"""Parameters from which on a signature refers to another one that has the same."""
_COMMENT = re.compile(r"//|/\*|#|--")
_LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class ShownSignature:
    """A signature as a note shows it."""

    text: str
    like: str = ""
    """The symbol that shows the parameters which are left out here, or ''."""


@dataclass(frozen=True, slots=True)
class _List:
    """A list of parameters of which each has a line of its own."""

    start: int
    """The line that ends with the bracket."""
    end: int
    """The line that begins with the other bracket."""
    items: tuple[str, ...]


def shown_signatures(symbols: Sequence[Symbol]) -> dict[str, ShownSignature]:
    """Return how a note shows the signatures of the symbols that have a section in it, by name."""
    first: dict[tuple[str, ...], str] = {}
    shown = {}
    for symbol in symbols:
        lines = symbol.signature.split("\n")
        is_kept = bool(symbol.parts) or symbol.kind in _OF_COLUMNS
        parameters = None if is_kept else _parameter_list(lines)
        if parameters is None:
            shown[symbol.name] = ShownSignature(symbol.signature)
            continue
        like = ""
        if len(parameters.items) >= _FEWEST_SHARED and symbol.kind != "constructor":
            like = first.setdefault(parameters.items, symbol.name)
        is_first = like in ("", symbol.name)
        inner = _packed(lines, parameters) if is_first else f"{lines[parameters.start]}{_LEFT_OUT}"
        if not is_first or "\n" not in inner:
            inner += lines[parameters.end].lstrip()
        else:
            inner += f"\n{lines[parameters.end]}"
        text = "\n".join([*lines[: parameters.start], inner, *lines[parameters.end + 1 :]])
        shown[symbol.name] = ShownSignature(text, "" if is_first else like)
    return shown


def _parameter_list(lines: Sequence[str]) -> _List | None:
    """Return the first list of parameters; None if there is none that may be written anew."""
    start = next((at for at, line in enumerate(lines) if line.endswith("(")), None)
    if start is None:
        return None
    indent = _indent(lines[start])
    ends = range(start + 1, len(lines))
    end = next((at for at in ends if lines[at].startswith(f"{indent})")), None)
    items = lines[start + 1 : end]
    if end is None or not items or any(map(_COMMENT.search, items)):
        return None
    if len({_indent(item) for item in items}) > 1 or _indent(items[0]) == items[0]:
        return None
    texts = [item.strip() for item in items]
    if not all(text.endswith(",") for text in texts[:-1]):
        return None
    return _List(start, end, (*texts[:-1], texts[-1].removesuffix(",")))


def _packed(lines: Sequence[str], parameters: _List) -> str:
    """Return the line with the bracket, and the parameters on as few lines as they need."""
    head, tail = lines[parameters.start], lines[parameters.end].lstrip()
    whole = f"{head}{' '.join(parameters.items)}"
    if len(whole) + len(tail) <= _WIDTH:
        return whole
    rows = [_indent(lines[parameters.start + 1])]
    for item in parameters.items:
        if rows[-1].strip() and len(rows[-1]) + 1 + len(item) > _WIDTH:
            rows.append(_indent(lines[parameters.start + 1]))
        rows[-1] += f" {item}" if rows[-1].strip() else item
    rows[-1] += "," if lines[parameters.end - 1].rstrip().endswith(",") else ""
    return "\n".join([head, *rows])


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
