"""Rules of Zig."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORT = re.compile(
    r"\bconst\s++(?P<local>\w++)[^=;]{0,200}+=\s*+"
    r"@import\(\s*+\"[^\"\n]*+\"\s*+\)(?:\.(?P<name>\w+))?\s*;"
)

_STATEMENT = 400
"""Bytes around an import that are looked at."""


def _public(definition: Definition, file: ParsedFile) -> bool:
    return bool(head_words(definition, file) & {"pub", "export"})


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    path = file.text(node).partition('"')[2].partition('"')[0]
    # Only its own statement, as there may be thousands on one line.
    source, floor = file.source, max(0, node.start_byte - _STATEMENT)
    start = max(source.rfind(mark, floor, node.start_byte) for mark in (b"\n", b";")) + 1
    end = source.find(b";", node.end_byte, node.end_byte + _STATEMENT) + 1
    bound = _IMPORT.search(file.slice(start or floor, end or node.end_byte))
    if bound is None:
        yield Import(path)
    else:
        yield Import(path, (bound["name"],) if bound["name"] else (), (bound["local"],))


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "parameter":
            name, kind = first_field(child, "name"), first_field(child, "type")
            yield Parameter(file.text(name), file.text(kind))


ZIG = Rules(
    public=_public,
    imports=_imports,
    documents=re.compile(r"///"),
    parameters=_parameters,
    is_entry=starting.with_main,
    words="""
        align allowzero and anyframe anytype asm async await break callconv catch comptime const
        continue defer else enum errdefer error export extern false fn for if inline noalias
        noinline null opaque or orelse packed pub resume return struct suspend switch test
        threadlocal true try undefined union unreachable usingnamespace var volatile while bool f32
        f64 i32 i64 isize type u8 u16 u32 u64 usize void std Allocator ArrayList
    """,
)
