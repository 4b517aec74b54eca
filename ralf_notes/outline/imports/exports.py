"""Exports of other files' names, each followed to the file that defines it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ralf_notes.outline.imports.tree import Hit, ImportLookup, Outside, Use
from ralf_notes.outline.model import Export, Import

_MOST_STEPS = 64
"""The most files to look into for one name."""


Place: TypeAlias = tuple[str, str]
"""The path of a file, and a name in it; `*` stands for the file as a whole."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A name that a file offers and another one defines."""

    name: str
    """As others import it; `*` for all names of `source`."""
    origin: str
    """Its name where it is defined; `*` where it stands for the file or package as a whole."""
    source: str
    """The path of the file that defines it, or the name of a package from outside."""
    is_file: bool
    """Whether `source` is a file of the tree."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the files of a tree offer."""

    lookups: Mapping[str, ImportLookup]
    """By path: of the files with exports of others' names."""
    exports: Mapping[str, tuple[Export, ...]]
    """Of the same files."""
    names: Mapping[str, Collection[str]]
    """By path: the names that a file defines itself."""
    led: dict[tuple[str, Export], tuple[Hit, ...]] = field(default_factory=dict)
    """By path and export: what `_hits` has found. Many files ask for the same."""


def followed(offers: Offers, path: str) -> tuple[Exported, ...]:
    """Return what a file offers of others, without what leads nowhere or to itself."""
    exports = offers.exports.get(path, ())
    # Where a file lists names of which some come by `import *`, the list says which.
    is_listed = any(not export.module for export in exports)
    offered: dict[Exported, None] = {}
    for export in exports:
        if export.module and not (is_listed and export.name == "*"):
            for each in _target(offers, path, export):
                offered[each] = None
        elif not export.module and (place := defined(offers, _of_all(offers, path, export.origin))):
            offered[Exported(export.name, place[1], place[0], True)] = None
    return tuple(each for each in offered if each.source != path)


def _target(offers: Offers, path: str, export: Export) -> Iterator[Exported]:
    """Yield where an export leads."""
    for hit in _hits(offers, path, export):
        if isinstance(hit, Outside):
            yield Exported(export.name, export.origin, hit.name, False)
        elif export.name == "*" or export.origin == "*" or not hit.names:
            yield Exported(export.name, "*", hit.path, True)
        else:
            place = hit.path, export.origin
            source, origin = defined(offers, [place]) or place
            yield Exported(export.name, origin, source, True)


def _hits(offers: Offers, path: str, export: Export) -> tuple[Hit, ...]:
    """Return what the module of an export is: a file, or a package from outside."""
    key = path, export
    if key not in offers.led:
        names = () if export.origin in ("", "*") else (export.origin,)
        offers.led[key] = tuple(offers.lookups[path](path, Import(export.module, names)))
    return offers.led[key]


def defined(offers: Offers, places: Iterable[Place]) -> Place | None:
    """Return the first place that defines its name, else the last that it is handed on to by name.

    Args:
        offers: of all files.
        places: where to look; files that they take names from are looked into as well.
    """
    reached: Place | None = None
    waiting, seen = [*places], 0
    while waiting and seen < _MOST_STEPS:
        path, name = place = waiting.pop(0)
        seen += 1
        if name == "*" or name in offers.names.get(path, ()):
            return place
        exports = offers.exports.get(path, ())
        named = [each for each in exports if each.name == name and each.module]
        if named:
            following = list(_places(offers, path, named[0]))
            reached = following[0] if following else reached
            waiting[:0] = following
        else:
            waiting += _of_all(offers, path, name)
    return reached


def _places(offers: Offers, path: str, export: Export) -> Iterator[Place]:
    """Yield the file that an export names, with the name there."""
    for hit in _hits(offers, path, export):
        if isinstance(hit, Use):
            yield hit.path, export.origin if hit.names else "*"


def _of_all(offers: Offers, path: str, name: str) -> Iterator[Place]:
    """Yield the files that a file takes all names of."""
    for export in offers.exports.get(path, ()):
        if export.name == "*":
            hits = _hits(offers, path, export)
            yield from ((hit.path, name) for hit in hits if isinstance(hit, Use))
