"""What each file uses of others, by its imports and by names; and who uses it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from ralf_notes.outline import languages
from ralf_notes.outline.imports.declared import declared_names
from ralf_notes.outline.imports.exports import Exported, Offers, Place, defined, followed
from ralf_notes.outline.imports.members import Members, members_of
from ralf_notes.outline.imports.mounts import mounted_routers
from ralf_notes.outline.imports.partial_types import partial_types
from ralf_notes.outline.imports.symbol_uses import Definitions, symbol_uses
from ralf_notes.outline.imports.tree import (
    CONFIG_FILES,
    Declarations,
    Hit,
    Lookup,
    Outside,
    Use,
    imports_of,
    index_tree,
)
from ralf_notes.outline.mentions import NO_MENTIONS, Mentions, heads
from ralf_notes.outline.model import Import
from ralf_notes.outline.routes.mounting import Mounted

_DEFAULT = "default"
"""The name of an export of JavaScript that each user calls by another name."""

__all__ = [
    "CONFIG_FILES", "Declarations", "Exported", "Resolved", "Resolver", "Use", "declared_names",
    "folder_edges", "index", "used_by",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resolved:
    """The files and packages that one file uses."""

    path: str
    uses: tuple[Use, ...]
    """Other files of the tree, each once, sorted by path."""
    packages: tuple[str, ...]
    """The names of outside packages, sorted, without the language's standard library."""
    exports: tuple[Exported, ...] = ()
    """What it exports of other files, in the order of its source."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves what files use. It keeps the paths and declared names of a tree."""

    lookups: Mapping[str, Lookup]
    """By language."""
    definitions: Definitions
    members: Members
    declared: Mapping[str, Declarations]
    """All files, by path."""
    shared: tuple[str, ...] = ()
    """What decides links and belongs to no single name or path: settings, and more."""

    @property
    def offers(self) -> Offers:
        """What the files of the tree offer of each other."""
        return self.definitions.offers

    def mounted(self) -> dict[str, Mounted]:
        """Return where the routers are that files name, by the path of the file."""
        return mounted_routers(self.declared, self.lookups)

    def resolve(self, file: Declarations, mentions: Mentions = NO_MENTIONS) -> Resolved:
        """Return what a file uses, without imports and names that lead nowhere.

        Args:
            file: the file.
            mentions: the names that stand in it.
        """
        return self.resolve_symbols(file, mentions)[0]

    def resolve_symbols(
        self, file: Declarations, mentions: Mentions
    ) -> tuple[Resolved, dict[str, tuple[Place, ...]]]:
        """Return what a file uses, and the definitions in other files that names in it mean.

        These are by the chain of names that stands in the file, as in `Mentions`: the path of the
        other file, and a name there with what follows it in the chain. Before the name of a member
        that stands behind a value is a `:`: `current.add` is a use of a value and of a member of
        its type. What is not certain is left out.
        """
        lookup = self.lookups.get(file.language)
        if lookup is None:
            return Resolved(file.path, (), ()), {}
        names: defaultdict[str, set[str]] = defaultdict(set)
        packages: set[str] = set()
        for hit in self._hits(lookup, file, mentions):
            if isinstance(hit, Outside):
                packages.add(hit.name)
            elif hit.path != file.path:
                names[hit.path].update(hit.names)
        places = symbol_uses(lookup, self.definitions, file, mentions.chains, names)
        for path, name in places.values():
            names[path].add(name.partition(".")[0])
        unnamed = {"*", _DEFAULT}
        uses = tuple(Use(path, tuple(sorted(names[path] - unnamed))) for path in sorted(names))
        meant: dict[str, tuple[Place, ...]] = {chain: (place,) for chain, place in places.items()}
        for chain, place in self.members.places(file.path, mentions.typed, places):
            # These are no names of others: they make no link.
            meant[chain] = (*meant.get(chain, ()), place)
        exports = followed(self.offers, file.path)
        return Resolved(file.path, uses, tuple(sorted(packages)), exports), meant

    def _hits(self, lookup: Lookup, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
        """Yield what a file uses; of a name that is handed on, also the file that defines it."""
        plain = heads(mentions.chains) - {*file.types, *file.values}
        for hit in lookup.names(file, mentions) if lookup.names else ():
            yield from self._led(hit, "", plain)
        follow = lookup.imports
        for item in imports_of(file) if follow else ():
            called = _called(file, item) if _DEFAULT in item.names else ""
            for hit in follow(file.path, item) if follow else ():
                yield from self._led(hit, called, plain)

    def _led(self, hit: Hit, called: str, plain: Iterable[str]) -> Iterator[Hit]:
        """Yield where a name leads, and where it is defined if it is only handed on there.

        Args:
            hit: where it leads.
            called: the name by which the user calls a default export.
            plain: the names that may be meant by `*`.
        """
        if isinstance(hit, Outside):
            yield hit
            return
        if _DEFAULT in hit.names:
            original = self.definitions.aliases.get(hit.path, {}).get(_DEFAULT, _DEFAULT)
            shown = called if original == _DEFAULT else original
            names = (shown if name == _DEFAULT else name for name in hit.names)
            yield Use(hit.path, tuple(filter(None, names)))
        else:
            yield hit
        if hit.path in self.offers.exports:
            yield from self._defining(hit, plain)

    def _defining(self, use: Use, plain: Iterable[str]) -> Iterator[Use]:
        """Yield the files that define the names which a used file only hands on.

        Args:
            use: of that file.
            plain: the names that may be meant by `*`.
        """
        for name in plain if use.names == ("*",) else use.names:
            place = defined(self.offers, [(use.path, name)])
            if place and name in self.offers.names.get(place[0], ()):
                yield Use(place[0], (place[1],))


def _called(file: Declarations, item: Import) -> str:
    """Return the local name of a default export that a file calls or offers, or ''."""
    if item.local:
        return item.local[item.names.index(_DEFAULT)]
    offers = (each for each in file.offers if each.module == item.module)
    return next((each.name for each in offers if each.origin == _DEFAULT != each.name), "")


def index(files: Iterable[Declarations], read: Callable[[str], str | None]) -> Resolver:
    """Prepare to resolve what the files of a tree use.

    Args:
        files: all files of the tree, including those without imports or a parser.
        read: returns the text of a small config file of the tree (CONFIG_FILES, and files that
            those extend), or None. It is not called after this function returns.
    """
    files = list(files)
    shared: list[str] = []

    def read_settings(path: str) -> str | None:
        text = read(path)
        shared.append(f"{path}\0{text}")
        return text

    tree = index_tree(files, read_settings)
    by_name: dict[str, Lookup] = {}  # languages of one family share a lookup
    lookups: dict[str, Lookup] = {}
    for language in languages.all_languages():
        if language.imports and language.key in tree.languages:
            if language.imports not in by_name:
                module, _, function = language.imports.partition(":")
                make = getattr(import_module(f"{__name__}.lookups.{module}"), function)
                by_name[language.imports] = make(tree)
                shared.append(by_name[language.imports].shared)
            lookups[language.key] = by_name[language.imports]
    offers = {file.path: file.offers for file in files if file.offers}
    by_path = {
        file.path: lookup
        for file in files
        if file.path in offers and (lookup := lookups[file.language].imports)
    }
    names = {file.path: frozenset((*file.types, *file.values)) for file in files}
    aliases = {file.path: dict(file.aliases) for file in files if file.aliases}
    definitions = Definitions(Offers(by_path, offers, names), aliases, partial_types(files))
    members = members_of(files, lookups, definitions)
    return Resolver(lookups, definitions, members, tree.files, tuple(shared))


def used_by(resolved: Iterable[Resolved]) -> dict[str, tuple[str, ...]]:
    """Return the files that use each file, sorted, for every file that is used."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for file in resolved:
        for use in file.uses:
            users[use.path].add(file.path)
    return {path: tuple(sorted(users[path])) for path in sorted(users)}


def folder_edges(
    resolved: Iterable[Resolved], folder: str, depth: int = 1
) -> dict[tuple[str, str], int]:
    """Count the imports between the parts of a folder, e.g. for a diagram.

    Args:
        resolved: the files of the tree.
        folder: path of the folder; '' is the root of the tree.
        depth: how many levels below the folder a part is; 1 means its direct children.

    Returns:
        (user, used) -> number of imports, sorted. Both are full paths of files or folders. Imports
        within one part, and from or to files outside the folder, are not counted.
    """
    start = f"{folder}/" if folder else ""

    def part(path: str) -> str:
        levels = path[len(start) :].split("/")[:depth] if path.startswith(start) else ()
        return start + "/".join(levels) if levels else ""

    edges: Counter[tuple[str, str]] = Counter()
    for file in resolved:
        user = part(file.path)
        for use in file.uses if user else ():
            used = part(use.path)
            if used and used != user:
                edges[user, used] += 1
    return dict(sorted(edges.items()))
