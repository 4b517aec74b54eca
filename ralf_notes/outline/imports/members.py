"""The members of types that stand behind values: `cart.add` where `cart` is a `Cart`.

The type of a value may be declared in one file, the member in that of a type above it, and the type
of a member or a result in a third. What cannot be followed to its end is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ralf_notes.outline.imports.declared import prefixes
from ralf_notes.outline.imports.exports import Place
from ralf_notes.outline.imports.symbol_uses import Definitions, PlaceOf, place_finder
from ralf_notes.outline.imports.tree import Declarations, Lookup, folder_of
from ralf_notes.outline.mentions.values import OWN, decoded

_MOST_STEPS = 8
"""Types and results that are followed for one value."""
_MOST_TYPES = 64
"""Types above a type that are looked into."""


class _MemberType(NamedTuple):
    """What a name is, and the file that says so."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class _TypedNames:
    """The types and values that one file, or in Go one package, declares."""

    bases: dict[str, tuple[str, list[str]]]
    """By type: the file that declares it, and the types that it inherits from."""
    members: dict[str, _MemberType]


@dataclass(frozen=True, slots=True)
class Members:
    """The members of the types of a tree. What was looked up once is kept."""

    files: Mapping[str, Declarations]
    lookups: Mapping[str, Lookup]
    definitions: Definitions
    packages: Mapping[tuple[str, str], list[str]]
    """By folder and package: the files of Go in it."""
    declared: dict[str, _TypedNames] = field(default_factory=dict)
    finders: dict[str, PlaceOf] = field(default_factory=dict)
    types: dict[tuple[str, str, int], Place | None] = field(default_factory=dict)
    """By file, name and steps: the type that the name is or has. Without the steps, it would depend
    on what was asked first."""

    def places(
        self, path: str, typed: Iterable[str], values: Mapping[str, Place]
    ) -> Iterator[tuple[str, Place]]:
        """Yield the members of other files that stand behind values, each with its chain.

        A member is the file that declares it, and its name with a `:` before the last part.

        Args:
            path: of the file in which they stand.
            typed: chains as in `Mentions.typed`; what is before `::` does not stand in the file.
            values: by chain, what else stands in the file: it may be a member of a value.
        """
        for chain in typed:
            for place in self._passed(path, chain):
                if place[0] != path:
                    yield chain, place
        for chain, (other, name) in values.items():
            head, _, rest = name.partition(".")
            other_names = self._of_file(other) if rest else None
            if other_names and head in other_names.members:
                for place in self._passed(other, f"{head}:{rest.replace('.', ':')}"):
                    if place[0] != path:
                        yield chain, place

    def _passed(self, path: str, chain: str) -> Iterator[Place]:
        """Yield the members that a chain leads to: `Cart.line` and `Line.price`."""
        receiver, _, written = chain.rpartition("::")
        owner, *members = [*filter(None, (receiver,)), *written.split(":")]
        for member in members:
            if not member.endswith("()") and (place := self._place(path, f"{owner}:{member}")):
                yield place
            owner = f"{owner}:{member}"

    def _place(self, path: str, chain: str) -> Place | None:
        owner, _, member = chain.rpartition(":")
        type_place = self._type(path, owner, _MOST_STEPS)
        hit = self._member(type_place, member, _MOST_STEPS) if type_place else None
        return (hit[0], f"{hit[1]}:{member}") if hit else None

    def _type(self, path: str, value: str, steps: int) -> Place | None:
        """Return the type of a value, as a file writes what it is."""
        key = path, value, steps
        if key not in self.types:
            head, *members = value.split(":")
            type_place = self._named(path, head, steps)
            for member in members:
                type_place = self._of_member(type_place, member, steps) if type_place else None
            self.types[key] = type_place
        return self.types[key]

    def _named(self, path: str, name: str, steps: int) -> Place | None:
        """Return the type that a name of a file is, or that of the value that it is."""
        if not steps:
            return None
        chain = name.removesuffix("()")
        is_call = chain != name
        own_names = self._of_file(path)
        if own_names is None:
            return None
        place: Place | None = (path, chain)
        if not self._begins(own_names, chain):
            place = self._finder(path)(chain)
        declared = self._of_file(place[0]) if place else None
        if place is None or declared is None:
            return None
        start = self._begins(declared, place[1])
        rest = place[1][len(start) :].split(".")[1:]
        if not start or place[1] == "*":
            return None
        if start in declared.bases:
            type_place: Place | None = (declared.bases[start][0], start)
        else:
            member = declared.members.get(f"{start}()" if is_call and not rest else start)
            type_place = (
                self._type(member.path, member.what, steps - 1) if member and member.what else None
            )
        for number, each in enumerate(rest, 1):
            called = f"{each}()" if is_call and number == len(rest) else each
            type_place = self._of_member(type_place, called, steps) if type_place else None
        return type_place

    def _begins(self, declared: _TypedNames, chain: str) -> str:
        """Return the longest beginning of a chain that a file defines, or ''."""
        for each in prefixes(chain):
            if (
                each in declared.bases
                or each in declared.members
                or f"{each}()" in declared.members
            ):
                return each
        return ""

    def _of_member(self, type_place: Place, member: str, steps: int) -> Place | None:
        """Return the type of a member of a type; with `()`, of what it returns."""
        hit = self._member(
            type_place, member.removesuffix("()"), steps, is_call=member.endswith("()")
        )
        if hit and hit[2] == OWN:
            return type_place
        return self._type(hit[0], hit[2], steps - 1) if hit and hit[2] and steps else None

    def _member(
        self, type_place: Place, member: str, steps: int, *, is_call: bool | None = None
    ) -> tuple[str, str, str] | None:
        """Return where a member of a type is declared: the file, the type, and what it is."""
        endings = ("()", "") if is_call is None else ("()",) if is_call else ("",)
        for path, name in self._line(type_place, steps):
            declared = self._of_file(path) or _TypedNames({}, {})
            for ending in endings:
                declaration = declared.members.get(f"{name}.{member}{ending}")
                if declaration is not None:
                    return declaration.path, name, declaration.what
            if any(f"{name}.{member}{each}" in declared.members for each in ("", "()")):
                return None  # another kind of member hides those above
        return None

    def _line(self, type_place: Place, steps: int) -> Iterator[Place]:
        """Yield a type and those above it, the nearest first."""
        waiting, seen = [type_place], set[Place]()
        while waiting and len(seen) < _MOST_TYPES:
            place = waiting.pop(0)
            declared = self._of_file(place[0])
            if place in seen or declared is None:
                continue
            seen.add(place)
            yield place
            path, bases = declared.bases.get(place[1], (place[0], []))
            above = (self._type(path, base, steps - 1) for base in bases)
            waiting[:0] = [each for each in above if each]

    def _of_file(self, path: str) -> _TypedNames | None:
        """Return the types and values that a file declares; in Go, those of its package."""
        file = self.files.get(path)
        if file is None:
            return None
        if path not in self.declared:
            paths = [path]
            if file.language == "go":
                paths = self.packages[folder_of(path), file.package]
            declared = _TypedNames({}, {})
            for each in paths:
                bases, members = decoded(self.files[each].typed)
                declared.bases.update((name, (each, above)) for name, above in bases.items())
                declared.members.update(
                    (name, _MemberType(each, value)) for name, value in members.items()
                )
            self.declared.update(dict.fromkeys(paths, declared))
        return self.declared[path]

    def _finder(self, path: str) -> PlaceOf:
        """Return how to look up the names that stand in a file."""
        if path not in self.finders:
            file = self.files[path]
            self.finders[path] = place_finder(self.lookups[file.language], self.definitions, file)
        return self.finders[path]


def members_of(
    files: Iterable[Declarations], lookups: Mapping[str, Lookup], definitions: Definitions
) -> Members:
    """Prepare to look up members.

    Args:
        files: those of a tree.
        lookups: by language.
        definitions: of these files.
    """
    by_path = {file.path: file for file in files if file.language in lookups}
    packages: dict[tuple[str, str], list[str]] = {}
    for path, file in by_path.items():
        if file.language == "go":
            packages.setdefault((folder_of(path), file.package), []).append(path)
    return Members(by_path, lookups, definitions, packages)
