"""Routes of net/http, Gin, Echo, Chi, Fiber and Gorilla."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute, joined
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = {w: w.upper() for w in ("get", "post", "put", "delete", "patch", "head", "options")}
_METHODS |= {"any": "ANY", "all": "ANY", "handlefunc": "", "handle": ""}
_WITH_METHOD = re.compile(r"([A-Z]+)[ \t]+(\S+)")
_GROUPS = ("Group", "PathPrefix", "Route")
"""Methods of Gin, Echo and Fiber, of Gorilla, and of Chi that make a group below a prefix."""
_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")
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
        method = _METHODS[word.lower()]
        methods = [method] if method else _allowed(call, source)
        if match := _WITH_METHOD.fullmatch(path):
            methods, path = [match[1]], match[2]
        prefix = _prefix(function.child_by_field_name("operand"), source, groups)
        if path.startswith("/") or (prefix and not path):
            for each in methods:
                yield WebRoute(each, joined(prefix, path), _handler(arguments[-1], source))


def _allowed(call: Node, source: bytes) -> list[str]:
    """Return the methods that Gorilla's `HandleFunc(...).Methods(...)` allows; [''] without it."""
    selector = call.parent
    while selector is not None and selector.type == "selector_expression":
        behind = selector.parent
        if behind is None or behind.type != "call_expression":
            break
        if text_of(selector.child_by_field_name("field"), source) == "Methods":
            arguments = named(behind.child_by_field_name("arguments"))
            constants = (text_of(each, source).partition(".Method")[2] for each in arguments)
            allowed = (literal(each, source) for each in arguments)
            pairs = zip(allowed, constants, strict=True)
            return [each or constant.upper() for each, constant in pairs] or [""]
        selector = behind.parent
    return [""]


def _groups(root: Node, source: bytes) -> dict[tuple[int, str], str]:
    """Return the prefix of each group of the file, by the function and its variable there."""
    prefixes: dict[tuple[int, str], str] = {}
    for node in nodes(root, "short_var_declaration", "assignment_statement"):
        values = named(node.child_by_field_name("right"))
        is_call = bool(values) and values[0].type == "call_expression"
        if is_call and (prefix := _prefix(values[0], source, prefixes)):
            name = text_of(node.child_by_field_name("left"), source)
            prefixes[_scope_of(node), name] = prefix
    return prefixes


def _prefix(router: Node | None, source: bytes, prefixes: Mapping[tuple[int, str], str]) -> str:
    """Return the prefix of the routes of a router: a group's variable or parameter, or a call."""
    steps: list[str] = []
    while router is not None and router.type == "call_expression":
        function = router.child_by_field_name("function")
        if function is None or function.type != "selector_expression":
            return ""
        if text_of(function.child_by_field_name("field"), source) in _GROUPS:
            arguments = named(router.child_by_field_name("arguments"))
            steps.append(literal(arguments[0] if arguments else None, source) or "")
        router = function.child_by_field_name("operand")
    if router is None:
        return ""
    name = text_of(router, source)
    group = _given_by(router, name, source)
    prefix = _prefix(group, source, prefixes) if group else prefixes.get((_scope_of(router), name))
    return reduce(joined, reversed(steps), prefix or "")


def _given_by(router: Node, name: str, source: bytes) -> Node | None:
    """Return the call of Chi or Fiber that gives a group to the function in which a name stands.

    `r.Route("/boats", func(r chi.Router) { r.Get("/", list) })`
    """
    function = router.parent
    while function is not None and function.type not in _FUNCTIONS:
        function = function.parent
    if function is None or function.type != "func_literal":
        return None
    parameters = named(function.child_by_field_name("parameters"))
    names = {text_of(each.child_by_field_name("name"), source) for each in parameters}
    if name not in names:
        return _given_by(function, name, source)
    call = function.parent.parent if function.parent is not None else None
    return call if call is not None and call.type == "call_expression" else None


def _scope_of(node: Node) -> int:
    """Return where the function begins that a node stands in."""
    function = node.parent
    while function is not None and function.type not in _FUNCTIONS[:2]:
        function = function.parent
    return function.start_byte if function is not None else 0


def _handler(node: Node, source: bytes) -> str:
    return "" if node.type == "func_literal" else text_of(node, source)[:80]
