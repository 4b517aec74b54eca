"""Where the routers of each file are mounted, by what all files of a tree say. Tests do not count.

What cannot be followed to one place is left open: a router that is mounted twice, a prefix that is
computed, a name that an import binds to two things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ralf_notes.outline.imports.sightings import bound_names
from ralf_notes.outline.imports.tree import Declarations, Lookup, Outside, Use, folder_of, under
from ralf_notes.outline.model import Import
from ralf_notes.outline.routes.mounting import (
    APP,
    BLUEPRINT,
    MODULE,
    NOTHING,
    URLS,
    Mounted,
    Mounting,
    RouterFacts,
    below,
    decode,
)

_DEEPEST = 8
_APPS = frozenset(("app", "application", "self.app", "flask_app"))
"""What a file calls an app that it is given."""
_DEFAULT = "default"
_BESIDE_ROOT = ("settings.py", "wsgi.py", "asgi.py", "settings/__init__.py")
"""What stands beside the first `urls.py` of Django."""

Place = tuple[str, str]
"""The path of a file, and the name of a router in it."""


@dataclass(frozen=True, slots=True)
class _Tree:
    files: Mapping[str, Declarations]
    lookups: Mapping[str, Lookup]
    routings: Mapping[str, RouterFacts]
    mounts: dict[Place, list[tuple[str, Mounting]]] = field(default_factory=dict)
    """By router: the files that mount it."""

    def routers(self, path: str) -> RouterFacts:
        return self.routings.get(path, NOTHING)


def mounted_routers(
    files: Mapping[str, Declarations], lookups: Mapping[str, Lookup]
) -> dict[str, Mounted]:
    """Return where the routers are that each file names, by path.

    Args:
        files: of the tree, by path.
        lookups: by language.
    """
    routings = {path: decode(file.routing) for path, file in files.items() if file.routing}
    tree = _Tree(files, lookups, routings)
    others: defaultdict[str, list[str]] = defaultdict(list)
    for path, routing in routings.items():
        for mount in routing.mounts if not files[path].is_test else ():
            target = _router(tree, path, mount.router)
            if target is not None:
                tree.mounts.setdefault(target, []).append((path, mount))
            elif _is_no_router(tree, path, mount.router):
                others[path].append(mount.router)
    return {path: _mounted(tree, path, tuple(others[path])) for path in routings}


def _is_no_router(tree: _Tree, path: str, written: str) -> bool:
    """Whether what is mounted is of a file or package about whose routers nothing is said."""
    led = _led(tree, path, written)
    if led:
        return any(place[0] not in tree.routings for place in led)
    file = tree.files[path]
    lookup = tree.lookups.get(file.language)
    items = (each for each in file.imports for local, _ in bound_names(each) if lookup)
    head = written.partition(".")[0]
    bound = [each for each in items if head in {local for local, _ in bound_names(each)}]
    hits = [
        hit for each in bound if lookup and lookup.imports for hit in lookup.imports(path, each)
    ]
    is_outside = bool(hits) and all(isinstance(hit, Outside) for hit in hits)
    return is_outside and "rout" not in written.lower()


def _mounted(tree: _Tree, path: str, others: tuple[str, ...]) -> Mounted:
    prefixes = {}
    for name in dict.fromkeys(router for router, _ in tree.routers(path).rows if router):
        place = _router(tree, path, name)
        if place is not None:
            prefixes[name] = _prefix(tree, place, _DEEPEST)
    return Mounted(prefixes, others)


def _prefix(tree: _Tree, place: Place, room: int) -> tuple[str, bool]:
    """Return the path before the routes of a router, and whether it is all of it."""
    router, mounts = tree.routers(place[0]).routers[place[1]], tree.mounts.get(place, [])
    own = router.prefix or ""
    if not mounts or not room:
        is_first = router.kind == APP or (router.kind == URLS and _is_root(tree, place[0]))
        return own, is_first and router.prefix is not None
    found = {_of_mount(tree, place, path, mount, room) for path, mount in mounts}
    return found.pop() if len(found) == 1 else (own, False)


def _of_mount(tree: _Tree, place: Place, path: str, mount: Mounting, room: int) -> tuple[str, bool]:
    """Return the prefix of a router by one of its mounts."""
    router = tree.routers(place[0]).routers[place[1]]
    replaces = router.kind == BLUEPRINT and mount.is_given
    parts = [mount.prefix] if replaces else [mount.prefix, router.prefix]
    above, is_whole = _above(tree, path, mount.on, room)
    if router.kind == URLS:
        is_pattern = any(part is None or "^" in part or "$" in part for part in parts)
        return ("", False) if is_pattern else (above + "".join(filter(None, parts)), is_whole)
    known = ""
    for part in (above, *parts):
        known = below(known, part) if part else known
        if part is None:  # what comes before it is not known
            known, is_whole = "", False
    return known, is_whole


def _above(tree: _Tree, path: str, on: str, room: int) -> tuple[str, bool]:
    """Return the prefix of what a router is put on."""
    place = _router(tree, path, on) if on else None
    if place is not None:
        return _prefix(tree, place, room - 1)
    return "", on in _APPS


def _is_root(tree: _Tree, path: str) -> bool:
    return any(under(folder_of(path), name) in tree.files for name in _BESIDE_ROOT)


def _router(tree: _Tree, path: str, written: str) -> Place | None:
    """Return the router that a name in a file means, if one is certain."""
    if written in tree.routers(path).routers:
        return path, written
    places = {
        (place[0], name)
        for place in _led(tree, path, written)
        for name in [_exported(tree, *place)]
        if name
    }
    return places.pop() if len(places) == 1 else None


def _exported(tree: _Tree, path: str, name: str) -> str:
    """Return what a file calls a router that it exports by a name; '' for none."""
    routers = tree.routers(path).routers.items()
    return next((own for own, router in routers if name in router.exported), "")


def _led(tree: _Tree, path: str, written: str, room: int = 3) -> list[Place]:
    """Return the file that a name leads to, and the name there: none, or one if it is certain."""
    found = {
        place for first in _bound(tree, path, written) for place in [*_handed_on(tree, first, room)]
    }
    return [*found] if len(found) == 1 else []


def _handed_on(tree: _Tree, place: Place, room: int) -> Iterator[Place]:
    """Yield where a file has a name from, if it has no router of that name itself."""
    further = _led(tree, *place, room - 1) if room and not _exported(tree, *place) else []
    yield from further or [place]


def _bound(tree: _Tree, path: str, written: str) -> Iterator[Place]:
    """Yield what the imports of a file bind a name to."""
    file = tree.files[path]
    follow = tree.lookups[file.language].imports if file.language in tree.lookups else None
    if follow is None:
        return
    if written.startswith(MODULE):
        name = "urlpatterns" if file.language == "python" else _DEFAULT
        module = written.removeprefix(MODULE)
        yield from (
            (hit.path, name) for hit in follow(path, Import(module)) if isinstance(hit, Use)
        )
        return
    for item in file.imports:
        for local, name in bound_names(item):
            if written != local and not written.startswith(f"{local}."):
                continue
            rest = written[len(local) + 1 :]
            names = () if name == "*" else (name,)
            for hit in follow(path, Import(item.module, names)):
                if not isinstance(hit, Use):
                    continue
                inside = (
                    rest if name == "*" or not hit.names else ".".join(filter(None, (name, rest)))
                )
                yield hit.path, inside or _DEFAULT
    for offer in file.offers:
        if offer.name == written:
            hits = follow(path, Import(offer.module, (offer.origin or offer.name,)))
            yield from (
                (hit.path, offer.origin or offer.name) for hit in hits if isinstance(hit, Use)
            )
