"""Java, Kotlin, C# and PHP: qualified names lead to the files that declare them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ralf_notes.outline.imports.standard import CSHARP, JVM
from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    nearest,
)
from ralf_notes.outline.model import Import

_MOST_FILES = 5
"""The most files that a wildcard or a namespace leads to: more would mean nothing."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the files of one family of languages declare."""

    separator: str
    members: Mapping[str, list[str]]
    """Qualified name -> the files that declare it, sorted."""
    packages: Mapping[str, list[str]]
    """Package or namespace -> its files, sorted."""
    all_packages: frozenset[str]
    """All packages, and the packages around them."""


def declared_names(tree: TreeIndex, languages: tuple[str, ...], separator: str) -> Names:
    """Collect what the files in some languages declare: their exports, and their own names."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    packages: defaultdict[str, list[str]] = defaultdict(list)
    for path, file in sorted(tree.declared.items()):
        if file.language in languages:
            packages[file.package].append(path)
            stem = path.rpartition("/")[2].partition(".")[0]
            for name in {stem, *file.exports}:
                members[f"{file.package}{separator}{name}"].append(path)
    parts = [name.split(separator) for name in packages]
    all_packages = {separator.join(it[:end]) for it in parts for end in range(1, len(it) + 1)}
    return Names(separator, members, packages, frozenset(all_packages))


def member(names: Names, importer: str, qualified: str) -> Use | None:
    """Return the file that declares a qualified name, or the class that it is in."""
    parts = qualified.split(names.separator)
    for end in range(len(parts), 1, -1):
        files = names.members.get(names.separator.join(parts[:end]))
        if files:
            return Use(nearest(files, importer), tuple(parts[end : end + 1]))
    return None


def is_ours(names: Names, qualified: str) -> bool:
    """Whether a name belongs to a package of the tree, even if no file declares it."""
    parts = qualified.split(names.separator)
    begins = {names.separator.join(parts[:end]) for end in range(1, len(parts) + 1)}
    return qualified in names.all_packages or not begins.isdisjoint(names.packages)


def qualified_names(item: Import, separator: str) -> Iterator[str]:
    """Yield each imported name in full; for a wildcard, the name of the package."""
    module = item.module.partition(" as ")[0].strip().strip(separator)
    for name in item.names or ("",):
        whole = module if name in ("", "*") else f"{module}{separator}{name}"
        yield whole.removesuffix(f"{separator}*")


def jvm(tree: TreeIndex) -> Lookup:
    """Return the lookup for Java and Kotlin; a wildcard leads to the first files of the package."""
    names = declared_names(tree, ("java", "kotlin"), ".")

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        for name in qualified_names(item, "."):
            use = member(names, importer, name)
            if use:
                yield use
            elif name in names.packages:
                yield from first_files(names, name)
            elif not is_ours(names, name):
                # The package is its first three parts, without the class or function.
                parts = name.split(".")
                places = parts[: min(max(len(parts) - 1, 2), 3)]
                package = [part for part in places if part[:1].islower() and part.isidentifier()]
                if package and parts[0] not in JVM:
                    yield Outside(".".join(package))

    return lookup


def csharp(tree: TreeIndex) -> Lookup:
    """Return the lookup for C#: `using` names a namespace, whose first files stand for it."""
    names = declared_names(tree, ("c_sharp",), ".")

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        for name in qualified_names(item, "."):
            if name in names.packages:
                yield from first_files(names, name)
            elif use := member(names, importer, name):
                yield use
            elif name.split(".")[0] not in CSHARP and not is_ours(names, name):
                parts = name.split(".")[:2]  # as in `Newtonsoft.Json`
                if all(part.isidentifier() for part in parts):
                    yield Outside(".".join(parts))

    return lookup


def first_files(names: Names, package: str) -> Iterator[Use]:
    """Return the files that stand for a package."""
    return (Use(path) for path in names.packages[package][:_MOST_FILES])
