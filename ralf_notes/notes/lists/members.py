"""The members of a type that has no section of its own, in few lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

from ralf_notes.notes.lists.chosen import TYPES
from ralf_notes.outline.model import Symbol

_ARGUMENTS = re.compile(r"(?<!operator)<.*", re.DOTALL)
_COMMENTS = ("//", "/*", "*", "#", "--")
_ENDS = ("end", "@end")
_GROUP = re.compile(r"(?:(?!.*[=:]).*\{|impl\b.*\{|.*\bextension\b.*\{|class <<.*)")
"""The head of a block of members inside a type, or after it."""
_BLOCK_INDENT = 4
_NAME_AND_TYPE = re.compile(r"[^:=(]*\w\??:\s.")
_VALUE = re.compile(r"\s(?:=|\{)\s")
_WIDTH = 100
_MOST_OF_MEMBER = 80
_MOST_OF_MANY = 40
"""Characters of each member of a type whose members take more than `_MOST`."""
_MOST = 2_000


def member_rows(symbol: Symbol) -> list[str]:
    """Return the data that a type shows in its signature, several to a line; nothing for others."""
    if symbol.kind not in TYPES:
        return []
    members = list(_members(symbol))
    text = "; ".join(_short(each, _MOST_OF_MEMBER) for each in members)
    if len(text) > _MOST:
        text = "; ".join(_short(each, _MOST_OF_MANY) for each in members)
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _short(member: str, most: int) -> str:
    """Return a member without its value or the end of its type, if it is long; its names stay."""
    if len(member) <= most:
        return member
    if _NAME_AND_TYPE.match(member[:most]):
        return f"{member[:most].rstrip()}…"
    value = _VALUE.search(member)
    return f"{member[: value.start()]} …" if value else member


def _members(symbol: Symbol) -> Iterator[str]:
    """Yield each member on one line, without its description."""
    lines = _below_head(symbol)
    first = _indent(lines[0]) if lines else 0
    level, member = first, ""
    for line in lines:
        text, depth = line.strip().rstrip(",;"), _indent(line)
        if text.startswith(_COMMENTS) or text in _ENDS:
            continue
        is_group = bool(_GROUP.fullmatch(text)) and depth <= first
        if is_group or (depth <= level and not text.startswith((")", "]", "}"))):
            yield from filter(None, (member,))
            level, member = max(depth, first), ""
        if is_group:
            level = depth + _BLOCK_INDENT
        else:
            member = f"{member} {text}".strip()
    yield from filter(None, (member,))


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
