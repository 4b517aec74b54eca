"""Routes of Spring and JAX-RS, by their annotations, and of Ktor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute, joined
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_CLASSES = (
    "class_declaration",
    "interface_declaration",
    "object_declaration",
    "record_declaration",
)
_FUNCTIONS = ("method_declaration", "function_declaration")
_MAPPING = re.compile(r"@(Get|Post|Put|Delete|Patch|Request)Mapping\b(.*)", re.DOTALL)
_JAX_METHOD = re.compile(r"@(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)$")
_JAX_PATH = re.compile(r"@Path\s*\(\s*(?:value\s*=\s*)?\"([^\"\\$]{0,300})\"\s*\)")
_METHOD = re.compile(r"\b(?:RequestMethod\.)?(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b")
_VALUE = re.compile(
    r"(?:^\(\s*|\b(?:value|path)\s*=\s*)(?:(?:arrayOf\(|[{\[])\s*)?((?:\"[^\"\\$\n]*\"\s*+,?\s*+)++)"
)
_GIVEN = re.compile(r"\(\s*+[\"A-Z{]|(?:value|path)\s*+=")
_JOINED = re.compile(r"\"\s*+\+|\+\s*+\"")
"""Matches beside what a path is put together from."""
_TEXT = re.compile(r"\"([^\"\\$\n]{0,300})\"")
_DEEPEST = 60
_LONGEST_HEAD = 4000
_ANNOTATION = re.compile(
    r"@[\w.]++(?:[ \t]*\((?:[^()\"]|\"(?:[^\"\\\n]|\\.)*+\"|\((?:[^()\"]|\"[^\"\n]*+\")*+\))*+\))?"
)
_KTOR = ("get", "post", "put", "delete", "patch", "head", "options")


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in Java or Kotlin."""
    for node in nodes(root, *_FUNCTIONS):
        marks = list(_annotations(node, source))
        if not any(
            _MAPPING.match(mark) or mark.startswith("@Path") or _JAX_METHOD.match(mark)
            for mark in marks
        ):
            continue
        owner = _owner(node)
        outer = list(_annotations(owner, source)) if owner is not None else []
        name = text_of(_name(node), source)
        handler = f"{text_of(_name(owner), source)}.{name}" if owner is not None else name
        for prefix in _class_paths(outer):
            for method, path in _of_method(marks):
                yield WebRoute(method, f"/{joined(prefix, path).lstrip('/')}", handler)
    if b"routing" in source or b"Route." in source:
        for node in nodes(root, "call_expression"):
            yield from _ktor(node, source)


def _name(node: Node | None) -> Node | None:
    if node is None:
        return None
    name = node.child_by_field_name("name")
    inner = (child for child in node.named_children if child.type.endswith("identifier"))
    return name if name is not None else next(inner, None)


def _annotations(node: Node, source: bytes) -> Iterator[str]:
    """Yield the annotations before a name, from the source: the tree may lack those of Kotlin."""
    name = _name(node)
    end = min(name.start_byte if name is not None else 0, node.start_byte + _LONGEST_HEAD)
    head = source[node.start_byte : end].decode("utf-8", "replace")
    for match in _ANNOTATION.finditer(head):
        yield " ".join(match[0].split())


def _owner(node: Node) -> Node | None:
    above = node.parent
    while above is not None and above.type not in _CLASSES:
        above = above.parent
    return above


def _paths(arguments: str) -> list[str]:
    """Return the paths of an annotation, '' for one without; none for constants, expressions."""
    match = _VALUE.search(arguments)
    paths = _TEXT.findall(match[1]) if match else []
    is_computed = _JOINED.search(arguments) or (not paths and _GIVEN.search(arguments))
    return [] if is_computed else paths or [""]


def _class_paths(marks: list[str]) -> list[str]:
    """Return the paths before those of a class's methods; none if they are not known."""
    for mark in marks:
        if match := _MAPPING.match(mark):
            return _paths(match[2])
        if match := _JAX_PATH.match(mark):
            return [match[1] if match[1].startswith("/") else f"/{match[1]}"]
        if mark.startswith("@Path"):
            return []
    return [""]


def _of_method(marks: list[str]) -> Iterator[tuple[str, str]]:
    for mark in marks:
        if match := _MAPPING.match(mark):
            methods = [match[1].upper()] if match[1] != "Request" else _METHOD.findall(match[2])
            for path in _paths(match[2]):
                for method in methods or ["ANY"]:
                    yield method, path
            return
    verbs = [match[1] for mark in marks if (match := _JAX_METHOD.match(mark))]
    paths = [match[1] for mark in marks if (match := _JAX_PATH.match(mark))]
    for verb in verbs:
        yield verb, paths[0] if paths else ""


def _ktor(call: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the route of `get("/x") { ... }` inside `routing { }` or a function of `Route`."""
    word, path = _ktor_call(call, source)
    if word not in _KTOR or source[call.end_byte - 1 : call.end_byte] != b"}":
        return
    prefix, is_routing = "", False
    above = call.parent
    for _ in range(_DEEPEST):
        if above is None:
            break
        if above.type == "call_expression":
            name, outer = _ktor_call(above, source)
            is_routing = is_routing or name in ("routing", "route")
            prefix = joined(outer, prefix) if name == "route" and outer else prefix
        elif above.type == "function_declaration":
            is_routing = is_routing or "Route." in text_of(above, source)[:200]
        above = above.parent
    if is_routing and (path or prefix):
        yield WebRoute(word.upper(), joined(prefix, path) if path else prefix, "")


def _ktor_call(call: Node, source: bytes) -> tuple[str, str]:
    """Return the name and the first literal of a call, also of one with a block after it."""
    inner = call.named_children[0] if call.named_children else None
    if inner is not None and inner.type == "call_expression":
        return _ktor_call(inner, source)
    name = text_of(inner, source)
    for arguments in call.named_children:
        for argument in named(arguments)[:1] if arguments.type == "value_arguments" else ():
            value = argument.named_children[-1] if argument.named_children else None
            return name, literal(value, source) or ""
    return name, ""
