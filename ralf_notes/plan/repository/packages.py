"""Which packages from outside the product needs, not its tests and examples."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ralf_notes.outline.imports import Resolved
from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.outline.languages.known.families import C_FAMILY, ECMASCRIPT
from ralf_notes.outline.manifests import Manifest
from ralf_notes.outline.manifests.model import ALIAS, CATALOG, plain_alias
from ralf_notes.paths import is_within
from ralf_notes.plan.repository.places import Product, is_helper
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind

_MOST = 40
FEW = 12
"""If only one file in this many has a language, it is a tool of the product."""
_TOGETHER = ((*C_FAMILY, "swift"), ECMASCRIPT, ("java", "kotlin", "scala", "groovy"))
_FOR_TESTS = re.compile(r"(?:^|[-.:])(?:test\w*|junit\w*|assert\w*|mock\w*|jmh|burst|benchmark\w*)")
_MADE_BY_BUILD = re.compile(r"^@[^/]*$|(?:^|_)options$|^(?:[^/]*[-_.])?(?:auto)?config(?:ure)?$")
"""Matches modules that a build makes: `@build` and `build_options` of Zig, `config.h` of C.

A path such as `github.com/acme/go-config` is a module of others.
"""
OF_ECOSYSTEM = {
    "python": ("python",),
    "node": ECMASCRIPT,
    "cargo": ("rust",),
    "go": ("go",),
    "composer": ("php",),
    "gem": ("ruby",),
    "maven": ("java", "kotlin", "scala", "groovy"),
    "gradle": ("java", "kotlin", "scala", "groovy"),
    "nuget": ("c_sharp",),
    "swift": ("swift",),
    "pub": ("dart",),
    "mix": ("elixir",),
}
"""The languages whose packages are in a manifest of each ecosystem that lists all of them."""
OF_SITES = frozenset((
    "@docusaurus/core", "vitepress", "vuepress", "nextra", "@astrojs/starlight", "docsify",
    "docsify-cli", "typedoc",
))  # fmt: skip
"""Packages of which a folder that needs one is the site of a documentation."""


def packages(
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    manifests: Mapping[str, Manifest],
    resolved: Mapping[str, Resolved],
    product: Product,
) -> tuple[str, ...]:
    """Return the packages that the product needs: by its manifests, else by its imports.

    Args:
        paths: the files that count.
        files: all files of the tree.
        manifests: those that count, by path.
        resolved: what each file uses.
        product: which folders are the product's.
    """
    aliases = _aliases(manifests)
    own_packages = frozenset(each.name for each in manifests.values())
    of_product = [path for path in paths if is_code_of(product, path, files[path])]
    languages = Counter(files[path].language for path in of_product)
    listed = _by_weight(_listed(manifests, product), languages)
    covered = {
        language for manifest in listed for language in OF_ECOSYSTEM.get(manifest.ecosystem, ())
    }
    outside = {name for path in of_product for name in _outside(path, resolved)}
    needed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in listed:
        needed[each.ecosystem].update(
            name
            for written in each.dependencies
            if (name := _package_of(written, aliases))
            and name.rpartition(":")[2] not in own_packages
            and _is_used(name, each.ecosystem, outside)
        )
    imported = Counter(
        name
        for path in of_product
        if files[path].language not in covered and not is_of_few(files[path].language, languages)
        for name in _outside(path, resolved)
    )
    ordered = [name for names in needed.values() for name, _ in names.most_common()]
    ordered += sorted(imported, key=lambda name: (-imported[name], name))
    return tuple(dict.fromkeys(name for name in ordered if name not in own_packages))[:_MOST]


def _aliases(manifests: Mapping[str, Manifest]) -> dict[str, str]:
    """Return what the aliases of Gradle's version catalogs mean."""
    catalogs = (each for each in manifests.values() if each.ecosystem == CATALOG)
    pairs = (entry.partition("=") for each in catalogs for entry in each.dependencies)
    return {alias: package for alias, _, package in pairs}


def _package_of(written: str, aliases: Mapping[str, str]) -> str:
    """Return the package that a manifest means, '' for an alias that no catalog holds."""
    if not written.startswith(ALIAS):
        return written
    return aliases.get(plain_alias(written.removeprefix(ALIAS)), "")


def _listed(manifests: Mapping[str, Manifest], product: Product) -> Iterator[Manifest]:
    """Yield the manifests of the product that list all that it needs."""
    for place, manifest in manifests.items():
        if manifest.lists_dependencies and not product.is_beside(folder_of(place)):
            yield manifest


def _by_weight(listed: Iterable[Manifest], languages: Mapping[str, int]) -> list[Manifest]:
    """Return the manifests in the order of how much of the product is in their language.

    Where none is, the packages are those of tools: the gems that build an app of Swift. Packages
    of Node stay, as pages and style sheets use them as well, unless they make a documentation.
    """

    def weight(manifest: Manifest) -> int:
        written_in = OF_ECOSYSTEM.get(manifest.ecosystem, ())
        return sum(languages.get(language, 0) for language in written_in)

    def is_of_tools(manifest: Manifest) -> bool:
        is_of_site = not OF_SITES.isdisjoint(manifest.dependencies)
        return manifest.ecosystem in OF_ECOSYSTEM and (manifest.ecosystem != "node" or is_of_site)

    ordered = sorted(listed, key=weight, reverse=True)
    if not ordered or not weight(ordered[0]):
        return ordered
    return [each for each in ordered if weight(each) or not is_of_tools(each)]


def is_of_few(language: str, counts: Counter[str]) -> bool:
    """Whether so few files of a product are in a language that they are tools beside it.

    Args:
        language: of some files; languages that go together count as one.
        counts: how many files of the product each language has.
    """
    family = next((each for each in _TOGETHER if language in each), (language,))
    return 0 < sum(counts[each] for each in family) * FEW <= counts.total()


def _outside(path: str, resolved: Mapping[str, Resolved]) -> tuple[str, ...]:
    """Return the packages that a file imports."""
    found = resolved[path].packages if path in resolved else ()
    return tuple(name for name in found if not _MADE_BY_BUILD.search(name))


def is_code_of(product: Product, path: str, file: SurveyedFile) -> bool:
    """Whether a file is code of a product, whatever it is written in."""
    is_code = file.kind is Kind.CODE
    return is_code and not product.is_beside(folder_of(path)) and not is_helper(path)


def _is_used(name: str, ecosystem: str, outside: Collection[str]) -> bool:
    """Whether the product needs a package that its manifest lists, tests apart.

    The manifests of Go and Gradle list the needs of tests among the others.
    """
    if ecosystem == "gradle":
        return _FOR_TESTS.search(name) is None
    if ecosystem != "go" or not any("." in each for each in outside):
        return True
    return any(is_within(each, name) for each in outside)
