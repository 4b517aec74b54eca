"""Java, Kotlin, C# and PHP: qualified names lead to the files that declare them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.standard import CSHARP, JVM
from ralf_notes.outline.imports.tree import Facts, Hit, Outside, Rule, Tree, Use, nearest
from ralf_notes.outline.parse import Import

_MOST_FILES = 5
"""How many files a wildcard or a namespace leads to at most; more say nothing."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the files of one family of languages declare."""

    separator: str
    members: Mapping[str, list[str]]
    """Qualified name -> the files that declare it, sorted."""
    packages: Mapping[str, list[str]]
    """Package or namespace -> its files, sorted."""
    known: frozenset[str]
    """All packages and what they are in."""


def declared_names(tree: Tree, languages: tuple[str, ...], separator: str) -> Names:
    """Collect what the files in `languages` declare: what they export, and what they are named."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    packages: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(tree.facts):
        facts = tree.facts[path]
        if facts.language not in languages:
            continue
        packages[facts.package].append(path)
        stem = path.rpartition("/")[2].partition(".")[0]
        for name in {stem, *facts.exports}:
            members[f"{facts.package}{separator}{name}"].append(path)
    parts = [name.split(separator) for name in packages]
    known = {separator.join(it[:end]) for it in parts for end in range(1, len(it) + 1)}
    return Names(separator, members, packages, frozenset(known))


def member(names: Names, importer: str, qualified: str) -> Use | None:
    """Return the file that declares `qualified`, or the class that it is in."""
    parts = qualified.split(names.separator)
    for end in range(len(parts), 1, -1):
        files = names.members.get(names.separator.join(parts[:end]))
        if files:
            return Use(nearest(files, importer), tuple(parts[end : end + 1]))
    return None


def is_ours(names: Names, qualified: str) -> bool:
    """Tell whether the name is of a package of the tree, even if no file of it is found."""
    parts = qualified.split(names.separator)
    begins = {names.separator.join(parts[:end]) for end in range(1, len(parts) + 1)}
    return qualified in names.known or not begins.isdisjoint(names.packages)


def qualified_names(item: Import, separator: str) -> Iterator[str]:
    """Yield each name that is imported, in full; that of the package for a wildcard."""
    module = item.module.partition(" as ")[0].strip().strip(separator)
    for name in item.names or ("",):
        whole = module if name in ("", "*") else f"{module}{separator}{name}"
        yield whole.removesuffix(f"{separator}*")


def jvm(tree: Tree) -> Rule:
    """Return the rule for Java and Kotlin; a wildcard leads to the first files of the package."""
    return partial(_jvm, declared_names(tree, ("java", "kotlin"), "."))


def _jvm(names: Names, facts: Facts, item: Import) -> Iterator[Hit]:
    for name in qualified_names(item, "."):
        use = member(names, facts.path, name)
        if use:
            yield use
        elif name in names.packages:
            yield from _files(names, name)
        elif not is_ours(names, name):
            yield from _outside_jvm(name)


def _outside_jvm(name: str) -> Iterator[Outside]:
    """Name the package by its first three parts, without the class or function."""
    parts = name.split(".")
    places = parts[: min(max(len(parts) - 1, 2), 3)]
    package = [part for part in places if part[:1].islower() and part.isidentifier()]
    if package and parts[0] not in JVM:
        yield Outside(".".join(package))


def csharp(tree: Tree) -> Rule:
    """Return the rule for C#: `using` names a namespace, whose first files stand for it."""
    return partial(_csharp, declared_names(tree, ("c_sharp",), "."))


def _csharp(names: Names, facts: Facts, item: Import) -> Iterator[Hit]:
    for name in qualified_names(item, "."):
        if name in names.packages:
            yield from _files(names, name)
            continue
        use = member(names, facts.path, name)
        if use:
            yield use
        elif name.split(".")[0] not in CSHARP and not is_ours(names, name):
            yield from _outside_csharp(name)


def _outside_csharp(name: str) -> Iterator[Outside]:
    """Name the package by its first two parts, as in `Newtonsoft.Json`."""
    parts = name.split(".")[:2]
    if all(part.isidentifier() for part in parts):
        yield Outside(".".join(parts))


def _files(names: Names, package: str) -> Iterator[Use]:
    return (Use(path) for path in names.packages[package][:_MOST_FILES])
