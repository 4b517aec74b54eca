"""Routes of Rails, from `config/routes.rb`, and of Sinatra.

Source: https://guides.rubyonrails.org/routing.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute
from ralf_notes.outline.routes.nodes import literal, named, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = ("get", "post", "put", "patch", "delete", "options", "head")
_ACTIONS = (
    ("index", "GET", ""), ("create", "POST", ""), ("new", "GET", "/new"),
    ("edit", "GET", "/:id/edit"), ("show", "GET", "/:id"),
    ("update", "PATCH", "/:id"), ("update", "PUT", "/:id"),
    ("destroy", "DELETE", "/:id"),
)  # fmt: skip
_BLOCKS = frozenset((
    "namespace", "scope", "member", "collection", "controller", "constraints", "authenticate",
    "authenticated", "defaults", "concern", "direct", "with_options",
))  # fmt: skip
"""Calls whose block holds routes."""
_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "news": "news",
}
_OPTIONS = frozenset(
    (
        "action", "as", "constraints", "controller", "defaults", "except", "format", "module", "on",
        "only", "param", "path", "path_names", "protocol", "shallow", "to", "via",
    )
)  # fmt: skip
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class _Prefix:
    """Where in the routes a statement stands."""

    path: str = ""
    module: str = ""
    """The folders of its controllers: `admin/`."""
    controller: str = ""
    resource: str = ""
    """The path of the resource around it, without its id."""
    is_single: bool = False


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in Ruby."""
    is_rails = b".routes.draw" in source
    for statement in named(root):
        call = _Call.of(statement, source)
        if is_rails and call is not None and call.word == "draw":
            yield from _block(call.block, _Prefix(), source, _DEEPEST)
        elif not is_rails and call is not None and call.word in _VERBS and call.block is not None:
            path = literal(call.arguments[0] if call.arguments else None, source)
            if path is not None and path.startswith("/"):
                yield WebRoute(call.word.upper(), path, "")


@dataclass(frozen=True, slots=True)
class _Call:
    word: str
    arguments: list[Node]
    options: dict[str, Node]
    first_pair: tuple[Node, Node] | None
    """The pair of `get "/x" => "a#b"`."""
    block: Node | None

    @classmethod
    def of(cls, node: Node, source: bytes) -> _Call | None:
        """Return the call that a statement is, or None."""
        if node.type == "identifier":
            return cls(text_of(node, source), [], {}, None, None)
        if node.type != "call":
            return None
        arguments, options, first = [], {}, None
        for each in named(node.child_by_field_name("arguments")):
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            if each.type != "pair" or key is None or value is None:
                arguments.append(each)
            elif key.type == "string" or text_of(key, source).strip(":") not in _OPTIONS:
                first = first or (key, value)
            else:
                options[text_of(key, source).strip(":")] = value
        word = text_of(node.child_by_field_name("method"), source)
        return cls(word, arguments, options, first, node.child_by_field_name("block"))


def _block(block: Node | None, place: _Prefix, source: bytes, room: int) -> Iterator[WebRoute]:
    if block is None or room == 0:
        return
    for body in named(block):
        statements = named(body) if body.type in ("body_statement", "block_body") else [body]
        for statement in statements:
            if (call := _Call.of(statement, source)) is not None:
                yield from _statement(call, place, source, room)
            elif statement.type in ("if", "unless", "if_modifier", "unless_modifier"):
                for inner in named(statement):
                    yield from _block(inner, place, source, room - 1)


def _value(node: Node | None, source: bytes) -> str | None:
    """Return a string or a symbol."""
    if node is not None and node.type == "simple_symbol":
        return text_of(node, source).lstrip(":")
    return literal(node, source)


def _statement(call: _Call, place: _Prefix, source: bytes, room: int) -> Iterator[WebRoute]:
    if call.word in (*_VERBS, "match", "root"):
        yield from _single(call, place, source)
    elif call.word in ("resources", "resource"):
        for argument in call.arguments:
            if name := _value(argument, source):
                yield from _resource(call, name, place, source, room)
    else:
        inner = _inside(call, place, source) if call.word in _BLOCKS else None
        if inner is not None:
            yield from _block(call.block, inner, source, room - 1)


def _inside(call: _Call, place: _Prefix, source: bytes) -> _Prefix | None:
    """Return the place inside a block; None where its routes are only defined, not drawn."""
    name = _value(call.arguments[0] if call.arguments else None, source)
    own_path = _value(call.options.get("path"), source)
    module = _value(call.options.get("module"), source)
    if call.word == "namespace" and name:
        path = place.path + _slashed(name if own_path is None else own_path)
        return replace(place, path=path, module=f"{place.module}{module or name}/", resource="")
    if call.word == "scope":
        path = place.path + _slashed(name or own_path or "")
        inner = f"{place.module}{module}/" if module else place.module
        controller = _value(call.options.get("controller"), source) or place.controller
        return replace(place, path=path, module=inner, controller=controller)
    if call.word == "member":
        return replace(
            place, path=place.resource + ("" if place.is_single else "/:id"), resource=""
        )
    if call.word == "collection":
        return replace(place, path=place.resource, resource="")
    if call.word == "controller" and name:
        return replace(place, controller=name)
    return None if call.word in ("concern", "direct") else place


def _slashed(path: str) -> str:
    return f"/{path.strip('/')}" if path.strip("/") else ""


def _single(call: _Call, place: _Prefix, source: bytes) -> Iterator[WebRoute]:
    handler = call.options.get("to")
    names = [_value(argument, source) for argument in call.arguments]
    if call.first_pair is not None:
        names, handler = [_value(call.first_pair[0], source)], call.first_pair[1]
    if call.word == "root":
        target = handler or (call.arguments[0] if call.arguments else None)
        yield WebRoute("GET", place.path or "/", _target(target, "", place, source))
        return
    on = _value(call.options.get("on"), source)
    base = place.path
    if place.resource and on in ("member", "collection"):
        base = place.resource + ("/:id" if on == "member" and not place.is_single else "")
    for name in names:
        if name is not None:
            action = _value(call.options.get("action"), source) or name
            for verb in _verbs(call, source):
                yield WebRoute(
                    verb,
                    (base + _slashed(name)) or "/",
                    _target(handler, action, place, source, call),
                )


def _verbs(call: _Call, source: bytes) -> list[str]:
    if call.word != "match":
        return [call.word.upper()]
    via = call.options.get("via")
    methods = [
        _value(each, source)
        for each in (named(via) if via is not None and via.type == "array" else [via])
    ]
    return [each.upper() if each != "all" else "ANY" for each in methods if each] or ["ANY"]


def _target(
    node: Node | None, action: str, place: _Prefix, source: bytes, call: _Call | None = None
) -> str:
    written = _value(node, source)
    if written and "#" in written:
        return place.module + written
    if node is not None and written is None:
        return text_of(node, source)[:60]
    controller = (
        _value(call.options.get("controller"), source) if call else None
    ) or place.controller
    name = written or action
    if not controller:
        parts = name.strip("/").split("/")
        return (
            f"{place.module}{parts[0]}#{parts[1]}"
            if len(parts) == 2 and parts[1].isidentifier()
            else ""
        )
    return f"{place.module}{controller}#{name}"


def _resource(
    call: _Call, name: str, place: _Prefix, source: bytes, room: int
) -> Iterator[WebRoute]:
    is_single = call.word == "resource"
    own_path = _value(call.options.get("path"), source)
    base = place.path + _slashed(name if own_path is None else own_path)
    plural = _plural(name) if is_single else name
    controller = _value(call.options.get("controller"), source) or plural
    module = _value(call.options.get("module"), source)
    folder = f"{place.module}{module}/" if module else place.module
    identifier = _value(call.options.get("param"), source) or "id"
    for action, verb, path in _ACTIONS:
        if (is_single and action == "index") or not _is_drawn(call, action, source):
            continue
        shown = path.replace("/:id", "" if is_single else f"/:{identifier}")
        yield WebRoute(verb, base + shown, f"{folder}{controller}#{action}")
    singular = _singular(name)
    inner = base if is_single else f"{base}/:{singular}_{identifier}"
    yield from _block(
        call.block, _Prefix(inner, folder, controller, base, is_single), source, room - 1
    )


def _singular(name: str) -> str:
    """Return the singular of a resource's name as Rails does, but for its rarest words."""
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "shes", "ches", "xes", "uses")):
        return name[:-2]
    return name if name.endswith("ss") else name.removesuffix("s")


def _plural(name: str) -> str:
    if name.endswith("s") and not name.endswith("ss"):
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("ss", "x", "ch", "sh")) else f"{name}s"


def _is_drawn(call: _Call, action: str, source: bytes) -> bool:
    only, without = call.options.get("only"), call.options.get("except")
    if only is not None:
        return action in _listed(only, source)
    return without is None or action not in _listed(without, source)


def _listed(node: Node, source: bytes) -> list[str]:
    if node.type == "symbol_array" or node.type == "string_array":
        return [text_of(each, source) for each in named(node)]
    items = named(node) if node.type == "array" else [node]
    return [each for item in items if (each := _value(item, source))]
