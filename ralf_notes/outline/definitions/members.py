"""The members of a type that are data, as lines below its signature: fields, cases of an enum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from textwrap import indent, wrap

from ralf_notes.outline.documentation.words import opening_words, plain
from ralf_notes.text import cut, first_paragraph

_INDENT = "    "
_WIDTH = 100
_DOC_CHARACTERS = 160
_ATTEMPTS = ((True, 300, 8_000), (True, 120, 16_000), (False, 120, 20_000), (False, 60, 22_000))
"""Whether members are described, the characters of each, and those of all of them together: where
one attempt takes more room, the next is made. In the end several members share a line."""

_ENDS_ALONE = re.compile(r"(?:^|\s)(?:#|//)(?:\s|$)|\b(?:do|then|if .*|def .*)$")
"""Matches a line that the next one cannot follow: with a comment, or a head of Ruby."""
_CONTINUED = re.compile(r"[ \t]\\\r?\n")
"""The sign at the end of a line that goes on: `"one " \\`."""

_INSIDE = re.compile(r"\n[ \t]*(?:(?:///[^\n]*|#\[[^\n]*\])[ \t]*)?(?=\n)")
"""Matches an empty line, or one with words or attributes of what stands in a member, in Rust."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member, or all that a declaration such as `int a, b` declares."""

    text: str
    """Its declaration with its value and what ends it, without accessors."""
    doc: str
    """What the author says about it, or ''."""
    group: str
    """The head of the block that it stands in: `companion object`, `impl Cart`; or ''."""
    start: int
    """Where its declaration starts."""
    is_outside: bool = False
    """Whether that block stands outside of the type."""
    least: int = 0
    """How many characters of its text hold its names, which are never cut."""
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """How a language writes the block of a type."""

    opens: str
    """What follows the head of a type."""
    closes: str
    """What stands alone on the last line, or ''."""
    ends: str = ""
    """What ends a member whose own end is not shown, such as a property with accessors."""


BRACES = Block(" {", "}")
BRACES_AND_ENDS = Block(" {", "}", ";")


def with_members(head: str, members: Iterable[Member], mark: str, block: Block) -> str:
    """Return the head of a type with a block of its members, each below its description.

    Members are folded where they would take much room, but none is left out.

    Args:
        head: the signature of the type. One that shows its own block ends with it.
        members: the members of the type. What is said twice is shown once.
        mark: what starts a comment in the language.
        block: how the language writes a block.
    """
    distinct: dict[tuple[str, str], Member] = {}
    for member in members:
        distinct.setdefault((member.group, member.text.rstrip(" ,;")), member)
    inside = [member for member in distinct.values() if not member.is_outside]
    outside = [member for member in distinct.values() if member.is_outside]
    if not distinct:
        return head
    text = ""
    for is_described, most, room in _ATTEMPTS:
        comment_mark = mark if is_described else ""
        rows = _lines(inside, comment_mark, most, block)
        blocks = [_block(head, rows, block)] if inside else [head]
        blocks += _lines(outside, comment_mark, most, block)
        text = "\n".join(blocks)
        if len(text) <= len(head) + room:
            return text
    rows = [_block(head, _rows(inside), block)] if inside else [head]
    return "\n".join([*rows, *_lines(outside, "", _ATTEMPTS[-1][1], block)])


def as_comment(text: str, mark: str) -> str:
    """Return a text as comments, a line each."""
    return "\n".join(f"{mark} {line}".rstrip() for line in text.split("\n"))


def _block(head: str, lines: Sequence[str], block: Block) -> str:
    body = "\n".join(indent(line, _INDENT) for line in lines)
    opened = head.rstrip()
    closes = block.closes + still_open(opened)
    if not opened.endswith("({"):
        opened = opened.removesuffix("{").rstrip() + block.opens
    return "\n".join(filter(None, (opened, body, closes)))


def still_open(head: str) -> str:
    """Return what closes the brackets of a call that is given an object: `freeze({`."""
    return ")" * (head.count("(") - head.count(")")) if head.endswith("{") else ""


def _lines(members: Sequence[Member], mark: str, most: int, block: Block) -> list[str]:
    lines: list[str] = []
    for group, inside in groupby(members, key=lambda member: member.group):
        described = [_described(member, mark, most) for member in inside]
        lines += [_block(group, described, block)] if group else described
    return lines


def _described(member: Member, mark: str, most: int) -> str:
    words = _short(member.doc) if mark else ""
    text = f"{mark} {words}\n" if any(map(str.isalnum, words)) else ""
    return text + _cut(member, most)


def _rows(members: Sequence[Member]) -> list[str]:
    """Return members several to a line."""
    most = _ATTEMPTS[-1][1]
    texts = [_cut(member, most) for member in members]
    ended = [text if text.endswith((";", ",", "}")) else f"{text};" for text in texts]
    return wrap(" ".join(ended), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _short(doc: str) -> str:
    """Return the first paragraph of a description on one line, or its first sentence."""
    paragraph = first_paragraph(doc)
    line = " ".join(plain(paragraph).split()) if "@" not in paragraph else ""
    return line if 0 < len(line) <= _DOC_CHARACTERS else opening_words(doc)


def _cut(member: Member, most: int) -> str:
    """Return the text of a member, without words inside, on one line and without its end if long.

    Lines that cannot be joined, as by a comment between them, are left out behind its names; but
    for the first one where such a line is among those with its names, as in an enumeration.
    """
    text, most = member.text, max(most, member.least)
    if len(text) > most:
        text = text[: member.least] + _INSIDE.sub("", text[member.least :])
    if len(text) <= most:
        return text
    lines = text.split("\n")
    alone = [number for number, line in enumerate(lines[:-1]) if _ENDS_ALONE.search(line)]
    if alone:
        named = text.count("\n", 0, member.least - 1) + 1
        text = " ".join(lines[: 1 if alone[0] < named - 1 else named]).rstrip() + " …"
    line = " ".join(_CONTINUED.sub("\n", text).split())
    return cut(line, most)
