"""Routes of Flask, FastAPI and frameworks like them, and of Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import Mount, WebRoute, relative
from ralf_notes.outline.routes.mounting import (
    APP,
    BLUEPRINT,
    MODULE,
    ROUTER,
    URLS,
    Mounting,
    Router,
    RouterFacts,
    below,
)
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = ("get", "post", "put", "delete", "patch", "head", "options", "websocket")
_PATHS = ("path", "re_path", "url")
_PREFIXES = ("url_prefix", "prefix")
_ROUTERS = ("Blueprint", "APIRouter", "APIBlueprint", "SmorestBlueprint")
_APPS = ("Flask", "FastAPI", "Quart", "Starlette", "APIFlask", "OpenAPI")
_KINDS = dict.fromkeys(_ROUTERS, BLUEPRINT) | dict.fromkeys(_APPS, APP) | {"APIRouter": ROUTER}
_MOUNTS = ("register_blueprint", "include_router", "blueprint")


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in Python."""
    prefixes = _prefixes(root, source)
    for router in _mounted_elsewhere(root, source):
        prefixes[router] = relative(prefixes.get(router, ""))
    for node in nodes(root, "decorated_definition", "call"):
        if node.type == "decorated_definition":
            name = text_of(_definition(node).child_by_field_name("name"), source)
            for child in named(node):
                if child.type == "decorator":
                    yield from _decorator(child, name, prefixes, source)
        else:
            yield from _added(node, prefixes, source)
    if b"urlpatterns" in source:
        yield from _django(root, source)


def mounts(root: Node, source: bytes) -> Iterator[Mount]:
    """Yield the prefixes that the file puts before routers of others, also those it computes."""
    made = _made(root, source)
    for call in nodes(root, "call"):
        word = text_of(call.child_by_field_name("function"), source).rpartition(".")[2]
        positional, by_name = _arguments(call, source)
        router = text_of(positional[0], source) if positional else ""
        prefix = next((by_name[each] for each in _PREFIXES if each in by_name), None)
        if word in _MOUNTS and router and prefix is not None and router not in made:
            yield Mount(literal(prefix, source) or text_of(prefix, source), router)


def routing(root: Node, source: bytes) -> RouterFacts:
    """Return what the file says of routers: those it makes, and those it mounts."""
    made: dict[str, list[Router]] = {}
    for node in nodes(root, "assignment"):
        name = text_of(node.child_by_field_name("left"), source)
        made.setdefault(name, []).append(_router(node.child_by_field_name("right"), name, source))
    routers = {name: each[0] for name, each in made.items() if len(each) == 1 and each[0].kind}
    if b"urlpatterns" in source:
        routers["urlpatterns"] = Router(URLS, "", ("urlpatterns",))
    return RouterFacts(routers, tuple(_mountings(root, source)))


def _router(call: Node | None, name: str, source: bytes) -> Router:
    """Return the router that a call makes; one of no kind for anything else."""
    is_call = call is not None and call.type == "call"
    function = call.child_by_field_name("function") if call is not None and is_call else None
    kind = _KINDS.get(text_of(function, source).rpartition(".")[2], "")
    if call is None or not kind or (kind == BLUEPRINT and b"sanic" in source):
        return Router("")
    _, by_name = _arguments(call, source)
    written = [by_name[word] for word in _PREFIXES if word in by_name and kind != APP]
    return Router(kind, literal(written[0], source) if written else "", (name,))


def _mountings(root: Node, source: bytes) -> Iterator[Mounting]:
    for call in nodes(root, "call"):
        function = text_of(call.child_by_field_name("function"), source)
        above, _, word = function.rpartition(".")
        positional, by_name = _arguments(call, source)
        if word in ("register_blueprint", "include_router") and positional:
            given = next((by_name[each] for each in _PREFIXES if each in by_name), None)
            prefix = literal(given, source) if given is not None else ""
            is_known = not any(each.type == "dictionary_splat" for each in positional)
            router = text_of(positional[0], source)
            yield Mounting(router, prefix if is_known else None, above, given is not None)
        elif word == "mount" and above and len(positional) == 2:
            yield Mounting(text_of(positional[1], source), literal(positional[0], source), above)
        elif function in _PATHS and len(positional) > 1 and b"urlpatterns" in source:
            yield from _included(call, positional, source)


def _included(call: Node, positional: list[Node], source: bytes) -> Iterator[Mounting]:
    """Yield the URLs of a module that `path("shop/", include("shop.urls"))` puts below a path."""
    inner = positional[1]
    if text_of(inner.child_by_field_name("function"), source) != "include":
        return
    arguments, _ = _arguments(inner, source)
    first = arguments[0] if arguments else None
    if first is not None and first.type == "tuple":
        first = next(iter(named(first)), None)
    module = literal(first, source)
    if module:
        prefix = literal(positional[0], source) if _is_listed(call, source) else None
        yield Mounting(MODULE + module, prefix, "urlpatterns")


def _is_listed(call: Node, source: bytes) -> bool:
    """Whether a call stands right in the list of a file's URLs, and not in a list within it."""
    above = call.parent
    if above is None or above.type != "list":
        return False
    above = above.parent
    while above is not None and above.type in ("binary_operator", "parenthesized_expression"):
        above = above.parent
    kinds = ("assignment", "augmented_assignment")
    is_assigned = above is not None and above.type in kinds
    left = above.child_by_field_name("left") if above is not None and is_assigned else None
    return text_of(left, source) == "urlpatterns"


def _definition(node: Node) -> Node:
    return node.child_by_field_name("definition") or node


def _arguments(call: Node, source: bytes) -> tuple[list[Node], dict[str, Node]]:
    """Return the positional and the named arguments of a call."""
    positional: list[Node] = []
    by_name: dict[str, Node] = {}
    for argument in named(call.child_by_field_name("arguments")):
        value = argument.child_by_field_name("value")
        if argument.type == "keyword_argument" and value is not None:
            by_name[text_of(argument.child_by_field_name("name"), source)] = value
        else:
            positional.append(argument)
    return positional, by_name


def _prefixes(root: Node, source: bytes) -> dict[str, str]:
    """Return the prefix of each router of the file, by its name."""
    prefixes: dict[str, str] = {}
    for node in nodes(root, "assignment"):
        call = node.child_by_field_name("right")
        if call is not None and call.type == "call":
            _, by_name = _arguments(call, source)
            for word in _PREFIXES:
                if (prefix := literal(by_name.get(word), source)) is not None:
                    prefixes[text_of(node.child_by_field_name("left"), source)] = prefix
    for call in nodes(root, "call"):
        function = text_of(call.child_by_field_name("function"), source)
        if function.endswith((".register_blueprint", ".include_router")):
            positional, by_name = _arguments(call, source)
            router = text_of(positional[0], source) if positional else ""
            prefix = literal(by_name.get("prefix"), source)
            replaced = literal(by_name.get("url_prefix"), source)
            if router and prefix:
                prefixes[router] = below(prefix, prefixes.get(router, ""))
            elif router and replaced is not None:
                prefixes[router] = replaced
    return prefixes


def _mounted_elsewhere(root: Node, source: bytes) -> set[str]:
    """Return the names of the blueprints and routers that the file makes and does not mount."""
    made, mounted = _made(root, source), {}
    for call in nodes(root, "call"):
        above, _, word = text_of(call.child_by_field_name("function"), source).rpartition(".")
        positional, _ = _arguments(call, source)
        if word in _MOUNTS and positional:
            mounted[text_of(positional[0], source)] = above
    return {name for name in made if not _is_mounted(name, mounted, made)}


def _made(root: Node, source: bytes) -> set[str]:
    """Return the names of the blueprints and routers that the file makes."""
    made = set()
    for node in nodes(root, "assignment"):
        call = node.child_by_field_name("right")
        function = call.child_by_field_name("function") if call is not None else None
        if text_of(function, source).rpartition(".")[2] in _ROUTERS:
            made.add(text_of(node.child_by_field_name("left"), source))
    return made


def _is_mounted(router: str, mounts: Mapping[str, str], made: Set[str]) -> bool:
    """Whether the mounts of a file lead from a router to what is no router, but the app."""
    for _ in range(len(mounts)):
        if router not in mounts:
            return False
        router = mounts[router]
        if router not in made:
            return True
    return False


def _decorator(
    decorator: Node, handler: str, prefixes: dict[str, str], source: bytes
) -> Iterator[WebRoute]:
    call = named(decorator)[0] if named(decorator) else None
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or function.type != "attribute":
        return
    router = text_of(function.child_by_field_name("object"), source)
    word = text_of(function.child_by_field_name("attribute"), source)
    positional, by_name = _arguments(call, source)
    node = positional[0] if positional else by_name.get("path", by_name.get("rule"))
    path = literal(node, source)
    is_path = path is not None and (path.startswith("/") or router in prefixes)
    if path is None or not is_path or word not in (*_METHODS, "route", "api_route"):
        return
    for method in _methods(word, by_name.get("methods"), source):
        whole = below(prefixes.get(router, ""), path)
        yield WebRoute(method, whole, handler, "", router, path)


def _methods(word: str, listed: Node | None, source: bytes) -> list[str]:
    """Return the methods of a route; those of `route` are GET if it lists none."""
    if word in _METHODS:
        return [word.upper()]
    if listed is None:
        return ["GET"]
    literals = [literal(each, source) for each in named(listed)]
    return [each.upper() for each in literals if each] if all(literals) else [""]


def _added(call: Node, prefixes: dict[str, str], source: bytes) -> Iterator[WebRoute]:
    """Yield the route of `app.add_url_rule("/x", view_func=f)` and its kin."""
    function = text_of(call.child_by_field_name("function"), source)
    router, _, word = function.rpartition(".")
    if word not in ("add_url_rule", "add_api_route"):
        return
    positional, by_name = _arguments(call, source)
    path = literal(positional[0] if positional else by_name.get("rule"), source)
    at = 2 if word == "add_url_rule" else 1
    handler = by_name.get("view_func") or by_name.get("endpoint")
    handler = handler or (positional[at] if len(positional) > at else None)
    if path is not None:
        for method in _methods("route", by_name.get("methods"), source):
            yield WebRoute(
                method,
                below(prefixes.get(router, ""), path),
                literal(handler, source) or text_of(handler, source),
                "",
                router,
                path,
            )


def _django(root: Node, source: bytes) -> Iterator[WebRoute]:
    for call in nodes(root, "call"):
        function = text_of(call.child_by_field_name("function"), source)
        positional, by_name = _arguments(call, source)
        path = literal(positional[0] if positional else by_name.get("route"), source)
        if path is None:
            continue
        view = positional[1] if len(positional) > 1 else by_name.get("view")
        if function in _PATHS and view is not None:
            router, rest = ("urlpatterns", path) if _is_listed(call, source) else ("", "")
            yield WebRoute("", path or "/", text_of(view, source), "", router, rest)
        elif function.endswith("router.register") and view is not None:
            yield WebRoute("", path, text_of(view, source))
