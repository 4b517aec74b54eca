"""Which files of a tree use which, and a summary of these links for each folder.

All links of a tree depend on each other: one new file can lead an import of another elsewhere. So
they are resolved for all files at once when anything that decides them changed, and kept in the
cache row by row; as long as nothing did, they are read from there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from itertools import chain

from ralf_notes.machine.cache import Cache, EntryKind
from ralf_notes.outline import imports
from ralf_notes.outline.imports import Exported, Resolved, Use
from ralf_notes.outline.manifests import Manifest, decode
from ralf_notes.plan.repository import entries, packages
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind

_MOST_LISTED = 7
_NO_LINKS = Resolved("", (), ())
_DIGEST = ""
"""The key of the row with the digest of the links that the other rows hold."""


@dataclass(frozen=True, slots=True)
class FolderLinks:
    """A summary of the links of a folder's files."""

    most_used: tuple[str, ...]
    """Files in it that more than one other uses, the most used first."""
    entry_points: tuple[tuple[str, str], ...]
    """Where programs start: the file, and how it is started (`httpx` command), or ''."""
    packages: tuple[str, ...]
    """Packages from outside, the most used first."""
    edges: tuple[tuple[str, str], ...]
    """Which child uses which: most links first; among equals, those of children with most links."""


@dataclass(slots=True)
class Neighbours:
    """The links of one tree's files, resolved or read when they are asked for."""

    cache: Cache
    table: str
    links_digest: str
    """The digest of everything that decides the links."""
    files: Mapping[str, SurveyedFile]
    below: Callable[[str], Iterable[str]]
    """Returns the files below a folder that have notes."""
    read: Callable[[str], str | None]
    """Returns the text of a file of the tree that decides where imports lead."""
    _resolved: dict[str, Resolved] = field(default_factory=dict)
    _used_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _folders: dict[str, FolderLinks] = field(default_factory=dict)
    _manifests: dict[str, dict[str, Manifest]] | None = None
    """By folder, then by path."""
    _is_kept: bool | None = None
    """Whether the rows of the cache hold these links; None until that is known."""

    def resolved(self, path: str) -> Resolved:
        """Return what a file uses."""
        self._load(path)
        return self._resolved.get(path, _NO_LINKS)

    def used_by(self, path: str) -> tuple[str, ...]:
        """Return the files that use a file, sorted."""
        self._load(path)
        return self._used_by.get(path, ())

    def of_folder(self, folder: str) -> FolderLinks:
        """Return a summary of the links of a folder's files."""
        if folder not in self._folders:
            row = self._row(f"{folder}/")
            if row is None:
                self._folders[folder] = self._count(folder)
            else:
                most_used, starts, packages, edges = json.loads(row)
                self._folders[folder] = FolderLinks(
                    tuple(most_used), _pairs(starts), tuple(packages), _pairs(edges)
                )
        return self._folders[folder]

    def manifests_in(self, folder: str) -> Mapping[str, Manifest]:
        """Return what the manifests right in a folder say, by path."""
        if self._manifests is None:
            self._manifests = {}
            for path in sorted(path for path, file in self.files.items() if file.manifest):
                manifest = decode(self.files[path].manifest)
                if manifest is not None:
                    self._manifests.setdefault(path.rpartition("/")[0], {})[path] = manifest
        return self._manifests.get(folder, {})

    def _manifests_below(self, folder: str) -> dict[str, Manifest]:
        """Return what the manifests in and below a folder say, by path, its own first."""
        own = self.manifests_in(folder)
        start = f"{folder}/" if folder else ""
        places = sorted(self._manifests or {}, key=lambda place: (place.count("/"), place))
        inner = (place for place in places if place != folder and place.startswith(start))
        return {
            **own,
            **{path: each for place in inner for path, each in self.manifests_in(place).items()},
        }

    def keep(self, folders: Collection[str]) -> None:
        """Write the links into the cache, unless it has them already.

        Args:
            folders: all folders of the tree that have notes.
        """
        if self._row(_DIGEST) is not None:
            return
        self._resolve_all()
        before = self.cache.rows(EntryKind.LINKS, self.table)
        keys = {*self.files, *(f"{folder}/" for folder in folders)}
        dropped = ((key, None) for key in before if key not in keys)
        changed = ((key, row) for key, row in self._rows(folders) if before.get(key) != row)
        # Without the digest while they are written: a run that is killed leaves rows of both.
        self.cache.put_rows(EntryKind.LINKS, self.table, [(_DIGEST, None)])
        self.cache.put_rows(EntryKind.LINKS, self.table, chain(dropped, changed))
        self.cache.put_rows(EntryKind.LINKS, self.table, [(_DIGEST, self.links_digest)])

    def _rows(self, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the rows of all files and folders for the cache, by key."""
        for path in self.files:
            resolved = self._resolved[path]
            uses = [[use.path, use.names] for use in resolved.uses]
            exports = [astuple(each) for each in resolved.exports]
            users = self._used_by.get(path, ())
            yield path, json.dumps([uses, resolved.packages, users, exports])
        for folder in folders:
            yield f"{folder}/", json.dumps(astuple(self.of_folder(folder)))

    def _row(self, key: str) -> str | None:
        """Return a row of the cache; None where its rows hold other links."""
        if self._is_kept is None:
            kept = self.cache.row(EntryKind.LINKS, self.table, _DIGEST)
            self._is_kept = kept == self.links_digest
        return self.cache.row(EntryKind.LINKS, self.table, key) if self._is_kept else None

    def _load(self, path: str) -> None:
        """Load the links of a file from its row, or resolve all links."""
        if path in self._resolved or path not in self.files:
            return
        row = self._row(path)
        if row is None:
            self._resolve_all()
            return
        uses, packages, users, exports = json.loads(row)
        used = tuple(Use(use, tuple(names)) for use, names in uses)
        offered = tuple(Exported(*values) for values in exports)
        self._resolved[path] = Resolved(path, used, tuple(packages), offered)
        self._used_by[path] = tuple(users)

    def _resolve_all(self) -> None:
        if self._is_kept is False and len(self._resolved) == len(self.files):
            return
        self._is_kept = False
        declared = [each for file in self.files.values() if (each := file.declarations())]
        resolver = imports.index(declared, self.read)
        self._resolved = dict.fromkeys(self.files, _NO_LINKS)
        self._resolved |= {each.path: resolver.resolve(each) for each in declared}
        self._used_by = imports.used_by(self._resolved.values())

    def _code_users(self, path: str) -> int:
        """Count the files that use a file; documents, which mention it, do not count."""
        users = self._used_by.get(path, ())
        return sum(self.files[user].kind is not Kind.DOCS for user in users)

    def _count(self, folder: str) -> FolderLinks:
        self._resolve_all()
        paths = list(self.below(folder))
        resolved = [
            self._resolved[path] for path in paths if self.files[path].kind is not Kind.DOCS
        ]
        used = [(self._code_users(path), path) for path in paths]
        most_used = sorted((-users, path) for users, path in used if users > 1)
        starts: tuple[tuple[str, str], ...] = ()
        outside: tuple[str, ...] = ()
        if not folder or self.manifests_in(folder):  # elsewhere no note shows them
            told = self._manifests_below(folder)
            starts = entries.entry_points(paths, self.files, told, self._resolved)
            outside = packages.packages(paths, self.files, told, self._resolved)
        edges = imports.folder_edges(resolved, folder)
        busy: Counter[str] = Counter()
        for (user, use), weight in edges.items():
            busy[user] += weight
            busy[use] += weight
        return FolderLinks(
            tuple(path for _, path in most_used[:_MOST_LISTED]),
            starts,
            outside,
            tuple(sorted(edges, key=lambda e: (-edges[e], -busy[e[0]] - busy[e[1]], e))),
        )


def _pairs(values: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """Return pairs of texts that JSON has kept as lists."""
    return tuple((first, second) for first, second in values)
