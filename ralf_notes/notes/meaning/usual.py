"""Reads the blocks that notes are mostly made of, in a fifth of the time of a parser of Markdown.

These are headings, fences, flat and nested lists of one line an item, quotes and paragraphs that
begin with a word, and tables. All that may be something else is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.notes.markdown import BAR
from ralf_notes.notes.meaning.blocks import blocks
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from markdown_it.token import Token

_SAFE = r"""(?!```)(?:\*{0,2}[A-Za-z`"'(\\]|\[|[0-9]++[^.)\n]|[^\x00-\x7f\s])[^\n]*"""
"""A line that begins so is text, whatever stands in it."""
_ODD = lazily(r"^ {0,3}<(?!!--[^\n]*-->)|^ {1,3}(?:```|~~~)|^~~~|[\r\0]", re.MULTILINE)
"""HTML or a fence that may hold what looks like a heading; characters that the parser replaces."""
_BOUNDARY = lazily(
    r"^(?:(?P<heading>\#{1,6}\ )|(?P<fence>`{3,})[^`\n]*\n(?:[^\n]*\n)*?(?P=fence)`*[ \t]*$|`{3})",
    re.MULTILINE | re.VERBOSE,
)
"""Where a section may start, a fence that is closed, one that is not."""
_ELEMENT = lazily(
    rf"""\n+
    | (?P<marks>\#{{1,6}})\ (?P<heading>[^\n]*[^\s\#])\n
    | (?P<indent>(?:\ \ )*)-\ (?P<item>{_SAFE})\n
    | (?P<fence>`{{3,}})(?P<info>[^`\n]*)\n(?P<code>(?:[^\n]*\n)*?)(?P=fence)`*[ \t]*\n
    | (?P<quote>(?:>(?:\ {_SAFE})?\n)+)
    | (?P<table>\|[^\n]*(?<!\\)\|\n\|(?:\ *:?-+:?\ *\|)+\n(?:\|[^\n]*(?<!\\)\|\n)*)
    | (?P<comment><!--(?=[^\n]*-->)[^\n]*+\n)
    | (?P<text>{_SAFE}(?:\n{_SAFE})*+)\n""",
    re.VERBOSE,
)


class UsualBlock(NamedTuple):
    """The beginning, the end or the text of a block, named as a token of the parser is."""

    type: str
    content: str = ""
    tag: str = ""
    info: str = ""


def tokens_of(body: str) -> Iterator[UsualBlock | Token]:
    """Yield the tokens of a block: those of paragraphs and of what only frames others are missing
    where no parser was needed."""
    sections = [] if _ODD.search(body) else _sections(body)
    if not sections:
        yield from blocks(body)
    for section in sections:
        yield from _usual_blocks(section) or blocks(section)


def _sections(body: str) -> list[str]:
    """Return a body in parts, each from a heading to the next; none if a fence is not closed."""
    starts = [0]
    for boundary in _BOUNDARY.finditer(body):
        if boundary["heading"]:
            starts.append(boundary.start())
        elif not boundary["fence"]:
            return []
    ends = [*starts[1:], len(body)]
    return [body[start:end] for start, end in zip(starts, ends, strict=True) if start < end]


def _usual_blocks(section: str) -> list[UsualBlock] | None:
    """Return the tokens of a section; None if something else than the usual stands in it."""
    section = section if section.endswith("\n") else f"{section}\n"
    tokens: list[UsualBlock] = []
    at, items, before = 0, 0, ""
    while at < len(section):
        element = _ELEMENT.match(section, at)
        level = len(element["indent"]) // 2 if element and element["item"] else 0
        if element is None or level > items:
            return None
        at, above, before = element.end(), before, element.lastgroup or ""
        if before:
            inner = _inner(element, above)
            if inner is None:
                return None
            tokens += [*_ITEM_ENDS * (items - level), *inner]
            items = level + 1 if before == "item" else 0
    return tokens + _ITEM_ENDS * items


_ITEM_STARTS = [UsualBlock("bullet_list_open"), UsualBlock("list_item_open")]
_ITEM_ENDS = [UsualBlock("list_item_close"), UsualBlock("bullet_list_close")]
_GOES_ON = frozenset({"item", "quote", "table", "text"})
"""What a line of text right below belongs to."""


def _inner(element: re.Match[str], before: str) -> list[UsualBlock] | None:
    """Return the tokens of an element without the ends of items; None if it may be another one.

    Args:
        before: the kind of the element right above, '' behind a blank line.
    """
    kind = element.lastgroup
    if kind == "item":
        return _text(_ITEM_STARTS, element["item"])
    if kind == "heading":
        start = UsualBlock("heading_open", tag=f"h{len(element['marks'])}")
        return [start, UsualBlock("inline", element["heading"]), UsualBlock("heading_close")]
    if kind == "code":
        return [UsualBlock("fence", element["code"], info=element["info"])]
    if kind == "comment":
        return [UsualBlock("html_block", element["comment"])]
    if kind == "quote":
        lines = (line[2:] for line in element["quote"].split("\n"))
        texts = _text([UsualBlock("blockquote_open")], *"\n".join(lines).split("\n\n"))
        return texts and [*texts, UsualBlock("blockquote_close")]
    if before in _GOES_ON:
        return None
    return _table(element["table"]) if kind == "table" else _text([], element["text"])


def _text(start: list[UsualBlock], *texts: str) -> list[UsualBlock] | None:
    """Return tokens and those of paragraphs; None if one may define the target of a link."""
    texts = tuple(filter(None, (text.strip() for text in texts)))
    if any("]:" in text and text[0] == "[" != text[1] for text in texts):
        return None
    return [*start, *(UsualBlock("inline", text) for text in texts)]


def _table(lines: str) -> list[UsualBlock] | None:
    """Return the tokens of a table; None if its second line does not fit its head."""
    rows = ([*map(_cell, BAR.split(row[1:-1]))] for row in lines.strip("\n").split("\n"))
    head, line, *rest = rows
    if len(head) != len(line):
        return None
    tokens = [UsualBlock("table_open")]
    for row in (head, *rest):
        tokens.append(UsualBlock("tr_open"))
        for cell in [*row, *[""] * len(head)][: len(head)]:
            tokens += (UsualBlock("td_open"), UsualBlock("inline", cell))
    return [*tokens, UsualBlock("table_close")]


def _cell(text: str) -> str:
    return text.strip().replace("\\|", "|")
