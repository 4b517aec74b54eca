"""Notes that follow their moved source, and notes of deleted sources that go to the trash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from ralf_notes.errors import NoteBlocked
from ralf_notes.events import Failed, Warned
from ralf_notes.notes import vault
from ralf_notes.notes.disk import upkeep
from ralf_notes.notes.links import Backlink
from ralf_notes.notes.obsidian import base, place
from ralf_notes.plan import earlier_prose, owners
from ralf_notes.plan.earlier_prose import NoteProse
from ralf_notes.plan.orphans import elsewhere
from ralf_notes.plan.orphans.notes import Orphan
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan, overviews
from ralf_notes.run.ledger import Ledger
from ralf_notes.source.own_files import BASE_NAME, RECORD_NAME
from ralf_notes.source.walk import Walk


def prepare(scope: Scope, walked: Walk, plans: Sequence[TreePlan], ledger: Ledger) -> None:
    """Make the target ready for writing, if there is anything to write."""
    for line in chain.from_iterable(elsewhere.moved_notes(scope, each) for each in plans):
        ledger.warn(line)
    # A tree whose files all are without notes has notes of its folders nevertheless.
    is_missing = not scope.target.exists() and any(planned.folders for planned in plans)
    if is_missing or any(planned.has_work for planned in plans):
        upkeep.ensure_writable(scope.target)
        owners.record_owners(walked, scope.target)
        _keep_vault_place(scope, ledger)
    for line in upkeep.sweep(scope.target, [planned.name for planned in plans]):
        ledger.warn(line)
    for planned in plans:
        planned.recorder.forget_last_run(scope.cache)


def _keep_vault_place(scope: Scope, ledger: Ledger) -> None:
    """Keep where the target lies in its vault; say so once."""
    vault = scope.vault_place
    try:
        if place.keep(scope.config, vault):
            inside = vault.prefix.rstrip("/")
            ledger.tell(Warned(f"Links count from the Obsidian vault {vault.root} ({inside})."))
    except NoteBlocked as exc:
        ledger.warn(f"{scope.target / RECORD_NAME}: {exc}")


def _keep_base(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger) -> None:
    """Bring the table of all notes up to date."""
    try:
        base.bring_up_to_date(scope.config, scope.vault_place, overviews(plans))
    except NoteBlocked as exc:
        ledger.tell(Failed(BASE_NAME, str(exc)))


def follow(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger) -> None:
    """Move and remove notes as planned, and bring the table of all notes up to date."""
    _keep_base(scope, plans, ledger)
    for planned in plans:
        for source, orphan in planned.orphans.moves.items():
            notes = planned.layout.folders if source.endswith("/") else planned.layout.files
            note_path = notes[source.rstrip("/")]
            try:
                upkeep.move(scope.target, orphan.note, note_path)
                ledger.moved[orphan.note] = note_path
            except NoteBlocked as exc:
                ledger.tell(Failed(orphan.note, str(exc)))
        for orphan in planned.orphans.removal.goes:
            try:
                _remove(scope, planned.name, orphan)
                ledger.removed.append(orphan.note)
            except NoteBlocked as exc:
                ledger.tell(Failed(orphan.note, str(exc)))


def _remove(scope: Scope, tree: str, orphan: Orphan) -> None:
    """Put a note into the trash; remember its prose, in case the source comes back."""
    document = vault.read_document(scope.target, orphan.note)
    if document is None:
        return
    prose = NoteProse.of_document(document)
    about = orphan.digest or prose.kept.state.summary
    earlier_prose.remember(scope.cache, tree, orphan.source, about, prose)
    upkeep.discard(scope.target, orphan.note)


def broken_links(scope: Scope, moved: Mapping[str, str]) -> Iterator[Backlink]:
    """Yield the user's own links to notes that a run moved.

    Args:
        scope: the run's.
        moved: old note path -> new one, below the target.
    """
    where = scope.vault_place
    paths = {f"{where.prefix}{old}": f"{where.prefix}{moved[old]}" for old in moved}
    yield from vault.backlinks(where.root, paths, where.start)
