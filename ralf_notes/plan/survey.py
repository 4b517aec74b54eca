"""The project: what is known about every file of a tree before any model is asked.

Of a big tree only paths, hashes and what the cache keeps of each file are held; texts and outlines
are read again, or taken from the cache, when a note is written.
"""

from __future__ import annotations

import posixpath
import time
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine.cache import Cache, What
from ralf_notes.outline import languages, parse
from ralf_notes.outline.model import Outline
from ralf_notes.paths import all_folders
from ralf_notes.plan import entry as entries
from ralf_notes.plan.entry import Entry
from ralf_notes.plan.neighbours import Neighbours
from ralf_notes.plan.standing import Standing, digest, seen_table, selection
from ralf_notes.source import secrets
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import Content, read_content, read_small_file
from ralf_notes.source.walk import SourceFile, Tree

_BATCH = 200
"""Files between two writes to the cache."""


@dataclass(frozen=True, slots=True)
class Project:
    """One tree, outlined and linked."""

    tree: Tree
    standing: Standing
    """How the tree and its notes stood to the cache before the run."""
    entries: Mapping[str, Entry]
    """By path, in the tree's order."""
    neighbours: Neighbours
    failures: Mapping[str, str]
    """Files that could not be read, and why."""
    paths: tuple[str, ...]
    """All of `entries`, sorted."""
    noted: tuple[str, ...]
    """The selected files that get a note, sorted."""
    folders: frozenset[str]
    """The folders of `noted`, '' included."""
    unread: Mapping[str, tuple[tuple[str, str], ...]]
    """By folder: the selected files right in it that get no note, and why."""
    seconds: float
    """How long it took."""

    @property
    def joint(self) -> str:
        """The hash of all that links, layout and the shape of folders depend on."""
        return self.neighbours.joint


def below(paths: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """Return those of some sorted paths that are below a folder."""
    if not folder:
        return paths
    first, end = f"{folder}/", f"{folder}0"  # "0" follows "/"
    return paths[bisect_left(paths, first) : bisect_left(paths, end)]


def survey(standing: Standing, cache: Cache) -> Project:
    """Read and outline what is new in a tree, and take the rest from the cache."""
    begun, tree = time.monotonic(), standing.tree
    known, failures = _entries(standing, cache)
    noted = tuple(
        path
        for path, entry in known.items()
        if entry.kind is not Kind.SKIPPED and path in tree.selected
    )
    joints = [f"{path}\0{entry.joint}" for path, entry in known.items()]
    neighbours = Neighbours(
        cache,
        f"{tree.root.as_posix()}\1{tree.name}",
        digest(standing.settings, selection(tree), *joints),
        known,
        lambda folder: below(noted, folder),
        lambda path: read_small_file(tree, path),
    )
    return Project(
        tree, standing, known, neighbours, failures, tuple(known), noted,
        frozenset(all_folders(noted)), _unread(tree, known, failures), time.monotonic() - begun,
    )  # fmt: skip


def _entries(standing: Standing, cache: Cache) -> tuple[dict[str, Entry], dict[str, str]]:
    """Return the entry of each file, and why some files have none."""
    tree, table = standing.tree, seen_table(standing.tree)
    known: dict[str, Entry] = {}
    failures: dict[str, str] = {}
    fresh: dict[str, str | None] = {}
    for file in tree.files:
        path = file.path
        if path not in standing.changed:
            known[path] = entries.from_row(file, standing.seen[path])
            continue
        try:
            known[path] = _examined(tree, file, cache)
            fresh[path] = entries.to_row(known[path])
        except SourceUnreadable as exc:
            failures[path] = str(exc)
            fresh[path] = None
        if len(fresh) >= _BATCH:
            cache.put_rows(What.SEEN, table, fresh)
            cache.commit()
            fresh.clear()
    gone = standing.seen.keys() - known.keys()
    cache.put_rows(What.SEEN, table, {**dict.fromkeys(gone), **fresh})
    cache.commit()
    return known, failures


def _examined(tree: Tree, file: SourceFile, cache: Cache) -> Entry:
    """Return the entry of a file that is new, or is not as the cache knows it."""
    if file.kind is Kind.SKIPPED:
        return entries.of_skipped(file, "", file.reason)
    content = read_content(tree, file)
    if content.kind is Kind.SKIPPED:
        return entries.of_skipped(file, content.digest, content.reason)
    key = _key(file.path, content.digest)
    outline = _kept_outline(key, cache)
    if outline is None:
        outline = parse.outline(file.path, content.text)
        cache.put_outline(key, parse.encode(outline))
    return entries.of_outline(file, content.digest, outline)


def load(project: Project, path: str, cache: Cache) -> tuple[Content, Outline]:
    """Return the text and the outline of one file as they are now.

    Raises SourceUnreadable, e.g. when the file has vanished since the walk.
    """
    content = read_content(project.tree, project.entries[path].file)
    outline = _kept_outline(_key(path, content.digest), cache)
    return content, outline or parse.outline(path, content.text)


def outline_of(project: Project, path: str, cache: Cache) -> Outline:
    """Return the outline of a file as surveyed, without reading the file if the cache has it."""
    outline = _kept_outline(_key(path, project.entries[path].digest), cache)
    return outline or load(project, path, cache)[1]


def readme_of(project: Project, folder: str) -> str:
    """Return the author's words on a folder: of its README, or its package's docstring."""
    for name in ("README.md", "readme.md", "Readme.md", "README.rst", "README.txt", "README"):
        entry = project.entries.get(posixpath.join(folder, name))
        if entry is not None and entry.purpose:
            return entry.purpose
    for name in ("__init__.py", "mod.rs", "lib.rs", "doc.go", "package-info.java", "index.ts"):
        entry = project.entries.get(posixpath.join(folder, name))
        if entry is not None and entry.purpose:
            return entry.purpose
    return ""


def _kept_outline(key: str, cache: Cache) -> Outline | None:
    encoded = cache.outline(key)
    try:
        return parse.decode(encoded) if encoded else None
    except (ValueError, KeyError, TypeError):  # damaged on disk
        return None


def _key(path: str, content: str) -> str:
    """Return what an outline is cached by: its recipe, the text, and what the name says of it."""
    recipe = f"{parse.VERSION}.{secrets.VERSION}"
    return f"{recipe} {content} {languages.for_path(path).key} {posixpath.basename(path)}"


def _unread(
    tree: Tree, entries: Mapping[str, Entry], failures: Mapping[str, str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    why = {path: entry.reason for path, entry in entries.items() if entry.reason} | dict(failures)
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(why):
        if path in tree.selected:
            folder, _, name = path.rpartition("/")
            found.setdefault(folder, []).append((name, why[path]))
    return {folder: tuple(files) for folder, files in found.items()}
