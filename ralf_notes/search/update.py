"""Brings an index up to date: what changed since is read again, and nothing else."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import Event, Working
from ralf_notes.machine.cache import Cache
from ralf_notes.notes import vault
from ralf_notes.notes.layout import segment
from ralf_notes.notes.note import take_apart
from ralf_notes.outline import parse
from ralf_notes.outline.model import Outline
from ralf_notes.paths import all_folders
from ralf_notes.plan.outlining.outlined import kept_outline, outline_key
from ralf_notes.search import entries, store
from ralf_notes.search.entries import Entry, NoteText
from ralf_notes.search.words import words
from ralf_notes.source import secrets
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import SourceFile, Tree

BATCH = 200
"""Files that are committed together: a process that is killed loses so many."""
_NO_NOTE = NoteText("")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file or folder that the index is to hold, as it is now."""

    tree: Tree
    path: str
    """A folder's ends with `/`, that of the root is ''."""
    file: SourceFile | None
    """None for a folder."""
    note: str
    """The path of its note below the target, or ''."""
    version: str
    """Changes with the source and with the note."""


def update(
    db: sqlite3.Connection,
    target: Path,
    trees: Sequence[Tree],
    cache: Cache,
    tell: Callable[[Event], None],
) -> bool:
    """Read what changed in sources and notes since an index was last brought up to date.

    Returns whether anything did.

    Args:
        db: the index.
        target: the folder of all notes.
        trees: as walked now.
        cache: may know the outlines of the sources.
        tell: gets how far it is.

    Raises sqlite3.Error when the index cannot be written; what is in it then is as it was.
    """
    wanted = {(each.tree.name, each.path): each for each in _wanted(db, target, trees)}
    held = {
        (tree, path): version
        for tree, path, version in db.execute("SELECT tree, path, version FROM files")
    }
    gone = [key for key in held if key not in wanted]
    changed = [each for key, each in wanted.items() if held.get(key) != each.version]
    for at in range(0, len(gone), BATCH):
        with _transaction(db):
            for key in gone[at : at + BATCH]:
                _remove(db, *key)
    for at in range(0, len(changed), BATCH):
        tell(Working("indexing", at, len(changed)))
        batch = [(each, _entry(each, target, cache)) for each in changed[at : at + BATCH]]
        with _transaction(db):
            for each, entry in batch:
                _remove(db, each.tree.name, each.path)
                if entry is not None:
                    _put(db, each, entry)
    return bool(gone or changed)


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Commit what is done inside at once, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _wanted(db: sqlite3.Connection, target: Path, trees: Sequence[Tree]) -> Iterator[_Wanted]:
    """Yield all files and folders that an index of these trees holds."""
    notes = _notes(db, target, trees)
    for tree in trees:
        of_tree = notes.get(tree.name, {})
        files = [
            file
            for file in tree.files
            if file.kind is not Kind.SKIPPED and file.path in tree.selected
        ]
        for file in files:
            note, version = of_tree.get(file.path, ("", ""))
            whole = f"{file.version} {file.kind.value}\0{note}\0{version}"
            yield _Wanted(tree, file.path, file, note, whole)
        for folder in all_folders(file.path for file in files):
            if found := of_tree.get(folder or "."):
                path = f"{folder}/" if folder else ""
                yield _Wanted(tree, path, None, found[0], "\0".join(found))


def _notes(
    db: sqlite3.Connection, target: Path, trees: Sequence[Tree]
) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Return by tree and source the path and the version of each note."""
    held = {
        path: (version, source)
        for path, version, source in db.execute("SELECT path, version, source FROM notes")
    }
    found: dict[str, dict[str, tuple[str, str]]] = {}
    now: dict[str, tuple[str, str]] = {}
    for tree in trees:
        of_tree = found.setdefault(tree.name, {})
        for path, version in _note_versions(target, segment(tree.name)):
            before = held.get(path)
            is_same = before is not None and before[0] == version
            source = before[1] if before and is_same else _source_of(target, path)
            now[path] = version, source
            if source:
                of_tree[source] = path, version
    changed = [(path, *row) for path, row in now.items() if held.get(path) != row]
    gone = [(path,) for path in held if path not in now]
    if changed or gone:
        with _transaction(db):
            db.executemany("DELETE FROM notes WHERE path = ?", gone)
            db.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", changed)
    return found


def _note_versions(target: Path, top: str) -> Iterator[tuple[str, str]]:
    """Yield the Markdown files below a folder of the target, each with what changes with it."""
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(f"{target}/{folder}") as scan:
                for entry in scan:
                    path = f"{folder}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith("."):
                            pending.append(path)
                    elif entry.name.endswith(".md") and entry.is_file(follow_symlinks=False):
                        stat = entry.stat(follow_symlinks=False)
                        yield path, f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"
        except OSError:
            continue


def _source_of(target: Path, note: str) -> str:
    """Return the path of the source that a note is about, '' if it is none of ours."""
    told = _note_text(target, note)
    return told.source if told and secrets.mask(told.source) == told.source else ""


def _note_text(target: Path, note: str) -> NoteText | None:
    try:
        text = vault.read_text(target, note) if note else None
        return entries.of_note(take_apart(text)) if text else None
    except NoteBlocked:
        return None


def _entry(wanted: _Wanted, target: Path, cache: Cache) -> Entry | None:
    """Return what the index holds of a file or folder; None if its name may not stand there."""
    note = _note_text(target, wanted.note) or _NO_NOTE
    if wanted.file is None:
        return entries.of_folder(wanted.path, note)
    try:
        content = read_content(wanted.tree, wanted.file)
    except SourceUnreadable:
        return None
    if content.kind is Kind.SKIPPED:
        is_secret = content.reason == "secrets"
        return None if is_secret else Entry("", "", ("", "", "", "", ""))
    outline = _outline(wanted.path, content.digest, content.text, cache)
    return entries.of_file(wanted.path, content.text, outline, note)


def _outline(path: str, digest: str, text: str, cache: Cache) -> Outline:
    return kept_outline(cache.outline(outline_key(path, digest))) or parse.outline(path, text)


def _put(db: sqlite3.Connection, wanted: _Wanted, entry: Entry) -> None:
    is_test = wanted.file is not None and wanted.file.kind is Kind.TEST
    row = (
        wanted.tree.name, wanted.path, wanted.version, is_test, wanted.note, entry.sentence,
        store.packed(entry.text), entry.packed_words(),
    )  # fmt: skip
    file = db.execute(f"INSERT INTO files VALUES (NULL{', ?' * len(row)})", row).lastrowid
    if any(entry.words):
        db.execute(
            "INSERT INTO file_words (rowid, path, names, docs, prose, facts, code) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file, *entry.words, words(entry.text)),
        )
    for each in entry.symbols:
        row_of_symbol = (file, *each[:5])
        symbol = db.execute(
            "INSERT INTO symbols VALUES (NULL, ?, ?, ?, ?, ?, ?)", row_of_symbol
        ).lastrowid
        db.execute(
            "INSERT INTO symbol_words (rowid, name, signature, docs) VALUES (?, ?, ?, ?)",
            (symbol, *each.words),
        )
        db.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?)",
            [(name, symbol) for name in whole_names(each.name)],
        )


def _remove(db: sqlite3.Connection, tree: str, path: str) -> None:
    """Remove a file; what its words were must be told to the full-text tables."""
    row = db.execute(
        "SELECT id, text, words FROM files WHERE tree = ? AND path = ?", (tree, path)
    ).fetchone()
    if row is None:
        return
    file, text, packed = row
    of_file, of_symbols = json.loads(store.unpacked(packed))
    if any(of_file):
        db.execute(
            "INSERT INTO file_words (file_words, rowid, path, names, docs, prose, facts, code) "
            "VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
            (file, *of_file, words(store.unpacked(text))),
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


def whole_names(name: str) -> tuple[str, ...]:
    """Return the names by which a symbol is found as a whole: all of it, and its last part."""
    bare = name.partition("#")[0].strip("#") or name
    last = re.split(r"[.:/›#]+", bare)[-1].strip()
    return tuple(dict.fromkeys(each.lower() for each in (bare, last) if each))
