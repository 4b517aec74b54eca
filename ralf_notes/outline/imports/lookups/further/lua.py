"""Lua: required modules, and global functions, which one file of the tree defines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from ralf_notes.outline.imports.declared import only
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
    join,
)
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

_LUA_ROOTS = ("", "lua/", "src/", "lib/")
_LUA_FORMS = ("{}.lua", "{}/init.lua")
_LUA_STANDARD = frozenset(
    ("string", "table", "math", "io", "os", "coroutine", "debug", "utf8", "package", "bit", "ffi")
)


def lua(tree: TreeIndex) -> Lookup:
    """Return the lookup for `require`: dots are folders, at or below a folder above the file."""
    globals_: defaultdict[str, list[Declarations]] = defaultdict(list)
    for each in tree.files.values():
        is_shared = each.language == "lua" and not each.is_test
        for name in each.extensions if is_shared else ():
            globals_[name].append(each)

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
            yield Use(file, item.names)
        elif (top := path.partition("/")[0]) and top not in _LUA_STANDARD:
            yield Outside(top)

    return Lookup(lookup, partial(_global, globals_))


def _global(
    declared: Mapping[str, list[Declarations]], file: Declarations, mentions: Mentions
) -> Iterator[Use]:
    """Yield the files that define the global functions which stand in a file."""
    for name in mentions.chains:
        if (files := declared.get(name)) and (path := only(files, file)):
            yield Use(path, (name,))
