"""What a CMake build takes from elsewhere: packages that it finds, and those that it fetches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ralf_notes.outline.formats.builds.cmake_commands import BuildCommand

_FIND_WORDS = frozenset((
    "REQUIRED", "QUIET", "EXACT", "CONFIG", "NO_MODULE", "MODULE", "GLOBAL", "OPTIONAL",
    "NO_POLICY_SCOPE", "BYPASS_PROVIDER",
))  # fmt: skip
_FIND_VALUES = frozenset((
    "COMPONENTS", "OPTIONAL_COMPONENTS", "NAMES", "CONFIGS", "HINTS", "PATHS", "PATH_SUFFIXES",
    "REGISTRY_VIEW", "REQUIRED",
))  # fmt: skip
_VERSION = re.compile(r"\d[\w.]*+")
_FETCHED = ("fetchcontent_declare", "externalproject_add", "cpmaddpackage", "cpmfindpackage")
_SOURCES = {
    "GIT_REPOSITORY": "{}", "URL": "{}", "GITHUB_REPOSITORY": "https://github.com/{}",
    "GITLAB_REPOSITORY": "https://gitlab.com/{}", "SVN_REPOSITORY": "{}", "HG_REPOSITORY": "{}",
    "SOURCE_DIR": "{}",
}  # fmt: skip
_VERSIONS = ("VERSION", "GIT_TAG", "HG_TAG", "SVN_REVISION")
_SHORT = re.compile(
    r"(?:(?P<forge>gh|gl|bb):)?(?P<path>[\w.-]+/(?P<name>[\w.-]+?))(?:@(?P<version>[\w.-]+))?"
    r"(?:#(?P<tag>[\w./-]+))?"
)
_FORGES = {"gh": "https://github.com/", "gl": "https://gitlab.com/", "bb": "https://bitbucket.org/"}
_PKG_CONFIG = ("pkg_check_modules", "pkg_search_module")
_PKG_WORDS = frozenset((
    "REQUIRED", "QUIET", "NO_CMAKE_PATH", "NO_CMAKE_ENVIRONMENT_PATH", "IMPORTED_TARGET", "GLOBAL",
    "STATIC_TARGET",
))  # fmt: skip
_PKG = re.compile(r"(?P<name>[A-Za-z][\w.+-]*?)(?P<version>(?:[<>]=?|=).+)?")

Row = tuple[str, str, str, str]
"""A package, its version, the parts of it that are used, and where it comes from."""


def packages(outer: Iterable[BuildCommand]) -> Iterator[Row]:
    """Yield the packages that some commands find or fetch, each once."""
    rows: dict[tuple[str, str], Row] = {}
    for command in outer:
        for row in _rows(command):
            if "$" in row[0]:
                continue
            before = rows.get((row[0], row[3]), row)
            parts = dict.fromkeys(filter(None, (*before[2].split("\n"), *row[2].split("\n"))))
            rows[row[0], row[3]] = row[0], before[1] or row[1], "\n".join(parts), row[3]
    yield from rows.values()


def _rows(command: BuildCommand) -> Iterable[Row]:
    name, words = command.name, command.arguments
    if not words:
        return ()
    if name in ("find_package", "find_dependency"):
        return [_found(words)]
    if name in _PKG_CONFIG:
        return _of_pkg_config(words[1:])
    if name in _FETCHED:
        row = _short(words[0]) if len(words) == 1 else _fetched(name, words)
        return [row] if row else ()
    return ()


def _found(words: Sequence[str]) -> Row:
    version = words[1] if len(words) > 1 and _VERSION.fullmatch(words[1]) else ""
    parts: list[str] = []
    key = ""
    for word in words[1:]:
        if word in _FIND_VALUES:
            key = word
        elif word in _FIND_WORDS:
            key = ""
        elif key in ("COMPONENTS", "OPTIONAL_COMPONENTS", "REQUIRED"):
            parts.append(word)
    return words[0], version, "\n".join(each for each in parts if "$" not in each), ""


def _of_pkg_config(words: Iterable[str]) -> Iterator[Row]:
    for word in words:
        if word not in _PKG_WORDS and (match := _PKG.fullmatch(word)):
            yield match["name"], match["version"] or "", "", "pkg-config"


def _fetched(command: str, words: Sequence[str]) -> Row | None:
    """Return what a command fetches: its first argument is a name, unless `NAME` says it."""
    values = {key: value for key, value in pairwise(words) if key.isupper()}
    name = values.get("NAME", "") if command.startswith("cpm") else words[0]
    source = next((form.format(values[key]) for key, form in _SOURCES.items() if key in values), "")
    version = next((values[key] for key in _VERSIONS if key in values), "")
    if not name or (not source and command == "externalproject_add"):
        return None
    return name, "" if "$" in version else version, "", "" if "$" in source else source


def _short(written: str) -> Row | None:
    """Return what CPM takes from one word, such as `gh:shop/till@1.2`."""
    match = _SHORT.fullmatch(written)
    if match is None:
        return None
    source = f"{_FORGES.get(match['forge'], '')}{match['path']}"
    return match["name"], match["version"] or match["tag"] or "", "", source
