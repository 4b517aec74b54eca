"""Grammars and queries, each loaded when a file of its language is first parsed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files

from tree_sitter import Language, Node, Query, QueryCursor

from ralf_notes.outline import effort, languages, predicates

_MOST_UNFINISHED = 1_000
"""Matches of a query that are unfinished at once. Each node is compared with all of them: a chain
of calls, `x.y().y()`, leaves one for each call, and takes a time that grows with the square of its
length. None of 2,688 real files has more than 64. With a callback, which could stop sooner,
py-tree-sitter 0.26 crashes."""


@cache
def _grammar(key: str) -> Language:
    module, _, function = languages.get(key).grammar.partition(":")
    return Language(getattr(import_module(module), function or "language")())


@cache
def query(key: str) -> Query:
    """Return our query for a language: `queries/<key>.scm`, preceded by the one it inherits from.

    Raises tree_sitter.QueryError if the query names a node that the grammar does not have.
    """
    return Query(_grammar(key), _query_text(key))


@cache
def _query_text(key: str) -> str:
    text = (files(languages) / "queries" / f"{key}.scm").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    _, inherits, parent = first.partition("; inherits: ")
    return _query_text(parent.strip()) + rest if inherits else text


@cache
def _conditions(key: str) -> tuple[tuple[predicates.Condition, ...], ...]:
    return predicates.conditions(query(key), _query_text(key))


def parsed(key: str, source: bytes, allowance: effort.Allowance | None = None) -> Node:
    """Return the root of a source's syntax tree. What the grammar cannot parse is an ERROR node.

    Its nodes have no `text`: take it from the source. An allowance is for all readings of a source.

    Raises effort.TooMuchWork if the source takes the parser more work than one of its length may.
    """
    # Add a line break: tree-sitter-kotlin 1.1.0 never returns from an annotation on the last
    # line if nothing follows it.
    return effort.tree_of(key, _grammar(key), source + b"\n", allowance).root_node


def query_matches(key: str, root: Node, source: bytes) -> list[dict[str, list[Node]]]:
    """Return the matches of the language's query in a tree, each as its captures by name.

    Args:
        key: the key of the language.
        root: what `parsed` returned for the source.
        source: the source.

    Raises effort.TooMuchWork if too many matches are unfinished at once.
    """
    conditions = _conditions(key)
    cursor = QueryCursor(query(key), match_limit=_MOST_UNFINISHED)
    matches = cursor.matches(root)
    if cursor.did_exceed_match_limit:
        raise effort.TooMuchWork
    return [
        captures
        for pattern, captures in matches
        if all(holds(captures, source) for holds in conditions[pattern])
    ]


def mentions(key: str, root: Node) -> dict[str, list[Node]] | None:
    """Return what is no name of another file, as captures by name; None without such a query.

    Args:
        key: the key of the language, whose query is `queries/mentions/<key>.scm`.
        root: what `parsed` returned.

    Raises effort.TooMuchWork if too many matches are unfinished at once.
    """
    mention_query = _mention_query(key)
    if mention_query is None:
        return None
    cursor = QueryCursor(mention_query, match_limit=_MOST_UNFINISHED)
    captures = cursor.captures(root)
    if cursor.did_exceed_match_limit:
        raise effort.TooMuchWork
    return captures


@cache
def _mention_query(key: str) -> Query | None:
    name = f"mentions/{key}"
    is_there = (files(languages) / "queries" / f"{name}.scm").is_file()
    return Query(_grammar(key), _query_text(name)) if is_there else None


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
            elif node.is_error and not child.children and "comment" not in child.type:
                lines.update(range(child.start_point.row, child.end_point.row + 1))
    return sorted(lines)
