"""The SQLite file of the cache: made anew if it is damaged, ignored if it cannot be used.

No fault of the file ends a run: a warning says what happened, and the run takes longer.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

WAIT = 10.0
"""Seconds to wait for another process that is writing."""
_APPLICATION = 0x52414C46
"""`RALF`: marks our files among those of other programs."""
_VERSION = 2
"""Of the schema."""
_WITH_CHECKSUMS = 1
"""The earlier schema: a checksum of 4 bytes before each value, and other rows about files."""
_SYNC_EVERY = 60.0
"""Seconds of commits that a power cut may take. A killed process loses none."""
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_DAMAGED_IN_DETAIL = (sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_READONLY_DBMOVED)

Row = tuple[Any, ...]
Result = TypeVar("Result")


class _Unusable(sqlite3.Error):
    """The file is a database, but not one of ours as this version makes them."""


class _Foreign(_Unusable):
    """The file is another program's."""


class Storage:
    """One SQLite database, for use from any thread."""

    def __init__(
        self, path: Path | None, schema: Sequence[str], warn: Callable[[str], None]
    ) -> None:
        """Open the database.

        Args:
            path: its file; None is a database in memory.
            schema: the statements that make its tables.
            warn: gets one line for people when the file is damaged or cannot be used.
        """
        self.path = path
        """None as soon as the file cannot be used."""
        self.problem = ""
        """Why the file cannot be used."""
        self._schema, self._warn = schema, warn
        self._lock = RLock()
        self._synced = time.monotonic()
        self._was_mended = False
        self._inode = 0
        self._db = self._open()

    def read(self, sql: str, values: Row = ()) -> list[Row]:
        """Return the rows of a query."""
        return self._use(lambda db: db.execute(sql, values).fetchall())

    def write(self, *changes: tuple[str, Iterable[Row]]) -> None:
        """Make changes in one transaction, each a statement and the rows that it is run for."""
        whole = [(sql, [*rows]) for sql, rows in changes]
        self._use(lambda db: self._commit(db, whole))

    def size(self) -> int:
        """Return the bytes in use."""
        (size,) = self.read(
            "SELECT (page_count - freelist_count) * page_size "
            "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        )[0]
        return int(size)

    def release_space(self) -> None:
        """Return free space to the file system."""
        # As a script, because a plain statement stops after its first step, which frees one page.
        self._use(lambda db: db.executescript("PRAGMA incremental_vacuum"))
        self.read("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the database; to use it later is an error."""
        with self._lock, suppress(sqlite3.Error):
            self._db.close()

    def release(self) -> None:
        """Close the file until it is used again: for a moment at which it must not be open."""
        if self.path is not None:
            self.close()
            self._inode = 0  # so that the next use opens it

    def _use(self, function: Callable[[sqlite3.Connection], Result]) -> Result:
        """Call a function with the database, again after recovering from an error."""
        with self._lock:
            if self._is_gone():
                self.close()
                self._db = self._open()
            while True:
                try:
                    return function(self._db)
                except sqlite3.Error as exc:
                    self._db = self._recover(exc)

    def _commit(self, db: sqlite3.Connection, changes: list[tuple[str, list[Row]]]) -> None:
        is_due = time.monotonic() - self._synced >= _SYNC_EVERY
        db.execute(f"PRAGMA synchronous={'FULL' if is_due else 'NORMAL'}")
        db.execute("BEGIN IMMEDIATE")
        try:
            for sql, rows in changes:
                db.executemany(sql, rows)
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            raise
        if is_due:
            self._synced = time.monotonic()

    def _is_gone(self) -> bool:
        """Whether the file was deleted or replaced: what is written to it would be lost."""
        if self.path is None:
            return False
        try:
            return self.path.stat().st_ino != self._inode
        except OSError:
            return True

    def _open(self) -> sqlite3.Connection:
        if self.path is None:
            return _connect(":memory:", self._schema)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = _connect(str(self.path), self._schema)
            self._inode = self.path.stat().st_ino
            return db
        except sqlite3.Error as exc:
            return self._recover(exc)
        except OSError as exc:
            return self._ignore_file(str(exc.strerror or exc))

    def _recover(self, exc: sqlite3.Error) -> sqlite3.Connection:
        """Return a database to go on with: a new file for a damaged one, else one in memory."""
        code = getattr(exc, "sqlite_errorcode", None)
        if self.path is None or (code is None and not isinstance(exc, _Unusable)):
            raise exc
        with suppress(AttributeError):  # there is none yet if opening has failed
            self._db.close()
        is_damaged = code is None or code & 0xFF in _DAMAGED or code in _DAMAGED_IN_DETAIL
        if isinstance(exc, _Foreign) or self._was_mended or not is_damaged:
            return self._ignore_file(str(exc))
        self._was_mended = True
        self._warn(f"the cache {self.path} is made anew ({exc}): that costs time, and no text")
        with suppress(OSError):
            for ending in ("-wal", "-shm", ""):
                Path(f"{self.path}{ending}").unlink(missing_ok=True)
        return self._open()

    def _ignore_file(self, why: str) -> sqlite3.Connection:
        """Return a database in memory to go on with."""
        self._warn(
            f"the cache {self.path} cannot be used ({why}): this run goes on without it. What the "
            "model says is asked again if the run is killed before it stands in a note."
        )
        self.path, self.problem = None, why
        return self._open()


def _connect(path: str, schema: Sequence[str]) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=WAIT, check_same_thread=False, isolation_level=None)
    try:
        _make_current(db, schema)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _make_current(db: sqlite3.Connection, schema: Sequence[str]) -> None:
    """Make the tables of an empty database, upgrade an earlier one. Raises _Unusable."""
    application, version, tables = db.execute(
        "SELECT application_id, user_version, (SELECT COUNT(*) FROM sqlite_schema) "
        "FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application == _APPLICATION:
        if version == _VERSION:
            return
        if version != _WITH_CHECKSUMS:
            raise _Unusable(f"another version of ralf-notes made it, schema {version}")
        db.execute("BEGIN IMMEDIATE")
        # Another process may have upgraded it meanwhile.
        if db.execute("PRAGMA user_version").fetchone() == (_WITH_CHECKSUMS,):
            # Outlines, prose and answers took long to get: they stay.
            db.execute("DELETE FROM entries WHERE what IN (2, 3)")
            db.execute("UPDATE entries SET value = substr(value, 5)")
    elif tables:
        raise _Foreign("it is another program's: name a folder with RALF_CACHE_DIR")
    else:
        db.execute("PRAGMA auto_vacuum=INCREMENTAL")
        db.execute("PRAGMA journal_mode=WAL")
        # Another process may do the same at this moment.
        db.execute("BEGIN IMMEDIATE")
        for statement in schema:
            db.execute(statement)
        db.execute(f"PRAGMA application_id={_APPLICATION}")
    db.execute(f"PRAGMA user_version={_VERSION}")
    db.execute("COMMIT")
