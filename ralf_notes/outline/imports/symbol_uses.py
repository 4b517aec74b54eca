"""The symbols of other files that names in a file mean, where that is certain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TypeAlias

from ralf_notes.outline.imports.declared import prefixes
from ralf_notes.outline.imports.exports import Offers, Place, defined
from ralf_notes.outline.imports.partial_types import PartialTypes, with_part
from ralf_notes.outline.imports.sightings import bound_names
from ralf_notes.outline.imports.standard import C_SOURCES
from ralf_notes.outline.imports.tree import Declarations, ImportLookup, Lookup, Use
from ralf_notes.outline.languages.known.families import C_FAMILY
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

_PLAIN_FUNCTIONS = ("php", "blade", "kotlin")
"""Languages with functions outside of types, in which the name that is called is known."""
_PACKAGE = "__init__"
_ENDINGS = (".py", ".pyi", f"/{_PACKAGE}.py", f"/{_PACKAGE}.pyi")


PlaceOf: TypeAlias = Callable[[str], Place | None]
"""Returns what a chain of names leads to."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the files of a tree define, and hand on of each other."""

    offers: Offers
    aliases: Mapping[str, Mapping[str, str]]
    """By path: other names by which others import what a file defines."""
    partial: PartialTypes = field(default_factory=dict)


def symbol_uses(
    lookup: Lookup,
    definitions: Definitions,
    file: Declarations,
    chains: Iterable[str],
    used: Mapping[str, Collection[str]],
) -> dict[str, Place]:
    """Return the definition that each chain of names in a file leads to, where that is certain.

    Args:
        lookup: of the file's language.
        definitions: what all files define.
        file: the file.
        chains: chains of names that stand in it, as in `Mentions`.
        used: by path, the names of other files that it uses.

    Returns:
        By chain: the path of another file, and a name in it with what follows it in the chain.
    """
    place_of: PlaceOf
    if file.language in C_FAMILY:
        place_of = _by_functions(used)
    elif lookup.imports is not None or file.language == "go":
        place_of = place_finder(lookup, definitions, file, used)
    else:
        is_ruby = file.language == "ruby"
        place_of = _by_constants(used) if is_ruby else _by_names(used, file.language)
    found = ((chain, place) for chain in chains if (place := place_of(chain)))
    places = {chain: with_part(place, definitions.partial) for chain, place in found}
    return {chain: place for chain, place in places.items() if place[0] != file.path}


def place_finder(
    lookup: Lookup,
    definitions: Definitions,
    file: Declarations,
    used: Mapping[str, Collection[str]] | None = None,
) -> PlaceOf:
    """Return how to look up a chain that stands in a file.

    The arguments are those of `symbol_uses`; without what the file uses, each chain is looked up.
    """
    is_script = file.language == "javascript" and not file.imports  # of a page
    if lookup.imports is None or is_script:
        return _by_lookup(lookup, definitions, file, used)
    by_imports = _by_imports(lookup.imports, definitions, file)
    if file.language != "rust":
        return by_imports
    # A path leads to what no `use` binds: `shop::open()`; and `use super::*` binds all.
    by_path = _by_lookup(lookup, definitions, file, used)
    return lambda chain: by_imports(chain) or by_path(chain)


def _by_lookup(
    lookup: Lookup,
    definitions: Definitions,
    file: Declarations,
    used: Mapping[str, Collection[str]] | None,
) -> PlaceOf:
    """Return how to look up one chain alone, as if nothing else stood in the file.

    The arguments are those of `symbol_uses`.
    """
    names = None if used is None else {name for each in used.values() for name in each}
    defined_in = definitions.offers.names
    # How many names of a chain may stand up to the one that another file defines.
    most = None if file.language == "rust" else 2

    def place_of(chain: str) -> Place | None:
        parts = chain.split(".")
        if not lookup.names or (names is not None and not {*parts[:most]} & names):
            return None
        hits = lookup.names(file, Mentions((chain,)))
        uses = (hit for hit in hits if isinstance(hit, Use) and hit.names)
        # What the file imports is found whatever stands in it.
        written = {*parts, *parts[0].split("\\")}
        places = {(use.path, use.names[0]) for use in uses if use.names[0] in written}
        if len(places) > 1:  # of a path in Rust, some files only hand on what another one defines
            places = {place for place in places if place[1] in defined_in.get(place[0], ())}
        if len(places) != 1:
            return None
        path, name = places.pop()
        return path, ".".join(parts[parts.index(name) :]) if name in parts[:most] else name

    return place_of


def _by_names(used: Mapping[str, Collection[str]], language: str) -> PlaceOf:
    """Return how to look up chains that begin with a name which one other file declares.

    It is that of a type, or of a function where no method is called by its name alone.
    """
    has_functions = language in _PLAIN_FUNCTIONS
    paths: dict[str, set[str]] = {}
    for path, names in used.items():
        for name in names:
            paths.setdefault(name, set()).add(path)

    def place_of(chain: str) -> Place | None:
        head = chain.partition(".")[0]
        candidates = paths.get(head, ()) if has_functions or head[:1].isupper() else ()
        return (next(iter(candidates)), chain) if len(candidates) == 1 else None

    return place_of


def _by_functions(used: Mapping[str, Collection[str]]) -> PlaceOf:
    """Return how to look up a function of C: where it is defined, or else declared."""
    paths: dict[str, list[tuple[str, str]]] = {}
    for path, names in used.items():
        for name in names:
            paths.setdefault(name.rpartition("::")[2], []).append((path, name))

    def place_of(chain: str) -> Place | None:
        places = paths.get(chain.rpartition(".")[2], [])
        sources = [place for place in places if place[0].endswith(C_SOURCES)] or places
        is_one = len({name for _, name in places}) == len(sources) == 1
        return sources[0] if is_one else None

    return place_of


def _by_constants(used: Mapping[str, Collection[str]]) -> PlaceOf:
    """Return how to look up chains of Ruby: `Shop` in `Shop::Cart` only says where `Cart` is.

    That is a use of `Shop` if its file defines `Cart` as well.
    """
    by_head = _by_names(used, "ruby")

    def place_of(chain: str) -> Place | None:
        place = by_head(chain)
        constant = "::".join(takewhile(lambda part: part[:1].isupper(), chain.split(".")))
        is_inside = place is not None and ("::" not in constant or constant in used[place[0]])
        return place if is_inside else None

    return place_of


# --- names that imports bind ------------------------------------------------------------------


def _by_imports(lookup: ImportLookup, definitions: Definitions, file: Declarations) -> PlaceOf:
    """Return how to look up chains that begin with a name which an import binds."""
    bound: dict[str, Place | None] = {}
    for item in file.imports:
        for local, place in _bound(lookup, definitions, file.path, item):
            # Two imports of one name, as in `try` and `except`: not certain.
            bound[local] = place if bound.get(local, place) == place else None

    def place_of(chain: str) -> Place | None:
        local = next((each for each in prefixes(chain) if each in bound), "")
        place, rest = bound.get(local), chain[len(local) :].lstrip(".").split(".")
        while place and place[1] == "*":
            if not rest[0]:
                return None
            place, rest = _inside(definitions, place[0], rest[0]), rest[1:] or [""]
        return (place[0], ".".join(filter(None, (place[1], *rest)))) if place else None

    return place_of


def _bound(
    lookup: ImportLookup, definitions: Definitions, path: str, item: Import
) -> Iterator[tuple[str, Place | None]]:
    """Yield the names that an import binds, each with what it leads to."""
    top, dot, _ = item.module.partition(".")
    if top and dot and not item.names and not item.local:  # `import a.b` of Python binds `a`
        yield from _bound(lookup, definitions, path, Import(top))
    for local, name in bound_names(item):
        names = () if name == "*" else (name,)
        hits = [hit for hit in lookup(path, Import(item.module, names)) if isinstance(hit, Use)]
        if len(hits) != 1:
            yield local, None
        elif not hits[0].names:
            yield local, (hits[0].path, "*")
        else:
            yield local, _defined(definitions, hits[0].path, name)


def _inside(definitions: Definitions, path: str, name: str) -> Place | None:
    """Return what a name of a module leads to: a definition, or a module of a package."""
    place = _defined(definitions, path, name)
    folder, _, file = path.rpartition("/")
    if place is None and file.partition(".")[0] == _PACKAGE:
        inner = (f"{folder}/{name}{ending}".lstrip("/") for ending in _ENDINGS)
        module = next((each for each in inner if each in definitions.offers.names), None)
        return (module, "*") if module else None
    return place


def _defined(definitions: Definitions, path: str, name: str) -> Place | None:
    """Return the definition that a name of a file leads to, or None if none is certain."""
    original = definitions.aliases.get(path, {}).get(name, name)
    path, name = defined(definitions.offers, [(path, original)]) or (path, original)
    name = definitions.aliases.get(path, {}).get(name, name)
    is_known = name == "*" or name in definitions.offers.names.get(path, ())
    return (path, name) if is_known else None
