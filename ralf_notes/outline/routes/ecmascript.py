"""Routes of Express and frameworks whose routers work like its."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import is_notice
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.routes import Mount, WebRoute, joined, nest, relative
from ralf_notes.outline.routes.mounting import APP, MODULE, ROUTER, Mounting, Router, RouterFacts
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_as_written, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = {
    **{word: word.upper() for word in ("get", "post", "put", "delete", "patch", "head", "options")},
    "del": "DELETE",
    "all": "ANY",
}
_MAKES_ROUTER = re.compile(
    r"(?:new\s+)?(?:express|fastify|Fastify|polka|Hono|OpenAPIHono|Koa?Router|Router|\w+\.Router"
    r"|require\([\"'](?:express|koa-router|@koa/router)[\"']\)(?:\.Router)?)"
    r"\s*(?:<[^<>()]*>)?\s*\("
)
_APP = re.compile(
    r"(?:new\s+)?(?:express|fastify|Fastify|polka|Hono|OpenAPIHono|Koa)\s*(?:<[^<>()]*>)?\s*\("
)
_GIVEN = ("router", "fastify")
"""Names by which a file is given a router that others have made, or a plug-in its part of one."""
_ROUTER = re.compile(r"[A-Za-z_$][\w$]*(?:\.\w+)*|require\([\"'][^\"']+[\"']\)")
"""Matches what a router is mounted by: a name, or the file that is required on the spot."""
_REQUIRED = re.compile(r"require\([\"']([^\"']+)[\"']\)")
_EXPORTS = re.compile(
    r"(?:\bmodule\.exports\s*=|\bexport\s+default)\s+(?P<default>[\w$]+)\s*(?:;|\n|\Z)"
    r"|\bexport\s+(?:const|let)\s+(?P<direct>[\w$]+)"
    r"|\bexports\.(?P<as>[\w$]+)\s*=\s*(?P<assigned>[\w$]+)\s*(?:;|\n|\Z)"
    r"|(?:\bexport|(?P<common>\bmodule\.exports\s*=))\s*\{(?P<listed>[\w\s,:$]*)\}(?!\s*from)"
)
_APP_IS_ROUTER = re.compile(rb"\bapp\s*+\??:\s*+[\w.]{0,60}Router\b")
_USUAL_NAMES = ("app", "router", "server", "fastify", "api")
_IMPORTS = re.compile(
    rb"(?:from|require\()\s*[\"'](?:express|fastify|@?koa[\w/-]*|hono|polka)[\"'/]"
)


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in JavaScript or TypeScript."""
    if b"@nestjs/" in source:
        yield from nest.routes(root, source)
    made = _routers(root, source)
    if not made and not _IMPORTS.search(source):
        return
    routers, prefixes = made or set(_USUAL_NAMES), _prefixes(root, source)
    for router in _mounted_elsewhere(made, root, source) if made else _GIVEN:
        prefixes[router] = relative(prefixes.get(router, ""))
    for call in nodes(root, "call_expression"):
        function = call.child_by_field_name("function")
        word = text_of(function.child_by_field_name("property"), source) if function else ""
        if function is None or word not in _METHODS:
            continue
        arguments = named(call.child_by_field_name("arguments"))
        receiver = function.child_by_field_name("object")
        router, path = (
            text_of(receiver, source),
            literal(arguments[0] if arguments else None, source),
        )
        if router in routers and path is not None and len(arguments) > 1:
            whole, handler = joined(prefixes.get(router, ""), path), _handler(arguments[-1], source)
            words = "" if handler else _words_above(call, source)
            yield WebRoute(
                _METHODS[word], whole, handler, words, router, "" if path == "/" else path
            )
        elif receiver is not None and (chain := _chained(receiver, routers, source)) and arguments:
            router, path = chain
            whole = joined(prefixes.get(router, ""), path)
            handler, rest = _handler(arguments[-1], source), "" if path == "/" else path
            yield WebRoute(_METHODS[word], whole, handler, "", router, rest)


def mounts(root: Node, source: bytes) -> Iterator[Mount]:
    """Yield the prefixes that the file puts before routers of others: `app.use("/api", users)`."""
    own = _routers(root, source) | _own_values(root, source)
    for router, prefix in _prefixes(root, source).items():
        if router not in own and _ROUTER.fullmatch(router):
            yield Mount(prefix, router)


def routing(root: Node, source: bytes) -> RouterFacts:
    """Return what the file says of routers: those it makes and exports, and those it mounts."""
    made: dict[str, list[str]] = {}
    for node in nodes(root, "variable_declarator"):
        value = text_of(node.child_by_field_name("value"), source)
        name = text_of(node.child_by_field_name("name"), source)
        kind = APP if _APP.match(value) else ROUTER if _MAKES_ROUTER.match(value) else ""
        made.setdefault(name, []).append(kind)
    exported = _exported(source)
    routers = {
        name: Router(kinds[0], "", tuple(exported.get(name, ())))
        for name, kinds in made.items()
        if len(kinds) == 1 and kinds[0]
    }
    return RouterFacts(routers, tuple(_mountings(root, source)))


def _exported(source: bytes) -> dict[str, list[str]]:
    """Return the names by which others import what the file defines, by its own name."""
    text = source.decode("utf-8", "replace")
    names: dict[str, list[str]] = {}
    for match in _EXPORTS.finditer(text):
        if match["listed"] is None:
            own = match["default"] or match["direct"] or match["assigned"]
            names.setdefault(own, []).append(
                "default" if match["default"] else match["direct"] or match["as"]
            )
        else:
            for part in match["listed"].split(","):
                words = part.replace(":", " : ").split()
                is_renamed = len(words) == 3 and words[1] in ("as", ":")
                own, other = (words[0], words[2]) if is_renamed else (" ".join(words), "")
                if match["common"]:  # `module.exports = { users: usersRouter }`
                    own, other = other or own, own
                names.setdefault(own, []).append(other or own)
    return names


def _mountings(root: Node, source: bytes) -> Iterator[Mounting]:
    for call in nodes(root, "call_expression"):
        function = call.child_by_field_name("function")
        word = text_of(function.child_by_field_name("property"), source) if function else ""
        arguments = named(call.child_by_field_name("arguments"))
        if function is None or not arguments or word not in ("use", "route"):
            continue
        path = literal(arguments[0], source)
        if word == "route" and (path is None or len(arguments) != 2):
            continue
        prefix = path if path is not None or len(arguments) > 1 else ""
        if path is None and arguments[0].type == "arrow_function":
            prefix = ""
        on = function.child_by_field_name("object")
        while on is not None and on.type == "call_expression":  # `app.use(a).use("/b", b)`
            inner = on.child_by_field_name("function")
            on = inner.child_by_field_name("object") if inner is not None else None
        for argument in arguments[1:] if path is not None else arguments:
            text = text_of(argument, source)
            if _ROUTER.fullmatch(text):
                required = _REQUIRED.fullmatch(text)
                yield Mounting(MODULE + required[1] if required else text, prefix, _on(on, source))


def _on(node: Node | None, source: bytes) -> str:
    """Return what a router is mounted on; '' for an `app` that is declared to be another router."""
    name = text_of(node, source)
    is_router = name == "app" and _APP_IS_ROUTER.search(source) is not None
    return "" if is_router else name


def _own_values(root: Node, source: bytes) -> set[str]:
    """Return the names of the file's own functions and values that are no routers by any sign."""
    names = set()
    for node in nodes(root, "variable_declarator", "function_declaration"):
        name = text_of(node.child_by_field_name("name"), source)
        value = text_of(node.child_by_field_name("value"), source)
        if "rout" not in f"{name} {value}".lower() and "require(" not in value:
            names.add(name)
    return names


def _words_above(call: Node, source: bytes) -> str:
    """Return the first sentence of the comment right above a statement, '' for none."""
    statement = call.parent
    above = statement.prev_named_sibling if statement is not None else None
    if statement is None or above is None or statement.type != "expression_statement":
        return ""
    is_near = above.type == "comment" and statement.start_point[0] - above.end_point[0] == 1
    words = comment_text(text_as_written(above, source)) if is_near else ""
    return "" if is_notice(words) else opening_words(words)


def _mounted_elsewhere(made: Set[str], root: Node, source: bytes) -> set[str]:
    """Return the names of the routers that the file makes and that no call mounts on an app."""
    apps = (
        text_of(node.child_by_field_name("name"), source)
        for node in nodes(root, "variable_declarator")
        if _APP.match(text_of(node.child_by_field_name("value"), source))
    )
    passed = (
        text_of(each, source)
        for call in nodes(root, "call_expression")
        for each in named(call.child_by_field_name("arguments"))
    )
    return set(made).difference(apps, passed)


def _routers(root: Node, source: bytes) -> set[str]:
    """Return the names of the routers that the file makes."""
    names = set()
    for node in nodes(root, "variable_declarator"):
        if _MAKES_ROUTER.match(text_of(node.child_by_field_name("value"), source)):
            names.add(text_of(node.child_by_field_name("name"), source))
    return names


def _prefixes(root: Node, source: bytes) -> dict[str, str]:
    """Return where the file mounts its routers: `app.use("/api", router)`."""
    prefixes: dict[str, str] = {}
    for call in nodes(root, "call_expression"):
        function = call.child_by_field_name("function")
        arguments = named(call.child_by_field_name("arguments"))
        word = text_of(function.child_by_field_name("property"), source) if function else ""
        prefix = literal(arguments[0] if arguments else None, source)
        if word in ("use", "route") and len(arguments) > 1 and prefix is not None:
            prefixes[text_of(arguments[-1], source)] = prefix
    return prefixes


def _chained(node: Node, routers: set[str], source: bytes) -> tuple[str, str] | None:
    """Return the router and the path of `router.route("/x").get(a).post(b)`."""
    for _ in range(12):
        function = node.child_by_field_name("function")
        if node.type != "call_expression" or function is None:
            return None
        receiver = function.child_by_field_name("object")
        if text_of(function.child_by_field_name("property"), source) == "route":
            arguments = named(node.child_by_field_name("arguments"))
            path = literal(arguments[0] if arguments else None, source)
            router = text_of(receiver, source)
            return (router, path) if path is not None and router in routers else None
        if receiver is None:
            return None
        node = receiver
    return None


def _handler(node: Node, source: bytes) -> str:
    is_name = node.type in ("identifier", "member_expression")
    name = node if is_name else node.child_by_field_name("name")
    if node.type == "call_expression":
        return text_of(node.child_by_field_name("function"), source) + "(…)"
    return text_of(name, source)
