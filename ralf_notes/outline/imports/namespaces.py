"""Qualified names of Java, Kotlin, C# and PHP, and the files that declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ralf_notes.outline.imports.declared import Files, PackageNames, dotted, prefixes, scopes
from ralf_notes.outline.imports.tree import TreeIndex
from ralf_notes.outline.model import Import


@dataclass(frozen=True, slots=True)
class Namespaces:
    """What the files of one family of languages declare. Its names have dots."""

    scopes: Mapping[str, PackageNames]
    """By package or namespace; '' holds what is in none."""
    around: frozenset[str]
    """All packages, and the packages around them."""


def namespaces(tree: TreeIndex, languages: tuple[str, ...]) -> Namespaces:
    """Collect what the files in some languages declare."""
    packages = scopes(tree, languages, lambda file: dotted(file.package))
    around = frozenset(name for package in packages for name in prefixes(package))
    return Namespaces(packages, around)


def declaring(spaces: Namespaces, qualified: str) -> tuple[Files, str]:
    """Return the files that declare a qualified name, or the type that it is in.

    Returns also what they declare: `Client` for `acme.net.Client.Builder.make`.
    """
    for package in (*prefixes(qualified.rpartition(".")[0]), ""):
        scope = spaces.scopes.get(package)
        if scope is None:
            continue
        rest = qualified[len(package) :].lstrip(".")
        first = rest.partition(".")[0]
        if files := scope.types.get(first) or (rest == first and _plain(scope, first)) or []:
            return files, first
    return [], ""


def _plain(scope: PackageNames, name: str) -> Files:
    """Return the files that declare a function or constant outside types."""
    return [*scope.values.get(name, ()), *scope.extensions.get(name, ())]


def is_ours(spaces: Namespaces, qualified: str) -> bool:
    """Whether a name belongs to a package of the tree, even if no file declares it."""
    return qualified in spaces.around or any(
        package in spaces.scopes for package in prefixes(qualified)
    )


def qualified_names(item: Import) -> Iterator[str]:
    """Yield each imported name in full; for a wildcard, the name of the package."""
    module = dotted(item.module.strip())
    for name in item.names or ("",):
        whole = module if name in ("", "*") else f"{module}.{name}"
        yield whole.removesuffix(".*")
