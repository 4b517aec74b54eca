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


def query_matches(key: str, source: bytes) -> list[dict[str, list[Node]]]:
    """Return the matches of the language's query in a source, each as its captures by name.

    Text that the grammar cannot parse becomes ERROR nodes.
    """
    # Add a line break: tree-sitter-kotlin 1.1.0 never returns from an annotation on the last
    # line if nothing follows it.
    root = Parser(_grammar(key)).parse(source + b"\n").root_node
    return [captures for _, captures in QueryCursor(query(key)).matches(root)]
