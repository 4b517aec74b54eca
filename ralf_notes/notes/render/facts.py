"""The facts that a note shows beside its prose, as the survey found them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ralf_notes.notes.lists.about import About
from ralf_notes.notes.lists.calls import Call, SymbolPlace
from ralf_notes.notes.lists.in_use import InUse
from ralf_notes.outline.model import Outline
from ralf_notes.source.classify import Kind

if TYPE_CHECKING:
    from ralf_notes.outline.imports import Resolved


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The content of a file's note, apart from its prose."""

    path: str
    kind: Kind
    digest: str
    outline: Outline
    resolved: Resolved
    used_by: tuple[str, ...]
    """The files that use it; without tests, unless it is one."""
    source_url: str
    """The web address of its code, or ''."""
    pending: bool
    """Whether a model is still to sum it up."""
    outdated: tuple[tuple[str, ...], ...] = ()
    """Symbols that have changed since a model read the file; of several in one, at least one."""
    tested_by: tuple[str, ...] = ()
    """The tests that use it, if it is not one."""
    in_use: Mapping[str, InUse] = field(default_factory=dict)
    """By symbol: where other files use it."""
    named: Mapping[str, str] = field(default_factory=dict)
    """By name that prose may use: the one other file that has it."""
    moved_from: str = ""
    """The path that it had when its note was last written, if it is another one, or ''."""


@dataclass(frozen=True, slots=True)
class Child:
    """One file or folder directly inside a folder."""

    path: str
    description: str
    """One sentence, with code-like names in backticks."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder whose children the note of one above it lists as well."""

    child: Child
    folders: tuple[Child, ...]
    files: tuple[Child, ...]
    beyond: tuple[str, ...] = ()
    """The names of the children for which there is no room."""


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """The content of a folder's note, apart from its prose; the path '' is the repository."""

    path: str
    name: str
    purpose: str
    """The authors' words: of its manifest, its README, or the docstring of its package."""
    folders: tuple[Child, ...]
    files: tuple[Child, ...]
    most_used: tuple[str, ...]
    """Paths of the files that most other files use."""
    entries: tuple[tuple[str, str], ...]
    """Paths of the files where programs start, each with how it is started, or ''."""
    languages: tuple[str, ...]
    """Their titles, the one with the most bytes first."""
    packages: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    """Pairs of children, of the core if there is one, of which the first uses the second; heaviest
    use first."""
    unread: tuple[tuple[str, str], ...]
    """Paths that were not read, each with the reason."""
    pending: bool
    holdings: str = ""
    """One sentence on what it holds, where nobody describes it."""
    holdings_tell: bool = False
    """Whether that sentence says what the folder is for."""
    about: About = About()
    """What its manifests say."""
    named: Mapping[str, str] = field(default_factory=dict)
    """By name that prose may use: the one file that has it, or the folder, with a slash."""
    calls: tuple[Call, ...] = ()
    """For a repository: the calls that follow from where its program starts."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """By key of a place that the overview names: the section in the note of its file."""
    program_commands: tuple[tuple[str, SymbolPlace], ...] = ()
    """For a repository: the commands that its program registers, each with what runs then."""
    core: str = ""
    """The folder whose children use each other more than its own do, '' if there is none."""
    opened: tuple[Opened, ...] = ()
    """Folders in it that hold most of it, or packages side by side; the heaviest first."""
    tasks: tuple[tuple[str, str], ...] = ()
    """For a repository: what its facts say of where to look. Keys of the phrases of `tasks`, each
    with the path of a file, or of a folder with a slash."""
    moved_from: str = ""
    """The path that it had when its note was last written, if it is another one, or ''."""

    @property
    def inner_folders(self) -> tuple[Child, ...]:
        """The folders in those that are opened."""
        return tuple(child for each in self.opened for child in each.folders)

    @property
    def inner_files(self) -> tuple[Child, ...]:
        """The files in those that are opened."""
        return tuple(child for each in self.opened for child in each.files)

    @property
    def only_child(self) -> Child | None:
        """The only child of a folder, which then needs no summary; None if it has several."""
        children = (*self.folders, *self.files)
        return children[0] if self.path and len(children) == 1 else None
