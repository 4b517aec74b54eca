"""Routes of ASP.NET: controllers with attributes, and minimal interfaces.

Source: https://learn.microsoft.com/aspnet/core/mvc/controllers/routing
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute, joined
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_VERB = re.compile(r"Http(Get|Post|Put|Delete|Patch|Head|Options)$")
_MAP = re.compile(r"Map(Get|Post|Put|Delete|Patch|Methods|Group)$")
_TOKEN = re.compile(r"\[(controller|action)\]", re.IGNORECASE)


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in C#."""
    for node in nodes(root, "class_declaration"):
        yield from _controller(node, source)
    yield from _minimal(root, source)


def _attributes(node: Node, source: bytes) -> Iterator[tuple[str, str | None]]:
    """Yield the name and the first literal of each attribute; None for one that is no literal."""
    for listed in named(node):
        for attribute in named(listed) if listed.type == "attribute_list" else ():
            name = text_of(attribute.child_by_field_name("name"), source)
            arguments = [c for c in named(attribute) if c.type == "attribute_argument_list"]
            first = named(arguments[0])[0] if arguments and named(arguments[0]) else None
            if first is None or text_of(first, source).startswith("Name"):
                yield name, ""
            else:
                yield name, literal(named(first)[-1] if named(first) else None, source)


def _controller(node: Node, source: bytes) -> Iterator[WebRoute]:
    name = text_of(node.child_by_field_name("name"), source)
    prefixes = [path for word, path in _attributes(node, source) if word == "Route"]
    if None in prefixes:
        return
    body = node.child_by_field_name("body")
    for method in named(body):
        if method.type != "method_declaration":
            continue
        marks = list(_attributes(method, source))
        action = text_of(method.child_by_field_name("name"), source)
        own_paths = [path for word, path in marks if word == "Route"]
        for word, path in marks:
            match = _VERB.match(word)
            if match and path is not None and None not in own_paths:
                whole = path or (own_paths[0] if own_paths else "") or ""
                if not whole and not prefixes:
                    continue  # a convention, which is set elsewhere, gives it a path
                for prefix in prefixes or [""]:
                    full = whole if whole.startswith(("/", "~/")) else joined(prefix or "", whole)
                    yield WebRoute(
                        match[1].upper(), _filled(full, name, action), f"{name}.{action}"
                    )


def _filled(path: str, controller: str, action: str) -> str:
    values = {"controller": controller.removesuffix("Controller"), "action": action}
    filled = _TOKEN.sub(lambda match: values[match[1].lower()], path)
    return f"/{filled.lstrip('~').lstrip('/')}"


def _minimal(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of `app.MapGet("/x", Handler)`, also those of groups."""
    groups: dict[str, str] = {}
    for node in nodes(root, "invocation_expression", "variable_declarator"):
        if node.type == "variable_declarator":
            if (group := _group(named(node)[-1], source)) is not None:
                name = text_of(named(node)[0], source)
                groups[name] = joined(groups.get(group[0], ""), group[1])
            continue
        receiver, word, arguments = _call(node, source)
        match = _MAP.match(word)
        path = literal(arguments[0] if arguments else None, source)
        if (
            match
            and match[1] not in ("Methods", "Group")
            and path is not None
            and len(arguments) > 1
        ):
            handler = (
                text_of(arguments[1], source) if arguments[1].type != "lambda_expression" else ""
            )
            yield WebRoute(
                match[1].upper(), f"/{joined(groups.get(receiver, ''), path).lstrip('/')}", handler
            )


def _group(node: Node, source: bytes) -> tuple[str, str] | None:
    """Return the receiver and the prefix of `app.MapGroup("/x").WithTags("a")`."""
    for _ in range(12):
        function = node.child_by_field_name("function")
        if function is None:
            return None
        receiver, word, arguments = _call(node, source)
        if word == "MapGroup":
            prefix = literal(arguments[0] if arguments else None, source)
            return None if prefix is None else (receiver, prefix)
        inner = function.child_by_field_name("expression")
        if inner is None:
            return None
        node = inner
    return None


def _call(node: Node, source: bytes) -> tuple[str, str, list[Node]]:
    """Return what a method is called on, its name, and its arguments."""
    function = node.child_by_field_name("function")
    name = function.child_by_field_name("name") if function is not None else None
    receiver = function.child_by_field_name("expression") if function is not None else None
    arguments = [
        named(each)[-1] for each in named(node.child_by_field_name("arguments")) if named(each)
    ]
    return text_of(receiver, source), text_of(name, source).partition("<")[0], arguments
