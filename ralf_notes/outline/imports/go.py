"""Go: an import names a package, which is a folder in the module of a `go.mod`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    folder_of,
    under,
)
from ralf_notes.outline.model import Import

_MODULE = re.compile(r'^[ \t]*module[ \t]+"?([^\s"]+)', re.MULTILINE)
_REQUIRED = re.compile(r"^[ \t]*(?:require[ \t]+)?([^\s()]+)[ \t]+v\d\S*", re.MULTILINE)


def go(tree: TreeIndex) -> Lookup:
    """Return the lookup for Go.

    An import does not say which names it uses, so one file stands for a package: the one with the
    name of the folder or the package, else `doc.go`, else the first by name, but never a test.
    """
    texts = {folder_of(path): tree.read(path) or "" for path in tree.configs.get("go.mod", ())}
    modules: dict[str, str] = {}
    for folder, text in texts.items():
        match = _MODULE.search(text)
        if match:
            modules.setdefault(match[1], folder)
    required = {name for text in texts.values() for name in _REQUIRED.findall(text)}
    faces = _faces(tree)

    def lookup(_importer: str, item: Import) -> Iterator[Hit]:
        path = item.module.strip('"` ')
        owner = _longest(path, modules)
        if owner:
            rest = path[len(owner) :].strip("/")
            face = faces.get(under(modules[owner], rest))
            if face:
                yield Use(face)
        # Packages of the standard library have no dot there.
        elif "." in path.partition("/")[0].strip("."):
            yield Outside(_longest(path, required) or path)

    return lookup


def _faces(tree: TreeIndex) -> dict[str, str]:
    """Return the file that stands for the package in each folder."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.ordered:
        if path.endswith(".go") and not path.endswith("_test.go"):
            files[folder_of(path)].append(path)
    faces = {}
    for folder, paths in files.items():
        declared = {tree.declared[path].package for path in paths if path in tree.declared}
        names = (folder.rpartition("/")[2], *sorted(declared), "doc")
        candidates = (under(folder, f"{name}.go") for name in names)
        faces[folder] = next((path for path in candidates if path in paths), paths[0])
    return faces


def _longest(path: str, modules: Collection[str]) -> str:
    """Return the longest of the modules that `path` is or lies in, or ''."""
    while path and path not in modules:
        path = path.rpartition("/")[0]
    return path
