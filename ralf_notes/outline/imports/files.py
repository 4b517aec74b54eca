"""C, C++, Ruby, Bash and Swift: imports that name files, or folders of them, by path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from ralf_notes.outline.imports.standard import C_FOLDERS, C_HEADERS, RUBY, SWIFT
from ralf_notes.outline.imports.tree import (
    MANY,
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
    nearest,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.parse import Import

_INCLUDED = (
    ".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".inl", ".ipp", ".tcc", ".tpp", ".def",
    ".c", ".cc", ".cpp", ".cxx", ".cu", ".cuh",
)  # fmt: skip


def c_family(tree: Tree) -> Rule:
    """Return the rule for `#include` of C and C++."""
    index = suffix_index(path for path in tree.ordered if path.lower().endswith(_INCLUDED))
    return partial(_included, tree, index)


def _included(tree: Tree, index: list[str], facts: Facts, item: Import) -> Iterator[Hit]:
    written = item.module.strip()
    path, quoted = written.strip('"<>').replace("\\", "/"), written.startswith('"')
    if not path or path.startswith("/") or (not quoted and _is_standard(path)):
        return
    places = (it for it in _include_places(facts.path, path, quoted) if it != facts.path)
    file = first(tree, places) or _unique(index, path)
    if file:
        yield Use(file)
    elif not quoted and written.startswith("<"):
        yield Outside(path.partition("/")[0].removesuffix(".h").removesuffix(".hpp"))


def _include_places(importer: str, path: str, quoted: bool) -> Iterator[str]:
    """Yield where a header may be: beside the file, then in the usual folders above it."""
    beside = folder_of(importer)
    if quoted:
        yield join(beside, path) or ""
    for folder in ancestors(beside):
        for inner in ("include/", "src/", ""):
            yield join(folder, inner + path) or ""


def _unique(index: list[str], path: str) -> str | None:
    found = with_suffix(index, path, 2) if ".." not in path else []
    return found[0] if len(found) == 1 else None


def _is_standard(path: str) -> bool:
    """Tell whether a header is one of C, C++ (those have no ending), or the system."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in C_FOLDERS
    name = path.removesuffix(".h")
    return name in C_HEADERS or name.endswith("intrin") or (path.isidentifier() and path.islower())


_RUBY_FOLDERS = ("lib/", "app/", "spec/", "test/")


def ruby(tree: Tree) -> Rule:
    """Return the rule for `require_relative` (`./x`) and `require` through `lib` folders."""
    index = suffix_index(path for path in tree.ordered if path.endswith(".rb"))
    return partial(_required, tree, index)


def _required(tree: Tree, index: list[str], facts: Facts, item: Import) -> Iterator[Hit]:
    written = item.module.strip()
    if written.startswith(("./", "../")):
        path = join(folder_of(facts.path), written)
        file = first(tree, (f"{path}.rb", path)) if path else None
    else:
        file = _in_lib(tree, index, facts.path, written)
    if file:
        yield Use(file)
    elif not written.startswith((".", "/")):
        yield from _outside_gem(tree, index, facts.path, written)


def _in_lib(tree: Tree, index: list[str], importer: str, written: str) -> str | None:
    """Look in the usual folders above the file, then in any `lib` of the tree."""
    name = written.removesuffix(".rb") + ".rb"
    folders = ancestors(folder_of(importer))
    places = (join(folder, root + name) for folder in folders for root in _RUBY_FOLDERS)
    file = first(tree, (place or "" for place in (*places, join("", name))))
    if file or written.partition("/")[0] in RUBY:
        return file
    found = with_suffix(index, f"lib/{name}", MANY)
    return nearest(found, importer) if found else None


def _outside_gem(tree: Tree, index: list[str], importer: str, written: str) -> Iterator[Outside]:
    gem = written.partition("/")[0]
    if gem and gem not in RUBY and not _in_lib(tree, index, importer, gem):
        yield Outside(gem)


_SHELL_FOLDER = re.compile(r"^(?:\$\{[^}]*\}|\$\w+|\$\(.*\)|`[^`]*`)/")


def bash(tree: Tree) -> Rule:
    """Return the rule for `source`; a variable in front is a folder at or above the script."""
    return partial(_sourced, tree)


def _sourced(tree: Tree, facts: Facts, item: Import) -> Iterator[Hit]:
    written = _SHELL_FOLDER.sub("", item.module.replace('"', "").replace("'", "").strip())
    if written and not written.startswith(("/", "~")):
        places = (join(folder, written) for folder in ancestors(folder_of(facts.path)))
        file = first(tree, (place for place in places if place))
        if file:
            yield Use(file)


def swift(tree: Tree) -> Rule:
    """Return the rule for Swift: a module is a folder in `Sources`, shown by one of its files.

    That is the one named like the module, else the first by path.
    """
    faces: dict[str, str] = {}
    for path in tree.ordered:
        module = _swift_module(path)
        if module and (module not in faces or path.endswith(f"/{module}.swift")):
            faces[module] = path
    return partial(_swift_hits, faces)


def _swift_module(path: str) -> str:
    inner = f"/{path}".partition("/Sources/")[2] if path.endswith(".swift") else ""
    return inner.partition("/")[0] if "/" in inner else ""


def _swift_hits(faces: Mapping[str, str], facts: Facts, item: Import) -> Iterator[Hit]:
    module = item.module.strip().split(" ")[-1].partition(".")[0]
    if module in faces:
        if _swift_module(facts.path) != module:
            yield Use(faces[module])
    elif module.isidentifier() and module.strip("_") not in SWIFT:
        yield Outside(module)
