"""Find the names that stand in a syntax tree.

A query of the language says which text is no code (`@text`: comments, strings, imports, names of
arguments), which names are local (`@local`) and which are members (`@own`). What is left is read
with a pattern: a query that captures each identifier takes ten times as long.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ralf_notes.outline import grammar
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.mentions import Mentions, Standing
from ralf_notes.outline.model import KINDS, Symbol

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPES = frozenset(("class", "interface", "trait", "struct", "enum", "union", "record", "type"))
_LONGEST_CHAIN = 6
"""Names in a chain; what follows is left out."""
_LONGEST_NAME = 100
_MOST_OFFSETS = 3
_MOST_STANDING = 20_000
"""Chains of a file whose places are kept; a source of 1 MB has about as many."""
_DOT = rb"(?:[?!&]?\.|!!\.)"
_ARROW = rb"(?:\??->)"
_SPLIT = re.compile(rb"[?!&]?\.|!!\.|::|\??->")


def _pattern(before: bytes = b"", first: bytes = b"", access: bytes = _DOT) -> re.Pattern[bytes]:
    """Return a pattern for a chain. A `.` of several in a row is none.

    Args:
        before: Characters that make what follows something else than a name.
        first: Characters that a name may hold, besides letters, digits and `_`.
        access: What stands before a member of a value; `::` may stand there as well.
    """
    name = rb"[A-Za-z_%b\x80-\xff][\w%b\x80-\xff]*+" % (first, first)
    more = rb"\s*+(?:%b|::)\s*+%b" % (access, name)
    return re.compile(
        rb"(?P<behind>(?<!\.)%b(?!\.)\s*+)?+(?<![\w\x80-\xff%b])(?P<chain>%b(?:%b)*+)"
        % (access, before, name, more)
    )


_PLAIN = _pattern()
_PATTERNS = {
    "php": _pattern(b"$", rb"\\", _ARROW),
    "ruby": _pattern(b"$@"),
    **dict.fromkeys(("java", "javascript", "typescript", "tsx"), _pattern(first=b"$")),
}


def mentions_of(
    key: str, root: Node, source: bytes, file: ParsedFile, symbols: Sequence[Symbol]
) -> Mentions:
    """Return the names that stand in a file.

    Args:
        key: The key of its language.
        root: The root of its syntax tree.
        source: Its text in UTF-8.
        file: Its definitions.
        symbols: Its symbols, in source order.
    """
    captures = grammar.mentions(key, root)
    if captures is None:
        return Mentions()
    inside = _Insides(symbols)
    local = _local(captures, inside, source)
    members = {
        each.name
        for each in file.definitions
        if each.parent is not None and each.kind not in _TYPES
    }
    members.update(file.text(node) for node in captures.get("own", ()))
    members.update(name.decode("utf-8", "replace") for symbol, name in local if symbol < 0)
    spans = [
        (node.start_byte, node.end_byte)
        for node in (it for name in ("text", "own", "local") for it in captures.pop(name, ()))
    ]
    # Other definitions may be uses: an extension of a type, a mixin, an embedded struct.
    spans += [_own_name(each) for each in file.definitions if each.kind in KINDS]
    pattern = _PATTERNS.get(key, _PLAIN)
    chains, found = _found(pattern, _blanked(source, spans), inside, local)
    standing = (
        Standing(chain, symbol, tuple(offsets)) for (symbol, chain), offsets in found.items()
    )
    plain = frozenset(name for name in members if name and not set(name) & {" ", "\n"})
    return Mentions(tuple(sorted(chains)), plain, tuple(standing))


def _own_name(definition: Definition) -> tuple[int, int]:
    """Return the span of the name that is defined: of `Shop::Cart`, the last part."""
    name, start = definition.name, definition.name_start
    outer = name.rpartition("::")[0]
    return start + (len(f"{outer}::".encode()) if outer else 0), start + len(name.encode())


def _local(
    captures: Mapping[str, Sequence[Node]], inside: _Insides, source: bytes
) -> dict[tuple[int, bytes], int]:
    """Return where each local name begins to be known, by the symbol that it is in and its name."""
    # Inside its own declaration, a name still means another: `store := store.New()` in Go.
    declared = sorted((node.start_byte, node.end_byte) for node in captures.get("declared", ()))
    local: dict[tuple[int, bytes], int] = {}
    for node in captures.get("local", ()):
        start, end = node.start_byte, node.end_byte
        place = bisect_right(declared, (start, len(source))) - 1
        key = inside.symbol_at(start), source[start:end]
        known = max(end, declared[place][1]) if place >= 0 else end
        local[key] = min(known, local.get(key, known))
    return local


class _Insides:
    """Tells the innermost symbol at an offset."""

    def __init__(self, symbols: Sequence[Symbol]) -> None:
        starts, owners, stack = [0], [-1], [-1]
        for number, symbol in enumerate(symbols):
            while stack[-1] >= 0 and symbols[stack[-1]].end <= symbol.start:
                starts.append(symbols[stack.pop()].end)
                owners.append(stack[-1])
            starts.append(symbol.start)
            owners.append(number)
            stack.append(number)
        while stack[-1] >= 0:
            starts.append(symbols[stack.pop()].end)
            owners.append(stack[-1])
        self._starts, self._owners = starts, owners

    def symbol_at(self, offset: int) -> int:
        """Return the index of the symbol; -1 outside all symbols."""
        return self._owners[bisect_right(self._starts, offset) - 1]


def _blanked(source: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """Return a text with blanks in place of some spans."""
    text = bytearray(source)
    for start, end in spans:
        text[start:end] = b" " * (min(end, len(text)) - start)
    return bytes(text)


def _found(
    pattern: re.Pattern[bytes],
    text: bytes,
    inside: _Insides,
    local: Mapping[tuple[int, bytes], int],
) -> tuple[set[str], dict[tuple[int, str], list[int]]]:
    """Return all chains, and the first places of each in each symbol; not those of local names."""
    chains: set[str] = set()
    found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for match in pattern.finditer(text):
        parts = [part.strip() for part in _SPLIT.split(match["chain"], maxsplit=_LONGEST_CHAIN)]
        del parts[_LONGEST_CHAIN:]
        at = match.start("chain")
        symbol = inside.symbol_at(at)
        if match["behind"]:
            parts.insert(0, b"")
        elif local.get((symbol, parts[0]), at + 1) <= at:
            continue
        if (len(parts) == 1 and len(parts[0]) < 2) or max(map(len, parts)) > _LONGEST_NAME:
            continue
        chain = b".".join(parts).decode("utf-8", "replace")
        chains.add(chain)
        if len(found) < _MOST_STANDING:
            offsets = found[symbol, chain]
            if len(offsets) < _MOST_OFFSETS:
                offsets.append(at)
    return chains, found
