"""Splits a file into parts that fit the context window: spans that together cover all its bytes.

Borders are at symbols if possible, else at blank lines, else at lines, else between characters.
Where there is a choice, the content at a border decides, so that an edit moves few borders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from ralf_notes.outline.model import Outline, Symbol

_BLANK_LINE = re.compile(rb"\n[ \t\r]*\n")
_LINE = re.compile(rb"\n")
_CONTINUATION = range(0x80, 0xC0)
"""Bytes of UTF-8 that begin no character."""
_ASK_OVERHEAD = 16
"""Bytes around one description in JSON, and around its name in the task: quotes and commas."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one request may hold besides its fixed text, in estimated bytes."""

    room: int
    """Bytes for source and descriptions together."""
    per_symbol: int
    """Longest description of one symbol, in bytes."""
    around: int = 0
    """Bytes for the lines about the repository and the neighbours, which have room of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a file's bytes that the model gets in one request."""

    start: int
    end: int
    symbols: tuple[str, ...]
    """Names of the symbols that begin in this part and need a description."""
    inside: str = ""
    """The name of the symbol in whose middle the part begins, or ''."""
    is_new: bool = True
    """Whether no model has said yet what this part does."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of bytes that stays whole if it fits, and the symbols to describe in it."""

    start: int
    end: int
    asked: tuple[str, ...]
    inside: str

    def cost(self, budget: Budget) -> int:
        """Return the bytes that the piece, the task and the answers about it take.

        A name stands in the task and in the answer.
        """
        fixed = _ASK_OVERHEAD + budget.per_symbol
        return self.end - self.start + sum(2 * len(name.encode()) + fixed for name in self.asked)


def split(
    data: bytes, outline: Outline, describable: Sequence[str], budget: Budget
) -> tuple[Part, ...]:
    """Return the parts of a file; their spans cover all of it without overlap.

    Args:
        data: the text in UTF-8.
        outline: its outline, whose spans are offsets into `data`.
        describable: names of the symbols that need a description.
        budget: how much one request may hold.
    """
    if _Piece(0, len(data), tuple(describable), "").cost(budget) <= budget.room:
        return (Part(0, len(data), tuple(describable)),)
    return split_spans(data, outline, describable, budget, [(0, len(data))])


def split_spans(
    data: bytes,
    outline: Outline,
    describable: Sequence[str],
    budget: Budget,
    spans: Iterable[tuple[int, int]],
) -> tuple[Part, ...]:
    """Return the parts of some spans of a file, which do not overlap; the rest is as in `split`."""
    tiling = _Tiling(outline, frozenset(describable), budget)
    whole = [*tiling.of_span("", 0, len(data))]
    begins = {symbol.name: symbol.start for symbol in outline.symbols}
    parts = []
    for start, end in spans:
        pieces = [
            fitting
            for piece in whole
            if piece.start < end and start < piece.end
            for fitting in _fitting(data, _clip(piece, (start, end), begins), budget)
        ]
        for group in _packed(data, pieces, budget):
            names = tuple(name for piece in group for name in piece.asked)
            parts.append(Part(group[0].start, group[-1].end, names, group[0].inside))
    return tuple(parts)


def as_they_are(
    spans: Sequence[tuple[int, int]], outline: Outline, describable: Sequence[str]
) -> Iterator[Part]:
    """Yield some spans of a file, in order, as parts with those symbols that begin in them."""
    wanted = frozenset(describable)
    symbols = sorted(outline.symbols, key=lambda symbol: symbol.start)
    begun: list[Symbol] = []
    place = 0
    for start, end in spans:
        while place < len(symbols) and symbols[place].start < start:
            begun.append(symbols[place])
            place += 1
        begun = [symbol for symbol in begun if symbol.end > start]
        inside = begun[-1].name if begun else ""
        names = []
        while place < len(symbols) and symbols[place].start < end:
            begun.append(symbols[place])
            if symbols[place].name in wanted:
                names.append(symbols[place].name)
            place += 1
        yield Part(start, end, tuple(names), inside)


def divide(data: bytes, part: Part, outline: Outline, count: int = 2) -> tuple[Part, ...]:
    """Return a part in some pieces of about one size, cut at the best borders.

    A single character cannot be cut: it is returned as it is.

    Args:
        data: the text in UTF-8.
        part: one of the parts that `split` returns.
        outline: of the text.
        count: how many pieces.
    """
    early = count // 2
    both = _cut(data, part, outline, part.start + (part.end - part.start) * early // count)
    if count < 2 or both is None:
        return (part,)
    first, second = both
    later = count - early
    return (*divide(data, first, outline, early), *divide(data, second, outline, later))


def _cut(data: bytes, part: Part, outline: Outline, middle: int) -> tuple[Part, Part] | None:
    """Return a part in two, cut at the best border near an offset; None if there is none."""
    cuts = [s.start for s in outline.symbols if part.start < s.start < part.end]
    cut = min(cuts, key=lambda at: abs(at - middle), default=0)
    if not part.start < cut < part.end:
        cut = _cut_before(data, part.start, middle)
    if not part.start < cut < part.end:
        return None
    begins = {s.name: s.start for s in outline.symbols}
    early = tuple(n for n in part.symbols if begins.get(n, part.start) < cut)
    late = tuple(n for n in part.symbols if begins.get(n, part.start) >= cut)
    around = [s for s in outline.symbols if s.start < cut < s.end]
    inside = min(around, key=lambda s: s.end - s.start).name if around else ""
    first = replace(part, end=cut, symbols=early)
    return first, replace(part, start=cut, symbols=late, inside=inside)


class _Tiling:
    """Cuts a file into pieces: whole symbols if they fit, else their parts."""

    def __init__(self, outline: Outline, describable: frozenset[str], budget: Budget) -> None:
        self.describable = describable
        self.budget = budget
        self.children: dict[str, list[Symbol]] = {}
        spans = {symbol.name: (symbol.start, symbol.end) for symbol in outline.symbols}
        for symbol in sorted(outline.symbols, key=lambda symbol: symbol.start):
            start, end = spans.get(symbol.parent, (0, 0))
            # A method of Go or Rust stands outside of its type.
            parent = symbol.parent if start <= symbol.start and symbol.end <= end else ""
            self.children.setdefault(parent, []).append(symbol)

    def of_span(self, parent: str, start: int, end: int) -> Iterator[_Piece]:
        """Yield the pieces of one symbol's span; '' is the whole file."""
        symbols = (parent,) if parent in self.describable else ()
        at = start
        for symbol in self.children.get(parent, ()):
            if symbol.start < at or symbol.end > end:
                continue  # it overlaps earlier pieces: its bytes belong to its neighbours
            if at < symbol.start:
                yield _Piece(at, symbol.start, symbols, parent if at > start else "")
                symbols = ()
            whole = _Piece(symbol.start, symbol.end, self.asked_in(symbol), parent)
            if whole.cost(self.budget) <= self.budget.room or symbol.name not in self.children:
                yield whole
            else:
                yield from self.of_span(symbol.name, symbol.start, symbol.end)
            at = symbol.end
        if at < end or symbols:
            yield _Piece(at, end, symbols, parent if at > start else "")

    def asked_in(self, symbol: Symbol) -> tuple[str, ...]:
        """Return which names need a description, of a symbol and all symbols inside it."""
        symbols = (symbol.name,) if symbol.name in self.describable else ()
        nested = self.children.get(symbol.name, ())
        return symbols + tuple(name for child in nested for name in self.asked_in(child))


def _clip(piece: _Piece, span: tuple[int, int], begins: Mapping[str, int]) -> _Piece:
    """Return what of a piece lies in a span, and the symbols to describe that begin there."""
    start, end = max(piece.start, span[0]), min(piece.end, span[1])
    if (start, end) == (piece.start, piece.end):
        return piece
    symbols = tuple(name for name in piece.asked if start <= begins[name] < end)
    return _Piece(start, end, symbols, piece.inside)


def _fitting(data: bytes, piece: _Piece, budget: Budget) -> Iterator[_Piece]:
    """Yield one piece, cut at blank lines, lines or characters if it is too big."""
    symbols, start, inside = piece.asked, piece.start, piece.inside
    while _Piece(start, piece.end, symbols, inside).cost(budget) > budget.room:
        room = budget.room - _Piece(0, 0, symbols[:1], "").cost(budget)
        cut = _cut_before(data, start, min(start + max(room, 1), piece.end))
        if not start < cut < piece.end:
            break
        yield _Piece(start, cut, symbols[:1], inside)
        inside = inside or (symbols[0] if symbols else "")
        symbols, start = symbols[1:], cut
    yield _Piece(start, piece.end, symbols, inside)


def _cut_before(data: bytes, start: int, limit: int) -> int:
    """Return the best border in (start, limit]: at a blank line, a line, or else a character."""
    floor = start + (limit - start) // 2
    for pattern in (_BLANK_LINE, _LINE):
        ends = [match.end() for match in pattern.finditer(data, floor, limit)]
        if ends:
            return ends[-1]
    at = limit
    while start < at < len(data) and data[at] in _CONTINUATION:
        at -= 1
    if at > start:
        return at
    at = start + 1
    while at < len(data) and data[at] in _CONTINUATION:
        at += 1
    return at


def _packed(data: bytes, pieces: list[_Piece], budget: Budget) -> Iterator[list[_Piece]]:
    """Group adjacent pieces into parts that are as full as possible, but end at marked borders."""
    group: list[_Piece] = []
    cost = 0
    for piece in pieces:
        more = piece.cost(budget)
        # One piece in four marks a border: its content decides, not where earlier parts end.
        is_marked = sha256(data[piece.start : piece.end][:80]).digest()[0] % 4 == 0
        is_early = is_marked and cost * 2 > budget.room
        if group and (cost + more > budget.room or is_early):
            yield group
            group, cost = [], 0
        group.append(piece)
        cost += more
    if group:
        yield group
