"""Carries prose over when a new version's parser reads the same source in another way.

A note keeps hashes of the outline that its prose describes. Another parser finds other symbols in
the same text, and all of these hashes differ, though no line of the source did. Asking again about
everything would cost a night of each user, so the hashes are replaced. Symbols that only the new
parser finds are not asked about until their file changes, or `--refresh` asks about all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ralf_notes.notes.hidden.state import DIGITS
from ralf_notes.notes.kept import Kept
from ralf_notes.outline.model import Outline
from ralf_notes.plan.detail import items
from ralf_notes.plan.detail.digests import (
    content_digest,
    item_digests,
    outline_digest,
    seen_digests,
    symbol_digests,
)
from ralf_notes.plan.staleness import PARSER, undocumented
from ralf_notes.source.classify import Kind


def carried_over(
    outline: Outline, kind: Kind, kept: Kept, *, is_same_source: bool, changed: Iterable[str] = ()
) -> Kept:
    """Return what a file's note keeps, with the hashes that today's parser gives.

    Args:
        outline: of the file as it is.
        kind: of the file.
        kept: what its note holds.
        is_same_source: whether the note was written about exactly these bytes.
        changed: the symbols that the note says have changed since it was summed up.
    """
    state = kept.state
    if state.parser == PARSER or not (state.summary or state.symbols or state.open.pieces):
        return kept
    if not is_same_source:
        return replace(kept, state=replace(state, parser=PARSER))
    digests = symbol_digests(outline)
    kept = _renamed(kept, digests)
    state = kept.state
    asked_names = {*state.symbols}
    if state.summary:  # the whole file was asked about
        asked_names |= {symbol.name for symbol in undocumented(outline, kind)}
    stale = {*changed, *state.open.pieces}
    symbols = dict(state.symbols)
    symbols |= {name: digests[name] for name in asked_names - stale if name in digests}
    still_open = replace(state.open, about=content_digest(outline))
    state = replace(
        state,
        summary=outline_digest(outline) if state.summary else "",
        text=outline.text_digest[:DIGITS] if state.summary else "",
        seen=seen_digests(outline, without=frozenset(changed)) if state.summary else "",
        symbols=symbols,
        open=still_open if state.open.pieces else state.open,
        parser=PARSER,
    )
    lists = items.rebased(kept.items, item_digests(outline))
    return items.with_items(replace(kept, state=state), lists)


def _renamed(kept: Kept, digests: Mapping[str, str]) -> Kept:
    """Return what a note keeps, with the prose of a symbol under the name that it has now.

    Such as of the first of two classes, `Rule<T>`, which was `Rule` as the second one is now.

    Args:
        kept: what the note holds.
        digests: of the symbols, by their names now.
    """
    counts = Counter(digests.values())
    names = {digest: name for name, digest in digests.items() if counts[digest] == 1}
    old = kept.state.symbols
    moved = {
        name: names[digest]
        for name, digest in old.items()
        if digest in names and digests.get(name) != digest
    }
    if not moved:
        return kept
    symbols = {moved.get(name, name): digest for name, digest in old.items()}
    prose = {moved.get(name, name): text for name, text in kept.symbols.items()}
    return replace(kept, symbols=prose, state=replace(kept.state, symbols=symbols))


def carried_over_folder(kept: Kept, about: str, *, is_same_source: bool) -> Kept:
    """Return what a folder's note keeps, about the descriptions that its children have now.

    Args:
        kept: what its note holds.
        about: the digest of its children's descriptions.
        is_same_source: whether all notes below it are about the sources as they are.
    """
    state = kept.state
    if state.parser == PARSER or not (state.summary or state.open.pieces):
        return kept
    state = replace(state, parser=PARSER)
    if is_same_source:
        summary = about if state.summary else ""
        open_work = replace(state.open, about=about) if state.open.pieces else state.open
        state = replace(state, summary=summary, open=open_work)
    return replace(kept, state=state)
