"""Rust: `mod`, and paths from the crate, the module, its parent, or another crate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    first,
    folder_of,
    imports_of,
    join,
    read_toml,
    under,
)
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import
from ralf_notes.outline.values import as_table

_STANDARD = frozenset(("std", "core", "alloc", "proc_macro", "test"))
_ROOT_FILES = ("lib.rs", "main.rs")
_WORDS = frozenset(("crate", "self", "super"))
_TARGET_FOLDERS = frozenset(("tests", "examples", "benches"))


@dataclass(frozen=True, slots=True)
class _Crates:
    tree: TreeIndex
    roots: Mapping[str, str]
    """The name of each crate of the tree, as code writes it -> its root file."""
    dependencies: frozenset[str]
    """The crates that any `Cargo.toml` depends on, as code writes them."""


@dataclass(frozen=True, slots=True)
class _Module:
    file: str
    folder: str
    """The folder with the files of its inner modules."""


def rust(tree: TreeIndex) -> Lookup:
    """Return the lookup for Rust: the longest path that is a file; the rest is a name in it."""
    roots: dict[str, str] = {}
    dependencies: set[str] = set()
    for path in tree.configs.get("Cargo.toml", ()):
        manifest, folder = read_toml(tree, path), folder_of(path)
        targets = as_table(manifest.get("target")).values()
        for part in (manifest, as_table(manifest.get("workspace")), *map(as_table, targets)):
            for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
                names = as_table(part.get(kind))
                dependencies.update(name.replace("-", "_") for name in names)
        package, library = as_table(manifest.get("package")), as_table(manifest.get("lib"))
        name = str(library.get("name") or package.get("name") or "").replace("-", "_")
        root = join(folder, str(library.get("path") or "src/lib.rs"))
        file = first(tree, (root or "", under(folder, "src/main.rs")))
        if name and file:
            roots.setdefault(name, file)
    crates = _Crates(tree, roots, frozenset(dependencies))
    return Lookup(partial(_hits, crates), partial(_names, crates))


def _names(crates: _Crates, file: Declarations, mentions: Mentions) -> Iterator[Use]:
    """Yield the files of paths that stand in the code, such as `crate::shop::Cart::new`."""
    bound = dict(_bound(file))
    for chain in mentions.chains:
        head, *rest = chain.split(".")
        if head and rest:
            parts = [*bound.get(head, [head]), *rest]
            if start := _start(crates, file.path, parts):
                yield _deepest(crates.tree, *start)


def _bound(file: Declarations) -> Iterator[tuple[str, list[str]]]:
    """Yield the names that `use` makes known in a file, and the path of each."""
    for item in imports_of(file):
        path = item.module.strip().removeprefix("::").split("::")
        for name, local in zip(item.names, item.local or item.names, strict=False):
            if name != "*":
                yield local, [*path, name]
        if not item.names and not item.module.startswith("mod "):
            yield (item.local or (path[-1],))[0], path


def _hits(crates: _Crates, importer: str, item: Import) -> Iterator[Hit]:
    written = item.module.strip()
    module = written.removeprefix("mod ").partition(" as ")[0].removeprefix("::")
    path = [part.strip() for part in module.split("::")]
    if written.startswith("mod "):
        path.insert(0, "self")
    for name in item.names or ("",):
        parts = [part for part in (*path, name) if part and part != "*"]
        if not parts or parts == ["super"]:
            continue  # `super::*` in a `mod tests` means the same file
        start = _start(crates, importer, parts)
        if start:
            yield _deepest(crates.tree, *start)
            continue
        crate = parts[0]
        is_outside = crate in crates.dependencies
        if "Cargo.toml" not in crates.tree.configs:
            # Crates are lower case; `Kind::*` of an enum in the same file is not.
            is_crate = crate.isidentifier() and crate.islower()
            is_outside = is_crate and crate not in _WORDS and crate not in _STANDARD
        if is_outside:
            yield Outside(crate)


def _start(crates: _Crates, importer: str, parts: list[str]) -> tuple[_Module, list[str]] | None:
    """Return the module that the path starts from, and the rest of the path."""
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


def _deepest(tree: TreeIndex, module: _Module, parts: list[str]) -> Use:
    """Follow a path down to the last module that is a file."""
    for part in parts:
        inner = _child(tree, module, part)
        if inner is None:
            return Use(module.file, (part,))
        module = inner
    return Use(module.file)


def _child(tree: TreeIndex, module: _Module, name: str) -> _Module | None:
    folder = under(module.folder, name)
    file = first(tree, (f"{folder}.rs", f"{folder}/mod.rs"))
    return _Module(file, folder) if file else None


def _module_of(tree: TreeIndex, path: str) -> _Module:
    if path.rpartition("/")[2] == "mod.rs" or _is_root(tree, path):
        return _Module(path, folder_of(path))
    return _Module(path, path.removesuffix(".rs"))


def _is_root(tree: TreeIndex, path: str) -> bool:
    """Whether Cargo builds a crate from this file: a library, a program, a test, an example."""
    folder, _, file = path.rpartition("/")
    above, _, name = folder.rpartition("/")
    if file in _ROOT_FILES:
        return True
    if name == "bin":
        return above.rpartition("/")[2] == "src"
    if file == "project.rs":
        return under(folder, "Cargo.toml") in tree.paths
    return name in _TARGET_FOLDERS and under(above, "Cargo.toml") in tree.paths


def _crate_root(tree: TreeIndex, importer: str) -> _Module:
    if not _is_root(tree, importer):
        for folder in ancestors(folder_of(importer)):
            file = first(tree, (under(folder, name) for name in _ROOT_FILES))
            if file:
                return _Module(file, folder)
    return _module_of(tree, importer)


def _above(tree: TreeIndex, own: _Module, parts: list[str]) -> tuple[_Module, list[str]] | None:
    """Follow `super::super::...`, which leads nowhere above the root of a crate."""
    rest = parts
    while rest and rest[0] == "super":
        if _is_root(tree, own.file):
            # Only a module inside this file can do that, so it means the file itself.
            return own, [part for part in rest if part != "super"]
        folder, rest = folder_of(own.folder), rest[1:]
        beside = (under(folder, name) for name in ("mod.rs", *_ROOT_FILES))
        file = first(tree, (f"{folder}.rs", *beside))
        if file is None:
            return None
        own = _Module(file, folder)
    return own, rest
