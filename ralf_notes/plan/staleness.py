"""What of a note's prose still describes its source, and what has to be asked again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from ralf_notes.notes.kept import Kept, State
from ralf_notes.notes.sections import describable
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.source.classify import Kind

SEEN_DIGITS = 6
_MOST_UNITS = 200
"""Hashes of what was read that a note keeps; neighbours share one where there are more."""
_MOST_CHANGED = 0.2
"""Share of a file's bytes that may change before its summary is asked again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the model is to be asked about one file."""

    summary: bool = False
    symbols: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.summary or bool(self.symbols)


@dataclass(frozen=True, slots=True)
class _Unit:
    digest: str
    size: int
    names: tuple[str, ...]


def outline_digest(outline: Outline) -> str:
    """Return the hash of a file's outline: its symbols' names, kinds and signatures, in order."""
    lines = (f"{s.kind} {s.name} {' '.join(s.signature.split())}" for s in outline.symbols)
    return _digest("\n".join(lines))


def children_digest(sentences: Iterable[str]) -> str:
    """Return the hash of a folder's children: what is said of them, whatever they are called."""
    return _digest("\n".join(sorted(sentences)))


def wanted(outline: Outline, kind: Kind, kept: Kept, force: bool = False) -> Wanted:
    """Return what has to be asked about a file.

    A description is asked when its symbol's own text is new or changed; the summary when the
    outline or the text outside symbols changed, or over a fifth of the bytes.

    Args:
        outline: of the file as it is.
        kind: of the file.
        kept: what its note holds.
        force: ask about all of it.
    """
    if not outline.size:
        return Wanted()
    described = kept.state.symbols
    asked = undocumented(outline, kind)
    symbols = tuple(s.name for s in asked if force or described.get(s.name) != _short(s.digest))
    return Wanted(force or not is_summary_true(outline, kept.state), symbols)


def undocumented(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the symbols that the model is asked about: public, shown, and without a docstring."""
    return tuple(s for s in describable(outline, kind) if not s.doc)


def is_summary_true(outline: Outline, state: State) -> bool:
    """Tell whether a summary written about an earlier text still holds."""
    if state.summary != outline_digest(outline) or state.text != outline.text_digest:
        return False
    changed = sum(unit.size for unit in _unseen(outline, state))
    return changed <= _MOST_CHANGED * outline.size


def changed(outline: Outline, state: State) -> tuple[str, ...]:
    """Return the symbols that the model has not read as they are now."""
    return tuple(name for unit in _unseen(outline, state) for name in unit.names)


def coverage(outline: Outline, state: State) -> float:
    """Return the share of a file's bytes that the model has read as they are now."""
    if not outline.size:
        return 1.0
    if not (state.seen or state.summary):
        return 0.0
    return 1.0 - sum(unit.size for unit in _unseen(outline, state)) / outline.size


def true_prose(outline: Outline, kept: Kept) -> Kept:
    """Return what is kept without the prose that describes what is no longer there."""
    digests = {s.name: _short(s.digest) for s in outline.symbols}
    asked = {n: d for n, d in kept.state.symbols.items() if digests.get(n) == d}
    symbols = {name: text for name, text in kept.symbols.items() if name in asked}
    state = replace(kept.state, symbols=asked)
    if is_summary_true(outline, kept.state):
        return replace(kept, symbols=symbols, state=state)
    return Kept("", symbols, replace(state, summary="", text="", seen="", unread=()))


def reconciled(outline: Outline, sides: Sequence[Kept]) -> Kept:
    """Return what the sides of a git conflict keep, of each piece the one that is true.

    What is true on no side is as the first has it.
    """
    first = next((kept for kept in sides if is_summary_true(outline, kept.state)), sides[0])
    symbols, asked = first.symbols, first.state.symbols
    for side in sides[1:] and sides:
        true = true_prose(outline, side)
        rest = {name: text for name, text in symbols.items() if name not in true.state.symbols}
        symbols, asked = rest | dict(true.symbols), dict(asked) | dict(true.state.symbols)
    return replace(first, symbols=symbols, state=replace(first.state, symbols=asked))


def read_state(
    outline: Outline,
    before: State,
    asked: Sequence[str],
    read: Sequence[tuple[int, int]],
    summarised: bool,
    recipe: str,
) -> State:
    """Return the state of a note after the model has read some spans of its file.

    Args:
        outline: of the file as it was read.
        before: the state of the prose that stays.
        asked: the symbols that were asked about and answered, usably or not.
        read: the byte spans that were evaluated.
        summarised: all parts were read, for a summary.
        recipe: hash of the prompts and the model.
    """
    digests = {s.name: _short(s.digest) for s in outline.symbols}
    symbols = dict(before.symbols) | {name: digests[name] for name in asked if name in digests}
    seen = "".join(_read_units(outline, before, asked, read, summarised))
    stays = (before.summary and not summarised) or before.symbols.keys() - set(asked)
    if stays and before.recipe:
        recipe = before.recipe  # the oldest counts: what is to be refreshed is found by it
    if not summarised:
        return replace(before, symbols=symbols, seen=seen, recipe=recipe)
    return State(outline_digest(outline), outline.text_digest, seen, symbols, (), recipe)


def _read_units(
    outline: Outline,
    before: State,
    asked: Sequence[str],
    read: Sequence[tuple[int, int]],
    summarised: bool,
) -> Iterable[str]:
    known = _chunks(before.seen)
    spans = {s.name: (s.start, s.end) for s in outline.symbols}
    fresh = {
        name
        for name, (start, end) in spans.items()
        if any(a <= start and end <= b for a, b in read)
    }
    for unit in _units(outline):
        if summarised or unit.digest in known or fresh.issuperset(unit.names):
            yield unit.digest


def _unseen(outline: Outline, state: State) -> list[_Unit]:
    known = _chunks(state.seen)
    return [unit for unit in _units(outline) if unit.digest not in known]


def _units(outline: Outline) -> list[_Unit]:
    """Return the symbols as hash and own size, neighbours joined where there are very many.

    A group ends where a symbol's own hash says so, so that an edit changes one group only.
    """
    sizes = _own_sizes(outline)
    every = max(1, len(outline.symbols) // _MOST_UNITS)
    units: list[_Unit] = []
    group: list[Symbol] = []
    for symbol in outline.symbols:
        group.append(symbol)
        if every == 1 or int(symbol.digest[:4], 16) % (every * 2) == 0:
            units.append(_unit(group, sizes))
            group = []
    return [*units, _unit(group, sizes)] if group else units


def _unit(group: Sequence[Symbol], sizes: dict[str, int]) -> _Unit:
    names = tuple(s.name for s in group)
    joined = group[0].digest if len(group) == 1 else _digest(" ".join(s.digest for s in group))
    return _Unit(joined[:SEEN_DIGITS], sum(sizes[name] for name in names), names)


def _own_sizes(outline: Outline) -> dict[str, int]:
    """Return the bytes of each symbol without those of the symbols nested in it."""
    sizes = {s.name: s.end - s.start for s in outline.symbols}
    for symbol in outline.symbols:
        if symbol.parent in sizes:
            sizes[symbol.parent] -= symbol.end - symbol.start
    return sizes


def _chunks(seen: str) -> frozenset[str]:
    return frozenset(seen[i : i + SEEN_DIGITS] for i in range(0, len(seen), SEEN_DIGITS))


def _short(digest: str) -> str:
    return digest[:8]


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
