"""The members of a type that are data, as lines below its signature: fields, cases of an enum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import indent

from ralf_notes.text import first_sentence

_INDENT = "    "
_DOC_CHARACTERS = 160
_MOST_CHARACTERS = 8_000
"""Of all members of a type together."""
_ATTEMPTS = ((True, 300), (True, 120), (False, 120), (False, 60))
"""Whether members are described, and the characters of each, for ever less room."""
_REFERENCE = re.compile(r"\{@\w++\s++([^{}]*+)\}|</?\w++(?:\s[^<>]*+)?>")


@dataclass(frozen=True, slots=True)
class Member:
    """One member, or all that a declaration such as `int a, b` declares."""

    text: str
    """Its declaration with its value, without accessors."""
    doc: str
    """What the author says about it, or ''."""
    group: str
    """The head of the block inside the type that it stands in: `companion object`; or ''."""
    start: int
    """Where its declaration starts."""
    least: int = 0
    """How many characters of its text hold its names, which are never cut."""


def member_lines(members: Iterable[Member], mark: str) -> str:
    """Return the members as indented lines, each below a comment with the start of its description.

    Args:
        members: The members of one type. What is said twice is shown once.
        mark: What starts a comment in the language.
    """
    distinct: dict[tuple[str, str], Member] = {}
    for member in members:
        distinct.setdefault((member.group, member.text), member)
    text = ""
    for is_described, most in _ATTEMPTS:
        text = _lines(tuple(distinct.values()), mark if is_described else "", most)
        if len(text) <= _MOST_CHARACTERS:
            return text
    shown = text[:_MOST_CHARACTERS].rpartition("\n")[0]
    more = text.count("\n") - shown.count("\n")
    return f"{shown}\n{_INDENT}… {more} more lines"


def _lines(members: Sequence[Member], mark: str, most: int) -> str:
    lines = []
    for group, inside in groupby(members, key=lambda member: member.group):
        if group:
            lines.append(_INDENT + group)
        for member in inside:
            said = _short(member.doc) if mark else ""
            text = f"{mark} {said}\n" if said else ""
            text += _cut(member.text, max(most, member.least))
            lines.append(indent(text, _INDENT * 2 if group else _INDENT))
    return "\n".join(lines)


def _short(doc: str) -> str:
    """Return the first paragraph of a description on one line, or its first sentence."""
    paragraph = doc.strip().partition("\n\n")[0]
    line = " ".join(_REFERENCE.sub(r"\1", paragraph).split())
    return line if len(line) <= _DOC_CHARACTERS else first_sentence(line)


def _cut(text: str, most: int) -> str:
    """Return the text, on one line and without its end if it is long."""
    if len(text) <= most:
        return text
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
