"""Lua: required modules."""

from __future__ import annotations

from collections.abc import Iterator

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
)
from ralf_notes.outline.model import Import

_LUA_ROOTS = ("", "lua/", "src/", "lib/")
_LUA_FORMS = ("{}.lua", "{}/init.lua")
_LUA_STANDARD = frozenset(
    ("string", "table", "math", "io", "os", "coroutine", "debug", "utf8", "package", "bit", "ffi")
)


def lua(tree: TreeIndex) -> Lookup:
    """Return the lookup for `require`: dots are folders, at or below a folder above the file."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        path = item.module.strip().replace(".", "/")
        forms = [form.replace("{}", path) for form in _LUA_FORMS]
        folders = ancestors(folder_of(importer))
        places = (
            join(folder, root + form) or ""
            for folder in folders
            for root in _LUA_ROOTS
            for form in forms
        )
        if file := first(tree, places):
            yield Use(file)
        elif (top := path.partition("/")[0]) and top not in _LUA_STANDARD:
            yield Outside(top)

    return Lookup(lookup)
