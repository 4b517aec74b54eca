"""Reads and outlines what is new in a tree, before any model is asked.

Of a big tree it holds only paths, digests and what the cache keeps of each file; texts and outlines
are read again, or taken from the cache, when a note is written.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ralf_notes.errors import SourceUnreadable
from ralf_notes.events import Event, Working
from ralf_notes.machine.cache import Cache, EntryKind
from ralf_notes.outline import mentions, parse
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Outline
from ralf_notes.outline.routes import mounting
from ralf_notes.paths import all_folders
from ralf_notes.plan import surveyed_file
from ralf_notes.plan.in_use.sighted import encoded_sightings
from ralf_notes.plan.links.rows import LinkTables
from ralf_notes.plan.links.tree_links import Sources, TreeLinks
from ralf_notes.plan.neighbours import Neighbours
from ralf_notes.plan.outlining.outlined import kept_outline, lines_key, mentions_key, outline_key
from ralf_notes.plan.outlining.side_by_side import outline_files
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.plan.tree_changes import (
    FORMAT,
    TreeChanges,
    digest,
    file_table,
    row_prefix,
    selection_digest,
)
from ralf_notes.source import own_files
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import Content, read_content, read_small_file
from ralf_notes.source.walk import SourceFile, Tree

_STEP = 20
"""Files between two reports of how far a survey is."""
_MOST_PARSED = 3_000_000
"""Bytes of encoded outlines that are kept until their notes are written. In memory they take about
four times as many; to take an outline from the cache takes 3 % of a first run."""


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
    parsed: dict[str, Outline]
    """Outlines that this run has parsed: each is handed out once, then the cache has it."""
    silent: frozenset[str] = frozenset()
    """The files that get only a line in their folder's note."""
    elsewhere: frozenset[str] = frozenset()
    """The files that only an earlier run over more of the tree has told of, with a note or without.
    Folder notes still count them: a run on a part takes nothing away from what is said above it."""
    covered: tuple[str, ...] = ()
    """The files with a note that folder notes tell of, sorted: `documented`, and of `elsewhere`.
    Empty until it is decided which files get no note."""

    @property
    def own_files(self) -> dict[str, int]:
        """How many of the selected files ralf-notes has written itself, by `own_files.NOUNS`."""
        selected = self.tree.selected
        return own_files.counted(
            file.reason for path, file in self.files.items() if file.reason and path in selected
        )

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


def survey_all(
    changes: Iterable[TreeChanges], cache: Cache, tell: Callable[[Event], None] = lambda event: None
) -> Iterator[Project]:
    """Survey trees, one after the other; `tell` gets how far each is."""
    return (survey(each, cache, tell) for each in changes)


def survey(
    changes: TreeChanges, cache: Cache, tell: Callable[[Event], None] = lambda event: None
) -> Project:
    """Read and outline what is new in a tree, and take the rest from the cache."""
    begun, tree = time.monotonic(), changes.tree
    files, failures, parsed = _files(changes, cache, tell)
    with_notes = [path for path, file in files.items() if file.kind is not Kind.SKIPPED]
    documented = tuple(path for path in with_notes if path in tree.selected)
    elsewhere = _told_before(changes)
    covered = tuple(path for path in with_notes if path in tree.selected or path in elsewhere)
    sources = Sources(
        files,
        digest(changes.settings_digest, selection_digest(tree)),
        lambda path: read_small_file(tree, path),
        lambda paths: _all_names_in(tree, [files[path] for path in paths], cache),
        lambda paths: cache.outlines(mentions_key(_key_of(files[path])) for path in paths),
    )
    tables = LinkTables(cache, f"{tree.root.as_posix()}\1{tree.name}\1{FORMAT}")
    neighbours = Neighbours(
        TreeLinks(sources, tables), files, lambda folder: below(covered, folder)
    )
    reasons = {path: file.reason for path, file in files.items() if file.reason} | failures
    left_out: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((tree.selected | elsewhere) & reasons.keys()):
        if reasons[path] in own_files.NOUNS:
            continue
        folder, _, name = path.rpartition("/")
        left_out.setdefault(folder, []).append((name, reasons[path]))
    return Project(
        tree, changes, files, neighbours, failures, documented, frozenset(all_folders(documented)),
        {folder: tuple(names) for folder, names in left_out.items()}, time.monotonic() - begun,
        parsed, elsewhere=elsewhere,
    )  # fmt: skip


def _told_before(changes: TreeChanges) -> frozenset[str]:
    """Return the files outside of this run that the folder notes of an earlier one tell of.

    Those have a note from it, or stand beside one that has.
    """
    around = changes.tree.around
    folders = {path.rpartition("/")[0] for path in around if changes.is_written(path)}
    return frozenset(path for path in around if path.rpartition("/")[0] in folders)


def kept_own_files(changes: TreeChanges, cache: Cache) -> dict[str, int]:
    """Return `Project.own_files` by the rows that the cache keeps, without a survey."""
    tree = changes.tree
    rows = cache.rows(EntryKind.FILE, file_table(tree))
    reasons = (surveyed_file.reason_in_row(rows[path]) for path in tree.selected & rows.keys())
    return own_files.counted(reasons)


def _files(
    changes: TreeChanges, cache: Cache, tell: Callable[[Event], None]
) -> tuple[dict[str, SurveyedFile], dict[str, str], dict[str, Outline]]:
    """Return a row for each file that could be read, why the others could not, and the outlines
    that were parsed, as far as there is room for them."""
    tree = changes.tree
    rows = cache.rows(EntryKind.FILE, file_table(tree))
    files: dict[str, SurveyedFile] = {}
    failures: dict[str, str] = {}
    parsed: dict[str, Outline] = {}

    new: list[SourceFile] = []
    for source in tree.files:
        row = rows.get(source.path, "")
        if row.startswith(row_prefix(source)):
            files[source.path] = surveyed_file.from_row(source, row)
        else:
            new.append(source)

    def new_rows() -> Iterator[tuple[str, str | None]]:
        outlined_files = zip(new, outline_files(tree, new, cache), strict=True)
        room = _MOST_PARSED
        for number, (source, outlined) in enumerate(outlined_files):
            if number % _STEP == 0:
                tell(Working("reading sources", number, len(new)))
            for key, encoded in outlined.new_entries:
                cache.put_outline(key, encoded)
                room -= len(encoded)
            if outlined.parsed is not None and room >= 0:
                parsed[source.path] = outlined.parsed
            if outlined.problem:
                failures[source.path] = outlined.problem
                continue
            files[source.path] = surveyed_file.from_row(source, outlined.row)
            yield source.path, outlined.row
        tell(Working("linking files"))
        for path in rows.keys() - files.keys():
            yield path, None

    cache.put_rows(EntryKind.FILE, file_table(tree), new_rows())
    in_order = {each.path: files[each.path] for each in tree.files if each.path in files}
    return in_order, failures, parsed


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
    outline = kept_outline(cache.outline(outline_key(path, content.digest)))
    return content, _with_known(project, path, outline or parse.outline(path, content.text))


def outline_of(project: Project, path: str, cache: Cache) -> Outline:
    """Return the outline of a file as surveyed; read the file only if the cache lacks it.

    Raises SourceUnreadable, as `read_file` does.
    """
    outline = project.parsed.pop(path, None)
    outline = outline or kept_outline(cache.outline(_key_of(project.files[path])))
    return _with_known(project, path, outline) if outline else read_file(project, path, cache)[1]


def _with_known(project: Project, path: str, outline: Outline) -> Outline:
    """Return an outline with what other files know of it: what has room, the paths of routes."""
    if outline.routing and (mounted := project.neighbours.mounted(path)):
        outline = mounting.with_mounts(outline, mounted)
    known_names = project.neighbours.known_names(path)
    return replace(outline, known=known_names) if known_names else outline


def _all_names_in(
    tree: Tree, files: Sequence[SurveyedFile], cache: Cache
) -> Iterator[tuple[Mentions, str]]:
    """Yield the names that stand in each file, and its lines with names of others, encoded."""
    keys = ((_key_of(file), file.kind) for file in files)
    rows = cache.outlines(
        row for key, kind in keys for row in (mentions_key(key), lines_key(key, kind))
    )
    for file, names, lines in zip(files, rows, rows, strict=True):
        if names is not None and lines is not None:
            yield mentions.decode(names), lines.decode()
        else:  # the cache cannot be used, or is too small for the tree
            yield _names_in(tree, file)


def _names_in(tree: Tree, file: SurveyedFile) -> tuple[Mentions, str]:
    """Read what `_all_names_in` yields from a file; there is nothing if it has vanished."""
    try:
        text = read_content(tree, file.source).text
    except SourceUnreadable:
        return Mentions(), ""
    outline = parse.outline(file.source.path, text)
    return outline.mentions, encoded_sightings(outline, text, file.kind)


def _key_of(file: SurveyedFile) -> str:
    return outline_key(file.source.path, file.digest)
