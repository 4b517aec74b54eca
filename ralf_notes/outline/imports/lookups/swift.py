"""Swift: names of the same module, and of modules of the tree that a file imports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.declared import (
    NO_NAMES,
    PackageNames,
    only,
    own_types,
    prefixes,
    scopes,
)
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
_PATH = re.compile(r"\bpath\s*[:=]\s*\"([^\"\n]+)\"")
_FOLDERS = {"testTarget": ("Tests",), "plugin": ("Plugins",)}
_COLLECTION = re.compile(r"(?i)(?:examples?|samples?|demos?|apps?|projects|packages|modules)$")
_SOURCES = ("Sources", "Source", "src", "srcs")


_PHASE = "isa = PBXSourcesBuildPhase;"
"""Begins what a target of an Xcode project compiles: a line for each file, up to `};`."""
_COMPILED = re.compile(r"/\* (\S[^*\n]*\.swift) in Sources \*/")
_INTERFACE = frozenset(("SwiftUI", "UIKit", "AppKit", "WatchKit"))
_OF_INTERFACE = frozenset(
    ("Animation", "Button", "Color", "Font", "Form", "Image", "Label", "Link", "List", "Menu",
     "Path", "Section", "Shape", "Table", "Text", "Transaction", "View")
)  # fmt: skip
"""Names of Apple's frameworks that a module may have for itself: it seldom hands them on."""


@dataclass(frozen=True, slots=True)
class _Targets:
    scopes: Mapping[str, PackageNames]
    folders: Mapping[str, str]
    """The folder of each module -> the module."""
    projects: Mapping[str, bool]
    """The folders with an Xcode project, and whether it holds sources itself."""
    nested: Mapping[str, Mapping[str, list[str]]]
    """By module, then by plain name: the qualified names of nested types."""
    members: frozenset[str]
    """The names of all methods and properties in types: a plain name can be one."""
    imported: Mapping[str, str]
    """As imports write it -> the module."""
    beside: Mapping[str, PackageNames]
    """By module: what the folders hold that a target of Xcode compiles with it, itself included."""


def swift(tree: TreeIndex) -> Lookup:
    """Return the lookup for Swift."""
    folders: dict[str, str] = {}
    for path in tree.ordered:
        if path.rpartition("/")[2] == "Package.swift":
            folders |= _targets(tree, path)
    projects = _projects(tree)
    files = [file for file in tree.files.values() if file.language == "swift"]
    members = frozenset(name for file in files for name in file.members)
    by_path = {file.path: _module_of(folders, projects, file.path) for file in files}
    by_module = scopes(tree, ("swift",), lambda file: by_path[file.path])
    nested: dict[str, defaultdict[str, list[str]]] = {}
    for module, scope in by_module.items():
        nested[module] = defaultdict(list)
        for name in scope.types:
            if "." in name:
                nested[module][name.rpartition(".")[2]].append(name)
    imported = {module.rpartition("/")[2]: module for module in by_module}
    beside = _beside(by_module, list(_phases(tree, projects, by_path)))
    targets = _Targets(by_module, folders, projects, nested, members, imported, beside)
    return Lookup(names=partial(_hits, targets))


def _targets(tree: TreeIndex, manifest: str) -> dict[str, str]:
    """Return the folders of the targets in a Package.swift, by the usual places or their path."""
    text, root = tree.read(manifest) or "", folder_of(manifest)
    matches = [*_TARGET.finditer(text)]
    starts = [match.start() for match in matches]
    folders: dict[str, str] = {}
    is_alone = sum(match["kind"] not in _FOLDERS for match in matches) == 1
    for match, end in zip(matches, [*starts[1:], len(text)], strict=False):
        name = match["name"].replace("-", "_")
        written = _PATH.search(text, match.end(), end)
        usual = (f"{each}/{match['name']}" for each in _FOLDERS.get(match["kind"], _SOURCES))
        places = [written[1]] if written else [*usual]
        if is_alone and not written and match["kind"] not in _FOLDERS:
            places.append(_SOURCES[0])  # which may hold the only target itself
        for place in (join(root, each) for each in places):
            if place is not None:
                folders.setdefault(place, name)
    return folders


def _projects(tree: TreeIndex) -> dict[str, bool]:
    """Return the folders with an Xcode project, and whether it holds sources itself."""
    projects = {
        folder_of(path.partition(".xcodeproj/")[0]): False
        for path in tree.ordered
        if ".xcodeproj/" in path
    }
    for path in tree.ordered if projects else ():
        folder, _, name = path.rpartition("/")
        if folder in projects and name.endswith(".swift") and name != "Package.swift":
            projects[folder] = True
    return projects


def _phases(
    tree: TreeIndex, projects: Mapping[str, bool], by_path: Mapping[str, str]
) -> Iterator[set[str]]:
    """Yield the folders that a target of an Xcode project compiles together.

    A project names files without folders, so a name counts if only one file has it.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path in by_path:
        places[path.rpartition("/")[2]].append(path)
    for manifest in (path for path in tree.ordered if path.endswith(".xcodeproj/project.pbxproj")):
        root = folder_of(folder_of(manifest))
        if projects.get(root, True):
            continue
        inside = f"{root}/" if root else ""
        for phase in (tree.read(manifest) or "").split(_PHASE)[1:]:
            modules = set()
            for name in {*_COMPILED.findall(phase.partition("};")[0])}:
                paths = [path for path in places.get(name, ()) if path.startswith(inside)]
                modules |= {by_path[paths[0]]} if len(paths) == 1 else set()
            yield modules


def _beside(
    by_module: Mapping[str, PackageNames], phases: Sequence[set[str]]
) -> dict[str, PackageNames]:
    """Return by module what is compiled together with it; modules of the same targets share it."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, modules in enumerate(phases):
        for module in modules:
            numbers[module].append(number)
    joined: dict[tuple[int, ...], PackageNames] = {}
    for targets in {tuple(each) for each in numbers.values()}:
        modules = set().union(*(phases[number] for number in targets))
        joined[targets] = _joined(by_module[module] for module in sorted(modules))
    return {module: joined[tuple(targets)] for module, targets in numbers.items()}


def _joined(scopes_of_modules: Iterable[PackageNames]) -> PackageNames:
    """Return what several modules declare as one."""
    joined = PackageNames()
    for scope in scopes_of_modules:
        for names, others in ((joined.types, scope.types), (joined.values, scope.values)):
            for name, files in others.items():
                names[name].extend(files)
    return joined


def _module_of(folders: Mapping[str, str], projects: Mapping[str, bool], path: str) -> str:
    """Return the module of a file.

    It is that of its target. In an Xcode project, each folder counts as a module, but the project
    is one if it holds sources itself. Else each folder of the tree is one.
    """
    for folder in ancestors(folder_of(path)):
        if folder in folders:
            return folders[folder]
        if folder in projects:
            inner = path[len(folder) :].lstrip("/").partition("/")[0]
            return folder if projects[folder] and "Test" not in inner else under(folder, inner)
    first_folder, slash, rest = path.partition("/")
    inner = f"/{path}".partition("/Sources/")[2]
    if "/" in inner:
        return inner.partition("/")[0]
    if not (slash and (folders or projects)):
        return ""
    is_collection = _COLLECTION.match(first_folder) and "/" in rest
    return f"{first_folder}/{rest.partition('/')[0]}" if is_collection else first_folder


def _hits(modules: _Targets, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    own_module = _module_of(modules.folders, modules.projects, file.path)
    seen = [modules.scopes.get(own_module, NO_NAMES)]
    for item in imports_of(file):
        name = item.module.strip().split(" ")[-1].partition(".")[0]
        if name in modules.imported:
            seen.append(modules.scopes[modules.imported[name]])
            yield from _of_module(name, seen[-1], file, mentions)
        elif name.isidentifier() and name.strip("_") not in SWIFT:
            yield Outside(name)
    seen += _compiled_with(modules, own_module) if len(seen) == 1 else ()
    seen.insert(1, modules.beside.get(own_module, NO_NAMES))
    plain, types = heads(mentions.chains), own_types(file)
    shows = any(item.module.strip() in _INTERFACE for item in imports_of(file))
    taken = _OF_INTERFACE - seen[0].types.keys() if shows else frozenset()
    around = plain | types
    for name in plain - types - {*file.values} - taken:
        if path := _by_name(modules, name, seen, file, mentions):
            yield Use(path, (name,))
    inner = modules.nested.get(own_module, {})
    for name in plain - types - seen[0].types.keys():
        # In an extension of the outer type, its nested types have plain names.
        outer = [each for each in inner.get(name, ()) if each.partition(".")[0] in around]
        if len(outer) == 1 and (path := only(seen[0].types[outer[0]], file)):
            yield Use(path, (name,))
    for chain in mentions.chains:
        if "." in chain and chain[:1].isupper() and (use := _nested(chain, seen, file)):
            yield use


def _of_module(
    name: str, scope: PackageNames, file: Declarations, mentions: Mentions
) -> Iterator[Use]:
    """Yield the uses of functions and values that the name of their module precedes: `Yams.dump`.

    A type of that name hides the module.
    """
    if not scope.values or name in scope.types:
        return
    for chain in mentions.chains:
        first, _, rest = chain.partition(".")
        value = rest.partition(".")[0]
        if first == name and value in scope.values and (path := only(scope.values[value], file)):
            yield Use(path, (value,))


def _compiled_with(modules: _Targets, module: str) -> Iterator[PackageNames]:
    """Yield the module that Xcode may compile into the tests beside it, which import nothing."""
    tested = module.removesuffix("Tests").removesuffix("Unit")
    of_xcode = module.endswith("Tests") and module not in modules.folders.values()
    if of_xcode and tested in modules.scopes:
        yield modules.scopes[tested]


def _nested(chain: str, seen: list[PackageNames], file: Declarations) -> Use | None:
    """Return the use of a type that an extension nests in one of another file: `Cart.Line`."""
    for written in prefixes(chain):
        declaring = next((scope.types[written] for scope in seen if written in scope.types), None)
        if declaring and "." in written:
            path = only(declaring, file)
            return Use(path, (written.rpartition(".")[2],)) if path else None
    return None


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
