"""Routes of net/http, Gin, Echo, Chi, Fiber and Gorilla."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute, joined
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = {w: w.upper() for w in ("get", "post", "put", "delete", "patch", "head", "options")}
_METHODS |= {"any": "ANY", "all": "ANY", "handlefunc": "", "handle": ""}
_WITH_METHOD = re.compile(r"([A-Z]+)[ \t]+(\S+)")
_IMPORTS = re.compile(rb"\"(?:net/http|[\w./-]*/(?:gin|echo|chi|fiber|mux)(?:/v\d+)?)\"")


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in Go."""
    if not _IMPORTS.search(source):
        return
    groups = _groups(root, source)
    for call in nodes(root, "call_expression"):
        function = call.child_by_field_name("function")
        if function is None or function.type != "selector_expression":
            continue
        word = text_of(function.child_by_field_name("field"), source)
        arguments = named(call.child_by_field_name("arguments"))
        path = literal(arguments[0] if arguments else None, source)
        is_route = path is not None and len(arguments) > 1 and word[:1].isupper()
        if not is_route or path is None or word.lower() not in _METHODS:
            continue
        method, router = (
            _METHODS[word.lower()],
            text_of(function.child_by_field_name("operand"), source),
        )
        if match := _WITH_METHOD.fullmatch(path):
            method, path = match[1], match[2]
        if path.startswith("/") or (router in groups and not path):
            yield WebRoute(
                method, joined(groups.get(router, ""), path), _handler(arguments[-1], source)
            )


def _groups(root: Node, source: bytes) -> dict[str, str]:
    """Return the prefix of each group of the file, by its variable."""
    prefixes: dict[str, str] = {}
    for node in nodes(root, "short_var_declaration", "assignment_statement"):
        value = named(node.child_by_field_name("right"))
        function = value[0].child_by_field_name("function") if value else None
        if function is None or text_of(function.child_by_field_name("field"), source) != "Group":
            continue
        arguments = named(value[0].child_by_field_name("arguments"))
        prefix = literal(arguments[0] if arguments else None, source)
        name = text_of(node.child_by_field_name("left"), source)
        if prefix is not None:
            prefixes[name] = joined(
                prefixes.get(text_of(function.child_by_field_name("operand"), source), ""), prefix
            )
    return prefixes


def _handler(node: Node, source: bytes) -> str:
    return "" if node.type == "func_literal" else text_of(node, source)[:80]
