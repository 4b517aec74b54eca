"""What a file without anything public offers to its own package or assembly. Pure."""

from __future__ import annotations

import re

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.source.classify import Kind

_WITH_INTERNAL = frozenset({"java", "kotlin", "c_sharp"})
"""Languages in which what is not public may be meant for other files."""
_ROOM_OF_INTERNAL = 6_000
"""Characters of the signatures of what is not public."""
_MODIFIER = re.compile(r"\b(?:public|protected|internal|private|file)\b")
_OPEN_MEMBERS = frozenset({"interface", "enum"})
"""Types of C# whose members are open without a word."""


def internal_symbols(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the symbols that other files of the same package may use, if none is public.

    Such as a class of Java without `public`: its members count unless they are private. What has no
    room is left out.
    """
    if kind is Kind.TEST or outline.language not in _WITH_INTERNAL:
        return ()
    if any(symbol.public for symbol in outline.symbols):
        return ()
    found: dict[str, Symbol] = {}
    room = _ROOM_OF_INTERNAL
    for symbol in outline.symbols:
        parent = found.get(symbol.parent)
        if (symbol.parent and parent is None) or not _is_open(symbol, parent, outline.language):
            continue
        room -= len(symbol.signature)
        if room > 0:
            found[symbol.name] = symbol
    return tuple(found.values())


def _is_open(symbol: Symbol, parent: Symbol | None, language: str) -> bool:
    """Whether other files of the same package or assembly may use a symbol, by its modifiers."""
    head = "\n".join(symbol.signature.split("\n")[: symbol.head or None])
    words = set(_MODIFIER.findall(head.partition(f" {own_name(symbol.name)}")[0]))
    if language == "c_sharp" and parent and parent.kind not in _OPEN_MEMBERS:
        return bool(words) and not words & {"private", "file"}
    return not words & {"private", "file"}
