"""Grammars and queries, each loaded when a file of its language is first parsed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from ralf_notes.outline import languages


@cache
def _grammar(key: str) -> Language:
    language = languages.get(key)
    return Language(getattr(import_module(language.grammar), language.grammar_function)())


@cache
def query(key: str) -> Query:
    """Return our query for a language: `queries/<key>.scm` after what it names with `; inherits:`.

    Raises tree_sitter.QueryError when the query names a node that the grammar does not have.
    """
    return Query(_grammar(key), _query_text(key))


def _query_text(key: str) -> str:
    text = (files(languages) / "queries" / f"{key}.scm").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    _, inherits, parent = first.partition("; inherits: ")
    return _query_text(parent.strip()) + rest if inherits else text


def parse(key: str, source: bytes) -> Tree:
    """Return the syntax tree of a source; what cannot be read becomes ERROR nodes.

    The tree covers a line break after the source: tree-sitter-kotlin 1.1.0 never returns from an
    annotation in the last line when nothing follows it.
    """
    return Parser(_grammar(key)).parse(source + b"\n")


def matches(key: str, root: Node) -> list[dict[str, list[Node]]]:
    """Return the matches of the language's query, each as its captures by name."""
    return [captures for _, captures in QueryCursor(query(key)).matches(root)]
