"""The text of `llms-full.txt`: whole notes, those that matter most first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ralf_notes import control_tokens
from ralf_notes.agents.llms import marking
from ralf_notes.agents.llms.index import head
from ralf_notes.agents.llms.order import WeighedNote
from ralf_notes.agents.note_text import readable
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import note, vault
from ralf_notes.notes.links import relative
from ralf_notes.notes.wording import wording_for
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.source.own_files import LLMS_FULL_NAME

MOST_BYTES = 400_000
"""About 100,000 tokens."""
_MOST_TOO_BIG = 20
"""Notes that did not fit, after which no further ones are tried."""
_TITLE = re.compile(r"\A# [^\n]*\n")
_BETWEEN = "\n\n---\n\n"


def full_text(scope: Scope, planned: TreePlan, ordered: Iterable[WeighedNote]) -> str:
    """Return `llms-full.txt` of a tree that has an overview, at most `MOST_BYTES` of it.

    Args:
        ordered: the other notes, those that matter most first.
    """
    overview = planned.layout.folders[""]
    at = f"{overview.rpartition('/')[0]}/{LLMS_FULL_NAME}"
    total = len(planned.links.files) + len(planned.links.folders)
    room = MOST_BYTES - len(marking.marked(_page(scope, planned, [], total, total)).encode())
    notes: list[str] = []
    too_big = 0
    for each in (WeighedNote("/", overview, ""), *ordered):
        is_known = each.source in planned.up_to_date or planned.recorder.is_as_recorded(
            each.source, each.note
        )
        text = _note(scope, at, each.note, is_known=is_known)
        size = len(text.encode(errors="surrogateescape")) + len(_BETWEEN)
        if text and size <= room:
            notes.append(text)
            room -= size
        elif text:
            too_big += 1
            if too_big == _MOST_TOO_BIG:
                break
    return marking.marked(_page(scope, planned, notes, total - len(notes), total))


def _page(scope: Scope, planned: TreePlan, notes: list[str], missing: int, total: int) -> str:
    say = wording_for(scope.config.language)
    intro = say("llms.whole")
    if missing:
        intro += f" {say.counted('llms.no_room', total, missing=missing)}"
    begin = f"{head(scope, planned, say('llms.all', name=planned.name))}\n{intro}"
    return _BETWEEN.join([begin, *notes]) + "\n"


def _note(scope: Scope, at: str, note_path: str, *, is_known: bool) -> str:
    """Return our text of a note, '' if there is none or somebody else wrote in it."""
    try:
        text = vault.read_text(scope.target, note_path) or ""
        block = note.untouched_block(text, is_known=is_known)
        if block is None:  # a formatter may have been at it
            document = note.take_apart(text)
            block = "" if document.edited else document.body
    except NoteBlocked:
        return ""
    body = readable(block, note_path, at, scope.vault_place.prefix)
    body = control_tokens.broken(body)
    where = wording_for(scope.config.language)("llms.note_at", path=relative(at, note_path))
    return _TITLE.sub(lambda title: f"{title[0]}\n{where}\n", body)
