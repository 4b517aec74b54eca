"""CMake: files that commands name by their path, and modules by their name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    TreeIndex,
    Use,
    ancestors,
    closest,
    folder_of,
    join,
    under,
)
from ralf_notes.outline.model import Import

MODULE = "module"
"""The mark of an import that names a module, which CMake looks for in the folders it was told."""
_BUILD = "CMakeLists.txt"


def modules(tree: TreeIndex) -> Lookup:
    """Return the lookup for files of CMake."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for path in tree.ordered:
        if path.endswith(".cmake"):
            by_name[path.rpartition("/")[2]].append(path)

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        if item.mark == MODULE:
            candidates = by_name.get(f"{item.module}.cmake")
            file = closest(candidates, importer) if candidates else None
        else:
            file = _named(tree, importer, item.module)
        if file and file != importer:
            yield Use(file)

    return Lookup(lookup)


def _named(tree: TreeIndex, importer: str, written: str) -> str | None:
    """Return the file of a path; one that begins with `/` is that of a build around this one."""
    if not written.startswith("/"):
        path = join(folder_of(importer), written)
        return path if path in tree.paths else None
    roots = [each for each in ancestors(folder_of(importer)) if under(each, _BUILD) in tree.paths]
    paths = [under(each, written.lstrip("/")) for each in roots or [""]]
    return next((path for path in paths if path in tree.paths), None)
