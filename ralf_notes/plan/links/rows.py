"""The rows of the cache that hold the links of a tree: of each file, of each folder, and of all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import NamedTuple

from ralf_notes.machine.cache import Cache, EntryKind
from ralf_notes.outline.imports import Declarations, Exported, Resolved, Use
from ralf_notes.plan import surveyed_file
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind

_SUMMARY = ""
"""The key of the row about all links."""

Rows = Iterable[tuple[str, str]]
"""Rows by path; those of folders by path with a slash at its end."""


class RowLost(LookupError):
    """The cache has lost a row, e.g. because it was too big."""


class Summary(NamedTuple):
    """The row about all links. It is there only while the other rows are whole."""

    inputs: str
    """The digest of all that decides the links."""
    paths: str
    """The digest of the settings, of what is selected, and of which files there are."""
    shared: str
    """The digest of what decides links and belongs to no single name: `Resolver.shared`."""
    combined: str
    """The digests of the links of all files, combined in a way that does not depend on order."""
    links: str
    """The digest of the links, and of what else notes show of other files."""


class FileLinks(NamedTuple):
    """The links of one file."""

    resolved: Resolved
    used_by: tuple[str, ...]
    sighted_by: tuple[str, ...]
    """The files of which lines show a use of its symbols: some stand only behind values."""
    in_use: str
    """The digest of where other files use its symbols; '' where none does."""
    mounted: str = ""
    """Where the routers that it names are mounted, as `mounting.Mounted` in JSON; '' for none."""


@dataclass(frozen=True, slots=True)
class LinkTables:
    """The rows of one tree."""

    cache: Cache
    name: str
    """Of the first table; the names of the others begin with it."""

    def summary(self) -> Summary | None:
        """Return the row about all links, if it is there."""
        row = self.row(_SUMMARY)
        return Summary(*json.loads(row)) if row else None

    def rows(self) -> dict[str, str]:
        """Return the rows of all files and folders."""
        return self.cache.rows(EntryKind.LINKS, self.name)

    def row(self, key: str) -> str | None:
        """Return the row of a file, or by its path with a slash that of a folder."""
        return self.cache.row(EntryKind.LINKS, self.name, key)

    def uses(self, path: str) -> str:
        """Return which symbols a file uses, as JSON by the other file. Raises RowLost."""
        return self._row(self._uses, path)

    def in_use(self, path: str) -> str:
        """Return what the note of a file shows of the uses of its symbols. Raises RowLost."""
        return self._row(self._table_in_use, path)

    def declared(self, path: str) -> str:
        """Return what a file declared when its links were resolved. Raises RowLost."""
        return self._row(self._declared, path)

    def _row(self, table: str, path: str) -> str:
        row = self.cache.row(EntryKind.LINKS, table, path)
        if row is None:
            raise RowLost(path)
        return row

    def write(
        self,
        summary: Summary,
        tables: tuple[Rows, Rows, Rows, Rows],
        *,
        is_whole: bool,
    ) -> None:
        """Write rows.

        Args:
            summary: about all links.
            tables: the rows of links, of uses, of what notes show of uses, and of declarations.
            is_whole: whether these are all rows, so that others are dropped.
        """
        # Without the summary while they are written: a run that is killed leaves rows of both.
        self.cache.put_rows(EntryKind.LINKS, self.name, [(_SUMMARY, None)])
        names = self.name, self._uses, self._table_in_use, self._declared
        for name, rows in zip(names, tables, strict=True):
            changed = self._changed(name, rows) if is_whole else rows
            self.cache.put_rows(EntryKind.LINKS, name, changed)
        self.cache.put_rows(EntryKind.LINKS, self.name, [(_SUMMARY, json.dumps(summary))])

    def _changed(self, name: str, rows: Rows) -> Iterator[tuple[str, str | None]]:
        """Yield those rows that differ from the ones that a table has, and None for the others."""
        before = self.cache.rows(EntryKind.LINKS, name)
        for key, row in rows:
            if before.pop(key, None) != row:
                yield key, row
        yield from ((key, None) for key in before)

    @property
    def _uses(self) -> str:
        return f"{self.name}\1uses"

    @property
    def _table_in_use(self) -> str:
        return f"{self.name}\1in use"

    @property
    def _declared(self) -> str:
        return f"{self.name}\1declared"


def is_current(row: str, file: SurveyedFile) -> bool:
    """Whether a row was made from the current text of a file."""
    return row.startswith(_state(file))


def has_facts(row: str, file: SurveyedFile) -> bool:
    """Whether folder notes still show the same of a row's file, apart from links."""
    return row.partition("\n")[0].endswith(f" {file.facts_digest}")


def encode(file: SurveyedFile, links: FileLinks) -> str:
    """Return the row of a file."""
    uses = [[use.path, use.names] for use in links.resolved.uses]
    exports = [astuple(each) for each in links.resolved.exports]
    users = links.used_by, links.sighted_by
    row = [uses, links.resolved.packages, *users, exports, links.in_use, links.mounted]
    return _state(file) + json.dumps(row)


def decode(path: str, row: str) -> FileLinks:
    """Return the links that `encode` wrote."""
    uses, packages, users, sighted, exports, in_use, mounted = json.loads(row.partition("\n")[2])
    used = tuple(Use(use, tuple(names)) for use, names in uses)
    offered = tuple(Exported(*values) for values in exports)
    resolved = Resolved(path, used, tuple(packages), offered)
    return FileLinks(resolved, tuple(users), tuple(sighted), in_use, mounted)


def encode_declared(file: SurveyedFile) -> str:
    """Return the row with what a file declares."""
    is_test = "1" if file.kind is Kind.TEST else ""
    return f"{file.language}\0{is_test}\0{file.parsed}"


def decode_declared(path: str, row: str) -> Declarations | None:
    """Return what a file declared when `encode_declared` wrote its row; None without an outline."""
    language, is_test, parsed = row.split("\0", 2)
    return surveyed_file.read_declarations(path, language, parsed, is_test=bool(is_test))


def _state(file: SurveyedFile) -> str:
    return f"{file.links_digest} {file.mentions_digest} {file.facts_digest}\n"
