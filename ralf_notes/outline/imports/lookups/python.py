"""Python: absolute and relative imports, packages with and without `__init__.py`, src layouts."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    folder_of,
    nearest,
    under,
)
from ralf_notes.outline.model import Import
from ralf_notes.paths import all_folders

_ENDINGS = ("/__init__.py", "/__init__.pyi", ".py", ".pyi", ".pyx")
"""The endings of a module's file; if there are several, the first one counts."""
_OTHER_ROOTS = 8
"""The most roots to try that are not above the importing file."""


@dataclass(frozen=True, slots=True)
class _Modules:
    files: Mapping[str, str]
    """Path of a module or regular package, without its ending -> its file."""
    roots: Mapping[str, list[str]]
    """Top-level name -> the folders that it can be imported from, sorted."""
    tops: frozenset[str]
    """The paths of top-level modules and packages."""


def python(tree: TreeIndex) -> Lookup:
    """Return the lookup for Python. Any folder that is not a package may be on `sys.path`."""
    files: dict[str, str] = {}
    for ending in _ENDINGS:
        for path in tree.ordered:
            if path.endswith(ending):
                files.setdefault(path.removesuffix(ending), path)
            elif path == ending[1:]:  # `__init__.py` at the root of the tree
                files.setdefault("", path)
    # Each folder above may be a package without `__init__.py`.
    tops = {
        module
        for module in all_folders(files.values()).union(files)
        if module and not _is_package(files, folder_of(module))
    }
    roots: defaultdict[str, list[str]] = defaultdict(list)
    for top in sorted(tops):
        folder, _, name = top.rpartition("/")
        roots[name].append(folder)
    return Lookup(partial(_hits, _Modules(files, roots, frozenset(tops))))


def _is_package(files: Mapping[str, str], folder: str) -> bool:
    """Whether a folder is a regular package, which the root of the tree never is."""
    return bool(folder) and "/__init__." in files.get(folder, "")


def _hits(modules: _Modules, importer: str, item: Import) -> Iterable[Hit]:
    module = item.module.strip()
    dotted = module.lstrip(".")
    dots = len(module) - len(dotted)
    path = dotted.replace(".", "/")
    if dotted and not all(part.isidentifier() for part in dotted.split(".")):
        return ()
    if dots:  # relative
        folder = next(islice(ancestors(folder_of(importer)), dots - 1, None), None)
        return () if folder is None else _module(modules, under(folder, path), item.names)
    top = path.partition("/")[0]
    is_standard = top in sys.stdlib_module_names
    roots = modules.roots.get(top, [])
    for root in _candidates(modules, importer, top, is_standard) if roots else ():
        if uses := _module(modules, under(root, path), item.names):
            return uses
    is_ours = any(_is_package(modules.files, under(root, top)) for root in roots[:_OTHER_ROOTS])
    return () if not top or is_standard or is_ours else (Outside(top),)


def _candidates(modules: _Modules, importer: str, top: str, is_standard: bool) -> Iterator[str]:
    """Yield roots that hold `top`: those above the importing file, then the nearest, then any.

    Only a regular module or package above the file shadows one of the standard library.
    """
    for folder in ancestors(folder_of(importer)):
        module = under(folder, top)
        if module in modules.tops and (not is_standard or module in modules.files):
            yield folder
    if not is_standard:
        yield nearest(modules.roots[top], importer)
        yield from modules.roots[top][:_OTHER_ROOTS]


def _module(modules: _Modules, module: str, names: tuple[str, ...]) -> list[Use]:
    """Return the files that an import of some names from a module uses."""
    own = modules.files.get(module)
    if not names:
        return [Use(own)] if own else []
    uses = []
    for name in names:
        inner = modules.files.get(under(module, name))
        if inner:
            uses.append(Use(inner))
        elif own:
            uses.append(Use(own, (name,)))
    return uses
