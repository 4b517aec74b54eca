"""Which notes of deleted sources go to the trash: only where the source is surely deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.plan.orphans.absence import Absences
from ralf_notes.plan.orphans.notes import Orphan

USUAL_SHARE = 0.2
"""Share of a tree's notes that a run may remove unless the user allows more."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What becomes of the notes whose source was deleted."""

    goes: tuple[Orphan, ...] = ()
    """They go to the trash."""
    written_in: tuple[Orphan, ...] = ()
    """They stay, because the user wrote in them."""
    too_many: tuple[Orphan, ...] = ()
    """They stay until the user allows this many removals."""
    total: int = 0
    """How many notes of ours the tree's folder holds."""
    is_final: bool = True
    """Whether the next run would decide the same as long as no source changes."""

    def stays(self) -> Iterator[tuple[str, str]]:
        """Yield the notes that stay although their source was deleted, and why, in words."""
        yield from ((each.note, "you wrote in it") for each in self.written_in)
        why = f"{len(self.too_many)} of {self.total} notes would go at once; --prune removes them"
        yield from ((each.note, why) for each in self.too_many)


def decide(orphans: Sequence[Orphan], absences: Absences, total: int, share: float) -> Removal:
    """Decide about the notes of sources that are gone and were not moved.

    Args:
        orphans: the notes.
        absences: why each of their sources is gone.
        total: how many notes of ours the tree's folder holds.
        share: how many of them may go in one run, from 0 for none to 1 for all.
    """
    if absences.hold:
        return Removal(is_final=False)
    if not share:
        return Removal()
    deleted = set(absences.deleted)
    candidates = [each for each in orphans if each.source in deleted]
    written_in = tuple(each for each in candidates if each.is_written_in)
    goes = tuple(each for each in candidates if not each.is_written_in)
    if len(goes) > share * total:
        return Removal((), written_in, goes, total)
    return Removal(goes, written_in, (), total)
