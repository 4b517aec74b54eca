"""Whether the source bears what a description says that its symbol calls or raises. Pure.

The names in a description exist, but perhaps in another function. One that a function is said to
raise or to call stands in its text, or in that of a function of the file that it names.
"""

from __future__ import annotations

import re

from ralf_notes.outline.rules import words_of
from ralf_notes.prose.ground import Ground, reached, stands_between
from ralf_notes.text import sentences

_CLAIM = re.compile(
    r"\b(?:rais|throw|call|invok)(?:e?s|ing) (?:\w+ ){0,2}?`(?:[\w.:]+\W)?(\w+)(?:\(\))?`",
    re.IGNORECASE,
)


def without_false_claims(description: str, symbol: str, ground: Ground) -> str:
    """Return a description without the sentences on calls and errors of other functions.

    Args:
        description: of the symbol, cleaned.
        symbol: the name of it.
        ground: the source of its file.
    """
    if not _CLAIM.search(description):
        return description
    spans = reached(symbol, ground)
    if not spans:
        return description
    return " ".join(
        sentence
        for sentence in sentences(description)
        if all(_stands(name, spans, ground) for name in _CLAIM.findall(sentence))
    )


def _stands(name: str, spans: list[tuple[int, int]], ground: Ground) -> bool:
    places = ground.tokens.get(name)
    if not places:  # an error that an operation of the language raises by itself
        return name in words_of(ground.outline.language)
    return any(stands_between(places, first, last) for first, last in spans)
