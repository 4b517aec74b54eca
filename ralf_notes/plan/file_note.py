"""What becomes of a file's note: the prose it keeps, what is asked, the facts besides the prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from ralf_notes.config.source_links import AUTO
from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.models.routing import Route
from ralf_notes.notes import vault
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.links import Links
from ralf_notes.notes.render import DIGEST_SHOWN
from ralf_notes.notes.render.description import description
from ralf_notes.notes.render.facts import FileFacts
from ralf_notes.notes.vault import StoredNote
from ralf_notes.outline.model import Outline
from ralf_notes.plan import earlier_prose, survey
from ralf_notes.plan.around.borrowed import without_gone
from ralf_notes.plan.around.naming import named_by_neighbours
from ralf_notes.plan.detail.choice import lists_for
from ralf_notes.plan.detail.digests import content_digest, unread_symbols
from ralf_notes.plan.earlier_prose import NoteProse
from ralf_notes.plan.orphans.notes import Orphan
from ralf_notes.plan.repository.nouns import is_named_test
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import WantedProse, reconciled, true_prose, wanted_prose
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_changes import digest
from ralf_notes.plan.tree_plan import FilePlan, TreePlan
from ralf_notes.plan.upgrade import carried_over
from ralf_notes.prose.parts.known import located


def plan_file(
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
    file, config = project.files[path], scope.config
    users, route = project.neighbours.users(path), route_of(scope, project, path)
    try:
        stored = load_note(scope, note_path, moved)
        if stored is None and moved is None and route.whole is None:  # there is nothing to compare
            return FilePlan(
                path, note_path, "new", WantedProse(), file.source.size, users, file.sentence,
                route=route,
            )  # fmt: skip
        outline = survey.outline_of(project, path, scope.cache)
        prose = _true_prose(scope, project, path, outline, stored)
    except (NoteBlocked, SourceUnreadable) as exc:
        problem = f"note {note_path}: {exc}" if isinstance(exc, NoteBlocked) else str(exc)
        return FilePlan(path, note_path, "blocked", WantedProse(), 0, users, file.sentence, problem)
    sentence = file.sentence
    if prose.kept.summary:
        sentence = description(path, outline, file.kind, prose.kept)
    if stored is not None and stored.frame.edited and config.on_edited == "keep":
        problem = "its generated block was edited by hand: left alone"
        return FilePlan(
            path, note_path, "edited", WantedProse(), outline.size, users, sentence, problem
        )
    if moved is not None:
        status = "moved"
    elif stored is None:
        status = "new"
    else:
        is_current = file.digest[:DIGEST_SHOWN] == stored.about and stored.frame.other_body is None
        status = "unchanged" if is_current else "changed"
    wanted = WantedProse()
    if route.whole is not None:
        again = scope.asks_again(prose.kept, route.part, route.whole)
        due = scope.due(prose.kept.state, content_digest(outline), route.part, route.whole)
        lists = lists_for(scope, project, path, outline)
        wanted = wanted_prose(outline, file.kind, prose.kept, lists=lists, due=due, force=again)
    return FilePlan(
        path, note_path, status, wanted, outline.size, users, sentence,
        route=route, prose=prose, stored=stored,
    )  # fmt: skip


def load_note(scope: Scope, note_path: str, moved: Orphan | None) -> StoredNote | None:
    """Return a note, whether or not it has followed its source yet. Raises NoteBlocked."""
    stored = vault.read_stored(scope.target, note_path)
    return vault.read_stored(scope.target, moved.note) if stored is None and moved else stored


def route_of(scope: Scope, project: Project, path: str) -> Route:
    """Return the models that are asked about a file: none where no model writes about its kind."""
    file = project.files[path]
    if not scope.config.asks_about(file.kind):
        return Route(None, None)
    users = project.neighbours.users(path)
    return scope.routing.of_file(file.kind, file.source.size, users)


def file_facts(
    scope: Scope, planned: TreePlan, path: str, outline: Outline, kept: Kept, content_digest: str
) -> FileFacts:
    """Return what a file's note says besides its prose."""
    project = planned.project
    neighbours = project.neighbours
    users, is_test = neighbours.used_by(path), neighbours.is_test(path)
    is_asked = route_of(scope, project, path).whole is not None
    has_prose = bool(kept.summary or kept.symbols)
    tree, template = project.tree, scope.config.source_url
    if template == AUTO:
        template = tree.source_url
    source_url = template.format(
        path=quote(path), name=quote(tree.name), root=quote(tree.root.as_posix())
    )
    return FileFacts(
        path=path,
        kind=project.files[path].kind,
        digest=content_digest,
        outline=outline,
        resolved=neighbours.resolved(path),
        used_by=tuple(user for user in users if is_test or not neighbours.is_test(user)),
        tested_by=() if is_test else _tests_of(project, users),
        source_url=source_url,
        in_use=neighbours.in_use(path),
        named=named_by_neighbours(scope, project, path, kept.state.borrowed) if has_prose else {},
        pending=is_asked and outline.size > 0 and not kept.state.summary,
        outdated=unread_symbols(outline, kept.state) if kept.state.summary else (),
    )


def _tests_of(project: Project, users: Sequence[str]) -> tuple[str, ...]:
    """Return the tests among the files that use one, without their helpers and material.

    Where no name tells which of them are tests, all that stand among tests count.
    """
    tests = tuple(user for user in users if project.neighbours.is_test(user))
    named = tuple(each for each in tests if is_named_test(each, project.files[each]))
    return named or tests


def shown_digest(project: Project, links: Links, path: str) -> str:
    """Return the digest of what a file's note depends on besides its source and its prose."""
    resolved, users = project.neighbours.resolved(path), project.neighbours.used_by(path)
    others = [use.path for use in resolved.uses] + [*users]
    others += [each.source for each in resolved.exports]
    places = [f"{other}\0{links.files.get(other, '')}" for other in others]
    kind = project.files[path].kind.value
    in_use = project.neighbours.in_use_digest(path), *sorted(project.neighbours.known_names(path))
    mounted = repr(project.neighbours.mounted(path) or "")
    return digest(project.changes.settings_digest, kind, repr(resolved), *in_use, mounted, *places)


def _true_prose(
    scope: Scope, project: Project, path: str, outline: Outline, stored: StoredNote | None
) -> NoteProse:
    """Return the prose of a note that is still true, or true prose that it had earlier.

    Where no model will write, nothing is thrown away.
    """
    file, prose = project.files[path], NoteProse.of_note(stored)
    about = file.digest[:DIGEST_SHOWN]
    if stored is not None:
        is_same = stored.about == about and stored.frame.other_body is None
        sides = [
            carried_over(outline, file.kind, kept, is_same_source=is_same, changed=stored.changed)
            for kept in stored.prose
        ]
        prose = replace(prose, kept=reconciled(outline, sides))
    if route_of(scope, project, path).whole is None:
        return prose
    kept = true_prose(outline, _with_parts_of_now(scope, project, path, prose.kept))
    prose = replace(prose, kept=without_gone(scope, project, kept))
    if not wanted_prose(outline, file.kind, prose.kept):
        return prose
    earlier = earlier_prose.recall(scope.cache, project.tree.name, path, about)
    if earlier is None:
        return prose
    kept = carried_over(outline, file.kind, earlier.kept, is_same_source=True)
    kept = _with_parts_of_now(scope, project, path, kept)
    if wanted_prose(outline, file.kind, kept):
        return prose
    return replace(earlier, kept=kept)


def _with_parts_of_now(scope: Scope, project: Project, path: str, kept: Kept) -> Kept:
    """Return what a note keeps, with those of its parts that stand in the file as it is."""
    if not kept.parts:
        return kept
    content, outline = survey.read_file(project, path, scope.cache)
    return kept.with_parts(located(kept.parts, content.text.encode(errors="replace"), outline))
