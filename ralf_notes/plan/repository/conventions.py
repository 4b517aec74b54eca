"""Folders whose purpose follows from a convention: of a language, a framework, an editor, a tool.

A name alone decides where nothing else has it; elsewhere a file beside or in the folder has to
show that the convention holds.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping, Sequence

from ralf_notes.patterns import lazily
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind

Files = Mapping[str, SurveyedFile]

_SURE = {
    "_layouts": "Layouts of the site", "_includes": "Pieces that pages include",
    "_posts": "Posts of the site", "_sass": "Style sheets of the site",
    "__mocks__": "Mocks", "__snapshots__": "Snapshots of tests",
    "__fixtures__": "Material of tests", "testdata": "Material of tests",
    "test-fixtures": "Material of tests",
    "xcshareddata": "Shared settings of Xcode", "xcschemes": "Schemes of Xcode",
    ".swiftpm": "Files of the Swift package manager",
    ".run": "Ways to run the program from the editor",
    "group_vars": "Variables of groups of hosts", "host_vars": "Variables of hosts",
    "third_party": "Code of others", "third-party": "Code of others", "vendor": "Code of others",
    "licenses": "Texts of licences", "licences": "Texts of licences",
    "templatetags": "Tags for templates", "initializers": "What runs when the application starts",
    "ftplugin": "Settings by type of file",
    "autoload": "Functions that are loaded when they are called",
    "bench": "Benchmarks", "benches": "Benchmarks", "benchmark": "Benchmarks",
    "benchmarks": "Benchmarks", "jmh": "Benchmarks",
}  # fmt: skip
"""By a name that nothing else has."""
_SURE_ENDINGS = {
    ".xcassets": "Asset catalog of Xcode", ".xcodeproj": "Xcode project",
    ".xcworkspace": "Xcode workspace", ".appiconset": "App icon", ".brandassets": "App icon",
    ".imageset": "Picture in several sizes", ".imagestack": "Picture in layers",
    ".imagestacklayer": "Layer of a picture", ".colorset": "Colour",
    ".xcdatamodeld": "Data model", ".playground": "Swift playground", ".docc": "Documentation",
}  # fmt: skip
_OF_DOCS = ("doc", "docs", "documentation")
_OF_EXAMPLES = ("example", "examples", "samples", "demos")
_OF_SCRIPTS = ("scripts", "script", "hack")
_SCRIPTED = (
    "bash", "python", "javascript", "typescript", "powershell", "ruby", "perl", "batch", "fish",
)  # fmt: skip
_OF_WEB = ("package.json", "manage.py", "config.ru", "artisan", "composer.json", "_config.yml")
_HUGO = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default", "theme.toml")
_OF_HUGO = {
    "layouts": "Layouts of the site", "content": "Pages of the site",
    "archetypes": "What new pages begin with", "static": "Files that are served as they are",
}  # fmt: skip
_ANDROID = {
    "res": "Android resources", "layout": "Android layouts", "drawable": "Android pictures",
    "values": "Android texts, colours and styles", "menu": "Android menus",
    "mipmap": "Android app icon", "navigation": "Android navigation",
}  # fmt: skip
OF_TRANSLATIONS = (
    "locale", "locales", "_locales", "translations", "i18n", "l10n", "lang", "languages",
)  # fmt: skip
"""Names of folders in which each language has a folder or a file."""
LOCALE = r"[a-z]{2,3}(?:[-_@][A-Za-z]{2,8}){0,2}"
"""Pattern of a language, with its country or script: `pt_BR`, `sr@latin`."""
_LANGUAGE_OF = lazily(rf"(?:^|/)(?:{'|'.join(OF_TRANSLATIONS)})/(?P<code>{LOCALE})$")
_SOURCE_ROOT = lazily(r"(?:^|/)src/\w+/(?:java|kotlin|scala|groovy)/(?P<package>.+)$")
_PAGE = lazily(r"\.html?(?:$|\.)|\.twig$|\.jinja2?\.html$")
_PACKAGED = lazily(r"(?:^|/)src/\w+/resources$")


def by_convention(folder: str, top: str, below: Sequence[str], files: Files) -> str:
    """Return what a folder is for, as the beginning of a sentence; '' if no convention says it.

    Args:
        folder: its path.
        top: the outermost folder that holds nothing but this one, or itself.
        below: the files in and below it that have notes.
        files: all files of the tree.
    """
    base = posixpath.basename(folder)
    if not base:
        return ""
    if sure := _SURE.get(base.lower()):
        return sure
    ending = posixpath.splitext(base)[1]
    if sure := _SURE_ENDINGS.get(ending):
        return sure
    if base == "internal" and _has_above(folder, ("go.mod",), files):
        return "Code that only this module may import"
    if purpose := _of_package(folder, top, below):
        return purpose
    if top == folder and _is_example(folder, below, files):
        return "Example"
    for says in (_of_language, _of_site, _of_android, _of_content, _of_program):
        if purpose := says(folder, below, files):
            return purpose
    return ""


def _has_beside(folder: str, names: Collection[str], files: Files) -> bool:
    """Whether a file of one of these names is right beside a folder."""
    above = posixpath.dirname(folder)
    return any(posixpath.join(above, name) in files for name in names)


def _has_above(folder: str, names: Collection[str], files: Files) -> bool:
    """Whether a file of one of these names is in one of the folders around a folder."""
    while folder:
        if _has_beside(folder, names, files):
            return True
        folder = posixpath.dirname(folder)
    return False


def _of_language(folder: str, _below: Sequence[str], _files: Files) -> str:
    if match := _LANGUAGE_OF.search(folder):
        return f"Texts in the language `{match['code']}`"
    base = posixpath.basename(folder)
    if base == "Base.lproj":
        return "Resources of all languages"
    return f"Texts in the language `{base[:-6]}`" if base.endswith(".lproj") else ""


def _of_package(folder: str, top: str, below: Sequence[str]) -> str:
    """Return which package of a JVM language begins in a folder: those above it hold only it."""
    if _PACKAGED.search(folder):
        return "Resources that are packed with the code"
    match = _SOURCE_ROOT.search(folder)
    if match is None or len(posixpath.dirname(top)) >= match.start("package"):
        return ""
    inside = {path[len(folder) + 1 :].partition("/")[0] for path in below}
    is_passage = len(inside) == 1 and f"{folder}/{min(inside)}" not in below
    if is_passage:
        return ""
    return f"Package `{match['package'].replace('/', '.')}`"


def _of_site(folder: str, below: Sequence[str], files: Files) -> str:
    base = posixpath.basename(folder)
    if base in _OF_HUGO and _has_beside(folder, _HUGO, files):
        return _OF_HUGO[base]
    if base == "public" and _has_beside(folder, _OF_WEB, files):
        return "Files that are served as they are"
    names = [posixpath.basename(path) for path in below] if base == "templates" else []
    if names and sum(_PAGE.search(name) is not None for name in names) * 2 > len(names):
        return "HTML templates"
    if base == "templates" and _has_beside(folder, ("Chart.yaml",), files):
        return "Templates of a Helm chart"
    return ""


def _of_android(folder: str, _below: Sequence[str], files: Files) -> str:
    parts = folder.split("/")
    place = folder if parts[-1] == "res" else posixpath.dirname(folder)
    if posixpath.basename(place) != "res" or not _has_beside(
        place, ("AndroidManifest.xml",), files
    ):
        return ""
    return _ANDROID.get(parts[-1].partition("-")[0], "")


def _is_example(folder: str, below: Sequence[str], files: Files) -> bool:
    """Whether a folder is one of those in a folder of examples, and holds more than documents."""
    above = posixpath.basename(posixpath.dirname(folder)).lower()
    return above in _OF_EXAMPLES and any(files[path].kind is not Kind.DOCS for path in below)


def _of_content(folder: str, below: Sequence[str], files: Files) -> str:
    """Return a purpose that the name says and the kinds of the files in a folder bear out."""
    base = posixpath.basename(folder).lower()
    documents = sum(files[path].kind is Kind.DOCS for path in below)
    if base in _OF_DOCS and documents * 2 >= len(below):
        return "Documentation"
    code = [path for path in below if files[path].kind is Kind.CODE]
    scripts = sum(files[path].language in _SCRIPTED for path in code)
    if base in _OF_SCRIPTS and scripts and scripts * 2 > len(below):
        return "Scripts"
    if f"{folder}/script.py.mako" in files and f"{folder}/env.py" in files:  # of Alembic
        return "Database migrations"
    manifests = sum(files[path].sentence.startswith("Kubernetes ") for path in below)
    return "Kubernetes manifests" if manifests > 1 and manifests * 3 > len(below) * 2 else ""


def _of_program(folder: str, below: Sequence[str], files: Files) -> str:
    """Return which program of Go a folder is, by the convention of `cmd`."""
    main = f"{folder}/main.go"
    is_program = posixpath.basename(posixpath.dirname(folder)) == "cmd" and main in files
    return f"Program `{posixpath.basename(folder)}`" if is_program and below else ""
