"""Sections of a document by its headings, whatever markup they are written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.formats.drafts import unique
from ralf_notes.outline.model import Symbol


@dataclass(slots=True)
class Heading:
    """A heading, and the section below it."""

    start: int
    """Byte offset of the heading."""
    end: int
    """Of the end of its section: where the next heading of the same or a higher level starts."""
    line_end: int
    level: int
    """1 is the highest."""
    title: str
    parent: Heading | None = None
    name: str = ""


def nest(headings: Sequence[Heading]) -> None:
    """Give each section its end, a unique name, and the section that it is in.

    Args:
        headings: in the order of the text.
    """
    counts: dict[str, int] = {}
    stack: list[Heading] = []
    for heading in headings:
        while stack and stack[-1].level >= heading.level:
            stack.pop().end = heading.start
        heading.parent = stack[-1] if stack else None
        heading.name = unique(heading.title, counts)
        stack.append(heading)


def sections(headings: Sequence[Heading], source: bytes) -> Iterator[Symbol]:
    """Yield the sections of a document as symbols, once they are nested."""
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
