"""PHP: `use`, names of the same namespace, composer's PSR-4 folders; required files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.declared import (
    NO_NAMES,
    dotted,
    only,
    own_types,
    packages_of,
    prefixes,
)
from ralf_notes.outline.imports.namespaces import (
    Namespaces,
    declaring,
    is_ours,
    namespaces,
    qualified_names,
)
from ralf_notes.outline.imports.standard import PHP
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
    nearest,
    read_json,
)
from ralf_notes.outline.mentions import Mentions, heads
from ralf_notes.outline.values import as_table


@dataclass(frozen=True, slots=True)
class _Autoload:
    tree: TreeIndex
    namespaces: Namespaces
    folders: Mapping[str, list[str]]
    """A PSR-4 prefix with dots, without the last one -> its folders."""


def php(tree: TreeIndex) -> Lookup:
    """Return the lookup for PHP."""
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.configs.get("composer.json", ()):
        manifest = read_json(tree, path)
        for section in ("autoload", "autoload-dev"):
            for prefix, value in as_table(as_table(manifest.get(section)).get("psr-4")).items():
                for written in all_strings(value):
                    folder = join(folder_of(path), written)
                    if folder is not None:
                        folders[dotted(prefix)].append(folder)
    return Lookup(names=partial(_hits, _Autoload(tree, namespaces(tree, ("php",)), folders)))


def _hits(classes: _Autoload, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    imported: dict[str, str] = {}
    for item in imports_of(file):
        if "/" in item.module or item.module.endswith((".php", ".inc")):
            yield from _required(classes.tree, file.path, item.module)
            continue
        for name in qualified_names(item):
            imported[item.local[0] if item.local else name.rpartition(".")[2]] = name
            yield from _named(classes, file, name)
    plain = heads(mentions.chains)
    yield from _of_namespace(classes, file, plain - imported.keys())
    for name in plain:
        if "\\" in name:
            head, _, rest = name.partition("\\")
            start = imported.get(head, dotted(f"{file.package}\\{head}")) if head else ""
            yield from _certain(classes, file, dotted(f"{start}.{rest}"))


def _required(tree: TreeIndex, path: str, written: str) -> Iterator[Use]:
    """Yield a required file: beside this one, or below a folder above it, maybe the root."""
    places = (join(folder, written) for folder in ancestors(folder_of(path)))
    file = first(tree, (place for place in places if place))
    if file:
        yield Use(file)


def _named(classes: _Autoload, file: Declarations, name: str) -> Iterator[Hit]:
    """Yield the file that declares an imported name, or the package from outside."""
    files, declared = declaring(classes.namespaces, name)
    if path := _autoloaded(classes, file.path, name):
        yield Use(path, (name.rpartition(".")[2],))
    elif files:
        yield Use(nearest(sorted(each.path for each in files), file.path), (declared,))
    elif not is_ours(classes.namespaces, name):
        # The package is its first two parts; a name in no namespace is PHP's own.
        parts = name.split(".")
        is_autoloaded = any(prefix in classes.folders for prefix in prefixes(name))
        package = [] if is_autoloaded else parts[:-1][:2]
        if package and package[0] not in PHP and all(part.isidentifier() for part in package):
            yield Outside("\\".join(package))


def _of_namespace(classes: _Autoload, file: Declarations, names: frozenset[str]) -> Iterator[Use]:
    """Yield the files that declare plain names in the same namespace; functions also in none."""
    scopes, declared_here = classes.namespaces.scopes, {*own_types(file), *file.values}
    outside = scopes.get("", NO_NAMES)
    same = [scopes.get(each, NO_NAMES) for each in packages_of(file)]
    for name in names - declared_here:
        declaring = (files for scope in same if (files := scope.declaring(name)))
        files = next(declaring, outside.values.get(name, []))
        if path := only(files, file):
            yield Use(path, (name,))


def _certain(classes: _Autoload, file: Declarations, name: str) -> Iterator[Use]:
    """Yield the file that declares a qualified name."""
    files, declared = declaring(classes.namespaces, name)
    if path := only(files, file):
        yield Use(path, (declared,))


def _autoloaded(classes: _Autoload, importer: str, name: str) -> str | None:
    for prefix in (*prefixes(name.rpartition(".")[0]), ""):
        rest = name[len(prefix) :].strip(".").replace(".", "/")
        places = (join(folder, f"{rest}.php") for folder in classes.folders.get(prefix, ()))
        files = sorted({place for place in places if place and place in classes.tree.paths})
        if files:
            return nearest(files, importer)
    return None
