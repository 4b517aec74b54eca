"""Names that Nuxt, and plugins that do as it does, find without an import."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ralf_notes.outline.imports.tree import (
    Declarations,
    TreeIndex,
    Use,
    ancestors,
    folder_of,
    under,
)
from ralf_notes.outline.mentions import Mentions, heads

_CONFIGS = ("nuxt.config.ts", "nuxt.config.js", "nuxt.config.mjs")
_COMPONENTS_PLUGIN = "unplugin-vue-components"
_SOURCES = ("app/", "src/", "")
"""Where the folder `components` of an app may be, below its root."""
_SHARED = ("composables/", "utils/", "stores/")
"""Folders below the source whose exports every file of an app may use."""
_MODE = re.compile(r"\.(?:client|server|global)$")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

ByName = Mapping[str, str]
"""A name -> the only file that has it."""


@dataclass(frozen=True, slots=True)
class AutoImports:
    """What the apps of a tree find by name, by the folder of each app."""

    components: Mapping[str, ByName]
    names: Mapping[str, ByName]

    def component(self, user: str, name: str) -> Use | None:
        """Return the file of a component that a template shows and its script does not import."""
        for folder in ancestors(folder_of(user)):
            if by_name := self.components.get(folder):
                plain = name.removeprefix("Lazy") if name not in by_name else name
                return Use(by_name[plain]) if plain in by_name and by_name[plain] != user else None
        return None

    def uses(self, file: Declarations, mentions: Mentions) -> Iterator[Use]:
        """Yield what a file uses of names that need no import."""
        for folder in ancestors(folder_of(file.path)) if self.names else ():
            if by_name := self.names.get(folder):
                own_names = {*file.types, *file.values, *mentions.members, *_imported(file)}
                for name in sorted(heads(mentions.chains) & by_name.keys() - own_names):
                    if by_name[name] != file.path:
                        yield Use(by_name[name], (name,))
                return


def auto_imports(tree: TreeIndex, plugged: Iterable[str]) -> AutoImports:
    """Return what the apps of a tree find by name.

    Args:
        tree: the tree.
        plugged: the folders of packages that use a plugin for components.
    """
    apps = {folder_of(path) for path in tree.ordered if path.endswith(_CONFIGS)}
    components: dict[str, ByName] = {}
    names: dict[str, ByName] = {}
    for root in sorted({*apps, *plugged}):
        source = _source(tree, root)
        components[root] = _components(tree, under(source, "components/"))
        if root in apps:
            folders = tuple(under(source, each) for each in _SHARED)
            names[root] = _names(tree, (*folders, under(root, "shared/")))
            # What runs on the server has names of its own.
            names[under(root, "server")] = _names(
                tree, (under(root, "server/utils/"), under(root, "shared/"))
            )
    return AutoImports(
        components, {folder: by_name for folder, by_name in names.items() if by_name}
    )


def is_plugged(manifest: Mapping[str, object]) -> bool:
    """Whether a package.json asks for the plugin that finds components by name."""
    tables = (manifest.get(key) for key in ("dependencies", "devDependencies"))
    return any(isinstance(table, dict) and _COMPONENTS_PLUGIN in table for table in tables)


def _source(tree: TreeIndex, root: str) -> str:
    """Return the folder with the source of an app."""
    for inner in _SOURCES:
        start = under(root, f"{inner}components/")
        if any(path.startswith(start) for path in tree.ordered):
            return under(root, inner.rstrip("/"))
    return root


def _components(tree: TreeIndex, start: str) -> ByName:
    """Return the components below a folder, by their names with and without their folders'."""
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for path in tree.ordered:
        if path.startswith(start) and path.endswith((".vue", ".tsx", ".jsx")):
            *folders, file = path[len(start) :].split("/")
            stem = _MODE.sub("", file.rpartition(".")[0])
            words = [word.title() for word in _WORD.findall(stem) if stem != "index"]
            prefix = [word.title() for folder in folders for word in _WORD.findall(folder)]
            by_name["".join(words)].add(path)
            by_name["".join((*_without_end(prefix, words), *words))].add(path)
    return _certain(by_name)


def _without_end(prefix: list[str], words: list[str]) -> list[str]:
    """Return the words of the folders without those that the name of the file begins with."""
    for length in range(min(len(prefix), len(words)), 0, -1):
        if prefix[-length:] == words[:length]:
            return prefix[:-length]
    return prefix


def _names(tree: TreeIndex, folders: tuple[str, ...]) -> ByName:
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for path, file in tree.files.items():
        if path.startswith(folders) and not file.is_test:
            for name in (*file.types, *file.values):
                by_name[name].add(path)
    return _certain(by_name)


def _certain(by_name: Mapping[str, set[str]]) -> ByName:
    return {name: next(iter(paths)) for name, paths in by_name.items() if name and len(paths) == 1}


def _imported(file: Declarations) -> Iterator[str]:
    """Yield the names that a file imports; of a default import, those that its module suggests."""
    for item in file.imports:
        yield from item.names
        if "default" in item.names:
            stem = item.module.rpartition("/")[2].partition(".")[0]
            words = _WORD.findall(stem)
            yield from (stem, "".join((*words[:1], *(word.title() for word in words[1:]))))
