"""C#: types of the same namespace, of those around it and of those that `using` names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.declared import Files, only, own_types, packages_of, prefixes
from ralf_notes.outline.imports.namespaces import Namespaces, declaring, is_ours, namespaces
from ralf_notes.outline.imports.standard import CSHARP, CSHARP_METHODS
from ralf_notes.outline.imports.tree import (
    MANY,
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
from ralf_notes.outline.model import Import

_OF_DOTNET = ("System", "Microsoft.")
_SEVERAL_WORDS = re.compile(r"[A-Z]+[a-z\d]+[A-Z]")
_USING = re.compile(r'<Using\s+Include="([\w.]+)"([^>]*)')
_REFERENCE = re.compile(r"<PackageReference\b[^<>]*+")
_INCLUDE = re.compile(r'\bInclude="([\w.-]+)"')
_ROOT = "global."
"""What a chain begins with that is written in full from the root: `global::Shop.Cart`."""


@dataclass(frozen=True, slots=True)
class _Projects:
    namespaces: Namespaces
    folders: frozenset[str]
    """The folders with a project file."""
    usings: Mapping[str, tuple[Import, ...]]
    """The folder of a project -> what `global using` names in any of its files."""
    extensions: Mapping[str, Files]
    """By name: the files that declare an extension method."""
    members: frozenset[str]
    """The names of all other methods of types."""
    packages: Mapping[str, str]
    """Those that the project files name, by their names in small letters."""


def csharp(tree: TreeIndex) -> Lookup:
    """Return the lookup for C#."""
    folders = frozenset(folder_of(path) for path in tree.ordered if path.endswith(".csproj"))
    usings: defaultdict[str, list[Import]] = defaultdict(list)
    for file in tree.files.values():
        if file.language == "c_sharp":
            global_usings = [item for item in imports_of(file) if "global" in item.mark]
            if global_usings:
                usings[_project(folders, file.path)] += global_usings
    packages: dict[str, str] = {}
    for path in tree.ordered:
        if path.endswith(".csproj"):
            text = tree.read(path) or ""
            named = [Import(name) for name, how in _USING.findall(text) if "Static" not in how]
            usings[folder_of(path)] += named
            tags = map(_INCLUDE.search, _REFERENCE.findall(text))
            packages.update({tag[1].lower(): tag[1] for tag in tags if tag})
    shared = {folder: tuple(items) for folder, items in usings.items()}
    extensions: defaultdict[str, Files] = defaultdict(list)
    members: set[str] = set()
    for file in tree.files.values():
        if file.language == "c_sharp":
            members.update(file.members)
            for name in file.extensions:
                extensions[name].append(file)
    spaces = namespaces(tree, ("c_sharp",))
    projects = _Projects(spaces, folders, shared, extensions, frozenset(members), packages)
    return Lookup(names=partial(_hits, projects), shared=repr((shared, sorted(packages))))


def _project(folders: frozenset[str], path: str) -> str:
    return next((folder for folder in ancestors(folder_of(path)) if folder in folders), "")


def _hits(projects: _Projects, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    spaces = projects.namespaces
    inherited = projects.usings.get(_project(projects.folders, file.path))
    packages = [each for package in packages_of(file) for each in prefixes(package)]
    around = [*dict.fromkeys(packages), ""]
    used: dict[str, None] = {}
    aliases: set[str] = set()
    own_imports = [*imports_of(file)]
    # A `using static` for a whole project is no sign that this file uses the type.
    shared = (item for item in inherited or () if "static" not in item.mark)
    for place, item in enumerate((*own_imports, *shared)):
        name = _in_full_name(spaces, item.module.partition("<")[0].strip(), packages)
        aliases.update(alias for alias in item.local if alias != name.rpartition(".")[2])
        if name in spaces.scopes and not item.local:
            if not _is_polyfill(name, file):
                used[name] = None
            continue
        files, declared = declaring(spaces, name)
        if path := _one(files, declared, file):
            yield Use(path, (declared,))
        elif not files and place < len(own_imports):
            is_type = "static" in item.mark
            yield from _outside(projects, name.rpartition(".")[0] if is_type else name)
    for name in heads(mentions.chains) - own_types(file) - aliases:
        if path := _by_name(spaces, name, around, used, file):
            yield Use(path, (name,))
    yield from _in_full(spaces, [*around, *used], file, mentions.chains)
    yield from _extending(projects, [*around, *used], file, mentions)


def _outside(projects: _Projects, name: str) -> Iterator[Outside]:
    """Yield the package from outside that `using` names, such as `Newtonsoft.Json`.

    It is the one of a project file whose name the namespace begins with, else its first two parts.
    """
    parts = name.split(".")[:2]
    is_package = all(part.isidentifier() for part in parts)
    if is_package and parts[0] not in CSHARP and not is_ours(projects.namespaces, name):
        known = (projects.packages.get(each) for each in prefixes(name.lower()))
        yield Outside(next(filter(None, known), ".".join(parts)))


def _in_full_name(spaces: Namespaces, name: str, around: Iterable[str]) -> str:
    """Return what `using` names: inside a namespace, the name may be one from there."""
    if name in spaces.scopes:
        return name
    return next((it for each in around if (it := f"{each}.{name}") in spaces.scopes), name)


def _is_polyfill(namespace: str, file: Declarations) -> bool:
    """Whether the tree only adds to a namespace of .NET: its names are mostly those of .NET."""
    return namespace.partition(".")[0] in CSHARP and file.package.partition(".")[0] not in CSHARP


def _by_name(
    spaces: Namespaces, name: str, around: Iterable[str], used: Iterable[str], file: Declarations
) -> str | None:
    """Return the file that declares a plain name: the nearest namespace comes first."""
    for namespace in around:
        types = spaces.scopes[namespace].types if namespace in spaces.scopes else {}
        # Parts of a partial type, in other files, may hold nested types.
        inner = (f"{outer}.{name}" for outer in file.types[:MANY] if namespace == file.package)
        for written in (*inner, name):
            if files := types.get(written):
                return _one(files, written, file)
    candidates = [files for each in used if (files := spaces.scopes[each].types.get(name))]
    return _one(candidates[0], name, file) if len(candidates) == 1 else None


def _extending(
    projects: _Projects, around: Iterable[str], file: Declarations, mentions: Mentions
) -> Iterator[Use]:
    """Yield the files of the extension methods that stand behind values.

    Only names of several words count: `Add` may as well be a method from outside.
    """
    behind = {part for chain in mentions.chains for part in chain.split(".")[1:]}
    seen = frozenset(around)
    for name in sorted((behind & projects.extensions.keys()) - CSHARP_METHODS):
        if name in projects.members or name in mentions.members or not _SEVERAL_WORDS.match(name):
            continue
        files = projects.extensions[name]
        # What the tree adds to a namespace of .NET may be there without `using`.
        candidates = [
            each for each in files if each.package in seen or each.package.startswith(_OF_DOTNET)
        ]
        if path := only(candidates, file):
            yield Use(path, (name,))


def _in_full(
    spaces: Namespaces, around: Iterable[str], file: Declarations, chains: Iterable[str]
) -> Iterator[Use]:
    """Yield the files of types that are written with their namespace, or with the end of it."""
    for written in chains:
        chain = written.removeprefix(_ROOT)
        if "." not in chain.strip("."):
            continue
        for namespace in around if chain == written else ("",):
            whole = f"{namespace}.{chain}" if namespace else chain
            package = next((each for each in prefixes(whole) if each in spaces.scopes), "")
            if package not in spaces.scopes:
                continue
            types = spaces.scopes[package].types
            rest = whole[len(package) + 1 :] if package else whole
            name = next((each for each in prefixes(rest) if each in types), "")
            if name:
                if path := _one(types[name], name, file):
                    yield Use(path, (name,))
                break


def _one(files: Files, name: str, file: Declarations) -> str | None:
    """Return the file of a type; of a partial type that several declare, the one named after it."""
    if len(files) > 1:
        if any(each.path == file.path for each in files):
            return None
        named = [each for each in files if each.path.rpartition("/")[2] == f"{name}.cs"]
        files = named or files
    return only(files, file)
