"""Which parts of a file a model has read as they are now, and which ones it is still to read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from ralf_notes.notes.prose.parts import KeptPart
from ralf_notes.outline.model import Outline
from ralf_notes.prose.parts import Budget, Part, as_they_are, split_spans

_HEAD = 64
"""The first bytes of a part, by which it is found where it has moved."""
_SMALL = 4
"""A gap smaller than this fraction of the part before it is read together with that part."""
_HEAD_DIGITS, _DIGITS = 4, 12


@dataclass(frozen=True, slots=True)
class _PlacedPart:
    """A part with the offset of its first byte."""

    start: int
    part: KeptPart

    @property
    def end(self) -> int:
        return self.start + self.part.size


def part_digest(data: bytes) -> str:
    """Return the hash of a part's bytes; its first digits are of its beginning alone."""
    head, whole = sha256(data[:_HEAD]).hexdigest(), sha256(data).hexdigest()
    return head[:_HEAD_DIGITS] + whole[: _DIGITS - _HEAD_DIGITS]


def located(parts: Sequence[KeptPart], data: bytes, outline: Outline) -> tuple[KeptPart, ...]:
    """Return the parts of a file as it is now: those that are still there, and gaps between them.

    Args:
        parts: of the file as it was.
        data: its text in UTF-8.
        outline: of the text.
    """
    if not parts:
        return ()
    starts = sorted({each for s in outline.symbols for each in (s.start, s.end)})
    heads: dict[str, list[int]] = {}
    for start in starts:
        head = sha256(data[start : start + _HEAD]).hexdigest()[:_HEAD_DIGITS]
        heads.setdefault(head, []).append(start)
    moved = len(data) - sum(part.size for part in parts)
    placed: list[_PlacedPart] = []
    before = 0
    for part in parts:
        at = placed[-1].end if placed else 0
        same = heads.get(part.digest[:_HEAD_DIGITS], [])
        further = same[bisect_left(same, at) :][:1]
        for start in (at, before, before + moved, *further):
            if part.digest and start >= at and _is_at(part, data, start):
                placed.append(_PlacedPart(start, part))
                break
        before += part.size
    return tuple(_tiled(placed, len(data)))


def _is_at(part: KeptPart, data: bytes, start: int) -> bool:
    end = start + part.size
    return end <= len(data) and part_digest(data[start:end]) == part.digest


def _tiled(placed: Sequence[_PlacedPart], size: int) -> Iterator[KeptPart]:
    """Yield some parts with the gaps between them; a small gap takes the part before it along."""
    tiles: list[KeptPart] = []
    at = 0
    for start, part in [*((place.start, place.part) for place in placed), (size, KeptPart(0))]:
        if gap := start - at:
            if tiles and tiles[-1].digest and gap * _SMALL < tiles[-1].size:
                gap += tiles.pop().size
            tiles.append(KeptPart(gap))
        tiles.append(part)
        at = start + part.size
    yield from (part for part in tiles if part.size)


def tiles(
    parts: Sequence[KeptPart],
    data: bytes,
    outline: Outline,
    describable: Sequence[str],
    budget: Budget,
) -> tuple[Part, ...]:
    """Return the parts of a file of which a model has read some; they cover all of it.

    Args:
        parts: as `located` returns them.
        data: the text in UTF-8.
        outline: of the text.
        describable: names of the symbols that could be described.
        budget: how much one request may hold.
    """
    spans, at = [], 0
    for part in parts:
        spans.append((at, at + part.size))
        at += part.size
    gaps = [span for span, part in zip(spans, parts, strict=True) if not part.digest]
    spans_read = [span for span, part in zip(spans, parts, strict=True) if part.digest]
    whole = [replace(part, is_new=False) for part in as_they_are(spans_read, outline, describable)]
    new = split_spans(data, outline, describable, budget, gaps)
    cut = sorted((*whole, *new), key=lambda part: part.start)
    return tuple(_with_all(cut, outline, describable))


def _with_all(
    parts: Sequence[Part], outline: Outline, describable: Sequence[str]
) -> Iterator[Part]:
    """Yield parts with the symbols that none of them has, where these begin.

    A symbol is described with the first bytes of its own, which may lie in a part that is known.
    """
    missing = {*describable}.difference(name for part in parts for name in part.symbols)
    begins = sorted((s.start, s.name) for s in outline.symbols if s.name in missing)
    for part in parts:
        inside = begins[bisect_left(begins, (part.start, "")) : bisect_left(begins, (part.end, ""))]
        names = tuple(name for _, name in inside)
        yield replace(part, symbols=part.symbols + names) if names else part


def rows_of(
    before: Sequence[KeptPart], new_texts: Mapping[tuple[int, int], str], data: bytes
) -> tuple[KeptPart, ...]:
    """Return the parts of a file after a model was asked about some of them.

    Args:
        before: as `located` returned them; empty if nothing of the file was read.
        new_texts: what it says of each part that it has read now, by the span of its bytes.
        data: the text in UTF-8.
    """
    placed, at = [], 0
    for part in before:
        if part.digest:
            placed.append(_PlacedPart(at, part))
        at += part.size
    new = [
        _PlacedPart(start, KeptPart(end - start, part_digest(data[start:end]), text))
        for (start, end), text in new_texts.items()
    ]
    return tuple(_with_gaps(sorted((*placed, *new), key=lambda place: place.start), len(data)))


def _with_gaps(places: Iterable[_PlacedPart], size: int) -> Iterator[KeptPart]:
    at = 0
    for place in places:
        if place.start > at:
            yield KeptPart(place.start - at)
        yield place.part
        at = place.end
    if size > at:
        yield KeptPart(size - at)
