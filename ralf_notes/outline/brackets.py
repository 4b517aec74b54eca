"""The blocks of a source by its brackets alone, whether or not its grammar can read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ralf_notes.patterns import lazily

_STRINGS = (
    rb'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|"(?:[^"\\\n]|\\.)*+"?'
    rb"|'(?:[^'\\\n]|\\.){1,80}+'|`[^`]*+`"
)
_BRACKET = lazily(rb"[(){}\[\]]")
_CLOSES = {b")": b"(", b"}": b"{", b"]": b"["}
_BLANKS = bytes(byte if byte in b"\r\n" else ord(" ") for byte in range(256))
_ROUTINE = lazily(rb"\b(?:fun(?!\s+interface\b)|func|function|fn|def)\b|=>\s*$|->\s*$")
_HOLDER = lazily(
    rb"\b(?:class|struct|interface|enum|object|namespace|extension|trait|impl|protocol|union|mod"
    rb"|module|actor|record|extern)\b|@interface\b|[=(,:\[]\s*$"
)
_HOLDER_LINE = lazily(
    rb"^[ \t]*+(?:\w+[ \t]+){0,5}?(?:class|struct|interface|enum|object|namespace|extension|trait"
    rb"|protocol|record)\b",
    re.MULTILINE,
)
_HEAD_BYTES = 2_000
_PLAIN = lazily(rb"[\w\s;,]*+")


@dataclass(frozen=True, slots=True)
class Brackets:
    """A pair of brackets."""

    start: int
    """Byte offset of the opening bracket."""
    end: int
    """Byte offset of the closing bracket."""
    is_braced: bool


def without_strings(text: bytes, marks: Iterable[str]) -> bytes:
    """Return a text of the same length in which comments and strings are blank.

    Args:
        text: the text.
        marks: the marks that start a comment.
    """
    lines = [re.escape(mark.encode()) + rb"[^\n]*+" for mark in marks if mark != "/*"]
    hidden = rb"|".join([rb"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?", *lines, _STRINGS])
    return re.sub(hidden, lambda match: blank(match[0]), text, flags=re.DOTALL)


def blank(text: bytes) -> bytes:
    """Return as many blanks, and the same line breaks."""
    return text.translate(_BLANKS)


def blocks_of(code: bytes) -> list[Brackets]:
    """Return the pairs of brackets in a text without comments and strings, by their ends."""
    opened: list[tuple[bytes, int]] = []
    blocks: list[Brackets] = []
    for bracket in _BRACKET.finditer(code):
        mark, at = bracket[0], bracket.start()
        if mark not in _CLOSES:
            opened.append((mark, at))
        elif opened and opened[-1][0] == _CLOSES[mark]:
            blocks.append(Brackets(opened.pop()[1], at, mark == b"}"))
    return blocks


def bodies(code: bytes, blocks: Sequence[Brackets]) -> list[Brackets]:
    """Return the blocks of statements, such as the bodies of functions: the outermost ones.

    Args:
        code: a text without comments and strings.
        blocks: what `blocks_of` returned for it.
    """
    outermost: list[Brackets] = []
    end = 0
    for block in sorted(blocks, key=lambda each: each.start):
        if block.is_braced and block.start >= end and _is_body(code, block):
            outermost.append(block)
            end = block.end
    return outermost


def _is_body(code: bytes, block: Brackets) -> bool:
    floor = max(0, block.start - _HEAD_BYTES)
    before = code[floor : block.start]
    head = before[1 + max(map(before.rfind, (b"{", b"}", b";"))) :]
    if _PLAIN.fullmatch(code, block.start + 1, block.end):
        return False
    if routine := _ROUTINE.search(head):
        # `fun a() = 1` has no braces: those below it may be of a type.
        return not _HOLDER_LINE.search(head, routine.end())
    return not _HOLDER.search(head)
