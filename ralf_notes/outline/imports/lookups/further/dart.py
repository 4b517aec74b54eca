"""Dart: URIs of libraries, and the names that these declare, export or take from their parts.

What a name means depends on the exports and parts of other files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.declared import only
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    beside,
    folder_of,
    imports_of,
    imports_text,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

_PLACES = ("lib", "bin", "test", "example", "tool", "integration_test", "web", "benchmark")
_MOST_EXPORTED = 1000
"""The most files that one library is taken to export."""


@dataclass(frozen=True, slots=True)
class _Libraries:
    tree: TreeIndex
    index: list[str]
    """Of the suffixes of the paths of all files."""
    declared: Mapping[str, list[Declarations]]
    """By name: the files that declare it outside types."""
    parts: Mapping[str, str]
    """The path of a part -> the library that it is a part of."""
    names: Mapping[str, str]
    """The folder of a package -> the name that its manifest gives it, else that of the folder."""


def dart(tree: TreeIndex) -> Lookup:
    """Return the lookup for Dart."""
    files = [file for file in tree.files.values() if file.language == "dart"]
    declared: defaultdict[str, list[Declarations]] = defaultdict(list)
    for file in files:
        for name in dict.fromkeys((*file.types, *file.values, *file.extensions)):
            declared[name].append(file)
    index = suffix_index(path for path in tree.ordered if path.endswith(".dart"))
    manifests = [path for path in tree.ordered if path.rpartition("/")[2] == "pubspec.yaml"]
    names = {folder_of(path): _named(tree, path) for path in manifests}
    without_parts = _Libraries(tree, index, declared, {}, names)
    parts = {
        part: file.path for file in files for part in _marked(without_parts, file.path, "part")
    }
    libraries = _Libraries(tree, index, declared, parts, names)
    shared = imports_text(tree, ("dart",))
    return Lookup(partial(_imported, libraries), partial(_names, libraries), shared)


def _imported(libraries: _Libraries, importer: str, item: Import) -> Iterator[Hit]:
    """Yield the file of a URI: a relative one, or `package:name/path` of a package of the tree."""
    uri = item.module.strip()
    if uri.startswith("package:"):
        name, _, inner = uri.removeprefix("package:").partition("/")
        file = _in_package(libraries, importer, name, inner)
        yield Use(file) if file else Outside(name)
    elif ":" not in uri and (path := beside(libraries.tree, importer, uri)):
        yield Use(path)


def _in_package(libraries: _Libraries, importer: str, name: str, path: str) -> str | None:
    candidates = with_suffix(libraries.index, f"lib/{path}", 32)
    roots = {each.removesuffix(f"lib/{path}").rstrip("/"): each for each in candidates}
    for folder in ancestors(folder_of(importer)):
        inner = importer[len(folder) :].lstrip("/").partition("/")[0]
        if folder in roots and inner in _PLACES and _is_named(libraries, folder, name):
            return roots[folder]
    named = [each for root, each in roots.items() if _is_named(libraries, root, name)]
    return named[0] if len(named) == 1 else None


def _is_named(libraries: _Libraries, folder: str, name: str) -> bool:
    """Whether a folder is the package of a name."""
    return libraries.names.get(folder, folder.rpartition("/")[2]) == name


def _named(tree: TreeIndex, manifest: str) -> str:
    """Return the name that a manifest gives its package; if it is unread, that of its folder."""
    text = tree.read(manifest)
    if text is None:
        return folder_of(manifest).rpartition("/")[2]
    lines = map(str.split, text.splitlines())
    return next((line[1] for line in lines if len(line) == 2 and line[0] == "name:"), "")


def _names(libraries: _Libraries, file: Declarations, mentions: Mentions) -> Iterator[Use]:
    """Yield the files that declare the names in a file."""
    library = libraries.parts.get(file.path, file.path)
    scopes = _scopes(libraries, library)
    declared_here = {*file.types, *file.values}
    for chain in mentions.chains:
        head, _, rest = chain.partition(".")
        name = rest.partition(".")[0] if head in scopes else head
        seen = scopes.get(head, scopes[""])
        if name in declared_here or name not in libraries.declared:
            continue
        candidates = [each for each in libraries.declared[name] if each.path in seen]
        if path := only(candidates, file):
            yield Use(path, (name,))


def _scopes(libraries: _Libraries, library: str) -> dict[str, set[str]]:
    """Return the files whose names a library knows, by the prefix of these names, or ''."""
    scopes: defaultdict[str, set[str]] = defaultdict(set)
    scopes[""] |= {library, *_marked(libraries, library, "part")}
    declarations = libraries.tree.files.get(library)
    for item in imports_of(declarations) if declarations else ():
        for hit in _imported(libraries, library, item) if item.mark != "part" else ():
            if isinstance(hit, Use):
                scopes[item.local[0] if item.local else ""] |= _offered(libraries, hit.path)
    return dict(scopes)


def _offered(libraries: _Libraries, library: str) -> set[str]:
    """Return the files whose names a library offers: its own, its parts' and what it exports."""
    seen, waiting = {library}, [library]
    while waiting and len(seen) < _MOST_EXPORTED:
        path = waiting.pop()
        seen.update(_marked(libraries, path, "part"))
        new = [each for each in _marked(libraries, path, "export") if each not in seen]
        seen.update(new)
        waiting += new
    return seen


def _marked(libraries: _Libraries, path: str, mark: str) -> Iterator[str]:
    """Yield the files that a library exports, or that are its parts."""
    file = libraries.tree.files.get(path)
    for item in imports_of(file) if file and file.language == "dart" else ():
        for hit in _imported(libraries, path, item) if item.mark == mark else ():
            if isinstance(hit, Use):
                yield hit.path
