"""Which brackets of a text belong together, strings and comments passed over. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ralf_notes.patterns import lazily

_COMMENT = r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_DOUBLE = r"\"(?:[^\"\\\n]|\\.)*+\""
_STRINGS = lazily(
    rf"{_COMMENT}|{_DOUBLE}|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`|[()\[\]{{}}]", re.DOTALL
)
_CHARACTERS = lazily(
    rf"{_COMMENT}|{_DOUBLE}|'(?:[^'\\\n]|\\[^\n']{{1,10}})'|[()\[\]{{}}]", re.DOTALL
)
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A text whose brackets are paired."""

    text: str
    ends: dict[int, int]
    """By the offset of an opening bracket, that of the closing one."""
    hidden: tuple[tuple[int, int], ...]
    """The spans of comments, and of what stands in brackets, in order."""

    def outer(self, start: int, end: int) -> str:
        """Return a span without comments and without what stands in brackets.

        Blanks take their place, so that offsets stay; the brackets themselves stay, too.
        """
        pieces, at = [], start
        for first, last in self._hidden(start, end):
            pieces += [self.text[at:first], " " * (last - first)]
            at = last
        return "".join([*pieces, self.text[at:end]])

    def _hidden(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the outermost of the hidden spans within a span."""
        at = start
        for number in range(bisect_left(self.hidden, (start, 0)), len(self.hidden)):
            first, last = self.hidden[number]
            if first >= end:
                return
            if first >= at and last <= end and (first, last) != (start, end):
                yield first, last
                at = last


def bracketed(text: str, *, has_characters: bool = False) -> Bracketed:
    """Return a text with its brackets paired.

    Args:
        text: the source.
        has_characters: whether `'` stands around single characters only, as in Rust.
    """
    ends: dict[int, int] = {}
    comments: list[tuple[int, int]] = []
    waiting: list[int] = []
    for match in (_CHARACTERS if has_characters else _STRINGS).finditer(text):
        sign = match[0]
        if sign in "([{":
            waiting.append(match.start())
        elif sign in _CLOSING:
            if waiting and text[waiting[-1]] == _CLOSING[sign]:
                ends[waiting.pop()] = match.start()
        elif sign[0] == "/":
            comments.append(match.span())
    inside = ((at + 1, to) for at, to in ends.items())
    return Bracketed(text, ends, tuple(sorted((*inside, *comments))))
