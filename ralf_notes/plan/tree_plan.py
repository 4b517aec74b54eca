"""What a run will do with the notes of one tree, as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from ralf_notes.models.context_window import BYTES_PER_TOKEN
from ralf_notes.models.routing import Route
from ralf_notes.notes.layout import Layout
from ralf_notes.notes.links import Links
from ralf_notes.notes.render import FolderFacts
from ralf_notes.notes.vault import StoredNote
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.orphans.orphan_plan import OrphanPlan
from ralf_notes.plan.staleness import Wanted
from ralf_notes.plan.standing import NoteRow, Recorder
from ralf_notes.plan.survey import Project
from ralf_notes.prose.questions import DESCRIPTION, SUMMARY

_QUESTION = 80
"""Tokens of a question, the system prompt being cached."""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What becomes of one file's note."""

    path: str
    note: str
    status: str
    """`new`, `moved`, `changed`, `unchanged`, `edited` (by hand: left alone) or `blocked`."""
    wanted: Wanted
    size: int
    """Bytes of its text."""
    users: int
    """How many files use it: the more, the sooner it is asked about."""
    sentence: str = ""
    """What stands for it in other notes, until the model says more."""
    problem: str = ""
    route: Route = Route(None, None)
    """Who is asked about it."""
    prose: Written = Written()
    """What its note keeps: the prose that is still true."""
    stored: StoredNote | None = None
    """Its note as it was when the plan was made."""

    @property
    def is_ours(self) -> bool:
        """Whether the run may write the note."""
        return self.status not in ("edited", "blocked")

    @property
    def tokens(self) -> int:
        """Estimate of the tokens to evaluate and to generate."""
        if not self.wanted:
            return 0
        answers = SUMMARY * self.wanted.summary + DESCRIPTION * len(self.wanted.symbols)
        return (self.size + answers) // BYTES_PER_TOKEN + _QUESTION


@dataclass(frozen=True, slots=True)
class Descriptions:
    """What folder notes say of the files and folders in them; it follows as notes are written."""

    rows: dict[str, NoteRow]
    """What the cache knows of notes that this run leaves as they are."""
    sentences: dict[str, str] = field(default_factory=dict)
    """The one sentence that stands for a path; a folder's path ends with a slash."""
    unread: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What of a file could not be read, in words."""
    recipes: dict[str, str] = field(default_factory=dict)
    """What the prose of a note was written by."""

    def sentence(self, path: str) -> str | None:
        """Return what stands for a path, None where only its note can say."""
        self._learn(path)
        return self.sentences.get(path)

    def unread_of(self, path: str) -> tuple[str, ...]:
        """Return what of a file could not be read."""
        self._learn(path)
        return self.unread.get(path, ())

    def _learn(self, path: str) -> None:
        if path not in self.sentences and path in self.rows:
            sentence, unread = json.loads(self.rows[path].shown)
            self.sentences[path], self.unread[path] = sentence, tuple(unread)


@dataclass(frozen=True, slots=True)
class TreePlan:
    """What becomes of the notes of one tree."""

    project: Project
    layout: Layout
    links: Links
    files: Mapping[str, FilePlan]
    """The selected files whose notes are looked at, by path."""
    folders: tuple[str, ...]
    """Folders whose notes are looked at, deepest first, '' last."""
    settled: frozenset[str]
    """The selected files and folders (with a slash at their end) whose notes stand as they are."""
    children: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """By folder: the subfolders and the files right in it that have notes."""
    orphans: OrphanPlan
    """What becomes of the notes whose source is gone."""
    descriptions: Descriptions
    recorder: Recorder
    """Gets the rows of notes for the cache."""
    stored: dict[str, StoredNote]
    """Notes that the run has loaded and may write again, by the key of their row."""
    made: dict[str, FolderFacts]
    """What the notes of folders say, as it was last made."""
    chosen: frozenset[str] | None = None
    """The paths that the model is asked about; None for all."""
    limit: int | None = None
    """How many files the model is asked about in this run; None for all."""
    changed: Mapping[str, int] = field(default_factory=dict)
    """When files were last changed, where that is known and there is not time for all of them."""
    stale: frozenset[str] = frozenset()
    """The folders whose summary is not about the children that they have now."""
    due: frozenset[str] = frozenset()
    """The stale folders, and those above files to be asked about: they may become stale."""

    @property
    def name(self) -> str:
        """The name of the tree: its folder in the target."""
        return self.project.tree.name

    @property
    def has_work(self) -> bool:
        """Whether there is anything to write, to move, to remove or to ask."""
        is_settled = all(file.status == "unchanged" for file in self.files.values())
        return bool(self.due or self.orphans.moves or self.orphans.removal.goes or not is_settled)

    def is_asked(self, path: str) -> bool:
        """Tell whether the model may be asked about a file, or about a folder for its files."""
        if self.chosen is None or path in self.chosen:
            return True
        inside = f"{path}/" if path else ""
        return any(each.startswith(inside) for each in self.chosen)

    def open_work(self) -> list[FilePlan]:
        """Return the files to ask about: the most used first, of equals the last changed."""
        asked = [p for p in self.files.values() if p.wanted and p.is_ours and self.is_asked(p.path)]
        asked.sort(key=lambda plan: (-plan.users, -self.changed.get(plan.path, 0), plan.path))
        return asked

    def queue(self) -> list[FilePlan]:
        """Return the files that this run asks about, in order."""
        return self.open_work()[: self.limit]
