"""C, C++, Ruby, Bash and Swift: imports that name files, or folders of files, by path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.imports.standard import C_FOLDERS, C_HEADERS, RUBY, SWIFT
from ralf_notes.outline.imports.tree import (
    MANY,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    first,
    folder_of,
    join,
    nearest,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.model import Import

_INCLUDED = (
    ".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".inl", ".ipp", ".tcc", ".tpp", ".def",
    ".c", ".cc", ".cpp", ".cxx", ".cu", ".cuh",
)  # fmt: skip
_HEADER_FOLDERS = ("include/", "src/", "")


def c_family(tree: TreeIndex) -> Lookup:
    """Return the lookup for `#include` of C and C++."""
    index = suffix_index(path for path in tree.ordered if path.lower().endswith(_INCLUDED))

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = item.module.strip()
        path, quoted = written.strip('"<>').replace("\\", "/"), written.startswith('"')
        if not path or path.startswith("/") or (not quoted and _is_standard(path)):
            return
        # A header is beside the file, or in the usual folders above it.
        beside = folder_of(importer)
        starts = [(beside, "")] if quoted else []
        starts += ((above, inner) for above in ancestors(beside) for inner in _HEADER_FOLDERS)
        places = (join(folder, inner + path) for folder, inner in starts)
        file = first(tree, (place for place in places if place and place != importer))
        if file is None and ".." not in path:
            unique = with_suffix(index, path, 2)
            file = unique[0] if len(unique) == 1 else None
        if file:
            yield Use(file)
        elif not quoted and written.startswith("<"):
            yield Outside(path.partition("/")[0].removesuffix(".h").removesuffix(".hpp"))

    return lookup


def _is_standard(path: str) -> bool:
    """Whether a header belongs to C, to C++ (where it has no ending) or to the system."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in C_FOLDERS
    name = path.removesuffix(".h")
    return name in C_HEADERS or name.endswith("intrin") or (path.isidentifier() and path.islower())


_RUBY_FOLDERS = ("lib/", "app/", "spec/", "test/")


def ruby(tree: TreeIndex) -> Lookup:
    """Return the lookup for `require_relative` (`./x`) and `require` through `lib` folders."""
    index = suffix_index(path for path in tree.ordered if path.endswith(".rb"))

    def in_lib(importer: str, written: str) -> str | None:
        # First in the usual folders above the file, then in any `lib` of the tree.
        name = written.removesuffix(".rb") + ".rb"
        folders = ancestors(folder_of(importer))
        places = (join(folder, root + name) for folder in folders for root in _RUBY_FOLDERS)
        file = first(tree, (place or "" for place in (*places, join("", name))))
        if file or written.partition("/")[0] in RUBY:
            return file
        anywhere = with_suffix(index, f"lib/{name}", MANY)
        return nearest(anywhere, importer) if anywhere else None

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = item.module.strip()
        if written.startswith(("./", "../")):
            path = join(folder_of(importer), written)
            file = first(tree, (f"{path}.rb", path)) if path else None
        else:
            file = in_lib(importer, written)
        gem = written.partition("/")[0]
        if file:
            yield Use(file)
        elif gem and gem[0] != "." and gem not in RUBY and not in_lib(importer, gem):
            yield Outside(gem)

    return lookup


_SHELL_FOLDER = re.compile(r"^(?:\$\{[^}]*\}|\$\w+|\$\(.*\)|`[^`]*`)/")


def bash(tree: TreeIndex) -> Lookup:
    """Return the lookup for `source`; a leading variable is a folder at or above the script."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = _SHELL_FOLDER.sub("", item.module.replace('"', "").replace("'", "").strip())
        if written and not written.startswith(("/", "~")):
            places = (join(folder, written) for folder in ancestors(folder_of(importer)))
            file = first(tree, (place for place in places if place))
            if file:
                yield Use(file)

    return lookup


def swift(tree: TreeIndex) -> Lookup:
    """Return the lookup for Swift: a module is a folder in `Sources`, shown by one of its files.

    The file is the one with the module's name, else the first by path.
    """
    faces: dict[str, str] = {}
    for path in tree.ordered:
        module = _swift_module(path)
        if module and (module not in faces or path.endswith(f"/{module}.swift")):
            faces[module] = path

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        module = item.module.strip().split(" ")[-1].partition(".")[0]
        if module in faces:
            if _swift_module(importer) != module:
                yield Use(faces[module])
        elif module.isidentifier() and module.strip("_") not in SWIFT:
            yield Outside(module)

    return lookup


def _swift_module(path: str) -> str:
    inner = f"/{path}".partition("/Sources/")[2] if path.endswith(".swift") else ""
    return inner.partition("/")[0] if "/" in inner else ""
