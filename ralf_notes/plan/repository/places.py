"""Which parts of a repository are the product, and which are beside it: tests, examples, tools."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.outline.manifests import Manifest
from ralf_notes.paths import is_within
from ralf_notes.patterns import lazily
from ralf_notes.source.classify import is_test_folder

_BESIDE_TEXT = """
    testing testsuite test-suite qa cypress playwright test-utils testdata fixtures mocks
    examples example samples sample demo demos playground playgrounds tutorial tutorials
    cookbook sandbox templates template boilerplate starter starters stories docs doc
    documentation website dev-docs benchmarks benchmark bench benches benchsuite perf fuzz
    fuzzing scripts script tools tool tooling ci hack build build-logic buildsrc build-support
    buildtools contrib packaging deps vendor vendored third_party thirdparty third-party
    external extern submodules dev devtools misc kokoro gradle testes regress manual man cmake
    eslint-rules integration rfcs wiki assets vendor-bin completion completions bash-completion
    bash_completion.d book books toolchain toolchains performance development integrationtests
    meson jmh testfixtures xtask xtasks
"""
_BESIDE = frozenset(_BESIDE_TEXT.split())
_BESIDE_AT_THE_TOP_TEXT = """
    utils util etc support release extra config configs infra deploy docker m4 admin db extras
    profiling bazel buck auto fuzzer fuzzers
"""
_BESIDE_AT_THE_TOP = frozenset(_BESIDE_AT_THE_TOP_TEXT.split())
_IN_PACKAGES = lazily(r"((?:^|/)src/[^/]+/(?:java|kotlin|scala|groovy))/.*")
"""Below such a folder, names are those of packages: `org/shop/samples/cart`."""
_OF_SNIPPETS = lazily(r"(?:^|/)src/snippets?/(?:java|kotlin|scala|groovy)$")
"""Matches code that a build checks and documents show, not an application for snippets."""
_OF_TRIALS = lazily(
    r"(?:[a-z0-9](?:Tests?|Samples?|Examples?|Benchmarks?|Demos?)|[._-](?:(?i:tests?|examples?|samples?|demos?|benchmarks?)))"
    r"(?:$|[._-])"
    r"|^_?(?:Test|Sample|Example|Demo|Benchmark)s?(?=[A-Z_.-])"
    r"|^_?(?:test|sample|example|demo|benchmark)s?[._-]|^_(?:tests?|examples?|samples?|demos?)$"
    r"|^bench(?:log|marks?|suite)$|^docs?[._-]|[._-](?:Website|Docs?|DocsGenerator)$"
)
"""Matches names of folders such as `Cart.Tests.Fakes`, `ShopDemo`, `TestApp` and `_examples`: those
for tests that are none of tests themselves are beside the product as well."""
_HELPER = lazily(
    r"""(?:
    setup | skeleton | conanfile | fabfile | tasks | gulpfile | gruntfile | rakefile | rake | cake
        | build | compile.* | configure | autogen | bootstrap | make[-_.].* | gradlew | mvnw
        | yarn | webpack.* | bundle | spring | importmap | .*config
    | conftest | noxfile | tests? | test(?:[-_].*|install|all|suite) | run[-_]?tests?.*
        | .*[-_](?:perf|stress|load)?tests? | quick(?:test|run) | rspec | phpunit | pest
    | .*[-_]bench(?:marks?)? | bench(?:marks?)?[-_].* | (?-i:.*[a-z]Benchmarks?)
    | codegen | generator | gen(?:erate)?(?:[-_].*)? | .*completions?
    | install | uninstall | release | deploy | publish | bump.* | get[-_].* | update[-_].*
    | man-?gen | mangen | gen-?man
    | lint | format | check[-_].* | cpplint | rubocop | brakeman | i18n-tasks | init[-_].*hooks
    | (?:vagrant|gem|pod|fast|app|brew|guard|cap|danger|berks)file
    | console | rails | dev | .*example | (?:dev|debug|mock|fake)[-_]?server
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Matches the names of what builds, tests, measures, generates, installs or checks the product."""


_HOMES = ("src", "lib", "python", "Sources", "source", "cmd", "pkg", "packages", "crates")
"""Folders in which a package is kept in one of its own name."""
_OF_PACKAGE = ("__init__.py", "lib.rs", "mod.rs")
"""Files of which each makes a package of its folder."""
_VERSION = lazily(r"/v\d+$")
"""Matches the last part of the path of a Go module from its second version on."""
_BETWEEN_NAMES = lazily(r"[/:\\]")
_BETWEEN_WORDS = lazily(r"[-_./]")


@dataclass(frozen=True, slots=True)
class Product:
    """Which folders of a repository are its product, and which are beside it."""

    named: tuple[str, ...] = ()
    """The folders of packages with names such as `build`, which a manifest says are its own."""

    def is_beside(self, folder: str) -> bool:
        """Whether a folder holds tests, examples, tools and the like."""
        for package in self.named:
            if is_within(folder, package):
                return _is_beside(f"-{folder[len(package) :]}")
        return _is_beside(folder)

    def below(self, paths: Iterable[str], folder: str) -> list[str]:
        """Return those of the files below a folder that are not beside the product.

        In a folder that is beside it itself, all count.
        """
        if self.is_beside(folder):
            return list(paths)
        return [path for path in paths if not self.is_beside(folder_of(path))]


def product_of(manifests: Mapping[str, Manifest], paths: Iterable[str]) -> Product:
    """Return which folders are the product of a repository.

    A package is the product, whatever its name means elsewhere: `src/build` of a project `build`.

    Args:
        manifests: of the tree, by path.
        paths: of the files of the tree.
    """
    places = {
        (folder_of(place), name)
        for place, manifest in manifests.items()
        for name in _names_in_tree(manifest)
        if _is_beside(name) and not _is_beside(folder_of(place))
    }
    if not places:
        return Product()
    path_set = frozenset(paths)
    named: set[str] = set()
    for folder, name in places:
        top = posixpath.join(folder, name)
        if any(f"{top}/{each}" in path_set for each in _OF_PACKAGE) or any(
            folder_of(place) == top and name in _names_in_tree(each)
            for place, each in manifests.items()
        ):
            named.add(top)
        homes = tuple(f"{posixpath.join(folder, home, name)}/" for home in _HOMES)
        named |= {home[:-1] for home in homes if any(path.startswith(home) for path in path_set)}
    return Product(tuple(sorted(named, key=lambda each: (-len(each), each))))


def _names_in_tree(manifest: Manifest) -> Iterator[str]:
    """Yield how the folder of a package may be called.

    By its name, what it exports, and a command that has a part of its name: `till` of `shop-till`.
    """
    parts = _BETWEEN_WORDS.split(manifest.name)
    commands = (start.label.split("`")[1:2] for start in manifest.starts if "`" in start.label)
    programs = (name for each in commands for name in each if name in parts)
    for written in (manifest.name, *manifest.exports, *programs):
        if name := last_name(written):
            yield from {name, name.lower(), name.lower().replace("-", "_")}


def last_name(name: str) -> str:
    """Return what a package is called where its name is a path: `mill` of `a.example/mill/v2`."""
    return _BETWEEN_NAMES.split(_VERSION.sub("", name))[-1]


@lru_cache(maxsize=4096)
def _is_beside(folder: str) -> bool:
    """Whether a folder, by its path, holds tests, examples, tools and the like."""
    folder = _IN_PACKAGES.sub(r"\1", folder)
    parts = folder.lower().split("/") if folder else []
    if any(part in _BESIDE or part.startswith(".") for part in parts):
        return True
    if _OF_SNIPPETS.search(folder):
        return True
    is_at_the_top = bool(parts) and parts[0] in _BESIDE_AT_THE_TOP
    names = folder.split("/")
    return is_at_the_top or any(is_test_folder(name) or _OF_TRIALS.search(name) for name in names)


def is_helper(path: str) -> bool:
    """Whether a file, by its name, builds, tests or installs the product."""
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return name.startswith(".") or name.endswith(".bats") or _HELPER.match(stem) is not None
