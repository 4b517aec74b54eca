"""Imports -> files of the tree: what each file uses, who uses it, and the packages from outside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ralf_notes.outline.imports.files import bash, c_family, ruby, swift
from ralf_notes.outline.imports.go import go
from ralf_notes.outline.imports.javascript import javascript
from ralf_notes.outline.imports.namespaces import csharp, jvm
from ralf_notes.outline.imports.php import php
from ralf_notes.outline.imports.python import python
from ralf_notes.outline.imports.rust import rust
from ralf_notes.outline.imports.tree import (
    CONFIG_FILES,
    Facts,
    Outside,
    Rule,
    Tree,
    Use,
    build_tree,
)

__all__ = [
    "CONFIG_FILES",
    "Facts",
    "Resolved",
    "Resolver",
    "Use",
    "folder_edges",
    "index",
    "used_by",
]

_LONGEST_MODULE = 1000
"""Characters; what is longer, such as a `data:` address, is no path and no package."""

_RULES: Mapping[str, Callable[[Tree], Rule]] = {
    "python": python,
    "javascript": javascript,
    "typescript": javascript,
    "tsx": javascript,
    "go": go,
    "rust": rust,
    "java": jvm,
    "kotlin": jvm,
    "c_sharp": csharp,
    "c": c_family,
    "cpp": c_family,
    "ruby": ruby,
    "php": php,
    "bash": bash,
    "swift": swift,
}
"""Language -> what makes its rule from the tree; other languages import nothing."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What one file imports."""

    path: str
    uses: tuple[Use, ...]
    """Other files of the tree, each once, sorted by path."""
    packages: tuple[str, ...]
    """Packages from outside by name, sorted; not what the language brings along."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves imports in one tree. It keeps paths and declared names, no imports."""

    rules: Mapping[str, Rule]

    def resolve(self, facts: Facts) -> Resolved:
        """Return what the file uses; an import that leads nowhere is left out."""
        rule = self.rules.get(facts.language)
        items = [it for it in facts.imports if len(it.module) <= _LONGEST_MODULE]
        hits = [hit for it in items for hit in rule(facts, it)] if rule else []
        packages = {hit.name for hit in hits if isinstance(hit, Outside)}
        uses = _merged(hit for hit in hits if isinstance(hit, Use) and hit.path != facts.path)
        return Resolved(facts.path, uses, tuple(sorted(packages)))


def _merged(uses: Iterable[Use]) -> tuple[Use, ...]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for use in uses:
        names[use.path].update(use.names)
    return tuple(Use(path, tuple(sorted(names[path] - {"*"}))) for path in sorted(names))


def index(files: Iterable[Facts], read: Callable[[str], str | None]) -> Resolver:
    """Prepare to resolve the imports of a tree.

    files: all files of the tree, also those that import nothing or have no parser.
    read: gives the text of a small config file of the tree (CONFIG_FILES, and what those extend),
        or None. It is called here only, never later.
    """
    tree = build_tree(files, read)
    makers = {maker: maker(tree) for maker in set(_RULES.values())}
    return Resolver({language: makers[maker] for language, maker in _RULES.items()})


def used_by(resolved: Iterable[Resolved]) -> dict[str, tuple[str, ...]]:
    """Return for each file that is used the files that use it, sorted."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for file in resolved:
        for use in file.uses:
            users[use.path].add(file.path)
    return {path: tuple(sorted(users[path])) for path in sorted(users)}


def folder_edges(
    resolved: Iterable[Resolved], folder: str, depth: int = 1
) -> dict[tuple[str, str], int]:
    """Count the imports between the parts of a folder, e.g. for a diagram.

    folder: path of the folder; '' is the root of the tree.
    depth: how many levels below the folder a part is; 1 means its direct children.
    Returns (user, used) -> imports, sorted, each end the full path of a file or a folder; what
    crosses the border of the folder, or stays inside one part, is not counted.
    """
    edges: Counter[tuple[str, str]] = Counter()
    for file in resolved:
        user = _part(file.path, folder, depth)
        for use in file.uses if user else ():
            used = _part(use.path, folder, depth)
            if used and used != user:
                edges[user, used] += 1
    return dict(sorted(edges.items()))


def _part(path: str, folder: str, depth: int) -> str:
    """Return the part of the folder that holds `path`, or '' if it is elsewhere."""
    start = f"{folder}/" if folder else ""
    if not path.startswith(start):
        return ""
    levels = path[len(start) :].split("/")[:depth]
    return start + "/".join(levels)
