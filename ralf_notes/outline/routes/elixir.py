"""Routes of Phoenix, from its router.

Source: https://hexdocs.pm/phoenix/routing.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = ("get", "post", "put", "patch", "delete", "options", "head", "connect", "trace")
_ACTIONS = (
    ("index", "GET", ""), ("edit", "GET", "/{id}/edit"), ("new", "GET", "/new"),
    ("show", "GET", "/{id}"), ("create", "POST", ""), ("update", "PATCH", "/{id}"),
    ("update", "PUT", "/{id}"), ("delete", "DELETE", "/{id}"),
)  # fmt: skip
_OF_MANY = ("index",)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ATOM = re.compile(r":(\w+)")
_BLOCKS = ("live_session", "if", "unless", "pipeline")
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class _MacroCall:
    """A call such as `get "/carts", CartController, :index`."""

    word: str
    arguments: list[Node]
    options: dict[str, str]
    block: Node | None

    @property
    def identity(self) -> str:
        """What stands for one of its resources in paths: `id`; '' if there is only one."""
        is_single = self.options.get("singleton") == "true"
        return "" if is_single else self.options.get("param", "id").strip('"')

    @classmethod
    def of(cls, node: Node, source: bytes) -> _MacroCall | None:
        """Return the call that a statement is, or None."""
        if node.type != "call":
            return None
        parts = named(node)
        arguments = next((each for each in parts if each.type == "arguments"), None)
        values = named(arguments)
        pairs = [pair for each in values if each.type == "keywords" for pair in named(each)]
        options = {
            text_of(pair.child_by_field_name("key"), source).strip(": "): text_of(
                pair.child_by_field_name("value"), source
            )
            for pair in pairs
        }
        plain = [each for each in values if each.type != "keywords"]
        block = next((each for each in parts if each.type == "do_block"), None)
        return cls(text_of(node.child_by_field_name("target"), source), plain, options, block)


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in Elixir."""
    for block in nodes(root, "do_block"):
        call = _MacroCall.of(block.parent, source) if block.parent else None
        if call is not None and call.word == "defmodule":
            yield from _block(block, "", source, _DEEPEST)


def _block(block: Node | None, prefix: str, source: bytes, room: int) -> Iterator[WebRoute]:
    for statement in named(block) if room else ():
        call = _MacroCall.of(statement, source)
        if call is None:
            continue
        path = literal(call.arguments[0] if call.arguments else None, source)
        if call.word == "scope":
            inner = path if path is not None else call.options.get("path", "").strip('"')
            yield from _block(call.block, prefix + inner.rstrip("/"), source, room - 1)
        elif call.word in _BLOCKS:
            yield from _block(call.block, prefix, source, room - 1)
        elif call.word == "match":
            yield from _matched(call, prefix, source)
        elif path is not None:
            yield from _routed(replace(call, arguments=call.arguments[1:]), prefix, path, source)
            if call.word == "resources":
                around = prefix + _at(path) + _of_one(call, source)
                yield from _block(call.block, around, source, room - 1)


def _routed(call: _MacroCall, prefix: str, path: str, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a call, without its path among the arguments."""
    whole = prefix + _at(path) or "/"
    if call.word in _VERBS:
        yield WebRoute(call.word.upper(), whole, _handler(call.arguments, source))
    elif call.word == "live":
        yield WebRoute("GET", whole, _handler(call.arguments, source))
    elif call.word == "forward":
        yield WebRoute("ANY", f"{whole.rstrip('/')}/*", _handler(call.arguments[:1], source))
    elif call.word == "resources":
        yield from _resource(call, prefix + _at(path), source)


def _matched(call: _MacroCall, prefix: str, source: bytes) -> Iterator[WebRoute]:
    """Yield the route of `match :options, "/carts", CartController, :options`."""
    verb = text_of(call.arguments[0], source).strip(":") if call.arguments else ""
    path = literal(call.arguments[1] if len(call.arguments) > 1 else None, source)
    if path is not None:
        method = "ANY" if verb == "*" else verb.upper()
        yield WebRoute(method, prefix + _at(path) or "/", _handler(call.arguments[2:], source))


def _resource(call: _MacroCall, path: str, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of `resources "/carts", CartController`."""
    controller = text_of(call.arguments[0], source) if call.arguments else ""
    only, without = (_ATOM.findall(call.options.get(key, "")) for key in ("only", "except"))
    one = f"/:{call.identity}" if call.identity else ""
    for action, method, behind in _ACTIONS:
        is_there = action in only if "only" in call.options else action not in without
        if is_there and (call.identity or action not in _OF_MANY):
            at = behind.replace("/{id}", one)
            yield WebRoute(method, path + at or "/", f"{controller}.{action}")


def _of_one(call: _MacroCall, source: bytes) -> str:
    """Return the part of the path that stands for one resource, in those of what is inside it."""
    if not call.identity:
        return ""
    controller = text_of(call.arguments[1], source) if len(call.arguments) > 1 else ""
    name = controller.rpartition(".")[2].removesuffix("Controller")
    return f"/:{_WORD.sub('_', name).lower()}_{call.identity}"


def _at(path: str) -> str:
    """Return a path as it stands behind a prefix: `/` adds nothing."""
    bare = path.strip("/")
    return f"/{bare}" if bare else ""


def _handler(arguments: list[Node], source: bytes) -> str:
    """Return `CartController.index` of `CartController, :index`."""
    module, action, *_ = [*(text_of(each, source) for each in arguments[:2]), "", ""]
    return f"{module}.{action[1:]}" if action.startswith(":") else module
