"""C, C++ and Bash: imports that name files by path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.imports.standard import (
    C_FOLDERS,
    C_HEADERS,
    C_SYSTEM_FOLDERS,
    C_SYSTEM_HEADERS,
    C_SYSTEM_PATHS,
)
from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    first,
    folder_of,
    join,
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
        elif not quoted and written.startswith("<") and not _is_of_system(path):
            yield Outside(path.partition("/")[0].removesuffix(".h").removesuffix(".hpp"))

    return Lookup(lookup)


def _is_standard(path: str) -> bool:
    """Whether a header belongs to C, to C++ (where it has no ending) or to the system."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in C_FOLDERS
    name = path.removesuffix(".h")
    return name in C_HEADERS or name.endswith("intrin") or (path.isidentifier() and path.islower())


def _is_of_system(path: str) -> bool:
    """Whether a header that is not in the tree comes with some system or compiler."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in C_SYSTEM_FOLDERS or path in C_SYSTEM_PATHS
    return path.removesuffix(".h") in C_SYSTEM_HEADERS


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

    return Lookup(lookup)
