"""A source as what sentences may stand on: its names and numbers, with their lines. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import HOLDERS, ROUTINES, Outline, Symbol
from ralf_notes.prose.filler import telling_stems

IDENTIFIER = re.compile(r"[^\W\d]\w*")
_WHOLE = re.compile(r"(?<=\d)\.0+$")
"""Matches what a number may have behind it and be the same: `10.0` is 10."""
_TOKEN = re.compile(rf"{IDENTIFIER.pattern}|\d+(?:\.\d+)*")
_MOST_REACHED = 200
"""Symbols: one that leads to more leads to nearly all of its file, which shows nothing."""
_WINDOW = 12
"""Lines within which two names stand near each other."""
_LONGEST_BLOCK = 60
"""Lines: what opens a longer block is too far from its end."""
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

    @cached_property
    def numbers_beside(self) -> frozenset[str]:
        """The numbers in the lines of its neighbours."""
        found = _TOKEN.findall(self.neighbours)
        return frozenset(bare_number(token) for token in found if token[0].isdigit())

    @cached_property
    def symbols(self) -> Mapping[str, Symbol]:
        """The symbols of the source by name."""
        return {symbol.name: symbol for symbol in self.outline.symbols}

    @cached_property
    def routines(self) -> Sequence[Symbol]:
        """The functions and methods of the source."""
        return [symbol for symbol in self.outline.symbols if symbol.kind in ROUTINES]

    @cached_property
    def called(self) -> Mapping[str, tuple[Symbol, ...]]:
        """The symbols by their own name, without that of their type."""
        by_own_name: defaultdict[str, list[Symbol]] = defaultdict(list)
        for symbol in self.outline.symbols:
            by_own_name[own_name(symbol.name)].append(symbol)
        return {name: tuple(symbols) for name, symbols in by_own_name.items()}

    @cached_property
    def mentions(self) -> Sequence[tuple[int, str]]:
        """The own names of symbols in the source, each with its line, in order."""
        return sorted((line, name) for name in self.called for line in self.tokens.get(name, ()))

    @cached_property
    def words(self) -> Mapping[str, tuple[int, ...]]:
        """The stems of the words in it, names in their parts, with the lines they stand on."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self.lines):
            for stem in telling_stems(line):
                places[stem].append(number)
        return {stem: tuple(lines) for stem, lines in places.items()}

    def lines_with(self, signs: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """Return the lines on which some texts stand, such as `{}`; none for those that do not."""
        numbered = tuple(enumerate(self.lines))
        places = {sign: tuple(n for n, line in numbered if sign in line) for sign in signs}
        return {sign: lines for sign, lines in places.items() if lines}

    def end_of_block(self, line: int) -> int:
        """Return the last line of the block that a line opens by indentation; else the line.

        A block that is very long counts as none.
        """
        indent, last = _indent(self.lines[line]), line
        for number in range(line + 1, len(self.lines)):
            if not self.lines[number].strip():
                continue
            if _indent(self.lines[number]) <= indent:
                break
            last = number
            if last - line > _LONGEST_BLOCK:
                return line
        return last

    @cached_property
    def outside(self) -> str:
        """What all functions see: fields, lines outside of all symbols, and those of neighbours."""
        symbols = (each for each in self.outline.symbols if each.kind not in HOLDERS)
        spans = (lines_of(symbol, self) for symbol in symbols)
        inside = {line for first, last in spans for line in range(first, last + 1)}
        lines = (line for number, line in enumerate(self.lines) if number not in inside)
        return "\n".join((self.neighbours, *lines))


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


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def bare_number(number: str) -> str:
    """Return a number without zeros behind its point: `10.0` is 10."""
    return _WHOLE.sub("", number)


def lines_of(symbol: Symbol, ground: Ground) -> tuple[int, int]:
    """Return the first and the last line of a symbol, from 0."""
    first = bisect_right(ground.starts, symbol.start) - 1
    return first, bisect_right(ground.starts, max(symbol.end - 1, symbol.start)) - 1


def text_of(symbol: Symbol, ground: Ground) -> str:
    """Return the lines of a symbol."""
    first, last = lines_of(symbol, ground)
    return "\n".join(ground.lines[first : last + 1])


def stands_between(lines: Sequence[int], first: int, last: int) -> bool:
    """Whether one of some lines, in order, is among others, the first and the last included."""
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def places_near(places_of: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the first and last line of each place where tokens stand near, and how many do."""
    places = sorted((line, token) for token, lines in places_of.items() for line in lines)
    begin = 0
    inside: dict[str, int] = {}
    for line, token in places:
        inside[token] = inside.get(token, 0) + 1
        while places[begin][0] < line - _WINDOW:
            gone = places[begin][1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            begin += 1
        yield places[begin][0], line, len(inside)


def reached(name: str, ground: Ground) -> list[tuple[int, int]]:
    """Return the lines of a symbol, and of those in its file whose names stand in such lines.

    A type leads to its methods, wherever they stand. Nothing where the symbol's text shows
    nothing: a declaration on a line, an inherited call, names that lead to most of a big file.
    """
    start = ground.symbols.get(name)
    if start is None:
        return []
    methods = _methods_of(start, ground)
    waiting, spans, names = [start, *methods], list[tuple[int, int]](), set[str]()
    while waiting:
        symbol = waiting.pop()
        spans.append(lines_of(symbol, ground))
        for mentioned in _mentioned_in(symbol, ground):
            if mentioned not in names:
                names.add(mentioned)
                waiting += (each for each in ground.called[mentioned] if each is not start)
        if len(spans) + len(waiting) > _MOST_REACHED + len(methods):
            return []
    first, last = lines_of(start, ground)
    inherited = ground.tokens.get(_INHERITED.get(ground.outline.language, "super"), ())
    inherits = any(stands_between(inherited, *span) for span in spans)
    return [] if first == last or inherits else spans


def _mentioned_in(symbol: Symbol, ground: Ground) -> list[str]:
    """Return the own names of symbols that stand in the lines of a symbol, one for each line.

    The name in its declaration is left out, if it calls anything: that name leads to methods of
    other types which have it, too. One that calls nothing may be what they implement.
    """
    first, last = lines_of(symbol, ground)
    begin, end = (bisect_left(ground.mentions, key) for key in ((first, ""), (last + 1, "")))
    names = [name for _, name in ground.mentions[begin:end]]
    own = own_name(symbol.name)
    behind = text_of(symbol, ground).partition(f"{own}(")[2]
    is_declaration = symbol.kind in ROUTINES and names.count(own) == 1 and "(" in behind
    return [name for name in names if name != own] if is_declaration else names


def _methods_of(symbol: Symbol, ground: Ground) -> list[Symbol]:
    if symbol.kind in ROUTINES:
        return []
    return [each for each in ground.outline.symbols if each.parent == symbol.name]
