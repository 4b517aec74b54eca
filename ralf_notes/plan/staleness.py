"""Which prose of a note still describes its source, and what to ask for again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ralf_notes.notes.hidden.state import DIGITS, OpenWork, State
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.lists.chosen import describable
from ralf_notes.notes.prose.private import describable_private
from ralf_notes.outline import parse
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.plan.detail import items
from ralf_notes.plan.detail.digests import (
    changed_functions,
    item_digests,
    outline_digest,
    seen_after_reading,
    symbol_digests,
    unread_bytes,
)
from ralf_notes.prose import filler
from ralf_notes.prose.summarize import PARTS
from ralf_notes.source.classify import Kind

PARSER = str(parse.VERSION)
"""What a note's state says about whose outlines its hashes are of."""
_MOST_CHANGED = 0.2
"""Share of a file's bytes that may change before its summary is asked for again."""
_MOST_TRIES = 3
"""In how many runs one model is asked, with one prompt, about what it answers unusably."""


@dataclass(frozen=True, slots=True)
class WantedProse:
    """What the model is to be asked about one file."""

    summary: bool = False
    symbols: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    """The lists of items to ask for."""
    only: tuple[str, ...] = ()
    """The symbols that their items are to be about; empty for the whole file."""
    parts: bool = False
    """Whether the model is to read parts of the file that are new or changed."""

    def __bool__(self) -> bool:
        return self.summary or bool(self.symbols) or bool(self.lists) or self.parts


def due_pieces(state: State, about: str, recipes: Collection[str]) -> tuple[str, ...]:
    """Return what to ask about again because it was answered unusably; '' is the summary.

    Another model or prompt is asked at once, the same one twice more, and then only about another
    subject.

    Args:
        state: of the note.
        about: the digest of its subject now: `content_digest`, or that of a folder's children.
        recipes: the prompts and models that may write now.
    """
    work = state.open
    is_same = work.about == about and work.recipe in recipes
    return () if is_same and work.tries >= _MOST_TRIES else work.pieces


def earlier_tries(state: State, about: str, recipes: Collection[str]) -> int:
    """Return in how many runs the same model has failed on what is open about the same subject."""
    work = state.open
    return work.tries if work.about == about and work.recipe in recipes else 0


def open_work(
    before: OpenWork,
    pieces_asked: Collection[str],
    unanswered: Mapping[str, str],
    recipe: str,
    about: str,
    *,
    counts_try: bool = True,
) -> OpenWork:
    """Return what is open after a model was asked.

    Args:
        before: what was open.
        pieces_asked: what the model was asked about; '' is the summary.
        unanswered: what of that it answered unusably, and why.
        recipe: the prompts and the model.
        about: the digest of the subject.
        counts_try: whether this was a try at the subject, and not a fault of the model in general.
    """
    before = _only({*before.pieces} - {*pieces_asked}.difference(unanswered), before)
    if not unanswered:
        return before
    pieces = dict.fromkeys((*before.pieces, *unanswered))
    is_same = before.about == about and before.recipe == recipe
    tries = (before.tries if is_same else 0) + counts_try
    why = next(iter(unanswered.values()))
    return OpenWork(tuple(pieces), why, tries, recipe, about)


def wanted_prose(
    outline: Outline,
    kind: Kind,
    kept: Kept,
    *,
    lists: Sequence[str] = (),
    due: Collection[str] = (),
    force: bool = False,
) -> WantedProse:
    """Return what to ask about a file.

    A description is asked for if its symbol's own text is new or changed; the summary if the
    outline, the text outside symbols, or over a fifth of the bytes changed. Lists of items are
    asked for with a first summary, and later about symbols that are new or changed.

    Args:
        outline: of the file as it is.
        kind: of the file.
        kept: what its note holds: without what is no longer true.
        lists: the lists of items that its note is to have.
        due: what to ask about again because it was answered unusably.
        force: ask about all of it.
    """
    if not outline.size:
        return WantedProse()
    described = kept.state.symbols
    symbols = tuple(
        symbol.name
        for symbol in undocumented(outline, kind)
        if force or symbol.name in due or described.get(symbol.name) != symbol.digest[:DIGITS]
    )
    is_summary_wanted = force or "" in due or not is_summary_true(outline, kept.state)
    parts = has_gaps(kept) and (PARTS in due or PARTS not in kept.state.open.pieces)
    if is_summary_wanted and (force or any(name not in kept.state.items for name in lists)):
        return WantedProse(is_summary_wanted, symbols, tuple(lists), parts=parts)
    earlier_lists = tuple(name for name in lists if name in kept.state.items)
    only = items.gaps(kept.items, earlier_lists)
    return WantedProse(is_summary_wanted, symbols, earlier_lists if only else (), only, parts)


def has_gaps(kept: Kept) -> bool:
    """Whether a model is still to read parts of a file that it has read in parts."""
    return any(not part.digest for part in kept.parts)


def undocumented(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the symbols that the model is asked about, because they have no docstring.

    These are the public ones that are shown, and what a program or a script defines at its top
    level. A docstring that only repeats the name counts as none; it is quoted all the same.
    """
    shown = (*describable(outline, kind), *describable_private(outline, kind))
    return tuple(
        symbol for symbol in shown if not symbol.doc or filler.only_repeats(symbol.doc, symbol.name)
    )


def is_summary_true(outline: Outline, state: State) -> bool:
    """Whether a summary of an earlier text still holds."""
    if state.summary != outline_digest(outline) or state.text != outline.text_digest[:DIGITS]:
        return False
    return unread_bytes(outline, state) <= _MOST_CHANGED * outline.size


def true_prose(outline: Outline, kept: Kept) -> Kept:
    """Return what a note keeps, without prose about text that is no longer there."""
    digests = symbol_digests(outline)
    true_digests = {
        name: digest for name, digest in kept.state.symbols.items() if digests.get(name) == digest
    }
    symbols = {name: text for name, text in kept.symbols.items() if name in true_digests}
    is_true = is_summary_true(outline, kept.state)
    still = {*true_digests, *([""] if is_true else []), *([PARTS] if has_gaps(kept) else [])}
    state = replace(kept.state, symbols=true_digests, open=_only(still, kept.state.open))
    changed = changed_functions(outline, kept.state) if kept.items else ()
    lists = items.true_items(kept.items, item_digests(outline), changed)
    if not is_true:
        state = replace(state, summary="", text="", seen="", unread=())
    summary = kept.summary if is_true else ""
    return items.with_items(replace(kept, summary=summary, symbols=symbols, state=state), lists)


def reconciled(outline: Outline, sides: Sequence[Kept]) -> Kept:
    """Merge the sides of a git conflict: keep of each piece the version that is true.

    A piece that is true on no side stays as the first side has it.
    """
    first = next((kept for kept in sides if is_summary_true(outline, kept.state)), sides[0])
    if len(sides) == 1:
        return first
    symbols, digests = first.symbols, first.state.symbols
    for side in sides:
        true = true_prose(outline, side)
        rest = {name: text for name, text in symbols.items() if name not in true.state.symbols}
        symbols, digests = rest | dict(true.symbols), dict(digests) | dict(true.state.symbols)
    missing = {name for name in digests if name not in symbols}
    if not first.summary:
        missing.add("")
    state = replace(first.state, symbols=digests, open=_only(missing, first.state.open))
    return replace(first, symbols=symbols, state=state)


def _only(names: Collection[str], work: OpenWork) -> OpenWork:
    """Return the open work about some of its pieces."""
    pieces = tuple(name for name in work.pieces if name in names)
    return replace(work, pieces=pieces) if pieces else OpenWork()


def read_state(
    outline: Outline,
    before: State,
    symbols_asked: Sequence[str],
    read: Sequence[tuple[int, int]],
    *,
    is_whole: bool,
    prompt_version: str,
) -> State:
    """Return the state of a note after the model has read some spans of its file.

    What was open before stays open: `open_work` closes it.

    Args:
        outline: of the file as it was read.
        before: the state of the prose that stays.
        symbols_asked: the symbols that were asked about and answered, usably or not.
        read: the byte spans that were evaluated.
        is_whole: whether all parts were read, for a summary.
        prompt_version: of the prompts and the model.
    """
    digests = symbol_digests(outline)
    symbols = dict(before.symbols) | {
        name: digests[name] for name in symbols_asked if name in digests
    }
    stays = (before.summary and not is_whole) or before.symbols.keys() - set(symbols_asked)
    if stays and before.recipe:
        prompt_version = before.recipe  # the oldest counts: `--refresh` goes by it
    seen = seen_after_reading(outline, before, read, is_whole=is_whole)
    if not is_whole:
        return replace(before, symbols=symbols, seen=seen, recipe=prompt_version, parser=PARSER)
    about = outline_digest(outline), outline.text_digest[:DIGITS]
    return State(*about, seen, symbols, (), prompt_version, before.open, PARSER)
