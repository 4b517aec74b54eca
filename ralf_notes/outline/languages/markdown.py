"""Outline of Markdown: sections by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ralf_notes.outline import grammar
from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.formats.documents.headings import Heading, nest, sections
from ralf_notes.outline.model import Import, Outline
from ralf_notes.outline.readmes.introductions import (
    introduction,
    of_front_matter,
    says_what_follows,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_IMAGE = re.compile(r"\[?!\[[^\[\]]*\]\([^()]*\)(?:\](?:\([^()]*\)|\[[^\[\]]*\]))?")
_LINK = re.compile(r"!?\[([^\]\[]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3})(?=\S)(.{1,400}?)(?<=\S)\1(?!\w)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--(?:(?!<!--).)*?-->", re.DOTALL)
_CLOSING_MARKS = re.compile(r"(?<!\S)(?<!#)#+\s*$")
_CHARACTERS = 4000
_CODE = re.compile(r"(?<!`)`++[^`]*+`++")
# The targets of links in brackets, of reference definitions, of HTML, and of imports in MDX.
_TARGET = re.compile(
    r"(?<!\\)\]\([ \t]*(?:<([^<>\n]{1,500})>"
    r"|([^\s()<>]{1,500}(?:\([^\s()<>]{0,100}\)[^\s()<>]{0,100})?))"
    r"|^ {0,3}\[[^\[\]]{1,300}\]:\s*<?([^\s<>]{1,500})"
    r"|<a\s[^<>]{0,300}?href=[\"']([^\"'\n]{1,500})[\"']"
    r"|^(?:import|export)\s[^\n\"']{0,300}?from\s*[\"'](\.{1,2}/[^\"'\n]{1,300})[\"']",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z\d+.-]*:|//|#")
_LEVEL = re.compile(r"[1-6]")


def inline_text(text: str) -> str:
    """Return inline Markdown as text: links by their words, no images, emphasis or tags."""
    text = text[:_CHARACTERS]
    text = _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    return " ".join(_EMPHASIS.sub(r"\2", text).split())


def outline_markdown(source: bytes) -> Outline:
    """Return the outline of a Markdown file."""
    headings: list[Heading] = []
    paragraphs: list[Node] = []
    linking: list[Node] = []
    root = grammar.parsed("markdown", source)
    for captures in grammar.query_matches("markdown", root, source):
        paragraphs += captures.get("paragraph", ())
        linking += captures.get("links", ())
        headings += (_heading(node, source) for node in captures.get("heading", ()))
    headings.sort(key=lambda heading: heading.start)
    nest(headings)
    top = text_outside(source, 0, headings[0].start if headings else len(source), ())
    paragraphs.sort(key=lambda node: node.start_byte)
    return Outline(
        language="markdown",
        purpose=_purpose(source, headings, paragraphs),
        symbols=tuple(sections(headings, source)),
        imports=tuple(dict.fromkeys(_links(linking, source))),
        package="",
        text_digest=text_digest(top),
        size=len(source),
    )


def _purpose(source: bytes, headings: Sequence[Heading], paragraphs: Iterable[Node]) -> str:
    """Return what a document says about itself: in its front matter, or below its title."""
    if description := of_front_matter(source[:_CHARACTERS].decode("utf-8", "replace")):
        return description
    first, end = _introduced(headings, len(source))
    nodes = list(paragraphs)
    before = [node for node in nodes if headings and node.start_byte < headings[0].start]
    inside = [node for node in nodes if first <= node.start_byte < end]
    shown = [*before, *inside] if headings and headings[0].level > 1 else [*inside, *before]
    texts = (source[node.start_byte : node.end_byte].decode("utf-8", "replace") for node in shown)
    return introduction(inline_text(text) for text in texts if not _only_leads_on(text))


def _only_leads_on(paragraph: str) -> bool:
    """Whether a paragraph is nothing but links, such as the way back to the first page."""
    rest, links = _LINK.subn("", paragraph[:_CHARACTERS])
    return bool(links) and not any(map(str.isalnum, rest))


def _introduced(headings: Sequence[Heading], size: int) -> tuple[int, int]:
    """Return where the words below the title of a document begin and end."""
    if not headings:
        return 0, size
    ends = [*(heading.start for heading in headings[1:]), size]
    is_followed = len(headings) > 1 and says_what_follows(headings[1].title)
    return headings[0].line_end, ends[1] if is_followed else ends[0]


def _links(nodes: Iterable[Node], source: bytes) -> Iterator[Import]:
    """Yield what a document links to, as written: no web addresses, and no places in itself."""
    for node in sorted(nodes, key=lambda node: node.start_byte):
        text = source[node.start_byte : node.end_byte].decode("utf-8", "replace")
        for match in _TARGET.finditer(_CODE.sub("", text)):
            written = next(filter(None, match.groups()), "")
            if not _ADDRESS.match(written):
                yield Import(written)


def _heading(node: Node, source: bytes) -> Heading:
    marker = next(c for c in node.children if c.type.endswith(("_marker", "_underline")))
    content = node.child_by_field_name("heading_content")
    span = slice(content.start_byte, content.end_byte) if content else slice(0)
    text = source[span].decode("utf-8", "replace")
    title = _CLOSING_MARKS.sub("", text) if node.type == "atx_heading" else text
    level = _LEVEL.search(marker.type)
    return Heading(
        start=node.start_byte,
        end=len(source),
        line_end=node.end_byte,
        level=int(level[0]) if level else 1,
        title=inline_text(title) or "…",
    )
