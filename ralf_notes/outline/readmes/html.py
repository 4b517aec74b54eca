"""HTML in a README: its paragraphs, as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ralf_notes.outline.readmes.blocks import BREAK, LINK_BEGIN, LINK_END, ReadmeBlock
from ralf_notes.patterns import lazily

_TAG = lazily(r"<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*)(?:\s[^<>]*)?/?>")
_PARTS_TEXT = """
    p div h1 h2 h3 h4 h5 h6 center table tr td th ul ol li blockquote section header details
    summary pre dl dt dd hr main
"""
_PARTS = frozenset(_PARTS_TEXT.split())
_DROPPED = frozenset(
    ("li", "td", "th", "pre", "summary", "details", "script", "style", "sup", "sub", "dt", "dd")
)
"""Text in these is no paragraph."""
_HEADING = lazily(r"h[1-6]$")
_FOOTNOTE = lazily(
    rf"[ \t]?(?:<su[pb]>\s{{0,4}}){{1,2}}(?:{LINK_BEGIN}|<a[\s>])[^<\n]{{0,80}}(?:</a>)?\s{{0,4}}"
    r"(?:</su[pb]>\s{0,4}){1,2}"
)


def without_comments(text: str) -> str:
    """Return a text without comments of HTML; one that nothing ends goes to the end."""
    return without(text, "<!--", "-->")


def without(text: str, opening: str, closing: str) -> str:
    """Return a text without two marks and what is between; what nothing closes goes to the end."""
    pieces, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        pieces.append(text[at:start])
        end = text.find(closing, start)
        if end < 0:
            return "".join(pieces)
        at = end + len(closing)
    return "".join([*pieces, text[at:]])


def inline_text(text: str) -> str:
    """Return text without tags: links are marked, line breaks become BREAK.

    A superscript that is a link is a footnote.
    """
    return unescape(_TAG.sub(_replacement, _FOOTNOTE.sub("", text)))


def _replacement(match: re.Match[str]) -> str:
    name = match["name"].lower()
    if name == "a":
        return LINK_END if match["closing"] else LINK_BEGIN
    return BREAK if name in ("br", "hr") else " " if name in _PARTS else ""


def html_blocks(text: str) -> Iterator[ReadmeBlock]:
    """Yield the headings and paragraphs of a block of HTML."""
    at, name, dropped = 0, "", 0
    link = before = ""  # the tag of a link that is open: here, and where the paragraph begins
    for tag in _TAG.finditer(text):
        part = tag["name"].lower()
        if part == "a":
            link = "" if tag["closing"] else tag[0]
        if part not in _PARTS and part not in _DROPPED:
            continue
        yield from _block(
            f"{before}{text[at : tag.start()]}{'</a>' if link else ''}", name, dropped
        )
        at, before = tag.end(), link
        if part in _DROPPED:
            dropped = max(dropped + (-1 if tag["closing"] else 1), 0)
        name = "" if tag["closing"] else part
    yield from _block(before + text[at:], name, dropped)


def _block(text: str, name: str, dropped: int) -> Iterator[ReadmeBlock]:
    words = inline_text(text)
    if dropped or not any(map(str.isalnum, words)):
        return
    level = int(name[1]) if _HEADING.match(name) else 0
    if level == 1:
        yield ReadmeBlock(words, 1)
    else:
        yield ReadmeBlock(words, 0, is_tagline=True)
