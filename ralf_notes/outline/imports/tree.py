"""The tree to resolve imports in: its paths, declared packages and small config files."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeAlias

from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Export, Import
from ralf_notes.outline.values import json_table, plain_json, toml_table
from ralf_notes.paths import folders_above, from_the_top

CONFIG_FILES = frozenset(
    ("go.mod", "tsconfig.json", "jsconfig.json", "package.json", "Cargo.toml", "composer.json")
)
"""Names of files that say where imports lead."""

MANY = 32
"""The most files or folders of one name to compare."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """What resolving imports from and to one file needs to know about it."""

    path: str
    """Relative to the root of the tree, with `/`."""
    language: str
    package: str = ""
    """The package or namespace that the file declares, or ''."""
    imports: tuple[Import, ...] = ()
    offers: tuple[Export, ...] = ()
    """What it exports of other files."""
    types: tuple[str, ...] = ()
    """Qualified names of the types that it declares: `Cart`, `Cart.Line`."""
    values: tuple[str, ...] = ()
    """Names of its other definitions outside types: functions, constants."""
    extensions: tuple[str, ...] = ()
    """Names of functions and properties that it adds to types: `shout` of `fun String.shout()`.

    In C: functions that it defines, not only declares; other files may declare them.
    """
    members: tuple[str, ...] = ()
    """Names of the methods and properties in its types, in languages where these could be meant."""
    hidden: tuple[str, ...] = ()
    """Those of `types`, `values` and `extensions` that no other file can name: `private fun`."""
    is_test: bool = False
    aliases: tuple[tuple[str, str], ...] = ()
    """Other names by which others import its definitions, each with its own."""
    typed: str = ""
    """What others need to know of its values, as `mentions.values` writes it."""
    routing: str = ""
    """What it says of routers, as `routes.mounting` writes it."""


@dataclass(frozen=True, slots=True)
class Use:
    """A file of the tree that another file imports."""

    path: str
    names: tuple[str, ...] = ()
    """What is imported from it by name; empty for the file as a whole."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A package that is not in the tree and not in the language's standard library."""

    name: str


Hit: TypeAlias = Use | Outside
ImportLookup: TypeAlias = Callable[[str, Import], Iterable[Hit]]
"""Path of a file, one of its imports -> what the import leads to."""
NameLookup: TypeAlias = Callable[[Declarations, Mentions], Iterable[Hit]]
"""A file and the names that stand in it -> what it uses by name."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """How to find what the files of a language use.

    Where a name leads may depend on paths, on the settings that were read for the lookup, on the
    package, language and kind of files, and on the files that declare this name. It must not depend
    on anything else that files declare or import, unless `shared` says what: after a change, only
    files in which a changed name stands are looked up anew (`imports.affected`).
    """

    imports: ImportLookup | None = None
    """For imports that name files, each on its own."""
    names: NameLookup | None = None
    """For names that stand in a file, with all its imports."""
    shared: str = ""
    """What else of other files decides where names lead, as text: it changes with that."""


_LONGEST_MODULE = 1000
"""In characters: a longer text, such as a `data:` address, is neither a path nor a package."""


def imports_of(file: Declarations) -> Iterator[Import]:
    """Yield the imports of a file that can lead somewhere."""
    return (item for item in file.imports if len(item.module) <= _LONGEST_MODULE)


@dataclass(frozen=True, slots=True)
class TreeIndex:
    """The files of a tree, in the forms that lookups need."""

    paths: frozenset[str]
    ordered: tuple[str, ...]
    """The same paths, sorted."""
    languages: frozenset[str]
    """The languages of the files."""
    files: Mapping[str, Declarations]
    """The files by path, sorted."""
    configs: Mapping[str, tuple[str, ...]]
    """Name of a config file -> its paths, those nearest to the root first."""
    read: Callable[[str], str | None]


def index_tree(files: Iterable[Declarations], read: Callable[[str], str | None]) -> TreeIndex:
    """Take the paths and declarations from `files`, in one pass."""
    languages: set[str] = set()
    by_path: dict[str, Declarations] = {}
    configs: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        languages.add(file.language)
        by_path[file.path] = file
        name = file.path.rpartition("/")[2]
        if name in CONFIG_FILES:
            configs[name].append(file.path)
    return TreeIndex(
        frozenset(by_path),
        tuple(sorted(by_path)),
        frozenset(languages),
        dict(sorted(by_path.items())),
        {name: tuple(sorted(places, key=from_the_top)) for name, places in configs.items()},
        read,
    )


def imports_text(tree: TreeIndex, languages: Collection[str]) -> str:
    """Return what files of some languages import, for `Lookup.shared` of lookups that follow it."""
    files = (file for file in tree.files.values() if file.language in languages)
    lines = (repr((file.path, file.imports)) for file in files if file.imports)
    return "\n".join(lines)


def folder_of(path: str) -> str:
    """Return the folder that holds `path`; '' is the root of the tree."""
    return path.rpartition("/")[0]


def ancestors(folder: str) -> Iterator[str]:
    """Yield the folder itself, then each one above it, the root of the tree last."""
    if folder:
        yield folder
        yield from folders_above(folder)
    yield ""


def under(folder: str, path: str) -> str:
    """Return the path from the root for a `path` from `folder` that has no `.` or `..` in it."""
    return f"{folder}/{path}" if folder and path else folder or path


def join(folder: str, relative: str) -> str | None:
    """Return the path that `relative` means in `folder`, or None if it is outside the tree."""
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def first(tree: TreeIndex, candidates: Iterable[str]) -> str | None:
    """Return the first candidate that is a file of the tree."""
    return next((path for path in candidates if path in tree.paths), None)


def beside(tree: TreeIndex, importer: str, relative: str) -> str | None:
    """Return the file of the tree that a path means from the folder of another file."""
    return first(tree, (join(folder_of(importer), relative) or "",))


def nearest(candidates: list[str], path: str) -> str:
    """Return the one of the sorted `candidates` that shares most folders with `path`.

    If none shares any, return the one nearest to the root of the tree.
    """
    if len(candidates) == 1:
        return candidates[0]

    def shared(candidate: str) -> int:
        return _shared_folders(candidate, path)

    place = bisect_left(candidates, path)
    # In sorted order, a neighbour has the longest common beginning.
    best = max(candidates[max(place - 1, 0) : place + 1], key=shared)
    return best if shared(best) else min(candidates[:MANY], key=from_the_top)


def closest(candidates: Sequence[str], path: str) -> str | None:
    """Return the candidate that shares more folders with `path` than every other, or None."""
    if len(candidates) > MANY:
        return None
    ranked = sorted((_shared_folders(each, path), each) for each in candidates)
    return ranked[-1][1] if len(ranked) == 1 or ranked[-1][0] > ranked[-2][0] else None


def _shared_folders(one: str, other: str) -> int:
    """Count the folders that two paths have in common, from the root on."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def suffix_index(paths: Iterable[str]) -> list[str]:
    """Return an index for `with_suffix`."""
    return sorted(f"/{path}"[::-1] for path in paths)


def with_suffix(index: list[str], suffix: str, limit: int) -> list[str]:
    """Return at most `limit` paths whose last parts are those of `suffix`, sorted."""
    reverse = f"/{suffix}"[::-1]
    start = bisect_left(index, reverse)
    near = index[start : start + limit]
    return sorted(path[::-1][1:] for path in near if path.startswith(reverse))


def read_json(tree: TreeIndex, path: str) -> dict[str, Any]:
    """Read a JSON file that may hold comments and trailing commas; {} if it is not an object."""
    return json_table(plain_json(tree.read(path) or ""))


def read_toml(tree: TreeIndex, path: str) -> dict[str, Any]:
    """Read a TOML file; {} if it is broken."""
    return toml_table(tree.read(path) or "")


def all_strings(value: object) -> list[str]:
    """Return all strings in a value of a config file, in order, also those in lists and tables."""
    texts: list[str] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, (list, dict)):
            waiting += reversed([*item.values()] if isinstance(item, dict) else item)
    return texts
