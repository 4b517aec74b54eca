"""Where to look for what in a repository, as far as its facts say it for certain."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.outline.languages.known.families import C_FAMILY
from ralf_notes.outline.mentions.values import decoded
from ralf_notes.paths import all_folders
from ralf_notes.patterns import lazily
from ralf_notes.plan.repository.conventions import LOCALE, OF_TRANSLATIONS
from ralf_notes.plan.repository.entries import is_product
from ralf_notes.plan.repository.known_folders import uses_django
from ralf_notes.plan.repository.nouns import is_named_test, noun_of
from ralf_notes.plan.repository.packages import is_of_few
from ralf_notes.plan.repository.places import Product, is_helper
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind, is_test_folder

_MOST, _FEWEST = 8, 3
_LEAST_SHARE = 0.3
"""Share of the files below a folder that are of one kind where a reader is sent there for it."""
_LEAST_OF_TESTS = 0.8
"""Share of the tests that are in the folder where a reader is sent for them."""
_PACKAGE = "package"
_NO_PROGRAM = (_PACKAGE, "Helm chart", "settings of the editor", "notebook")
_PAGE = " page"
_ENVIRONMENT = lazily(
    r"(?:^|/)(?:\.?env[-_.](?:example|sample|dist|template|defaults?)|(?:example|sample)\.env)\Z"
)
_SCHEMA = lazily(r"(?:^|/)(?:schema\.prisma|db/schema\.rb|db/structure\.sql)\Z")
_SETTINGS = [
    (lazily(rf"{pattern}\Z"), beside)
    for pattern, beside in (
        (r"(?:^|/)src/main/resources/application\.(?:properties|ya?ml)", "."),
        (r"(?:^|/)appsettings\.json", "."),
        (r"^config/application\.rb", "../app/"),
        (r"(?:^|/)values\.yaml", "Chart.yaml"),
        (r"(?:^|/)defaults/main\.ya?ml", "../tasks/"),
        (r"^hugo\.(?:toml|ya?ml)", "content/"),
        (r"^_config\.yml", "_layouts/"),
        (r"(?:^|/)variables\.tf", "main.tf"),
        (r"(?:^|/)settings\.py", "urls.py"),
    )
]
"""Patterns of the paths of settings that a framework or a tool reads, each with what lies beside
them where they are these: a file, a folder, or `.` where the path alone says it."""
_CREATES = ("SQL that creates the table ", "SQL that creates the tables ")
_MIGRATIONS = lazily(r"migrat|(?:^|/)versions/")
_TRANSLATION = lazily(
    rf"(?P<folder>(?:.*/)?(?:{'|'.join(OF_TRANSLATIONS)}))/(?:[\w-]+\.)?(?P<code>{LOCALE})"
    r"(?:/.*|\.\w+)",
    re.DOTALL,
)
_FEWEST_LANGUAGES = 2
_WORKFLOWS = lazily(r"^\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml\Z")
_PIPELINES = lazily(
    r"^(?:\.gitlab-ci\.yml|\.circleci/config\.yml|\.travis\.yml|azure-pipelines\.yml|Jenkinsfile"
    r"|\.drone\.yml|\.woodpecker\.yml|\.?appveyor\.yml|\.cirrus\.yml|bitbucket-pipelines\.yml"
    r"|\.buildkite/pipeline\.yml)\Z"
)
_BUILDS_OF_C = ("CMakeLists.txt", "meson.build", "configure.ac")
_BUILDS = (
    "build.zig", "build.gradle.kts", "build.gradle", "pom.xml", "build.sbt", "build.sc",
    "build.mill", "justfile", "Justfile", "Taskfile.yml", "Taskfile.yaml", "Makefile", "Rakefile",
    "Package.swift",
)  # fmt: skip
"""What says at the root how all is built, the likeliest first."""
_COMPOSE = lazily(r"^(?:docker-)?compose\.ya?ml\Z")
_DESCRIBED = lazily(
    r"Protocol Buffers of |GraphQL schema with |(?:OpenAPI|Swagger) description of "
)
"""Matches the sentence of a file that says what others may call."""
_DESCRIBING = (".proto", ".graphql", ".graphqls", ".gql", ".yaml", ".yml", ".json")
_DOCUMENTS = ("docs", "doc", "documentation", "Documentation")
_EXAMPLES = ("examples", "example", "samples", "Examples", "Samples")
_CONTRIBUTING = lazily(
    r"^(?:\.github/|docs/)?CONTRIBUTING(?:\.(?:md|rst|adoc|txt|markdown))?\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Repository:
    """What the tasks of a reader follow from."""

    paths: Sequence[str]
    """Of the files that have notes, and of those that only their folders tell of."""
    files: Mapping[str, SurveyedFile]
    """All files of the tree."""
    entries: Sequence[tuple[str, str]]
    """The files where programs start, each with how it is started, or ''."""
    commands: Sequence[str]
    """The files of what the commands of the program run."""
    folders: Product
    """Which folders are the product's."""

    def matching(self, *patterns: re.Pattern[str]) -> list[str]:
        """Return the files whose paths match one of some patterns, none in a folder of tests."""
        return [
            path
            for path in self.paths
            if any(pattern.search(path) for pattern in patterns)
            and self.files[path].kind is not Kind.TEST
        ]

    def product(self) -> Iterator[str]:
        """Yield the files of the product."""
        files, folders = self.files, self.folders
        return (path for path in self.paths if is_product(path, files[path], folders))

    def in_main_languages(self, paths: Sequence[str]) -> list[str]:
        """Return files without those in languages of which the product has few: they are tools."""
        if not paths:
            return []
        languages = Counter(self.files[path].language for path in self.product())
        return [path for path in paths if not is_of_few(self.files[path].language, languages)]

    def is_beside(self, path: str) -> bool:
        """Whether a file is among tests, examples and tools.

        A folder such as `db` at the root is part of a product.
        """
        folder = folder_of(path)
        return self.folders.is_beside(folder) and self.folders.is_beside(
            posixpath.join("-", folder)
        )

    def first_folder(self, names: Sequence[str]) -> list[str]:
        """Return the first of some folders that is there, with a slash.

        One that holds only folders counts if it is one of what a reader looks for.
        """
        folders = all_folders(self.paths)
        return [f"{name}/" for name in names if name in folders][:1]


def known_tasks(repository: Repository) -> tuple[tuple[str, str], ...]:
    """Return what a reader may want, each with the file or folder to look in.

    Returns:
        Keys of the phrases of `tasks`, and paths; that of a folder ends with a slash. Nothing if
        less than a few things are certain.
    """
    tasks: dict[str, str] = {}
    for key, find in _FINDERS.items():
        place = _place(repository, list(dict.fromkeys(find(repository))))
        if place and place not in tasks.values():
            tasks[key] = place
    return tuple(tasks.items())[:_MOST] if len(tasks) >= _FEWEST else ()


def _place(repository: Repository, paths: Sequence[str]) -> str:
    """Return the one place of those found, or the folder that is mostly of them; '' for none."""
    if len(paths) < 2:
        return paths[0] if paths else ""
    folder = posixpath.commonpath([f"/{folder_of(path)}" for path in paths])[1:]
    below = sum(path.startswith(f"{folder}/") for path in repository.paths)
    return f"{folder}/" if folder and len(paths) >= below * _LEAST_SHARE else ""


def _start(repository: Repository) -> list[str]:
    return [path for path, label in repository.entries if not label.endswith(_NO_PROGRAM)][:1]


def _offers(repository: Repository) -> list[str]:
    """Return where a library lists what it offers, if that is one file.

    A manifest may call a program so that offers nothing.
    """
    is_library = len(repository.entries) == 1 and not _start(repository)
    packages = (path for path, label in repository.entries if label.endswith(_PACKAGE))
    return [path for path in packages if is_library and _has_public(repository.files[path])]


def _has_public(file: SurveyedFile) -> bool:
    """Whether a file has something that others can import."""
    declared = file.declarations()
    return declared is not None and bool(declared.offers or declared.types or declared.values)


def _pages(repository: Repository) -> list[str]:
    pages = [path for path, label in repository.entries if label.endswith(_PAGE)]
    return [f"{folder_of(path)}/" for path in pages if folder_of(path)] if len(pages) == 1 else []


def _routes(repository: Repository) -> list[str]:
    stated = (path for path in repository.paths if repository.files[path].routes)
    called = [path for path in stated if not repository.is_beside(path) and not is_helper(path)]
    return repository.in_main_languages(called)


def _options(repository: Repository) -> list[str]:
    """Return the file of the product that defines most of its options."""
    paths = (path for path in repository.product() if not repository.is_beside(path))
    defining = [path for path in paths if repository.files[path].options]
    counts = {p: repository.files[p].options for p in repository.in_main_languages(defining)}
    most = max(counts, key=counts.__getitem__, default="")
    return [most] if most and 2 * counts[most] > sum(counts.values()) else list(counts)


def _models(repository: Repository) -> list[str]:
    """Return where the models of Rails, Laravel or Django are."""
    if "config/routes.rb" in repository.files:
        return repository.first_folder(("app/models",))
    if "artisan" in repository.files:
        return repository.first_folder(("app/Models",))
    named = (path for path in repository.product() if path.endswith("models.py"))
    return [path for path in named if uses_django(repository.files[path])]


def _schema(repository: Repository) -> list[str]:
    """Return the file that says which tables a database has."""
    scripts = [path for path in repository.paths if path.endswith(".sql")]
    of_product = [
        path for path in scripts if not repository.is_beside(path) and "migrat" not in path
    ]
    creating = [path for path in of_product if repository.files[path].sentence.startswith(_CREATES)]
    return repository.matching(_SCHEMA) or creating


def _migrations(repository: Repository) -> list[str]:
    folders = {
        f"{folder_of(path)}/"
        for path in repository.paths
        if _MIGRATIONS.search(path) and not repository.is_beside(path)
        if noun_of(path, repository.files[path]) == "migration"
    }
    return [*folders] if len(folders) == 1 else []


def _interface(repository: Repository) -> list[str]:
    """Return the files that say what others may call."""
    written = (path for path in repository.paths if path.endswith(_DESCRIBING))
    of_product = (path for path in written if not repository.is_beside(path))
    return [path for path in of_product if _DESCRIBED.match(repository.files[path].sentence)]


def _settings(repository: Repository) -> list[str]:
    """Return the one file that a framework or a tool reads the settings of the product from."""
    places = {".", *repository.files, *all_folders(repository.files)}
    paths = [
        path
        for path in repository.paths
        if _holds_settings(path, places) and not repository.is_beside(path)
    ]
    paths = paths or [path for path in repository.product() if _declares_settings(repository, path)]
    return paths if len(paths) == 1 else []


def _holds_settings(path: str, places: Collection[str]) -> bool:
    """Whether a file is one of settings by its path and by what lies beside it.

    Args:
        places: the files and folders of the tree.
    """
    return any(
        pattern.search(path)
        and posixpath.normpath(posixpath.join(folder_of(path), beside)) in places
        for pattern, beside in _SETTINGS
    )


def _declares_settings(repository: Repository, path: str) -> bool:
    """Whether a file declares settings of pydantic, which come from the environment."""
    file = repository.files[path]
    if "BaseSettings" not in file.parsed or (declared := file.declarations()) is None:
        return False
    return any("BaseSettings" in bases for bases in decoded(declared.typed)[0].values())


def _translations(repository: Repository) -> list[str]:
    """Return the folder of translations with the most languages."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for path in repository.paths:
        if (match := _TRANSLATION.fullmatch(path)) and not repository.is_beside(path):
            codes[match["folder"]].add(match["code"])
    most = max(codes, key=lambda folder: (len(codes[folder]), folder), default="")
    return [f"{most}/"] if len(codes[most]) >= _FEWEST_LANGUAGES else []


def _tests(repository: Repository) -> list[str]:
    """Return the folder in which nearly all tests are."""
    tests = [path for path in repository.paths if is_named_test(path, repository.files[path])]
    folders = Counter(outer for path in tests if (outer := _outer_folder_of_tests(path)))
    for folder, count in folders.most_common(1):
        return [f"{folder}/"] if count >= len(tests) * _LEAST_OF_TESTS else []
    return []


def _outer_folder_of_tests(path: str) -> str:
    """Return the outermost folder around a test that is one of tests, ''  if there is none."""
    parts = folder_of(path).split("/")
    for count, part in enumerate(parts, 1):
        if is_test_folder(part):
            return "/".join(parts[:count])
    return ""


def _ci(repository: Repository) -> list[str]:
    workflows = repository.matching(_WORKFLOWS)
    if len(workflows) > 1:
        return [f"{folder_of(workflows[0])}/"]
    return workflows or repository.matching(_PIPELINES)[:1]


def _build(repository: Repository) -> list[str]:
    is_of_c = any(repository.files[path].language in C_FAMILY for path in repository.product())
    names = (*_BUILDS_OF_C, *_BUILDS) if is_of_c else _BUILDS
    root = {path for path in repository.paths if "/" not in path}
    return [name for name in names if name in root][:1]


def _matching(*patterns: re.Pattern[str]) -> Callable[[Repository], list[str]]:
    """Return what finds the first file whose path matches a pattern."""
    return lambda repository: repository.matching(*patterns)[:1]


_FINDERS: Mapping[str, Callable[[Repository], Iterable[str]]] = {
    "start": _start,
    "offers": _offers,
    "commands": lambda repository: repository.commands,
    "options": _options,
    "routes": _routes,
    "pages": _pages,
    "models": _models,
    "schema": _schema,
    "migrations": _migrations,
    "interface": _interface,
    "settings": _settings,
    "environment": _matching(_ENVIRONMENT),
    "translations": _translations,
    "examples": lambda repository: repository.first_folder(_EXAMPLES),
    "tests": _tests,
    "ci": _ci,
    "build": _build,
    "containers": _matching(_COMPOSE),
    "documents": lambda repository: repository.first_folder(_DOCUMENTS),
    "contributing": _matching(_CONTRIBUTING),
}
"""By key of what a reader may want, the most particular to a repository first: what finds it."""
