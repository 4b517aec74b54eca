"""What a run will do: sources and notes compared, before anything is asked or written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ralf_notes import note, project, render, vault
from ralf_notes.cache import Cache
from ralf_notes.classify import Kind
from ralf_notes.config import Config
from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.links import Links
from ralf_notes.note import Kept
from ralf_notes.outline import Outline
from ralf_notes.parts import BYTES_PER_TOKEN
from ralf_notes.project import Project
from ralf_notes.prompts import DESCRIPTION, SUMMARY
from ralf_notes.source import Tree
from ralf_notes.staleness import Wanted, true_prose, wanted
from ralf_notes.vault import Layout

SMALLEST, LARGEST = 4096, 16384
"""Bounds of the context window that is chosen by itself, in tokens."""
_MOST_WHOLE = 0.9
"""Share of the files that should fit the window whole."""
_OVERHEAD = 600
"""Tokens of system prompt, question and answer around a file."""
_QUESTION = 80
"""Tokens of a question, the system prompt being cached."""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What becomes of one file's note."""

    path: str
    note: str
    status: str
    """`new`, `changed`, `unchanged`, `edited` (by hand: left alone) or `blocked`."""
    wanted: Wanted
    size: int
    """Bytes of its text."""
    users: int
    """How many files use it: the more, the sooner it is asked about."""
    sentence: str = ""
    """What stands for it in other notes, until the model says more."""
    problem: str = ""

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
class TreePlan:
    """What becomes of the notes of one tree."""

    project: Project
    layout: Layout
    links: Links
    files: Mapping[str, FilePlan]
    """The selected files, by path."""
    folders: tuple[str, ...]
    """Folders whose notes are written, deepest first, '' last."""
    children: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """By folder: the subfolders and the files right in it that have notes."""

    def queue(self, limit: int | None = None) -> list[FilePlan]:
        """Return the files to ask about, the most used first."""
        asked = [p for p in self.files.values() if p.wanted and p.is_ours]
        asked.sort(key=lambda plan: (-plan.users, plan.path))
        return asked if limit is None else asked[:limit]


def make(found: Project, config: Config, cache: Cache, force: bool) -> TreePlan:
    """Compare a tree with the notes that are there.

    Args:
        found: the tree.
        config: the run's.
        cache: holds the outlines.
        force: ask about everything again.
    """
    target = config.target()
    layout = vault.layout(
        found.tree.name,
        [p for p, e in found.entries.items() if e.kind is not Kind.SKIPPED],
        config.folder_note_style,
        owner=lambda path: _owner(target, path),
    )
    noted = found.noted()
    files = {
        path: _file_plan(found, path, layout.files[path], config, cache, force) for path in noted
    }
    folders = project.folders(iter(noted))
    links = _links(layout, files, folders, config, target)
    deepest_first = sorted(folders, key=lambda path: (-path.count("/") - bool(path), path))
    return TreePlan(found, layout, links, files, tuple(deepest_first), _children(links))


def asks_model(config: Config, kind: Kind) -> bool:
    """Tell whether the model writes about files of this kind."""
    return config.engine != "none" and kind.value in config.prose_for


def num_ctx(trees: Iterable[Tree], config: Config, longest: int) -> tuple[int, str]:
    """Return the run's context window in tokens, and why it is that.

    It is chosen from the sizes of all files, changed or not, so that it stays the same from run to
    run; a power of two that most files fit whole.

    Args:
        trees: the trees of the run.
        config: the run's.
        longest: the model's own `context_length`.
    """
    if config.num_ctx != "auto":
        chosen = min(config.num_ctx, longest)
        return chosen, f"num_ctx {chosen}: as configured" + _clamped(chosen, config.num_ctx)
    files = (file for tree in trees for file in tree.files)
    sizes = sorted(file.size for file in files if file.size and asks_model(config, file.kind))
    typical = sizes[int(len(sizes) * _MOST_WHOLE)] if sizes else 0
    needed = typical // BYTES_PER_TOKEN + _OVERHEAD
    chosen = SMALLEST
    while chosen < needed and chosen < LARGEST:
        chosen *= 2
    why = f"num_ctx {min(chosen, longest)}: nine in ten files need at most {needed} tokens"
    return min(chosen, longest), why + _clamped(min(chosen, longest), chosen)


def true_kept(outline: Outline, kind: Kind, document: note.Document | None, config: Config) -> Kept:
    """Return what a file's note keeps: all prose, or what of it is still true.

    Where no model will write, nothing is thrown away.
    """
    kept = note.parse(document.body) if document else Kept()
    return true_prose(outline, kept) if asks_model(config, kind) else kept


def _clamped(chosen: int, asked: int) -> str:
    return f" (the model's own limit; {asked} was asked for)" if chosen < asked else ""


def _file_plan(
    found: Project, path: str, note_path: str, config: Config, cache: Cache, force: bool
) -> FilePlan:
    entry = found.entries[path]
    users = len(found.used_by.get(path, ()))
    try:
        document = vault.read(config.target(), note_path)
        outline = project.outline_of(found, path, cache)
    except (NoteBlocked, SourceUnreadable) as exc:
        return FilePlan(path, note_path, "blocked", Wanted(), 0, users, entry.sentence, str(exc))
    kept = true_kept(outline, entry.kind, document, config)
    sentence = render.description(outline, entry.kind, kept)
    status = _status(document, entry.digest, config)
    if status == "edited":
        problem = "its generated block was edited by hand: left alone"
        return FilePlan(path, note_path, status, Wanted(), outline.size, users, sentence, problem)
    asked = asks_model(config, entry.kind)
    ask = wanted(outline, entry.kind, kept, force) if asked else Wanted()
    return FilePlan(path, note_path, status, ask, outline.size, users, sentence)


def _status(document: note.Document | None, digest: str, config: Config) -> str:
    if document is None:
        return "new"
    if document.edited and config.on_edited == "keep":
        return "edited"
    return "unchanged" if digest[:12] in document.front else "changed"


def _owner(target: Path, note_path: str) -> str | None:
    """Return the source path that an existing note names, None if it is not there or not ours."""
    from ralf_notes import frontmatter

    try:
        document = vault.read(target, note_path)
        source = frontmatter.read(document.front).get("source") if document else None
    except NoteBlocked:
        return None
    return source if isinstance(source, str) else None


def _children(links: Links) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    folders: dict[str, list[str]] = {}
    files: dict[str, list[str]] = {}
    for found, paths in ((folders, links.folders), (files, links.files)):
        for path in sorted(paths):
            if path:
                found.setdefault(path.rpartition("/")[0], []).append(path)
    return {
        folder: (tuple(folders.get(folder, ())), tuple(files.get(folder, ())))
        for folder in {*folders, *files}
    }


def _links(
    layout: Layout, files: Mapping[str, FilePlan], folders: set[str], config: Config, target: Path
) -> Links:
    """Return the links of a tree: to what this run writes, and to what is there already."""
    there = {
        path: note_path
        for path, note_path in layout.files.items()
        if (path in files and files[path].status != "blocked") or os.path.isfile(target / note_path)
    }
    folder_notes = {
        path: note_path
        for path, note_path in layout.folders.items()
        if path in folders or os.path.isfile(target / note_path)
    }
    prefix = ""
    if config.vault_root is not None:
        relative = target.resolve().relative_to(config.vault_root.resolve()).as_posix()
        prefix = "" if relative == "." else relative
    return Links(there, folder_notes, config.links, prefix)
