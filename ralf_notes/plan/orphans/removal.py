"""Which notes of deleted sources go to the trash: only where the source is surely deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.plan.orphans.absence import Absences, Why
from ralf_notes.plan.orphans.notes import Orphan
from ralf_notes.text import count_of

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
    held: tuple[Orphan, ...] = ()
    """They stay, because their source may be missing for a while only."""
    hold: str = ""
    """Why that is so, and what to do about it."""
    total: int = 0
    """How many notes of ours the tree's folder holds."""
    passed_over: tuple[tuple[str, str], ...] = ()
    """Other notes that `--prune` leaves, and why: their source is not known to be deleted."""
    is_final: bool = True
    """Whether the next run would decide the same as long as no source changes."""

    def stays(self) -> Iterator[tuple[str, str]]:
        """Yield the notes that stay although their source was deleted, and why, in words."""
        yield from ((each.note, "you wrote in it") for each in self.written_in)
        notes = count_of(self.total, "note")
        why = f"{len(self.too_many)} of {notes} would go at once; --prune removes them"
        yield from ((each.note, why) for each in self.too_many)
        yield from ((each.note, self.hold) for each in self.held)


def decide(orphans: Sequence[Orphan], absences: Absences, total: int, share: float) -> Removal:
    """Decide about the notes of sources that are gone and were not moved.

    Args:
        orphans: the notes.
        absences: why each of their sources is gone.
        total: how many notes of ours the tree's folder holds.
        share: how many of them may go in one run, from 0 for none to 1 for all.
    """
    candidates = [each for each in orphans if absences.why[each.source] is Why.DELETED]
    if absences.hold:
        held_back = tuple(candidates) if share else ()
        return Removal(held=held_back, hold=absences.hold, is_final=False)
    if not share:
        return Removal()
    written_in = tuple(each for each in candidates if each.is_written_in)
    goes = tuple(each for each in candidates if not each.is_written_in)
    if len(goes) > share * total:
        return Removal(written_in=written_in, too_many=goes, total=total)
    return Removal(goes, written_in, total=total)


def not_deleted(orphans: Iterable[Orphan], absences: Absences) -> Iterator[tuple[str, str]]:
    """Yield the notes whose source is gone without being deleted, and why."""
    for each in orphans:
        if (reason := absences.why[each.source]) is not Why.DELETED:
            yield each.note, _NOT_DELETED[reason]


_NOT_DELETED = {
    Why.LEFT_OUT: "the source is left out of this run: excluded, ignored, or not in the paths that "
    "it names",
    Why.NOT_CHECKED_OUT: "git tracks the source, but it is not checked out (sparse checkout)",
    Why.OUT_OF_REACH: "the source is below a folder that cannot be read now",
}
