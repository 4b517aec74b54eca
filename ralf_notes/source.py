"""Source trees: what is there, and what each file is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a file is, which decides what is said about it."""

    CODE = "code"
    DOCS = "docs"
    TEST = "test"
    DATA = "data"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a tree, known by its path and its stat alone."""

    path: str
    """Relative to the root of its tree, with `/`."""
    size: int
    mtime_ns: int
    kind: Kind
    reason: str = ""
    """Why it is skipped: `binary`, `generated`, `vendored`, `minified`, `lock file`, `too large`..."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One entry of `source_paths`."""

    path: Path
    name: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, and what reading it showed."""

    text: str
    digest: str
    """SHA-256 of the bytes on disk, 16 hex digits."""
    kind: Kind
    """As in `SourceFile`, or SKIPPED when the content shows it: binary, generated, minified."""
    reason: str = ""
