"""What stands beside a passage: the symbols of its file, and the overview of its repository."""

from __future__ import annotations

from dataclasses import replace

from ralf_notes.search.index import Index
from ralf_notes.search.passages import Passage


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
