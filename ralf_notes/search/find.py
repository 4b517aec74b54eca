"""Finds the passages that answer a question, best first."""

from __future__ import annotations

import re

from ralf_notes.search.index import Index
from ralf_notes.search.passages import Hit

_WORD = re.compile(r"[^\W_]+")


def find(index: Index, question: str, most: int) -> tuple[Hit, ...]:
    """Return the passages that answer a question, best first; none if nothing does.

    Args:
        index: where to look.
        question: as a person types it; any text.
        most: how many at most.
    """
    asked = {word.lower() for word in _WORD.findall(question)}
    hits = []
    for passage, text in index.passages:
        head = f"{passage.symbol} {passage.path} {passage.sentence}".lower()
        score = sum(2.0 * (word in head) + (word in text.lower()) for word in asked)
        if score:
            hits.append(Hit(passage, score))
    return tuple(sorted(hits, key=lambda hit: -hit.score)[:most])
