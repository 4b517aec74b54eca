"""Python: absolute and relative imports, packages with and without `__init__.py`, src layouts."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from ralf_notes.outline.imports.tree import (
    Facts,
    Hit,
    Outside,
    Rule,
    Tree,
    Use,
    ancestors,
    folder_of,
    nearest,
    under,
)
from ralf_notes.outline.parse import Import

_ENDINGS = ("/__init__.py", "/__init__.pyi", ".py", ".pyi", ".pyx")
"""Of the files of a module, the one that counts first."""
_OTHER_ROOTS = 8
"""How many roots that are not above the importing file are tried at most."""


@dataclass(frozen=True, slots=True)
class _Modules:
    files: Mapping[str, str]
    """Path of a module or regular package, without its ending -> its file."""
    roots: Mapping[str, list[str]]
    """Top-level name -> the folders that it can be imported from, sorted."""
    tops: frozenset[str]
    """Paths of what can be imported as top-level modules and packages."""


def python(tree: Tree) -> Rule:
    """Return the rule for Python. Any folder that is no package itself may be on `sys.path`."""
    files = _files(tree)
    modules = [*files, *_folders(files.values())]
    tops = {it for it in modules if it and not _is_package(files, folder_of(it))}
    roots: defaultdict[str, list[str]] = defaultdict(list)
    for top in sorted(tops):
        folder, _, name = top.rpartition("/")
        roots[name].append(folder)
    return partial(_hits, _Modules(files, roots, frozenset(tops)))


def _files(tree: Tree) -> dict[str, str]:
    files: dict[str, str] = {}
    for ending in _ENDINGS:
        for path in tree.ordered:
            if path.endswith(ending):
                files.setdefault(path.removesuffix(ending), path)
            elif path == ending[1:]:  # `__init__.py` at the root of the tree
                files.setdefault("", path)
    return files


def _folders(paths: Iterable[str]) -> set[str]:
    """Return all folders above the paths: each may be a package without `__init__.py`."""
    seen: set[str] = set()
    for path in paths:
        for folder in ancestors(folder_of(path)):
            if folder in seen:
                break
            seen.add(folder)
    return seen


def _is_package(files: Mapping[str, str], folder: str) -> bool:
    """Tell whether a folder is a regular package; the root of the tree is never taken for one."""
    return bool(folder) and "/__init__." in files.get(folder, "")


def _hits(modules: _Modules, facts: Facts, item: Import) -> Iterable[Hit]:
    module = item.module.strip()
    dotted = module.lstrip(".")
    if dotted and not all(part.isidentifier() for part in dotted.split(".")):
        return ()
    path = dotted.replace(".", "/")
    if len(dotted) < len(module):
        return _relative(modules, facts, len(module) - len(dotted), path, item.names)
    return _absolute(modules, facts, path, item.names) if path else ()


def _relative(
    modules: _Modules, facts: Facts, dots: int, path: str, names: tuple[str, ...]
) -> Iterable[Use]:
    folder = next(islice(ancestors(folder_of(facts.path)), dots - 1, None), None)
    return () if folder is None else _module(modules, under(folder, path), names)


def _absolute(modules: _Modules, facts: Facts, path: str, names: tuple[str, ...]) -> Iterable[Hit]:
    top = path.partition("/")[0]
    standard = top in sys.stdlib_module_names
    known = modules.roots.get(top)
    for root in _candidates(modules, facts.path, top, standard) if known else ():
        found = _module(modules, under(root, path), names)
        if found:
            return found
    ours = known and any(_is_package(modules.files, under(it, top)) for it in known[:_OTHER_ROOTS])
    return () if standard or ours else (Outside(top),)


def _candidates(modules: _Modules, importer: str, top: str, standard: bool) -> Iterator[str]:
    """Yield roots that hold `top`: those above the importing file, then near it, then any.

    Only a regular module or package above the file shadows one of the standard library.
    """
    for folder in ancestors(folder_of(importer)):
        module = under(folder, top)
        if module in modules.tops and (not standard or module in modules.files):
            yield folder
    if not standard:
        yield nearest(modules.roots[top], importer)
        yield from modules.roots[top][:_OTHER_ROOTS]


def _module(modules: _Modules, module: str, names: tuple[str, ...]) -> list[Use]:
    own = modules.files.get(module)
    if not names:
        return [Use(own)] if own else []
    found = []
    for name in names:
        inner = modules.files.get(under(module, name))
        if inner:
            found.append(Use(inner))
        elif own:
            found.append(Use(own, (name,)))
    return found
