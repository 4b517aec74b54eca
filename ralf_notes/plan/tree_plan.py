"""What a run will do with the notes of one tree, as data."""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field

from ralf_notes.models.context_window import BYTES_PER_TOKEN
from ralf_notes.models.routing import Route
from ralf_notes.notes.layout import Layout
from ralf_notes.notes.links import Links
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.notes.vault import StoredNote
from ralf_notes.paths import all_folders
from ralf_notes.plan.around.style import Style
from ralf_notes.plan.earlier_prose import NoteProse
from ralf_notes.plan.orphans.orphan_plan import OrphanPlan
from ralf_notes.plan.staleness import WantedProse
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_changes import NoteRecorder, NoteRow
from ralf_notes.prose.questions import DESCRIPTION, SUMMARY, lists_size
from ralf_notes.prose.summarize import PARTS

_QUESTION = 80
"""Tokens of a question when the system prompt is cached."""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What becomes of one file's note."""

    path: str
    note: str
    status: str
    """`new`, `moved`, `changed`, `unchanged`, `edited` (by hand: left alone) or `blocked`."""
    wanted: WantedProse
    size: int
    """Bytes of its text."""
    users: int
    """How many files use it: the more, the sooner it is asked about."""
    sentence: str = ""
    """Its description in other notes until the model says more."""
    problem: str = ""
    route: Route = Route(None, None)
    """The models that are asked about it."""
    prose: NoteProse = NoteProse()
    """The prose of its note that is still true."""
    stored: StoredNote | None = None
    """Its note as it was when the plan was made."""

    @property
    def is_ours(self) -> bool:
        """Whether the run may write the note."""
        return self.status not in ("edited", "blocked")

    @property
    def is_asked_again(self) -> bool:
        """Whether the model is asked again about what it answered unusably in an earlier run."""
        wanted = {*self.wanted.symbols, *([""] if self.wanted.summary else [])}
        wanted |= {PARTS} if self.wanted.parts else set()
        return not wanted.isdisjoint(self.prose.kept.state.open.pieces)

    @property
    def tokens(self) -> int:
        """Estimate of the tokens to evaluate and to generate."""
        return self.tokens_to_read + self.tokens_to_write

    @property
    def tokens_to_read(self) -> int:
        """Estimate of the tokens to evaluate."""
        if not self.wanted:
            return 0
        parts = self.prose.kept.parts
        size = sum(part.size for part in parts if not part.digest) if parts else self.size
        return size // BYTES_PER_TOKEN + _QUESTION

    @property
    def tokens_to_write(self) -> int:
        """Estimate of the tokens to generate."""
        if not self.wanted:
            return 0
        answers = SUMMARY * self.wanted.summary + DESCRIPTION * len(self.wanted.symbols)
        return (answers + lists_size(self.wanted.lists)) // BYTES_PER_TOKEN


@dataclass(frozen=True, slots=True)
class Descriptions:
    """What folder notes say about the files and folders in them; updated as notes are written.

    Its keys are paths; a folder's path ends with a slash.
    """

    rows: dict[str, NoteRow]
    """What the cache knows of notes that this run leaves as they are."""
    sentences: dict[str, str] = field(default_factory=dict)
    """One sentence for each file and folder."""
    unread: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What of a file could not be read, in words."""
    unanswered: dict[str, str] = field(default_factory=dict)
    """What of a note's prose a model has answered unusably, in words."""
    prompt_versions: dict[str, str] = field(default_factory=dict)
    """The prompts and the model that wrote the prose of each note."""
    summaries: dict[str, str] = field(default_factory=dict)
    """The summaries of files and folders whose notes the run has written or compared."""
    symbols: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """A model's descriptions of the symbols of files whose notes the run has written."""
    borrowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The files that have names which the prose of each note borrows."""

    def sentence(self, path: str) -> str | None:
        """Return the sentence for a path, None where only its note has it."""
        self._read_row(path)
        return self.sentences.get(path)

    def unread_of(self, path: str) -> tuple[str, ...]:
        """Return the parts of a file that could not be read."""
        self._read_row(path)
        return self.unread.get(path, ())

    def _read_row(self, path: str) -> None:
        if path not in self.sentences and path in self.rows:
            sentence, unread, *_ = json.loads(self.rows[path].in_folder_note)
            self.sentences[path], self.unread[path] = sentence, tuple(unread)


@dataclass(frozen=True, slots=True)
class TreePlan:
    """What becomes of the notes of one tree."""

    project: Project
    layout: Layout
    links: Links
    files: Mapping[str, FilePlan]
    """The selected files whose notes are examined, by path."""
    folders: tuple[str, ...]
    """The folders whose notes are examined, deepest first, '' last."""
    up_to_date: frozenset[str]
    """The selected files and folders whose notes stay as they are; a folder ends with a slash."""
    children: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """By folder: the subfolders and the files right in it that have notes."""
    orphans: OrphanPlan
    """What becomes of the notes whose source is gone."""
    descriptions: Descriptions
    words: Container[str]
    """The words that stand anywhere in the tree."""
    style: Style
    """Sentences that show how its authors write."""
    recorder: NoteRecorder
    """Collects the rows of notes for the cache."""
    stored_notes: dict[str, StoredNote] = field(default_factory=dict)
    """Notes that the run has loaded and may write again, by the key of their row."""
    folder_facts: dict[str, FolderFacts] = field(default_factory=dict)
    """The facts of each folder as they were made last."""
    chosen: frozenset[str] | None = None
    """The paths that the model is asked about; None for all."""
    limit: int | None = None
    """How many files the model is asked about in this run; None for all."""
    last_changed: Mapping[str, int] = field(default_factory=dict)
    """When files were changed last; known where the run has no time for all of them."""
    stale_folders: frozenset[str] = frozenset()
    """The folders whose summary does not describe the children that they have now."""
    folders_to_ask: frozenset[str] = frozenset()
    """The stale folders, and those above files to be asked about: they may become stale."""

    @property
    def name(self) -> str:
        """The name of the tree: its folder in the target."""
        return self.project.tree.name

    @property
    def has_work(self) -> bool:
        """Whether there is anything to write, to move, to remove or to ask."""
        if self.asks_a_model or self.orphans.moves or self.orphans.removal.goes:
            return True
        return any(file.status != "unchanged" for file in self.files.values())

    @property
    def asks_a_model(self) -> bool:
        """Whether a model is to be asked about a file or a folder in this run."""
        return bool(self.folders_to_ask) or (self.limit != 0 and bool(self.files_to_ask()))

    def is_asked(self, path: str) -> bool:
        """Whether the model may be asked about a file, or about a folder because of its files."""
        if self.chosen is None or path in self.chosen:
            return True
        inside = f"{path}/" if path else ""
        return any(each.startswith(inside) for each in self.chosen)

    def files_to_ask(self) -> list[FilePlan]:
        """Return the files to ask about: the most used first; among equals, the last changed."""
        files = [p for p in self.files.values() if p.wanted and p.is_ours and self.is_asked(p.path)]
        files.sort(key=lambda file: (-file.users, -self.last_changed.get(file.path, 0), file.path))
        return files

    def waiting_for(self, paths: Collection[str]) -> set[str]:
        """Return the folders that are summed up once some files have been asked about.

        The repository itself waits only if none of its files is asked about before.
        """
        if not paths:
            return set()
        is_all = len(paths) == len(self.files_to_ask())
        return all_folders(paths) if is_all else all_folders(paths) - {""}

    def queue(self) -> list[FilePlan]:
        """Return the files that this run asks about: each one after those that it uses.

        Its question tells what was said of them.
        """
        chosen = {file.path: file for file in self.files_to_ask()[: self.limit]}
        done: dict[str, FilePlan] = {}
        for path in chosen:
            waiting = [(path, iter(self._used_among(path, chosen)))]
            open_paths = {path}
            while waiting:
                current, others = waiting[-1]
                used = next((p for p in others if p not in done and p not in open_paths), None)
                if used is None:
                    done.setdefault(current, chosen[current])
                    waiting.pop()
                else:
                    open_paths.add(used)
                    waiting.append((used, iter(self._used_among(used, chosen))))
        return list(done.values())

    def _used_among(self, path: str, paths: Collection[str]) -> list[str]:
        """Return those of some files that a file uses."""
        uses = self.project.neighbours.resolved(path).uses if len(paths) > 1 else ()
        return [use.path for use in uses if use.path in paths]


def overviews(plans: Iterable[TreePlan]) -> list[str]:
    """Return the paths of the notes about whole trees, of those that have one."""
    return [planned.layout.folders[""] for planned in plans if "" in planned.layout.folders]
