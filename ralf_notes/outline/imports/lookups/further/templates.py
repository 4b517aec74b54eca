"""Templates: a name leads to the one template that it fits, below whatever folder they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    TreeIndex,
    Use,
    folder_of,
    join,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.languages.known.named import TEMPLATES
from ralf_notes.outline.model import Import

_LANGUAGES = frozenset(("html", "gotemplate", *(language.key for language in TEMPLATES)))


def _stem(path: str) -> str:
    """Return a path without endings and the mark of a partial: `a/form` of `a/_form.html.erb`."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{name.removeprefix('_').partition('.')[0]}"


def templates(tree: TreeIndex) -> Lookup:
    """Return the lookup for templates by name: beside the file, else the only one of that name."""
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.ordered:
        if tree.files[path].language in _LANGUAGES:
            by_stem[_stem(path)].append(path)
    index = suffix_index(by_stem)

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        name = _stem(item.module.strip().lstrip("~/"))
        beside = join(folder_of(importer), name) or ""
        stems = [beside] if beside in by_stem else with_suffix(index, name.lstrip("./"), 2)
        paths = by_stem[stems[0]] if len(stems) == 1 else []
        if file := _closest(importer, item.module, [path for path in paths if path != importer]):
            yield Use(file)

    return Lookup(lookup)


def _closest(importer: str, written: str, paths: list[str]) -> str:
    """Return the one of some templates of equal stem that a template means, '' if that is open."""
    ending = importer.rpartition("/")[2].partition(".")[2]
    exact = [path for path in paths if f"/{path}".endswith(f"/{written.lstrip('./~')}")]
    alike = [path for path in paths if path.partition(".")[2] == ending]
    partials = [path for path in alike if path.rpartition("/")[2].startswith("_")]
    for those in (exact, partials, alike, paths):
        if len(those) == 1:
            return those[0]
    return ""


def models(tree: TreeIndex) -> Lookup:
    """Return the lookup for models of dbt: the only file of that name is meant."""
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.ordered:
        if path.endswith((".sql", ".csv", ".py")):
            by_name[path.rpartition("/")[2].rpartition(".")[0]].append(path)

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        paths = by_name.get(item.module, [])
        if len(paths) == 1 and paths[0] != importer:
            yield Use(paths[0])

    return Lookup(lookup)
