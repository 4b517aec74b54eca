"""What saves time and may be deleted at any moment: file hashes by stat, outlines, answers.

SQLite in the user's cache directory. The vault is the state; nothing here is needed to be right.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

_SCHEMA = """
CREATE TABLE IF NOT EXISTS stats (path TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outlines (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (target TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, notes BLOB);
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading a file showed, as long as its stat is the same."""

    stat: str
    """Size and mtime, or the id of a blob: another one means that it has to be read again."""
    digest: str
    kind: str
    reason: str


class Cache:
    """An open cache. Writes are committed by `commit` and on leaving the context."""

    def __init__(self, path: Path | None) -> None:
        """Open the cache; one that is damaged is made anew. None: in memory, for this run only."""
        self._db = _open(path)

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(sqlite3.Error):
            self._db.commit()
        self._db.close()

    def commit(self) -> None:
        """Make what was put durable."""
        self._db.commit()

    def seen(self, root: Path) -> dict[str, Seen]:
        """Return what is known about the files below a root, by their path below it."""
        prefix = f"{root.as_posix()}\0"
        rows = self._db.execute(
            "SELECT path, value FROM stats WHERE path >= ? AND path < ?",
            (prefix, f"{prefix[:-1]}\1"),
        )
        return {path[len(prefix) :]: Seen(*value.split("\0")) for path, value in rows}

    def put_seen(self, root: Path, seen: Mapping[str, Seen]) -> None:
        """Remember what reading some files showed."""
        prefix = f"{root.as_posix()}\0"
        rows = [
            (prefix + path, "\0".join((s.stat, s.digest, s.kind, s.reason)))
            for path, s in seen.items()
        ]
        self._db.executemany("INSERT OR REPLACE INTO stats VALUES (?, ?)", rows)

    def outline(self, key: str) -> bytes | None:
        """Return an encoded outline."""
        row = self._db.execute("SELECT value FROM outlines WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put_outlines(self, items: Iterable[tuple[str, bytes]]) -> None:
        """Remember encoded outlines."""
        self._db.executemany("INSERT OR REPLACE INTO outlines VALUES (?, ?)", items)

    def answer(self, key: str) -> str | None:
        """Return a remembered answer of a model."""
        row = self._db.execute("SELECT value FROM answers WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put_answer(self, key: str, value: str) -> None:
        """Remember an answer at once: it took long to get."""
        self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, value))
        self._db.commit()

    def run(self, target: Path) -> tuple[str, str] | None:
        """Return the fingerprint and the note paths (one a line) of the last whole run."""
        row = self._db.execute(
            "SELECT fingerprint, notes FROM runs WHERE target = ?", (target.as_posix(),)
        ).fetchone()
        return (row[0], row[1]) if row else None

    def put_run(self, target: Path, fingerprint: str, notes: str) -> None:
        """Remember a run that left nothing to do."""
        row = (target.as_posix(), fingerprint, notes)
        self._db.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", row)

    def forget_run(self, target: Path) -> None:
        """Forget the last whole run: something is being changed."""
        self._db.execute("DELETE FROM runs WHERE target = ?", (target.as_posix(),))
        self._db.commit()


def default_path() -> Path:
    """Return where the cache is: `RALF_CACHE_DIR`, else the user's cache directory."""
    import os

    from platformdirs import user_cache_path

    named = os.environ.get("RALF_CACHE_DIR")
    return (Path(named) if named else user_cache_path("ralf-notes")) / "cache.sqlite"


def _open(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return _connect(":memory:")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _connect(str(path))
    except sqlite3.DatabaseError:
        with suppress(OSError):
            path.unlink()
        with suppress(sqlite3.Error):
            return _connect(str(path))
    except OSError:
        pass
    return _connect(":memory:")


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(_SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db
