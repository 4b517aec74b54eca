"""What a file's note keeps after a model has answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ralf_notes.notes.kept import Kept
from ralf_notes.plan.around.borrowed import with_borrowed
from ralf_notes.plan.detail import items
from ralf_notes.plan.detail.digests import content_digest, item_digests
from ralf_notes.plan.staleness import open_work, read_state
from ralf_notes.prose.parts import Part
from ralf_notes.prose.summarize import PARTS, FileTask, Prose


def kept_after(
    before: Kept,
    task: FileTask,
    parts: Sequence[Part],
    prose: Prose,
    version: str,
    *,
    is_its_fault: bool,
) -> Kept:
    """Return what a note keeps once a model has answered: what was still true, and what is new.

    Args:
        before: the prose that was still true.
        task: what was asked.
        parts: the parts of the file that were sent.
        prose: the model's.
        version: of the prompts and the model.
        is_its_fault: whether unusable answers count for this file.
    """
    starts = {symbol.name: symbol.start for symbol in task.outline.symbols}
    # The symbols that were asked about and whose text was read: answered, usably or not.
    answered = tuple(
        name
        for part in parts
        for name in part.symbols
        if any(a <= max(starts[name], part.start) < b for a, b in prose.read)
    )
    is_whole = task.summary and not prose.failures
    state = read_state(
        task.outline, before.state, answered, prose.read,
        is_whole=is_whole, prompt_version=version,
    )  # fmt: skip
    asked_names = {*answered, *([""] if is_whole else []), *([PARTS] if prose.parts else [])}
    unanswered = {name: why for name, why in prose.unanswered.items() if name in asked_names}
    about = content_digest(task.outline)
    still = open_work(
        before.state.open, asked_names, unanswered, version, about, counts_try=is_its_fault
    )
    state = replace(state, open=still)
    if prose.failures:
        state = replace(state, unread=prose.failures)
    summary = prose.summary if task.summary else before.summary
    symbols = {name: text for name, text in before.symbols.items() if name not in answered}
    symbols |= dict(prose.symbols)
    lists = before.items
    if not prose.failures:
        new = {name: prose.items.get(name, ()) for name in task.lists}
        digests = item_digests(task.outline)
        lists = items.merged(before.items, new, digests, is_whole=not task.only)
    rows = before.parts if not task.summary and not prose.parts else prose.parts
    kept = items.with_items(Kept(summary, symbols, state), lists).with_parts(rows)
    return with_borrowed(kept, prose.borrowed)
