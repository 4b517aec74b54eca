"""Find the names that stand in a syntax tree.

A query of the language says which text is no code (`@text`: comments, strings, imports, names of
arguments), what of it is code all the same (`@type`), which names are local (`@local`) and which
are members (`@own`). What is left is read with a pattern: a query that captures each identifier
takes ten times as long.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from ralf_notes.outline import grammar, languages
from ralf_notes.outline.brackets import without_strings
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.languages.known.families import C_FAMILY, SCRIPTS
from ralf_notes.outline.mentions import FIXTURE, UNPLACED, Mentions, Standing
from ralf_notes.outline.mentions.behind_values import members_on_values
from ralf_notes.outline.mentions.commands import command_names
from ralf_notes.outline.mentions.macro_bodies import unnamed_in_macros
from ralf_notes.outline.mentions.places import MOST_OFFSETS, Insides, Places
from ralf_notes.outline.mentions.values import encoded, values_of
from ralf_notes.outline.model import CLASSES, KINDS, Symbol
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPES = CLASSES | {"type"}
_ATTRIBUTE = "Attribute"
"""In C#, `[Mark]` means the class `MarkAttribute`."""
_SET = lazily(rb"(?<=[\w)\]?!])\.[a-z_]\w*+(?=[ \t]*+=(?![=~>]))")
"""A member of Ruby that is set: `cart.size = 3` calls `size=`, another method than `size`."""
_LONGEST_CHAIN = 6
"""Names in a chain; what follows is left out."""
_LONGEST_NAME = 100
_MOST_STANDING = 20_000
"""Chains of a file whose places are kept; a source of 1 MB has about as many."""
_DOT = rb"(?:[?!&]?\.|!!\.)"
_ARROW = rb"(?:\??->)"
_SCOPE = rb"::"
"""In C++, a chain goes on behind `::` alone: what follows `.` or `->` is a member of a value."""
_SPLIT = lazily(rb"[?!&]?\.|!!\.|::|\??->")
_WORD = lazily(rb"[\w\x80-\xff]+")
_REQUIRED = lazily(rb"(?<!\w)(\w++)\s*+=\s*+(?:require\b|pcall\s*+\(\s*+require\b)")
"""A local name of Lua that stands for a module."""
_METHOD = lazily(rb"(?<=[\w)\]]):(?=[A-Za-z_])")
"""What stands before the name of a method in Lua."""
_TAG = lazily(rb"\b(?:struct|union|enum)\s+([A-Za-z_]\w{1,99})")


_CALL = lazily(rb"(?<![\w.>:])[A-Za-z_]\w{0,99}+(?:::\w{1,99}+){0,5}+(?= ?\()")
_JUST_BEFORE = 24
_LAST_WORD = lazily(rb"(?<!\w)\w++\Z")
_BEFORE_CALLS = frozenset(
    b"return else do case new delete throw goto sizeof not and or co_await co_return"
    b" co_yield".split()
)
"""Words of C and C++ behind which a name is no variable that is declared."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How chains stand in a language."""

    scan: re.Pattern[bytes]
    """Whatever may hold a chain. It begins with a set of characters, which `re` looks for in a
    fifth of the time that it takes to try `exact` at each place."""
    exact: re.Pattern[bytes]
    """A chain, in what `scan` found; the group `behind` if it follows something else."""


def _patterns(before: bytes = b"", first: bytes = b"", access: bytes = _DOT) -> _Patterns:
    """Return the patterns for a chain. A `.` of several in a row is none.

    Args:
        before: characters that make what follows something else than a name.
        first: characters that a name may hold, besides letters, digits and `_`.
        access: what stands before a member of a value; `::` may stand there as well.
    """
    name = rb"[A-Za-z_%b\x80-\xff][\w%b\x80-\xff]*+" % (first, first)
    # `raise ::Shop::Empty` and `return ::shop::empty()`: after a space, `::` begins a chain.
    on = _SCOPE if access == _SCOPE else rb"(?:\s*+%b|::)" % access
    more = rb"(?:%b\s*+%b)*+" % (on, name)
    of_dot, of_arrow = rb"(?<=\.)(?:\.++|\s*+%b)" % name, rb"(?<=-)>\s*+%b" % name
    members = {_ARROW: of_arrow, _SCOPE: rb"%b|%b" % (of_dot, of_arrow)}
    member = members.get(access, of_dot)
    word = rb"(?<![.-])[\w%b\x80-\xff]*+" % first
    start = {_ARROW: b"-", _SCOPE: b"-."}.get(access, b".")
    scan = rb"[%b%bA-Za-z0-9_%b\x80-\xff](?:%b|%b)%b" % (
        start, before, first, member, word, more,
    )  # fmt: skip
    behind = rb"(?:\.|->)" if access == _SCOPE else access
    exact = rb"(?P<behind>(?<!\.)%b(?!\.)\s*+)?+(?<![\w\x80-\xff%b])(?P<chain>%b%b)" % (
        behind, before, name, more,
    )  # fmt: skip
    return _Patterns(re.compile(scan), re.compile(exact))


_PLAIN = _patterns()
_PATTERNS = {
    "php": _patterns(b"$", rb"\\", _ARROW),
    "ruby": _patterns(b"$@"),
    "powershell": _patterns(b"$", rb"\-"),
    **dict.fromkeys(C_FAMILY, _patterns(access=_SCOPE)),
    **dict.fromkeys(("java", *SCRIPTS), _patterns(first=b"$")),
}


def mentions_of(
    key: str, root: Node, source: bytes, file: ParsedFile, symbols: Sequence[Symbol]
) -> Mentions:
    """Return the names that stand in a file.

    Args:
        key: the key of its language.
        root: the root of its syntax tree.
        source: its text in UTF-8.
        file: its definitions.
        symbols: its symbols, in source order.
    """
    captures = grammar.mentions(key, root)
    if captures is None:
        return Mentions()
    if key == "bash":
        return Mentions(tuple(sorted(command_names(captures.get("command", ()), file))))
    if key in UNPLACED or key in C_FAMILY:
        return _without_places(key, captures, source, file, symbols)
    inside = Insides(_spans(symbols, file))
    local = _local(captures, inside, source)
    values = values_of(key, captures, inside, source, symbols)
    members = _member_names(file, captures.get("own", ()), local)
    types = {node.start_byte for node in captures.get("type", ())}
    marks = [
        each for each in captures.get("attribute", ()) if not file.text(each).endswith(_ATTRIBUTE)
    ]
    no_uses = (each for name in ("text", "own", "local") for each in captures.pop(name, ()))
    spans = (
        (node.start_byte, node.end_byte)
        for node in chain(no_uses, marks)
        if node.start_byte not in types
    )
    patterns = _PATTERNS.get(key, _PLAIN)
    text = _blanked(_shown(key, source, file.reading), chain(spans, _own_names(file)))
    if key == "ruby":
        text = _SET.sub(lambda match: b" " * len(match[0]), text)
    is_extended = key in ("kotlin", "c_sharp")
    chains, on_others, on_local = _placed_chains(
        patterns, text, inside, local, keeps_members=is_extended
    )
    on_values = members_on_values(values, on_others, on_local, text)
    on_others.update(on_values)
    chains.update(f"{file.text(node)}{_ATTRIBUTE}" for node in marks)
    chains.update(f"{file.text(node)}!" for node in captures.get("macro", ()))  # of Rust
    if key == "python":
        chains.update(_fixtures(symbols))
    standing = (
        Standing(chain, symbol, tuple(offsets)) for (symbol, chain), offsets in on_others.items()
    )
    typed = tuple(sorted({chain for _, chain in on_values}))
    return Mentions(tuple(sorted(chains)), members, tuple(standing), typed, encoded(values))


def _member_names(
    file: ParsedFile, own: Iterable[Node], local: Iterable[tuple[int, bytes]]
) -> frozenset[str]:
    """Return the names that a file gives to members, and to what is local outside of its symbols.

    Args:
        file: its definitions.
        own: nodes of further names that it gives.
        local: its local names, each with the number of its symbol, negative outside of all.
    """
    names = {
        each.name
        for each in file.definitions
        if each.parent is not None and each.kind not in _TYPES
    }
    names.update(file.text(node) for node in own)
    names.update(name.decode("utf-8", "replace") for symbol, name in local if symbol < 0)
    return frozenset(name for name in names if name and not set(name) & {" ", "\n"})


def _shown(key: str, source: bytes, reading: bytes) -> bytes:
    """Return a source without the strings and comments in what its reading hides.

    The tree has no nodes for them: `@Old("Use Cart")`, where the grammar knows no annotation.
    """
    if reading == source or len(reading) != len(source):
        return source
    plain = without_strings(source, languages.get(key).comments)
    text, start = bytearray(source), 0
    for line in source.splitlines(keepends=True):
        end = start + len(line)
        if line != reading[start:end]:
            rows = zip(line, reading[start:end], plain[start:end], strict=True)
            text[start:end] = bytes(own if own == read else visible for own, read, visible in rows)
        start = end
    return bytes(text)


def _fixtures(symbols: Iterable[Symbol]) -> Iterator[str]:
    """Yield the parameters of the tests and fixtures of pytest."""
    for symbol in symbols:
        is_test = symbol.name.rpartition(".")[2].startswith("test")
        if symbol.parameters and (is_test or "fixture" in symbol.signature):
            yield from (each.name + FIXTURE for each in symbol.parameters if each.name != "self")


def _without_places(
    key: str,
    captures: Mapping[str, Sequence[Node]],
    source: bytes,
    file: ParsedFile,
    symbols: Sequence[Symbol],
) -> Mentions:
    """Return the names that stand in a file; one that is local anywhere in it is left out.

    Of C and its family, the places of the functions that are called are kept, too.
    """
    if key in C_FAMILY:  # the tree has no nodes for those in the bodies of macros
        source = without_strings(source, languages.get(key).comments)
    # A name may be shorter in the tree: it was parsed with other names in its place.
    words = [_WORD.match(source, node.start_byte) for node in captures.get("local", ())]
    local = {word[0] for word in words if word}
    if key == "lua":
        local -= {*_REQUIRED.findall(source)}
    spans = [word.span() for word in words if word] + [*_own_names(file)]
    spans += [(node.start_byte, node.end_byte) for node in captures.get("text", ())]
    spans += unnamed_in_macros(captures.get("macro", ()), source)
    patterns, text = _PATTERNS.get(key, _PLAIN), _blanked(source, spans)
    if key == "lua":
        text = _METHOD.sub(b".", text)
    chains_written = (_chain(patterns.exact, written) for written in {*patterns.scan.findall(text)})
    chains = {chain for chain, first, _ in chains_written if chain and first and first not in local}
    if key not in C_FAMILY:
        return Mentions(tuple(sorted(chains)), frozenset(_members(file)))
    # A type may have the name of a variable: `struct till *till`.
    chains.update(tag.decode("utf-8", "replace") for tag in _TAG.findall(text))
    standing = tuple(_calls(text, chains, Insides(_spans(symbols, file))))
    # Where a function is defined, it is a use of the header that declares it.
    functions = (each for each in symbols if each.kind == "function" and each.public)
    chains.update(each.name.rpartition("::")[2] for each in functions)
    return Mentions(tuple(sorted(chains)), frozenset(_members(file)), standing)


def _calls(text: bytes, chains: set[str], inside: Insides) -> Iterator[Standing]:
    """Yield where functions of C and C++ are called by their names, in functions."""
    places: Places = {}
    decoded: dict[bytes, str] = {}  # most names are called several times
    for match in _CALL.finditer(text):
        written, start = match[0], match.start()
        if written not in decoded:
            decoded[written] = written.replace(b"::", b".").decode("utf-8", "replace")
        chain = decoded[written]
        symbol = inside.symbol_at(start) if chain in chains else -1
        if symbol < 0 or len(places.get((symbol, chain), ())) == MOST_OFFSETS:
            continue
        if not _is_declared(text, start):
            places.setdefault((symbol, chain), []).append(start)
    for (symbol, chain), offsets in islice(places.items(), _MOST_STANDING):
        yield Standing(chain, symbol, tuple(offsets))


def _is_declared(text: bytes, start: int) -> bool:
    """Whether a name stands behind a type: `std::vector<int> sizes(4);` declares a variable."""
    before = text[max(start - _JUST_BEFORE, 0) : start]
    if not before[-1:].isspace() or not (words := before.split()):
        return False
    if words[-1].endswith(b">"):  # of a comparison, it has a space before it, too
        return words[-1] != b">" and not words[-1].endswith(b"->")
    word = _LAST_WORD.search(words[-1])
    return word is not None and word[0] not in _BEFORE_CALLS


def _members(file: ParsedFile) -> set[str]:
    """Return the names that a file defines in its types, other than types."""
    inner = (each for each in file.definitions if each.parent is not None)
    return {each.name for each in inner if each.kind not in _TYPES and each.name.isidentifier()}


def _own_names(file: ParsedFile) -> Iterator[tuple[int, int]]:
    """Yield the spans of the names that a file defines.

    Other definitions may be uses: an extension of a type, a mixin, an embedded struct.
    """
    named = (each for first in file.definitions for each in (first, *first.further))
    return (_own_name(each) for each in named if each.kind in KINDS)


def _own_name(definition: Definition) -> tuple[int, int]:
    """Return the span of the name that is defined: of `Shop::Cart`, the last part."""
    name, start = definition.name, definition.name_start
    outer = name.rpartition("::")[0]
    return start + (len(f"{outer}::".encode()) if outer else 0), start + len(name.encode())


def _local(
    captures: Mapping[str, Sequence[Node]], inside: Insides, source: bytes
) -> dict[tuple[int, bytes], int]:
    """Return where each local name begins to be known, by the symbol that it is in and its name."""
    # Inside its own declaration, a name still means another: `store := store.New()` in Go.
    declared = sorted((node.start_byte, node.end_byte) for node in captures.get("declared", ()))
    local: dict[tuple[int, bytes], int] = {}
    names: dict[bytes, bytes] = {}  # each once in memory: a large source repeats few names
    for node in captures.get("local", ()):
        start, end = node.start_byte, node.end_byte
        place = bisect_right(declared, (start, len(source))) - 1
        name = source[start:end]
        key = inside.symbol_at(start), names.setdefault(name, name)
        begins = max(end, declared[place][1]) if place >= 0 else end
        local[key] = min(begins, local.get(key, begins))
    return local


def _spans(symbols: Sequence[Symbol], file: ParsedFile) -> Iterable[tuple[int, int, int]]:
    """Return where each symbol stands, with its index, the outer ones first.

    An overload may stand apart from the first one.
    """
    overloaded = [each for each in file.definitions if each.further]
    numbers = {each.name: number for number, each in enumerate(symbols)} if overloaded else {}
    apart = []
    for definition in overloaded:
        number = numbers.get(definition.path, -1)
        for one in definition.further if number >= 0 else ():
            if not symbols[number].start <= one.start < symbols[number].end:
                apart.append((one.start, one.end, number))
    spans = ((symbol.start, symbol.end, number) for number, symbol in enumerate(symbols))
    return sorted((*spans, *apart), key=lambda span: (span[0], -span[1])) if apart else spans


def _blanked(source: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """Return a text with blanks in place of some spans."""
    text, size = bytearray(source), len(source)
    for start, end in spans:
        end = end if end <= size else size
        text[start:end] = b" " * (end - start)
    return bytes(text)


def _placed_chains(
    patterns: _Patterns,
    text: bytes,
    inside: Insides,
    local: Mapping[tuple[int, bytes], int],
    *,
    keeps_members: bool,
) -> tuple[set[str], Places, Places]:
    """Return all chains without those of local names, their places, and those of the others.

    With `keeps_members`, what stands behind a local name is a chain, too: it may be an extension.
    """
    # Most names of a source stand in it several times: each is taken apart once.
    taken_apart: dict[bytes, tuple[str, bytes, int]] = {}
    local_names = {name for _, name in local} - {b""}
    chains: set[str] = set()
    on_others: Places = {}
    on_local: Places = {}
    symbol, until = -1, 0
    for match in patterns.scan.finditer(text):
        written = match[0]
        if written not in taken_apart:
            taken_apart[written] = _chain(patterns.exact, written)
        chain, first, place = taken_apart[written]
        if not chain:
            continue
        at = match.start() + place
        if at >= until:  # the matches come in order: most are in the symbol of the one before
            symbol, until = inside.symbol_up_to(at)
        is_local = first in local_names and local.get((symbol, first), at + 1) <= at
        if is_local and len(first) == len(written):
            continue
        if not is_local:
            chains.add(chain)
        elif keeps_members:
            chains.add(f".{chain.partition('.')[2]}")
        places = on_local if is_local else on_others
        offsets = places.get((symbol, chain))
        if offsets is None and len(places) < _MOST_STANDING:
            places[symbol, chain] = [at]
        elif offsets and len(offsets) < MOST_OFFSETS:
            offsets.append(at)
    return chains, on_others, on_local


def _chain(exact: re.Pattern[bytes], written: bytes) -> tuple[str, bytes, int]:
    """Return a chain, its first name, '' for one behind something else, and where it starts.

    The chain is '' if there is none, if it is a name of one letter, or one that is too long.
    """
    name = written.decode("utf-8", "replace")
    if name.isascii() and name.isidentifier():  # most are plain names
        return (name if 1 < len(name) <= _LONGEST_NAME else ""), written, 0
    match = exact.search(written)
    if not match:
        return "", b"", 0
    parts = [part.strip() for part in _SPLIT.split(match["chain"], maxsplit=_LONGEST_CHAIN)]
    del parts[_LONGEST_CHAIN:]
    if match["behind"]:
        parts.insert(0, b"")
    if (len(parts) == 1 and len(parts[0]) < 2) or max(map(len, parts)) > _LONGEST_NAME:
        return "", b"", 0
    chain = b".".join(parts).decode("utf-8", "replace")
    return chain, parts[0], match.start("chain")
