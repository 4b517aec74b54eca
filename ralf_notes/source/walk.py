"""The walk: which files the source trees of a run have, and the kind of each by its path."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.config.source_links import AUTO
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.source import commit
from ralf_notes.source.classify import Kind, kind_by_path
from ralf_notes.source.commit import Objects
from ralf_notes.source.forges import page_template
from ralf_notes.source.listing import Listing, linguist_in_folder
from ralf_notes.source.roots import Origin, locate_on_disk, name_trees, settle
from ralf_notes.source.selection import (
    Failures,
    Source,
    around,
    compile_patterns,
    is_unicode,
    outermost_folders,
    paths_outside_target,
    select,
)

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a tree, known by its path and its stat alone."""

    path: str
    """Relative to the root of its tree, with `/`."""
    size: int
    mtime_ns: int
    kind: Kind
    reason: str = ""
    """Why it is skipped: `binary`, `generated`, `vendored`, `too large`, `secrets`..."""
    blob: str = ""
    """The id of its content in a commit, '' on disk."""
    ctime_ns: int = 0
    inode: int = 0
    """This and the last are the ones that a tool which sets the other times back cannot set."""

    @property
    def version(self) -> str:
        """A text that changes with the content, and that needs no look into the file."""
        return self.blob or f"{self.size} {self.mtime_ns} {self.ctime_ns} {self.inode}"


@dataclass(frozen=True, slots=True)
class Tree:
    """One walked tree: the whole git work tree, or a folder outside git."""

    root: Path
    name: str
    """The name of its folder in the vault; unique among the trees of a run."""
    files: tuple[SourceFile, ...]
    """All files of the tree, sorted by path: links may point to any of them."""
    selected: frozenset[str]
    """The paths that this run works on."""
    around: frozenset[str] = frozenset()
    """The paths that a run on the whole tree would work on as well."""
    folders: tuple[str, ...] = ()
    """The outermost folders that sources name, with `/` at the end, '' for the root; a source that
    is a single file names none."""
    commit: str = ""
    """The id of the commit that is read, '' for the files on disk."""
    source_url: str = ""
    """The address of a file's web page with `{path}` in it, as the git remote tells, or ''."""
    objects: Objects | None = field(default=None, compare=False, repr=False)
    """Gives the contents of the files of a commit."""

    def selected_files(self) -> tuple[SourceFile, ...]:
        """Return the files that this run works on, sorted by path."""
        return tuple(file for file in self.files if file.path in self.selected)

    def file(self, path: str) -> SourceFile | None:
        """Return the file at a path, None if there is none."""
        at = bisect_left(self.files, path, key=lambda each: each.path)
        is_there = at < len(self.files) and self.files[at].path == path
        return self.files[at] if is_there else None


@dataclass(frozen=True, slots=True)
class Walk:
    """All trees of a run, in the order of their sources, and what could not be walked."""

    trees: tuple[Tree, ...]
    failures: tuple[tuple[str, str], ...]
    """Source as given -> message for people."""
    remarks: tuple[str, ...] = ()
    """What could not be known of them, in words for people."""


def walk(config: Config) -> Walk:
    """List the files of all sources, and classify each by its path.

    A source inside a git work tree is a filter on the whole tree, and a source inside another
    source's tree is a filter on that tree, unless it has a name of its own. A source that git
    ignores is a tree of its own. A source with a ref is a filter on that commit, which is a tree
    of its own and is read from git's objects. Files in the target are never sources. `include` and
    `exclude` patterns are matched against the path from the source and the path from the root; the
    last pattern that matches decides.

    If one source yields nothing, that is a failure of this source alone: the others are walked.

    Raises:
        UsageError: if a pattern is not valid, no source is named, or no tree is left at all.
    """
    failures: Failures = []
    trees: list[Tree] = []
    groups = _group_by_tree(_locate(config, failures), failures)
    names = name_trees({group.origin: group.name for group in groups})
    for group in groups:
        try:
            tree = _tree(group, names[group.origin], config, failures)
        except SourceUnreadable as problem:
            failures.extend((source.given, str(problem)) for source in group.sources)
            continue
        failures.extend((group.sources[0].given, each) for each in group.listing.problems)
        if tree.selected:
            trees.append(tree)
    if not trees:
        lines = [f"{source}: {problem}" for source, problem in failures]
        raise UsageError("there is nothing to document:", *lines)
    remarks = dict.fromkeys(each for group in groups for each in group.listing.remarks)
    return Walk(tuple(trees), tuple(failures), tuple(remarks))


@dataclass(slots=True)
class _Group:
    """The sources of one tree, and its files."""

    origin: Origin
    listing: Listing
    sources: list[Source]

    @property
    def name(self) -> str:
        """The name that a source gives the tree, or ''."""
        return next((source.name for source in self.sources if source.name), "")


def _locate(config: Config, failures: Failures) -> list[Source]:
    sources = []
    for entry in config.sources():
        include = compile_patterns((*config.include, *entry.include))
        exclude = compile_patterns((*config.exclude, *entry.exclude))
        name = f"{entry.path} at {entry.ref}" if entry.ref else str(entry.path)
        try:
            if entry.ref:
                place = commit.locate_in_commit(entry.path, entry.ref)
            else:
                place = locate_on_disk(entry.path)
        except SourceUnreadable as problem:
            failures.append((name, str(problem)))
        else:
            sources.append(Source(name, entry.name, entry.ref, place, include, exclude))
    return sources


def _group_by_tree(sources: Sequence[Source], failures: Failures) -> list[_Group]:
    """Return the trees that the sources are in, each with its sources and its files."""
    roots = {source.place.tree for source in sources if source.place.tree and not source.ref}
    groups: dict[Origin, _Group] = {}
    listings: dict[str, Listing] = {}
    for source in sources:
        place = source.place
        try:
            if source.ref:
                origin = Origin(place.tree or place.path, source.ref)
            else:
                # A source with a name of its own is never a filter on another source's tree.
                trees = roots.intersection([place.tree]) if source.name else roots
                origin = Origin(settle(place, trees, listings))
            group = groups.get(origin)
            if group is None:
                listing = (
                    commit.list_commit(origin.root, place.commit)
                    if source.ref
                    else listings[origin.root]
                )
                group = _Group(origin, listing, [])
            _check_name(source, group, groups.values())
        except SourceUnreadable as problem:
            failures.append((source.given, str(problem)))
        else:
            group.sources.append(source)
            groups[origin] = group
    return list(groups.values())


def _check_name(source: Source, group: _Group, groups: Iterable[_Group]) -> None:
    """Refuse a second name for a tree, and a second tree of a repository without a name."""
    if source.name and group.name and source.name != group.name:
        raise SourceUnreadable(
            f"it is in the same tree as {group.sources[0].given}, and a tree has one name: "
            f"give both the name '{group.name}', or one of them none"
        )
    others = (each for each in groups if each.origin.root == group.origin.root)
    other = next((each for each in others if each.origin != group.origin), None)
    if other and not source.name and not group.sources:
        raise SourceUnreadable(
            f"it is the same repository as {other.sources[0].given}, and their notes would be "
            "mixed: give it a name of its own (name: in source_paths)"
        )


def _tree(group: _Group, name: str, config: Config, failures: Failures) -> Tree:
    root, sources, listing = group.origin.root, group.sources, group.listing
    commit_id = sources[0].place.commit
    paths = paths_outside_target(listing.files, root, name, config.target_dir)
    selected = select(sources, root, paths, failures)
    objects = Objects(root) if commit_id else None
    if not selected:
        attributes: Mapping[str, str] = {}
    elif objects:
        attributes = commit.linguist_in_commit(root, commit_id, listing.blobs, objects)
    else:
        attributes = linguist_in_folder(root, paths)
    files = []
    for path in filter(is_unicode, paths):
        size, mtime_ns, ctime_ns, inode = listing.files[path]
        attribute = attributes.get(path)
        kind, reason = kind_by_path(path, is_ours=attribute == "")
        if kind is not Kind.SKIPPED and (attribute or size > config.max_file_size):
            kind, reason = Kind.SKIPPED, attribute or "too large"
        blob = listing.blobs.get(path, "")
        files.append(SourceFile(path, size, mtime_ns, kind, reason, blob, ctime_ns, inode))
    outermost = outermost_folders(sources, root)
    # A folder without .git of its own, which git ignores, is on no server.
    is_top = bool(commit_id) or os.path.lexists(os.path.join(root, ".git"))
    url = page_template(root, paths) if config.source_url == AUTO and is_top and selected else ""
    others = around(sources, root, paths)
    return Tree(
        Path(root), name, tuple(files), selected, others, outermost, commit_id, url, objects
    )
