"""Which notes of deleted sources go to the trash: only where the source is surely deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.plan.absence import Absences
from ralf_notes.plan.orphans import Gone

_MOST = 0.2
"""Share of a tree's notes that a run removes without being told to."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What becomes of the notes whose source was deleted."""

    goes: tuple[Gone, ...] = ()
    """To the trash."""
    written_in: tuple[Gone, ...] = ()
    """They stay, as the user wrote in them."""
    too_many: tuple[Gone, ...] = ()
    """They stay until the user says that they may go."""
    there: int = 0
    """How many notes of ours there are."""
    is_final: bool = True
    """Whether the next run would decide the same as long as no source changes."""

    def stays(self) -> Iterator[tuple[str, str]]:
        """Yield the notes that stay though their source was deleted, and why, in words."""
        yield from ((each.note, "you wrote in it") for each in self.written_in)
        why = f"{len(self.too_many)} of {self.there} notes would go at once: --prune removes them"
        yield from ((each.note, why) for each in self.too_many)


def decide(
    gone: Sequence[Gone], absent: Absences, there: int, is_allowed: bool, any_number: bool
) -> Removal:
    """Decide about the notes of sources that are gone and were not moved.

    Args:
        gone: the notes.
        absent: why each of their sources is not there.
        there: how many notes of ours the tree's folder holds.
        is_allowed: the configuration lets notes be removed.
        any_number: the user wants all of them removed.
    """
    if absent.hold:
        return Removal(is_final=False)
    deleted = set(absent.deleted)
    candidates = [each for each in gone if each.source in deleted]
    if not is_allowed:
        return Removal()
    kept = tuple(each for each in candidates if each.is_written_in)
    goes = tuple(each for each in candidates if not each.is_written_in)
    if len(goes) > _MOST * there and not any_number:
        return Removal((), kept, goes, there)
    return Removal(goes, kept, (), there)
