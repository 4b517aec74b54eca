"""Parses a source so that one construct that the grammar does not know hides nothing else.

After an error, a parser may give up the class around it, or all definitions below. So the bodies of
functions are blanked, which an outline can do without. If errors are left, what stands around each
is blanked: the line first, then the block that it is in, then the blocks around that. The text with
the most definitions wins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ralf_notes.outline import grammar
from ralf_notes.outline.blocks import Block, blank, blocks_of, bodies, without_strings
from ralf_notes.outline.definitions import Captures, Joins, ParsedFile
from ralf_notes.outline.definitions.captured import parsed_file
from ralf_notes.outline.effort import Allowance, TooMuchWork

if TYPE_CHECKING:
    from tree_sitter import Node

_ROUTINES = frozenset(("function", "method", "constructor"))
_TYPES = frozenset(
    ("class", "interface", "trait", "struct", "enum", "union", "record", "type", "module")
)
_COUNTED = _ROUTINES | _TYPES
"""Kinds that a source has as many of as its author wrote: in torn code, local variables may look
like constants."""
_MOST_LEVELS = 4
_MOST_ERRORS = 8
_LEAST_TRIALS = 12
_MOST_TRIALS = 48
_TRIED_BYTES = 600_000

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in place of the source, and what the grammar made of it."""

    text: bytes
    root: Node
    file: ParsedFile
    unread: frozenset[int]
    """The lines, counted from 0, that could not be parsed, or were blanked for that reason."""

    @property
    def worth(self) -> tuple[int, int]:
        """How much of the source it shows; the greater the better."""
        return sum(each.kind in _COUNTED for each in self.file.definitions), -len(self.unread)


@dataclass(frozen=True, slots=True)
class Source:
    """What is the same for all readings of a source."""

    key: str
    """Of the language."""
    path: str
    text: bytes
    separator: str
    rename: Callable[[str], str]
    joins: Joins | None
    comments: tuple[str, ...]
    """The marks that start a comment."""
    allowance: Allowance
    """What all readings together may take the parser."""
    matches: Callable[[Sequence[Captures], bytes], Iterable[Captures]] | None = None
    """Reads more from the matches of the query, see `Rules`."""

    def read(self, text: bytes, left_out: frozenset[int] = frozenset()) -> Reading:
        """Parse a text of the same length in place of the source.

        Args:
            text: The text.
            left_out: Lines that count as not read, as they were blanked.

        Raises TooMuchWork if it takes the parser too much work.
        """
        root = grammar.parsed(self.key, text, self.allowance)
        matches: Iterable[Captures] = grammar.query_matches(self.key, root, self.text)
        if self.matches:
            matches = self.matches(list(matches), self.text)
        file = parsed_file(self.path, self.text, matches, self.separator, self.rename, self.joins)
        return Reading(text, root, file, left_out.union(grammar.unread_lines(root)))


def salvaged(source: Source, first: Reading) -> Reading:
    """Return the reading that shows the most of a source, if it has errors outside of functions."""
    if next(_errors(first), None) is None:
        return first
    code = without_strings(first.text, source.comments)
    blocks = blocks_of(code)
    best = _without_bodies(source, first, bodies(code, blocks))
    trials = max(_LEAST_TRIALS, min(_MOST_TRIALS, _TRIED_BYTES // (len(source.text) + 1)))
    tried: set[int] = set()
    for _ in range(_MOST_ERRORS):
        at = next((place for place in _errors(best) if place not in tried), None)
        if at is None or trials <= 0:
            break
        tried.add(at)
        spans = tuple(_around(source.text, blocks, at))
        trials -= len(spans)
        readings = [trial for span in spans if (trial := _without(source, best, span))]
        best = max((best, *readings), key=lambda reading: reading.worth)
    return best


def _without_bodies(source: Source, first: Reading, inner: Sequence[Block]) -> Reading:
    """Return the reading of a text without the bodies of functions, if it shows more."""
    pieces, at = [], 0
    for block in inner:
        pieces += [first.text[at : block.start + 1], blank(first.text[block.start + 1 : block.end])]
        at = block.end
    try:
        reading = source.read(b"".join((*pieces, first.text[at:])))
    except TooMuchWork:
        return first
    unread: set[int] = set(reading.unread)
    line = at = 0
    for block in inner:
        line += source.text.count(b"\n", at, block.start)
        at = block.start
        lines = source.text.count(b"\n", block.start, block.end) + 1
        if not first.unread.isdisjoint(range(line, line + lines)):
            unread.update(line + each for each in _unread_alone(source, first.text, block))
    return max((first, replace(reading, unread=frozenset(unread))), key=lambda each: each.worth)


def _unread_alone(source: Source, text: bytes, block: Block) -> list[int]:
    """Return the lines of a block, counted from its first, that cannot be parsed."""
    prefix = b"<?php " if source.key == "php" else b""
    body = prefix + text[block.start : block.end + 1]
    try:
        return grammar.unread_lines(grammar.parsed(source.key, body, source.allowance))
    except TooMuchWork:
        return list(range(text.count(b"\n", block.start, block.end)))


def _without(source: Source, reading: Reading, span: Span) -> Reading | None:
    """Return the reading of a text with a span blanked, or None if it takes too much work."""
    start, end = span
    cut = reading.text[start:end]
    if not cut.strip():
        return None
    text = reading.text[:start] + blank(cut) + reading.text[end:]
    line = source.text.count(b"\n", 0, start)
    lines = source.text[start:end].split(b"\n")
    blanked = {line + index for index, piece in enumerate(lines) if piece.strip()}
    is_blank = [not each.strip() for each in text.split(b"\n")]
    before = {line for line in reading.unread if line < len(is_blank) and is_blank[line]}
    try:
        return source.read(text, frozenset(blanked | before))
    except TooMuchWork:
        return None


def _errors(reading: Reading) -> Iterator[int]:
    """Yield the places of what the grammar does not know, outside of functions that it read."""
    functions = [each for each in reading.file.definitions if each.kind in _ROUTINES]
    starts = [each.start for each in functions]
    nodes = [reading.root] if reading.root.has_error else []
    while nodes:
        node = nodes.pop()
        children = [each for each in node.children if each.has_error or each.is_missing]
        function = functions[bisect_left(starts, node.start_byte) - 1] if functions else None
        is_inside = function and function.start < node.start_byte and node.end_byte < function.end
        if (node.is_error or node.is_missing) and not is_inside:
            yield _last_token(node).start_byte
            yield node.start_byte
        nodes += reversed(children)


def _last_token(node: Node) -> Node:
    """Return the last token that the parser had taken when it met the error."""
    while node.children:
        node = node.children[-1]
    return node


def _around(text: bytes, blocks: Sequence[Block], at: int) -> Iterator[Span]:
    """Yield what may be blanked around an error, the smallest first."""
    yield _lines(text, at, at)
    around = [block for block in blocks if block.start <= at <= block.end]
    for block in sorted(around, key=lambda each: each.end - each.start)[:_MOST_LEVELS]:
        yield block.start + 1, block.end
        yield _lines(text, block.start, block.end)


def _lines(text: bytes, first: int, last: int) -> Span:
    """Return the span of the whole lines of a span."""
    end = text.find(b"\n", last)
    return text.rfind(b"\n", 0, first) + 1, len(text) if end < 0 else end
