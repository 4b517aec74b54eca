"""Lua, Dart, Elixir, Zig and PowerShell: paths of files, and modules that stand for files."""

from __future__ import annotations

from collections import defaultdict
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
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.model import Import

_LUA_ROOTS = ("", "lua/", "src/", "lib/")
_LUA_FORMS = ("{}.lua", "{}/init.lua")
_LUA_STANDARD = frozenset(
    ("string", "table", "math", "io", "os", "coroutine", "debug", "utf8", "package", "bit", "ffi")
)
_DART_PLACES = ("lib", "bin", "test", "example", "tool", "integration_test", "web", "benchmark")
_ELIXIR_STANDARD = """
    Access Agent Application Atom Base Bitwise Calendar Code Config Date DateTime DynamicSupervisor
    EEx Enum ExUnit File Float Function GenServer IEx IO Inspect Integer Kernel Keyword List Logger
    Macro Map MapSet Mix Module NaiveDateTime Node Path Port Process Protocol Range Record Regex
    Registry Stream String StringIO Supervisor System Task Time Tuple URI Version
"""


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


def dart(tree: TreeIndex) -> Lookup:
    """Return the lookup for URIs: relative ones, and `package:name/path` in the tree's packages."""
    index = suffix_index(path for path in tree.ordered if path.endswith(".dart"))

    def in_package(importer: str, name: str, path: str) -> str | None:
        found = with_suffix(index, f"lib/{path}", 32)
        roots = {each.removesuffix(f"lib/{path}").rstrip("/"): each for each in found}
        for folder in ancestors(folder_of(importer)):
            inner = importer[len(folder) :].lstrip("/").partition("/")[0]
            if folder in roots and inner in _DART_PLACES and _is_named(tree, folder, name):
                return roots[folder]
        named = [each for root, each in roots.items() if _is_named(tree, root, name)]
        return named[0] if len(named) == 1 else None

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        uri = item.module.strip()
        if uri.startswith("package:"):
            name, _, path = uri.removeprefix("package:").partition("/")
            file = in_package(importer, name, path)
            yield Use(file) if file else Outside(name)
        elif ":" not in uri and (file := first(tree, [join(folder_of(importer), uri) or ""])):
            yield Use(file)

    return Lookup(lookup)


def _is_named(tree: TreeIndex, folder: str, name: str) -> bool:
    """Whether the manifest of a folder gives its package a name; if unread, its folder has it."""
    manifest = f"{folder}/pubspec.yaml" if folder else "pubspec.yaml"
    text = tree.read(manifest) if manifest in tree.paths else None
    if text is None:
        return folder.rpartition("/")[2] == name
    return any(line.split() == ["name:", name] for line in text.splitlines())


def elixir(tree: TreeIndex) -> Lookup:
    """Return the lookup for modules, which any file may define; only one that has it counts."""
    modules: defaultdict[str, set[str]] = defaultdict(set)
    for path, file in tree.files.items():
        if file.language == "elixir":
            for name in (file.package, *file.types):
                modules[name].add(path)

    own = {name.partition(".")[0] for name in modules}
    standard = frozenset(_ELIXIR_STANDARD.split())

    def lookup(_importer: str, item: Import) -> Iterator[Hit]:
        name = item.module.strip()
        top = name.partition(".")[0]
        if len(modules.get(name, ())) == 1:
            yield Use(next(iter(modules[name])))
        elif top[:1].isupper() and top not in standard and top not in own:
            yield Outside(top)

    return Lookup(lookup)


def zig(tree: TreeIndex) -> Lookup:
    """Return the lookup for `@import` of a file; a name without an ending is a package."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = item.module.strip()
        if written.endswith((".zig", ".zon")):
            if file := first(tree, [join(folder_of(importer), written) or ""]):
                yield Use(file)
        elif written and written not in ("std", "builtin", "root"):
            yield Outside(written)

    return Lookup(lookup)


def powershell(tree: TreeIndex) -> Lookup:
    """Return the lookup for scripts and modules that are named by a path."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = item.module.strip()
        if written.endswith((".ps1", ".psm1", ".psd1")) and "$" not in written:
            if file := first(tree, [join(folder_of(importer), written) or ""]):
                yield Use(file)
        elif written and not set(written) & set("$/\\(.") and written[0].isalpha():
            yield Outside(written)

    return Lookup(lookup)
