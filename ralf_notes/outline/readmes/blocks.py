"""The pieces of a README that may say what a project is: its headings and its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

LINK_BEGIN, LINK_END, BREAK = "\x01", "\x02", "\x03"
"""Stand around the words of a link, and for a line break, until a paragraph has been judged."""


@dataclass(frozen=True, slots=True)
class ReadmeBlock:
    """One heading or paragraph."""

    text: str
    """Without markup, on one line; the words of links stand between LINK_BEGIN and LINK_END."""
    level: int = 0
    """Of a heading, from 1; 0 for a paragraph."""
    is_tagline: bool = False
    """Whether it is set off: centred, in emphasis, quoted, or a heading of HTML."""
    before_list: bool = False
    """Whether a list follows it, to which it may lead."""


def plain(text: str) -> str:
    """Return a text without the marks of links and breaks."""
    for mark in (LINK_BEGIN, LINK_END):
        text = text.replace(mark, "")
    return " ".join(text.replace(BREAK, " ").split())


def without_links(text: str) -> str:
    """Return a text without the words of its links."""
    pieces = text.split(LINK_BEGIN)
    return pieces[0] + " ".join(piece.partition(LINK_END)[2] for piece in pieces[1:])
