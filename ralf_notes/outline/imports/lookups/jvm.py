"""Java and Kotlin: imports, wildcards, names in full, and names of the same package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from ralf_notes.outline.imports.declared import (
    NO_NAMES,
    Files,
    PackageNames,
    only,
    own_types,
    prefixes,
)
from ralf_notes.outline.imports.namespaces import (
    Namespaces,
    declaring,
    is_ours,
    namespaces,
    qualified_names,
)
from ralf_notes.outline.imports.standard import JVM, SCALA
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    folder_of,
    imports_of,
)
from ralf_notes.outline.mentions import Mentions, heads

_SEVERAL_WORDS = re.compile(r"[a-z]+\d*[A-Z]")


class _Imported(NamedTuple):
    """What the imports of a file lead to, whatever stands in it."""

    hits: tuple[Hit, ...]
    names: frozenset[str]
    wildcards: tuple[str, ...]
    """The packages of which all names are imported."""
    inner: Mapping[str, str]
    """The nested types of the types of which all names are imported -> the file of each."""


@dataclass(frozen=True, slots=True)
class _Classes:
    namespaces: Namespaces
    members: frozenset[str]
    """The names of all methods and properties in Kotlin's types: a plain name can be one."""
    builds: frozenset[str]
    """The folders of the settings of Gradle: each build knows its own packages only."""
    imported: dict[str, _Imported] = field(default_factory=dict)
    """By path: of files that were asked for. Each chain of a file may be looked up alone."""


def jvm(tree: TreeIndex) -> Lookup:
    """Return the lookup for Java, Kotlin and Scala."""
    members = {
        name
        for file in tree.files.values()
        if file.language in ("kotlin", "scala")
        for name in file.members
    }
    builds = frozenset(
        folder_of(path)
        for path in tree.ordered
        if path.endswith(("settings.gradle", "settings.gradle.kts"))
    )
    spaces = namespaces(tree, ("java", "kotlin", "scala"))
    return Lookup(names=partial(_hits, _Classes(spaces, frozenset(members), builds)))


def _hits(classes: _Classes, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    spaces = classes.namespaces
    if file.path not in classes.imported:
        classes.imported[file.path] = _all_imported(spaces, file)
    hits, imported, packages, inner = classes.imported[file.path]
    yield from hits
    wildcards = [*packages]
    declared_here = {*own_types(file), *file.values}
    plain = heads(mentions.chains) - declared_here - imported - spaces.around
    yield from (Use(inner[name], (name,)) for name in plain & inner.keys())
    plain -= inner.keys()
    same = spaces.scopes.get(file.package, NO_NAMES)
    if file.language == "scala":  # `package object shop` is in the package `shop`
        wildcards += (
            scope for name in file.types if (scope := f"{file.package}.{name}".strip("."))
        )
    others = [spaces.scopes[scope] for scope in dict.fromkeys(wildcards) if scope in spaces.scopes]
    for name in plain:
        if path := _by_name(classes, name, (same, *others), file, mentions):
            yield Use(path, (name,))
    if file.language == "kotlin":
        yield from _extending(classes, imported, (same, *others), file, mentions)
    yield from _in_full(spaces, file, mentions.chains)


def _all_imported(spaces: Namespaces, file: Declarations) -> _Imported:
    """Return what the imports of a file lead to."""
    hits: list[Hit] = []
    imported: set[str] = set()
    wildcards: list[str] = []
    inner: dict[str, str] = {}
    for item in imports_of(file):
        is_wildcard = item.module.endswith("*") or "*" in item.names
        for name in qualified_names(item):
            if is_wildcard and name in spaces.scopes:
                wildcards.append(name)
                continue
            if not is_wildcard:
                imported.update(item.local or (name.rpartition(".")[2],))
            hits_of_name = [*_imported(spaces, file, name)]
            if is_wildcard and hits_of_name and isinstance(hits_of_name[0], Use):
                inner |= _nested(spaces, hits_of_name[0].path, name)
            hits += hits_of_name
    return _Imported(tuple(hits), frozenset(imported), tuple(wildcards), inner)


def _nested(spaces: Namespaces, path: str, qualified: str) -> dict[str, str]:
    """Return the types that are nested in a type, each with the path of its file."""
    package = next((each for each in prefixes(qualified) if each in spaces.scopes), "")
    outer = qualified[len(package) :].lstrip(".")
    files = spaces.scopes[package].types.get(outer, ()) if package in spaces.scopes else ()
    names = (name for each in files if each.path == path for name in each.types)
    inner = (name.removeprefix(f"{outer}.") for name in names if name.startswith(f"{outer}."))
    return {name: path for name in inner if "." not in name}


def _imported(spaces: Namespaces, file: Declarations, name: str) -> Iterator[Hit]:
    """Yield the file that an import of a qualified name leads to, or the package from outside."""
    files, declared = declaring(spaces, name)
    if files:
        path = _certain(files, file)
        if path:
            yield Use(path, (declared,))
    elif not is_ours(spaces, name):
        # The package is its first three parts, without the class or function.
        parts = name.split(".")
        places = parts[: min(max(len(parts) - 1, 2), 3)]
        package = [part for part in places if part[:1].islower() and part.isidentifier()]
        of_scala = file.language == "scala" and parts[0] in SCALA
        if package and parts[0] not in JVM and not of_scala:
            yield Outside(".".join(package))


def _certain(files: Files, file: Declarations) -> str | None:
    """Return the file that a name leads to; of those of several platforms, the common one."""
    # A file may declare a function and an extension of one name.
    files = [*{each.path: each for each in files}.values()]
    common = [each for each in files if "/commonMain/" in each.path]
    return only(files, file) or (only(common, file) if len(common) < len(files) else None)


def _by_name(
    classes: _Classes,
    name: str,
    packages: Sequence[PackageNames],
    file: Declarations,
    mentions: Mentions,
) -> str | None:
    """Return the file that declares a plain name in the first package that has it.

    Args:
        packages: that of the file, then others.
    """
    for scope in packages:
        # A method of a class that the file's own class extends would come before a function.
        is_certain = name not in classes.members and name not in mentions.members
        # In Scala, what looks like a function may be an object.
        if (files := scope.types.get(name)) and (is_certain or name[:1].isupper()):
            return _seen(classes, files, file, is_own=scope is packages[0])
        is_certain = is_certain and file.language in ("kotlin", "scala")
        if is_certain and (files := scope.values.get(name)):
            return _seen(classes, files, file, is_own=scope is packages[0])
    return None


def _extending(
    classes: _Classes,
    imported: frozenset[str],
    packages: Sequence[PackageNames],
    file: Declarations,
    mentions: Mentions,
) -> Iterator[Use]:
    """Yield the files of the extension functions that stand in a file and need no import.

    Only names of several words count: `add` may as well be a method from outside.
    """
    parts = {part for chain in mentions.chains for part in chain.split(".")}
    parts -= {*file.extensions, *file.values, *imported, *mentions.members}
    for scope in packages:
        for name in sorted(parts & scope.extensions.keys()):
            if name not in classes.members and _SEVERAL_WORDS.match(name):
                is_own = scope is packages[0]
                path = _seen(classes, scope.extensions[name], file, is_own=is_own)
                if path:
                    yield Use(path, (name,))
                parts.discard(name)


def _seen(classes: _Classes, files: Files, file: Declarations, *, is_own: bool) -> str | None:
    """Return the file that a name of a package leads to: its own one is that of its build.

    The scripts of a build may know those that it includes.
    """
    if is_own and len(classes.builds) > 1 and not file.path.endswith(".kts"):
        build = _build_of(classes, file.path)
        files = [each for each in files if _build_of(classes, each.path) == build]
    return _certain(files, file)


def _build_of(classes: _Classes, path: str) -> str:
    folders = ancestors(folder_of(path))
    return next((folder for folder in folders if folder in classes.builds), "")


def _in_full(spaces: Namespaces, file: Declarations, chains: Iterable[str]) -> Iterator[Use]:
    """Yield the files of types that are written with their package."""
    for chain in chains:
        if "." in chain and not chain.startswith("."):
            package = next((each for each in prefixes(chain) if each in spaces.scopes), "")
            name = chain[len(package) + 1 :].partition(".")[0] if package else ""
            files = spaces.scopes[package].types.get(name) if name else None
            if files and (path := _certain(files, file)):
                yield Use(path, (name,))
