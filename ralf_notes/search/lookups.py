"""What an index holds under a path, a tree or a name: nothing is ranked here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ralf_notes.search.index import Index
from ralf_notes.search.passages import Passage
from ralf_notes.search.words import dotted, whole_names


def symbols_beside(index: Index, passage: Passage) -> tuple[Passage, ...]:
    """Return all symbols of the file that a passage is in, in the order of the source."""
    rows = index.rows(
        "SELECT name, signature, symbols.sentence, first, last FROM symbols "
        "JOIN files ON files.id = symbols.file WHERE tree = ? AND files.path = ? ORDER BY first",
        (passage.tree, passage.path),
    )
    return tuple(
        replace(
            passage,
            kind="symbol",
            symbol=name,
            signature=signature,
            sentence=sentence,
            lines=(first, last),
        )
        for name, signature, sentence, first, last in rows
    )


def overview_of(index: Index, tree: str) -> Passage | None:
    """Return the note on a source tree as a whole, None if there is none."""
    rows = index.rows(
        "SELECT note, sentence FROM files WHERE tree = ? AND path = '' AND note != ''", (tree,)
    )
    for note, sentence in rows:
        return Passage("note", tree, "", note, "", "", sentence, (0, 0))
    return None


def symbols_called(index: Index, name: str) -> tuple[Passage, ...]:
    """Return all symbols of a name, those of tests last; in another case if none is written so.

    Args:
        index: where to look.
        name: a name, or the end of a qualified one: `Bucket.take` finds `shop::Bucket::take`.
    """
    names = whole_names(name)
    if not names:
        return ()
    rows = index.rows(
        "SELECT tree, path, note, symbols.name, signature, symbols.sentence, first, last "
        "FROM names JOIN symbols ON symbols.id = names.symbol JOIN files ON files.id = file "
        "WHERE names.name = ? ORDER BY is_test, tree, path, first",
        (names[-1],),
    )
    passages = [
        Passage("symbol", tree, path, note, symbol, signature, sentence, (first, last))
        for tree, path, note, symbol, signature, sentence, first, last in rows
    ]
    wanted = f".{dotted(name)}"
    alike = [
        each for each in passages if f".{dotted(each.symbol)}".lower().endswith(wanted.lower())
    ]
    same = [each for each in alike if f".{dotted(each.symbol)}".endswith(wanted)]
    return tuple(sorted(same or alike, key=lambda each: f".{dotted(each.symbol)}" != wanted))


def lines_with(index: Index, note: str, symbol: str, code: str) -> Iterator[tuple[str, int]]:
    """Yield the path of a note's source and each line of it, within a symbol, that holds some code.

    Args:
        index: where to look.
        note: the path of the note.
        symbol: a qualified name in its source, or '' for all of it.
        code: one line, with any blanks between its words.
    """
    wanted = " ".join(code.split())
    for file, path in index.rows("SELECT id, path FROM files WHERE note = ?", (note,)):
        spans = index.rows(
            "SELECT first, last FROM symbols WHERE file = ? AND name = ?", (file, symbol)
        )
        lines = index.source(file).split("\n") if wanted and not path.endswith(".ipynb") else []
        for first, last in spans if symbol else [(1, len(lines))]:
            for number, line in enumerate(lines[first - 1 : last], first):
                if wanted in " ".join(line.split()):
                    yield path, number
