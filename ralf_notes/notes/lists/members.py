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
_MARKS = " \t{}();,"
_ENDS = " ,;"
_GROUP = re.compile(r"(?:[\w ]*\bcompanion object\b|class <<)[^={]*$")
"""The head of a block in a type, below which members are indented further."""
_WIDTH = 100
_MOST_OF_MEMBER = 80
_MOST = 2_000
"""Characters of the members of one type."""


def member_rows(symbol: Symbol, language: Language) -> list[str]:
    """Return the data that a type shows in its signature, several to a line; nothing for others."""
    if symbol.kind not in TYPES or not symbol.head:
        return []
    below = "\n".join(symbol.signature.split("\n")[symbol.head :])
    lines = uncommented(below, language).split("\n")
    text = "; ".join(_cut(each) for each in _members([each for each in lines if each.strip()]))
    if len(text) > _MOST:
        text = text[:_MOST].rpartition("; ")[0] + "; …"
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _members(lines: Sequence[str]) -> Iterator[str]:
    """Yield each member on one line."""
    least = min((_indent(line) for line in lines if line.strip(_MARKS)), default=0)
    base, member = least, ""
    for line in lines:
        text = line.strip()
        is_closing = text.startswith((")", "]", "}"))
        if is_closing and text[0] == "}" and member.count("{") <= member.count("}"):
            break  # of the type itself
        if _GROUP.match(member):
            base = _indent(line)
        elif _indent(line) < base:
            base = least
        if _indent(line) <= base and not is_closing:
            if shown := member.rstrip(_ENDS):
                yield shown
            member = ""
        member = text if member == "{" else f"{member} {text}".strip()
    if shown := member.rstrip(_ENDS):
        yield shown


def _cut(member: str) -> str:
    """Return a member without its middle if it is long: its name is at one of its ends."""
    if len(member) <= _MOST_OF_MEMBER:
        return member
    half = _MOST_OF_MEMBER // 2
    return f"{member[:half].rstrip()}…{member[-half:].lstrip()}"


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
