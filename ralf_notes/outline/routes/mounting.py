"""Where the routers of a file are mounted: what a file says of it, and paths with what others say.

A router is named as its file calls it. What a file says is one text, so that the cache can keep it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ralf_notes.outline.model import Outline, Table
from ralf_notes.text import some_of

APP, ROUTER, BLUEPRINT, URLS = "app", "router", "blueprint", "urls"
"""Kinds of routers. The prefix of a mount replaces that of a blueprint; the URLs of Django hold
their own paths, which begin without a slash."""
MODULE = "module "
"""What stands before a module that is mounted itself: `require("./users")`, `include("a.urls")`."""
OPEN = "…"
"""Stands for a part of a path that is not known."""


class Router(NamedTuple):
    """A router, or an app, that a file makes."""

    kind: str
    prefix: str | None = ""
    """Its own; None if it is computed."""
    exported: tuple[str, ...] = ()
    """The names by which other files import it."""


class Mounting(NamedTuple):
    """That a file puts a router below a path."""

    router: str
    """As written, or a module after `MODULE`."""
    prefix: str | None
    """None if it is computed."""
    on: str
    """The router or the app that it is put on, as written; '' where that cannot be known."""
    is_given: bool = True
    """Whether there is a prefix at all."""


class RouterFacts(NamedTuple):
    """What a file says of routers."""

    routers: Mapping[str, Router]
    mounts: tuple[Mounting, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    """For each row of its table of routes: the router, and the path below it."""


NOTHING = RouterFacts({})


class Mounted(NamedTuple):
    """Where the routers of a file are, by what all files say."""

    prefixes: Mapping[str, tuple[str, bool]]
    """By router: the path before its routes, and whether that is all that comes before them."""
    others: tuple[str, ...] = ()
    """What the file mounts that is no router."""


def encode(routing: RouterFacts) -> str:
    """Return what a file says as a text; '' for nothing."""
    return json.dumps(routing) if any(routing) else ""


def decode(text: str) -> RouterFacts:
    """Return what `encode` wrote."""
    if not text:
        return NOTHING
    routers, mounts, rows = json.loads(text)
    return RouterFacts(
        {name: Router(kind, own, tuple(names)) for name, (kind, own, names) in routers.items()},
        tuple(Mounting(*each) for each in mounts),
        tuple((router, rest) for router, rest in rows),
    )


def below(prefix: str, path: str) -> str:
    """Return a path below a prefix as the app answers it: a slash at its end stays."""
    if not prefix or not path:
        return prefix or path
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


def with_mounts(outline: Outline, mounted: Mounted) -> Outline:
    """Return an outline with the paths of its routes as other files decide them."""
    routing = decode(outline.routing)
    if not any(mounted):
        return outline
    tables = tuple(_with_mounts(each, routing, mounted) for each in outline.tables)
    about = outline.about
    routes = next((each for each in tables if each.title == "Routes"), None)
    if about.startswith("Routes: ") and routes:
        at = routes.columns.index("path")
        about = f"Routes: {some_of([*dict.fromkeys(row[at] for row in routes.rows)])}."
    return replace(outline, tables=tuple(each for each in tables if each.rows), about=about)


def _with_mounts(table: Table, routing: RouterFacts, mounted: Mounted) -> Table:
    if table.title == "Mounted routers":
        at = table.columns.index("router")
        return replace(
            table, rows=tuple(row for row in table.rows if row[at] not in mounted.others)
        )
    if table.title != "Routes" or len(table.rows) != len(routing.rows):
        return table
    at = table.columns.index("path")
    shown = (
        (*row[:at], _path(row[at], *place, routing, mounted), *row[at + 1 :])
        for row, place in zip(table.rows, routing.rows, strict=True)
    )
    return replace(table, rows=tuple(dict.fromkeys(shown)))


def _path(path: str, router: str, rest: str, routing: RouterFacts, mounted: Mounted) -> str:
    """Return the path of a route, as far as it is known.

    Args:
        path: as its file alone says it.
        router: what it is put on.
        rest: the path below that.
        routing: what the file says.
        mounted: what all files say.
    """
    if router not in mounted.prefixes:
        return path
    prefix, is_whole = mounted.prefixes[router]
    is_urls = router in routing.routers and routing.routers[router].kind == URLS
    known = prefix + rest if is_urls else below(prefix, rest)
    if is_whole:
        return known or "/"
    is_open = path.startswith(OPEN) or router not in routing.routers
    return f"{OPEN}{known}" if is_open and known.startswith("/") else path
