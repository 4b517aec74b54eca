"""Which files of a tree use which, and what that comes to for each folder.

All links of a tree hang together: one new file can lead an import of another elsewhere. So they are
worked out for all files at once, whenever anything that decides them changed, and kept in the cache
row by row: as long as nothing did, what is asked for is read from there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from ralf_notes.machine.cache import Cache, What
from ralf_notes.outline import imports
from ralf_notes.outline.imports import Resolved, Use
from ralf_notes.plan.entry import Entry
from ralf_notes.source.classify import Kind

_MOST_LISTED = 7
_MOST_PACKAGES = 40
_NOTHING = Resolved("", (), ())
_HEADER = ""
"""The key of the row that says which links the others are of."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the links of a folder's files come to."""

    most_used: tuple[str, ...] = ()
    """Files in it that more than one other uses, the most used first."""
    entries: tuple[str, ...] = ()
    """Where programs start."""
    packages: tuple[str, ...] = ()
    """Packages from outside, the most used first."""
    edges: tuple[tuple[str, str], ...] = ()
    """Which child uses which: the heaviest first, and of equals those of busy children."""


@dataclass(slots=True)
class Neighbours:
    """The links of one tree's files, worked out or read when they are asked for."""

    cache: Cache
    table: str
    joint: str
    """The hash of all that decides the links."""
    entries: Mapping[str, Entry]
    below: Callable[[str], Iterable[str]]
    """Returns the files below a folder that have notes."""
    read: Callable[[str], str | None]
    """Returns the text of a file of the tree that says where imports lead."""
    _resolved: dict[str, Resolved] = field(default_factory=dict)
    _used_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _shapes: dict[str, Shape] = field(default_factory=dict)
    _is_kept: bool | None = None
    """Whether the rows of the cache are of these links."""

    def resolved(self, path: str) -> Resolved:
        """Return what a file uses."""
        self._learn(path)
        return self._resolved.get(path, _NOTHING)

    def used_by(self, path: str) -> tuple[str, ...]:
        """Return the files that use a file, sorted."""
        self._learn(path)
        return self._used_by.get(path, ())

    def shape(self, folder: str) -> Shape:
        """Return what the links of a folder's files come to."""
        if folder not in self._shapes:
            row = self._row(f"{folder}/")
            self._shapes[folder] = self._worked_out(folder) if row is None else _shape(row)
        return self._shapes[folder]

    def keep(self, folders: Collection[str]) -> None:
        """Write the links into the cache, unless they are those that it has.

        Args:
            folders: all folders of the tree that have notes.
        """
        if self._row(_HEADER) is not None:
            return
        self._resolve_all()
        before = self.cache.rows(What.LINKS, self.table)
        shapes = ((f"{folder}/", _folder_row(self.shape(folder))) for folder in folders)
        rows = chain(((path, self._file_row(path)) for path in self.entries), shapes)
        keys = {*self.entries, *(f"{folder}/" for folder in folders)}
        gone = ((key, None) for key in before if key not in keys)
        news = ((key, row) for key, row in rows if before.get(key) != row)
        # Without a header while they are written: a run that is killed leaves rows of both.
        self.cache.put_many(What.LINKS, self.table, [(_HEADER, None)])
        self.cache.put_many(What.LINKS, self.table, chain(gone, news))
        self.cache.put_many(What.LINKS, self.table, [(_HEADER, self.joint)])

    def _row(self, key: str) -> str | None:
        """Return a row of the cache; None where its rows are of other links."""
        if self._is_kept is None:
            self._is_kept = self.cache.row(What.LINKS, self.table, _HEADER) == self.joint
        return self.cache.row(What.LINKS, self.table, key) if self._is_kept else None

    def _learn(self, path: str) -> None:
        if path in self._resolved or path not in self.entries:
            return
        row = self._row(path)
        if row is None:
            self._resolve_all()
            return
        uses, packages, users = json.loads(row)
        used = tuple(Use(use, tuple(names)) for use, names in uses)
        self._resolved[path] = Resolved(path, used, tuple(packages))
        self._used_by[path] = tuple(users)

    def _resolve_all(self) -> None:
        if self._is_kept is False and len(self._resolved) == len(self.entries):
            return
        self._is_kept = False
        facts = [
            facts
            for path, entry in self.entries.items()
            if (facts := entry.facts(path)) is not None
        ]
        resolver = imports.index(facts, self.read)
        self._resolved = dict.fromkeys(self.entries, _NOTHING)
        self._resolved |= {each.path: resolver.resolve(each) for each in facts}
        self._used_by = imports.used_by(self._resolved.values())

    def _worked_out(self, folder: str) -> Shape:
        paths = list(self.below(folder))
        self._resolve_all()
        resolved = [self._resolved[path] for path in paths]
        used = [(len(self._used_by.get(path, ())), path) for path in paths]
        most_used = sorted((-users, path) for users, path in used if users > 1)
        starts = [
            p for p in paths if self.entries[p].is_entry and self.entries[p].kind is Kind.CODE
        ]
        packages = Counter(package for each in resolved for package in each.packages)
        edges = imports.folder_edges(resolved, folder)
        busy: Counter[str] = Counter()
        for (user, use), weight in edges.items():
            busy[user] += weight
            busy[use] += weight
        return Shape(
            tuple(path for _, path in most_used[:_MOST_LISTED]),
            tuple(sorted(starts, key=lambda path: (path.count("/"), path))[:_MOST_LISTED]),
            tuple(sorted(packages, key=lambda name: (-packages[name], name))[:_MOST_PACKAGES]),
            tuple(sorted(edges, key=lambda e: (-edges[e], -busy[e[0]] - busy[e[1]], e))),
        )

    def _file_row(self, path: str) -> str:
        resolved = self._resolved[path]
        uses = [[use.path, use.names] for use in resolved.uses]
        return json.dumps([uses, resolved.packages, self._used_by.get(path, ())])


def _folder_row(shape: Shape) -> str:
    return json.dumps([shape.most_used, shape.entries, shape.packages, shape.edges])


def _shape(row: str) -> Shape:
    most_used, entries, packages, edges = json.loads(row)
    pairs = tuple((user, used) for user, used in edges)
    return Shape(tuple(most_used), tuple(entries), tuple(packages), pairs)
