"""Symbols of formats that a scanner reads: from places in the text to symbols of an outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.model import Symbol


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition as a scanner finds it."""

    kind: str
    """One of KINDS."""
    name: str
    """Without that of its parent."""
    signature: str
    start: int
    """Index of its first character, that of its doc comment included."""
    end: int
    doc: str = ""
    parent: int | None = None
    """The index of the enclosing draft, which comes before it."""
    head: int = 0
    """How many lines of the signature stand above its data."""


def symbols_of(drafts: Sequence[Draft], text: str) -> tuple[Symbol, ...]:
    """Return the symbols of some drafts, which are in the order of the text."""
    source = text.encode("utf-8", "replace")
    offsets = _offsets(text, [place for each in drafts for place in (each.start, each.end)])
    inner: dict[int | None, list[tuple[int, int]]] = {}
    for each in drafts:
        inner.setdefault(each.parent, []).append((offsets[each.start], offsets[each.end]))
    counts: dict[str, int] = {}
    names: list[str] = []
    symbols = []
    for number, each in enumerate(drafts):
        parent = "" if each.parent is None else names[each.parent]
        names.append(unique(f"{parent}.{each.name}" if parent else each.name, counts))
        start, end = offsets[each.start], offsets[each.end]
        own_text = text_outside(source, start, end, inner.get(number, ()))
        symbols.append(
            Symbol(
                name=names[-1],
                kind=each.kind,
                signature=dedent(each.signature).strip("\n").replace("\r", ""),
                doc=each.doc,
                public=True,
                parameters=(),
                start=start,
                end=end,
                digest=text_digest(own_text),
                parent=parent,
                head=each.head,
            )
        )
    return tuple(symbols)


def _offsets(text: str, places: Sequence[int]) -> dict[int, int]:
    """Return the byte offset of each of some indices of characters."""
    if text.isascii():
        return {place: place for place in places}
    offsets, before, count = {}, 0, 0
    for place in sorted(set(places)):
        count += len(text[before:place].encode("utf-8", "replace"))
        offsets[place], before = count, place
    return offsets


def unique(name: str, counts: dict[str, int]) -> str:
    """Return the name, or `name#2` for the second one, and so on.

    Args:
        name: the name.
        counts: how often each name was used so far; this call is added.
    """
    candidate = name
    while candidate in counts:
        counts[name] += 1
        candidate = f"{name}#{counts[name]}"
    counts[candidate] = 1
    return candidate
