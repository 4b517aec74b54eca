"""Symbols that are not public and still describe a file: of its package, or of a program. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ralf_notes.notes.lists.exposed import exposed_types
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.prose.private import is_at_top, is_program
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.source.classify import Kind

_WITH_INTERNAL = frozenset({"java", "kotlin", "c_sharp"})
"""Languages in which what is not public may be meant for other files."""
_ROOM_OF_INTERNAL = 8_000
"""Characters of the signatures of what is not public."""
_MOST_OF_TYPE = 1_500
"""Characters that the longest signatures take in the note, where members stand in short."""
_MODIFIER = re.compile(r"\b(?:public|protected|internal|private|file)\b")
_OPEN_MEMBERS = frozenset({"interface", "enum"})
"""Types of C# whose members are open without a word."""


def hidden_symbols(
    outline: Outline, kind: Kind, language: Language
) -> tuple[Sequence[Symbol], Sequence[Symbol]]:
    """Return the symbols that are not public and still have room in a note, in source order.

    Returns:
        The types that public signatures name, and what the file is made of besides.
    """
    exposed = exposed_types(outline, kind, language)
    internal = _internal_symbols(outline) if kind is not Kind.TEST else ()
    return exposed, [symbol for symbol in internal if symbol not in exposed]


def _internal_symbols(outline: Outline) -> Iterator[Symbol]:
    """Return what a file is made of, as far as there is room.

    Those are what other files of the same package may use of a file of which nothing is public,
    such as a class of Java without `public`, and what a program or a script defines at its top
    level.
    """
    if outline.language in _WITH_INTERNAL:
        is_hidden = not any(symbol.public for symbol in outline.symbols)
        return _with_room(_open_symbols(outline) if is_hidden else ())
    hidden = (each for each in outline.symbols if not each.public and each.kind != "section")
    top = (symbol for symbol in hidden if is_at_top(symbol, outline))
    return _with_room(top if is_program(outline) else ())


def _with_room(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    room = _ROOM_OF_INTERNAL
    for symbol in symbols:
        room -= min(len(symbol.signature), _MOST_OF_TYPE)
        if room > 0:
            yield symbol


def _open_symbols(outline: Outline) -> Iterator[Symbol]:
    """Yield what a package or assembly may use of a file: members count unless they are private."""
    open_names: dict[str, Symbol] = {}
    for symbol in outline.symbols:
        parent = open_names.get(symbol.parent)
        if symbol.parent and parent is None:
            continue
        if _is_open(symbol, parent, outline.language):
            open_names[symbol.name] = symbol
            yield symbol


def _is_open(symbol: Symbol, parent: Symbol | None, language: str) -> bool:
    """Whether other files of the same package or assembly may use a symbol, by its modifiers."""
    head = "\n".join(symbol.signature.split("\n")[: symbol.head or None])
    words = set(_MODIFIER.findall(head.partition(f" {own_name(symbol.name)}")[0]))
    if language == "c_sharp" and parent and parent.kind not in _OPEN_MEMBERS:
        return bool(words) and not words & {"private", "file"}
    return not words & {"private", "file"}
