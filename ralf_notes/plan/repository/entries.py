"""Where the programs of a repository start: what manifests say first, then what looks like it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ralf_notes.outline import languages
from ralf_notes.outline.imports import Resolved
from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.outline.languages.known.families import C_FAMILY, ECMASCRIPT
from ralf_notes.outline.manifests import Manifest, Start
from ralf_notes.outline.manifests.model import ANDROID
from ralf_notes.outline.readmes.commands import ECOSYSTEM as OF_README
from ralf_notes.paths import is_within
from ralf_notes.patterns import lazily
from ralf_notes.plan.repository.first_read import first_read
from ralf_notes.plan.repository.packages import FEW, OF_ECOSYSTEM, OF_SITES, is_code_of
from ralf_notes.plan.repository.places import Product, is_helper, last_name
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind

_Order: TypeAlias = tuple[int, int, int, int]
"""How likely a file is where a reader starts: rank, depth, and among equals what it is called and
how much it uses. The least comes first."""
_NAMED, _MAIN, _IMPORTED, _BESIDE = range(4)
_MOST = 7
_MANY_USES = 50
OF_NO_PRODUCT = frozenset(
    ("text", "bash", "makefile", "cmake", "dockerfile", "html", "css", "scss", "batch",
     "powershell", "xml", "ignore", "fish", "markdown", "awk",
     *(language.key for language in languages.all_languages() if language.noun))
)  # fmt: skip
"""Languages in which a product is seldom written: files of these alone are a box of tools."""
_NAMED_AS_START = lazily(
    r"(?:main|__main__|program|server|cli|app|index|manage|artisan|wsgi|asgi|config)$",
    re.IGNORECASE,
)
_TOGETHER = (
    (*C_FAMILY, "swift"),
    ("java", "kotlin", "groovy", "scala"),
    ECMASCRIPT,
)
_FAMILY = {language: family[0] for family in _TOGETHER for language in family}
"""By language: the first of those that one product is often written in together."""
_INSTALLED = lazily(r"`(?P<name>[^`]+)` (?:command|(?:private )?package)")
"""Matches the label of what a package installs."""
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inc")
_DEMO = lazily(r"(?:demo|sample|example)s?$")
"""Matches the package of an app that shows a library."""
_OF_PROGRAMS = ("bin", "sbin", "exe")
_FEWEST_COMMANDS = 3
_OF_LIBRARY = lazily(r"(?:lib|utils?|common|functions?|helpers?|shared|env|config)(?:\.\w+)?$")
_RAILS = "bin/rails"
"""Beside it are scripts that are made for each application."""
_RUN_BY = (
    "org.springframework.boot.SpringApplication", "picocli.CommandLine",
    "com.beust.jcommander.JCommander", "org.apache.commons.cli.",
    "io.micronaut.runtime.Micronaut", "io.quarkus.runtime.Quarkus", "io.dropwizard.",
    "javafx.application.Application", "com.badlogic.gdx.backends.",
)  # fmt: skip
"""What a `main` of Java hands over to in a program, whatever its class is called."""
_SCRIPTS = (".js", ".mjs", ".ts")
_FIRST_PAGES = (
    "index.html",
    "src/index.html",
    "public/index.html",
    "app/index.html",
    "www/index.html",
)
_MAIN_CLASS = lazily(
    r"(?:Main|App|Application|Server|Cli|CLI|Launcher|Bootstrap|Program|Runner|Tool|Client|Daemon|"
    r"Console|Command|Shell|Demo|Kt)$"
)
_OF_SPHINX = ("docs/conf.py", "doc/conf.py", "docs/source/conf.py", "doc/source/conf.py")
"""Settings of Sphinx, which are no program even where they can be run."""
_SERVED = {
    "public/index.php": "web root", "web/index.php": "web root", "www/index.php": "web root",
    "htdocs/index.php": "web root", "html/index.php": "web root", "index.php": "web root",
    "webroot/index.php": "web root", "config.ru": "Rack app", "manage.py": "Django commands",
    "artisan": "Laravel commands",
}  # fmt: skip
"""Files that a framework or a web server starts, by how their paths end."""


def entry_points(
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    manifests: Mapping[str, Manifest],
    resolved: Mapping[str, Resolved],
    product: Product,
) -> tuple[tuple[str, str], ...]:
    """Return the files where programs start, the likeliest first, each with how it is started.

    Where none does, the file that a reader opens first. What lies beside the product (examples,
    scripts) counts only where there is no product.

    Args:
        paths: the files to choose from, which have notes.
        files: all files of the tree.
        manifests: of the tree, by path.
        resolved: what each file uses.
        product: which folders are the product's.
    """
    labels: defaultdict[str, list[str]] = defaultdict(list)
    orders: dict[str, _Order] = {}
    counts = _product_files(paths, files, product)
    main, few = max(counts, key=counts.__getitem__, default=""), counts.total() // FEW
    names = _names_of(manifests)
    found = [
        *_of_manifests(paths, manifests, resolved, product),
        *_of_files(paths, files, resolved, names, product),
        *_of_readme(paths, files, manifests, product),
    ]
    own = _names_of_packages(manifests, main, product)
    families = {_family(files[path].language) for path, _, order in found if order[0] != _BESIDE}
    for path, label, order in found:
        is_tool = label.endswith("package") or (order[0] == _MAIN and not label)
        family = _family(files[path].language)
        if counts[family] and family != main:
            if main in families and _is_of_product(label, names | own):
                continue  # it wraps the product
            if order[0] == _NAMED and order[2]:
                order = (_IMPORTED, *order[1:])  # it is beside the product
        if is_tool and 0 < counts[family] <= few:
            if order[0] == _MAIN:
                orders.setdefault(path, (_BESIDE, *order[1:]))
            continue
        orders[path] = min(orders.get(path, order), order)
        if label and label not in labels[path]:
            labels[path].append(label)
    shown = [path for path, order in orders.items() if order[0] != _BESIDE]
    if not shown and not any(is_product(path, files[path], product) for path in paths):
        run_in_readme = [path for path in _run_in_readme(manifests) if path in orders]
        shown = run_in_readme or _scripts(
            [path for path in orders if files[path].kind is Kind.CODE], resolved, product
        )
    shown = shown or _pages(paths, files, resolved, product)
    if all(product.is_beside(folder_of(path)) for path in shown):
        opened, label = first_read(paths, files, product)
        labels.update((path, [label]) for path in opened)
        shown = opened or shown
    last: _Order = (_BESIDE, 0, 0, 0)
    shown.sort(key=lambda path: (orders.get(path, last), len(path), path))
    return tuple((path, ", ".join(labels[path][:2])) for path in shown[:_MOST])


def _is_of_product(label: str, names: frozenset[str]) -> bool:
    """Whether what a package installs has the name of the product."""
    match = _INSTALLED.fullmatch(label)
    return match is not None and match["name"] in names | frozenset(map(last_name, names))


def _scripts(paths: Sequence[str], resolved: Mapping[str, Resolved], product: Product) -> list[str]:
    """Return the scripts of a box of tools that people call: those of `bin` if there is one.

    A script that another one reads, and one that a program dispatches to, is called by these.
    """
    read = {use.path for path in paths if path in resolved for use in resolved[path].uses}
    if hub := _hub(paths, resolved):
        return [hub]
    candidates = [
        path for path in paths if not product.is_beside(folder_of(path)) and not is_helper(path)
    ]
    called = [path for path in candidates if path not in read]
    programs = [path for path in called if folder_of(path) in _OF_PROGRAMS]
    if not programs:
        programs = [path for path in called if _dispatches(path, called)]
    return programs or called or candidates or [path for path in paths if path not in _OF_SPHINX]


def _hub(paths: Sequence[str], resolved: Mapping[str, Resolved]) -> str:
    """Return the script at the root whose functions the scripts in folders use, or ''.

    They are its extensions, unless it is called as a library is.
    """
    used = Counter(
        use.path
        for path in paths
        if "/" in path and path in resolved
        for use in resolved[path].uses
    )
    mains = (path for path in paths if "/" not in path and not _OF_LIBRARY.search(path))
    hub = max(mains, key=lambda path: (used[path], path), default="")
    return hub if used[hub] >= _FEWEST_COMMANDS else ""


def _dispatches(path: str, others: Sequence[str]) -> bool:
    """Whether a script has commands in files beside it: `shop` with `shop-add`, `shop-list`."""
    return sum(other.startswith(f"{path}-") for other in others) >= _FEWEST_COMMANDS


def _pages(
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    resolved: Mapping[str, Resolved],
    product: Product,
) -> list[str]:
    """Return the page that a browser opens first, where it loads a script of the tree.

    Where all of the product is for browsers, scripts may stand in the page or be packed.
    """
    code = (path for path in paths if is_product(path, files[path], product))
    is_site = all(files[path].language in ECMASCRIPT for path in code)
    pages = (path for path in _FIRST_PAGES if path in resolved and path in files)
    for path in pages:
        loads_script = any(use.path.endswith(_SCRIPTS) for use in resolved[path].uses)
        if files[path].language == "html" and (is_site or loads_script):
            return [path]
    return []


def _family(language: str) -> str:
    return _FAMILY.get(language, language)


def _product_files(
    paths: Sequence[str], files: Mapping[str, SurveyedFile], product: Product
) -> Counter[str]:
    """Return how many files of a product are written in each family of languages."""
    code = (path for path in paths if is_product(path, files[path], product))
    return Counter(_family(files[path].language) for path in code)


def _names_of(manifests: Mapping[str, Manifest]) -> frozenset[str]:
    """Return the names of the packages at the root: what is called so is the program."""
    return frozenset(each.name for path, each in manifests.items() if "/" not in path and each.name)


def _names_of_packages(
    manifests: Mapping[str, Manifest], family: str, product: Product
) -> frozenset[str]:
    """Return the names of the packages of the product in a family of languages."""
    return frozenset(
        each.name
        for path, each in manifests.items()
        if not product.is_beside(folder_of(path))
        and family in map(_family, OF_ECOSYSTEM.get(each.ecosystem, ()))
    )


def is_product(path: str, file: SurveyedFile, product: Product) -> bool:
    """Whether a file is code of the product."""
    return file.language not in OF_NO_PRODUCT and is_code_of(product, path, file)


def _of_files(
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    resolved: Mapping[str, Resolved],
    packages: frozenset[str],
    product: Product,
) -> Iterator[tuple[str, str, _Order]]:
    """Yield the files that look as if a program starts in them."""
    names = packages | frozenset(map(last_name, packages))
    is_of_rails = _RAILS in files
    modules = _modules(paths, files, resolved, product)
    for path in paths:
        file = files[path]
        label = _served(path, file)
        if is_of_rails and folder_of(path) == "bin":
            continue
        is_script = file.language == "bash" and path.removesuffix(".sh") in packages
        if file.kind is not Kind.CODE or not (file.is_entry_point or label or is_script):
            continue
        if path.endswith(_HEADERS):  # what it shows is how to use it
            continue
        is_program = bool(label) or is_script
        is_module = path in modules or not _is_program(path, files)
        is_other = product.is_beside(folder_of(path)) or (is_module and not is_program)
        uses = resolved[path].uses if path in resolved else ()
        stem = posixpath.basename(path).partition(".")[0]
        is_named = label or stem in names or _NAMED_AS_START.match(stem)
        rank = _BESIDE if is_other else _MAIN
        fit = 0 if names & {stem, posixpath.basename(folder_of(path))} else 1 + int(not is_named)
        yield path, label, (rank, path.count("/"), fit, -min(len(uses), _MANY_USES))


def _modules(
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    resolved: Mapping[str, Resolved],
    product: Product,
) -> frozenset[str]:
    """Return the scripts of JavaScript that another file of the product loads.

    They start nothing of their own, whatever `#!` line they have.
    """
    of_scripts = [path for path in paths if _family(files[path].language) == "javascript"]
    users = (path for path in of_scripts if is_product(path, files[path], product))
    return frozenset(use.path for path in users if path in resolved for use in resolved[path].uses)


def _is_program(path: str, files: Mapping[str, SurveyedFile]) -> bool:
    """Whether a file in which something starts is a program, not a helper, module or extension.

    A module of Python is made to be imported, and only shows what it does when it is run.
    """
    folder, _, name = path.rpartition("/")
    if is_helper(path) or path.startswith("Plugins/") or files[path].language in OF_NO_PRODUCT:
        return False
    if files[path].language == "java":  # a library may hold what its build runs
        return bool(_MAIN_CLASS.search(name.removesuffix(".java"))) or _is_run_by_framework(
            files[path]
        )
    stem = name.removesuffix(".py")
    return stem == name or bool(_NAMED_AS_START.match(stem)) or f"{folder}/__init__.py" not in files


def _is_run_by_framework(file: SurveyedFile) -> bool:
    declared = file.declarations()
    return declared is not None and any(
        each.module.startswith(_RUN_BY) for each in declared.imports
    )


def _served(path: str, file: SurveyedFile) -> str:
    """Return what starts a file that frameworks and web servers know by its path, or ''."""
    parts = path.split("/")
    if parts[-2:] == ["bin", "console"] and file.language == "php":
        return "Symfony commands"
    if len(parts) > 1 and (label := _SERVED.get("/".join(parts[-2:]))):
        return label
    is_near = len(parts) == 1 or (len(parts) == 2 and parts[1] != "index.php")
    return _SERVED.get(parts[-1], "") if is_near else ""


def _of_manifests(
    paths: Sequence[str],
    manifests: Mapping[str, Manifest],
    resolved: Mapping[str, Resolved],
    product: Product,
) -> Iterator[tuple[str, str, _Order]]:
    """Yield each file that a manifest names, and how it is started."""
    path_set = frozenset(paths)
    sites = [
        folder_of(place)
        for place, each in manifests.items()
        if "/" in place and not OF_SITES.isdisjoint(each.dependencies)
    ]
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        by_name[posixpath.basename(path)].append(path)
    for place, manifest in manifests.items():
        folder = folder_of(place)
        is_no_product = manifest.ecosystem == OF_README or product.is_beside(folder)
        if is_no_product or any(is_within(folder, site) for site in sites):
            continue
        for start in manifest.starts:
            path = _first_file(folder, start.candidates, path_set, by_name)
            is_imported = start.label.endswith("package")
            if not path or (is_imported and is_helper(path)) or _is_trial(path, manifest, product):
                continue
            is_private = int(start.label.endswith("private package"))
            rank = _IMPORTED if is_imported else _NAMED
            if (
                start.label == ANDROID
                and _DEMO.search(folder_of(path))
                and _has_more(paths, folder, product)
            ):
                rank = _BESIDE
            order = rank, is_private + is_helper(path), place.count("/"), 0
            yield _real(path, start, resolved, path_set), start.label, order


def _has_more(paths: Iterable[str], folder: str, product: Product) -> bool:
    """Whether there is Kotlin or Java of a product outside the module in a folder."""
    module = folder.partition("/")[0]
    return any(
        path.endswith((".kt", ".java")) and not product.is_beside(folder_of(path))
        for path in paths
        if not is_within(path, module)
    )


def _run_in_readme(manifests: Mapping[str, Manifest]) -> Iterator[str]:
    """Yield the paths that the README of the repository says how to run, in its order."""
    readmes = (each for each in manifests.values() if each.ecosystem == OF_README)
    yield from (path for each in readmes for start in each.starts for path in start.candidates)


def _of_readme(
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    manifests: Mapping[str, Manifest],
    product: Product,
) -> Iterator[tuple[str, str, _Order]]:
    """Yield the files of code that the README says how to run, unless a manifest names a start."""
    if any(
        not start.label.endswith("package")
        for each in manifests.values()
        for start in each.starts
        if each.ecosystem != OF_README
    ):
        return
    with_notes = frozenset(paths)
    for path in _run_in_readme(manifests):
        if path in with_notes and files[path].kind is Kind.CODE:
            rank = _MAIN if is_product(path, files[path], product) else _BESIDE
            yield path, "", (rank, path.count("/"), 0, -_MANY_USES)


def _is_trial(path: str, manifest: Manifest, product: Product) -> bool:
    """Whether a target that a manifest lists beside its products is for those who work on it."""
    return manifest.ecosystem in ("swift", "nuget") and product.is_beside(folder_of(path))


def _first_file(
    folder: str,
    candidates: Iterable[str],
    path_set: frozenset[str],
    by_name: Mapping[str, list[str]],
) -> str:
    """Return the first candidate that is a file, '' if none is."""
    inside = f"{folder}/" if folder else ""
    for candidate in candidates:
        if candidate.startswith("*/"):
            end = candidate[1:]
            for path in by_name.get(posixpath.basename(end), ()):
                if path.startswith(inside) and f"/{path}".endswith(end):
                    return path
        elif (path := posixpath.normpath(posixpath.join(folder, candidate))) in path_set:
            return path
    return ""


def _real(
    path: str, start: Start, resolved: Mapping[str, Resolved], path_set: frozenset[str]
) -> str:
    """Return the file that defines what a start calls: the file that it names may import that."""
    for use in resolved[path].uses if start.attribute and path in resolved else ():
        if start.attribute in use.names and use.path in path_set:
            return use.path
    return path
