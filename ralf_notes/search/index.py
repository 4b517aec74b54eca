"""The index of a vault and its sources, brought up to date when it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ralf_notes.errors import RalfError
from ralf_notes.machine.cache import Cache, default_path
from ralf_notes.search import indexes, store

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config
    from ralf_notes.events import Event
    from ralf_notes.source.walk import Tree

_IN_MEMORY = (
    "the index {path} cannot be used ({why}): it is made in memory this time, which takes longer. "
    "RALF_CACHE_DIR names another folder for it"
)


@dataclass(frozen=True, slots=True)
class Index:
    """What can be found in some trees and their notes."""

    target: Path
    """The folder of all notes."""
    trees: tuple[Tree, ...]
    db: sqlite3.Connection
    problem: str = ""
    """Why the file of the index could not be used, so that it was made in memory; or ''."""
    roots: Mapping[str, Path] = field(default_factory=dict)
    """The folder of each tree by its name, which is known where the trees need not be walked."""

    @property
    def has_notes(self) -> bool:
        """Whether there is a note of any of the sources."""
        return bool(self.rows("SELECT 1 FROM files WHERE note != '' LIMIT 1"))

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query.

        Raises RalfError when the file of the index cannot be read; one that is damaged is removed.
        """
        with self._with_report_if_unreadable():
            return self.db.execute(sql, values).fetchall()

    def source(self, file: int) -> str:
        """Return the text of a source with its secrets masked, '' for a folder.

        It is '' also for a file that another process has just replaced in the index.

        Raises RalfError as `rows` does.
        """
        with self._with_report_if_unreadable():
            row = self.db.execute("SELECT text FROM files WHERE id = ?", (file,)).fetchone()
            return store.unpacked(row[0]) if row else ""

    @contextmanager
    def _with_report_if_unreadable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as exc:  # it is locked, or the disk fails
            path = indexes.index_path(self.target)
            raise RalfError(f"the index {path} cannot be read ({exc}): ask again") from exc
        except sqlite3.DatabaseError as exc:
            path = indexes.index_path(self.target)
            indexes.remove(path)
            raise RalfError(
                f"the index {path} was damaged ({exc}) and is removed: ask again, it is made anew"
            ) from exc


@contextmanager
def opened(config: Config, tell: Callable[[Event], None] = lambda event: None) -> Iterator[Index]:
    """Open the index of the configured sources and their notes, up to date with both.

    Sources and notes are only read. Where the file of the index cannot be used, the index is made
    in memory, which `tell` and `Index.problem` say.

    Args:
        config: names the sources and the target.
        tell: gets how far it is.

    Raises:
        UsageError: if no source or no target is named, or there is nothing in them.
        RalfError: if this Python's SQLite cannot search texts.
    """
    from ralf_notes.source.walk import walk  # a search that knows all this needs none of it

    target, walked = config.target(), walk(config)
    path, problem = indexes.index_path(target), ""
    with ExitStack() as stack:

        def brought(db: sqlite3.Connection) -> sqlite3.Connection:
            stack.callback(db.close)
            from ralf_notes.search import changes

            changed = changes.compare(db, target, walked.trees)
            if changed.gone or changed.changed:
                from ralf_notes.search import update  # it brings all parsers

                with Cache(default_path()) as cache:
                    update.update(db, target, changed, cache, tell)
                indexes.keep_within(config.cache_size, path)
            return db

        try:
            db = _brought_once_more(path, brought)
        except (sqlite3.Error, OSError) as exc:
            problem = str(exc)
            from ralf_notes.events import Warned

            tell(Warned(_IN_MEMORY.format(path=path, why=problem)))
            db = _brought_in_memory(path, brought)
        yield Index(
            target, walked.trees, db, problem, {each.name: each.root for each in walked.trees}
        )


def _brought_in_memory(
    path: Path, brought: Callable[[sqlite3.Connection], sqlite3.Connection]
) -> sqlite3.Connection:
    """Return an index in memory, filled from its file if that can still be used."""
    try:
        return brought(store.copied(path))
    except sqlite3.Error:
        return brought(store.opened(None))


def _brought_once_more(
    path: Path, brought: Callable[[sqlite3.Connection], sqlite3.Connection]
) -> sqlite3.Connection:
    """Return an index brought up to date, made anew if it turns out to be damaged."""
    try:
        return brought(store.opened(path))
    except sqlite3.OperationalError:  # it is locked, may not be written, or the disk is full
        raise
    except sqlite3.DatabaseError:
        indexes.remove(path)
        return brought(store.opened(path))
