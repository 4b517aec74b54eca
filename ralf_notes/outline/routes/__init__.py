"""Routes of web frameworks: method, path and handler, where a file declares them with literals.

A prefix counts if the same file gives it: of a class, a blueprint, a router or a group. A router
that the file does not mount itself is mounted elsewhere: `…` then stands for what comes before.
What other files say of it takes its place where that is certain (`mounting`, `imports.mounts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.formats import tables
from ralf_notes.outline.model import Table
from ralf_notes.outline.routes import mounting

if TYPE_CHECKING:
    from tree_sitter import Node


class WebRoute(NamedTuple):
    """One route."""

    method: str
    """In capitals; `ANY`, or '' where the handler decides."""
    path: str
    handler: str
    """As the source names it; '' for a function without a name."""
    words: str = ""
    """What the author says about it, where no definition has these words."""
    router: str = ""
    """What it is put on, as the source names it; '' where its path is whole."""
    rest: str = ""
    """The path without the prefixes of its router."""


class Mount(NamedTuple):
    """A prefix that a file puts before the routes of another file's router."""

    path: str
    """As written, where it is no literal."""
    router: str


_READERS = {
    "python": (
        "python",
        rb"\b(?:flask|fastapi|starlette|quart|sanic|litestar|django|urlpatterns)\b",
    ),
    "javascript": ("ecmascript", rb"express|fastify|koa|hono|polka|restify|@nestjs/"),
    "typescript": ("ecmascript", rb"express|fastify|koa|hono|polka|restify|@nestjs/"),
    "ruby": ("ruby", rb"\.routes\.draw\b|\bSinatra\b|\bsinatra\b"),
    "java": ("jvm", rb"@(?:\w+Mapping|Path)\b"),
    "kotlin": ("jvm", rb"@(?:\w+Mapping|Path)\b|\brouting\b|\bRoute\."),
    "c_sharp": ("c_sharp", rb"\[(?:Http\w+|Route)\b|\.Map(?:Get|Post|Put|Delete|Patch|Group)\b"),
    "php": ("php", rb"\bRoute::|#\[Route\b|\$(?:app|router|group)->"),
    "go": ("go", rb"\b(?:gin|echo|chi|fiber|mux)\b|\.Handle(?:Func)?\("),
    "rust": ("rust", rb"\baxum\b|\bactix_web\b|\brocket\b"),
}
"""By language: the module that reads its routes, and what a file that has any holds."""


def modules(keys: Iterable[str]) -> list[str]:
    """Return the names of the modules that read the routes of some languages."""
    readers = (_READERS[key][0] for key in keys if key in _READERS)
    return sorted({f"{__name__}.{module}" for module in readers})


def routes_table(key: str, source: bytes, root: Node) -> tuple[tuple[Table, ...], str]:
    """Return the tables of the routes that a file declares, and what it says of routers.

    Args:
        key: the key of the language.
        source: the text of the file.
        root: its syntax tree.
    """
    module, hint = _READERS.get(key, ("", b""))
    if not module or not re.search(hint, source):
        return (), ""
    reader = import_module(f"{__name__}.{module}")
    routes = dict.fromkeys(reader.routes(root, source))
    mounts = reader.mounts(root, source) if hasattr(reader, "mounts") else ()
    routing = ""
    if hasattr(reader, "routing"):
        rows = tuple((route.router, route.rest) for route in routes)
        said = reader.routing(root, source)._replace(rows=rows if any(map(any, rows)) else ())
        routing = mounting.encode(said)
    found = tables(
        Table(
            "Routes",
            ("method", "path", "handler", "what it is"),
            tuple(tuple(route[:4]) for route in routes),
        ),
        Table("Mounted routers", ("path", "router"), tuple(dict.fromkeys(map(tuple, mounts)))),
    )
    return found, routing


def relative(path: str) -> str:
    """Return a path that another file may put a prefix before."""
    return f"…/{path.lstrip('/')}"


def joined(prefix: str, path: str) -> str:
    """Return a path below a prefix, with one slash between."""
    if not prefix:
        return path
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}" if path.strip("/") else prefix
