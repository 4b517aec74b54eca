"""Zig: imported files, and names behind them, which these may take from others in turn.

What a name means depends on the imports of other files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    beside,
    imports_of,
    imports_text,
)
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

_MOST_STEPS = 8
_PLACE = re.compile(r'path\(\s*"([^"\n]+\.zig)"\s*\)')
_MODULE = re.compile(
    r'(?:addModule|addImport)\(\s*"([^"\n]+)"\s*,[^;]{0,300}?path\(\s*"([^"\n]+\.zig)"'
)


@dataclass(frozen=True, slots=True)
class _ZigFiles:
    tree: TreeIndex
    packages: Mapping[str, str]
    """By name: the files of the packages that `build.zig` names."""
    bound: dict[str, dict[str, Use]] = field(default_factory=dict)
    """By path, as far as it was asked for: what names are bound to by its imports."""


def zig(tree: TreeIndex) -> Lookup:
    """Return the lookup for Zig."""
    packages: dict[str, str] = {}
    for manifest in (path for path in tree.ordered if path.rpartition("/")[2] == "build.zig"):
        text = tree.read(manifest) or ""
        for written in _PLACE.findall(text):
            if path := beside(tree, manifest, written):
                packages.setdefault(path.rpartition("/")[2].removesuffix(".zig"), path)
        for name, written in _MODULE.findall(text):
            if path := beside(tree, manifest, written):
                packages[name] = path
    files = _ZigFiles(tree, packages)
    shared = imports_text(tree, ("zig",))
    return Lookup(partial(_imported, files), partial(_names, files), shared)


def _imported(files: _ZigFiles, importer: str, item: Import) -> Iterator[Hit]:
    """Yield the file of an `@import`; a name without an ending is a package."""
    written = item.module.strip()
    if written.endswith((".zig", ".zon")):
        if file := beside(files.tree, importer, written):
            yield Use(file, item.names)
    elif path := files.packages.get(written):
        yield Use(path, item.names)
    elif written and written not in ("std", "builtin", "root"):
        yield Outside(written)


def _names(files: _ZigFiles, file: Declarations, mentions: Mentions) -> Iterator[Use]:
    """Yield the files that define the names behind imported files: `shop.Cart.add`."""
    for chain in mentions.chains:
        path = file.path
        for step, part in enumerate(chain.split(".")[:_MOST_STEPS]):
            use = _bound(files, path).get(part)
            if use is None or use.names:
                place = Use(use.path, use.names) if use else Use(path, (part,))
                is_there = place.names[0] in _defined(files.tree, place.path)
                if is_there and (step or use):
                    yield place
                break
            path = use.path
            if step:
                yield use


def _bound(files: _ZigFiles, path: str) -> dict[str, Use]:
    """Return what names of a file are bound to by its imports: a file, or a name in one."""
    if path not in files.bound:
        file = files.tree.files.get(path)
        files.bound[path] = {
            item.local[0]: hit
            for item in (imports_of(file) if file else ())
            for hit in _imported(files, path, item)
            if item.local and isinstance(hit, Use)
        }
    return files.bound[path]


def _defined(tree: TreeIndex, path: str) -> tuple[str, ...]:
    file = tree.files.get(path)
    return (*file.types, *file.values) if file else ()
