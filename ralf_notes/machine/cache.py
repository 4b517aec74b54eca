"""What saves time and may be deleted at any moment: what was seen, outlined, answered, written.

SQLite in the user's cache directory. The vault is the state; nothing here is needed to be right.
An answer of the model is committed the moment it arrives: a killed process loses none, a power cut
those of the last minute that are not in a note yet.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from ralf_notes.machine.sqlite import Row, Storage

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS entries (what INTEGER, key BLOB, used INTEGER NOT NULL, "
    "value BLOB NOT NULL, PRIMARY KEY (what, key)) WITHOUT ROWID",
)
_PUT = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)"
_DELETE = "DELETE FROM entries WHERE what = ? AND key = ?"
_SET_BACK = 1_000_000
"""Days that an answer is set back once it stands in its note: it is the least needed."""
_BATCH = 500
"""Rows that are committed together."""
_LEFT = 0.9
"""Share of the allowed size that is left when it was reached."""
_DAY = 86_400
_OLDEST = """
DELETE FROM entries WHERE (what, key) IN (
    SELECT what, key FROM (
        SELECT what, key, SUM(length(key) + length(value)) OVER (ORDER BY used, what, key) AS sum
        FROM entries
    ) WHERE sum <= ? * (SELECT SUM(length(key) + length(value)) FROM entries)
)
"""


class What(IntEnum):
    """A kind of entry; what is made anew at the least cost comes first."""

    LINKS = 0
    OUTLINE = 1
    FILE = 2
    NOTE = 3
    PROSE = 4
    ANSWER = 5


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind a cache holds."""

    what: What
    count: int
    size: int
    """Bytes of the values, without what keeps them in order."""
    oldest: float
    """When the oldest was written: seconds since 1970, to a day."""


class Cache:
    """An open cache. Answers and prose are committed at once, all else by `commit`."""

    def __init__(self, path: Path | None, warn: Callable[[str], None] = lambda text: None) -> None:
        """Open the cache.

        Args:
            path: its file, made anew if it is damaged. None: in memory, for this run only.
            warn: gets one line for people when the file is damaged or cannot be used.
        """
        self._storage = Storage(path, _SCHEMA, warn)
        self._today = int(time.time()) // _DAY
        self._pending: dict[tuple[What, bytes], bytes | None] = {}
        self._needed_least: set[bytes] = set()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *error: object) -> None:
        self.commit()
        self._set_back()
        self._storage.close()

    @property
    def problem(self) -> str:
        """Why the file cannot be used, so that nothing that is put stays; or ''."""
        return self._storage.problem

    def commit(self) -> None:
        """Make what was put durable."""
        pending, self._pending = self._pending, {}
        puts = [(*key, self._today, value) for key, value in pending.items() if value is not None]
        drops = [key for key, value in pending.items() if value is None]
        if pending:
            self._storage.write((_PUT, puts), (_DELETE, drops))

    def rows(self, what: What, table: str) -> dict[str, str]:
        """Return all rows of a table: one folder's files, or one vault's notes.

        Args:
            what: the kind of entry.
            table: names the table; without NUL characters.
        """
        prefix = _bytes(f"{table}\0")
        rows = self._storage.read(
            "SELECT key, value FROM entries WHERE what = ? AND key >= ? AND key < ?",
            (what, prefix, prefix[:-1] + b"\1"),
        )
        start = len(prefix)
        return {_text(key[start:]): _text(value) for key, value in rows}

    def row(self, what: What, table: str, key: str) -> str | None:
        """Return one row of a table."""
        value = self._get(what, f"{table}\0{key}")
        return None if value is None else _text(value)

    def put_rows(self, what: What, table: str, rows: Mapping[str, str | None]) -> None:
        """Set rows of a table; None drops one."""
        for key, value in rows.items():
            encoded = None if value is None else _bytes(value)
            self._pending[what, _bytes(f"{table}\0{key}")] = encoded

    def put_many(self, what: What, table: str, rows: Iterable[tuple[str, str | None]]) -> None:
        """Set rows of a table and commit them, some at a time: a big tree's would fill memory."""
        batch = {}
        for key, value in rows:
            batch[key] = value
            if len(batch) >= _BATCH:
                self.put_rows(what, table, batch)
                self.commit()
                batch.clear()
        self.put_rows(what, table, batch)
        self.commit()

    def outline(self, key: str) -> bytes | None:
        """Return an encoded outline."""
        return self._get(What.OUTLINE, key)

    def put_outline(self, key: str, encoded: bytes) -> None:
        """Remember an encoded outline."""
        self._pending[What.OUTLINE, _bytes(key)] = encoded

    def answer(self, key: str) -> str | None:
        """Return a remembered answer of a model."""
        value = self._get(What.ANSWER, key)
        return None if value is None else _text(value)

    def put_answer(self, key: str, value: str) -> None:
        """Remember an answer at once: it took long to get."""
        self._put_now(What.ANSWER, key, value)

    def prose(self, key: str) -> str | None:
        """Return remembered prose of a note."""
        value = self._get(What.PROSE, key)
        return None if value is None else _text(value)

    def put_prose(self, key: str, value: str) -> None:
        """Remember prose at once: its note is about to lose it."""
        self._put_now(What.PROSE, key, value)

    def forget_first(self, keys: Iterable[str]) -> None:
        """Mark answers that stand in their note by now: they are needed less than all others."""
        self._needed_least.update(map(_bytes, keys))

    def size(self) -> int:
        """Return the bytes in use."""
        return self._storage.size()

    def holdings(self) -> Iterator[Holding]:
        """Yield how much there is of each kind."""
        rows = self._storage.read(
            "SELECT what, COUNT(*), SUM(length(value)), "
            f"MIN(used + (used < 0) * {_SET_BACK}) FROM entries GROUP BY what ORDER BY what DESC"
        )
        for what, count, size, oldest in rows:
            yield Holding(What(what), count, size, float(oldest * _DAY))

    def shrink(self, most: int) -> None:
        """Forget what was written first, if there are more bytes than allowed."""
        self.commit()
        self._set_back()
        before = 0
        while before != (size := self._storage.size()) > most:
            before = size
            self._storage.write((_OLDEST, [(1 - _LEFT * most / size,)]))
        if before:
            self._storage.give_back()

    def clear(self) -> None:
        """Forget everything."""
        self._storage.write(("DELETE FROM entries", [()]))
        self._storage.give_back()

    def _get(self, what: What, key: str) -> bytes | None:
        encoded = _bytes(key)
        if (what, encoded) in self._pending:
            return self._pending[what, encoded]
        rows = self._storage.read(
            "SELECT value FROM entries WHERE what = ? AND key = ?", (what, encoded)
        )
        return bytes(rows[0][0]) if rows else None

    def _put_now(self, what: What, key: str, value: str) -> None:
        row: Row = (what, _bytes(key), self._today, _bytes(value))
        self._storage.write((_PUT, [row]))

    def _set_back(self) -> None:
        reached = [(self._today - _SET_BACK, What.ANSWER, key) for key in self._needed_least]
        if reached:
            sql = "UPDATE entries SET used = ? WHERE what = ? AND key = ?"
            self._storage.write((sql, reached))
        self._needed_least.clear()


def default_path() -> Path:
    """Return where the cache is: `RALF_CACHE_DIR`, else the user's cache directory."""
    from platformdirs import user_cache_path

    named = os.environ.get("RALF_CACHE_DIR")
    return (Path(named) if named else user_cache_path("ralf-notes")) / "cache.sqlite"


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _text(data: bytes) -> str:
    return data.decode(errors="surrogatepass")
