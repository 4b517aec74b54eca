"""Notes that follow their moved source, and notes of deleted sources that go to the trash."""

from __future__ import annotations

from collections.abc import Iterator

from ralf_notes.errors import NoteBlocked
from ralf_notes.events import Failed
from ralf_notes.notes import backlinks, frontmatter, vault
from ralf_notes.notes.backlinks import Backlink
from ralf_notes.plan import earlier_prose
from ralf_notes.plan.orphans import Gone
from ralf_notes.plan.plan import TreePlan
from ralf_notes.run.state import Run


def tidy(run: Run, planned: TreePlan) -> None:
    """Move and remove what the plan of one tree says."""
    for source, gone in planned.moves.items():
        notes = planned.layout.folders if source.endswith("/") else planned.layout.files
        now = notes[source.rstrip("/")]
        try:
            vault.move(run.target, gone.note, now)
            run.moved[gone.note] = now
        except NoteBlocked as exc:
            run.tell(Failed(gone.note, str(exc)))
    for gone in planned.removal.goes:
        try:
            _remove(run, planned.project.tree.name, gone)
        except NoteBlocked as exc:
            run.tell(Failed(gone.note, str(exc)))


def broken_links(run: Run) -> Iterator[Backlink]:
    """Yield the user's own links to notes that this run moved."""
    root = run.config.vault_root or run.target
    prefix = run.target.resolve().relative_to(root.resolve()).as_posix()
    prefix = "" if prefix == "." else f"{prefix}/"
    moved = {f"{prefix}{old}": f"{prefix}{new}" for old, new in run.moved.items()}
    yield from backlinks.find(root, moved)


def _remove(run: Run, tree: str, gone: Gone) -> None:
    """Put a note into the trash; its prose is remembered, should the source come back."""
    document = vault.read(run.target, gone.note)
    if document is None:
        return
    prose = earlier_prose.written(document)
    about = frontmatter.read(document.front).get("ralf_source") or prose.kept.state.summary
    earlier_prose.remember(run.cache, tree, gone.source, str(about), prose)
    vault.discard(run.target, gone.note)
    run.removed.append(gone.note)
