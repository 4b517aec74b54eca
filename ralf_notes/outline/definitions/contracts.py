"""Traits and protocols that a type takes on outside its definition: `impl Display for Cart`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST = 20
_LONGEST = 200


def contract_heads(
    definition: Definition, file: ParsedFile, is_contract: Callable[[Node], bool]
) -> Iterator[str]:
    """Yield the heads of the blocks that promise something of a type, each once.

    Args:
        definition: the type.
        file: the file.
        is_contract: whether a block promises something, rather than only adds members.
    """
    if definition.part_of or definition.path not in file.scopes:
        return
    heads = dict.fromkeys(
        _head(scope, file)
        for scope in file.scopes[definition.path]
        if (node := scope.node("scope")) and is_contract(node)
    )
    yield from [head for head in heads if len(head) <= _LONGEST][:_MOST]


def _head(scope: Definition, file: ParsedFile) -> str:
    body = scope.node("body")
    return " ".join(file.slice(scope.declared[0], body.start_byte if body else scope.end).split())
