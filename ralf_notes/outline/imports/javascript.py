"""JavaScript and TypeScript: relative files, tsconfig paths, packages of the same workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ralf_notes.outline.imports.standard import NODE
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
    read_json,
    strings,
    table,
    under,
)
from ralf_notes.outline.parse import Import

_ENDINGS = (
    ".ts", ".tsx", ".mts", ".cts", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".json",
    ".vue", ".svelte",
)  # fmt: skip
"""What an import leaves out; what comes first wins."""
_COMPILED = (".js", ".jsx", ".mjs", ".cjs")
"""ECMAScript modules name the file that will be there when the TypeScript is compiled."""
_BUILT = ("dist/", "build/", "lib/", "out/")
_ENTRIES = ("source", "module", "main", "types", "browser")


@dataclass(frozen=True, slots=True)
class _Files:
    paths: frozenset[str]
    guesses: Mapping[str, str]
    """What may be written for a file -> the file."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One entry of `paths`, `exports` or `imports`: `@/*` -> `src/*`."""

    before: str
    after: str | None
    """What follows the star; None if there is no star."""
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Aliases:
    """What a tsconfig.json says about imports."""

    base: str | None
    """Folder that plain names are looked up in."""
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Package:
    """What a package.json says about imports."""

    folder: str
    entry: str | None
    patterns: tuple[_Pattern, ...]
    """Of `exports`, with the name of the package in front, and of `imports`."""


@dataclass(frozen=True, slots=True)
class _Workspace:
    files: _Files
    aliases: Mapping[str, _Aliases]
    """By the folder of the tsconfig.json."""
    packages: Mapping[str, _Package]
    """By name."""
    folders: Mapping[str, _Package]


def javascript(tree: Tree) -> Rule:
    """Return the rule for JavaScript and TypeScript."""
    files = _Files(tree.paths, _guesses(tree.ordered))
    aliases: dict[str, _Aliases] = {}
    known: dict[str, _Aliases] = {}
    for name in ("tsconfig.json", "jsconfig.json"):
        for path in tree.configs.get(name, ()):
            aliases.setdefault(folder_of(path), _aliases(tree, path, known))
    packages: dict[str, _Package] = {}
    folders: dict[str, _Package] = {}
    for path in tree.configs.get("package.json", ()):
        manifest = read_json(tree, path)
        package = _package(files, folder_of(path), manifest)
        folders[package.folder] = package
        packages.setdefault(str(manifest.get("name") or ""), package)
    return partial(_hits, _Workspace(files, aliases, packages, folders))


def _aliases(tree: Tree, path: str, known: dict[str, _Aliases]) -> _Aliases:
    """Read a tsconfig.json, and for what it leaves out those that it extends or splits into.

    known: what was read so far, by path; it grows. Configs may extend each other.
    """
    if path in known:
        return known[path]
    known[path] = _Aliases(None, ())
    data, folder = read_json(tree, path), folder_of(path)
    options = table(data.get("compilerOptions"))
    base = join(folder, options["baseUrl"]) if isinstance(options.get("baseUrl"), str) else None
    patterns = _patterns(options.get("paths"), folder if base is None else base)
    for other in _other_configs(tree, folder, data):
        more = _aliases(tree, other, known)
        base = more.base if base is None else base
        patterns = patterns or more.patterns
    known[path] = _Aliases(base, patterns)
    return known[path]


def _other_configs(tree: Tree, folder: str, data: dict[str, Any]) -> Iterator[str]:
    for written in reversed(strings(data.get("extends"))):
        path = _config_at(tree, folder, written)
        if path:
            yield path
    for written in strings(data.get("references")):
        path = _config_at(tree, folder, written)
        # Such as tsconfig.app.json; projects in other folders have their own tsconfig.json.
        if path and folder_of(path) == folder:
            yield path


def _config_at(tree: Tree, folder: str, written: str) -> str | None:
    path = join(folder, written) if written.startswith(".") else None
    if path is None:
        return None
    return first(tree, (path, f"{path}.json", under(path, "tsconfig.json")))


def _patterns(entries: object, folder: str, prefix: str = "") -> tuple[_Pattern, ...]:
    """Read `{pattern: targets}`; the longest beginning comes first, as it wins."""
    found = []
    for written, value in table(entries).items():
        before, star, after = (prefix + written.removeprefix("." if prefix else "")).partition("*")
        targets = (join(folder, target) for target in strings(value))
        kept = tuple(target for target in targets if target)
        found.append(_Pattern(before, after if star else None, kept))
    return tuple(sorted(found, key=lambda it: (it.after is not None, -len(it.before))))


def _package(files: _Files, folder: str, manifest: dict[str, Any]) -> _Package:
    exports, name = manifest.get("exports"), str(manifest.get("name") or "")
    inner = name and any(key.startswith(".") for key in table(exports))
    patterns = (
        *(_patterns(exports, folder, name) if inner else ()),
        *_patterns(manifest.get("imports"), folder),
    )
    written = [text for key in _ENTRIES for text in strings(manifest.get(key))]
    if not inner:
        written += strings(exports)
    places = (join(folder, it) for it in (*written, "src/index", "index", "src/main"))
    entry = next((file for it in places if it and (file := _built(files, folder, it))), None)
    return _Package(folder, entry, patterns)


def _built(files: _Files, folder: str, path: str) -> str | None:
    """Return the file at `path`, or the one in `src` that it is built from."""
    inner = path[len(folder) :].lstrip("/")
    for start in _BUILT:
        if inner.startswith(start):
            source = under(folder, f"src/{inner[len(start) :]}")
            return _probe(files, path) or _probe(files, source)
    return _probe(files, path)


def _guesses(paths: Iterable[str]) -> dict[str, str]:
    """Map what may be written for a file, its path without the ending or its folder, to it."""
    guesses: dict[str, str] = {}
    scripts = [path for path in paths if path.endswith(_ENDINGS)]
    for ending in _ENDINGS:
        for path in scripts:
            if path.endswith(ending):
                guesses.setdefault(path.removesuffix(ending), path)
    for stem, path in list(guesses.items()):
        if stem.rpartition("/")[2] == "index":
            guesses.setdefault(folder_of(stem), path)
    return guesses


def _probe(files: _Files, path: str) -> str | None:
    """Return the file that an import of `path` finds: itself, with an ending, or an index."""
    if path in files.paths:
        return path
    stem, dot, ending = path.rpartition(".")
    return files.guesses.get(path) or (
        files.guesses.get(stem) if dot + ending in _COMPILED else None
    )


def _hits(workspace: _Workspace, facts: Facts, item: Import) -> Iterator[Hit]:
    module = item.module.strip().partition("?")[0]
    if not module or module in NODE:
        return
    if module.startswith(("./", "../")) or module in (".", ".."):
        file = _relative(workspace, facts.path, module)
    else:
        file = _named(workspace, facts.path, module)
    if file:
        yield Use(file, item.names)
    elif _is_outside(workspace, module):
        yield Outside(_package_name(module))


def _relative(workspace: _Workspace, importer: str, module: str) -> str | None:
    path = join(folder_of(importer), module)
    if path is None:
        return None
    package = workspace.folders.get(path)
    return _probe(workspace.files, path) or (package.entry if package else None)


def _named(workspace: _Workspace, importer: str, module: str) -> str | None:
    for folder in ancestors(folder_of(importer)):
        aliases = workspace.aliases.get(folder)
        file = _aliased(workspace.files, aliases, module) if aliases else None
        if file:
            return file
    return _in_package(workspace, importer, module)


def _aliased(files: _Files, aliases: _Aliases, module: str) -> str | None:
    file = _matched(files, aliases.patterns, module)
    if file or aliases.base is None:
        return file
    path = join(aliases.base, module)
    return _probe(files, path) if path else None


def _matched(files: _Files, patterns: tuple[_Pattern, ...], module: str) -> str | None:
    return _first_probed(files, (to for pattern in patterns for to in _targets(pattern, module)))


def _first_probed(files: _Files, places: Iterable[str | None]) -> str | None:
    return next((file for at in places if at and (file := _probe(files, at))), None)


def _targets(pattern: _Pattern, module: str) -> Iterator[str]:
    if pattern.after is None:
        yield from pattern.targets if module == pattern.before else ()
        return
    size = len(pattern.before) + len(pattern.after)
    fits = module.startswith(pattern.before) and module.endswith(pattern.after)
    if fits and len(module) >= size:
        middle = module[len(pattern.before) : len(module) - len(pattern.after)]
        for target in pattern.targets:
            path = join("", target.replace("*", middle, 1))
            if path:
                yield path


def _in_package(workspace: _Workspace, importer: str, module: str) -> str | None:
    files, folders = workspace.files, ancestors(folder_of(importer))
    own = next((workspace.folders[it] for it in folders if it in workspace.folders), None)
    if own and module.startswith("#"):
        return _matched(files, own.patterns, module)
    if own and module.startswith(("@/", "~/")):  # what bundlers take for the source folder
        return _first_probed(files, (join(own.folder, at + module[2:]) for at in ("src/", "")))
    package = workspace.packages.get(_package_name(module))
    return _from_package(files, package, module) if package else None


def _from_package(files: _Files, package: _Package, module: str) -> str | None:
    file = _matched(files, package.patterns, module)
    inner = module[len(_package_name(module)) :].strip("/")
    if file or not inner:
        return file or package.entry
    return _first_probed(files, (join(package.folder, at + inner) for at in ("", "src/")))


def _package_name(module: str) -> str:
    return "/".join(module.split("/")[: 2 if module.startswith("@") else 1])


def _is_outside(workspace: _Workspace, module: str) -> bool:
    """Tell whether `module` is a package of a registry: no file, alias, address, or own package."""
    name = _package_name(module)
    scoped = name.startswith("@") and len(name) > 1 and name[1] != "/" and "/" in name[1:]
    plain = name[:1].isalnum() and ":" not in module
    return (scoped or plain) and name not in workspace.packages and name not in NODE
