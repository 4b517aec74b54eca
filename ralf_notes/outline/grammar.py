"""Grammars and queries, each loaded when a file of its language is first parsed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files

from tree_sitter import Language, Node, Parser, Query, QueryCursor

from ralf_notes.outline import languages


@cache
def _grammar(key: str) -> Language:
    module, _, function = languages.get(key).grammar.partition(":")
    return Language(getattr(import_module(module), function or "language")())


@cache
def query(key: str) -> Query:
    """Return our query for a language: `queries/<key>.scm`, preceded by the one it inherits from.

    Raises tree_sitter.QueryError if the query names a node that the grammar does not have.
    """

    def text(key: str) -> str:
        own = (files(languages) / "queries" / f"{key}.scm").read_text(encoding="utf-8")
        first, _, rest = own.partition("\n")
        _, inherits, parent = first.partition("; inherits: ")
        return text(parent.strip()) + rest if inherits else own

    return Query(_grammar(key), text(key))


def parsed(key: str, source: bytes) -> Node:
    """Return the root of a source's syntax tree. What the grammar cannot parse is an ERROR node."""
    # Add a line break: tree-sitter-kotlin 1.1.0 never returns from an annotation on the last
    # line if nothing follows it.
    return Parser(_grammar(key)).parse(source + b"\n").root_node


def query_matches(key: str, root: Node) -> list[dict[str, list[Node]]]:
    """Return the matches of the language's query in a tree, each as its captures by name."""
    return [captures for _, captures in QueryCursor(query(key)).matches(root)]


def unread_lines(root: Node) -> list[int]:
    """Return the lines, counted from 0, with something that the grammar could not parse.

    What is whole inside an ERROR node counts as parsed; a missing token counts with its line.
    """
    lines: set[int] = set()
    nodes = [root] if root.has_error else []
    while nodes:
        node = nodes.pop()
        if node.is_missing or (node.is_error and not node.children):
            lines.update(range(node.start_point.row, node.end_point.row + 1))
        for child in node.children:
            if child.has_error or child.is_error or child.is_missing:
                nodes.append(child)
            elif node.is_error and not child.children:
                lines.update(range(child.start_point.row, child.end_point.row + 1))
    return sorted(lines)
