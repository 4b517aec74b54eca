"""Which symbols of a file get a section, which share a block, and which are listed. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import indent

from ralf_notes.notes.lists.exports import passed_on
from ralf_notes.outline.imports import Exported
from ralf_notes.outline.imports.declared import prefixes
from ralf_notes.outline.model import HOLDERS, TYPES, Outline, Symbol
from ralf_notes.source.classify import Kind

_ROOM = 24_000
"""Bytes that the sections of symbols may fill in a note; further symbols get one line each."""
_MOST_LINES = 5_000
"""Symbols without a section that a note shows."""
_HEADING = 260
"""Bytes of a section beside its signature and its quote."""
_MOST_OF_DOC = 2_000
_LISTED = frozenset({"constant", "variable"})
"""Kinds that share one block, because their own text says what they are."""
_STEP = "  "
_INNER = re.compile(
    r"(?:^|::|\.)_?(?:details?|internals?|impl|private|__\w+)_?(?:::|\.)", re.IGNORECASE
)
"""A namespace for what is public only in form, such as `fmt::detail`."""
_NUMBER = re.compile(r"#\d+$")
_ATTRIBUTE = re.compile(r"^[ \t]*(?:#!?\[.*\]|\[[A-Z].*\]|@\w.*)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where the symbols of a file stand in its note."""

    sections: tuple[Symbol, ...]
    """Those that get a section of their own."""
    lines: tuple[Symbol, ...]
    """Those that get a line."""
    constants: tuple[Symbol, ...]
    """Those that share one block."""
    beyond: tuple[str, ...]
    """The names of those for which there is not even a line, sorted."""


def arranged(outline: Outline, kind: Kind, offered: Iterable[Exported] = ()) -> Arrangement:
    """Return where the public symbols of a file stand in its note.

    Only files that a program wrote have symbols without a line: those that would be the first to
    get a section are the first to get a line.

    Args:
        outline: of the file.
        kind: what the file is.
        offered: what it offers of others: a value that it only passes on stands there alone.
    """
    if passed := passed_on(outline).intersection(each.name for each in offered if each.is_file):
        own = tuple(each for each in outline.symbols if each.name not in passed)
        outline = replace(outline, symbols=own)
    shown, block = describable(outline, kind), constants(outline, kind)
    lines, beyond = further(outline, (*shown, *block)), set[str]()
    if len(lines) + len(block) > _MOST_LINES:
        ranked = sorted((*lines, *block), key=_rank_in(outline))
        beyond.update(symbol.name for symbol in ranked[_MOST_LINES:])
        lines, block = (tuple(s for s in each if s.name not in beyond) for each in (lines, block))
    return Arrangement(shown, lines, block, tuple(sorted(beyond)))


def describable(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the symbols that get a section, in source order, the members of a type below it.

    They are public. If there is no room for all, the most important ones get it.
    """
    if kind is Kind.TEST:
        return ()
    room, chosen = _ROOM, set()
    for symbol in sorted(distinct(_with_section(outline)), key=_rank_in(outline)):
        size = _size(symbol)
        if size <= room:  # what is too big leaves its room to smaller ones
            room -= size
            chosen.add(symbol.name)
    return tuple(_below_parents([s for s in outline.symbols if s.name in chosen]))


def _below_parents(symbols: Sequence[Symbol]) -> Iterator[Symbol]:
    """Yield symbols in order, but the members of each right below it, as in no file of Go."""
    names = {symbol.name for symbol in symbols}
    members: defaultdict[str, list[Symbol]] = defaultdict(list)
    for symbol in symbols:
        members[symbol.parent if symbol.parent in names else ""].append(symbol)
    waiting = members[""][::-1]
    while waiting:
        symbol = waiting.pop()
        yield symbol
        waiting += reversed(members.pop(symbol.name, ()))


def has_room_for_all(outline: Outline) -> bool:
    """Whether all symbols that can have a section get one."""
    return sum(map(_size, _with_section(outline))) <= _ROOM


def constants(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the public constants, variables and values of macros of a file; a test has none."""
    if kind is Kind.TEST:
        return ()
    shared = [s for s in outline.symbols if s.public and not s.parent and _shares_block(s)]
    return distinct(shared)


def further(outline: Outline, shown: Collection[Symbol]) -> tuple[Symbol, ...]:
    """Return the public symbols that a note does not show elsewhere.

    Args:
        shown: the symbols with a section, and those in the block of constants.
    """
    names = {symbol.name for symbol in shown} | _wrappers(outline)
    twins = {_twin(symbol) for symbol in shown}
    rest = [s for s in outline.symbols if s.public and s.kind != "section" and s.name not in names]
    return distinct(s for s in rest if _twin(s) not in twins)


def distinct(symbols: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """Return the symbols without those that are written again, as a table in two scripts of SQL.

    The one that is described stays, else the first one. In code, all definitions of a name are one
    symbol already.
    """
    firsts: dict[object, Symbol] = {}
    for symbol in symbols:
        key = _twin(symbol)
        twin = firsts.setdefault(key, symbol)
        if symbol.doc and not twin.doc:
            firsts[key] = symbol
    return tuple(firsts.values())


def _twin(symbol: Symbol) -> object:
    """Return what two symbols have in common if a reader takes them for one."""
    name = _NUMBER.sub("", symbol.name)
    head = " ".join(_ATTRIBUTE.sub("", symbol.signature).split()).rstrip(" ;{")
    # What has dots in its name and stands in nothing of the file may be described in two ways.
    doc = symbol.doc if symbol.parent != name.rpartition(".")[0] else ""
    return name, symbol.kind, head, doc


def _with_section(outline: Outline) -> list[Symbol]:
    wrappers = _wrappers(outline)
    return [
        symbol
        for symbol in outline.symbols
        if symbol.public
        and symbol.kind != "section"
        and not _shares_block(symbol)
        and symbol.name not in wrappers
    ]


def in_wrappers(outline: Outline, shown: Iterable[Symbol]) -> list[Symbol]:
    """Return symbols that have a section, below the heads of the modules that only wrap them."""
    wrappers = _wrappers(outline)
    if not wrappers:
        return [*shown]
    symbols = {symbol.name: symbol for symbol in outline.symbols}
    wrapped = []
    for symbol in shown:
        parent, depth, text = symbol.parent, 0, symbol.signature
        while parent in wrappers:
            head = symbols[parent]
            text = f"{head.signature}\n{indent(text, _STEP)}"
            parent, depth = head.parent, depth + 1
        head_lines = symbol.head + depth if symbol.head else 0
        parts = tuple(part + depth for part in symbol.parts)
        wrapped.append(replace(symbol, signature=text, head=head_lines, parts=parts))
    return wrapped


def _wrappers(outline: Outline) -> set[str]:
    """Return the modules that hold one type and nothing else: the type's full name shows them.

    In Ruby, each file of a library opens the modules of the library.
    """
    modules = {
        symbol.name: list[Symbol]()
        for symbol in outline.symbols
        if symbol.kind == "module" and not symbol.doc and "\n" not in symbol.signature
    }
    for symbol in outline.symbols if modules else ():
        if symbol.parent in modules:
            modules[symbol.parent].append(symbol)
    return {
        name
        for name, members in modules.items()
        if [each.public and each.kind in HOLDERS for each in members] == [True]
    }


def _shares_block(symbol: Symbol) -> bool:
    """Whether it is a constant, a variable, or a macro of the C preprocessor for a value."""
    is_value = symbol.kind == "macro" and symbol.signature.lstrip().startswith("#")
    return symbol.kind in _LISTED or (is_value and not symbol.parameters)


def _rank_in(outline: Outline) -> Callable[[Symbol], tuple[bool, bool, bool, int]]:
    """Return a function that says how early a symbol of a file gets room.

    First come those that other files use or a README names; types and functions come before their
    members, macros last. How many use a symbol does not count: that changes all the time.
    """
    known_names = {each for name in outline.known for each in prefixes(name)}

    def rank(symbol: Symbol) -> tuple[bool, bool, bool, int]:
        is_inner = bool(_INNER.search(symbol.name))
        is_macro = symbol.kind == "macro"
        is_known = _NUMBER.sub("", symbol.name).replace("::", ".") in known_names
        return is_inner, is_macro, not is_known, _order(symbol)

    return rank


def _order(symbol: Symbol) -> int:
    if not symbol.parent or symbol.kind == "macro":
        return 0 if symbol.doc else 1
    if symbol.kind == "constructor" or symbol.kind in TYPES:
        return 2
    return 3 if symbol.doc else 4


def _size(symbol: Symbol) -> int:
    """Return about how many bytes its section has."""
    doc = min(len(symbol.doc.encode()), _MOST_OF_DOC)
    return len(symbol.signature.encode()) + doc + _HEADING
