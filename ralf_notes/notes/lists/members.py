"""The members of a type that has no section of its own, in few lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from ralf_notes.notes.lists.chosen import TYPES
from ralf_notes.notes.lists.uncommented import uncommented
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import Symbol

_NUMBER = re.compile(r"#\d+")
_OPERATOR = re.compile(r"\boperator\b.*", re.DOTALL)
_ENDS = ("end", "@end")
_GROUP = re.compile(r"(?:.*\bcompanion object\b.*|impl\b.*|.*\bextension\b.*)\{|class <<.*")
"""The head of a block of members inside a type, or after it."""
_BLOCK_INDENT = 4
_NAME_AND_TYPE = re.compile(r"[^:=(]*\w\??:\s.")
_VALUE = re.compile(r"\s(?:=|\{)\s")
_WIDTH = 100
_MOST_OF_MEMBER = 80
_MOST_OF_MANY = 40
"""Characters of each member of a type whose members take more than `_MOST`."""
_MOST = 2_000


def member_rows(symbol: Symbol, language: Language) -> list[str]:
    """Return the data that a type shows in its signature, several to a line; nothing for others."""
    if symbol.kind not in TYPES or not symbol.head:
        return []
    below = "\n".join(symbol.signature.split("\n")[symbol.head :])
    lines = [line for line in uncommented(below, language).split("\n") if line.strip()]
    members = list(_members(lines[1:] if lines and lines[0].strip() == "{" else lines))
    text = "; ".join(_cut(each, _MOST_OF_MEMBER) for each in members)
    if len(text) > _MOST:
        text = "; ".join(_cut(each, _MOST_OF_MANY) for each in members)
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _members(lines: Sequence[str]) -> Iterator[str]:
    """Yield each member on one line."""
    first = _indent(lines[0]) if lines else 0
    level, member = first, ""
    for line in lines:
        text, depth = line.strip(), _indent(line)
        is_group = bool(_GROUP.fullmatch(text)) and depth <= first
        is_closing = text.startswith((")", "]", "}"))
        is_end = (
            text in _ENDS
            or (is_closing and depth < first)
            or (text.rstrip(";") == "}" and depth < level)
        )
        if is_end or is_group or (depth <= level and not is_closing):
            yield from filter(None, (member.rstrip(" ,;"),))
            level, member = max(depth, first), ""
        if is_group:
            level = depth + _BLOCK_INDENT
        elif not is_end:
            member = f"{member} {text}".strip()
    yield from filter(None, (member.rstrip(" ,;"),))


def _cut(member: str, most: int) -> str:
    """Return a member without its value or the end of its type, if it is long; its names stay."""
    if len(member) <= most:
        return member
    if _NAME_AND_TYPE.match(member[:most]):
        return f"{member[:most].rstrip()}…"
    value = _VALUE.search(member)
    return f"{member[: value.start()]} …" if value else member


def own_name(symbol: Symbol) -> str:
    """Return a symbol's name as its signature has it: `f` for `a::B<int>::f#2`."""
    path = _NUMBER.sub("", symbol.name)
    operator = _OPERATOR.search(path)
    if operator and path.count("<", 0, operator.start()) == path.count(">", 0, operator.start()):
        return operator[0]
    name, depth = "", 0
    for character in path:
        depth += character == "<"
        name += "" if depth > 0 else character
        depth -= character == ">" and depth > 0
    return name.replace("::", ".").rpartition(".")[2] or path


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
