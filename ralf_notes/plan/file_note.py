"""What becomes of one file's note: what it keeps, what is asked, and what it says beside prose."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.models.routing import Route
from ralf_notes.notes import render, vault
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.links import Links
from ralf_notes.notes.render import DIGEST_SHOWN, FileFacts
from ralf_notes.notes.vault import StoredNote
from ralf_notes.outline.model import Outline
from ralf_notes.plan import earlier_prose, survey
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.orphans.notes import Orphan
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import Wanted, changed, reconciled, true_prose, wanted
from ralf_notes.plan.standing import digest
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_plan import FilePlan, TreePlan


def file_plan(
    scope: Scope, project: Project, path: str, note_path: str, moved: Orphan | None
) -> FilePlan:
    """Compare a file with its note.

    Args:
        scope: the run's.
        project: the file's tree.
        path: the file.
        note_path: where its note is, or will be.
        moved: the note of an earlier path, which goes with the file.
    """
    entry, config = project.entries[path], scope.config
    users = len(project.neighbours.used_by(path))
    try:
        stored = load(scope, note_path, moved)
        outline = survey.outline_of(project, path, scope.cache)
        prose = _true_prose(scope, project, path, outline, stored)
    except (NoteBlocked, SourceUnreadable) as exc:
        problem = f"note {note_path}: {exc}" if isinstance(exc, NoteBlocked) else str(exc)
        return FilePlan(path, note_path, "blocked", Wanted(), 0, users, entry.sentence, problem)
    sentence = render.description(outline, entry.kind, prose.kept)
    status = "moved" if moved else _status(stored, entry.digest, config)
    if moved and stored and stored.frame.edited and config.on_edited == "keep":
        status = "edited"
    if status == "edited":
        problem = "its generated block was edited by hand: left alone"
        return FilePlan(path, note_path, status, Wanted(), outline.size, users, sentence, problem)
    models = route(scope, project, path)
    questions = Wanted()
    if models.whole is not None:
        again = scope.asks_again(prose.kept, models.part, models.whole)
        questions = wanted(outline, entry.kind, prose.kept, again)
    return FilePlan(
        path, note_path, status, questions, outline.size, users, sentence,
        route=models, prose=prose, stored=stored,
    )  # fmt: skip


def load(scope: Scope, note_path: str, moved: Orphan | None) -> StoredNote | None:
    """Return a note, whether or not it has followed its source yet. Raises NoteBlocked."""
    stored = vault.read_stored(scope.target, note_path)
    return vault.read_stored(scope.target, moved.note) if stored is None and moved else stored


def route(scope: Scope, project: Project, path: str) -> Route:
    """Return which models are asked about a file; nobody where none writes about its kind."""
    entry = project.entries[path]
    if not scope.config.asks_about(entry.kind):
        return Route(None, None)
    return scope.routing.of_file(entry.kind, entry.file.size, len(project.neighbours.used_by(path)))


def file_facts(
    scope: Scope, planned: TreePlan, path: str, outline: Outline, kept: Kept, content: str
) -> FileFacts:
    """Return what a file's note says beside its prose."""
    project = planned.project
    asked = route(scope, project, path).whole is not None
    return FileFacts(
        path=path,
        kind=project.entries[path].kind,
        digest=content,
        outline=outline,
        resolved=project.neighbours.resolved(path),
        used_by=project.neighbours.used_by(path),
        source_url=source_url(scope.config, project, path),
        pending=asked and outline.size > 0 and not kept.state.summary,
        outdated=changed(outline, kept.state) if kept.state.summary else (),
    )


def near(project: Project, links: Links, path: str) -> str:
    """Return the hash of what a file's note is made of beside its source and its prose."""
    resolved, users = project.neighbours.resolved(path), project.neighbours.used_by(path)
    shown = [use.path for use in resolved.uses] + [*users]
    places = [f"{other}\0{links.files.get(other, '')}" for other in shown]
    kind = project.entries[path].kind.value
    return digest(project.standing.settings, kind, repr(resolved), *places)


def source_url(config: Config, project: Project, path: str) -> str:
    """Return where a file's code can be seen, from the template `source_url`."""
    if not config.source_url:
        return ""
    root = quote(project.tree.root.as_posix())
    return config.source_url.format(path=quote(path), name=quote(project.tree.name), root=root)


def _true_prose(
    scope: Scope, project: Project, path: str, outline: Outline, stored: StoredNote | None
) -> Written:
    """Return what a note keeps: its prose that is still true, or that of an earlier state.

    Where no model will write, nothing is thrown away.
    """
    entry, prose = project.entries[path], earlier_prose.stored(stored)
    if stored is not None:
        prose = replace(prose, kept=reconciled(outline, stored.prose))
    if route(scope, project, path).whole is None:
        return prose
    prose = replace(prose, kept=true_prose(outline, prose.kept))
    if not wanted(outline, entry.kind, prose.kept):
        return prose
    content = entry.digest[:DIGEST_SHOWN]
    earlier = earlier_prose.recall(scope.cache, project.tree.name, path, content)
    if earlier is None or wanted(outline, entry.kind, earlier.kept):
        return prose
    return earlier


def _status(stored: StoredNote | None, content: str, config: Config) -> str:
    if stored is None:
        return "new"
    if stored.frame.edited and config.on_edited == "keep":
        return "edited"
    is_current = content[:DIGEST_SHOWN] == stored.about and stored.frame.other_body is None
    return "unchanged" if is_current else "changed"
