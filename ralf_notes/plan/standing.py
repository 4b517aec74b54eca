"""What the cache knows of a tree and its notes: which files changed, and which notes still stand.

A row for each file says what reading it showed, as long as its stat is the same. A row for each
note says where it is, its own stat, and what it was made of. Where all of that is as it was, a file
and its note cost a stat and a row, and a run ends before anything else is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from ralf_notes import __version__
from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache, What
from ralf_notes.paths import all_folders
from ralf_notes.source.walk import SourceFile, Tree, Walk

FORMAT = "2.1.1"
"""The versions of outlines, of masking and of notes: rows of another format count for nothing."""
_HOW = {
    "start_at", "stop_at", "max_time", "unload", "on_failure", "server_wait", "retries", "parallel",
    "workers", "scheduler", "cache_size",
}  # fmt: skip
"""Settings of how a run goes about it: they change no note."""
_HEADER = ""
"""The key of the row about the last whole run over a tree's notes."""


class Header(NamedTuple):
    """What the last run over a tree's notes recorded when it was done."""

    settings: str = ""
    sources: str = ""
    """The hash of the paths and stats of all files, and of which are selected."""
    joint: str = ""
    """The hash of what links, layout and folders are made of: all files together."""
    is_whole: str = ""
    """`yes` where it left nothing to do."""


class NoteRow(NamedTuple):
    """What is known of a note since it was written, or found to be right."""

    note: str
    """Its path below the target."""
    stat: str = ""
    """Its size and mtime, or '' when the next run has to look at it in any case."""
    digest: str = ""
    """Of its source; of a folder, of all that its note says."""
    near: str = ""
    """The hash of the settings, and of what the note shows of other files."""
    coverage: str = ""
    """The share of its file that a model has read, or ''."""
    recipe: str = ""
    """What its prose was written by, or ''."""
    shown: str = '["", []]'
    """JSON: the sentence that stands for it, and what of it was not read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A tree and its notes, held against the rows of the cache."""

    tree: Tree
    target: str
    """The absolute path of the folder of all notes."""
    settings: str
    """The hash of all that decides how the tree's notes look, beside the sources."""
    header: Header
    seen: Mapping[str, str]
    """The rows of files, by path; some may be of files that are gone or changed."""
    changed: frozenset[str]
    """The files whose row is not about what is there now."""
    notes: Mapping[str, NoteRow]
    """By path of the source; a folder's ends with a slash."""
    touched: frozenset[str]
    """Those of `notes` whose note is not as the row says."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing changed since a run that left nothing to do."""
        return (
            self.header.is_whole == "yes"
            and self.header.settings == self.settings
            and self.header.sources == _sources(self.tree)
            and not self.touched
        )

    def selected_notes(self) -> dict[str, NoteRow]:
        """Return the rows of the notes that a run on the selected files has."""
        files = {path for path in self.tree.selected if path in self.notes}
        folders = {f"{folder}/" for folder in all_folders(files)} if files else set()
        return {key: row for key, row in self.notes.items() if key in files or key in folders}

    def stands(self, key: str, digest: str) -> bool:
        """Return whether a note is as its row says, and its source too."""
        row = self.notes.get(key)
        is_so = row is not None and bool(row.stat) and row.digest == digest
        return is_so and key not in self.touched


@dataclass(slots=True)
class Recorder:
    """Collects the rows of notes that a run has written or found right."""

    standing: Standing
    stats: dict[str, str] = field(default_factory=dict)
    """Of the notes that the run wrote or found right, as they were then."""

    def wrote(self, key: str, note: str) -> None:
        """Note down that a note is right now."""
        self.stats[key] = note_stat(f"{self.standing.target}/{note}")

    def begin(self, cache: Cache) -> None:
        """Forget how the last run ended: one that is killed from here on proves nothing."""
        cache.put_rows(What.NOTE, _notes_table(self.standing), {_HEADER: None})
        cache.commit()

    def record(
        self, cache: Cache, places: Mapping[str, str], rows: Iterable[tuple[str, NoteRow]]
    ) -> None:
        """Record what notes are made of.

        Args:
            cache: where.
            places: the note of each file and folder of the tree, selected or not.
            rows: of the notes that the run looked at.
        """
        before, table = self.standing.notes, _notes_table(self.standing)
        gone = ((key, None) for key in before.keys() - places.keys())
        places_alone = ((key, _row(NoteRow(places[key]))) for key in places.keys() - before.keys())
        news = ((key, _row(row)) for key, row in rows if row != before.get(key))
        cache.put_many(What.NOTE, table, chain(gone, places_alone, news))

    def finish(self, cache: Cache, joint: str, *, is_whole: bool) -> None:
        """Record that a run went over all notes of the tree.

        Args:
            cache: where.
            joint: the hash of the project.
            is_whole: the run left nothing to do.
        """
        tree = self.standing.tree
        header = Header(self.standing.settings, _sources(tree), joint, "yes" if is_whole else "")
        cache.put_many(What.NOTE, _notes_table(self.standing), [(_HEADER, _row(header))])


def _row(fields: Iterable[str]) -> str:
    return "\0".join(fields)


def of_walk(cache: Cache, config: Config, walked: Walk) -> list[Standing]:
    """Return how each tree of a walk stands to the rows of the cache."""
    target = os.path.abspath(config.target())
    settings = config.model_dump_json(exclude=_HOW)
    return [_of_tree(cache, tree, target, settings) for tree in walked.trees]


def is_unchanged(standings: Sequence[Standing]) -> bool:
    """Return whether sources, notes and settings are as the last whole run left them."""
    return all(standing.is_whole for standing in standings)


def note_stat(path: str) -> str:
    """Return the size and mtime of a note, '' if it is not there."""
    try:
        stat = os.stat(path)
    except OSError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns}"


def version(file: SourceFile) -> str:
    """Return how the row of a file begins as long as it is about what is there now."""
    return f"{file.version}\0{file.kind.value}\0"


def seen_table(tree: Tree) -> str:
    """Return the name of the table of a tree's files: of what is on disk, or of commits."""
    return f"{tree.root.as_posix()}\1{tree.name if tree.commit else ''}\1{__version__}.{FORMAT}"


def selection(tree: Tree) -> str:
    """Return the hash of what is selected of a tree, '' for all of it."""
    if len(tree.selected) == len(tree.files):
        return ""
    return digest(*sorted(tree.selected))


def digest(*texts: str) -> str:
    """Return the hash of some texts."""
    data = "\0".join(texts).encode(errors="surrogatepass")
    return blake2b(data, digest_size=12).hexdigest()


def _sources(tree: Tree) -> str:
    return digest(selection(tree), *(f"{file.path}\0{version(file)}" for file in tree.files))


def _of_tree(cache: Cache, tree: Tree, target: str, settings: str) -> Standing:
    seen = cache.rows(What.SEEN, seen_table(tree))
    changed = [
        file.path for file in tree.files if not seen.get(file.path, "").startswith(version(file))
    ]
    bare = Standing(
        tree, target, digest(settings, tree.root.as_posix(), tree.name, __version__, FORMAT),
        Header(), seen, frozenset(changed), {}, frozenset(),
    )  # fmt: skip
    rows = cache.rows(What.NOTE, _notes_table(bare))
    header = Header(*rows.pop(_HEADER).split("\0")) if _HEADER in rows else Header()
    notes = {key: NoteRow._make(row.split("\0", 6)) for key, row in rows.items()}
    touched = [
        key
        for key, row in notes.items()
        if row.stat and note_stat(f"{target}/{row.note}") != row.stat
    ]
    return Standing(
        tree, target, bare.settings, header, seen, bare.changed, notes, frozenset(touched)
    )


def _notes_table(standing: Standing) -> str:
    return f"{standing.target}\1{standing.tree.name}"
