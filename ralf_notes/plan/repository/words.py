"""The authors' words on a folder: of its manifest, its README, or its package's docstring."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, takewhile

from ralf_notes.outline.documentation.words import without_name
from ralf_notes.outline.manifests import Manifest
from ralf_notes.outline.readmes import is_no_description, says_nothing
from ralf_notes.patterns import lazily
from ralf_notes.plan.repository.places import Product
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.prose import filler
from ralf_notes.text import first_sentence, sentences

_PACKAGES = (
    "__init__.py", "mod.rs", "lib.rs", "doc.go", "package-info.java", "index.ts", "index.js",
)  # fmt: skip
"""Files whose opening words describe their folder."""
_INNER = ("", "src/")
_ENDINGS = (
    ".md", ".rst", ".adoc", "", ".txt", ".markdown", ".mdx", ".rdoc", ".org", ".mkd", ".mdown",
    ".asciidoc",
)  # fmt: skip
_ELSEWHERE = (".github/README.md", "docs/README.md")
"""Where the README of a repository may be besides its root."""
_PLACEHOLDER = lazily(
    r"\W*(?:todo\b|fixme\b|add (?:a|your) (?:short )?description|a short (?:description|summary)|"
    r"(?:project|package|your|insert|write|enter|put)\b.{0,20}\bdescription|description\b\W*$|"
    r"a new flutter (?:project|application|plugin)|my new |default template|lorem ipsum|update me|"
    r"no description|an? (?:starter|bare|sample|example) (?:template|project)\b.*create|"
    r"to be (?:done|written)|tbd\b|n/?a$|%|\{\{|\$\{)",
    re.IGNORECASE,
)
_GENERIC_TEXT = """
    a an the of for and in with to from by package packages library libraries framework project
    module modules monorepo repo repository root workspace workspaces app application component
    components parent code source main core private internal js ts
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())
_IS_A = lazily(r"\bis (?:an?|the)\b")
_WORD = lazily(r"[^\W_]+")
_LONGEST_TITLE = 8
_MOST_REPEATED = 0.6
"""Share of the words of a description that a README may repeat and still follow it."""
_OF_PRODUCT = "pkg-config"
"""The ecosystem of files that are about the product, wherever they lie."""
_UNFINISHED = ("...", "…")
"""Ends a motto, or a description that was cut."""
_FEWEST_OF_PACKAGE = 3
"""Fewer words that are no sentence are about the code that follows them: `Export types`."""
_FEW = 3
"""A description of so few words gives way to a README's sentence."""


def words_on(
    folder: str,
    files: Mapping[str, SurveyedFile],
    manifests: tuple[Mapping[str, Manifest], Mapping[str, Manifest]],
    titles: Iterable[str],
    product: Product,
    paths: Iterable[str] = (),
) -> str:
    """Return what the authors say about a folder: first its manifest, then its README; or ''.

    A second paragraph follows where the README says something else than the manifest. Where it says
    the same and more, it stands alone.

    Args:
        folder: its path; '' is the repository.
        files: all files of the tree.
        manifests: those in the folder, by path, the one that speaks for it first; and those of a
            wrapper or an interface in another language, which speak last.
        titles: names of the folder, which alone describe nothing.
        product: which folders are the product's.
        paths: the files right in it that have notes.
    """
    own, others = manifests
    names = [*titles, *(each.name for each in own.values())]
    counted = [each for each in own.values() if not folder or each.ecosystem != _OF_PRODUCT]
    described = list(_descriptions(counted))
    whole = [each for each in described if not each.endswith(_UNFINISHED)]
    strong = [each for each in whole if not is_empty_praise(each, names)]
    long = [each for each in strong if len(_WORD.findall(each)) > _FEW]
    readme = _readme(folder, files)
    inner = _INNER if not product.is_beside(folder) else _INNER[:1]
    opening = _docstrings(folder, inner, files, paths)
    docstrings = (without_name(each, names) for each in opening)
    if folder and is_title(readme):  # the authors say more elsewhere
        in_order = chain(strong, docstrings, [readme], described)
    else:
        in_order = chain(long[:1], [readme], strong, docstrings, described)
    chosen = next(filter(None, chain(in_order, _descriptions(others.values()))), "")
    if not readme or chosen == readme or _is_same(chosen, readme):
        return chosen
    if not _says_all_of(readme, chosen):
        return f"{chosen}\n\n{readme}"
    is_clearer = _IS_A.search(chosen) and not _IS_A.search(first_sentence(readme))
    return chosen if is_clearer else readme


def _descriptions(manifests: Iterable[Manifest]) -> Iterator[str]:
    """Yield what manifests say of their packages, but for what a template fills in.

    A later sentence such as `Note: ...` is not about what the package is.
    """
    for each in manifests:
        if each.description and not _PLACEHOLDER.match(each.description):
            first, *others = sentences(each.description)
            yield " ".join((first, *takewhile(lambda words: not says_nothing(words), others)))


def is_title(words: str) -> bool:
    """Whether some words are no sentence, as where only the title of a README says anything."""
    return bool(words) and len(words.split()) <= _LONGEST_TITLE and words[-1] not in ".!?。"


def main_package(name: str, manifests: Mapping[str, Manifest], product: Product) -> str:
    """Return the folder of the package that a repository is about, '' if none stands out.

    It is the one with the repository's name, else the only one that describes itself.

    Args:
        name: of the repository.
        manifests: all of the tree, by path.
        product: which folders are the product's.
    """
    if named := package_of_name(name, manifests, product):
        return posixpath.dirname(next(iter(named)))
    inner = _inner_packages(manifests, product)
    described = {posixpath.dirname(path) for path, each in inner.items() if each.description}
    return described.pop() if len(described) == 1 else ""


def package_of_name(
    name: str, manifests: Mapping[str, Manifest], product: Product
) -> dict[str, Manifest]:
    """Return the manifest of the package that has the name of a repository, by path, if any has.

    The arguments are those of `main_package`.
    """
    repository_names = {
        _plain(name),
        *(_plain(m.name) for p, m in manifests.items() if "/" not in p and m.name),
    }
    for path, each in _inner_packages(manifests, product).items():
        called = each.name
        if not called and each.ecosystem == "nuget":  # it is called as its file is
            called = posixpath.splitext(posixpath.basename(path))[0]
        if called and _plain(called) in repository_names:
            return {path: each}
    return {}


def _inner_packages(manifests: Mapping[str, Manifest], product: Product) -> dict[str, Manifest]:
    inner = {path: each for path, each in manifests.items() if "/" in path}
    return {p: m for p, m in inner.items() if not product.is_beside(posixpath.dirname(p))}


def _plain(name: str) -> str:
    """Return the last part of a package's name, as it may be spelled in any ecosystem."""
    last = re.split(r"[/:]", name.lower())[-1]
    return re.sub(r"[-_.]", "", re.sub(r"[-_.](?:monorepo|root|parent|repo|workspace)$", "", last))


def is_empty_praise(description: str, names: Iterable[str]) -> bool:
    """Whether a description says no more than names do: `The Laravel Framework.`"""
    name_words = {word.lower() for name in names for word in _WORD.findall(_split(name))}
    words = {word.lower() for word in _WORD.findall(description)}
    rest = {
        word
        for word in words - _GENERIC
        if word not in name_words and word.rstrip("s") not in name_words
    }
    return not rest


def _split(name: str) -> str:
    """Return a name with blanks in `camelCase`, so that its words are seen."""
    return f"{name} {re.sub(r'(?<=[a-z0-9])(?=[A-Z])', ' ', name)}"


def _readme(folder: str, files: Mapping[str, SurveyedFile]) -> str:
    """Return what the README of a folder says, unless the repository's says the same."""
    purposes = (files[path].purpose for path in _readmes(folder, files))
    purpose = next(filter(None, purposes), "")
    if folder and purpose:
        root = _readme("", files)
        if root and first_sentence(root) == first_sentence(purpose):
            return ""
    return purpose


def _readmes(folder: str, files: Mapping[str, SurveyedFile]) -> Iterator[str]:
    for stem in ("README", "readme", "Readme", "ReadMe"):
        for ending in _ENDINGS:
            path = posixpath.join(folder, f"{stem}{ending}")
            if path in files:
                yield path
    if not folder:
        yield from (path for path in _ELSEWHERE if path in files)


def _docstrings(
    folder: str, inner: Iterable[str], files: Mapping[str, SurveyedFile], paths: Iterable[str]
) -> Iterator[str]:
    """Yield the opening words of the files that stand for a package.

    Args:
        folder: its path.
        inner: where in it they may be.
        files: all files of the tree.
        paths: the files right in it that have notes.
    """
    named = [posixpath.join(folder, f"{place}{name}") for place in inner for name in _PACKAGES]
    of_go = [path for path in paths if path.endswith(".go")]  # any of them may hold it
    package_file = posixpath.join(folder, f"{posixpath.basename(folder)}.go")
    for path in (*named, package_file, *of_go):
        file = files.get(path)
        words = file.purpose if file is not None else ""
        is_label = len(words.split()) < _FEWEST_OF_PACKAGE and words[-1:] not in (*".!?。",)
        if words and not is_label and not is_no_description(first_sentence(words)):
            yield words


def _says_all_of(longer: str, shorter: str) -> bool:
    """Whether a text has more words that carry something, and most of those of another one."""
    words, others = filler.telling_stems(shorter), filler.telling_stems(longer)
    most = _MOST_REPEATED * len(words)
    return len(words) > 2 and len(others) > len(words) and len(words & others) > most


def _is_same(one: str, other: str) -> bool:
    """Whether two sentences say the same in nearly the same words."""
    texts = one, first_sentence(other)
    first, second = (set(_WORD.findall(each.lower())) - _GENERIC for each in texts)
    return len(first & second) >= 0.8 * min(len(first), len(second))
