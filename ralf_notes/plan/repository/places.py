"""Which parts of a repository are the product, and which are beside it: tests, examples, tools."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ralf_notes.outline.imports.tree import folder_of
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
    profiling bazel buck auto
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


@lru_cache(maxsize=4096)
def is_beside(folder: str) -> bool:
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


def product_of(paths: Iterable[str], folder: str) -> list[str]:
    """Return those of the files below a folder that are not beside the product.

    In a folder that is beside it itself, all count.
    """
    if is_beside(folder):
        return list(paths)
    return [path for path in paths if not is_beside(folder_of(path))]


def is_helper(path: str) -> bool:
    """Whether a file, by its name, builds, tests or installs the product."""
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return name.startswith(".") or name.endswith(".bats") or _HELPER.match(stem) is not None
