"""A source as what sentences may stand on: its names and numbers, with their lines. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import ROUTINES, Outline, Symbol

IDENTIFIER = re.compile(r"[^\W\d]\w*")
_WHOLE = re.compile(r"(?<=\d)\.0+$")
"""Matches what a number may have behind it and be the same: `10.0` is 10."""
_TOKEN = re.compile(rf"{IDENTIFIER.pattern}|\d+(?:\.\d+)*")
_INHERITED = {"php": "parent", "c_sharp": "base"}
"""By language: the word, if not `super`, by which a text calls what its file need not have."""


@dataclass(frozen=True)
class Ground:
    """A source on which sentences may stand."""

    outline: Outline
    tokens: Mapping[str, tuple[int, ...]]
    """The names and numbers in it, with the lines they stand on, from 0."""
    starts: tuple[int, ...]
    """Where its lines begin, in bytes."""
    lines: tuple[str, ...]
    neighbours: str = ""
    """The lines that were shown of its neighbours."""


def ground_of(text: str, outline: Outline, neighbours: str = "") -> Ground:
    """Return a source as what sentences may stand on.

    Args:
        text: of the source.
        outline: of it.
        neighbours: the lines that were shown of its neighbours.
    """
    tokens: dict[str, list[int]] = {}
    starts, at = [], 0
    all_lines = text.split("\n")
    for number, line in enumerate(all_lines):
        starts.append(at)
        at += len(line.encode(errors="replace")) + 1
        for token in _TOKEN.findall(line):
            token = bare_number(token)
            lines = tokens.setdefault(token, [])
            if not lines or lines[-1] != number:
                lines.append(number)
    places = {key: tuple(lines) for key, lines in tokens.items()}
    return Ground(outline, places, tuple(starts), tuple(all_lines), neighbours)


def bare_number(number: str) -> str:
    """Return a number without zeros behind its point: `10.0` is 10."""
    return _WHOLE.sub("", number)


def lines_of(symbol: Symbol, ground: Ground) -> tuple[int, int]:
    """Return the first and the last line of a symbol, from 0."""
    first = bisect_right(ground.starts, symbol.start) - 1
    return first, bisect_right(ground.starts, max(symbol.end - 1, symbol.start)) - 1


def stands_between(lines: Sequence[int], first: int, last: int) -> bool:
    """Whether one of some lines, in order, is among others, the first and the last included."""
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def reached(symbol: str, ground: Ground) -> list[tuple[int, int]]:
    """Return the lines of a symbol, and of those in its file whose names stand in such lines.

    A type leads to its methods, wherever they stand. Nothing where the symbol's text shows
    nothing: a declaration on a line, an inherited call.
    """
    symbols = {each.name: each for each in ground.outline.symbols}
    if symbol not in symbols:
        return []
    unreached: defaultdict[str, list[str]] = defaultdict(list)
    for name in symbols:
        unreached[own_name(name)].append(name)
    places = sorted((line, bare) for bare in unreached for line in ground.tokens.get(bare, ()))
    is_type = symbols[symbol].kind not in ROUTINES
    methods = (each.name for each in symbols.values() if is_type and each.parent == symbol)
    waiting, spans = [symbol, *methods], list[tuple[int, int]]()
    while waiting:
        first, last = lines_of(symbols[waiting.pop()], ground)
        spans.append((first, last))
        inside = bisect_left(places, (first, "")), bisect_left(places, (last + 1, ""))
        for _, bare in places[slice(*inside)]:
            waiting += (name for name in unreached.pop(bare, ()) if name != symbol)
    first, last = lines_of(symbols[symbol], ground)
    inherited = ground.tokens.get(_INHERITED.get(ground.outline.language, "super"), ())
    inherits = any(stands_between(inherited, *span) for span in spans)
    return [] if first == last or inherits else spans
