"""Whether an idea or a task belongs to the file that it names, or rather to another one. Pure.

Many files have the words of a task somewhere: each format of an archive says `compression` and
`level`, but only one `gzip`. So a file is compared with the one that fits best.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import Outline
from ralf_notes.prose import filler

_LEAST_OF_BEST = 0.4
"""Share of what the best file has of a text's words that the named file has at least."""
_IN_NAME, _IN_LINE, _IN_SYMBOLS, _IN_TEXT = 1.5, 1.0, 0.5, 0.2
"""What a word counts, by the place where a file has it."""
_OF_COMMON = 0.05
"""What a word counts that all files have."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that ideas and tasks may name."""

    path: str
    line: str
    """What the model reads of it."""
    text: str
    outline: Outline
    is_code: bool = True
    """No test, and none that only tells of others."""


@dataclass(frozen=True)
class Rivals:
    """The files among which each idea and each task has its own."""

    files: Mapping[str, Listed]
    """By path."""

    def defined_elsewhere(self, term: str, path: str) -> bool:
        """Whether a term is the name of what other files define, and the one at a path does not.

        A plain word is no such name, nor is one that the file has itself, as a field of a type too:
        `intervalCap?: number`.
        """
        words = filler.stems(term)
        is_plain = term.isalpha() and term.islower()
        if is_plain or words <= _stems_of_name(path):
            return False
        owners = self._definers.get(words, ())
        if not owners or path in owners:
            return False
        field = rf"^[ \t]*(?:(?:[a-z]+[ \t]+){{1,3}}{re.escape(term)}\??|{re.escape(term)}\?):(?!:)"
        return re.search(field, self.files[path].text, re.MULTILINE) is None

    def fits(self, words: Collection[str], path: str, topic: Collection[str]) -> bool:
        """Whether the file at a path has enough of some words, compared with the file of code that
        has most of them.

        Args:
            words: stems of a text, without those that fit any text.
            path: of the file.
            topic: stems of which one in the file's name is enough.
        """
        if not _stems_of_name(path).isdisjoint(topic):
            return True
        best = max(
            (self._weight(words, p) for p, each in self.files.items() if each.is_code), default=0
        )
        return self._weight(words, path) >= _LEAST_OF_BEST * best

    def _weight(self, words: Collection[str], path: str) -> float:
        """Return how much a file has of some words: rare ones count more."""
        places = self._places[path]
        counted = ((word, next((n for n, some in places if word in some), 0.0)) for word in words)
        return sum(self._rarity(word) * count for word, count in counted)

    def _rarity(self, word: str) -> float:
        return log((len(self.files) + 1) / (self._bearers[word] + 1)) + _OF_COMMON

    @cached_property
    def _places(self) -> Mapping[str, tuple[tuple[float, frozenset[str]], ...]]:
        """By path: the stems at each place, and what they count there, the most first."""
        return {
            path: (
                (_IN_NAME, _stems_of_name(path)),
                (_IN_LINE, filler.stems(file.line)),
                (_IN_SYMBOLS, filler.stems(" ".join(s.name for s in file.outline.symbols))),
                (_IN_TEXT, filler.stems(file.text)),
            )
            for path, file in self.files.items()
        }

    @cached_property
    def _bearers(self) -> Counter[str]:
        """How many files have each stem."""
        all_stems = ({word for _, some in each for word in some} for each in self._places.values())
        return Counter(word for words in all_stems for word in words)

    @cached_property
    def _definers(self) -> Mapping[frozenset[str], frozenset[str]]:
        """By the stems of a symbol's name, the paths of the files that define one of that name."""
        paths: defaultdict[frozenset[str], set[str]] = defaultdict(set)
        for path, file in self.files.items():
            for symbol in file.outline.symbols:
                paths[filler.stems(own_name(symbol.name))].add(path)
        return {words: frozenset(found) for words, found in paths.items() if words}


def _stems_of_name(path: str) -> frozenset[str]:
    return filler.stems(path.rpartition("/")[2].partition(".")[0])
