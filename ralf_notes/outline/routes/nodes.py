"""Nodes of a syntax tree as values: texts, literal strings, all nodes of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTED = re.compile(r"[A-Za-z@$]{0,2}(\"\"\"|'''|\"|'|`)(.*)\1", re.DOTALL)
_NOT_LITERAL = re.compile(r"interpolation|substitution|format_expression|^interpolated")
_LONGEST = 300
_MOST_SHOWN = 1000


def text_of(node: Node | None, source: bytes) -> str:
    """Return the source of a node on one line, its beginning if it is long; '' for None."""
    if node is None:
        return ""
    end = min(node.end_byte, node.start_byte + _MOST_SHOWN)
    return " ".join(source[node.start_byte : end].decode("utf-8", "replace").split())


def text_as_written(node: Node, source: bytes) -> str:
    """Return the source of a node."""
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def literal(node: Node | None, source: bytes) -> str | None:
    """Return the value of a string that holds nothing but itself; None for anything else."""
    if node is None or "string" not in node.type or node.end_byte - node.start_byte > _LONGEST:
        return None
    if any(_NOT_LITERAL.search(child.type) for child in node.named_children):
        return None
    match = _QUOTED.fullmatch(text_of(node, source))
    return match[2] if match else None


def nodes(root: Node, *kinds: str) -> Iterator[Node]:
    """Yield the nodes of some kinds below a node, in the order of the text."""
    cursor = root.walk()
    while True:
        node = cursor.node
        assert node is not None
        if node.type in kinds:
            yield node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def named(node: Node | None) -> list[Node]:
    """Return the named children of a node without comments; [] for None."""
    children = node.named_children if node is not None else []
    return [child for child in children if "comment" not in child.type]
