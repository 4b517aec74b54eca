"""The SQLite file of an index: in the cache folder, one for each target; in memory if need be.

Losing it costs time alone. What is in it has its secrets masked, as notes have.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from unicodedata import unidata_version

from ralf_notes import __version__
from ralf_notes.errors import RalfError
from ralf_notes.search import indexes

FORMAT = "9.20.4"
"""Raise the first number whenever the same sources and notes would be indexed differently; the
others are the versions of outlines and of masking, which are not imported for each search."""
WAIT = 5.0
"""Seconds to wait for another process that is writing."""
_APPLICATION = 0x52414C53
"""`RALS`: marks our files among those of other programs."""
_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, tree TEXT NOT NULL, path TEXT NOT NULL, version TEXT NOT NULL,
    is_test INTEGER NOT NULL, note TEXT NOT NULL, sentence TEXT NOT NULL, text BLOB NOT NULL,
    words BLOB NOT NULL, UNIQUE (tree, path)
);
CREATE TABLE notes (path TEXT PRIMARY KEY, version TEXT NOT NULL, source TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE symbols (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, name TEXT NOT NULL, signature TEXT NOT NULL,
    sentence TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX symbols_of_file ON symbols (file);
CREATE TABLE names (name TEXT NOT NULL, symbol INTEGER NOT NULL, PRIMARY KEY (name, symbol))
    WITHOUT ROWID;
-- The prose of a note is a row of its own, under the file's id with a minus: beside all words of a
-- long file it would count for little, and lengthen it.
CREATE VIRTUAL TABLE file_words USING fts5 (
    path, names, docs, prose, facts, code,
    content='', tokenize="porter unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE symbol_words USING fts5 (
    name, signature, docs, content='', tokenize="porter unicode61 remove_diacritics 2"
);
"""
NO_FTS5 = (
    "this Python's SQLite was built without FTS5, which search needs: use a Python from "
    "python.org, Homebrew, uv or your system's packages"
)


def opened(path: Path | None) -> sqlite3.Connection:
    """Open the file of an index, made anew if it is damaged or of another version.

    Args:
        path: its file; None is an index in memory.

    Raises:
        RalfError: if SQLite cannot search texts.
        sqlite3.Error: if the file cannot be used.
        OSError: if its folder cannot be made.
    """
    if path is None:
        return _made(sqlite3.connect(":memory:", isolation_level=None))
    path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        db = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        try:
            if _is_current(db):
                return db
            if not _is_empty(db):
                raise sqlite3.DatabaseError("another version made it")
            db.execute("PRAGMA journal_mode=WAL")
            return _made(db)
        except sqlite3.OperationalError:  # it is locked, or may not be written
            db.close()
            raise
        except sqlite3.DatabaseError:
            db.close()
            indexes.remove(path)
    raise sqlite3.DatabaseError(f"{path} cannot be made anew")


def copied(path: Path) -> sqlite3.Connection:
    """Return an index in memory, with what a file holds that may be read, but not written."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    for mode in ("mode=ro", "mode=ro&immutable=1"):  # the last needs no file beside it
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as db,
        ):
            if _is_current(db):
                db.backup(copy)
                return copy
    copy.close()
    return opened(None)


def generation(db: sqlite3.Connection) -> int:
    """Return how often an index has been changed."""
    row = db.execute("SELECT value FROM about WHERE key = 'generation'").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Commit what is done inside at once, counted as one change, or nothing of it."""
    with _all_or_nothing(db):
        yield
        db.execute(
            "INSERT INTO about VALUES ('generation', '1') "
            "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )


def packed(text: str) -> bytes:
    """Return a text in a form that takes little space."""
    return zlib.compress(text.encode(errors="replace"), 1)


def unpacked(data: bytes) -> str:
    """Return the text that was packed. Raises sqlite3.DatabaseError when it is damaged."""
    try:
        return zlib.decompress(data).decode()
    except zlib.error as exc:  # SQLite itself has no checksums
        raise sqlite3.DatabaseError(f"a text in it is damaged: {exc}") from exc


def _is_current(db: sqlite3.Connection) -> bool:
    if db.execute("PRAGMA application_id").fetchone() != (_APPLICATION,):
        return False
    (made_by,) = db.execute("SELECT value FROM about WHERE key = 'format'").fetchone()
    return str(made_by) == _format()


def _is_empty(db: sqlite3.Connection) -> bool:
    (tables,) = db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    return int(tables) == 0


def _made(db: sqlite3.Connection) -> sqlite3.Connection:
    """Make the tables of an empty database, unless another process has just made them."""
    try:
        with _all_or_nothing(db):
            if _is_empty(db):
                for statement in _SCHEMA.split(";\n"):
                    db.execute(statement)
                db.execute("INSERT INTO about VALUES ('format', ?)", (_format(),))
                db.execute(f"PRAGMA application_id={_APPLICATION}")
    except sqlite3.OperationalError as exc:
        if "fts5" in str(exc):
            raise RalfError(NO_FTS5) from exc
        raise
    return db


@contextmanager
def _all_or_nothing(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _format() -> str:
    """Return the versions of all that decides what an index says about the same files."""
    return f"{FORMAT} {unidata_version} {__version__}"
