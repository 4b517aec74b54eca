"""Blocks in braces: the statements of protobuf, GraphQL, Terraform and other such languages.

Comments, strings and heredocs are skipped by one pattern, so a brace in them counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import is_notice

_MOST_NESTED = 60
_IN_STRING = r'"(?:[^"\\\n$%]|\\.|[$%](?!\{))*+"'
_INSERTED = rf"[$%]\{{(?:[^{{}}\"\n]|{_IN_STRING}|\{{(?:[^{{}}\"\n]|{_IN_STRING})*+\}})*+\}}"
_SKIPPED = {
    '"${': rf'"(?:[^"\\\n$%]|\\.|{_INSERTED}|[$%])*+(?:"|(?=\n)|\Z)',
    '"""': r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)',
    '"': r'"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)',
    "'": r"'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\Z)",
    "//": r"//[^\n]*+",
    "/*": r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)",
    "#": r"#[^\n]*+",
}


@dataclass(slots=True)
class Statement:
    """One statement: what stands before its braces, and the statements inside them."""

    start: int
    """Index of its first character, that of the comment above it included."""
    head_start: int
    head_end: int
    end: int
    comment: str = ""
    """The author's words above it."""
    has_braces: bool = False
    children: list[Statement] = field(default_factory=list)

    def head(self, text: str) -> str:
        """Return what stands before the braces, or the whole of a statement without any."""
        return text[self.head_start : self.head_end].strip()


@cache
def _tokens(skipped: tuple[str, ...], ends: str) -> re.Pattern[str]:
    parts = "|".join(_SKIPPED[each] for each in skipped)
    heredoc = (
        r"(?P<heredoc><<[-~]?\"?(?P<word>[A-Za-z_]\w{0,60})\"?[^\n]*+\n)|" if ends == "\n" else ""
    )
    return re.compile(
        rf"{heredoc}(?P<skip>{parts})|(?P<gap>\n[ \t]*\n)|(?P<mark>[{{}}()\[\]{re.escape(ends)}])"
        r"|(?P<other>[^\s{}()\[\];\"'#/<\n]++|[\"'#/<;])",
        re.DOTALL,
    )


def blocks(text: str, skipped: Sequence[str], ends: str) -> list[Statement]:
    """Return the top-level statements of a text.

    Args:
        text: the source.
        skipped: the marks of its comments and strings, the longest first.
        ends: the characters that end a statement outside brackets, `;` or a line break.
    """
    reader = _Statements(text, ends, tuple(each for each in ("//", "/*", "#") if each in skipped))
    pattern, at = _tokens(tuple(skipped), ends), 0
    while match := pattern.search(text, at):
        at = match.end()
        if match.lastgroup == "heredoc":
            close = re.compile(rf"^[ \t]*{match['word']}\b", re.MULTILINE).search(text, at)
            reader.word(match.start(), close.end() if close else len(text))
            at = close.end() if close else len(text)
        else:
            reader.take(match)
    reader.finish(len(text))
    return reader.top


class _Statements:
    """Builds the statements from the marks of a text."""

    def __init__(self, text: str, ends: str, comments: tuple[str, ...]) -> None:
        self.text, self.ends, self.comments = text, ends, comments
        self.top: list[Statement] = []
        self._open: list[tuple[Statement, int]] = []
        """The blocks around a place, each with the brackets that were open before it."""
        self._brackets = 0
        self._start = self._end = -1
        self._above: list[tuple[int, int]] = []
        """The comments above the statement to come, without a gap between."""

    def take(self, match: re.Match[str]) -> None:
        """Go on by one token."""
        token, start, end = match[0], match.start(), match.end()
        if match["skip"] and token.startswith(self.comments):
            self._comment(start, end)
        elif match["gap"]:
            self._above = [] if self._start < 0 else self._above
            if "\n" in self.ends and not self._brackets:
                self._statement(start)
        elif not match["mark"]:
            self.word(start, end)
        elif token in "([":
            self.word(start, end)
            self._brackets += 1
        elif token in ")]":
            self.word(start, end)
            self._brackets = max(self._brackets - 1, 0)
        elif token == "{":
            self._opened(start, end)
        elif token == "}":
            self._closed(start, end)
        elif not self._brackets:
            self._statement(start)

    def word(self, start: int, end: int) -> None:
        """Go on by something that belongs to a statement."""
        if self._start < 0:
            self._start = start
        self._end = end

    def finish(self, end: int) -> None:
        """End what is still open at the end of the text."""
        self._statement(end)
        for block, _ in self._open:
            block.end = end

    def _comment(self, start: int, end: int) -> None:
        if self._start >= 0:
            return
        line_start = self.text.rfind("\n", max(start - 200, 0), start) + 1
        if not self.text[line_start:start].strip():  # a comment after code is about that code
            self._above.append((start, end))

    def _statement(self, end: int) -> None:
        if self._start >= 0:
            self._append(Statement(self._start, self._start, self._end, self._end))

    def _append(self, block: Statement) -> None:
        if self._above:
            block.start = self._above[0][0]
            words = "\n".join(self.text[start:end] for start, end in self._above)
            block.comment = "" if is_notice(text := comment_text(words)) else text
        (self._open[-1][0].children if self._open else self.top).append(block)
        self._start, self._above = -1, []

    def _opened(self, start: int, end: int) -> None:
        head_start = self._start if self._start >= 0 else start
        block = Statement(head_start, head_start, start, end, has_braces=True)
        self._append(block)
        if len(self._open) < _MOST_NESTED:
            self._open.append((block, self._brackets if "\n" in self.ends else 0))
        self._brackets = 0

    def _closed(self, start: int, end: int) -> None:
        self._statement(start)
        self._above, self._brackets = [], 0
        if self._open:
            block, self._brackets = self._open.pop()
            block.end = end
