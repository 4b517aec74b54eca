"""Strings as languages write them: where one ends, whatever encloses it."""

from __future__ import annotations

import re
from typing import NamedTuple

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.reading.syntax import Syntax


class Literal(NamedTuple):
    """A string in a text."""

    start: int
    """Where its content starts: after the quote."""
    end: int
    """Where its content ends: before the quote."""
    after: int
    """Where the text goes on."""


_APOSTROPHE = lazily(r"(?<=[a-z])'(?:t|s|re|ll|ve|d|m)\b(?!')")
"""The one of `don't`, which opens no string."""
_LONGEST = 20_000
"""Characters of a string."""
_LONGEST_LINE = 2000
_MAY_OPEN = frozenset("\"'`\\@$%#<~[“„«‘R")
_OPENER = lazily(
    r"""(?P<prefix>(?:[bBrRuUfFLNEcs]|br|rb|fr|rf|cr|u8|@\$?|\$@?)?)
    (?: (?P<hashes>\#{1,9})(?P<hashed>"{3}|")
      | (?P<slashes>\\*)(?P<quote>\"{3,9}|'{3}|''(?=\n|[^'\n]{3,200}'')|["'`])
      | (?P<typographic>[“„«‘]) )""",
    re.VERBOSE,
)
_CPP_RAW = lazily(r'(?:u8|[uUL])?R"(?P<mark>[^\s()\\"]{0,16})\(')
_HEREDOC = lazily(r"""<<<?[-~]?[ \t]*(?P<quote>["']?)(?P<mark>[A-Za-z_]\w*)(?P=quote)""")
_HERE_STRING = lazily(r"""@(?P<quote>["'])[ \t]*\r?\n""")
_PERCENT = lazily(r"(?:%[qQwW]?|qq?|qw|~[sSwW])(?P<open>[({\[<|/!])")
_LONG_BRACKET = lazily(r"\[(?P<mark>=*)\[")
_DOLLARS = lazily(r"\$(?P<mark>[A-Za-z_]*)\$")
_CLOSING = {"(": ")", "{": "}", "[": "]", "<": ">", "“": "”", "„": "“", "«": "»", "‘": "’"}


def literal_at(text: str, at: int, syntax: Syntax) -> Literal | None:
    """Return the string that starts at a place in a text; None if none does, or it has no end."""
    first = text[at : at + 1]
    if first not in _MAY_OPEN and not (first.isalpha() and _is_prefix(text, at)):
        return None
    if first == "'" and _APOSTROPHE.match(text, at):
        return None
    if special := _special(text, at, syntax):
        return special
    opener = _OPENER.match(text, at)
    if opener is None:
        return None
    start = opener.end()
    if mark := opener["typographic"]:
        return _until(text, start, _CLOSING[mark], limit=400)
    if hashes := opener["hashes"]:
        return _until(text, start, opener["hashed"] + hashes)
    quote, slashes = opener["quote"], opener["slashes"]
    if quote == "''" and syntax.family not in ("", "nix"):
        return Literal(start - 1, start - 1, start)
    if len(quote) > 1 and not slashes:
        return _until(text, start, quote)
    return _quoted(text, start, slashes + quote, opener["prefix"], syntax)


def _is_prefix(text: str, at: int) -> bool:
    """Whether a letter belongs to the string that follows it, as in `f"..."`."""
    if at and (text[at - 1].isalnum() or text[at - 1] == "_"):
        return False
    following = text[at + 1 : at + 3]
    return following[:1] in ('"', "'", "#", "\\", "{", "(", "|", "/", "<", "[", "!") or (
        following[:1].isalnum() and following[1:2] in ('"', "'", "{", "(", "[", "|", "<")
    )


def _special(text: str, at: int, syntax: Syntax) -> Literal | None:
    """Return a string with other marks than quotes: a here-document, `%q(...)`, `[[...]]`."""
    if opener := _CPP_RAW.match(text, at):
        return _until(text, opener.end(), f'){opener["mark"]}"')
    if text.startswith("<<", at) and (opener := _HEREDOC.match(text, at)):
        return _heredoc(text, opener)
    if opener := _HERE_STRING.match(text, at):
        return _until(text, opener.end(), f"{opener['quote']}@")
    if syntax.family == "lines":
        if opener := _PERCENT.match(text, at):
            return _until(text, opener.end(), _CLOSING.get(opener["open"], opener["open"]), 2000)
        if opener := _LONG_BRACKET.match(text, at):
            return _until(text, opener.end(), f"]{opener['mark']}]")
    if syntax.family == "sql" and (opener := _DOLLARS.match(text, at)):
        return _until(text, opener.end(), opener[0])
    return None


def _until(text: str, start: int, closing: str, limit: int = _LONGEST) -> Literal | None:
    end = text.find(closing, start, start + limit)
    if end < 0:
        return None
    # `""""` ends with a quote of the content.
    while closing[0] == closing[-1] and text.startswith(closing, end + 1) and len(closing) > 2:
        end += 1
    return Literal(start, end, end + len(closing))


def _heredoc(text: str, opener: re.Match[str]) -> Literal | None:
    start = text.find("\n", opener.end()) + 1
    if not start:
        return None
    closing = re.compile(rf"^[ \t]*{opener['mark']}\b", re.MULTILINE)
    end = closing.search(text, start, start + _LONGEST)
    return Literal(start, end.start(), end.end()) if end else None


def _quoted(text: str, start: int, closing: str, prefix: str, syntax: Syntax) -> Literal | None:
    """Return a string in plain quotes, which a text in another string may write as `\\"`."""
    quote, depth = closing[-1], len(closing) - 1
    last = text.find("\n", start, start + _LONGEST)
    last = min(len(text), start + _LONGEST) if last < 0 else last
    if depth:
        end = _nested_end(text, start, min(last, start + _LONGEST), quote, depth)
        return Literal(start, end - depth, end + 1) if end >= 0 else None
    in_docs = quote == "`" and syntax.family in ("sql", "docs")
    if "@" not in prefix and (quote in syntax.escapes or quote == "`") and not in_docs:
        spans = quote == "`" or syntax.spans_lines
        if match := _ESCAPED[quote, spans].match(text, start, start + _LONGEST):
            return Literal(start, match.end() - 1, match.end())
    elif syntax.spans_lines or "@" in prefix:
        last = min(len(text), start + _LONGEST)
    end = text.find(quote, start, last)
    return Literal(start, end, end + 1) if end >= 0 else None


_ESCAPED = {
    (quote, spans): lazily(
        rf"[^{quote}\\{line_end}]*+(?:\\.[^{quote}\\{line_end}]*+)*+{quote}", re.DOTALL
    )
    for quote in "\"'`"
    for spans, line_end in ((True, ""), (False, r"\n"))
}
"""A string to its end; an escaped line end does not end its line."""


def _nested_end(text: str, start: int, last: int, quote: str, depth: int) -> int:
    """Return the place of the quote that ends a string within a string; -1 if none does.

    A quote that `depth` backslashes precede ends what such a quote began; one with as many again
    and one more is part of it, and one with fewer ends the outer string.
    """
    at = start
    while (at := text.find(quote, at, last)) >= 0:
        slashes = at
        while slashes > start and text[slashes - 1] == "\\":
            slashes -= 1
        if at - slashes < depth:
            return -1
        if (at - slashes) % (2 * depth + 2) == depth:
            return at
        at += 1
    return -1


def line_start(text: str, at: int) -> int:
    """Return where the line of a place starts, or a place that is far enough before it."""
    first = max(0, at - _LONGEST_LINE)
    return max(first, text.rfind("\n", first, at) + 1)


_QUOTES = lazily(r"""\n|\\.|["'`]""")


class Quotes:
    """Where the strings of each line start and end, asked for one place after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._opened = -1

    def end_of_string(self, at: int) -> int:
        """Return where the string ends that a place stands in, on its line; -1 if in none."""
        text = self._text
        start = line_start(text, at)
        if not start <= self._at <= at:
            self._at, self._opened = start, -1
        for mark in _QUOTES.finditer(text, self._at, at):
            self._take(mark[0], mark.start())
        self._at = max(at, self._at)
        if self._opened < 0:
            return -1
        quote = text[self._opened]
        for mark in _QUOTES.finditer(text, at, at + _LONGEST_LINE):
            if mark[0] == "\n":
                break
            if mark[0] == quote:
                return mark.start()
        return -1

    def _take(self, mark: str, at: int) -> None:
        text = self._text
        if mark == "\n":
            self._opened = -1
        elif self._opened >= 0:
            if mark == text[self._opened]:
                self._opened = -1
        elif mark in "\"'`" and not (
            mark == "'" and at and text[at - 1].isalnum() and not _is_prefixed(text, at)
        ):
            self._opened = at


def _is_prefixed(text: str, at: int) -> bool:
    """Whether the letter before a quote belongs to it, as in `b'...'`."""
    return text[at - 1] in "bBrRuUfFLN" and not (at > 1 and text[at - 2].isalnum())
