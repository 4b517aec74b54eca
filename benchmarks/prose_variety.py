"""How varied, how much its own and how telling a model's prose is: figures to compare models by.

`python benchmarks/prose_variety.py VAULT SOURCE ...` prints, for the notes of each model in a vault
and for all of them, three shares from 0 to 1. They say of no single note what is amiss, so they
gate nothing: compare models, or prompts, on the same sources.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path

from ralf_notes.config.loading import load_config
from ralf_notes.machine import cache
from ralf_notes.notes.lists.chosen import describable
from ralf_notes.outline.digests import text_outside
from ralf_notes.plan import plan, survey, tree_changes
from ralf_notes.plan.scope import Scope
from ralf_notes.report import score
from ralf_notes.report.measure import FileNote
from ralf_notes.report.metrics import Share
from ralf_notes.source.walk import walk

_WORD = re.compile(r"\w+")
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
_RUN = 4
"""Words of a run that counts as repeated."""
_SATURATION, _BY_LENGTH = 1.2, 0.75
"""`k1` and `b` of BM25, as Lucene has them."""


@dataclass(slots=True)
class Prose:
    """The prose of one model, or of all."""

    pieces: list[str] = field(default_factory=list)
    own_words: Share = Share()
    """In notes of files."""
    telling_apart: Share = Share()

    def add(self, file: FileNote) -> None:
        """Take the note of a file into account."""
        self.pieces += file.note.prose
        self.own_words += own_words(file.note.prose, file.text)
        self.telling_apart += descriptions_tell_apart(file)


def main() -> None:
    vault, *sources = sys.argv[1:]
    models: dict[str, Prose] = defaultdict(Prose)
    for file, model in notes(Path(vault), sources):
        for name in ("all", model):
            models[name].add(file)
    print(f"{'model':24}{'variety':>15}{'own_words':>15}{'telling_apart':>15}")
    for name, prose in models.items():
        shares = (variety(prose.pieces), prose.own_words, prose.telling_apart)
        shown = ("-" if share.value is None else f"{share.value:.3f}" for share in shares)
        print(f"{name:24}" + "".join(f"{value:>15}" for value in shown))


def notes(vault: Path, sources: Sequence[str]) -> Iterator[tuple[FileNote, str]]:
    """Yield the files of some sources that have prose, with their notes, and whose prose it is."""
    config = load_config(None, {"source_paths": sources, "target_dir": vault}, {}).config
    with cache.Cache(cache.default_path()) as store:
        scope = Scope.of_config(config, store)
        changes = tree_changes.since_last_run(store, config, walk(config))
        for planned in plan.compare(scope, survey.survey_all(changes, store)):
            for file in score.file_notes(scope, planned):
                if file.note.prose:
                    yield file, file.note.model


def variety(pieces: Iterable[str]) -> Share:
    """Return the share of the runs of 4 words that were not there before.

    It is 1 - seq-rep-4 of all pieces taken together (Welleck et al. 2020, arXiv:1908.04319); no run
    goes from one piece into the next. More prose has less of it.
    """
    runs: list[tuple[str, ...]] = []
    for piece in pieces:
        words = _words(piece)
        runs += zip(*(words[shift:] for shift in range(_RUN)), strict=False)
    return Share(len({*runs}), len(runs))


def own_words(pieces: Iterable[str], source: str) -> Share:
    """Return the share of the words that are not in a piece's longest run taken from the source.

    Letters' case and what stands between words count for nothing. Prose that uses a name has a run
    of 1; 0.8 is usual.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(_words(source)):
        places[word].append(at)
    total = Share()
    for words in map(_words, pieces):
        longest = 0
        ending: dict[int, int] = {}  # by place in the source: the length of the run that ends there
        for word in words:
            ending = {at: ending.get(at - 1, 0) + 1 for at in places.get(word, ())}
            longest = max(longest, max(ending.values(), default=0))
        total += Share(len(words) - longest, len(words))
    return total


def descriptions_tell_apart(file: FileNote) -> Share:
    """Return how well the model's descriptions tell the symbols of a file apart."""
    data = file.text.encode("utf-8", "replace")
    texts = {}
    for symbol in describable(file.outline, file.kind):
        if file.section(symbol):
            inside = [(s.start, s.end) for s in file.outline.symbols if s.parent == symbol.name]
            texts[symbol.name] = text_outside(data, symbol.start, symbol.end, inside)
    return telling_apart(file.note.kept.symbols, texts)


def telling_apart(descriptions: Mapping[str, str], texts: Mapping[str, str]) -> Share:
    """Return how well descriptions lead to what they describe: the mean reciprocal rank.

    The words of a symbol's own name are taken out of its description, which is then a query to the
    texts of all the file's symbols, ranked by BM25 as in Lucene (Robertson and Zaragoza 2009).
    Identifiers count as the words in them, plurals as singulars. A text that scores as much as the
    right one stands before it. Guessing among 10 symbols gives 0.29, among 3 gives 0.61.

    Args:
        descriptions: by symbol.
        texts: of the symbols to choose from, by symbol; one alone leaves no choice.
    """
    if len(texts) < 2:
        return Share()
    ranking = _Ranking({name: Counter(_terms(text)) for name, text in texts.items()})
    asked = [name for name in descriptions if name in texts]
    total = 0.0
    for name in asked:
        own = {*_terms(name)}
        total += 1 / ranking.rank(name, [t for t in _terms(descriptions[name]) if t not in own])
    return Share(total, len(asked))


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
        score = 0.0
        for term in query:
            if term in counts:
                holders = self._holders[term]
                weight = log(1 + (len(self._texts) - holders + 0.5) / (holders + 0.5))
                score += weight * counts[term] / (counts[term] + norm)
        return score


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _terms(text: str) -> list[str]:
    parts = (part.lower() for part in _NAME_PART.findall(text))
    return [part.removesuffix("s") if len(part) > 3 else part for part in parts]


if __name__ == "__main__":
    main()
