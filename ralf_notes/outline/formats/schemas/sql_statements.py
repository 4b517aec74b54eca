"""The statements of SQL, whatever the dialect: quotes, comments and the blocks of routines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import is_banner, is_notice

_TOKEN = re.compile(
    r"(?P<comment>--[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
    r"|(?P<text>'(?:[^'\\]|''|\\.)*+(?:'|\Z))"
    r"|(?P<name>\"(?:[^\"\n]|\"\")*+\"|`[^`\n]*+`|\[[A-Za-z_][^\[\]\n]{0,128}+\])"
    r"|(?P<dollar>\$(?:[A-Za-z_]\w{0,60})?\$)"
    r"|(?P<word>[#@]{0,2}[^\W\d][\w$]*+)"
    r"|(?P<gap>\n[ \t]*\n)"
    r"|(?P<mark>[();,.])|(?P<go>(?<=\n)[ \t]*/[ \t]*(?=\n|\Z))",
    re.DOTALL,
)
ROUTINE_WORDS = ("function", "procedure", "proc", "trigger", "event", "package")
_PLACEHOLDERS = ("Your SQL goes here", "This file should undo anything in `up.sql`")
"""What a generator of migrations writes for the author to replace."""


@dataclass(frozen=True, slots=True)
class SqlToken:
    """One word, name, text or mark of SQL."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word in small letters; '' for other tokens."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """The word as it is, or a name without its quotes."""
        return self.text if self.kind == "word" else self.text[1:-1]


@dataclass(slots=True)
class SqlStatement:
    """One statement, with the comment right above it."""

    tokens: list[SqlToken]
    comment: str
    start: int
    """Where the comment above it starts."""

    @property
    def end(self) -> int:
        """Where its last token ends."""
        return self.tokens[-1].end


def statements(text: str) -> Iterator[SqlStatement]:
    """Yield the statements of a text, each with the comment right above it."""
    tokens: list[SqlToken] = []
    above: list[SqlToken] = []
    depth = blocks = 0
    for token in _tokens(text):
        if token.kind in ("comment", "gap"):
            if not tokens:
                if token.kind == "gap":
                    above = []
                else:
                    above.append(token)
            continue
        if not tokens and token.text == ";":
            continue
        is_go = token.kind == "go" or (token.low == "go" and _stands_alone(text, token))
        if tokens and (is_go or (token.text == ";" and depth <= 0 and blocks <= 0)):
            yield _statement(tokens, above)
            tokens, above, depth, blocks = [], [], 0, 0
        elif not is_go:
            tokens.append(token)
            depth += (token.text == "(") - (token.text == ")")
            blocks += _opens(tokens) if token.kind == "word" else 0
    if tokens:
        yield _statement(tokens, above)


def _statement(tokens: list[SqlToken], above: list[SqlToken]) -> SqlStatement:
    words = comment_text("\n".join(token.text for token in above))
    start = above[0].start if above else tokens[0].start
    is_title = bool(above) and is_banner(above[-1].text)
    comment = "" if is_title or is_notice(words) or words in _PLACEHOLDERS else words
    return SqlStatement(tokens, comment, start)


def _tokens(text: str) -> Iterator[SqlToken]:
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        if match.lastgroup == "dollar":  # the body of a function: one text
            close = text.find(match[0], at)
            at = close + len(match[0]) if close >= 0 else len(text)
            yield SqlToken("text", text[match.start() : at], match.start(), at)
        else:
            yield SqlToken(match.lastgroup or "", match[0], match.start(), at)


def _stands_alone(text: str, token: SqlToken) -> bool:
    before = text[max(token.start - 1, 0) : token.start]
    return before in ("", "\n") and text[token.end : token.end + 1] in ("", "\n", "\r")


def _opens(tokens: Sequence[SqlToken]) -> int:
    """Return 1 where a routine's block begins at its last word, -1 where one ends, else 0."""
    word = tokens[-1].low
    if word not in ("begin", "case", "end", "if", "loop", "while", "repeat", "tran", "transaction"):
        return 0
    if not any(token.low in ROUTINE_WORDS for token in tokens[:12]) or tokens[0].low != "create":
        return 0
    before = tokens[-2].low if len(tokens) > 1 else ""
    if before == "end":  # `END IF` ends no BEGIN
        return {"if": 1, "loop": 1, "while": 1, "repeat": 1}.get(word, 0)
    if before == "begin" and word in ("tran", "transaction"):
        return -1
    return {"begin": 1, "case": 1, "end": -1}.get(word, 0)
