"""Which files and notes an index lacks, by their stats alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.notes.layout import segment
from ralf_notes.paths import all_folders
from ralf_notes.search import store
from ralf_notes.source.classify import Kind

if TYPE_CHECKING:
    from ralf_notes.source.walk import SourceFile, Tree

_HEAD = 4096
"""Bytes of a note in which its source is looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
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


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between an index and what it is to hold."""

    gone: Sequence[tuple[str, str]]
    """Trees and paths that it holds for nothing."""
    changed: Sequence[Wanted]
    """What it lacks, or holds as it was."""


def compare(db: sqlite3.Connection, target: Path, trees: Sequence[Tree]) -> Changes:
    """Compare an index with sources and notes as they are.

    Args:
        db: the index; notes that came, changed or went are recorded in it.
        target: the folder of all notes.
        trees: as walked now.

    Raises sqlite3.Error when the index cannot be used.
    """
    wanted = {(each.tree.name, each.path): each for each in _wanted(db, target, trees)}
    indexed = {
        (tree, path): version
        for tree, path, version in db.execute("SELECT tree, path, version FROM files")
    }
    gone = [key for key in indexed if key not in wanted]
    return Changes(gone, [w for key, w in wanted.items() if indexed.get(key) != w.version])


def _wanted(db: sqlite3.Connection, target: Path, trees: Sequence[Tree]) -> Iterator[Wanted]:
    """Yield all files and folders that an index of these trees holds."""
    notes = _notes(db, target, trees)
    for tree in trees:
        of_tree = notes.get(tree.name, {})
        files = [file for file in tree.selected_files() if file.kind is not Kind.SKIPPED]
        for file in files:
            note, version = of_tree.get(file.path, ("", ""))
            whole = f"{file.version} {file.kind.value}\0{note}\0{version}"
            yield Wanted(tree, file.path, file, note, whole)
        for folder in all_folders(file.path for file in files):
            if note_row := of_tree.get(folder or "."):
                path = f"{folder}/" if folder else ""
                yield Wanted(tree, path, None, note_row[0], "\0".join(note_row))


def _notes(
    db: sqlite3.Connection, target: Path, trees: Sequence[Tree]
) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Return by tree and source the path and the version of each note."""
    indexed = {
        path: (version, source)
        for path, version, source in db.execute("SELECT path, version, source FROM notes")
    }
    notes: dict[str, dict[str, tuple[str, str]]] = {}
    now: dict[str, tuple[str, str]] = {}
    for tree in trees:
        of_tree = notes.setdefault(tree.name, {})
        sources = {file.path for file in tree.files}
        sources |= {folder or "." for folder in all_folders(sources)}
        for path, version in _note_versions(target, segment(tree.name)):
            before = indexed.get(path)
            is_same = before is not None and before[0] == version
            source = before[1] if before and is_same else _source_of(target, path)
            if source in sources:  # another may be a secret; it is read again the next time
                now[path] = version, source
                other = of_tree.get(source)
                if other is None or _copies_last(path, source) < _copies_last(other[0], source):
                    of_tree[source] = path, version
    changed = [(path, *row) for path, row in now.items() if indexed.get(path) != row]
    gone = [(path,) for path in indexed if path not in now]
    if changed or gone:
        with store.transaction(db):
            db.executemany("DELETE FROM notes WHERE path = ?", gone)
            db.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", changed)
    return notes


def _copies_last(note: str, source: str) -> tuple[bool, int, str]:
    """Return what sorts the note of a source before copies of it, as programs that sync make."""
    return not note.endswith(f"/{source}.md"), len(note), note


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
    """Return the path of the source that a note is about, '' if it names none."""
    try:
        with open(target / note, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    from ralf_notes.search.entries import source_of  # a search after no change needs none of it

    return source_of(head.decode(errors="replace"))
