"""Routes of Axum, Actix and Rocket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHOD = re.compile(
    r"(?:^|\b(?:routing|web)::|\.)(get|post|put|delete|patch|head|options|any)\(([\w:]{0,100})"
)
_MACRO = re.compile(r"(get|post|put|delete|patch|head|options)\s*\(\s*\"([^\"\n]{0,300})\"")


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in Rust."""
    # Of a chain of calls the outermost is the last one.
    calls = nodes(root, "call_expression")
    for call in sorted(calls, key=lambda each: each.end_byte):
        function = call.child_by_field_name("function")
        arguments = named(call.child_by_field_name("arguments"))
        if function is None or text_of(function.child_by_field_name("field"), source) != "route":
            continue
        path = literal(arguments[0] if arguments else None, source)
        if path is not None and len(arguments) > 1:
            for method, handler in _METHOD.findall(text_of(arguments[1], source)):
                yield WebRoute(method.upper(), path, handler)
    if b"actix_web" not in source and b"rocket" not in source:
        return
    for item in nodes(root, "attribute_item"):
        match = _MACRO.match(text_of(item, source).removeprefix("#[").strip())
        below = item.next_named_sibling
        while below is not None and below.type == "attribute_item":
            below = below.next_named_sibling
        if match and below is not None and below.type == "function_item":
            yield WebRoute(
                match[1].upper(), match[2], text_of(below.child_by_field_name("name"), source)
            )
