"""Which files of a tree use which, and a summary of these links for each folder.

The links are kept in the cache, a row for each file. A file's own links depend on the names that
stand in it, and on what all files declare and import: one new file can lead an import of another
elsewhere. So after an edit that only changes which names stand in a file, the links of that file
alone are resolved anew; after any other, all are.
"""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from ralf_notes.machine.cache import Cache, EntryKind
from ralf_notes.notes.lists.in_use import InUse
from ralf_notes.outline import imports
from ralf_notes.outline.imports import Exported, Resolved, Use
from ralf_notes.outline.manifests import Manifest, decode
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.readmes import is_readme
from ralf_notes.paths import folders_above
from ralf_notes.plan.in_use import choice
from ralf_notes.plan.in_use.rows import IN_USE, USES, InUseRows
from ralf_notes.plan.in_use.sighted import decoded_sightings
from ralf_notes.plan.repository import entries, packages
from ralf_notes.plan.repository.places import product_of
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.plan.tree_changes import digest
from ralf_notes.source.classify import Kind

_MOST_LISTED = 7
_NO_LINKS = Resolved("", (), ())
_DIGESTS = ""
"""The key of the row with the digests of what the other rows hold."""


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


class _Digests(NamedTuple):
    """The first row of the cache: what the other rows were made from."""

    inputs: str
    """The digest of all that decides the links."""
    declared: str
    """The digest of what all files declare and import."""
    links: str
    """The digest of the links themselves, and of `facts_digest`."""


@dataclass(slots=True)
class Neighbours:
    """The links of one tree's files, resolved or read when they are asked for."""

    cache: Cache
    table: str
    facts_digest: str
    """The digest of which files there are, and of what notes show of them besides links."""
    declared_digest: str
    """The digest of what all files declare and import, and of where imports lead."""
    files: Mapping[str, SurveyedFile]
    below: Callable[[str], Iterable[str]]
    """Returns the files below a folder that have notes."""
    read: Callable[[str], str | None]
    """Returns the text of a file of the tree that decides where imports lead."""
    names_in: Callable[[str], tuple[Mentions, str]]
    """Returns the names that stand in a file, and its lines with names of others, encoded."""
    _digests: _Digests | None = None
    """Of the links that are here or in the cache; None until they are known."""
    _is_kept: bool = False
    """Whether the rows of the cache hold these links."""
    _resolved: dict[str, Resolved] = field(default_factory=dict)
    _used_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _in_use: InUseRows = field(default_factory=InUseRows)
    _folders: dict[str, FolderLinks] = field(default_factory=dict)
    _all_readmes: list[str] | None = None
    _manifests: dict[str, dict[str, Manifest]] | None = None
    """By folder, then by path."""

    @property
    def links_digest(self) -> str:
        """The digest of the links, and of what else notes show of other files."""
        return self._known().links

    def resolved(self, path: str) -> Resolved:
        """Return what a file uses."""
        self._load(path)
        return self._resolved.get(path, _NO_LINKS)

    def used_by(self, path: str) -> tuple[str, ...]:
        """Return the files that use a file: code first, then tests; each sorted."""
        self._load(path)
        return self._used_by.get(path, ())

    def in_use(self, path: str) -> dict[str, InUse]:
        """Return where other files use the symbols of a file, by name."""
        self._load(path)
        row = self._row(f"{path}{IN_USE}") if self._is_kept else self._in_use.row_of(path)
        return choice.decode(row or "")

    def symbol_uses(self, path: str) -> dict[str, list[choice.Entry]]:
        """Return which symbols of other files a file uses, by the other file."""
        self._load(path)
        if not self._is_kept:
            return self._in_use.uses_of(path)
        return choice.entries_by_file(json.loads(self._row(f"{path}{USES}") or "{}"))

    def in_use_digest(self, path: str) -> str:
        """Return the digest of where other files use the symbols of a file."""
        self._load(path)
        return self._in_use.digests.get(path, "")

    def known_names(self, path: str) -> frozenset[str]:
        """Return the symbols of a file that others use or a README above it names.

        Only of a file whose symbols are too many for a note; none of any other.
        """
        if not self.files[path].crowded:
            return frozenset()
        used = (
            use.names
            for user in self.used_by(path)
            for use in self.resolved(user).uses
            if use.path == path
        )
        folders = {*folders_above(path), ""}
        readmes = (each for each in self._readmes() if each.rpartition("/")[0] in folders)
        told = (self.names_in(each)[0].chains for each in readmes)
        return frozenset(chain(self.in_use(path), *used, *told))

    def _readmes(self) -> list[str]:
        """Return the READMEs of the tree."""
        if self._all_readmes is None:
            self._all_readmes = [path for path in self.files if is_readme(path)]
        return self._all_readmes

    def is_test(self, path: str) -> bool:
        """Whether a file is a test."""
        return self.files[path].kind is Kind.TEST

    def users(self, path: str) -> int:
        """Return how many files of code use a file; for a test, also how many tests."""
        kinds = (Kind.CODE, Kind.TEST) if self.is_test(path) else (Kind.CODE,)
        return sum(self.files[user].kind in kinds for user in self.used_by(path))

    def of_folder(self, folder: str) -> FolderLinks:
        """Return a summary of the links of a folder's files."""
        if folder not in self._folders:
            self._known()
            row = self._row(f"{folder}/") if self._is_kept else None
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

    def manifests_below(self, folder: str) -> dict[str, Manifest]:
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
        digests = self._known()
        if self._is_kept:
            return
        before = self.cache.rows(EntryKind.LINKS, self.table)
        keys = {*self.files, *(f"{folder}/" for folder in folders)}
        keys |= {f"{path}{ending}" for path in self.files for ending in (USES, IN_USE)}
        dropped = ((key, None) for key in before if key not in keys)
        changed = ((key, row) for key, row in self._rows(folders) if before.get(key) != row)
        # Without the digests while they are written: a run that is killed leaves rows of both.
        self.cache.put_rows(EntryKind.LINKS, self.table, [(_DIGESTS, None)])
        self.cache.put_rows(EntryKind.LINKS, self.table, chain(dropped, changed))
        self.cache.put_rows(EntryKind.LINKS, self.table, [(_DIGESTS, json.dumps(digests))])

    def _rows(self, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the rows of all files and folders for the cache, by key."""
        for path, file in self.files.items():
            resolved = self._resolved[path]
            uses = [[use.path, use.names] for use in resolved.uses]
            exports = [astuple(each) for each in resolved.exports]
            users = self._used_by.get(path, ())
            in_use = self._in_use.digests.get(path, "")
            row = [file.mentions_digest, uses, resolved.packages, users, exports, in_use]
            yield path, json.dumps(row)
        yield from self._in_use.rows()
        for folder in folders:
            yield f"{folder}/", json.dumps(astuple(self.of_folder(folder)))

    def _row(self, key: str) -> str | None:
        return self.cache.row(EntryKind.LINKS, self.table, key)

    def _load(self, path: str) -> None:
        """Load the links of a file from its row, unless all are resolved."""
        self._known()
        if path in self._resolved or path not in self.files:
            return
        row = self._row(path)
        if row is None:  # the cache has lost it
            self._resolve({})
        else:
            self._take(path, row)

    def _take(self, path: str, row: str) -> str:
        """Take the links of a file from its row; return the digest of its names then."""
        names, uses, packages, users, exports, in_use = json.loads(row)
        used = tuple(Use(use, tuple(names)) for use, names in uses)
        offered = tuple(Exported(*values) for values in exports)
        self._resolved[path] = Resolved(path, used, tuple(packages), offered)
        self._used_by[path] = tuple(users)
        self._in_use.digests[path] = in_use
        return str(names)

    def _known(self) -> _Digests:
        """Return the digests of the links, once these are resolved or known to be in the cache."""
        if self._digests is None:
            inputs = digest(
                self.declared_digest, *(file.mentions_digest for file in self.files.values())
            )
            row = self._row(_DIGESTS)
            kept = _Digests(*json.loads(row)) if row else None
            if kept is not None and kept.inputs == inputs:
                self._digests, self._is_kept = kept, True
                return kept
            is_declared = kept is not None and kept.declared == self.declared_digest
            links = self._resolve(
                self.cache.rows(EntryKind.LINKS, self.table) if is_declared else {}
            )
            self._digests = _Digests(inputs, self.declared_digest, links)
        return self._digests

    def _resolve(self, rows: Mapping[str, str]) -> str:
        """Resolve the links of all files whose row is not among those given, or is outdated.

        Returns the digest of all links.
        """
        self._is_kept = False
        self._in_use = InUseRows(rows)
        self._resolved, self._used_by = dict.fromkeys(self.files, _NO_LINKS), {}
        declared = [each for file in self.files.values() if (each := file.declarations())]
        outdated = [
            each
            for each in declared
            if each.path not in rows
            or self._take(each.path, rows[each.path]) != self.files[each.path].mentions_digest
        ]
        resolver = imports.index(declared, self.read)
        for each in outdated:
            mentions, lines = self.names_in(each.path)
            resolved, places = resolver.resolve_symbols(each, mentions)
            self._resolved[each.path] = resolved
            sightings = decoded_sightings(lines) if places else []
            self._in_use.uses[each.path] = choice.uses_by_file(sightings, places)
        self._used_by = {
            path: tuple(sorted(users, key=lambda user: (self.is_test(user), user)))
            for path, users in imports.used_by(self._resolved.values()).items()
        }
        self._in_use.choose(self._used_by, self.is_test)
        shown = map(repr, self._resolved.values())
        return digest(self.facts_digest, *shown, *self._in_use.digest_lines())

    def _count(self, folder: str) -> FolderLinks:
        paths = list(self.below(folder))
        for path in paths:
            self._load(path)
        # Tests are drawn only in their own folders: elsewhere, packages would look cyclic.
        has_code = any(self.files[path].kind is Kind.CODE for path in paths)
        left_out = (Kind.DOCS, Kind.TEST) if has_code else (Kind.DOCS,)
        shown = [path for path in paths if self.files[path].kind not in left_out]
        if any(entries.is_product(path, self.files[path]) for path in shown):
            shown = product_of(shown, folder)
        there = frozenset(shown)
        resolved = [_only(self._resolved[path], there) for path in shown]
        used = [(self.users(path), path) for path in shown]
        most_used = sorted((-users, path) for users, path in used if users > 1)
        starts: tuple[tuple[str, str], ...] = ()
        outside: tuple[str, ...] = ()
        if not folder or self.manifests_in(folder):  # elsewhere no note shows them
            told = self.manifests_below(folder)
            for above in (folder, *folders_above(folder), ""):  # where Gradle's catalogs are
                told |= self.manifests_in(posixpath.join(above, "gradle"))
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


def _only(resolved: Resolved, shown: Collection[str]) -> Resolved:
    """Return what a file uses of the files that a summary shows."""
    return replace(resolved, uses=tuple(use for use in resolved.uses if use.path in shown))


def _pairs(values: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """Return pairs of texts that JSON has kept as lists."""
    return tuple((first, second) for first, second in values)
