"""Reads and outlines what is new in a tree, before any model is asked.

Of a big tree it holds only paths, digests and what the cache keeps of each file; texts and outlines
are read again, or taken from the cache, when a note is written.
"""

from __future__ import annotations

import posixpath
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine.cache import Cache, EntryKind
from ralf_notes.notes import render
from ralf_notes.outline import languages, manifests, mentions, parse
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Outline
from ralf_notes.paths import all_folders
from ralf_notes.plan import surveyed_file
from ralf_notes.plan.in_use.sighted import encoded_sightings
from ralf_notes.plan.links.rows import LinkTables
from ralf_notes.plan.links.tree_links import Sources, TreeLinks
from ralf_notes.plan.neighbours import Neighbours
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.plan.tree_changes import (
    FORMAT,
    TreeChanges,
    digest,
    file_table,
    row_prefix,
    selection_digest,
)
from ralf_notes.source import secrets
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import Content, read_content, read_small_file
from ralf_notes.source.walk import SourceFile, Tree


@dataclass(frozen=True, slots=True)
class Project:
    """One tree, outlined and linked."""

    tree: Tree
    changes: TreeChanges
    """What changed in it and its notes since the last run."""
    files: Mapping[str, SurveyedFile]
    """By path, in the tree's order."""
    neighbours: Neighbours
    failures: Mapping[str, str]
    """Files that could not be read, and why."""
    documented: tuple[str, ...]
    """The selected files that get a note, sorted; until notes are compared, silent ones too."""
    folders: frozenset[str]
    """The folders of `documented`, '' included."""
    left_out: Mapping[str, tuple[tuple[str, str], ...]]
    """By folder: the selected files right in it that get no note, and why."""
    seconds: float
    """How long the survey took."""
    silent: frozenset[str] = frozenset()
    """The selected files that get only a line in their folder's note."""

    @property
    def links_digest(self) -> str:
        """The digest of everything that links, layout and the shape of folders depend on."""
        return self.neighbours.links_digest

    @property
    def is_linked_as_before(self) -> bool:
        """Whether links, layout and the shape of folders are as the last run recorded them."""
        digests = self.changes.settings_digest, self.links_digest
        last_run = self.changes.last_run
        return digests == (last_run.settings_digest, last_run.links_digest)


def survey_all(changes: Iterable[TreeChanges], cache: Cache) -> Iterator[Project]:
    """Survey trees, one after the other."""
    return (survey(each, cache) for each in changes)


def survey(changes: TreeChanges, cache: Cache) -> Project:
    """Read and outline what is new in a tree, and take the rest from the cache."""
    begun, tree = time.monotonic(), changes.tree
    files, failures = _files(changes, cache)
    documented = tuple(
        path
        for path, file in files.items()
        if file.kind is not Kind.SKIPPED and path in tree.selected
    )
    sources = Sources(
        files,
        digest(changes.settings_digest, selection_digest(tree)),
        lambda path: read_small_file(tree, path),
        lambda path: _names_in(tree, files[path], cache),
        lambda paths: cache.outlines(_mentions_key(_key_of(files[path])) for path in paths),
    )
    tables = LinkTables(cache, f"{tree.root.as_posix()}\1{tree.name}\1{FORMAT}")
    neighbours = Neighbours(
        TreeLinks(sources, tables), files, lambda folder: below(documented, folder)
    )
    reasons = {path: file.reason for path, file in files.items() if file.reason} | failures
    left_out: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(tree.selected & reasons.keys()):
        folder, _, name = path.rpartition("/")
        left_out.setdefault(folder, []).append((name, reasons[path]))
    return Project(
        tree, changes, files, neighbours, failures, documented, frozenset(all_folders(documented)),
        {folder: tuple(names) for folder, names in left_out.items()}, time.monotonic() - begun,
    )  # fmt: skip


def _files(changes: TreeChanges, cache: Cache) -> tuple[dict[str, SurveyedFile], dict[str, str]]:
    """Return a row for each file that could be read, and why the others could not."""
    tree = changes.tree
    rows = cache.rows(EntryKind.FILE, file_table(tree))
    files: dict[str, SurveyedFile] = {}
    failures: dict[str, str] = {}

    def new_rows() -> Iterator[tuple[str, str | None]]:
        for source in tree.files:
            path = source.path
            row = rows.get(path, "")
            if row.startswith(row_prefix(source)):
                files[path] = surveyed_file.from_row(source, row)
                continue
            try:
                files[path] = _examine(tree, source, cache)
                yield path, surveyed_file.to_row(files[path])
            except SourceUnreadable as exc:
                failures[path] = str(exc)
        for path in rows.keys() - files.keys():
            yield path, None

    cache.put_rows(EntryKind.FILE, file_table(tree), new_rows())
    return files, failures


def _examine(tree: Tree, source: SourceFile, cache: Cache) -> SurveyedFile:
    """Read a file that is new, or has changed since the cache saw it."""
    if source.kind is Kind.SKIPPED:
        return surveyed_file.skipped(source, "", source.reason)
    content = read_content(tree, source)
    if content.kind is Kind.SKIPPED:
        return surveyed_file.skipped(source, content.digest, content.reason)
    outline, sightings = _outline_with_mentions(source, content, cache)
    told = manifests.read_manifest(source.path, content.text) or manifests.targets_of(outline)
    manifest = manifests.encode(told)
    return surveyed_file.from_outline(source, content.digest, outline, manifest, sightings)


def _outline_with_mentions(
    source: SourceFile, content: Content, cache: Cache
) -> tuple[Outline, str]:
    """Return the outline of a file with the names in it, and its lines with names of others.

    It is parsed if it is new.
    """
    key = _outline_key(source.path, content.digest)
    outline = _kept_outline(key, cache)
    names = lines = None
    if outline is not None:
        names, lines = cache.outlines((_mentions_key(key), _lines_key(key, source.kind)))
    if outline is None or names is None or lines is None:
        outline = parse.outline(source.path, content.text)
        sightings = encoded_sightings(outline, content.text, source.kind)
        cache.put_outline(key, parse.encode(outline))
        cache.put_outline(_mentions_key(key), mentions.encode(outline.mentions))
        cache.put_outline(_lines_key(key, source.kind), sightings.encode())
        return outline, sightings
    return replace(outline, mentions=mentions.decode(names)), lines.decode()


def below(paths: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """Return those of some sorted paths that are below a folder."""
    if not folder:
        return paths
    first, end = f"{folder}/", f"{folder}0"  # "0" follows "/"
    return paths[bisect_left(paths, first) : bisect_left(paths, end)]


def read_file(project: Project, path: str, cache: Cache) -> tuple[Content, Outline]:
    """Return the text and the outline of one file as they are now.

    Raises SourceUnreadable, e.g. when the file has vanished since the walk.
    """
    content = read_content(project.tree, project.files[path].source)
    outline = _kept_outline(_outline_key(path, content.digest), cache)
    return content, _with_known(project, path, outline or parse.outline(path, content.text))


def outline_of(project: Project, path: str, cache: Cache) -> Outline:
    """Return the outline of a file as surveyed; read the file only if the cache lacks it.

    Raises SourceUnreadable, as `read_file` does.
    """
    outline = _kept_outline(_key_of(project.files[path]), cache)
    return _with_known(project, path, outline) if outline else read_file(project, path, cache)[1]


def _with_known(project: Project, path: str, outline: Outline) -> Outline:
    """Return an outline with what other files know of it, where that decides what has room."""
    known = project.neighbours.known_names(path)
    return replace(outline, known=known) if known else outline


def _names_in(tree: Tree, file: SurveyedFile, cache: Cache) -> tuple[Mentions, str]:
    """Return the names that stand in a file, and its lines with names of others, encoded.

    There are none if it has vanished.
    """
    key = _key_of(file)
    names, lines = cache.outlines((_mentions_key(key), _lines_key(key, file.kind)))
    if names is not None and lines is not None:
        return mentions.decode(names), lines.decode()
    # The cache cannot be used, or is too small for the tree.
    try:
        text = read_content(tree, file.source).text
    except SourceUnreadable:
        return Mentions(), ""
    outline = parse.outline(file.source.path, text)
    return outline.mentions, encoded_sightings(outline, text, file.kind)


def _kept_outline(key: str, cache: Cache) -> Outline | None:
    encoded = cache.outline(key)
    try:
        return parse.decode(encoded) if encoded else None
    except (ValueError, KeyError, TypeError):  # damaged on disk
        return None


def _key_of(file: SurveyedFile) -> str:
    return _outline_key(file.source.path, file.digest)


def _outline_key(path: str, content_digest: str) -> str:
    """Return the key of an outline: everything that decides it, including the file's name."""
    version = f"{parse.VERSION}.{secrets.VERSION}"
    return f"{version} {content_digest} {languages.for_path(path).key} {posixpath.basename(path)}"


def _mentions_key(outline_key: str) -> str:
    return f"{outline_key}\0mentions"


def _lines_key(outline_key: str, kind: Kind) -> str:
    """Return the key of a file's lines: the sections of its note depend on its kind."""
    return f"{outline_key}\0lines {kind.value} {render.VERSION}"
