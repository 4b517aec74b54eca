"""What saves time and may be deleted at any moment: files read, outlines, answers, notes written.

It is SQLite in the user's cache directory. The vault is the state: no note depends on the cache. An
answer of the model is committed the moment it arrives: a killed process loses none, and a power cut
loses only those of the last minute that are not in a note yet.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from pathlib import Path

from ralf_notes.machine.sqlite import Storage

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS entries (what INTEGER, key BLOB, used INTEGER NOT NULL, "
    "value BLOB NOT NULL, PRIMARY KEY (what, key)) WITHOUT ROWID",
)
_PUT = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)"
_DELETE = "DELETE FROM entries WHERE what = ? AND key = ?"
_SET_BACK = 1_000_000
"""Days that an answer is set back once it stands in its note: then it is needed least."""
_BATCH = 500
"""Rows that are committed together."""
_KEPT = 0.9
"""Share of the allowed size that stays once the size is reached."""
_DAY = 86_400
_DELETE_OLDEST = """
DELETE FROM entries WHERE (what, key) IN (
    SELECT what, key FROM (
        SELECT what, key, SUM(length(key) + length(value)) OVER (ORDER BY used, what, key)
            - length(key) - length(value) AS before  -- so at least one goes, however large
        FROM entries
    ) WHERE before < ? * (SELECT SUM(length(key) + length(value)) FROM entries)
)
"""


class EntryKind(IntEnum):
    """A kind of entry; what costs least to make anew comes first."""

    LINKS = 0
    OUTLINE = 1
    FILE = 2
    NOTE = 3
    PROSE = 4
    ANSWER = 5
    MODEL = 6
    """A few bytes for each model that was tried out."""
    INDEX = 7
    """What a search looks in: files of their own beside the cache."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind a cache holds."""

    kind: EntryKind
    count: int
    size: int
    """Bytes of the values, without what keeps them in order."""
    oldest: float
    """When the oldest was written: seconds since 1970, to a day."""


class Cache:
    """An open cache. Outlines are committed with the next rows, everything else at once."""

    def __init__(self, path: Path | None, warn: Callable[[str], None] = lambda text: None) -> None:
        """Open the cache.

        Args:
            path: its file, made anew if it is damaged. None: in memory, for this run only.
            warn: gets one line for people when the file is damaged or cannot be used.
        """
        self._storage = Storage(path, _SCHEMA, warn)
        self._today = int(time.time()) // _DAY
        self._pending: dict[tuple[EntryKind, bytes], bytes | None] = {}
        self._needed_least: set[bytes] = set()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *error: object) -> None:
        self._commit()
        self._storage.close()

    @property
    def problem(self) -> str:
        """Why the file cannot be used, so that nothing stays that is put into it; or ''."""
        return self._storage.problem

    def rows(self, kind: EntryKind, table: str) -> dict[str, str]:
        """Return all rows of a table, by key.

        Args:
            kind: of the entries.
            table: the name of the table, e.g. of one tree's files; without NUL characters.
        """
        prefix = _bytes(f"{table}\0")
        rows = self._storage.read(
            "SELECT key, value FROM entries WHERE what = ? AND key >= ? AND key < ?",
            (kind, prefix, prefix[:-1] + b"\1"),
        )
        start = len(prefix)
        return {_text(key[start:]): _text(value) for key, value in rows}

    def row(self, kind: EntryKind, table: str, key: str) -> str | None:
        """Return one row of a table."""
        value = self._get(kind, f"{table}\0{key}")
        return None if value is None else _text(value)

    def put_rows(self, kind: EntryKind, table: str, rows: Iterable[tuple[str, str | None]]) -> None:
        """Set rows of a table and commit them in batches, because a big tree's would fill memory.

        Args:
            kind: of the entries.
            table: the name of the table.
            rows: keys and values; None deletes a row.
        """
        for key, value in rows:
            self._pending[kind, _bytes(f"{table}\0{key}")] = (
                None if value is None else _bytes(value)
            )
            if len(self._pending) >= _BATCH:
                self._commit()
        self._commit()

    def outline(self, key: str) -> bytes | None:
        """Return an encoded outline."""
        return self._get(EntryKind.OUTLINE, key)

    def outlines(self, keys: Iterable[str]) -> Iterator[bytes | None]:
        """Yield many encoded outlines, None for those that are lost."""
        encoded = map(_bytes, keys)
        while batch := [*islice(encoded, _BATCH)]:
            places = ",".join("?" * len(batch))
            rows = self._storage.read(
                f"SELECT key, value FROM entries WHERE what = ? AND key IN ({places})",
                (EntryKind.OUTLINE, *batch),
            )
            values = {bytes(key): bytes(value) for key, value in rows}
            for key in batch:
                waiting = self._pending.get((EntryKind.OUTLINE, key))
                yield waiting if waiting is not None else values.get(key)

    def put_outline(self, key: str, encoded: bytes) -> None:
        """Remember an encoded outline."""
        self._pending[EntryKind.OUTLINE, _bytes(key)] = encoded

    def answer(self, key: str) -> str | None:
        """Return a remembered answer of a model."""
        value = self._get(EntryKind.ANSWER, key)
        return None if value is None else _text(value)

    def put_answer(self, key: str, value: str) -> None:
        """Remember an answer at once: it took long to get."""
        self._put_at_once(EntryKind.ANSWER, key, value)

    def forget_first(self, keys: Iterable[str]) -> None:
        """Mark answers that stand in their note by now: they are needed less than all others."""
        self._needed_least.update(map(_bytes, keys))

    def prose(self, key: str) -> str | None:
        """Return remembered prose of a note."""
        value = self._get(EntryKind.PROSE, key)
        return None if value is None else _text(value)

    def put_prose(self, key: str, value: str) -> None:
        """Remember prose at once: its note is about to lose it."""
        self._put_at_once(EntryKind.PROSE, key, value)

    def size(self) -> int:
        """Return the bytes in use."""
        return self._storage.size()

    def holdings(self) -> Iterator[Holding]:
        """Yield how much there is of each kind."""
        rows = self._storage.read(
            "SELECT what, COUNT(*), SUM(length(value)), "
            f"MIN(used + (used < 0) * {_SET_BACK}) FROM entries GROUP BY what ORDER BY what DESC"
        )
        for kind, count, size, oldest in rows:
            yield Holding(EntryKind(kind), count, size, float(oldest * _DAY))

    def shrink(self, most: int) -> None:
        """Delete what was written first, if there are more bytes than allowed."""
        self._commit()
        before = 0
        while before != (size := self._storage.size()) > most:
            before = size
            self._storage.write((_DELETE_OLDEST, [(1 - _KEPT * most / size,)]))
        if before:
            self._storage.release_space()

    def release(self) -> None:
        """Close the file until the next use: a process that is copied must not hold it open."""
        self._storage.release()

    def clear(self) -> None:
        """Delete everything."""
        self._storage.write(("DELETE FROM entries", [()]))
        self._storage.release_space()

    def _get(self, kind: EntryKind, key: str) -> bytes | None:
        encoded = _bytes(key)
        if (kind, encoded) in self._pending:
            return self._pending[kind, encoded]
        rows = self._storage.read(
            "SELECT value FROM entries WHERE what = ? AND key = ?", (kind, encoded)
        )
        return bytes(rows[0][0]) if rows else None

    def _put_at_once(self, kind: EntryKind, key: str, value: str) -> None:
        self._storage.write((_PUT, [(kind, _bytes(key), self._today, _bytes(value))]))

    def _commit(self) -> None:
        """Make durable what waits for it, and set back what is needed least."""
        pending, self._pending = self._pending, {}
        needed_least, self._needed_least = self._needed_least, set()
        puts = [(*key, self._today, value) for key, value in pending.items() if value is not None]
        deletions = [key for key, value in pending.items() if value is None]
        set_back = [(self._today - _SET_BACK, EntryKind.ANSWER, key) for key in needed_least]
        if pending or set_back:
            sql = "UPDATE entries SET used = ? WHERE what = ? AND key = ?"
            self._storage.write((_PUT, puts), (_DELETE, deletions), (sql, set_back))


def default_path() -> Path:
    """Return where the cache is: `RALF_CACHE_DIR`, else the user's cache directory."""
    if named := os.environ.get("RALF_CACHE_DIR"):
        return Path(named) / "cache.sqlite"
    from platformdirs import user_cache_path

    return user_cache_path("ralf-notes") / "cache.sqlite"


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _text(data: bytes) -> str:
    return data.decode(errors="surrogatepass")
