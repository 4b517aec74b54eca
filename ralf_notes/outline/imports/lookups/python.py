"""Python: absolute and relative imports, packages with and without `__init__.py`, src layouts."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from ralf_notes.outline.imports.standard import PYTHON_2
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    folder_of,
    imports_of,
    nearest,
    under,
)
from ralf_notes.outline.mentions import FIXTURE, Mentions
from ralf_notes.outline.model import Import
from ralf_notes.paths import all_folders

_ENDINGS = ("/__init__.py", "/__init__.pyi", ".py", ".pyi", ".pyx")
"""The endings of a module's file; if there are several, the first one counts."""
_CONFTEST = "conftest.py"
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
    packages: frozenset[str]
    """The folders without `__init__.py` that imports use as packages (PEP 420)."""
    scripts: frozenset[str]
    """The folders with `__init__.py` whose files import each other as scripts do."""
    fixtures: Mapping[str, frozenset[str]]
    """By the path of a conftest.py: the functions in it."""
    hiding: frozenset[str]
    """Paths of modules whose package has something else of their name, which imports find first."""


def python(tree: TreeIndex) -> Lookup:
    """Return the lookup for Python. Any folder that is not a package may be on `sys.path`."""
    files: dict[str, str] = {}
    for ending in _ENDINGS:
        for path in tree.ordered:
            if path.endswith(ending):
                files.setdefault(path.removesuffix(ending), path)
            elif path == ending[1:]:  # `__init__.py` at the root of the tree
                files.setdefault("", path)
    folders = all_folders(files.values())
    # Each folder above may be a package without `__init__.py`.
    tops = {
        module
        for module in folders.union(files)
        if module and not _is_package(files, folder_of(module))
    }
    # Django's manage.py imports from its own folder, even if that is a package.
    run = {folder_of(path) for path in files.values() if f"/{path}".endswith("/manage.py")}
    tops |= {module for module in folders.union(files) if module and folder_of(module) in run}
    roots: defaultdict[str, list[str]] = defaultdict(list)
    for top in sorted(tops):
        folder, _, name = top.rpartition("/")
        roots[name].append(folder)
    fixtures = {
        path: frozenset(file.values)
        for path, file in tree.files.items()
        if path.endswith(_CONFTEST) and f"/{path}".endswith(f"/{_CONFTEST}")
    }
    packages = _packages(tree, folders)
    scripts = _scripts(
        tree, files, {each for each in folders - packages if _is_package(files, each)}
    )
    hiding = frozenset(_hiding(tree, files))
    modules = _Modules(files, roots, frozenset(tops), packages, scripts, fixtures, hiding)
    shared = "\n".join((*sorted(packages), "", *sorted(scripts)))  # imports of any file make them
    return Lookup(partial(_hits, modules), partial(_names, modules), shared)


def _is_package(files: Mapping[str, str], folder: str) -> bool:
    """Whether a folder is a regular package, which the root of the tree never is."""
    return bool(folder) and "/__init__." in files.get(folder, "")


def _hiding(tree: TreeIndex, files: Mapping[str, str]) -> Iterator[str]:
    """Yield modules that their package hides: by `def zone` or `from .zone import zone`.

    Source: https://docs.python.org/3/reference/simple_stmts.html#the-import-statement
    """
    for package, path in files.items():
        file = tree.files.get(path)
        if file is None or not _is_package(files, package):
            continue
        itself = f".{package.replace('/', '.')}"
        taken = (
            each.name
            for each in file.offers
            if each.module.strip(".") and not itself.endswith(f".{each.module}")
        )
        own = {*file.types, *file.values, *taken}
        yield from (module for name in own if (module := under(package, name)) in files)


def _packages(tree: TreeIndex, folders: Iterable[str]) -> frozenset[str]:
    """Return the folders that imports use as packages: `a.b` of the tree, or `.b` from inside."""
    written: set[str] = set()
    relative: set[str] = set()
    for file in tree.files.values():
        for item in file.imports if file.language == "python" else ():
            dotted = item.module.strip().lstrip(".")
            if dotted == item.module.strip():
                parts = dotted.split(".")
                end = len(parts) if item.names else len(parts) - 1
                written.update("/".join(parts[:to]) for to in range(1, end + 1))
            else:
                dots = len(item.module.strip()) - len(dotted)
                relative.update(islice(ancestors(folder_of(file.path)), dots))
    in_use: set[str] = set()
    for folder in sorted(folders):  # a folder below a package is one
        is_written = any(folder[at:] in written for at in _starts(folder))
        if is_written or folder in relative or folder_of(folder) in in_use:
            in_use.add(folder)
    return frozenset(in_use)


def _scripts(tree: TreeIndex, files: Mapping[str, str], unused: Collection[str]) -> frozenset[str]:
    """Return the folders in which a file imports from one beside it, as if they were no package.

    A module such as `yaml.py` may have the name of what is imported, so its names must stand there.

    Args:
        tree: the tree.
        files: by module, as in `_Modules`.
        unused: the regular packages that no import uses as one.
    """
    folders: set[str] = set()
    declared: dict[str, frozenset[str]] = {}  # the names of a file, which many may import
    for file in tree.files.values() if unused else ():
        folder = folder_of(file.path)
        for item in file.imports if folder in unused and file.language == "python" else ():
            beside = tree.files.get(files.get(under(folder, item.module), ""))
            if beside is None or not item.names or folder in folders:
                continue
            if beside.path not in declared:
                declared[beside.path] = frozenset((*beside.types, *beside.values))
            if declared[beside.path].issuperset(item.names):
                folders.add(folder)
    return frozenset(folders)


def _starts(path: str) -> Iterator[int]:
    """Yield where the parts of a path start."""
    yield 0
    yield from (at + 1 for at, character in enumerate(path) if character == "/")


def _hits(modules: _Modules, importer: str, item: Import) -> Iterable[Hit]:
    module = item.module.strip()
    for place in _places(modules, importer, module):
        if uses := _module(modules, place, item.names):
            return uses
    top = module.partition(".")[0]
    roots = modules.roots.get(top, [])
    is_ours = any(_is_package(modules.files, under(root, top)) for root in roots[:_OTHER_ROOTS])
    is_standard = top in sys.stdlib_module_names or top in PYTHON_2
    is_outside = top.isidentifier() and not is_standard and not is_ours
    return (Outside(top),) if is_outside and _is_dotted(module) else ()


def _is_dotted(module: str) -> bool:
    return all(part.isidentifier() for part in module.split("."))


def _places(modules: _Modules, importer: str, module: str) -> Iterator[str]:
    """Yield the paths, without endings, that the name of a module can mean in a file."""
    dotted = module.lstrip(".")
    dots = len(module) - len(dotted)
    path = dotted.replace(".", "/")
    if dotted and not _is_dotted(dotted):
        return
    if dots:  # relative
        folder = next(islice(ancestors(folder_of(importer)), dots - 1, None), None)
        if folder is not None:
            yield under(folder, path)
        return
    top, own_folder = path.partition("/")[0], folder_of(importer)
    is_beside = own_folder in modules.scripts and under(own_folder, top) in modules.files
    if is_beside and top not in sys.stdlib_module_names:
        yield under(own_folder, path)
    if top in modules.roots:
        for root in _candidates(modules, importer, top):
            yield under(root, path)


def _candidates(modules: _Modules, importer: str, top: str) -> Iterator[str]:
    """Yield roots that hold `top`: those above the importing file, then the nearest, then any.

    Only a regular module or package above the file shadows one of the standard library, and only
    in a folder that is no package itself.
    """
    is_standard = top in sys.stdlib_module_names
    for folder in ancestors(folder_of(importer)):
        module = under(folder, top)
        shadows = module in modules.files and folder not in modules.packages
        if module in modules.tops and (not is_standard or shadows):
            yield folder
    if not is_standard:
        yield nearest(modules.roots[top], importer)
        yield from modules.roots[top][:_OTHER_ROOTS]


def _module(modules: _Modules, module: str, names: tuple[str, ...]) -> list[Use]:
    """Return the files that an import of some names from a module uses."""
    file = modules.files.get(module)
    if not names:
        return [Use(file)] if file else []
    uses = []
    for name in names:
        inner = under(module, name)
        if inner in modules.files and inner not in modules.hiding:
            uses.append(Use(modules.files[inner]))
        elif file:
            uses.append(Use(file, (name,)))
    return uses


def _names(modules: _Modules, file: Declarations, mentions: Mentions) -> Iterator[Use]:
    """Yield the files whose names stand behind an imported module: `shop.Cart`."""
    bound = dict(_bound(modules, file))
    for chain in mentions.chains:
        if chain.endswith(FIXTURE):
            yield from _fixture(modules, file, chain.removesuffix(FIXTURE))
            continue
        head, *rest = chain.split(".")
        at = bound.get(head)
        for part in rest if at is not None else ():
            inner = under(at or "", part)
            if inner not in modules.files or inner in modules.hiding:
                module_file = modules.files.get(at or "")
                if module_file:
                    yield Use(module_file, (part,))
                break
            at = inner


def _fixture(modules: _Modules, file: Declarations, name: str) -> Iterator[Use]:
    """Yield the conftest.py of pytest with a fixture: the nearest one above a test has it.

    Source: https://docs.pytest.org/en/stable/reference/fixtures.html
    """
    if not modules.fixtures or name in file.values:
        return
    for folder in ancestors(folder_of(file.path)):
        path = under(folder, _CONFTEST)
        if name in modules.fixtures.get(path, ()) and path != file.path:
            yield Use(path, (name,))
            return


def _bound(modules: _Modules, file: Declarations) -> Iterator[tuple[str, str]]:
    """Yield the names that stand for modules in a file, and the paths of these, without ending."""
    for item in imports_of(file):
        module = item.module.strip()
        for place in _places(modules, file.path, module):
            if not item.names and place in modules.files:
                parts = module.count(".")
                above = place.rsplit("/", parts)[0] if parts and not item.local else place
                yield (item.local or (module.partition(".")[0],))[0], above
                break
            inner = [
                (local, under(place, name))
                for name, local in zip(item.names, item.local or item.names, strict=False)
            ]
            if modules_inside := [(local, path) for local, path in inner if path in modules.files]:
                yield from (each for each in modules_inside if each[1] not in modules.hiding)
                break
