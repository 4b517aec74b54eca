"""What becomes of the notes whose source is gone: they follow it, go to the trash, or stay."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ralf_notes.notes.layout import Layout
from ralf_notes.notes.render import DIGEST_SHOWN
from ralf_notes.plan.orphans import moves, removal
from ralf_notes.plan.orphans.absence import DETACHED, Absences, Why, absences
from ralf_notes.plan.orphans.notes import Orphan, find_strays
from ralf_notes.plan.orphans.removal import Removal
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project

_PART = "a run on a part of the files (--limit, --changed-since) removes none: run it without"


@dataclass(frozen=True, slots=True)
class OrphanPlan:
    """What becomes of one tree's notes whose source is gone."""

    notes: tuple[Orphan, ...]
    """All of them."""
    absences: Absences
    """Why each of their sources is gone."""
    moves: Mapping[str, Orphan]
    """The notes that follow a source which was moved, by its new path (a folder's ends in `/`).

    The note of a folder follows `folder_note` as well.
    """
    removal: Removal
    """What becomes of the others whose source was deleted."""


def plan_orphans(
    scope: Scope, project: Project, layout: Layout, retired: Sequence[Orphan] = ()
) -> OrphanPlan:
    """Decide about the notes of a tree whose source is gone.

    Args:
        scope: the run's; a run on chosen files removes nothing.
        project: the tree.
        layout: where the notes of its files and folders are now.
        retired: the notes of files about which nothing is to be said: they go, and do not count
            among those that go because their source is gone.
    """
    strays = find_strays(scope.target, layout, scope.config.tags_prefix)
    leaving = {each.note for each in retired}
    orphans = tuple(each for each in strays.orphans if each.note not in leaving)
    reasons = absences(project.tree, [orphan.source for orphan in orphans])
    if scope.prunes and reasons.hold == DETACHED:  # whoever says so means this commit
        reasons = replace(reasons, hold="")
    deleted = set(reasons.deleted)
    # Files that have no note: they are new, or were moved here.
    fresh = {
        path: project.files[path].digest[:DIGEST_SHOWN]
        for path in project.documented
        if not project.changes.is_current(path, project.files[path].digest)
        and not os.path.lexists(scope.target / layout.files[path])
    }
    moved = dict(strays.renamed)
    renamed = moves.find_moves([each for each in orphans if each.source in deleted], fresh)
    for path, orphan in renamed.items():
        note_path = (layout.folders if path.endswith("/") else layout.files).get(path.rstrip("/"))
        if note_path is not None and not os.path.lexists(scope.target / note_path):
            moved[path] = orphan
    followed = {orphan.note for orphan in moved.values()}
    others = [orphan for orphan in orphans if orphan.note not in followed]
    leaves = _removal(scope, others, reasons, strays.total)
    leaves = replace(leaves, goes=(*leaves.goes, *retired))
    return OrphanPlan(orphans, reasons, moved, leaves)


def _removal(scope: Scope, orphans: Sequence[Orphan], reasons: Absences, total: int) -> Removal:
    """Decide about the notes that follow no moved source; `--prune` leaves none without a word."""
    passed_over = tuple(removal.not_deleted(orphans, reasons)) if scope.prunes else ()
    if scope.is_partial:
        deleted = [each for each in orphans if reasons.why[each.source] is Why.DELETED]
        deleted = deleted if scope.prunes else []
        return Removal(held=tuple(deleted), hold=_PART, passed_over=passed_over)
    share = 1.0 if scope.prunes else removal.USUAL_SHARE
    decided = removal.decide(orphans, reasons, total, share if scope.config.prune else 0.0)
    return replace(decided, passed_over=passed_over)
