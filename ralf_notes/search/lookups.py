"""What an index holds under a path, a tree or a name: nothing is ranked here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import PurePosixPath

from ralf_notes.search.index import Index
from ralf_notes.search.passages import Passage
from ralf_notes.search.words import dotted, whole_names, words
from ralf_notes.source.classify import Kind, kind_by_path

_NO_USE = re.compile(
    r"\s*(?://|/\*|\* |# |-- |;|#include\b"
    r"|(?:pub(?:\([^)\n]*\))? )?(?:use|import|from|using|package|require|require_relative)\b)"
)
"""How a line begins that is a comment or an import in most languages."""


@dataclass(frozen=True, slots=True)
class LineWithName:
    """A line of a source in which a name stands."""

    path: str
    number: int
    symbol: str
    """The innermost symbol that holds it, '' if none does."""
    code: str


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


def lines_naming(index: Index, name: str, defined: Passage | None = None) -> Iterator[LineWithName]:
    """Yield lines of code in which a name stands whole, the first of each symbol, tests last.

    Args:
        index: where to look.
        name: the last part of it is looked for.
        defined: where it is declared, which is no use of it; None if that is not known.
    """
    last_part = dotted(name).rpartition(".")[2]
    whole = words(last_part).rpartition(" ")[2]
    if not whole:
        return
    code = re.escape(last_part)
    pattern = re.compile(rf"(?<![\w$]){code}(?![\w$])")
    if last_part.isalpha() and last_part.islower():  # texts have such words, too
        pattern = re.compile(rf"(?<=[.:>@&]){code}(?![\w$])|(?<![\w$]){code}\(")
    files = index.rows(
        "SELECT id, path, tree FROM files WHERE id IN "
        "(SELECT rowid FROM file_words WHERE file_words MATCH ?) ORDER BY is_test, tree, path",
        (f'"{whole}"',),
    )
    if defined is not None:  # a word of every day is another name in another language
        ending = PurePosixPath(defined.path).suffix
        files.sort(key=lambda each: PurePosixPath(each[1]).suffix != ending)
    for file, path, tree in files:
        if kind_by_path(path)[0] is Kind.DOCS or path.endswith(".ipynb"):
            continue
        is_same = defined is not None and (defined.tree, defined.path) == (tree, path)
        own = range(defined.lines[0], defined.lines[1] + 1) if defined and is_same else range(0)
        lines = [
            (number, line)
            for number, line in enumerate(index.source(file).split("\n"), 1)
            if number not in own and pattern.search(line) and not _NO_USE.match(line)
        ]
        holders = _holders(index, file) if lines else {}
        first_of_each = {holders.get(number, ""): (number, line) for number, line in lines[::-1]}
        for symbol, (number, line) in sorted(first_of_each.items(), key=itemgetter(1)):
            yield LineWithName(path, number, symbol, line.strip())


def _holders(index: Index, file: int) -> dict[int, str]:
    """Return the innermost symbol that holds each line of a file, where one does."""
    rows = index.rows(
        "SELECT name, first, last FROM symbols WHERE file = ? ORDER BY last - first DESC, id DESC",
        (file,),
    )
    return {line: name for name, first, last in rows for line in range(first, last + 1)}
