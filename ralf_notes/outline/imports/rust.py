"""Rust: `mod`, and paths from the crate, the module, its parent, or another crate of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ralf_notes.outline.imports.tree import (
    Facts,
    Hit,
    Outside,
    Rule,
    Tree,
    Use,
    ancestors,
    first,
    folder_of,
    join,
    read_toml,
    table,
    under,
)
from ralf_notes.outline.parse import Import

_STANDARD = frozenset(("std", "core", "alloc", "proc_macro", "test"))
_ROOT_FILES = ("lib.rs", "main.rs")
_WORDS = frozenset(("crate", "self", "super"))
_TARGET_FOLDERS = frozenset(("tests", "examples", "benches"))


@dataclass(frozen=True, slots=True)
class _Crates:
    tree: Tree
    roots: Mapping[str, str]
    """Name of a crate of the tree, as code writes it -> its root file."""
    dependencies: frozenset[str]
    """Crates that some `Cargo.toml` asks for, as code writes them."""


@dataclass(frozen=True, slots=True)
class _Module:
    file: str
    folder: str
    """Where the files of its inner modules are."""


def rust(tree: Tree) -> Rule:
    """Return the rule for Rust. What follows the longest path that is a file is a name in it."""
    roots: dict[str, str] = {}
    dependencies: set[str] = set()
    for path in tree.configs.get("Cargo.toml", ()):
        manifest = read_toml(tree, path)
        dependencies.update(_dependencies(manifest))
        found = _crate(tree, folder_of(path), manifest)
        if found:
            roots.setdefault(*found)
    return partial(_hits, _Crates(tree, roots, frozenset(dependencies)))


def _crate(tree: Tree, folder: str, manifest: dict[str, Any]) -> tuple[str, str] | None:
    package, library = table(manifest.get("package")), table(manifest.get("lib"))
    name = str(library.get("name") or package.get("name") or "").replace("-", "_")
    path = join(folder, str(library.get("path") or "src/lib.rs"))
    root = first(tree, (path or "", under(folder, "src/main.rs")))
    return (name, root) if name and root else None


def _dependencies(manifest: dict[str, Any]) -> Iterator[str]:
    targets = table(manifest.get("target")).values()
    for part in (manifest, table(manifest.get("workspace")), *map(table, targets)):
        for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
            yield from (name.replace("-", "_") for name in table(part.get(kind)))


def _hits(crates: _Crates, facts: Facts, item: Import) -> Iterator[Hit]:
    module = item.module.strip().removeprefix("mod ").partition(" as ")[0].removeprefix("::")
    declares = item.module.strip().startswith("mod ")
    path = [part.strip() for part in module.split("::")]
    if declares:
        path.insert(0, "self")
    for name in item.names or ("",):
        whole = [*path, name] if name else path
        yield from _path(crates, facts.path, [part for part in whole if part and part != "*"])


def _path(crates: _Crates, importer: str, parts: list[str]) -> Iterator[Hit]:
    if not parts or parts == ["super"]:
        return  # `super::*` is what a `mod tests` in the same file writes
    found = _start(crates, importer, parts)
    if found:
        yield from _descend(crates.tree, *found)
    elif _is_outside(crates, parts[0]):
        yield Outside(parts[0])


def _start(crates: _Crates, importer: str, parts: list[str]) -> tuple[_Module, list[str]] | None:
    """Return the module that the path starts from, and what is left of the path."""
    head, rest = parts[0], parts[1:]
    own = _module_of(crates.tree, importer)
    if head == "crate":
        return _crate_root(crates.tree, importer), rest
    if head == "super":
        return _above(crates.tree, own, parts)
    if head == "self":
        return own, rest
    if head in _STANDARD:
        return None
    if _child(crates.tree, own, head):
        return own, parts
    if head in crates.roots:
        return _module_of(crates.tree, crates.roots[head]), rest
    root = _crate_root(crates.tree, importer)  # the 2015 edition
    return (root, parts) if _child(crates.tree, root, head) else None


def _descend(tree: Tree, module: _Module, parts: list[str]) -> Iterator[Use]:
    for place, part in enumerate(parts):
        inner = _child(tree, module, part)
        if inner is None:
            yield Use(module.file, (parts[place],))
            return
        module = inner
    yield Use(module.file)


def _child(tree: Tree, module: _Module, name: str) -> _Module | None:
    folder = under(module.folder, name)
    file = first(tree, (f"{folder}.rs", f"{folder}/mod.rs"))
    return _Module(file, folder) if file else None


def _module_of(tree: Tree, path: str) -> _Module:
    name = path.rpartition("/")[2]
    if name in (*_ROOT_FILES, "mod.rs") or _is_target(tree, path):
        return _Module(path, folder_of(path))
    return _Module(path, path.removesuffix(".rs"))


def _is_target(tree: Tree, path: str) -> bool:
    """Tell whether Cargo builds a crate from this file alone: a test, an example, a program."""
    folder, _, file = path.rpartition("/")
    above, _, name = folder.rpartition("/")
    if name == "bin":
        return above.rpartition("/")[2] == "src"
    if file == "build.rs":
        return under(folder, "Cargo.toml") in tree.paths
    return name in _TARGET_FOLDERS and under(above, "Cargo.toml") in tree.paths


def _is_root(tree: Tree, path: str) -> bool:
    return path.rpartition("/")[2] in _ROOT_FILES or _is_target(tree, path)


def _crate_root(tree: Tree, importer: str) -> _Module:
    if _is_root(tree, importer):
        return _module_of(tree, importer)
    for folder in ancestors(folder_of(importer)):
        file = first(tree, (under(folder, name) for name in _ROOT_FILES))
        if file:
            return _Module(file, folder)
    return _module_of(tree, importer)


def _above(tree: Tree, own: _Module, parts: list[str]) -> tuple[_Module, list[str]] | None:
    """Follow `super::super::...`; above the root of a crate there is nothing."""
    rest = parts
    while rest and rest[0] == "super":
        if _is_root(tree, own.file):
            # Only a module inside this file can write that: it means the file itself.
            return own, [part for part in rest if part != "super"]
        folder, rest = folder_of(own.folder), rest[1:]
        files = (
            f"{folder}.rs",
            under(folder, "mod.rs"),
            *(under(folder, it) for it in _ROOT_FILES),
        )
        file = first(tree, files)
        if file is None:
            return None
        own = _Module(file, folder)
    return own, rest


def _is_outside(crates: _Crates, name: str) -> bool:
    if "Cargo.toml" in crates.tree.configs:
        return name in crates.dependencies
    # Crates are lower case; `Kind::*` of an enum in the same file is not.
    return name.isidentifier() and name.islower() and name not in _WORDS and name not in _STANDARD
