"""Brings an index up to date: what changed since is read again, and nothing else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import Event, Working
from ralf_notes.machine.cache import Cache
from ralf_notes.notes import vault
from ralf_notes.outline import parse
from ralf_notes.outline.model import Outline
from ralf_notes.plan.outlining.outlined import kept_outline, outline_key
from ralf_notes.search import entries, store
from ralf_notes.search.changes import Changes, Wanted
from ralf_notes.search.entries import FileEntry, NoteText
from ralf_notes.search.words import whole_names, words
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_content

BATCH = 200
"""Files that are committed together: a process that is killed loses this many."""
_MOST_BYTES = 4_000_000
"""Of their sources together."""


def update(
    db: sqlite3.Connection,
    target: Path,
    changes: Changes,
    cache: Cache,
    tell: Callable[[Event], None],
) -> None:
    """Read what changed in sources and notes since an index was last brought up to date.

    Args:
        db: the index.
        target: the folder of all notes.
        changes: what to read.
        cache: may know the outlines of the sources.
        tell: gets how far it is.

    Raises sqlite3.Error when the index cannot be written; what is in it then is as it was.
    """
    gone, changed = changes.gone, changes.changed
    for at in range(0, len(gone), BATCH):
        with store.transaction(db):
            for key in gone[at : at + BATCH]:
                _remove(db, *key)
    done = 0
    for some in _batches(changed):
        tell(Working("indexing", done, len(changed)))
        batch = [(each, _entry(each, target, cache)) for each in some]
        with store.transaction(db):
            for each, entry in batch:
                _remove(db, each.tree.name, each.path)
                if entry is not None:
                    _put(db, each, entry)
        done += len(batch)


def _batches(changed: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    """Yield what to read in runs that fit in memory."""
    batch: list[Wanted] = []
    size = 0
    for each in changed:
        batch.append(each)
        size += each.file.size if each.file else 0
        if len(batch) >= BATCH or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _note_text(target: Path, note: str) -> NoteText:
    """Return what a note says; nothing where there is none, or none that can be read."""
    try:
        document = vault.read_document(target, note) if note else None
        return entries.of_note(document) if document else NoteText()
    except NoteBlocked:
        return NoteText()


def _entry(wanted: Wanted, target: Path, cache: Cache) -> FileEntry | None:
    """Return what the index holds of a file or folder; None if its name may not stand there."""
    note = _note_text(target, wanted.note)
    if wanted.file is None:
        return entries.of_folder(wanted.path, note)
    try:
        content = read_content(wanted.tree, wanted.file)
    except SourceUnreadable:
        return None
    if content.kind is Kind.SKIPPED:
        is_secret = content.reason == "secrets"
        return None if is_secret else FileEntry("", "", ("", "", "", ""))
    outline = _outline(wanted.path, content.digest, content.text, cache)
    return entries.of_file(wanted.path, content.text, outline, note)


def _outline(path: str, digest: str, text: str, cache: Cache) -> Outline:
    return kept_outline(cache.outline(outline_key(path, digest))) or parse.outline(path, text)


def _put(db: sqlite3.Connection, wanted: Wanted, entry: FileEntry) -> None:
    is_test = wanted.file is not None and wanted.file.kind is Kind.TEST
    row = (
        wanted.tree.name, wanted.path, wanted.version, is_test, wanted.note, entry.sentence,
        store.packed(entry.text), entry.packed_words(),
    )  # fmt: skip
    file = db.execute(f"INSERT INTO files VALUES (NULL{', ?' * len(row)})", row).lastrowid
    assert file is not None
    if any(entry.words):
        db.execute(
            "INSERT INTO file_words (rowid, path, names, docs, facts, code) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (file, *entry.words, words(entry.text)),
        )
    if entry.prose:
        db.execute("INSERT INTO file_words (rowid, prose) VALUES (?, ?)", (-file, entry.prose))
    for each in entry.symbols:
        row_of_symbol = (file, *each[:5])
        symbol = db.execute(
            "INSERT INTO symbols VALUES (NULL, ?, ?, ?, ?, ?, ?)", row_of_symbol
        ).lastrowid
        db.execute(
            "INSERT INTO symbol_words (rowid, name, signature, docs) VALUES (?, ?, ?, ?)",
            (symbol, *each.words),
        )
        names = () if each.is_titled else whole_names(each.name)
        db.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?)", [(name, symbol) for name in names]
        )


def _remove(db: sqlite3.Connection, tree: str, path: str) -> None:
    """Remove a file; the full-text tables need the words that it had."""
    row = db.execute(
        "SELECT id, text, words FROM files WHERE tree = ? AND path = ?", (tree, path)
    ).fetchone()
    if row is None:
        return
    file, text, packed = row
    of_file, prose, of_symbols = json.loads(store.unpacked(packed))
    if any(of_file):
        db.execute(
            "INSERT INTO file_words (file_words, rowid, path, names, docs, facts, code) "
            "VALUES ('delete', ?, ?, ?, ?, ?, ?)",
            (file, *of_file, words(store.unpacked(text))),
        )
    if prose:
        db.execute(
            "INSERT INTO file_words (file_words, rowid, prose) VALUES ('delete', ?, ?)",
            (-file, prose),
        )
    symbols = db.execute(
        "SELECT id, name FROM symbols WHERE file = ? ORDER BY id", (file,)
    ).fetchall()
    for (symbol, name), of_symbol in zip(symbols, of_symbols, strict=True):
        db.execute(
            "INSERT INTO symbol_words (symbol_words, rowid, name, signature, docs) "
            "VALUES ('delete', ?, ?, ?, ?)",
            (symbol, *of_symbol),
        )
        db.executemany(
            "DELETE FROM names WHERE name = ? AND symbol = ?",
            [(whole, symbol) for whole in whole_names(name)],
        )
    db.execute("DELETE FROM symbols WHERE file = ?", (file,))
    db.execute("DELETE FROM files WHERE id = ?", (file,))
