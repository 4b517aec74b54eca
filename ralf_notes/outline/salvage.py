"""Parses a source so that one construct that the grammar does not know hides nothing else.

After an error, a parser may give up the class around it, or all definitions below. So the bodies of
functions are blanked, which an outline can do without. If errors are left, what stands around each
is blanked: the line first, then the block that it is in, then the blocks around that. The text with
the most definitions wins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ralf_notes.outline import grammar
from ralf_notes.outline.brackets import Brackets, blank, blocks_of, bodies, without_strings
from ralf_notes.outline.definitions import Captures, ParsedFile
from ralf_notes.outline.definitions.captured import parsed_file
from ralf_notes.outline.definitions.harmless import harmless_lines
from ralf_notes.outline.effort import Allowance, TooMuchWork
from ralf_notes.outline.model import DECLARED_TYPES, ROUTINES

if TYPE_CHECKING:
    from tree_sitter import Node

    from ralf_notes.outline.rules import Rules

_COUNTED = ROUTINES | DECLARED_TYPES
"""Kinds that a source has as many of as its author wrote: in torn code, local variables may look
like constants."""
_PAIRS = ((b"(", b")"), (b"{", b"}"), (b"[", b"]"))
_CONTINUED = (b"\\\n", b"\\\r\n")
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
class Original:
    """What is the same for all readings of a source."""

    key: str
    """Of the language."""
    path: str
    text: bytes
    rules: Rules
    comments: tuple[str, ...]
    """The marks that start a comment."""
    allowance: Allowance

    def read(self, text: bytes) -> Reading:
        """Parse a text of the same length in place of the source.

        Raises TooMuchWork if it takes the parser too much work.
        """
        root = grammar.parsed(self.key, text, self.allowance)
        return self.reading_of(text, root, frozenset(grammar.unread_lines(root)))

    def reading_of(self, text: bytes, root: Node, unread: frozenset[int]) -> Reading:
        """Return the reading of a text that is parsed already."""
        rules = self.rules
        matches: Iterable[Captures] = grammar.query_matches(self.key, root, self.text)
        if rules.matches:
            matches = rules.matches(list(matches), self.text)
        file = ParsedFile(self.text, text, self.path)
        file = parsed_file(file, matches, rules.separator, rules.rename)
        return Reading(text, root, file, unread)


def best_reading(source: Original, texts: Iterable[bytes]) -> Reading:
    """Return the reading of the text with the fewest lines that could not be parsed, salvaged.

    Args:
        source: the source.
        texts: texts to parse in place of it, the best one first. One that takes the parser too much
            work counts only if there is no other before it.

    Raises TooMuchWork if the first one takes too much work.
    """
    best: tuple[bytes, Node, list[int]] | None = None
    tried: set[bytes] = set()
    for text in texts:
        if text in tried:  # what it hides or rewrites is not in this source
            continue
        tried.add(text)
        try:
            root = grammar.parsed(source.key, text, source.allowance)
        except TooMuchWork:
            if best is None:
                raise
            break
        lines = grammar.unread_lines(root)
        if best is None or len(lines) < len(best[2]):
            best = text, root, lines
        if not lines:
            break
    assert best is not None
    text, root, lines = best
    rules = source.rules
    hidden = rules.hidden(source.text, text) if rules.hidden and text != source.text else set()
    reading = source.reading_of(text, root, frozenset(lines))
    if not lines and not hidden:
        return reading
    reading = _salvaged(source, reading)
    # Names also stand in what is blanked, so the tree is that of the text in whole.
    return replace(reading, root=root, unread=_telling(source, reading, hidden))


def _telling(source: Original, reading: Reading, hidden: set[int]) -> frozenset[int]:
    """Return the lines that the parser should report as unread.

    Args:
        hidden: those of which a reading knows that they may define something.
    """
    harmless = harmless_lines(source.key, source.comments, reading.file)
    written = source.text.split(b"\n")
    # What begins its line is in no function, though it may be in the branch of one.
    outside = {line for line in hidden if not written[line][:1].isspace()}
    return ((reading.unread | hidden) - harmless) | outside


def _salvaged(source: Original, first: Reading) -> Reading:
    """Return the reading that shows the most of a source, if it has errors outside of functions."""
    if next(_errors(first), None) is None:
        return first
    code = without_strings(first.text, source.comments)
    blocks = blocks_of(code)
    best = _without_bodies(source, first, bodies(code, blocks))
    trials = max(_LEAST_TRIALS, min(_MOST_TRIALS, _TRIED_BYTES // (len(source.text) + 1)))
    places: set[int] = set()
    tried: set[tuple[bytes, Span]] = set()
    for _ in range(_MOST_ERRORS):
        at = next((place for place in _errors(best) if place not in places), None)
        if at is None or trials <= 0:
            break
        places.add(at)
        spans = tuple(_around(source.text, blocks, at))
        trials -= len(spans)
        # The spans around the next error are often the same: a second trial would show no more.
        cuts = [span for span in dict.fromkeys(spans) if (best.text, span) not in tried]
        tried.update((best.text, span) for span in cuts)
        readings = [trial for span in cuts if (trial := _without(source, best, span))]
        best = max((best, *readings), key=lambda reading: reading.worth)
    return best


def _without_bodies(source: Original, first: Reading, inner: Sequence[Brackets]) -> Reading:
    """Return the reading of a text without the bodies of functions, if it shows more."""
    if not inner:
        return first
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


def _unread_alone(source: Original, text: bytes, block: Brackets) -> list[int]:
    """Return the lines of a block, counted from its first, that cannot be parsed."""
    prefix = b"<?php " if source.key == "php" else b""
    body = prefix + text[block.start : block.end + 1]
    try:
        return grammar.unread_lines(grammar.parsed(source.key, body, source.allowance))
    except TooMuchWork:
        return list(range(text.count(b"\n", block.start, block.end)))


def _without(source: Original, reading: Reading, span: Span) -> Reading | None:
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
        root = grammar.parsed(source.key, text, source.allowance)
    except TooMuchWork:
        return None
    unread = frozenset((*grammar.unread_lines(root), *blanked, *before))
    is_worse = len(unread - blanked) >= len(reading.unread)
    return None if is_worse else source.reading_of(text, root, unread)


def _errors(reading: Reading) -> Iterator[int]:
    """Yield the places of what the grammar does not know, outside of functions that it read."""
    functions = [each for each in reading.file.definitions if each.kind in ROUTINES]
    starts = [each.start for each in functions]
    nodes = [reading.root] if reading.root.has_error else []
    while nodes:
        node = nodes.pop()
        children = [each for each in node.children if each.has_error or each.is_missing]
        function = functions[bisect_left(starts, node.start_byte) - 1] if functions else None
        is_inside = function and function.start < node.start_byte and node.end_byte < function.end
        is_error = node.is_error or node.is_missing
        if is_error and not is_inside and not _is_by_itself(node, reading.text):
            yield _last_token(node).start_byte
            yield node.start_byte
        nodes += reversed(children)


def _is_by_itself(node: Node, text: bytes) -> bool:
    """Whether an error is part of a line, and opens or closes nothing: it hides nothing else."""
    if node.is_missing or node.start_point.row != node.end_point.row:
        return False
    cut = text[node.start_byte : node.end_byte]
    return all(cut.count(opening) == cut.count(closing) for opening, closing in _PAIRS)


def _last_token(node: Node) -> Node:
    """Return the last token that the parser had taken when it met the error."""
    while node.children:
        node = node.children[-1]
    return node


def _around(text: bytes, blocks: Sequence[Brackets], at: int) -> Iterator[Span]:
    """Yield what may be blanked around an error, the smallest first."""
    yield _lines(text, at, at)
    around = [block for block in blocks if block.start <= at <= block.end]
    for block in sorted(around, key=lambda each: each.end - each.start)[:_MOST_LEVELS]:
        yield block.start + 1, block.end
        yield _lines(text, block.start, block.end)


def _lines(text: bytes, first: int, last: int) -> Span:
    """Return the span of the whole lines of a span, with lines that continue by a backslash."""
    start, end = text.rfind(b"\n", 0, first) + 1, text.find(b"\n", last)
    while text.endswith(_CONTINUED, 0, start):
        start = text.rfind(b"\n", 0, start - 1) + 1
    while end >= 0 and text.endswith(_CONTINUED, 0, end + 1):
        end = text.find(b"\n", end + 1)
    return start, len(text) if end < 0 else end
