"""Names in a note's prose that only other files have: they go when those files lose them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes.hidden.state import OpenWork
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.prose.items import KeptItem
from ralf_notes.notes.prose.parts import KeptPart
from ralf_notes.plan import survey
from ralf_notes.plan.detail import items
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.prose.names import Vocabulary, exists
from ralf_notes.prose.surroundings import without_names

_GONE = "about something that is no longer there"


def digests_of(project: Project, paths: Iterable[str]) -> dict[str, str]:
    """Return the digests of some files of a tree, by path; '' for those that are gone."""
    files = project.files
    return {path: files[path].digest if path in files else "" for path in paths}


def has_lender_changed(project: Project, borrowed: str) -> bool:
    """Whether a file has changed from which the prose of a note borrows a name.

    Args:
        project: the tree.
        borrowed: the row of the note: what `digests_of` returned when it was written, as JSON.
    """
    before = json.loads(borrowed) if borrowed else {}
    return bool(before) and before != digests_of(project, before)


def with_borrowed(kept: Kept, new: Mapping[str, str]) -> Kept:
    """Return what a note keeps with the names that its prose borrows, old and new ones.

    Args:
        kept: the note's prose; its state has the names that earlier prose borrowed.
        new: the names that the newest prose borrows, and the path of each.
    """
    listed = [item.text for rows in kept.items.values() for item in rows]
    part_texts = (part.text for part in kept.parts)
    texts = " ".join((kept.summary, *kept.symbols.values(), *listed, *part_texts))
    origins = {**kept.state.borrowed, **new}
    used = {name: path for name, path in sorted(origins.items()) if name in texts}
    return replace(kept, state=replace(kept.state, borrowed=used))


def without_gone(scope: Scope, project: Project, kept: Kept) -> Kept:
    """Return what a note keeps without sentences on names that other files no longer have.

    What has lost a sentence is open work, so it is asked about again.
    """
    gone = {
        name for name, path in kept.state.borrowed.items() if not _has(scope, project, path, name)
    }
    if not gone:
        return kept
    texts = {"": kept.summary, **kept.symbols}
    still = {piece: without_names(text, gone) for piece, text in texts.items()}
    lost = tuple(piece for piece, text in texts.items() if text != still[piece])
    borrowed = {name: path for name, path in kept.state.borrowed.items() if name not in gone}
    work = kept.state.open
    pieces = tuple(dict.fromkeys((*work.pieces, *lost)))
    reopened = OpenWork(pieces, work.why or _GONE) if pieces else work
    state = replace(kept.state, borrowed=borrowed, open=reopened)
    summary = still.pop("")
    lists = {
        name: tuple(
            KeptItem("", each.symbol, "") if _names_any(each.text, gone) else each for each in rows
        )
        for name, rows in kept.items.items()
    }
    symbols = {name: text for name, text in still.items() if text}
    parts = [KeptPart(p.size) if _names_any(p.text, gone) else p for p in kept.parts]
    rest = replace(kept, summary=summary, symbols=symbols, state=state).with_parts(parts)
    return items.with_items(rest, lists)


def _names_any(text: str, names: Collection[str]) -> bool:
    return without_names(text, names) != " ".join(text.split())


def _has(scope: Scope, project: Project, path: str, name: str) -> bool:
    """Whether a file still has a name, which prose about another one has borrowed."""
    if path not in project.files:
        return False
    try:
        outline = survey.outline_of(project, path, scope.cache)
    except SourceUnreadable:
        return False
    mentions, lines = project.neighbours.links.sources.names_in(path)
    symbols = [symbol.name for symbol in outline.symbols]
    signatures = [symbol.signature for symbol in outline.symbols]
    chains = [chain.removeprefix(".") for chain in mentions.chains]
    return exists(name, Vocabulary.of(lines, *signatures, names=[path, *symbols, *chains]))
