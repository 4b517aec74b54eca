"""Steps and things to know: which of a model's sentences stand on the source, and where. Pure.

A sentence stands on the source if two of the names and numbers in it stand within a few lines of
each other there. So it is about something, and the place can be shown.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.outline.rules import words_of
from ralf_notes.prose.names import code_names
from ralf_notes.prose.names.numbers import numbers_in
from ralf_notes.prose.names.well_known import COMMON

_WINDOW = 12
"""Lines within which two names stand near each other."""
_LEAST_NUMBER = 3
"""A smaller number stands everywhere: it counts as no place, though it has to be there."""
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_FILE = re.compile(r"[\w./-]*\w\.[a-z]\w{0,5}")
_WHOLE = re.compile(r"(?<=\d)\.0+$")
"""Matches what a number may have behind it and be the same: `10.0` is 10."""
_TOKEN = re.compile(rf"{_IDENTIFIER.pattern}|\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that stands on the source."""

    text: str
    symbol: str
    """The name of the symbol around its place, '' outside of all."""


@dataclass(frozen=True)
class Ground:
    """A source on which sentences may stand."""

    outline: Outline
    tokens: Mapping[str, tuple[int, ...]]
    """The names and numbers in it, with the lines they stand on, from 0."""
    starts: tuple[int, ...]
    """Where its lines begin, in bytes."""


def ground_of(text: str, outline: Outline) -> Ground:
    """Return a source as what sentences may stand on."""
    tokens: dict[str, list[int]] = {}
    starts, at = [], 0
    for number, line in enumerate(text.split("\n")):
        starts.append(at)
        at += len(line.encode(errors="replace")) + 1
        for token in _TOKEN.findall(line):
            token = _WHOLE.sub("", token)
            lines = tokens.setdefault(token, [])
            if not lines or lines[-1] != number:
                lines.append(number)
    return Ground(outline, {key: tuple(lines) for key, lines in tokens.items()}, tuple(starts))


def item_of(sentence: str, ground: Ground, written: str = "") -> Claim | None:
    """Return a sentence with the symbol that it stands on; None if it stands on nothing.

    A number that is not in the source makes it false.

    Args:
        sentence: cleaned: its names exist.
        ground: the source of the file.
        written: as the model wrote it: names that are only plain words to the source count, too.
    """
    numbers = [_WHOLE.sub("", number.replace(",", "")) for number in numbers_in(sentence)]
    if any(number not in ground.tokens for number in numbers):
        return None
    telling_numbers = [
        number for number in numbers if "." in number or int(number) >= _LEAST_NUMBER
    ]
    common = COMMON.union(words_of(ground.outline.language))
    names = [name for name in _names_in(sentence, ground) if name not in common]
    as_names = (name for name in _names_in(written, ground) if name not in common)
    all_tokens = dict.fromkeys((*names, *telling_numbers, *as_names))
    tokens = [token for token in all_tokens if token in ground.tokens]
    needed = min(len(all_tokens), 2)
    if not tokens or len(tokens) < needed:
        return None
    named = _member_named(sentence, tokens, needed, ground)
    named = named or _symbol_named(names, tokens, needed, ground)
    if named is not None:
        return Claim(sentence, named.name)
    first, last, count = _densest(tokens, ground)
    return Claim(sentence, _symbol_around(first, last, ground)) if count >= needed else None


def _names_in(sentence: str, ground: Ground) -> Iterator[str]:
    """Yield the identifiers of the code-like names in a sentence, in order; no names of files."""
    qualified = {symbol.name for symbol in ground.outline.symbols}
    for name in code_names(sentence):
        parts = _IDENTIFIER.findall(name.text)
        is_code = name.text in qualified or _stand_on_a_line(parts, ground)
        if is_code or not _FILE.fullmatch(name.text):
            yield from parts


def _stand_on_a_line(parts: Sequence[str], ground: Ground) -> bool:
    """Whether the parts of a dotted name stand on one line, as in `app.run`; `run.py` is a file."""
    lines = [ground.tokens.get(part, ()) for part in parts]
    return bool(parts) and bool(set(lines[0]).intersection(*lines[1:]))


def _member_named(
    sentence: str, tokens: Sequence[str], needed: int, ground: Ground
) -> Symbol | None:
    """Return the first member that a sentence names with its owner, if enough names stand on it.

    `Client.open` stands on the member, though its own lines do not say `Client`.
    """
    all_members = (s for s in ground.outline.symbols if own_name(s.name) != s.name)
    members = {symbol.name: symbol for symbol in all_members}
    for name in code_names(sentence):
        symbol = members.get(name.text.removesuffix("()"))
        if symbol is not None:
            first, last = lines_of(symbol, ground)
            own_words = _IDENTIFIER.findall(symbol.name)
            inside = (
                t in own_words or stands_between(ground.tokens[t], first, last) for t in tokens
            )
            if sum(inside) >= needed:
                return symbol
    return None


def _symbol_named(
    names: Iterable[str], tokens: Sequence[str], needed: int, ground: Ground
) -> Symbol | None:
    """Return the first symbol that a sentence names and in which its other names stand, too."""
    by_own_name: dict[str, list[Symbol]] = {}
    for symbol in ground.outline.symbols:
        by_own_name.setdefault(own_name(symbol.name), []).append(symbol)
    for name in names:
        for symbol in by_own_name.get(name, ()):
            first, last = lines_of(symbol, ground)
            inside = [t for t in tokens if stands_between(ground.tokens[t], first, last)]
            if len(inside) >= needed:
                return symbol
    return None


def stands_between(lines: Sequence[int], first: int, last: int) -> bool:
    """Whether one of some lines, in order, is among others, the first and the last included."""
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def _densest(tokens: Iterable[str], ground: Ground) -> tuple[int, int, int]:
    """Return the first place at which most of some tokens stand near each other.

    That is its first line, its last line, and how many different ones stand there.
    """
    places = sorted((line, token) for token in tokens for line in ground.tokens[token])
    best, begin = (0, 0, 0), 0
    inside: dict[str, int] = {}
    for line, token in places:
        inside[token] = inside.get(token, 0) + 1
        while places[begin][0] < line - _WINDOW:
            gone = places[begin][1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            begin += 1
        if len(inside) > best[2]:
            best = places[begin][0], line, len(inside)
    return best


def _symbol_around(first: int, last: int, ground: Ground) -> str:
    """Return the innermost symbol around some lines, else the first one in them, else ''."""
    spans = [(symbol, *lines_of(symbol, ground)) for symbol in ground.outline.symbols]
    around = [s for s, begin, end in spans if begin <= first and last <= end]
    if around:
        return min(around, key=lambda symbol: symbol.end - symbol.start).name
    return next((s.name for s, begin, end in spans if begin <= last and first <= end), "")


def lines_of(symbol: Symbol, ground: Ground) -> tuple[int, int]:
    """Return the first and the last line of a symbol, from 0."""
    first = bisect_right(ground.starts, symbol.start) - 1
    return first, bisect_right(ground.starts, max(symbol.end - 1, symbol.start)) - 1
