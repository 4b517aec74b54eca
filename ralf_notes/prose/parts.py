"""Splitting a file into parts that fit the context window: spans that tile its bytes.

Borders are at symbols, else at blank lines, else at lines, else between characters. Where there is
a choice, a border is taken where its own content marks one, so that an edit moves few borders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ralf_notes.models.tokens import BYTES_PER_TOKEN
from ralf_notes.outline.parse import Outline

_BLANK_LINE = re.compile(rb"\n[ \t\r]*\n")
_LINE = re.compile(rb"\n")
_ASK_OVERHEAD = 12
"""Bytes of JSON around one description: quotes, colon, comma, white space."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one request may hold beside its fixed text, in bytes of estimate."""

    room: int
    """Bytes for source and descriptions together."""
    per_symbol: int
    """Longest description of one symbol, in bytes."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a file's bytes that is sent to the model in one piece."""

    start: int
    end: int
    symbols: tuple[str, ...]
    """Names of the symbols to describe that begin in this part."""
    inside: str = ""
    """The name of the symbol that the part begins in the middle of, or ''."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    asked: tuple[str, ...]
    inside: str

    def cost(self, budget: Budget) -> int:
        answers = sum(len(name.encode()) + _ASK_OVERHEAD + budget.per_symbol for name in self.asked)
        return self.end - self.start + answers


def tokens(text: str) -> int:
    """Return the estimate of a text's length in tokens: bytes / 3, rounded up."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def split(data: bytes, outline: Outline, asked: Sequence[str], budget: Budget) -> tuple[Part, ...]:
    """Return the parts of a file; their spans tile it.

    Args:
        data: the text in UTF-8.
        outline: its outline; spans count in the same bytes.
        asked: names of the symbols that need a description.
        budget: what fits into one request.
    """
    whole = Part(0, len(data), tuple(asked))
    if _Piece(0, len(data), whole.symbols, "").cost(budget) <= budget.room:
        return (whole,)
    pieces = _pieces(data, outline, frozenset(asked), budget)
    return tuple(_merge(group) for group in _pack(data, pieces, budget))


def halve(data: bytes, part: Part, outline: Outline) -> tuple[Part, Part] | None:
    """Return a part cut in two near its middle, at the best border; None for one character."""
    middle = (part.start + part.end) // 2
    cuts = [s.start for s in outline.symbols if part.start < s.start < part.end]
    cut = min(cuts, key=lambda at: abs(at - middle), default=0)
    if not part.start < cut < part.end:
        cut = _cut_before(data, part.start, middle)
    if not part.start < cut < part.end:
        return None
    begins = {s.name: s.start for s in outline.symbols}
    early = tuple(n for n in part.symbols if begins.get(n, part.start) < cut)
    late = tuple(n for n in part.symbols if begins.get(n, part.start) >= cut)
    inside = _enclosing(outline, cut)
    return Part(part.start, cut, early, part.inside), Part(cut, part.end, late, inside)


def _enclosing(outline: Outline, at: int) -> str:
    around = [s for s in outline.symbols if s.start < at < s.end]
    return min(around, key=lambda s: s.end - s.start).name if around else ""


def _pieces(data: bytes, outline: Outline, asked: frozenset[str], budget: Budget) -> list[_Piece]:
    """Return the smallest units that are kept whole where they fit, in order."""
    children: dict[str, list[int]] = {}
    for number, symbol in enumerate(outline.symbols):
        children.setdefault(symbol.parent, []).append(number)
    spans = _spans(outline, "", 0, len(data), children, asked, budget)
    return [piece for span in spans for piece in _fitting(data, span, budget)]


def _spans(
    outline: Outline,
    parent: str,
    start: int,
    end: int,
    children: dict[str, list[int]],
    asked: frozenset[str],
    budget: Budget,
) -> Iterator[_Piece]:
    """Tile one symbol's span with its children and the gaps between them."""
    own = (parent,) if parent in asked else ()
    at = start
    for number in children.get(parent, ()):
        symbol = outline.symbols[number]
        if symbol.start < at or symbol.end > end:
            continue  # overlaps what is already tiled: its bytes go with their neighbours
        if at < symbol.start:
            yield _Piece(at, symbol.start, own, parent if at > start else "")
            own = ()
        names = _asked_within(outline, number, children, asked)
        whole = _Piece(symbol.start, symbol.end, names, parent)
        if whole.cost(budget) <= budget.room or symbol.name not in children:
            yield whole
        else:
            yield from _spans(
                outline, symbol.name, symbol.start, symbol.end, children, asked, budget
            )
        at = symbol.end
    if at < end or own:
        yield _Piece(at, end, own, parent if at > start else "")


def _asked_within(
    outline: Outline, number: int, children: dict[str, list[int]], asked: frozenset[str]
) -> tuple[str, ...]:
    symbol = outline.symbols[number]
    own = (symbol.name,) if symbol.name in asked else ()
    nested = children.get(symbol.name, ())
    return own + tuple(n for c in nested for n in _asked_within(outline, c, children, asked))


def _fitting(data: bytes, piece: _Piece, budget: Budget) -> Iterator[_Piece]:
    """Cut one piece that is too big: at blank lines, lines or characters."""
    asked, start, inside = piece.asked, piece.start, piece.inside
    while _Piece(start, piece.end, asked, inside).cost(budget) > budget.room:
        room = budget.room - _Piece(0, 0, asked[:1], "").cost(budget)
        cut = _cut_before(data, start, min(start + max(room, 1), piece.end))
        if not start < cut < piece.end:
            break
        yield _Piece(start, cut, asked[:1], inside)
        inside = inside or (asked[0] if asked else "")
        asked, start = asked[1:], cut
    yield _Piece(start, piece.end, asked, inside)


def _cut_before(data: bytes, start: int, limit: int) -> int:
    """Return the best border in (start, limit]: blank line, line, else a character's."""
    floor = start + (limit - start) // 2
    for pattern in (_BLANK_LINE, _LINE):
        ends = [found.end() for found in pattern.finditer(data, floor, limit)]
        if ends:
            return ends[-1]
    return _character_border(data, start, limit)


def _character_border(data: bytes, start: int, limit: int) -> int:
    continuation = range(0x80, 0xC0)
    at = limit
    while start < at < len(data) and data[at] in continuation:
        at -= 1
    if at > start:
        return at
    at = start + 1
    while at < len(data) and data[at] in continuation:
        at += 1
    return at


def _pack(data: bytes, pieces: list[_Piece], budget: Budget) -> Iterator[list[_Piece]]:
    """Group neighbours into parts: full at most, ended early where the content marks it."""
    group: list[_Piece] = []
    cost = 0
    for piece in pieces:
        more = piece.cost(budget)
        early = cost * 2 > budget.room and _marks_border(data, piece)
        if group and (cost + more > budget.room or early):
            yield group
            group, cost = [], 0
        group.append(piece)
        cost += more
    if group:
        yield group


def _marks_border(data: bytes, piece: _Piece) -> bool:
    one_in = 4
    return sha256(data[piece.start : piece.end][:80]).digest()[0] % one_in == 0


def _merge(group: list[_Piece]) -> Part:
    asked = tuple(name for piece in group for name in piece.asked)
    return Part(group[0].start, group[-1].end, asked, group[0].inside)
