"""Parses a source with bounded work, which is counted and not timed: each machine decides alike.

Error recovery, and scanners that look far ahead, can take a parser a time that grows with the
square of a file's length. It reports every 100 steps, and asks for the text in pieces, also when it
reads a piece again; so both can be counted. Ordinary sources take 1.6 reports and 0.4 pieces per
100 bytes at most.

A few shapes make single steps expensive. Those that are known are looked for in the text; for the
others there is a limit on time and memory, far above what the steps of other sources take.
"""

from __future__ import annotations

import os
import re
import string
import time
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache

import psutil
from tree_sitter import Language, Node, Parser, Tree

_PIECE = 1024
"""Bytes of the source that the parser gets at once."""
_LEAST = 2_000
_BYTES_PER_REPORT = 20
_BYTES_PER_PIECE = 100
_BYTES_PER_PIECE_OF = {"kotlin": 5}
"""Behind an operator, its scanner looks for the end of a string, up to the end of the file: 5 to 11
pieces per 100 bytes where no string has one. Twenty per 100 bytes take 0.2 seconds in 100 kB."""
_LONGEST_RUN = 1_000
"""Tokens in a row of which the grammar makes no node: a query looks at the rest of the run for each
of them. Ordinary sources have runs of up to 10."""
_DEEPEST = 2_000
"""Levels of a syntax tree: a query takes a time that grows with their square in some grammars."""
_MOST_OPEN = 300
"""Marks `<` without a `>` or `;` between. Each may begin type arguments, and for each the grammars
below keep all that could come before: 10 GB for 40 kB. Ordinary sources have 190 at most."""
_GUESSED_ANGLES = ("typescript", "tsx")
_ANGLES = re.compile(rb"[>;]")
_BLOCK = 2048
_MOST_ALIKE = 40
"""How many times smaller a block may become when it is compressed with all its words as `a`. Of
thousands of constructs that stay open, parsers hold all ways to end them, in a single step: 1 GB
for 5 kB of `x=>` in C, and no report before. Tables stay below, or are exempt."""
_LETTERS = (string.ascii_letters + string.digits + "_").encode()
_AS_A = bytes.maketrans(_LETTERS, b"a" * len(_LETTERS))
_NO_OPERATORS = b"a ,\"'\t\r\n"
_STRING = re.compile(rb'"[^"\n{$]*+"')
"""A string in which no code stands: however it repeats, it is one token."""
_REPORTS_PER_LOOK = 4
_SECONDS_PER_LOOK = 0.01
"""Processor time between two looks at the memory: a look takes as long as 100 reports, and no
parser can fill much memory sooner."""
_SECONDS_ALIKE = 0.05
"""Of the sources that are parsed within this time, one look at the memory is enough before: to fill
as much as one may takes longer."""
_MOST_SECONDS = 15.0
_SECONDS_PER_BYTE = 1e-4
_MOST_MEMORY = 400_000_000
_MEMORY_PER_BYTE = 500


class TooMuchWork(Exception):
    """The source takes the parser more work than a source of its length may take."""


@dataclass(slots=True)
class Allowance:
    """What is left for all readings of one source together, when it is read more than once."""

    reports: int

    @classmethod
    def of(cls, source: bytes) -> Allowance:
        """Return that of a source: twice what one reading may take, and ten times the usual."""
        return cls(2 * _most_reports(source))


def _most_reports(source: bytes) -> int:
    return _LEAST + len(source) // _BYTES_PER_REPORT


class _Effort:
    """Hands a source to a parser in pieces, and counts what the parser does."""

    def __init__(self, key: str, source: bytes, allowance: Allowance | None) -> None:
        self._allowance = allowance or Allowance.of(source)
        self._source = source
        # One buffer for all pieces: py-tree-sitter 0.26 never frees an object that it was handed.
        self._piece = bytearray()
        self._reports_left = min(_most_reports(source), self._allowance.reports)
        per_piece = _BYTES_PER_PIECE_OF.get(key, _BYTES_PER_PIECE)
        self._pieces_left = _LEAST + len(source) // per_piece
        now = time.thread_time()
        self._next_look = now + _SECONDS_PER_LOOK
        self._last_second = now + _MOST_SECONDS + len(source) * _SECONDS_PER_BYTE
        self._most_memory = _MOST_MEMORY + len(source) * _MEMORY_PER_BYTE
        self._before = _memory_during(int(time.monotonic() / _SECONDS_ALIKE))

    def read(self, offset: int, _point: object) -> bytearray:
        """Return the text from an offset; '' ends it, so that the parser can stop."""
        self._pieces_left -= 1
        end = offset + _PIECE if self._pieces_left >= 0 else offset
        self._piece[:] = self._source[offset:end]
        return self._piece

    def is_too_much(self, _offset: int = 0, _has_error: bool = False) -> bool:
        """Count a report, and return whether to stop."""
        self._reports_left -= 1
        self._allowance.reports -= 1
        is_over = self._reports_left < 0 or self._pieces_left < 0
        return is_over or (self._reports_left % _REPORTS_PER_LOOK == 0 and self._is_stuck())

    def _is_stuck(self) -> bool:
        """Whether the parser takes time or memory out of all proportion to its steps."""
        now = time.thread_time()
        if now < self._next_look:
            return False
        self._next_look = now + _SECONDS_PER_LOOK
        return now > self._last_second or _memory() - self._before > self._most_memory


def _memory() -> int:
    """Return the bytes that this process holds."""
    resident: int = _process(os.getpid()).memory_info().rss
    return resident


@lru_cache(maxsize=1)
def _memory_during(_period: int) -> int:
    """Return the bytes that this process held when it first asked in a short period."""
    return _memory()


@cache
def _process(pid: int) -> psutil.Process:
    return psutil.Process(pid)


def tree_of(
    key: str, language: Language, source: bytes, allowance: Allowance | None = None
) -> Tree:
    """Return the syntax tree of a source. Its nodes have no `text`: take it from the source.

    Args:
        key: the key of the language.
        language: its grammar.
        source: the text in UTF-8.
        allowance: what is left for all readings of the source; it becomes less.

    Raises TooMuchWork if it takes more work than a source of its length may take.
    """
    if key in _GUESSED_ANGLES and _open_angles(source) > _MOST_OPEN:
        raise TooMuchWork
    if key != "markdown" and _stays_open(source):
        raise TooMuchWork
    effort = _Effort(key, source, allowance)
    try:
        tree = Parser(language).parse(effort.read, progress_callback=effort.is_too_much)
    except ValueError as exc:  # stopped by a report
        raise TooMuchWork from exc
    except SystemError as exc:  # so the parser hands on what a signal raised in `effort.read`
        raise _first_cause(exc) from None
    root = tree.root_node
    if effort.is_too_much() or _has_long_run(root) or _is_too_deep(root, len(source)):
        raise TooMuchWork
    # A change behind the end only cuts the tree off from `read`, through which py-tree-sitter 0.26
    # would read freed memory (`node_get_text`).
    end, point = len(source) + 1, tree.root_node.end_point
    tree.edit(end, end, end, point, point, point)
    return tree


def _first_cause(exc: BaseException) -> BaseException:
    """Return the exception that others were raised from."""
    while exc.__cause__ is not None:
        exc = exc.__cause__
    return exc


def _open_angles(source: bytes) -> int:
    """Return the most marks `<` that stand in a text without a `>` or `;` between."""
    return max(part.count(b"<") for part in _ANGLES.split(source))


def _stays_open(source: bytes) -> bool:
    """Whether a block of a source repeats something with operators that neither ends nor closes."""
    starts = range(0, len(source), _BLOCK)
    blocks = (source[at : at + _BLOCK] for at in starts if len(source) - at >= _BLOCK // 2)
    return any(
        _repeats_open(block.translate(_AS_A))
        and _repeats_open(_STRING.sub(_as_letters, block).translate(_AS_A))
        for block in blocks
    )


def _as_letters(text: re.Match[bytes]) -> bytes:
    return b"a" * len(text[0])


def _repeats_open(block: bytes) -> bool:
    opened = sum(map(block.count, (b"(", b"[", b"{")))
    closed = sum(map(block.count, (b")", b"]", b"}")))
    is_table = opened and abs(opened - closed) <= opened // 10
    operators = len(block.translate(None, delete=_NO_OPERATORS))
    if is_table or b";" in block or operators < len(block) // 10:
        return False
    return len(block) > _MOST_ALIKE * len(zlib.compress(block, 1))


def _is_too_deep(root: Node, size: int) -> bool:
    """Whether a tree has too many levels at one of the places where a block begins."""
    for at in range(0, size, _BLOCK):
        cursor, depth = root.walk(), 0
        while depth <= _DEEPEST and cursor.goto_first_child_for_byte(at) is not None:
            depth += 1
        if depth > _DEEPEST:
            return True
    return False


def _has_long_run(root: Node) -> bool:
    """Whether some text that the grammar does not take has too many tokens in a row."""
    nodes = [root] if root.has_error else []
    while nodes:
        node = nodes.pop()
        cursor, run = node.walk(), 0
        has_more = cursor.goto_first_child()
        while has_more:
            child = cursor.node
            assert child is not None
            if child.has_error:
                nodes.append(child)
            run = run + 1 if node.is_error and not child.is_named else 0
            if run > _LONGEST_RUN:
                return True
            has_more = cursor.goto_next_sibling()
    return False
