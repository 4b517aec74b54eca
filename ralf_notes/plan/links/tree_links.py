"""The links of the files of one tree: from the cache as far as they hold, else resolved anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from ralf_notes.outline import imports
from ralf_notes.outline.imports import Declarations, Resolved, Resolver
from ralf_notes.outline.imports.affected import changed_names, naming, with_dependent
from ralf_notes.outline.mentions import Mentions
from ralf_notes.paths import all_folders
from ralf_notes.plan.in_use import choice
from ralf_notes.plan.in_use.rows import InUseRows
from ralf_notes.plan.in_use.sighted import decoded_sightings
from ralf_notes.plan.links import rows
from ralf_notes.plan.links.rows import FileLinks, LinkTables, RowLost, Rows, Summary
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.plan.tree_changes import digest
from ralf_notes.source.classify import Kind


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a tree, and how to read more of them."""

    files: Mapping[str, SurveyedFile]
    outer_digest: str
    """The digest of the settings, and of what is selected."""
    read: Callable[[str], str | None]
    """Returns the text of a file of the tree that decides where imports lead."""
    all_names_in: Callable[[Iterable[str]], Iterator[tuple[Mentions, str]]]
    """Yields for each path the names that stand in the file, and its lines with names of others,
    encoded."""
    encoded_names: Callable[[Iterable[str]], Iterator[bytes | None]]
    """Returns for each path the names that stand in the file, encoded; None if not at hand."""

    def declarations(self) -> dict[str, Declarations]:
        """Return what the files declare that have an outline, by path."""
        declared = ((path, file.declarations()) for path, file in self.files.items())
        return {path: each for path, each in declared if each}

    def names_in(self, path: str) -> tuple[Mentions, str]:
        """Return the names that stand in a file, and its lines with names of others, encoded."""
        return next(self.all_names_in([path]))

    def is_test(self, path: str) -> bool:
        """Whether a file is a test."""
        return self.files[path].kind is Kind.TEST


@dataclass(slots=True)
class TreeLinks:
    """The links of a tree, resolved or read when they are asked for."""

    sources: Sources
    tables: LinkTables
    _summary: Summary | None = None
    """None until the links are resolved or known to be in the cache."""
    _is_kept: bool = False
    """Whether the rows of the cache hold these links."""
    _rows: Mapping[str, str] | None = None
    """The rows of the cache as far as they hold; None where all links were resolved."""
    _links: dict[str, FileLinks] = field(default_factory=dict)
    """Those that were asked for or resolved."""
    _fresh: set[str] = field(default_factory=set)
    """The files whose rows no longer hold."""
    _fresh_folders: set[str] = field(default_factory=set)
    _in_use: InUseRows = field(default_factory=lambda: InUseRows(lambda _path: ""))

    def summary(self) -> Summary:
        """Return the digests of the links, once these are resolved or known to be in the cache."""
        if self._summary is None:
            files, outer = self.sources.files, self.sources.outer_digest
            states = (f"{each.links_digest} {each.mentions_digest}" for each in files.values())
            paths = digest(outer, *files)
            inputs = digest(paths, *states)
            stored = self.tables.summary()
            if stored is not None and stored.inputs == inputs:
                self._summary, self._is_kept = stored, True
                self._in_use = InUseRows(self.tables.uses)
            else:
                self._summary = self._resolve(stored, inputs, paths)
        return self._summary

    def of(self, path: str) -> FileLinks:
        """Return the links of a file."""
        self.summary()
        if path not in self._links:
            row = self._row(path) if path in self.sources.files else ""
            if row is None:
                self._resolve_lost()
            else:
                self._links[path] = rows.decode(path, row) if row else _none(path)
        return self._links[path]

    def folder(self, path: str) -> str | None:
        """Return the row of a folder, None if it does not hold or is lost."""
        self.summary()
        return None if path in self._fresh_folders else self._row(f"{path}/")

    def in_use(self, path: str) -> str:
        """Return what the note of a file shows of the uses of its symbols, as JSON."""
        if not self.of(path).in_use:
            return ""
        try:
            return self._in_use.chosen.get(path) or self.tables.in_use(path)
        except RowLost:
            self._resolve_lost()
            return self._in_use.chosen.get(path, "")

    def uses(self, path: str) -> str:
        """Return which symbols of others a file uses, as JSON by the other file; '' for none."""
        self.summary()
        try:
            return self._in_use.uses_row(path)
        except RowLost:
            self._resolve_lost()
            return self._in_use.uses_row(path)

    def keep(self, folders: Collection[str], folder_row: Callable[[str], str]) -> None:
        """Write the links into the cache, unless it has them already.

        Args:
            folders: all folders of the tree that have notes.
            folder_row: returns the row of a folder.
        """
        summary = self.summary()
        if self._is_kept:
            return
        files, is_whole = self.sources.files, self._rows is None
        fresh = files.keys() if is_whole else self._fresh
        summed = folders if is_whole else self._fresh_folders.intersection(folders)

        def links() -> Rows:
            yield from ((path, rows.encode(files[path], self._links[path])) for path in fresh)
            yield from ((f"{folder}/", folder_row(folder)) for folder in summed)

        self.tables.write(
            summary,
            (
                links(),
                ((path, self._in_use.uses_row(path)) for path in self._in_use.uses),
                self._in_use.chosen.items(),
                ((path, rows.encode_declared(files[path])) for path in fresh),
            ),
            is_whole=is_whole,
        )

    def _row(self, key: str) -> str | None:
        if self._rows is not None:
            return self._rows.get(key)
        return self.tables.row(key) if self._is_kept else None

    def _resolve_lost(self) -> None:
        """Resolve all links, because the cache has lost some."""
        before, self._summary = self.summary(), None
        self._summary = self._resolve(None, before.inputs, before.paths)

    def _resolve(self, kept: Summary | None, inputs: str, paths: str) -> Summary:
        """Resolve the links that do not hold.

        Args:
            kept: of the links that the cache holds.
            inputs: the digest of all that decides the links now.
            paths: the digest of which files there are now.
        """
        declared = self.sources.declarations()
        resolver = imports.index(declared.values(), self.sources.read)
        shared = digest(*resolver.shared)
        combined: int | None = None
        if kept is not None and (kept.paths, kept.shared) == (paths, shared):
            with suppress(RowLost):
                combined = self._resolve_affected(int(kept.combined, 16), declared, resolver)
        if combined is None:
            combined = self._resolve_all(declared, resolver)
        facts = (file.facts_digest for file in self.sources.files.values())
        links = digest(paths, *facts, str(combined))
        self._is_kept = False
        return Summary(inputs, paths, shared, f"{combined:x}", links)

    def _resolve_all(self, declared: Mapping[str, Declarations], resolver: Resolver) -> int:
        """Resolve the links of all files; return what `Summary.combined` says of them."""
        self._rows, self._fresh_folders = None, set()
        self._in_use = InUseRows(lambda _path: "")
        resolved = dict(self._resolved(declared, declared, resolver))
        used_by = {
            path: self._ordered(users) for path, users in imports.used_by(resolved.values()).items()
        }
        pairs = ((used, user) for user, uses in self._in_use.uses.items() for used in uses)
        named_by: dict[str, set[str]] = {}
        for used, user in pairs:
            named_by.setdefault(used, set()).add(user)
        sighted = {path: self._ordered(users) for path, users in named_by.items()}
        self._in_use.choose(lambda path: sighted.get(path, ()), self.sources.is_test)
        mounted = _encoded(resolver)
        combined = 0
        for path in self.sources.files:
            of_file = resolved.get(path) or _none(path).resolved
            users, in_use = used_by.get(path, ()), self._in_use_digest(path)
            links = FileLinks(of_file, users, sighted.get(path, ()), in_use, mounted.get(path, ""))
            self._links[path] = links
            combined ^= _weight(links)
        return combined

    def _resolve_affected(
        self, combined: int, declared: Mapping[str, Declarations], resolver: Resolver
    ) -> int | None:
        """Resolve the links that a change may have altered; return what `_resolve_all` would.

        Returns None if all may have changed. Raises RowLost.

        Args:
            combined: what it was before.
            declared: what files declare now.
            resolver: of the tree as it is now.
        """
        self._rows = self.tables.rows()
        changed = [
            path
            for path, file in self.sources.files.items()
            if not rows.is_current(self._rows.get(path, ""), file)
        ]
        affected = self._affected(changed, declared)
        if affected is None:
            return None
        self._links, self._in_use = {}, InUseRows(self.tables.uses)
        before = {path: self._links_of(path) for path in {*changed, *affected}}
        for path, resolved in self._resolved(affected, declared, resolver):
            self._links[path] = before[path]._replace(resolved=resolved)
        self._update_users(affected, before)
        self._in_use.choose(lambda path: self._links_of(path).sighted_by, self.sources.is_test)
        for path in self._in_use.chosen:
            links = self._links_of(path)
            before.setdefault(path, links)
            self._links[path] = links._replace(in_use=self._in_use_digest(path))
        mounted = _encoded(resolver)
        for path in {*before, *mounted}:
            links, where = self._links_of(path), mounted.get(path, "")
            if where != links.mounted:
                before.setdefault(path, links)
                self._links[path] = links._replace(mounted=where)
        self._fresh = {*before}
        for path, links in before.items():
            combined ^= _weight(links) ^ _weight(self._links_of(path))
        self._fresh_folders = self._folders_with_news(before)
        return combined

    def _folders_with_news(self, before: Mapping[str, FileLinks]) -> set[str]:
        """Return the folders whose notes may show something else than before."""
        files, rows_before = self.sources.files, self._rows or {}
        if not all(rows.has_facts(rows_before[path], files[path]) for path in before):
            return all_folders(files)  # manifests and READMEs speak for other folders, too
        changed = [path for path, links in before.items() if self._links_of(path) != links]
        return all_folders(changed) if changed else set()

    def _affected(
        self, changed: Iterable[str], declared: Mapping[str, Declarations]
    ) -> set[str] | None:
        """Return the files whose links the change of some files may alter; None if all may be."""
        names: set[str] = set()
        for path in changed:
            row = self.tables.declared(path)
            if row == rows.encode_declared(self.sources.files[path]):
                continue  # only names that stand in it have changed, or what notes show of it
            before, now = rows.decode_declared(path, row), declared.get(path)
            more = changed_names(before, now) if before and now else None
            if more is None:
                return None
            names |= more
        affected: Iterable[str] | None = ()
        if names:
            paths = self.sources.encoded_names(declared)
            sought = with_dependent(frozenset(names), declared.values())
            affected = naming(sought, zip(declared.values(), paths, strict=True))
        if affected is None:
            return None
        return {*affected, *(path for path in changed if path in declared)}

    def _update_users(self, affected: Iterable[str], before: dict[str, FileLinks]) -> None:
        """Put resolved files into the lists of those that they use now, and no longer.

        Args:
            before: the links as they were, by path; those of the files that are used are added.
        """
        users: dict[str, set[str]] = {}
        sighted: dict[str, set[str]] = {}
        for path in affected:
            old, new = before[path].resolved, self._links[path].resolved
            for used in {use.path for use in old.uses} ^ {use.path for use in new.uses}:
                users.setdefault(used, set()).add(path)
            for used in self._in_use.before_uses(path).keys() ^ self._in_use.uses[path].keys():
                sighted.setdefault(used, set()).add(path)
        for used in users.keys() | sighted.keys():
            links = self._links_of(used)
            before.setdefault(used, links)
            self._links[used] = links._replace(
                used_by=self._ordered({*links.used_by} ^ users.get(used, set())),
                sighted_by=self._ordered({*links.sighted_by} ^ sighted.get(used, set())),
            )

    def _links_of(self, path: str) -> FileLinks:
        """Return the links of a file as far as they are known by now. Raises RowLost."""
        if path not in self._links:
            if self._rows is None or path not in self._rows:
                raise RowLost(path)
            self._links[path] = rows.decode(path, self._rows[path])
        return self._links[path]

    def _resolved(
        self, paths: Collection[str], declared: Mapping[str, Declarations], resolver: Resolver
    ) -> Iterator[tuple[str, Resolved]]:
        """Yield the links of files; take down what these use of other files."""
        for path, (mentions, lines) in zip(paths, self.sources.all_names_in(paths), strict=True):
            resolved, places = resolver.resolve_symbols(declared[path], mentions)
            sightings = decoded_sightings(lines) if places else []
            self._in_use.uses[path] = choice.uses_by_file(sightings, places)
            yield path, resolved

    def _ordered(self, users: Iterable[str]) -> tuple[str, ...]:
        """Return the users of a file: code first, then tests; each sorted."""
        return tuple(sorted(users, key=lambda user: (self.sources.is_test(user), user)))

    def _in_use_digest(self, path: str) -> str:
        chosen = self._in_use.chosen.get(path)
        return digest(chosen) if chosen else ""


def _none(path: str) -> FileLinks:
    return FileLinks(Resolved(path, (), ()), (), (), "")


def _weight(links: FileLinks) -> int:
    """Return the digest of links as a number."""
    return int(digest(repr(links.resolved), links.in_use, links.mounted), 16)


def _encoded(resolver: Resolver) -> dict[str, str]:
    """Return where the routers are that files name, as JSON; '' where nothing is known."""
    return {
        path: json.dumps(mounted) if any(mounted) else ""
        for path, mounted in resolver.mounted().items()
    }
