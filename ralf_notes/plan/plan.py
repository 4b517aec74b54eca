"""What a run will do: sources and notes compared, before anything is asked or written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.models.routing import Route, stretches
from ralf_notes.models.tokens import BYTES_PER_TOKEN
from ralf_notes.notes import note, render, vault
from ralf_notes.notes.links import Links
from ralf_notes.notes.render import DIGEST_SHOWN
from ralf_notes.notes.vault import Layout
from ralf_notes.outline.parse import Outline
from ralf_notes.plan import (
    absence,
    earlier_prose,
    moves,
    orphans,
    removal,
    survey,
)
from ralf_notes.plan.absence import Absences
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.orphans import Found, Gone
from ralf_notes.plan.removal import Removal
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import Wanted, reconciled, true_prose, wanted
from ralf_notes.plan.survey import Project
from ralf_notes.prose.questions import DESCRIPTION, SUMMARY
from ralf_notes.source import changes
from ralf_notes.source.classify import Kind

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
    moves: Mapping[str, Gone]
    """By new source path (of a folder with a slash at its end): the note that goes with it."""
    removal: Removal
    chosen: frozenset[str] | None = None
    """The paths that the model is asked about; None for all."""
    changed: Mapping[str, int] = field(default_factory=dict)
    """When files were last changed, where that is known and there is not time for all of them."""

    def is_asked(self, path: str) -> bool:
        """Tell whether the model may be asked about a file, or about a folder for its files."""
        if self.chosen is None or path in self.chosen:
            return True
        inside = f"{path}/" if path else ""
        return any(each.startswith(inside) for each in self.chosen)

    def queue(self, limit: int | None = None) -> list[FilePlan]:
        """Return the files to ask about: the most used first, of equals the last changed."""
        asked = [p for p in self.files.values() if p.wanted and p.is_ours and self.is_asked(p.path)]
        asked.sort(key=lambda plan: (-plan.users, -self.changed.get(plan.path, 0), plan.path))
        return asked if limit is None else asked[:limit]


def make(run: Scope, found: Project) -> TreePlan:
    """Compare a tree with the notes that are there."""
    config, target = run.config, run.target
    layout = vault.layout(
        found.tree.name,
        [p for p, e in found.entries.items() if e.kind is not Kind.SKIPPED],
        config.folder_note_style,
        owner=lambda path: _owner(target, path),
    )
    noted = found.noted()
    there = orphans.find(target, layout, config.tags_prefix)
    absent = absence.absences(found.tree, [each.source for each in there.gone])
    moved = _followed(run, found, layout, there, absent)
    files = {
        path: _file_plan(run, found, path, layout.files[path], moved.get(path)) for path in noted
    }
    folders = survey.folders(iter(noted))
    links = _links(layout, files, folders, config, target)
    deepest_first = sorted(folders, key=lambda path: (-path.count("/") - bool(path), path))
    return TreePlan(
        found,
        layout,
        links,
        files,
        tuple(deepest_first),
        _children(links),
        moved,
        _removal(run, there, absent, moved),
        changes.since(found.tree.root, run.changed_since, found.tree.commit)
        if run.changed_since
        else None,
    )


def order(run: Scope, plans: Sequence[TreePlan], limit: int | None) -> tuple[tuple[str, str], ...]:
    """Return the order of the work: what is asked, and of which model."""
    routes = [file.route for planned in plans for file in planned.queue(limit)]
    order = stretches(run.routing, routes)
    folders = {"overview" if not folder else "folder" for _, folder in run.stale}
    return tuple(each for each in order if each[0] in ("part", "file") or each[0] in folders)


def read_folder(run: Scope, planned: TreePlan, folder: str) -> note.Document | None:
    """Return the note of a folder, whether or not it has followed its folder yet.

    Raises NoteBlocked when it is not ours.
    """
    return _read(run, planned.layout.folders[folder], planned.moves.get(f"{folder}/"))


def route(run: Scope, found: Project, path: str) -> Route:
    """Return which models are asked about a file; nobody where none writes about its kind."""
    entry = found.entries[path]
    if not run.config.asks_about(entry.kind):
        return Route(None, None)
    return run.routing.of_file(entry.kind, entry.file.size, len(found.used_by.get(path, ())))


def true_kept(
    run: Scope, found: Project, path: str, outline: Outline, document: note.Document | None
) -> Written:
    """Return what a file's note keeps: what of its prose is still true, or an earlier state's.

    Where no model will write, nothing is thrown away.
    """
    entry, there = found.entries[path], earlier_prose.written(document)
    there = replace(there, kept=reconciled(outline, note.kept(document)))
    if route(run, found, path).whole is None:
        return there
    there = replace(there, kept=true_prose(outline, there.kept))
    if not wanted(outline, entry.kind, there.kept):
        return there
    earlier = earlier_prose.recall(run.cache, found.tree.name, path, entry.digest[:DIGEST_SHOWN])
    if earlier is None or wanted(outline, entry.kind, earlier.kept):
        return there
    return earlier


def _read(run: Scope, note_path: str, moved: Gone | None) -> note.Document | None:
    document = vault.read(run.target, note_path)
    return vault.read(run.target, moved.note) if document is None and moved else document


def _followed(
    run: Scope, found: Project, layout: Layout, there: Found, absent: Absences
) -> dict[str, Gone]:
    """Return the notes that go with sources which were moved, by the new path."""
    deleted = set(absent.deleted)
    fresh = {
        path: found.entries[path].digest[:DIGEST_SHOWN]
        for path in found.noted()
        if not os.path.lexists(run.target / layout.files[path])
    }
    moved = moves.find([each for each in there.gone if each.source in deleted], fresh)
    return {path: each for path, each in moved.items() if _is_free(run.target, layout, path)}


def _is_free(target: Path, layout: Layout, source: str) -> bool:
    """Tell whether there is no note yet of a file or (with a slash at its end) of a folder."""
    notes = layout.folders if source.endswith("/") else layout.files
    note_path = notes.get(source.rstrip("/"))
    return note_path is not None and not os.path.lexists(target / note_path)


def _removal(run: Scope, there: Found, absent: Absences, moved: Mapping[str, Gone]) -> Removal:
    """Decide about the notes of deleted sources; a run on chosen files decides nothing."""
    if run.is_partial:
        return Removal()
    followed = {each.note for each in moved.values()}
    left = [each for each in there.gone if each.note not in followed]
    return removal.decide(left, absent, there.there, run.config.prune, run.prunes)


def _file_plan(
    run: Scope, found: Project, path: str, note_path: str, moved: Gone | None
) -> FilePlan:
    entry, config = found.entries[path], run.config
    users = len(found.used_by.get(path, ()))
    try:
        document = _read(run, note_path, moved)
        outline = survey.outline_of(found, path, run.cache)
        kept = true_kept(run, found, path, outline, document).kept
    except (NoteBlocked, SourceUnreadable) as exc:
        problem = f"note {note_path}: {exc}" if isinstance(exc, NoteBlocked) else str(exc)
        return FilePlan(path, note_path, "blocked", Wanted(), 0, users, entry.sentence, problem)
    sentence = render.description(outline, entry.kind, kept)
    status = "moved" if moved else _status(document, entry.digest, config)
    if moved and document and document.edited and config.on_edited == "keep":
        status = "edited"
    if status == "edited":
        problem = "its generated block was edited by hand: left alone"
        return FilePlan(path, note_path, status, Wanted(), outline.size, users, sentence, problem)
    asks = route(run, found, path)
    ask = Wanted()
    if asks.whole is not None:
        ask = wanted(outline, entry.kind, kept, run.asks_again(kept, asks.part, asks.whole))
    return FilePlan(path, note_path, status, ask, outline.size, users, sentence, route=asks)


def _status(document: note.Document | None, digest: str, config: Config) -> str:
    if document is None:
        return "new"
    if document.edited and config.on_edited == "keep":
        return "edited"
    is_current = digest[:DIGEST_SHOWN] in document.front and document.other_body is None
    return "unchanged" if is_current else "changed"


def _owner(target: Path, note_path: str) -> str | None:
    """Return the source path that an existing note names, None if it is not there or not ours."""
    from ralf_notes.notes import frontmatter

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
