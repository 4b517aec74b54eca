"""Whether the source bears what a description says that its symbol calls or raises. Pure.

The names in a description exist, but perhaps in another function. One that a function is said to
raise or to call stands in its text, or in that of a function of the file that it names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.rules import words_of
from ralf_notes.prose.items import Ground, lines_of, stands_between
from ralf_notes.text import sentences

_CLAIM = re.compile(
    r"\b(?:rais|throw|call|invok)(?:e?s|ing) (?:\w+ ){0,2}?`(?:[\w.:]+\W)?(\w+)(?:\(\))?`",
    re.IGNORECASE,
)
_INHERITED = {"php": "parent", "c_sharp": "base"}
"""By language: the word, if not `super`, by which a text calls what its file need not have."""


def without_false_claims(description: str, symbol: str, ground: Ground) -> str:
    """Return a description without the sentences on calls and errors of other functions.

    Args:
        description: of the symbol, cleaned.
        symbol: the name of it.
        ground: the source of its file.
    """
    if not _CLAIM.search(description):
        return description
    spans = _reached(symbol, ground)
    if not spans:
        return description
    return " ".join(
        sentence
        for sentence in sentences(description)
        if all(_stands(name, spans, ground) for name in _CLAIM.findall(sentence))
    )


def _reached(symbol: str, ground: Ground) -> list[tuple[int, int]]:
    """Return the lines of a symbol, and of those in its file whose names stand in such lines.

    Nothing where the text of the symbol tells nothing: a declaration on a line, an inherited call.
    """
    symbols = {each.name: each for each in ground.outline.symbols}
    if symbol not in symbols:
        return []
    unreached: defaultdict[str, list[str]] = defaultdict(list)
    for name in symbols:
        unreached[own_name(name)].append(name)
    places = sorted((line, bare) for bare in unreached for line in ground.tokens.get(bare, ()))
    waiting, spans = [symbol], list[tuple[int, int]]()
    while waiting:
        first, last = lines_of(symbols[waiting.pop()], ground)
        spans.append((first, last))
        inside = bisect_left(places, (first, "")), bisect_left(places, (last + 1, ""))
        for _, bare in places[slice(*inside)]:
            waiting += (name for name in unreached.pop(bare, ()) if name != symbol)
    first, last = spans[0]
    inherited = ground.tokens.get(_INHERITED.get(ground.outline.language, "super"), ())
    inherits = any(stands_between(inherited, *span) for span in spans)
    return [] if first == last or inherits else spans


def _stands(name: str, spans: list[tuple[int, int]], ground: Ground) -> bool:
    places = ground.tokens.get(name)
    if not places:  # an error that an operation of the language raises by itself
        return name in words_of(ground.outline.language)
    return any(stands_between(places, first, last) for first, last in spans)
