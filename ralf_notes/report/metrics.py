"""Measures of notes that need no judge: each is a share of what was looked at. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

_WORD = re.compile(r"\w+")
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
_RUN = 4
"""Words of a run that counts as repeated."""
_SATURATION, _BY_LENGTH = 1.2, 0.75
"""`k1` and `b` of BM25, as Lucene has them."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was looked at is as it should be; shares add up."""

    part: float = 0.0
    whole: float = 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """From 0 to 1; None where there was nothing to look at."""
        return self.part / self.whole if self.whole else None


def agreement(found: Iterable[object], right: Iterable[object]) -> tuple[Share, Share, Share]:
    """Return precision, recall and F1 of what was found; each item counts as often as it is there.

    Args:
        found: what a note says.
        right: what it should say.
    """
    ours, theirs = Counter(found), Counter(right)
    hits, said, wanted = (ours & theirs).total(), ours.total(), theirs.total()
    return Share(hits, said), Share(hits, wanted), Share(2 * hits, said + wanted)


def variety(pieces: Iterable[str]) -> Share:
    """Return the share of the runs of 4 words that were not there before.

    It is 1 - seq-rep-4 of all pieces taken together (Welleck et al. 2020, arXiv:1908.04319); no run
    goes from one piece into the next.
    """
    runs = [run for piece in pieces for run in _runs(_words(piece))]
    return Share(len({*runs}), len(runs))


def own_words(pieces: Iterable[str], source: str) -> Share:
    """Return the share of the words that are not in a piece's longest run taken from the source.

    Letters' case counts for nothing, nor does what stands between words.

    Args:
        pieces: of prose.
        source: what they are about.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(_words(source)):
        places[word].append(at)
    total = Share()
    for words in map(_words, pieces):
        total += Share(len(words) - _longest_run(words, places), len(words))
    return total


def telling_apart(descriptions: Mapping[str, str], texts: Mapping[str, str]) -> Share:
    """Return how well descriptions lead to what they describe: the mean reciprocal rank.

    The words of a symbol's own name are taken out of its description, which then is a query to the
    texts of all the file's symbols, ranked by BM25. Identifiers count as the words in them, plurals
    as singulars. A text that scores as much as the right one stands before it.

    BM25 as in Lucene (Robertson and Zaragoza 2009). It is written out here because the package
    rank-bm25 needs NumPy for these few lines.

    Args:
        descriptions: by symbol.
        texts: of the symbols to choose from, by symbol; with one alone there is nothing to tell.
    """
    if len(texts) < 2:
        return Share()
    ranks = _Ranking({name: Counter(_terms(text)) for name, text in texts.items()})
    asked = [name for name in descriptions if name in texts]
    found = 0.0
    for name in asked:
        own = {*_terms(name)}
        query = [term for term in _terms(descriptions[name]) if term not in own]
        found += 1 / ranks.rank(name, query)
    return Share(found, len(asked))


class _Ranking:
    """Texts to search in."""

    def __init__(self, texts: Mapping[str, Counter[str]]) -> None:
        self._texts = texts
        self._lengths = {name: counts.total() for name, counts in texts.items()}
        self._mean = max(sum(self._lengths.values()) / len(texts), 1.0)
        self._holders = Counter(term for counts in texts.values() for term in counts)

    def rank(self, name: str, query: Sequence[str]) -> int:
        """Return the place of a text among all, from 1; of equals it is the last."""
        own = self._score(name, query)
        return sum(self._score(other, query) >= own for other in self._texts)

    def _score(self, name: str, query: Sequence[str]) -> float:
        counts = self._texts[name]
        norm = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * self._lengths[name] / self._mean)
        return sum(
            self._weight(term) * counts[term] / (counts[term] + norm)
            for term in query
            if term in counts
        )

    def _weight(self, term: str) -> float:
        holders = self._holders[term]
        return log(1 + (len(self._texts) - holders + 0.5) / (holders + 0.5))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[shift:] for shift in range(_RUN)), strict=False)


def _longest_run(words: Sequence[str], places: Mapping[str, Sequence[int]]) -> int:
    """Return the length of the longest run of words that stands in the source, too.

    places: where each word stands in the source.
    """
    longest = 0
    ending: dict[int, int] = {}  # the length of the common run that ends at a place in the source
    for word in words:
        ending = {at: ending.get(at - 1, 0) + 1 for at in places.get(word, ())}
        longest = max(longest, max(ending.values(), default=0))
    return longest


def _terms(text: str) -> list[str]:
    parts = (part.lower() for part in _NAME_PART.findall(text))
    return [part.removesuffix("s") if len(part) > 3 else part for part in parts]
