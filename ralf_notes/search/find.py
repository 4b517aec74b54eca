"""Finds the passages that answer a question, best first.

Files are ranked by BM25 over their words and by the best of their symbols. Of each file the symbol
or the lines are shown that hold most of what was asked; a further hit of a file counts less, so
that other files come before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from ralf_notes.search.index import Index
from ralf_notes.search.lines import FoundPlace, places
from ralf_notes.search.passages import Hit, Passage
from ralf_notes.search.words import english_question_words, names, question_words, without_phrase

# The figures were chosen with benchmarks/retrieval.py on flask, pylint and conan alone; PROSE_SHARE
# also with benchmarks/described.py, FURTHER_SHARE with sentences taken out of docstrings.
FILE_WEIGHTS = {
    "path": 3.0, "names": 1.0, "docs": 0.0, "prose": 1.0, "facts": 0.5, "code": 1.0
}  # fmt: skip
PROSE_SHARE = 0.5
"""What the prose of a note adds to the file."""
SYMBOL_WEIGHTS = {"name": 2.0, "signature": 2.0, "docs": 1.0}
SYMBOL_SHARE = 0.7
"""What the best symbol of a file adds to the file."""
WHOLE_NAME = 16.0
"""What a symbol adds whose whole name is asked for."""
TEST_SHARE = 0.8
"""What a hit in a test counts."""
FURTHER_SHARE = 0.8
"""What each further hit of a file counts of the one before."""
_MOST_FILES = 50
_MOST_SYMBOLS = 100
_SHOWN_OF_FILE = 4
"""Hits of one file at most."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file or a folder that was found."""

    id: int
    tree: str
    path: str
    note: str
    sentence: str
    score: float


def find(
    index: Index, question: str, most: int, most_of_file: int = _SHOWN_OF_FILE
) -> tuple[Hit, ...]:
    """Return the passages that answer a question, best first; none if nothing does.

    Args:
        index: where to look.
        question: as a person types it; any text.
        most: how many at most.
        most_of_file: how many of one file at most.
    """
    looked_for, symbols, named = _scored(index, question)
    files = _files(index, looked_for, symbols, named)
    for symbol, score in named.items():
        symbols[symbol] = symbols.get(symbol, 0.0) + score
    hits: list[Hit] = []
    for file in files[: max(most, 0)]:
        in_file = places(index, file.id, looked_for, symbols)
        hits += _hits_of(file, in_file[:most_of_file])
    hits.sort(key=lambda hit: -hit.score)
    return tuple(hits[: max(most, 0)])


def ranked_files(index: Index, question: str) -> list[FoundFile]:
    """Return the files and folders that answer a question, best first."""
    return _files(index, *_scored(index, question))


def words_looked_for(index: Index, question: str) -> tuple[str, ...]:
    """Return the words that a question is looked for by: English ones if nothing has its own."""
    return _scored(index, question)[0]


def _scored(
    index: Index, question: str
) -> tuple[tuple[str, ...], dict[int, float], dict[int, float]]:
    """Return the words of a question, the scores of symbols, and what whole names add."""
    question = without_phrase(question)
    looked_for, named = question_words(question), _named(index, question)
    symbols = _symbol_scores(index, looked_for)
    if not named and not symbols and not _matching(index, looked_for, most=1):
        looked_for = english_question_words(question)
        symbols = _symbol_scores(index, looked_for)
    return looked_for, symbols, named


def _files(
    index: Index,
    looked_for: Sequence[str],
    symbols: Mapping[int, float],
    named: Mapping[int, float],
) -> list[FoundFile]:
    """Return the files that were found, best first.

    Args:
        index: where to look.
        looked_for: the words of the question.
        symbols: the scores of symbols by their words.
        named: what symbols add whose whole names stand in the question.
    """
    best: dict[int, float] = {}
    for file, symbol in _holders(index, {*symbols, *named}):
        score = SYMBOL_SHARE * symbols.get(symbol, 0.0) + named.get(symbol, 0.0)
        best[file] = max(best.get(file, 0.0), score)
    scores = _file_scores(index, looked_for, best)
    ids = sorted({*scores, *best})
    rows = index.rows(
        "SELECT id, tree, path, note, sentence, is_test FROM files "
        f"WHERE id IN ({','.join('?' * len(ids))})",
        ids,
    )
    files = []
    for file, tree, path, note, sentence, is_test in rows:
        score = scores.get(file, 0.0) + best.get(file, 0.0)
        files.append(
            FoundFile(file, tree, path, note, sentence, score * (TEST_SHARE if is_test else 1.0))
        )
    return sorted(files, key=lambda file: (-file.score, file.tree, file.path))


def _file_scores(
    index: Index, looked_for: Sequence[str], also: Mapping[int, float]
) -> dict[int, float]:
    """Return the scores of the best files, and of those that hold the best symbols."""
    scores: dict[int, float] = {}
    for row, score in _matching(index, looked_for):
        share = score if row > 0 else PROSE_SHARE * score
        scores[abs(row)] = scores.get(abs(row), 0.0) + share
    best = sorted(scores, key=scores.__getitem__, reverse=True)
    return {file: scores[file] for file in (*best[:_MOST_FILES], *(also.keys() & scores.keys()))}


def _matching(index: Index, looked_for: Sequence[str], most: int = -1) -> list[tuple[int, float]]:
    """Return the rows with any of some words, each with its score; -1 is all of them."""
    if not looked_for:
        return []
    weights = ", ".join(map(str, FILE_WEIGHTS.values()))
    return index.rows(
        f"SELECT rowid, -bm25(file_words, {weights}) FROM file_words WHERE file_words MATCH ? "
        f"LIMIT {most}",
        (_any_of(looked_for),),
    )


def _symbol_scores(index: Index, looked_for: Sequence[str]) -> dict[int, float]:
    if not looked_for:
        return {}
    weights = ", ".join(map(str, SYMBOL_WEIGHTS.values()))
    rows = index.rows(
        f"SELECT rowid, -bm25(symbol_words, {weights}) AS score FROM symbol_words "
        f"WHERE symbol_words MATCH ? ORDER BY score DESC LIMIT {_MOST_SYMBOLS}",
        (_any_of(looked_for),),
    )
    return dict(rows)


def _named(index: Index, question: str) -> dict[int, float]:
    """Return the symbols whose whole name stands in a question, with what that counts.

    A name that many have, or that is a common word of a longer question, says little.
    """
    asked_names = names(question)
    scores: dict[int, float] = {}
    for name in asked_names:
        rows = index.rows("SELECT symbol FROM names WHERE name = ? LIMIT 50", (name,))
        weight = WHOLE_NAME / len(rows) ** 0.5 if rows else 0.0
        if len(asked_names) > 1 and name.isalpha():
            weight /= len(asked_names)
        for (symbol,) in rows:
            scores[symbol] = scores.get(symbol, 0.0) + weight
    return scores


def _holders(index: Index, symbols: Set[int]) -> list[tuple[int, int]]:
    """Return the file of each symbol, and the symbol."""
    ids = sorted(symbols)
    places_of_ids = ",".join("?" * len(ids))
    rows = index.rows(f"SELECT file, id FROM symbols WHERE id IN ({places_of_ids})", ids)
    return [(file, symbol) for file, symbol in rows]


def _any_of(looked_for: Sequence[str]) -> str:
    """Return a query for texts with any of some words; in quotes, nothing in it is an operator."""
    return " OR ".join(f'"{word}"' for word in looked_for)


def _hits_of(file: FoundFile, in_file: Sequence[FoundPlace]) -> list[Hit]:
    """Return the hits of a file, whose first has the file's own score."""
    if not in_file:
        in_file = [FoundPlace("note" if file.note else "source")]
    best = in_file[0].weight or 1.0
    hits = []
    for number, each in enumerate(in_file):
        sentence = each.sentence if each.kind == "symbol" else file.sentence
        passage = Passage(
            each.kind, file.tree, file.path, file.note,
            each.symbol, each.signature, sentence, each.lines,
        )  # fmt: skip
        share = FURTHER_SHARE**number * (each.weight / best if number else 1.0)
        hits.append(Hit(passage, file.score * share))
    return hits
