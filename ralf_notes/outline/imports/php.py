"""PHP: names by composer's PSR-4 folders or by the files that declare them; required files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.namespaces import (
    Names,
    declared_names,
    is_ours,
    member,
    qualified_names,
)
from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    all_strings,
    ancestors,
    as_table,
    first,
    folder_of,
    join,
    nearest,
    read_json,
)
from ralf_notes.outline.model import Import


@dataclass(frozen=True, slots=True)
class _Classes:
    tree: TreeIndex
    names: Names
    folders: Mapping[str, list[str]]
    """A PSR-4 prefix without the last backslash -> its folders."""


def php(tree: TreeIndex) -> Lookup:
    """Return the lookup for PHP."""
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.configs.get("composer.json", ()):
        manifest = read_json(tree, path)
        for section in ("autoload", "autoload-dev"):
            for prefix, value in as_table(as_table(manifest.get(section)).get("psr-4")).items():
                for written in all_strings(value):
                    folder = join(folder_of(path), written)
                    if folder is not None:
                        folders[prefix.strip("\\")].append(folder)
    return partial(_hits, _Classes(tree, declared_names(tree, ("php",), "\\"), folders))


def _hits(classes: _Classes, importer: str, item: Import) -> Iterator[Hit]:
    if "/" in item.module or item.module.endswith((".php", ".inc")):
        # A required file: beside this one, or below a folder above it, which may be the root.
        places = (join(folder, item.module) for folder in ancestors(folder_of(importer)))
        file = first(classes.tree, (place for place in places if place))
        if file:
            yield Use(file)
        return
    for name in qualified_names(item, "\\"):
        use = _autoloaded(classes, importer, name) or member(classes.names, importer, name)
        if use:
            yield use
        elif not is_ours(classes.names, name):
            parts = name.split("\\")
            begins = {"\\".join(parts[:end]) for end in range(1, len(parts) + 1)}
            # The package is its first two parts; a name in no namespace is PHP's own.
            package = parts[:-1][:2] if begins.isdisjoint(classes.folders) else []
            if package and all(part.isidentifier() for part in package):
                yield Outside("\\".join(package))


def _autoloaded(classes: _Classes, importer: str, name: str) -> Use | None:
    parts = name.split("\\")
    for end in range(len(parts) - 1, -1, -1):
        folders = classes.folders.get("\\".join(parts[:end]), ())
        places = (join(folder, "/".join(parts[end:]) + ".php") for folder in folders)
        files = sorted({place for place in places if place and place in classes.tree.paths})
        if files:
            return Use(nearest(files, importer))
    return None
