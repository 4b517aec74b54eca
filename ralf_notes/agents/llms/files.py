"""The files for agents on disk: what is to become of them, and how that is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ralf_notes.agents.llms import full, index, marking
from ralf_notes.agents.llms.order import WeighedNote, by_weight
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import vault
from ralf_notes.notes.disk import upkeep
from ralf_notes.notes.layout import segment
from ralf_notes.notes.note import unified
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.source.own_files import LLMS_FULL_NAME, LLMS_NAME

_TEXTS: Mapping[str, Callable[[Scope, TreePlan, Sequence[WeighedNote]], str]] = {
    LLMS_NAME: index.index_text,
    LLMS_FULL_NAME: full.full_text,
}
_NOT_OURS = "it is not as ralf-notes left it: move it away, or set llms_txt: false"


@dataclass(frozen=True, slots=True)
class FileForAgents:
    """One of these files, compared with what it should be."""

    path: str
    """Below the target."""
    change: Literal["", "new", "changed", "gone", "blocked"]
    text: str = ""
    """What it should be; '' if it should not be there."""
    why: str = ""
    """Why it is blocked."""


def compared(scope: Scope, planned: TreePlan) -> Iterator[FileForAgents]:
    """Yield the files for agents of a tree, by the notes that are there now."""
    wants = scope.config.llms_txt and "" in planned.layout.folders
    ordered = [*by_weight(planned)] if wants else []
    for path, text_of in zip(paths(planned), _TEXTS.values(), strict=True):
        try:
            now = vault.read_text(scope.target, path)
        except NoteBlocked as exc:
            if wants:
                yield FileForAgents(path, "blocked", why=str(exc))
            continue
        is_ours = now is None or marking.is_as_we_left_it(now)
        text = text_of(scope, planned, ordered) if wants and is_ours else ""
        if not is_ours:
            if wants:
                yield FileForAgents(path, "blocked", why=_NOT_OURS)
        elif now is None:
            yield FileForAgents(path, "new" if text else "", text)
        elif not text:
            yield FileForAgents(path, "gone")
        else:
            yield FileForAgents(path, "" if unified(now) == text else "changed", text)


def bring_up_to_date(scope: Scope, planned: TreePlan) -> Iterator[FileForAgents]:
    """Write the files for agents of a tree or put them into the trash; yield them.

    Raises TargetError.
    """
    for each in compared(scope, planned):
        try:
            if each.change == "gone":
                upkeep.discard(scope.target, each.path)
            elif each.change in ("new", "changed"):
                vault.write_text(scope.target, each.path, each.text)
        except NoteBlocked as exc:
            each = FileForAgents(each.path, "blocked", why=str(exc))
        yield each


def paths(planned: TreePlan) -> tuple[str, ...]:
    """Return where the files for agents of a tree are: beside its overview."""
    overview = planned.layout.folders.get("", "")
    folder = overview.rpartition("/")[0] or segment(planned.name)
    return tuple(f"{folder}/{name}" for name in _TEXTS)
