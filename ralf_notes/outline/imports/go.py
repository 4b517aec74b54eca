"""Go: an import names a package, which is a folder below the module of a `go.mod`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.tree import Facts, Hit, Outside, Rule, Tree, Use, folder_of, under
from ralf_notes.outline.parse import Import

_MODULE = re.compile(r'^[ \t]*module[ \t]+"?([^\s"]+)', re.MULTILINE)
_REQUIRED = re.compile(r"^[ \t]*(?:require[ \t]+)?([^\s()]+)[ \t]+v\d\S*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Modules:
    folders: Mapping[str, str]
    """Path of a module -> its folder."""
    required: frozenset[str]
    """Paths of the modules outside that some `go.mod` requires."""
    faces: Mapping[str, str]
    """Folder -> the file that stands for its package."""


def go(tree: Tree) -> Rule:
    """Return the rule for Go.

    Which names are used is not known, so a package is shown by one file: the one named like the
    folder or the package, else `doc.go`, else the first by name; tests never.
    """
    texts = {folder_of(path): tree.read(path) or "" for path in tree.configs.get("go.mod", ())}
    folders: dict[str, str] = {}
    for folder, text in texts.items():
        named = _MODULE.search(text)
        if named:
            folders.setdefault(named[1], folder)
    required = frozenset(name for text in texts.values() for name in _REQUIRED.findall(text))
    return partial(_hits, _Modules(folders, required, _faces(tree)))


def _faces(tree: Tree) -> dict[str, str]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.ordered:
        if path.endswith(".go") and not path.endswith("_test.go"):
            files[folder_of(path)].append(path)
    return {folder: _face(tree, folder, paths) for folder, paths in files.items()}


def _face(tree: Tree, folder: str, paths: list[str]) -> str:
    declared = {tree.facts[path].package for path in paths if path in tree.facts}
    names = (folder.rpartition("/")[2], *sorted(declared), "doc")
    wanted = (under(folder, f"{name}.go") for name in names)
    return next((path for path in wanted if path in paths), paths[0])


def _hits(modules: _Modules, facts: Facts, item: Import) -> Iterator[Hit]:
    path = item.module.strip('"` ')
    owner = _longest(path, modules.folders)
    if owner:
        rest = path[len(owner) :].strip("/")
        face = modules.faces.get(under(modules.folders[owner], rest))
        if face:
            yield Use(face)
    elif "." in path.partition("/")[0].strip("."):  # no dot there: the standard library
        yield Outside(_longest(path, modules.required) or path)


def _longest(path: str, known: Mapping[str, str] | frozenset[str]) -> str:
    """Return the longest beginning of `path`, at a slash, that is known; or ''."""
    while path and path not in known:
        path = path.rpartition("/")[0]
    return path
