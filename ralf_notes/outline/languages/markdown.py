"""Outline of Markdown: sections by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from ralf_notes.outline import grammar
from ralf_notes.outline.definitions.nesting import unique
from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.model import Outline, Symbol

if TYPE_CHECKING:
    from tree_sitter import Node

_IMAGE = re.compile(r"\[?!\[[^\[\]]*\]\([^()]*\)(?:\]\([^()]*\))?")
_LINK = re.compile(r"!?\[([^\]\[]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3})(?=\S)(.{1,400}?)(?<=\S)\1(?!\w)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--(?:(?!<!--).)*?-->", re.DOTALL)
_CLOSING_MARKS = re.compile(r"(?<!\S)(?<!#)#+\s*$")
_CHARACTERS = 4000
_LEVEL = re.compile(r"[1-6]")


@dataclass(slots=True)
class _Heading:
    start: int
    end: int
    """The end of its section: where the next heading of the same or a higher level starts."""
    line_end: int
    level: int
    title: str
    parent: _Heading | None = None
    name: str = ""


def inline_text(text: str) -> str:
    """Return inline Markdown as text: links by their words, no images, emphasis or tags."""
    text = text[:_CHARACTERS]
    text = _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    return " ".join(_EMPHASIS.sub(r"\2", text).split())


def outline_markdown(source: bytes) -> Outline:
    """Return the outline of a Markdown file."""
    headings: list[_Heading] = []
    paragraphs: list[Node] = []
    root = grammar.parsed("markdown", source)
    for captures in grammar.query_matches("markdown", root, source):
        paragraphs += captures.get("paragraph", ())
        headings += (_heading(node, source) for node in captures.get("heading", ()))
    headings.sort(key=lambda heading: heading.start)
    # Each section gets a unique name, its end, and the section that it is in.
    counts: dict[str, int] = {}
    stack: list[_Heading] = []
    for heading in headings:
        while stack and stack[-1].level >= heading.level:
            stack.pop().end = heading.start
        heading.parent = stack[-1] if stack else None
        heading.name = unique(heading.title, counts)
        stack.append(heading)
    top = text_outside(source, 0, headings[0].start if headings else len(source), ())
    # The purpose is the first paragraph after the first heading, unless it is only an image.
    after = headings[0].line_end if headings else 0
    paragraphs.sort(key=lambda node: node.start_byte)
    texts = (
        inline_text(source[node.start_byte : node.end_byte].decode("utf-8", "replace"))
        for node in paragraphs
        if node.start_byte >= after
    )
    return Outline(
        language="markdown",
        purpose=next(filter(None, texts), ""),
        symbols=tuple(_symbols(headings, source)),
        imports=(),
        package="",
        text_digest=text_digest(top),
        size=len(source),
    )


def _heading(node: Node, source: bytes) -> _Heading:
    marker = next(c for c in node.children if c.type.endswith(("_marker", "_underline")))
    content = node.child_by_field_name("heading_content")
    span = slice(content.start_byte, content.end_byte) if content else slice(0)
    text = source[span].decode("utf-8", "replace")
    title = _CLOSING_MARKS.sub("", text) if node.type == "atx_heading" else text
    level = _LEVEL.search(marker.type)
    return _Heading(
        start=node.start_byte,
        end=len(source),
        line_end=node.end_byte,
        level=int(level[0]) if level else 1,
        title=inline_text(title) or "…",
    )


def _symbols(headings: Sequence[_Heading], source: bytes) -> Iterator[Symbol]:
    for heading, following in zip_longest(headings, headings[1:]):
        end = min(heading.end, following.start) if following else heading.end
        signature = source[heading.start : heading.line_end].decode("utf-8", "replace").strip()
        yield Symbol(
            name=heading.name,
            kind="section",
            signature=signature.replace("\r", ""),
            doc="",
            public=True,
            parameters=(),
            start=heading.start,
            end=heading.end,
            digest=text_digest(text_outside(source, heading.start, end, ())),
            parent=heading.parent.name if heading.parent else "",
        )
