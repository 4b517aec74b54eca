"""What changed in a tree and its notes since the last run, by the rows that the cache keeps.

A row for each file holds what was read from it, valid as long as its stat stays the same. A row for
each note holds where it is, its own stat, and digests of what it was made of. Where all of that is
unchanged, a file and its note cost a stat and a row, and a run ends before anything else is
imported.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from ralf_notes import __version__
from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache, EntryKind
from ralf_notes.notes.obsidian.place import vault_place
from ralf_notes.paths import all_folders
from ralf_notes.source.walk import SourceFile, Tree, Walk

FORMAT = "20.4.18"
"""The versions of outlines, of masking and of notes: rows of another format are ignored."""
_NOT_IN_NOTES = {
    "start_at", "stop_at", "max_time", "unload", "on_failure", "server_wait", "retries", "parallel",
    "workers", "scheduler", "cache_size",
}  # fmt: skip
"""Settings that say how a run works, and change no note."""
_LAST_RUN = ""
"""The key of the row about the last run over a tree's notes."""


class RunRow(NamedTuple):
    """What the last run over a tree's notes recorded at its end."""

    settings_digest: str = ""
    """The digest of the settings that notes depend on."""
    sources_digest: str = ""
    """The digest of the paths and stats of all files, and of which are selected."""
    links_digest: str = ""
    """The digest of what links, layout and folders depend on: all files together."""
    is_complete: str = ""
    """`yes` if the run left nothing to do."""


class NoteRow(NamedTuple):
    """What a run recorded about a note that it wrote, or left as it was."""

    note: str
    """Its path below the target."""
    stat: str = ""
    """Its size, times and inode, or '' if the next run has to examine it in any case."""
    content_digest: str = ""
    """The digest of its source; for a folder, of decisive that its note says."""
    shown_digest: str = ""
    """The digest of the settings, and of what the note shows of other files."""
    coverage: str = ""
    """The share of its file that a model has read, or ''."""
    prompt_version: str = ""
    """The prompts and the model that wrote its prose, or ''."""
    in_folder_note: str = '["", [], ""]'
    """JSON: its one-sentence description, what of its source a model could not read, what of its
    prose a model has answered unusably, in words, and how many lines the parser could not read."""
    borrowed: str = ""
    """JSON: the digests of the files that have names which its prose borrows, by path; or ''."""

    @property
    def unanswered(self) -> str:
        """What of its prose a model has answered unusably, in words, or ''."""
        return str(json.loads(self.in_folder_note)[2])

    @property
    def unread_lines(self) -> int:
        """How many lines of its source the parser could not read."""
        return sum(json.loads(self.in_folder_note)[3:])


@dataclass(frozen=True, slots=True)
class TreeChanges:
    """A tree and its notes, compared with the rows of the cache."""

    tree: Tree
    target: str
    """The absolute path of the folder of all notes."""
    settings_digest: str
    """The digest of everything that notes depend on, apart from the sources."""
    sources_digest: str
    """The digest of the paths and stats of all files, and of which are selected."""
    last_run: RunRow
    note_rows: Mapping[str, NoteRow]
    """By path of the source; a folder's ends with a slash."""
    changed_notes: frozenset[str]
    """The keys of `note_rows` whose note is no longer as the row says."""

    def selected_note_rows(self) -> dict[str, NoteRow]:
        """Return the rows of the notes that a run on the selected files writes."""
        files = {path for path in self.tree.selected if path in self.note_rows}
        # A folder of files without notes, such as pictures, has a note all the same.
        folders = {f"{folder}/" for folder in all_folders(self.tree.selected)} if files else set()
        return {key: row for key, row in self.note_rows.items() if key in files or key in folders}

    def is_written(self, key: str) -> bool:
        """Whether a run has written a note; else its row, if any, says only where it would be."""
        return key in self.note_rows and bool(self.note_rows[key].content_digest)

    def is_current(self, key: str, content_digest: str) -> bool:
        """Whether a note and its source are still as the note's row says."""
        row = self.note_rows.get(key)
        is_same = row is not None and bool(row.stat) and row.content_digest == content_digest
        return is_same and key not in self.changed_notes


@dataclass(slots=True)
class NoteRecorder:
    """Collects the rows of the notes that a run writes, or finds up to date."""

    changes: TreeChanges
    stats: dict[str, str] = field(default_factory=dict)
    """The stats of these notes at that moment, by the keys of the rows."""

    def row_as_it_is(self, path: str) -> NoteRow:
        """Return the row of a file in the target that is right as it is on disk now."""
        return NoteRow(path, _note_stat(f"{self.changes.target}/{path}"))

    def record_stat(self, key: str, note: str) -> None:
        """Record that a note is correct as it is on disk now."""
        self.stats[key] = _note_stat(f"{self.changes.target}/{note}")

    def is_as_recorded(self, key: str, note: str) -> bool:
        """Whether a note is on disk as this run recorded it."""
        return self.stats.get(key) == _note_stat(f"{self.changes.target}/{note}")

    def forget_last_run(self, cache: Cache) -> None:
        """Drop the row of the last run: it does not hold once this run has begun to write."""
        self._put(cache, [(_LAST_RUN, None)])

    def record_notes(
        self, cache: Cache, places: Mapping[str, str], rows: Iterable[tuple[str, NoteRow]]
    ) -> None:
        """Record what notes are made of.

        Args:
            cache: where the rows are kept.
            places: the note of each file and folder of the tree, selected or not.
            rows: of the notes that the run examined.
        """
        before = self.changes.note_rows
        dropped = ((key, None) for key in before.keys() - places.keys())
        moved = (
            (key, NoteRow(place))
            for key, place in places.items()
            if key not in before or before[key].note != place
        )
        changed = ((key, row) for key, row in rows if row != before.get(key))
        self._put(cache, chain(dropped, moved, changed))

    def record_run(self, cache: Cache, links_digest: str, *, is_complete: bool) -> None:
        """Record that a run went over all notes of the tree.

        Args:
            cache: where the row is kept.
            links_digest: of the tree.
            is_complete: whether the run left nothing to do.
        """
        changes, complete = self.changes, "yes" if is_complete else ""
        row = RunRow(changes.settings_digest, changes.sources_digest, links_digest, complete)
        self._put(cache, [(_LAST_RUN, row)])

    def _put(self, cache: Cache, rows: Iterable[tuple[str, NoteRow | RunRow | None]]) -> None:
        table = _note_table(self.changes.target, self.changes.tree)
        joined = ((key, None if row is None else "\0".join(row)) for key, row in rows)
        cache.put_rows(EntryKind.NOTE, table, joined)


def since_last_run(cache: Cache, config: Config, walked: Walk) -> list[TreeChanges]:
    """Compare each tree of a walk, and its notes, with the rows of the cache."""
    target = os.path.abspath(config.target())
    settings = config.model_dump_json(exclude=_NOT_IN_NOTES)
    settings += vault_place(config).prefix if config.links == "wikilink" else ""
    all_changes = []
    for tree in walked.trees:
        stats = (f"{file.path}\0{row_prefix(file)}" for file in tree.files)
        rows = cache.rows(EntryKind.NOTE, _note_table(target, tree))
        last_run = RunRow(*rows.pop(_LAST_RUN).split("\0")) if _LAST_RUN in rows else RunRow()
        note_rows = {key: NoteRow(*row.split("\0")) for key, row in rows.items()}
        changed_notes = frozenset(
            key
            for key, row in note_rows.items()
            if row.stat and _note_stat(f"{target}/{row.note}") != row.stat
        )
        decisive = (settings, tree.root.as_posix(), tree.name, tree.source_url, __version__, FORMAT)
        all_changes.append(
            TreeChanges(
                tree, target, digest(*decisive), digest(selection_digest(tree), *stats),
                last_run, note_rows, changed_notes,
            )
        )  # fmt: skip
    return all_changes


def nothing_changed(changes: Sequence[TreeChanges]) -> bool:
    """Whether sources, notes and settings are unchanged since a run that left nothing to do."""
    return all(
        each.last_run.is_complete == "yes"
        and each.last_run.settings_digest == each.settings_digest
        and each.last_run.sources_digest == each.sources_digest
        and not each.changed_notes
        for each in changes
    )


def row_prefix(file: SourceFile) -> str:
    """Return how the row of a file begins while it is up to date."""
    return f"{file.version}\0{file.kind.value}\0"


def file_table(tree: Tree) -> str:
    """Return the name of the table of a tree's files: of what is on disk, or of commits."""
    return f"{tree.root.as_posix()}\1{tree.name if tree.commit else ''}\1{__version__}.{FORMAT}"


def selection_digest(tree: Tree) -> str:
    """Return the digest of what is selected of a tree, '' for all of it."""
    if len(tree.selected) == len(tree.files):
        return ""
    return digest(*sorted(tree.selected))


def digest(*texts: str) -> str:
    """Return the digest of some texts."""
    data = "\0".join(texts).encode(errors="surrogatepass")
    return blake2b(data, digest_size=12).hexdigest()


def _note_table(target: str, tree: Tree) -> str:
    return f"{target}\1{tree.name}"


def _note_stat(path: str) -> str:
    """Return what changes with a note, without a look into it; '' if it is not there."""
    try:
        stat = os.stat(path)
    except OSError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
