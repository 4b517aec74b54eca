"""JavaScript and TypeScript: relative files, tsconfig paths, packages of the workspace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ralf_notes.outline.imports.declared import Files
from ralf_notes.outline.imports.lookups.ambient import (
    PageScripts,
    ambient_names,
    ambient_uses,
    page_scripts,
)
from ralf_notes.outline.imports.lookups.nuxt import AutoImports, auto_imports, is_plugged
from ralf_notes.outline.imports.standard import NODE
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    all_strings,
    ancestors,
    first,
    folder_of,
    imports_of,
    join,
    read_json,
    under,
)
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import
from ralf_notes.outline.values import as_table

_ENDINGS = (
    ".ts", ".tsx", ".mts", ".cts", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".json",
    ".vue", ".svelte", ".astro",
)  # fmt: skip
"""The endings that an import may leave out; the first one wins."""
_SCRIPTS = (".js", ".jsx", ".mjs", ".cjs")
_COMPILED = (*_SCRIPTS, ".d.ts")
"""Endings of files that ECMAScript modules import, but that TypeScript has yet to compile."""
_ALIASES = {
    "@/": ("src/", "app/", ""),
    "~/": ("src/", "app/", ""),
    "@@/": ("",),
    "~~/": ("",),
    "$lib/": ("src/lib/",),
    "#shared/": ("shared/",),
}
"""What frameworks read as folders of a package unless its settings say otherwise."""
_BUILT = ("dist/", "build/", "lib/", "out/")
_ENTRIES = ("source", "module", "main", "types", "browser")


@dataclass(frozen=True, slots=True)
class _Files:
    paths: frozenset[str]
    guesses: Mapping[str, str]
    """A path as imports may write it, without its ending or index file -> the file."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One entry of `paths`, `exports` or `imports`: `@/*` -> `src/*`."""

    before: str
    after: str | None
    """The text after the star; None if there is no star."""
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Aliases:
    """The settings of a tsconfig.json for imports."""

    base: str | None
    """The folder that plain names count from."""
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Package:
    """The settings of a package.json for imports."""

    folder: str
    entry: str | None
    patterns: tuple[_Pattern, ...]
    """Those of `exports`, after the name of the package, and those of `imports`."""


@dataclass(frozen=True, slots=True)
class _Workspace:
    files: _Files
    aliases: Mapping[str, _Aliases]
    """By the folder of the tsconfig.json."""
    packages: Mapping[str, _Package]
    """By name."""
    folders: Mapping[str, _Package]
    auto_imports: AutoImports
    ambient: Mapping[str, Files]
    """By name: the files that declare it for all others."""
    scripts: PageScripts


def javascript(tree: TreeIndex) -> Lookup:
    """Return the lookup for JavaScript and TypeScript."""
    files = _Files(tree.paths, _guesses(tree.ordered))
    aliases: dict[str, _Aliases] = {}
    configs: dict[str, _Aliases] = {}
    for name in ("tsconfig.json", "jsconfig.json"):
        for path in tree.configs.get(name, ()):
            aliases.setdefault(folder_of(path), _aliases(tree, path, configs))
    packages: dict[str, _Package] = {}
    folders: dict[str, _Package] = {}
    plugged = []
    for path in tree.configs.get("package.json", ()):
        manifest = read_json(tree, path)
        if is_plugged(manifest):
            plugged.append(folder_of(path))
        package = _package(files, folder_of(path), manifest)
        folders[package.folder] = package
        packages.setdefault(str(manifest.get("name") or ""), package)
    by_name = auto_imports(tree, plugged)
    scripts = page_scripts(tree)
    workspace = _Workspace(files, aliases, packages, folders, by_name, ambient_names(tree), scripts)
    # A folder of an app without any name leaves it to the folders above.
    shared = "\n".join((*sorted(by_name.names), scripts.shared))
    return Lookup(partial(_hits, workspace), partial(_by_name, workspace), shared)


# --- config files -----------------------------------------------------------------------------


def _aliases(tree: TreeIndex, path: str, configs: dict[str, _Aliases]) -> _Aliases:
    """Read a tsconfig.json and, for settings it leaves out, those that it extends or refers to.

    `configs` holds those read so far, by path, and grows: configs may extend each other.
    """
    if path in configs:
        return configs[path]
    configs[path] = _Aliases(None, ())
    data, folder = read_json(tree, path), folder_of(path)
    options = as_table(data.get("compilerOptions"))
    base = join(folder, options["baseUrl"]) if isinstance(options.get("baseUrl"), str) else None
    patterns = _patterns(options.get("paths"), folder if base is None else base)
    for other in _other_configs(tree, folder, data):
        more = _aliases(tree, other, configs)
        base = more.base if base is None else base
        patterns = patterns or more.patterns
    configs[path] = _Aliases(base, patterns)
    return configs[path]


def _other_configs(tree: TreeIndex, folder: str, data: dict[str, Any]) -> Iterator[str]:
    """Yield the configs that a tsconfig.json extends, the last one first, then its references."""

    def config_at(written: str) -> str | None:
        path = join(folder, written) if written.startswith(".") else None
        places = () if path is None else (path, f"{path}.json", under(path, "tsconfig.json"))
        return first(tree, places)

    for written in reversed(all_strings(data.get("extends"))):
        if path := config_at(written):
            yield path
    for written in all_strings(data.get("references")):
        path = config_at(written)
        # Such as tsconfig.app.json; projects in other folders have their own tsconfig.json.
        if path and folder_of(path) == folder:
            yield path


def _patterns(entries: object, folder: str, prefix: str = "") -> tuple[_Pattern, ...]:
    """Read `{pattern: targets}`, the longest beginnings first, because they win."""
    patterns = []
    for written, value in as_table(entries).items():
        before, star, after = (prefix + written.removeprefix("." if prefix else "")).partition("*")
        targets = (join(folder, target) for target in _unconditional(value))
        inside = [at for target in targets if target for at in _places(folder, target)]
        patterns.append(_Pattern(before, after if star else None, tuple(inside)))
    return tuple(sorted(patterns, key=lambda each: (each.after is not None, -len(each.before))))


def _unconditional(value: object) -> list[str]:
    """Return the targets of an entry, without those for single versions: `types@<5.4`."""
    table = as_table(value)
    plain = {key: inner for key, inner in table.items() if "@" not in key}
    return all_strings(plain or value)


def _places(folder: str, path: str) -> Iterator[str]:
    """Yield a path of a package, and that of its source: few trees have what a build writes.

    Args:
        folder: of the package.
    """
    yield path
    below = path.removeprefix(f"{folder}/" if folder else "")
    built = next((start for start in _BUILT if below.startswith(start)), None)
    if built:
        yield under(folder, f"src/{below.removeprefix(built)}")


def _package(files: _Files, folder: str, manifest: dict[str, Any]) -> _Package:
    exports, name = manifest.get("exports"), str(manifest.get("name") or "")
    inner = name and any(key.startswith(".") for key in as_table(exports))
    patterns = (
        *(_patterns(exports, folder, name) if inner else ()),
        *_patterns(manifest.get("imports"), folder),
    )
    written = [text for key in _ENTRIES for text in all_strings(manifest.get(key))]
    if not inner:
        written += all_strings(exports)
    paths = (join(folder, each) for each in (*written, "src/index", "index", "src/main"))
    places = (place for path in paths if path for place in _places(folder, path))
    return _Package(folder, _first_probed(files, places), patterns)


def _guesses(paths: Iterable[str]) -> dict[str, str]:
    """Return the file for each path without an ending, and for each folder with an index file."""
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


# --- lookup -----------------------------------------------------------------------------------


def _hits(workspace: _Workspace, importer: str, item: Import) -> Iterator[Hit]:
    module = item.module.strip().partition("?")[0]
    if not module or module in NODE:
        return
    if module.startswith("<"):
        component = workspace.auto_imports.component(importer, module.strip("<>"))
        yield from [component] if component else []
        return
    if module.startswith(("./", "../")) or module in (".", ".."):
        path = join(folder_of(importer), module)
        file = _at(workspace, path) if path is not None else None
    else:
        file = _aliased(workspace, importer, module) or _in_package(workspace, importer, module)
    if file:
        yield Use(_of_code(workspace.files, importer, file), item.names)
        return
    # What remains is a package of a registry, unless it is an address or one of the workspace.
    name = _package_name(module)
    is_scoped = name.startswith("@") and len(name) > 1 and name[1] != "/" and "/" in name[1:]
    is_plain = name[:1].isalnum() and ":" not in module
    if (is_scoped or is_plain) and name not in workspace.packages and name not in NODE:
        yield Outside(name)


def _of_code(files: _Files, importer: str, file: str) -> str:
    """Return the script beside a file of types, which is what a script gets."""
    if not file.endswith(".d.ts") or not importer.endswith(_SCRIPTS):
        return file
    places = (file.removesuffix(".d.ts") + ending for ending in _SCRIPTS)
    return next((place for place in places if place in files.paths), file)


def _at(workspace: _Workspace, path: str) -> str | None:
    """Return the file that a path means: itself, the entry of a package, or the source of it."""
    if file := _probe(workspace.files, path):
        return file
    if package := workspace.folders.get(path):
        return package.entry
    if not any(f"/{start}" in f"/{path}" for start in _BUILT):
        return None
    above = next((each for each in ancestors(folder_of(path)) if each in workspace.folders), None)
    return None if above is None else _first_probed(workspace.files, _places(above, path))


def _by_name(workspace: _Workspace, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    """Yield what needs no import, and what is named as a member of a module: `core.Type`."""
    yield from workspace.auto_imports.uses(file, mentions)
    if workspace.ambient:
        yield from ambient_uses(workspace.ambient, file, mentions)
    yield from workspace.scripts.uses(file, mentions)
    wholes = {item.local[0]: item for item in imports_of(file) if item.local and not item.names}
    members: defaultdict[str, set[str]] = defaultdict(set)
    for chain in mentions.chains if wholes else ():
        head, dot, rest = chain.partition(".")
        if dot and head in wholes:
            members[head].add(rest.partition(".")[0])
    for head, names in sorted(members.items()):
        for hit in _hits(workspace, file.path, wholes[head]):
            if isinstance(hit, Use):
                yield Use(hit.path, tuple(sorted(names)))


def _aliased(workspace: _Workspace, importer: str, module: str) -> str | None:
    """Return the file for a name by the tsconfig.json files above the importer."""
    for folder in ancestors(folder_of(importer)):
        aliases = workspace.aliases.get(folder)
        if aliases is None:
            continue
        file = _matched(workspace.files, aliases.patterns, module)
        if file is None and aliases.base is not None:
            file = _first_probed(workspace.files, [join(aliases.base, module)])
        if file:
            return file
    return None


def _in_package(workspace: _Workspace, importer: str, module: str) -> str | None:
    """Return the file for a name by the package.json files of the workspace."""
    files, folders = workspace.files, ancestors(folder_of(importer))
    home = next((workspace.folders[each] for each in folders if each in workspace.folders), None)
    if home and module.startswith("#") and (file := _matched(files, home.patterns, module)):
        return file
    if home and (alias := next((each for each in _ALIASES if module.startswith(each)), "")):
        inner = module[len(alias) :]
        return _first_probed(files, (join(home.folder, at + inner) for at in _ALIASES[alias]))
    name = _package_name(module)
    package = workspace.packages.get(name)
    if package is None:
        return None
    file = _matched(files, package.patterns, module)
    inner = module[len(name) :].strip("/")
    if file or not inner:
        return file or package.entry
    return _first_probed(files, (join(package.folder, at + inner) for at in ("", "src/")))


def _matched(files: _Files, patterns: tuple[_Pattern, ...], module: str) -> str | None:
    """Return the first file that one of the patterns leads to."""
    for pattern in patterns:
        before, after = pattern.before, pattern.after
        targets: Iterable[str | None] = ()
        if after is None:
            targets = pattern.targets if module == before else ()
        elif module.startswith(before) and module[len(before) :].endswith(after):
            middle = module[len(before) : len(module) - len(after)]
            targets = [join("", to.replace("*", middle, 1)) for to in pattern.targets]
        if file := _first_probed(files, targets):
            return file
    return None


def _first_probed(files: _Files, places: Iterable[str | None]) -> str | None:
    return next((file for at in places if at and (file := _probe(files, at))), None)


def _probe(files: _Files, path: str) -> str | None:
    """Return the file that an import of `path` means: itself, with an ending, or its index."""
    if path in files.paths:
        return path
    stem = next((path.removesuffix(each) for each in _COMPILED if path.endswith(each)), "")
    # The guess for '' is the index file at the root.
    return files.guesses.get(path) or (files.guesses.get(stem) if stem else None)


def _package_name(module: str) -> str:
    return "/".join(module.split("/")[: 2 if module.startswith("@") else 1])
