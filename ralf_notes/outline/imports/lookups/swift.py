"""Swift: names of the same module, and of modules of the tree that a file imports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.declared import NO_NAMES, PackageNames, only, own_types, scopes
from ralf_notes.outline.imports.standard import SWIFT
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
    join,
    under,
)
from ralf_notes.outline.mentions import Mentions, heads

_TARGET = re.compile(
    r"\.(?P<kind>target|executableTarget|testTarget|macro|plugin)\s*\((?P<rest>[^\"]{0,200}?name\s*:"
    r"\s*\"(?P<name>[^\"\n]+)\")"
)
_PATH = re.compile(r"\bpath\s*:\s*\"([^\"\n]+)\"")
_FOLDERS = {"testTarget": ("Tests",), "plugin": ("Plugins",)}
_SOURCES = ("Sources", "Source", "src", "srcs")


@dataclass(frozen=True, slots=True)
class _Targets:
    scopes: Mapping[str, PackageNames]
    folders: Mapping[str, str]
    """The folder of each module -> the module."""
    projects: frozenset[str]
    """The folders with an Xcode project, each of whose folders is a module."""
    nested: Mapping[str, Mapping[str, list[str]]]
    """By module, then by plain name: the qualified names of nested types."""
    members: frozenset[str]
    """The names of all methods and properties in types: a plain name can be one."""
    imported: Mapping[str, str]
    """As imports write it -> the module."""


def swift(tree: TreeIndex) -> Lookup:
    """Return the lookup for Swift."""
    folders: dict[str, str] = {}
    for path in tree.ordered:
        if path.rpartition("/")[2] == "Package.swift":
            folders |= _targets(tree, path)
    projects = frozenset(
        folder_of(path.partition(".xcodeproj/")[0])
        for path in tree.ordered
        if ".xcodeproj/" in path
    )
    files = [file for file in tree.files.values() if file.language == "swift"]
    members = frozenset(name for file in files for name in file.members)
    by_path = {file.path: _module_of(folders, projects, file.path) for file in files}
    found = scopes(tree, ("swift",), lambda file: by_path[file.path])
    nested: dict[str, defaultdict[str, list[str]]] = {}
    for module, scope in found.items():
        nested[module] = defaultdict(list)
        for name in scope.types:
            if "." in name:
                nested[module][name.rpartition(".")[2]].append(name)
    imported = {module.rpartition("/")[2]: module for module in found}
    return Lookup(
        names=partial(_hits, _Targets(found, folders, projects, nested, members, imported))
    )


def _targets(tree: TreeIndex, manifest: str) -> dict[str, str]:
    """Return the folders of the targets in a Package.swift, by the usual places or their path."""
    text, root = tree.read(manifest) or "", folder_of(manifest)
    matches = [*_TARGET.finditer(text)]
    starts = [match.start() for match in matches]
    folders: dict[str, str] = {}
    for match, end in zip(matches, [*starts[1:], len(text)], strict=False):
        name = match["name"].replace("-", "_")
        written = _PATH.search(text, match.end(), end)
        usual = (f"{it}/{match['name']}" for it in _FOLDERS.get(match["kind"], _SOURCES))
        places = [written[1]] if written else [*usual]
        for place in (join(root, it) for it in places):
            if place is not None:
                folders.setdefault(place, name)
    return folders


def _module_of(folders: Mapping[str, str], projects: frozenset[str], path: str) -> str:
    """Return the module of a file: that of its target, else of its folder in an Xcode project."""
    for folder in ancestors(folder_of(path)):
        if folder in folders:
            return folders[folder]
        if folder in projects:
            return under(folder, path[len(folder) :].lstrip("/").partition("/")[0])
    inner = f"/{path}".partition("/Sources/")[2]
    return inner.partition("/")[0] if "/" in inner else ""


def _hits(modules: _Targets, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    own = _module_of(modules.folders, modules.projects, file.path)
    seen = [modules.scopes.get(own, NO_NAMES)]
    for item in imports_of(file):
        name = item.module.strip().split(" ")[-1].partition(".")[0]
        if name in modules.imported:
            seen.append(modules.scopes[modules.imported[name]])
        elif name.isidentifier() and name.strip("_") not in SWIFT:
            yield Outside(name)
    plain, types = heads(mentions.chains), own_types(file)
    around = plain | types
    for name in plain - types - {*file.values}:
        if path := _by_name(modules, name, seen, file, mentions):
            yield Use(path, (name,))
    inner = modules.nested.get(own, {})
    for name in plain - types - seen[0].types.keys():
        # In an extension of the outer type, its nested types have plain names.
        outer = [it for it in inner.get(name, ()) if it.partition(".")[0] in around]
        if len(outer) == 1 and (path := only(seen[0].types[outer[0]], file)):
            yield Use(path, (name,))


def _by_name(
    modules: _Targets, name: str, seen: list[PackageNames], file: Declarations, mentions: Mentions
) -> str | None:
    for scope in seen:
        if files := scope.types.get(name):
            return only(files, file)
        is_certain = name not in modules.members and name not in mentions.members
        if is_certain and (files := scope.values.get(name)):
            return only(files, file)
    return None
