"""Routes of NestJS: the decorators of controllers and of their methods.

Source: https://docs.nestjs.com/controllers
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute, joined
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = {
    "Get": "GET", "Post": "POST", "Put": "PUT", "Delete": "DELETE", "Patch": "PATCH",
    "Head": "HEAD", "Options": "OPTIONS", "All": "ANY",
}  # fmt: skip


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of the controllers of a file; those whose path is computed are left out."""
    for cls in nodes(root, "class_declaration"):
        around = cls.parent
        above = named(around) if around is not None and around.type == "export_statement" else []
        controller = dict(_calls([*above, *named(cls)], source)).get("Controller")
        prefix = _path(controller, source) if controller is not None else None
        if prefix is None:
            continue
        decorators: list[Node] = []
        for member in named(cls.child_by_field_name("body")):
            if member.type == "decorator":
                decorators.append(member)
                continue
            handler = text_of(member.child_by_field_name("name"), source)
            for word, arguments in _calls(decorators, source):
                path = _path(arguments, source) if word in _METHODS else None
                if path is not None:
                    yield WebRoute(
                        _METHODS[word], joined(f"/{prefix}".rstrip("/"), f"/{path}"), handler
                    )
            decorators = []


def _calls(decorators: Sequence[Node], source: bytes) -> Iterator[tuple[str, list[Node]]]:
    """Yield the name of each decorator that is called, and its arguments."""
    for decorator in decorators:
        call = decorator.named_child(0) if decorator.type == "decorator" else None
        if call is not None and call.type == "call_expression":
            arguments = named(call.child_by_field_name("arguments"))
            yield text_of(call.child_by_field_name("function"), source), arguments


def _path(arguments: Sequence[Node], source: bytes) -> str | None:
    """Return the path that a decorator is given: the first argument, or `path` in it."""
    if not arguments:
        return ""
    first = arguments[0]
    if first.type == "object":
        pairs = (each for each in named(first) if each.type == "pair")
        values = {
            text_of(p.child_by_field_name("key"), source): p.child_by_field_name("value")
            for p in pairs
        }
        if "path" not in values:
            return ""
        path = literal(values["path"], source)
    else:
        path = literal(first, source)
    return path.strip("/") if path is not None else None
