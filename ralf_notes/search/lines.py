"""Where in a file the words of a question stand: in which symbols, and on which lines."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from ralf_notes.search.index import Index

_ACCENT = re.compile("[\u0300-\u036f]")
_SHORTEST_STEM = 4
_AROUND = 10
"""Lines that are shown of a source around what was asked, where no symbol holds it."""
_MOST_SEEN = 5_000
"""Occurrences that are looked at in one file."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A symbol, or lines of a source, with how much of a question stands there."""

    kind: str
    """As in `Passage`."""
    symbol: str = ""
    signature: str = ""
    sentence: str = ""
    lines: tuple[int, int] = (0, 0)
    weight: float = 0.0


def places(
    index: Index, file: int, looked_for: Sequence[str], symbols: Mapping[int, float]
) -> list[FoundPlace]:
    """Return the places in a file that answer a question, best first; none in a folder.

    Args:
        index: that holds the file.
        file: its id.
        looked_for: the words of the question.
        symbols: the scores of symbols by what is said of them.
    """
    text = index.source(file)
    rows = index.rows(
        "SELECT id, name, signature, sentence, first, last FROM symbols WHERE file = ? "
        "ORDER BY first, last DESC",
        (file,),
    )
    seen = _words_by_line(text, looked_for)
    owner = _owners([(first, last) for *_, first, last in rows], seen)
    weight_of = _rarity(seen)
    words_of: dict[int, set[str]] = {}
    for line, line_words in seen.items():
        words_of.setdefault(owner.get(line, -1), set()).update(line_words)
    result = []
    for at, (symbol, name, signature, sentence, first, last) in enumerate(rows):
        weight_of_lines = sum(weight_of[word] for word in words_of.get(at, ()))
        weight = symbols.get(symbol, 0.0) + weight_of_lines
        if weight:
            result.append(FoundPlace("symbol", name, signature, sentence, (first, last), weight))
    outside = sum(weight_of[word] for word in words_of.get(-1, ()))
    if outside and text:
        lines = _window(seen, owner, weight_of, text.count("\n") + 1)
        result.append(FoundPlace("source", lines=lines, weight=outside))
    return sorted(result, key=lambda each: (-each.weight, each.lines))


def _words_by_line(text: str, looked_for: Sequence[str]) -> dict[int, set[str]]:
    """Return by line, from 1, the words of a question that stand there, in any form."""
    if not looked_for:
        return {}
    text = _without_accents(text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    by_line: dict[int, set[str]] = {}
    pattern = _pattern(tuple(map(_without_accents, looked_for)))
    for match in islice(pattern.finditer(text), _MOST_SEEN):
        by_line.setdefault(bisect_right(starts, match.start()), set()).add(match[0].lower())
    return by_line


def _without_accents(text: str) -> str:
    """Return a text with as many lines, in which `é` is `e`, as the index finds it."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", _ACCENT.sub("", apart))


@lru_cache(maxsize=8)
def _pattern(looked_for: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches the beginning of any form of some words."""
    stems = sorted({_stem(word) for word in looked_for}, key=lambda stem: (-len(stem), stem))
    return re.compile("|".join(map(re.escape, stems)), re.IGNORECASE)


def _stem(word: str) -> str:
    """Return the part of a word that its other forms begin with, roughly."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ers", "ed", "er", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _owners(spans: Sequence[tuple[int, int]], lines: Iterable[int]) -> dict[int, int]:
    """Return by line the number of the innermost symbol that holds it.

    Args:
        spans: the first and the last line of each symbol, an outer one before its inner ones.
        lines: the lines to place; one that no symbol holds is left out.
    """
    owner: dict[int, int] = {}
    open_symbols: list[tuple[int, int]] = []
    at = 0
    for line in sorted(lines):
        while at < len(spans) and spans[at][0] <= line:
            open_symbols.append((at, spans[at][1]))
            at += 1
        while open_symbols and open_symbols[-1][1] < line:
            open_symbols.pop()
        if open_symbols:
            owner[line] = open_symbols[-1][0]
    return owner


def _rarity(seen: Mapping[int, set[str]]) -> dict[str, float]:
    """Return how much each word says in this file: the fewer its lines, the more."""
    counts: dict[str, int] = {}
    for line_words in seen.values():
        for word in line_words:
            counts[word] = counts.get(word, 0) + 1
    return {word: 1.0 / math.log2(1.0 + count) for word, count in counts.items()}


def _window(
    seen: Mapping[int, set[str]],
    owner: Mapping[int, int],
    weight_of: Mapping[str, float],
    count: int,
) -> tuple[int, int]:
    """Return the lines around the best line that no symbol holds."""
    outside = [line for line in seen if line not in owner]
    best = min(outside, key=lambda line: (-sum(weight_of[word] for word in seen[line]), line))
    return max(best - 2, 1), min(best + _AROUND, count)
