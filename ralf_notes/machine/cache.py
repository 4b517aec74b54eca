"""What saves time and may be deleted at any moment: what was seen, outlined, answered, done.

SQLite in the user's cache directory. The vault is the state; nothing here is needed to be right.
An answer of the model is committed the moment it arrives: a killed process loses none, a power cut
those of the last minute that are not in a note yet.
"""

from __future__ import annotations

import os
import time
import zlib
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
_FRESH = 7
"""Days in which a use need not be written down again: reading would be writing."""
_REACHED = 1_000_000
"""Days that an answer is set back which has reached its note: it is the least needed."""
_LEFT = 0.9
"""Share of the allowed size that is left when it was reached."""
_DAY = 86_400
_LEAST_USED = """
DELETE FROM entries WHERE (what, key) IN (
    SELECT what, key FROM (
        SELECT what, key, SUM(length(key) + length(value)) OVER (ORDER BY used, what, key) AS sum
        FROM entries
    ) WHERE sum <= ? * (SELECT SUM(length(key) + length(value)) FROM entries)
)
"""


class What(IntEnum):
    """A kind of entry; what is made anew at the least cost comes first."""

    OUTLINE = 1
    SEEN = 2
    RUN = 3
    PROSE = 4
    ANSWER = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading a file showed, as long as its stat is the same."""

    stat: str
    """Size and mtime, or the id of a blob: another one means that it has to be read again."""
    digest: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind a cache holds."""

    what: What
    count: int
    size: int
    """Bytes of the values, without what keeps them in order."""
    oldest: float
    """When the least recently used was used: seconds since 1970, to a week."""


class Cache:
    """An open cache. Outlines and what was seen are committed by `commit`, all else at once."""

    def __init__(self, path: Path | None, warn: Callable[[str], None] = lambda text: None) -> None:
        """Open the cache.

        Args:
            path: its file, made anew if it is damaged. None: in memory, for this run only.
            warn: gets one line for people when the file is damaged or cannot be used.
        """
        self._storage = Storage(path, _SCHEMA, warn)
        self._today = int(time.time()) // _DAY
        self._pending: list[Row] = []
        self._touched: set[tuple[What, bytes]] = set()
        self._reached: set[bytes] = set()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *error: object) -> None:
        self.commit()
        self._write_uses()
        self._storage.close()

    @property
    def problem(self) -> str:
        """Why the file cannot be used, so that nothing that is put stays; or ''."""
        return self._storage.problem

    def commit(self) -> None:
        """Make what was put durable."""
        pending, self._pending = self._pending, []
        if pending:
            self._storage.write((_PUT, pending))

    def seen(self, root: Path) -> dict[str, Seen]:
        """Return what is known about the files below a root, by their path below it."""
        prefix = _bytes(f"{root.as_posix()}\0")
        rows = self._storage.read(
            "SELECT key, used, value FROM entries WHERE what = ? AND key >= ? AND key < ?",
            (What.SEEN, prefix, prefix[:-1] + b"\1"),
        )
        known = ((key, self._used(What.SEEN, key, used, value)) for key, used, value in rows)
        return {
            _text(key[len(prefix) :]): Seen(*_text(value).split("\0"))
            for key, value in known
            if value is not None
        }

    def put_seen(self, root: Path, seen: Mapping[str, Seen]) -> None:
        """Remember what reading some files showed."""
        prefix = f"{root.as_posix()}\0"
        for path, s in seen.items():
            value = "\0".join((s.stat, s.digest, s.kind, s.reason))
            self._pending.append(self._row(What.SEEN, prefix + path, _bytes(value)))

    def outline(self, key: str) -> bytes | None:
        """Return an encoded outline."""
        return self._get(What.OUTLINE, key)

    def put_outline(self, key: str, encoded: bytes) -> None:
        """Remember an encoded outline."""
        self._pending.append(self._row(What.OUTLINE, key, encoded))

    def answer(self, key: str) -> str | None:
        """Return a remembered answer of a model."""
        value = self._get(What.ANSWER, key)
        return None if value is None else _text(value)

    def put_answer(self, key: str, value: str) -> None:
        """Remember an answer at once: it took long to get."""
        self._storage.write((_PUT, [self._row(What.ANSWER, key, _bytes(value))]))

    def prose(self, key: str) -> str | None:
        """Return remembered prose of a note."""
        value = self._get(What.PROSE, key)
        return None if value is None else _text(value)

    def put_prose(self, key: str, value: str) -> None:
        """Remember prose at once: its note is about to lose it."""
        self._storage.write((_PUT, [self._row(What.PROSE, key, _bytes(value))]))

    def reached(self, keys: Iterable[str]) -> None:
        """Learn which answers stand in their note: they are needed less than all others."""
        self._reached.update(map(_bytes, keys))

    def run(self, target: Path) -> tuple[str, str] | None:
        """Return the fingerprint and the note paths (one a line) of the last whole run."""
        value = self._get(What.RUN, target.as_posix())
        if value is None:
            return None
        fingerprint, _, notes = _text(value).partition("\n")
        return fingerprint, notes

    def put_run(self, target: Path, fingerprint: str, notes: str) -> None:
        """Remember a run that left nothing to do."""
        value = _bytes(f"{fingerprint}\n{notes}")
        self._storage.write((_PUT, [self._row(What.RUN, target.as_posix(), value)]))

    def forget_run(self, target: Path) -> None:
        """Forget the last whole run: something is being changed."""
        row = (What.RUN, _bytes(target.as_posix()))
        self._storage.write(("DELETE FROM entries WHERE what = ? AND key = ?", [row]))

    def size(self) -> int:
        """Return the bytes in use."""
        return self._storage.size()

    def holdings(self) -> Iterator[Holding]:
        """Yield how much there is of each kind."""
        rows = self._storage.read(
            "SELECT what, COUNT(*), SUM(length(value)), "
            f"MIN(used + (used < 0) * {_REACHED}) FROM entries GROUP BY what ORDER BY what DESC"
        )
        for what, count, size, oldest in rows:
            yield Holding(What(what), count, size, float(oldest * _DAY))

    def shrink(self, most: int) -> None:
        """Forget what was not used for the longest time, if there are more bytes than allowed."""
        self._write_uses()
        before = 0
        while before != (size := self._storage.size()) > most:
            before = size
            self._storage.write((_LEAST_USED, [(1 - _LEFT * most / size,)]))
        if before:
            self._storage.give_back()

    def clear(self) -> None:
        """Forget everything."""
        self._storage.write(("DELETE FROM entries", [()]))
        self._storage.give_back()

    def _get(self, what: What, key: str) -> bytes | None:
        rows = self._storage.read(
            "SELECT used, value FROM entries WHERE what = ? AND key = ?", (what, _bytes(key))
        )
        return self._used(what, _bytes(key), *rows[0]) if rows else None

    def _used(self, what: What, key: bytes, used: int, value: bytes) -> bytes | None:
        """Return a value if it is as it was put, and remember its use, if that is news."""
        if used < self._today - _FRESH:
            self._touched.add((what, key))
        return value[4:] if value[:4] == _checksum(key, value[4:]) else None

    def _row(self, what: What, key: str, value: bytes) -> Row:
        encoded = _bytes(key)
        return what, encoded, self._today, _checksum(encoded, value) + value

    def _write_uses(self) -> None:
        touched = [(self._today, what, key) for what, key in self._touched]
        reached = [(self._today - _REACHED, What.ANSWER, key) for key in self._reached]
        if touched or reached:
            sql = "UPDATE entries SET used = ? WHERE what = ? AND key = ?"
            self._storage.write((sql, [*touched, *reached]))
        self._touched.clear()
        self._reached.clear()


def default_path() -> Path:
    """Return where the cache is: `RALF_CACHE_DIR`, else the user's cache directory."""
    from platformdirs import user_cache_path

    named = os.environ.get("RALF_CACHE_DIR")
    return (Path(named) if named else user_cache_path("ralf-notes")) / "cache.sqlite"


def _checksum(key: bytes, value: bytes) -> bytes:
    """Return what shows that a value was damaged on disk, which SQLite does not look for."""
    return zlib.crc32(value, zlib.crc32(key)).to_bytes(4, "big")


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _text(data: bytes) -> str:
    return data.decode(errors="surrogatepass")
