"""Rust: `mod`, and paths from the crate, the module, its parent, or another crate.

A path leads on over what other files bind with `use`, and the crate of a file is that of the file
with its `mod`: so the links of a file depend on the imports of others as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from ralf_notes.outline.imports.declared import only
from ralf_notes.outline.imports.tree import (
    MANY,
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
_MOST_STEPS = 16
_ROOT_FILES = ("lib.rs", "main.rs")
_WORDS = frozenset(("crate", "self", "super"))
_TARGET_FOLDERS = frozenset(("tests", "examples", "benches"))


@dataclass(frozen=True, slots=True)
class _Crates:
    tree: TreeIndex
    roots: Mapping[str, str]
    """The name of each crate of the tree, as code writes it -> its root file."""
    old: frozenset[str]
    """The folders of the packages of the 2015 edition, whose paths start at the root."""
    dependencies: frozenset[str]
    """The crates that any `Cargo.toml` depends on, as code writes them."""
    parents: dict[str, str]
    """By path: the file that declares the module, with `mod`."""
    macros: Mapping[str, list[Declarations]]
    """By name: the files that define a macro, or another value, of that name."""
    bound: dict[str, _Bound] = field(default_factory=dict)
    """By path, as far as it was asked for."""
    all_known: dict[str, tuple[tuple[Declarations, bool], ...]] = field(default_factory=dict)
    """By path, as far as it was asked for: what `_all_known` returns."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """What `use` makes known in a file."""

    names: Mapping[str, list[str]]
    """By name: the path that it stands for."""
    all_of: tuple[list[str], ...]
    """The paths of which all names are known."""


@dataclass(frozen=True, slots=True)
class _Module:
    file: str
    folder: str
    """The folder with the files of its inner modules."""


def rust(tree: TreeIndex) -> Lookup:
    """Return the lookup for Rust: the longest path that is a file; the rest is a name in it."""
    roots: dict[str, str] = {}
    dependencies: set[str] = set()
    old: set[str] = set()
    for path in tree.configs.get("Cargo.toml", ()):
        manifest, folder = read_toml(tree, path), folder_of(path)
        dependencies |= _dependencies(manifest)
        package, library = as_table(manifest.get("package")), as_table(manifest.get("lib"))
        if package and str(package.get("edition") or "2015") == "2015":
            old.add(folder)
        name = str(library.get("name") or package.get("name") or "").replace("-", "_")
        root = join(folder, str(library.get("path") or "src/lib.rs"))
        file = first(tree, (root or "", under(folder, "src/main.rs")))
        if name and file:
            roots.setdefault(name, file)
    macros: defaultdict[str, list[Declarations]] = defaultdict(list)
    parents: dict[str, str] = {}
    for each in tree.files.values():
        if each.language == "rust":
            for value in each.values:
                macros[value].append(each)
            module = _module_of(tree, each.path)
            for item in imports_of(each):
                if item.module.startswith("mod ") and (
                    inner := _child(tree, module, item.module[4:])
                ):
                    parents.setdefault(inner.file, each.path)
    crates = _Crates(tree, roots, frozenset(old), frozenset(dependencies), parents, macros)
    shared = "\n".join(f"{inner}\0{outer}" for inner, outer in sorted(parents.items()))
    return Lookup(partial(_hits, crates), partial(_names, crates), shared)


def _dependencies(manifest: Mapping[str, object]) -> set[str]:
    """Return the crates that a manifest depends on, as code writes them."""
    targets = as_table(manifest.get("target")).values()
    parts = (manifest, as_table(manifest.get("workspace")), *map(as_table, targets))
    kinds = ("dependencies", "dev-dependencies", "build-dependencies")
    named = (as_table(part.get(kind)) for part in parts for kind in kinds)
    return {name.replace("-", "_") for names in named for name in names}


def _names(crates: _Crates, file: Declarations, mentions: Mentions) -> Iterator[Use]:
    """Yield the files of paths that stand in the code, such as `crate::shop::Cart::new`."""
    bound = _bound_in(crates, file)
    declared_here = {*file.types, *file.values}
    for chain in mentions.chains:
        head, *rest = chain.split(".")
        if head.endswith("!"):
            yield from _macro(crates, file, head[:-1])
        elif head and (rest or head in bound.names):
            parts = [*bound.names.get(head, [head]), *rest]
            if start := _start(crates, file.path, parts):
                use, further = _deepest(crates.tree, *start)
                if rest:
                    yield use
                yield from _handed_on(crates, file.path, use, further)
        if head and head not in declared_here and head not in bound.names:
            yield from _of_all(crates, file.path, head)


def _macro(crates: _Crates, file: Declarations, name: str) -> Iterator[Use]:
    """Yield the file of the crate that defines a macro which is not bound otherwise."""
    if name not in file.values and name not in _bound_in(crates, file).names:
        yield from _macro_of(crates, _crate_root(crates, file.path).file, name, file)


def _macro_of(crates: _Crates, root: str, name: str, user: Declarations) -> Iterator[Use]:
    files = crates.macros.get(name, ())[:MANY]
    inside = [each for each in files if _crate_root(crates, each.path).file == root]
    if len(inside) == 1 and (path := only(inside, user)):
        yield Use(path, (name,))


def _handed_on(crates: _Crates, user: str, use: Use, rest: list[str]) -> Iterator[Use]:
    """Yield the file that defines a name which another one binds with `use`, for itself or others.

    What a crate has at its root without a definition there is a macro from one of its files.

    Args:
        crates: of the tree.
        user: the path of the file that uses the name.
        use: of the file that may bind it.
        rest: the path behind the name.
    """
    first_use = use
    for _ in range(_MOST_STEPS):
        file = crates.tree.files.get(use.path)
        if not use.names or file is None or use.names[0] in (*file.types, *file.values):
            break
        name = use.names[0]
        parts = _known_to(crates, user, file, name)
        start = _start(crates, use.path, [*parts, *rest]) if parts else None
        if start is None:
            yield from _of_all(crates, use.path, name)
            if not rest and _is_root(crates.tree, use.path):
                yield from _macro_of(crates, use.path, name, file)
            break
        use, rest = _deepest(crates.tree, *start)
    # Those between the one that is named and the one that defines it only hand it on.
    if use is not first_use:
        yield use


def _of_all(crates: _Crates, path: str, name: str) -> Iterator[Use]:
    """Yield the file whose names a file knows all, and that defines a name or binds it."""
    for used, is_above in _all_known(crates, path):
        # `super::*` mostly stands in a module in the same file; types are certain all the same.
        if is_above and not name[:1].isupper():
            continue
        if name in used.types or name in used.values:
            yield Use(used.path, (name,))
        else:
            further = _known_to(crates, path, used, name)
            place = _start(crates, used.path, further) if further else None
            if place:
                yield _deepest(crates.tree, *place)[0]


def _all_known(crates: _Crates, path: str) -> tuple[tuple[Declarations, bool], ...]:
    """Return the files whose names a file knows all, each with whether it says so by `super::*`."""
    if path not in crates.all_known:
        file = crates.tree.files.get(path)
        files: list[tuple[Declarations, bool]] = []
        for parts in _bound_in(crates, file).all_of if file else ():
            start = _start(crates, path, parts)
            used = crates.tree.files.get(_deepest(crates.tree, *start)[0].path) if start else None
            if used is not None and used.path != path:
                files.append((used, parts == ["super"]))
        crates.all_known[path] = tuple(files)
    return crates.all_known[path]


def _known_to(crates: _Crates, user: str, file: Declarations, name: str) -> list[str] | None:
    """Return the path that a name stands for in a file, if another file knows it, too."""
    is_offered = any(each.name == name for each in file.offers)
    if not is_offered and _crate_root(crates, user) != _crate_root(crates, file.path):
        return None
    return _bound_in(crates, file).names.get(name)


def _bound_in(crates: _Crates, file: Declarations) -> _Bound:
    """Return what `use` makes known in a file."""
    if file.path not in crates.bound:
        names: dict[str, list[str]] = {}
        all_of: list[list[str]] = []
        for item in imports_of(file):
            path = item.module.strip().removeprefix("::").split("::")
            for name, local in zip(item.names, item.local or item.names, strict=False):
                if name == "*":
                    all_of.append(path)
                else:
                    names[local] = [*path, name]
            if not item.names and not item.module.startswith("mod "):
                names[(item.local or (path[-1],))[0]] = path
        crates.bound[file.path] = _Bound(names, tuple(all_of[:MANY]))
    return crates.bound[file.path]


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
            use, further = _deepest(crates.tree, *start)
            yield use
            yield from _handed_on(crates, importer, use, further)
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
    own_module = _module_of(crates.tree, importer)
    if head == "crate":
        return _crate_root(crates, importer), rest
    if head == "super":
        return _above(crates, own_module, parts)
    if head == "self":
        return own_module, rest
    if head in _STANDARD:
        return None
    if _has_inner(crates, own_module, head):
        return own_module, parts
    if head in crates.roots:
        return _module_of(crates.tree, crates.roots[head]), rest
    root = _crate_root(crates, importer)  # the 2015 edition
    if _has_inner(crates, root, head):
        return root, parts
    folders = ancestors(folder_of(importer))
    manifest = next(
        (each for each in folders if under(each, "Cargo.toml") in crates.tree.paths), None
    )
    declared = crates.tree.files.get(root.file) if manifest in crates.old else None
    is_there = declared is not None and head in (*declared.types, *declared.values)
    return (root, parts) if is_there and root.file != importer else None


def _has_inner(crates: _Crates, module: _Module, name: str) -> bool:
    """Whether a name that a path begins with is a module of the file, not another crate.

    A macro may hide the `mod`; but each file of `benches` is a crate of its own, in which a file
    beside it is nothing, and a crate of that name is what the path means.
    """
    if _child(crates.tree, module, name) is None:
        return False
    file = crates.tree.files.get(module.file)
    if file is None or any(item.module == f"mod {name}" for item in imports_of(file)):
        return True
    is_crate = name in crates.roots or name in crates.dependencies
    return not is_crate and not _is_target(crates.tree, module.file)


def _deepest(tree: TreeIndex, module: _Module, parts: list[str]) -> tuple[Use, list[str]]:
    """Follow a path down to the last module that is a file; return also what follows its name."""
    for place, part in enumerate(parts):
        inner = _child(tree, module, part)
        file = tree.files.get(module.file)
        is_last = place == len(parts) - 1
        if inner is None or (is_last and file is not None and _has_value(file, part)):
            return Use(module.file, (part,)), parts[place + 1 :]
        module = inner
    return Use(module.file), []


def _has_value(file: Declarations, name: str) -> bool:
    """Whether a file has a function or a macro that is named like a module below it.

    It may have it from that module: `mod run; pub use crate::run::run;`.
    """
    handed = (each.module.rpartition("::") for each in file.offers if each.name == name)
    return name in file.values or any(above and last == name for above, _, last in handed)


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
    if file in _ROOT_FILES:
        return True
    if file == "project.rs":
        return under(folder, "Cargo.toml") in tree.paths
    return _is_target(tree, path)


def _is_target(tree: TreeIndex, path: str) -> bool:
    """Whether a file is a crate because of its folder: each of `tests`, `benches`, `src/bin` is."""
    above, _, name = folder_of(path).rpartition("/")
    if name == "bin":
        return above.rpartition("/")[2] == "src"
    return name in _TARGET_FOLDERS and under(above, "Cargo.toml") in tree.paths


def _crate_root(crates: _Crates, importer: str) -> _Module:
    tree, path = crates.tree, importer
    for _ in range(_MOST_STEPS):
        if path not in crates.parents:
            break
        path = crates.parents[path]
    if _is_root(tree, path):
        return _module_of(tree, path)
    for folder in ancestors(folder_of(importer)):
        file = first(tree, (under(folder, name) for name in _ROOT_FILES))
        if file:
            return _Module(file, folder)
    return _module_of(tree, importer)


def _above(crates: _Crates, module: _Module, parts: list[str]) -> tuple[_Module, list[str]] | None:
    """Follow `super::super::...`, which leads nowhere above the root of a crate."""
    rest = parts
    while rest and rest[0] == "super":
        if _is_root(crates.tree, module.file):
            # Only a module inside this file can do that, so it means the file itself.
            return module, [part for part in rest if part != "super"]
        rest = rest[1:]
        outer = _module_around(crates, module)
        if outer is None:
            return None
        module = outer
    return module, rest


def _module_around(crates: _Crates, module: _Module) -> _Module | None:
    """Return the module whose file declares another with `mod`, else the one above it by path."""
    if module.file in crates.parents:
        return _module_of(crates.tree, crates.parents[module.file])
    folder = folder_of(module.folder)
    beside = (under(folder, name) for name in ("mod.rs", *_ROOT_FILES))
    file = first(crates.tree, (f"{folder}.rs", *beside))
    return _Module(file, folder) if file else None
