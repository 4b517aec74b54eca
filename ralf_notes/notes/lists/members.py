"""The members of a type that has no section of its own, in few lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

from ralf_notes.notes.lists.chosen import TYPES
from ralf_notes.outline.model import Symbol

_ARGUMENTS = re.compile(r"(?<!operator)<.*", re.DOTALL)
_COMMENTS = ("//", "/*", "*", "#", "--")
_WIDTH = 100
_MOST_OF_MEMBER = 80
_MOST = 2_000
"""Characters of the members of one type."""


def member_rows(symbol: Symbol) -> list[str]:
    """Return the data that a type shows in its signature, several to a line; nothing for others."""
    if symbol.kind not in TYPES:
        return []
    text = "; ".join(each[:_MOST_OF_MEMBER] for each in _members(symbol))
    if len(text) > _MOST:
        text = text[:_MOST].rpartition("; ")[0] + "; …"
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _members(symbol: Symbol) -> Iterator[str]:
    """Yield each member on one line, without its description."""
    lines = _below_head(symbol)
    least = min((_indent(line) for line in lines), default=0)
    member = ""
    for line in lines:
        text = line.strip().rstrip(",;")
        if _indent(line) == least and not text.startswith((")", "]", "}")):
            if member:
                yield member
            member = ""
        if not text.startswith(_COMMENTS):
            member = f"{member} {text}".strip()
    if member:
        yield member


def _below_head(symbol: Symbol) -> list[str]:
    """Return the lines of a signature below the one that ends the head of the type."""
    depth, is_named = 0, False
    name = own_name(symbol)
    lines = symbol.signature.split("\n")
    for at, line in enumerate(lines):
        depth += sum(map(line.count, "([")) - sum(map(line.count, ")]"))
        is_named = is_named or name in line
        if is_named and depth <= 0:
            return [text for text in lines[at + 1 :] if text.strip(" \t{}();,…")]
    return []


def own_name(symbol: Symbol) -> str:
    """Return a symbol's name as its signature has it: `f` for `a::B::f#2`, `C` for `C<int>`."""
    path = _ARGUMENTS.sub("", symbol.name.partition("#")[0])
    return path.replace("::", ".").rpartition(".")[2] or path


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
