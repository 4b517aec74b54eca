"""The hashes by which a note knows what a model has read, and which text has changed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from ralf_notes.notes.hidden.state import DIGITS, SEEN_DIGITS, State
from ralf_notes.outline.model import FUNCTIONS, Outline, Symbol

_MOST_UNITS = 500
"""Most digests of symbols that a note keeps; if there are more, neighbours share one."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A symbol, or several neighbours, whose reading a note records with one digest."""

    digest: str
    size: int
    """Bytes, without those of nested symbols."""
    names: tuple[str, ...]


def outline_digest(outline: Outline) -> str:
    """Return the digest of a file's outline: names, kinds and signatures of symbols, in order."""
    lines = (f"{s.kind} {s.name} {' '.join(s.signature.split())}" for s in outline.symbols)
    return _digest("\n".join(lines))


def children_digest(sentences: Iterable[str]) -> str:
    """Return the digest of a folder's children: of their descriptions, whatever their names."""
    return _digest("\n".join(sorted(sentences)))


def content_digest(outline: Outline) -> str:
    """Return the digest of all of a file."""
    return _digest(" ".join((outline.text_digest, *(s.digest for s in outline.symbols))))


def symbol_digests(outline: Outline) -> dict[str, str]:
    """Return the short digests of a file's symbols, by name, for a state."""
    return {symbol.name: symbol.digest[:DIGITS] for symbol in outline.symbols}


def item_digests(outline: Outline) -> dict[str, str]:
    """Return the digests of what items may stand on: of symbols by name, of other text by ''."""
    return symbol_digests(outline) | {"": outline.text_digest[:DIGITS]}


def seen_digests(outline: Outline, *, without: Collection[str] = ()) -> str:
    """Return the short digests of a file's symbols, joined, for a state.

    Args:
        outline: of the file.
        without: the symbols whose digests are left out.
    """
    units = (unit for unit in _units(outline) if not {*unit.names} & {*without})
    return "".join(sorted({unit.digest for unit in units}))


def seen_after_reading(
    outline: Outline, before: State, spans: Sequence[tuple[int, int]], *, is_whole: bool
) -> str:
    """Return the short digests of the symbols that a model has read, joined, for a state.

    Args:
        outline: of the file as it was read.
        before: the state that the note had.
        spans: the bytes that were read now.
        is_whole: whether these are the whole file.
    """
    read_now = {
        s.name
        for s in outline.symbols
        if any(start <= s.start and s.end <= end for start, end in spans)
    }
    read_before = _split_seen(before)
    seen = {
        unit.digest
        for unit in _units(outline)
        if is_whole or unit.digest in read_before or read_now.issuperset(unit.names)
    }
    return "".join(sorted(seen))


def unread_symbols(outline: Outline, state: State) -> tuple[tuple[str, ...], ...]:
    """Return the symbols that the model has not read as they are now.

    Of a group of several it is not known which: at least one of them has changed.
    """
    return tuple(unit.names for unit in _unread_units(outline, state))


def unread_bytes(outline: Outline, state: State) -> int:
    """Return how many bytes of symbols the model has not read as they are now."""
    return sum(unit.size for unit in _unread_units(outline, state))


def coverage(outline: Outline, state: State) -> float:
    """Return the share of a file's bytes that the model has read as they are now."""
    if not outline.size:
        return 1.0
    if not (state.seen or state.summary):
        return 0.0
    return 1.0 - unread_bytes(outline, state) / outline.size


def changed_functions(outline: Outline, state: State) -> tuple[str, ...]:
    """Return the functions that the model has not read as they are now."""
    if not state.seen:
        return ()
    unread = {*chain.from_iterable(unread_symbols(outline, state))}
    return tuple(s.name for s in outline.symbols if s.kind in FUNCTIONS and s.name in unread)


def _unread_units(outline: Outline, state: State) -> list[_Unit]:
    seen = _split_seen(state)
    return [unit for unit in _units(outline) if unit.digest not in seen]


def _split_seen(state: State) -> frozenset[str]:
    """Return the digests that a state keeps joined in one text."""
    seen = state.seen
    return frozenset(seen[i : i + SEEN_DIGITS] for i in range(0, len(seen), SEEN_DIGITS))


def _units(outline: Outline) -> list[_Unit]:
    """Return the symbols as digest and own size, neighbours joined where there are very many.

    A group ends where a symbol's own digest says so, so that an edit changes one group only.
    """
    sizes = {s.name: s.end - s.start for s in outline.symbols}
    for symbol in outline.symbols:
        if symbol.parent in sizes:
            sizes[symbol.parent] -= symbol.end - symbol.start
    every = max(1, len(outline.symbols) // _MOST_UNITS)
    groups: list[list[Symbol]] = [[]]
    for symbol in outline.symbols:
        groups[-1].append(symbol)
        if every == 1 or int(symbol.digest[:4], 16) % (every * 2) == 0:
            groups.append([])
    units = []
    for group in groups:
        if group:
            names = tuple(s.name for s in group)
            digests = [s.digest for s in group]
            joined = digests[0] if len(group) == 1 else _digest(" ".join(digests))
            size = sum(sizes[name] for name in names)
            units.append(_Unit(joined[:SEEN_DIGITS], size, names))
    return units


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGITS]
