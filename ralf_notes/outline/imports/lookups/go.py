"""Go: names of the same package, and `pkg.Name` of a package of a `go.mod` in the tree.

A package is a folder and a package clause: tests may be in a package of their own, `shop_test`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.declared import NO_NAMES, PackageNames, only, scopes
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    folder_of,
    imports_of,
    under,
)
from ralf_notes.outline.mentions import Mentions, heads

_MODULE = re.compile(r'^[ \t]*module[ \t]+"?([^\s"]+)', re.MULTILINE)
_REQUIRED = re.compile(r"^[ \t]*(?:require[ \t]+)?([^\s()]+)[ \t]+v\d\S*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Packages:
    folders: Mapping[str, str]
    """Path of a module, as imports write it -> its folder."""
    required: frozenset[str]
    """The modules that those of the tree require."""
    packages: Mapping[str, PackageNames]
    in_folder: Mapping[str, frozenset[str]]
    """Folder -> the names of the packages in it that others can import."""


def go(tree: TreeIndex) -> Lookup:
    """Return the lookup for Go."""
    texts = {folder_of(path): tree.read(path) or "" for path in tree.configs.get("go.mod", ())}
    folders: dict[str, str] = {}
    for folder, text in texts.items():
        match = _MODULE.search(text)
        if match:
            folders.setdefault(match[1], folder)
    required = frozenset(name for text in texts.values() for name in _REQUIRED.findall(text))
    in_folder: defaultdict[str, set[str]] = defaultdict(set)
    for file in tree.files.values():
        if file.language == "go" and file.package and not file.path.endswith("_test.go"):
            in_folder[folder_of(file.path)].add(file.package)
    names = {folder: frozenset(packages) for folder, packages in in_folder.items()}
    return Lookup(
        names=partial(_hits, _Packages(folders, required, scopes(tree, ("go",), _key), names))
    )


def _key(file: Declarations) -> str:
    return _package_key(folder_of(file.path), file.package)


def _package_key(folder: str, package: str) -> str:
    return f"{folder}\0{package}"


def _hits(modules: _Packages, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    own_package = modules.packages.get(_key(file), NO_NAMES)
    plain = heads(mentions.chains) - {*file.types, *file.values}
    yield from _names(own_package, plain, file)
    members = _by_selector(mentions.chains)
    for item in imports_of(file):
        path = item.module.strip('"` ')
        owner = _longest(path, modules.folders)
        if owner:
            folder = under(modules.folders[owner], path[len(owner) :].strip("/"))
            for package in modules.in_folder.get(folder, ()):
                scope = modules.packages[_package_key(folder, package)]
                local = item.local[0] if item.local else package
                yield from _names(scope, plain if local == "." else members.get(local, ()), file)
        # Packages of the standard library have no dot there.
        elif "." in path.partition("/")[0].strip("."):
            yield Outside(_longest(path, modules.required) or path)


def _names(scope: PackageNames, names: Collection[str], file: Declarations) -> Iterator[Use]:
    """Yield the files of a package that declare some of the names, where that is certain."""
    for name in names:
        path = only(scope.declaring(name), file)
        if path:
            yield Use(path, (name,))


def _by_selector(chains: tuple[str, ...]) -> Mapping[str, set[str]]:
    """Return the names that stand right behind each plain name: `Cart` by `shop`."""
    by_selector: defaultdict[str, set[str]] = defaultdict(set)
    for chain in chains:
        selector, _, rest = chain.partition(".")
        if rest:
            by_selector[selector].add(rest.partition(".")[0])
    return by_selector


def _longest(path: str, modules: Collection[str]) -> str:
    """Return the longest of the modules that `path` is or lies in, or ''."""
    while path and path not in modules:
        path = path.rpartition("/")[0]
    return path
