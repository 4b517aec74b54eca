"""What the manifests in a folder say together."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from ralf_notes.notes.lists.about import About
from ralf_notes.outline import languages
from ralf_notes.outline.manifests import Manifest, Script
from ralf_notes.outline.readmes.licences import ECOSYSTEM as OF_LICENCE
from ralf_notes.outline.readmes.licences import spdx_name
from ralf_notes.patterns import lazily
from ralf_notes.plan.repository.entries import OF_NO_PRODUCT

_LANGUAGES = {
    "python": ("Python",), "node": ("JavaScript", "TypeScript", "TSX", "Vue", "Svelte", "Astro"),
    "cargo": ("Rust",), "go": ("Go",), "composer": ("PHP",), "gem": ("Ruby",), "nuget": ("C#",),
    "maven": ("Java", "Kotlin"), "gradle": ("Kotlin", "Java", "Groovy"), "swift": ("Swift",),
    "pod": ("Swift", "Objective-C"), "pub": ("Dart",), "mix": ("Elixir",), "cmake": ("C++", "C"),
}  # fmt: skip
"""By ecosystem: the languages that its manifests speak for, by title."""
_LAST = ("docker", "android", "extension", OF_LICENCE)
"""Ecosystems whose manifests say the least of the project."""
_FIRST_COMMANDS = (
    "install", "setup", "bootstrap", "dev", "develop", "start", "serve", "run", "watch", "build",
    "compile", "all", "test", "tests", "check", "lint", "typecheck", "format", "fmt", "docs", "e2e",
    "bench", "clean",
)  # fmt: skip
_OF_A_FRAME = lazily(r"(?:^|[-_.])(?:root|monorepo|workspace|parent)$", re.IGNORECASE)
"""Matches the name of what only holds packages together."""
_HOOKS = ("pre", "post")
"""How the names of scripts begin that run before or after another one: `pretest`."""
_LOCKS = {
    "package-lock.json": "",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
}
"""By the name of a lock file: what runs the scripts of package.json, '' for npm."""
_OF_NOTHING = lazily(
    r"no tests? (?:specified|yet)|not (?:yet )?implemented|has been removed|is deprecated"
    r"|^\s*(?:true|:|exit 0)\s*$",
    re.IGNORECASE,
)
"""Matches what a script runs that only fills its place, or says that it is gone."""
_NOT_TYPED = lazily(
    r"(?:pre|post)(?:[-:].*|(?:un)?install|publish(?:Only)?|pack|version|link|commit|checkout|merge)"
    r"|prepare|prepublish(?:Only)?|version|release|coveralls|husky"
)
"""Matches scripts that npm, git or a service run themselves."""
_UNASKED = ("node", "ISC")
"""What `npm init` writes as the licence, unless it is told another one."""


def by_weight(manifests: Mapping[str, Manifest], titles: Sequence[str]) -> dict[str, Manifest]:
    """Return manifests in the order in which they speak for their folder.

    Args:
        manifests: those right in a folder, by path.
        titles: of the languages below it, the one with the most bytes first.
    """

    def rank(item: tuple[str, Manifest]) -> tuple[int, int, int, str]:
        path, manifest = item
        written_in = _LANGUAGES.get(manifest.ecosystem, ())
        places = [titles.index(title) for title in written_in if title in titles]
        place = min(places, default=len(titles))
        # Beside `shop` and `shop-till`, the packages of a repository, the first is the main one.
        return manifest.ecosystem in _LAST, place, len(manifest.name), path

    return dict(sorted(manifests.items(), key=rank))


def is_of_another(manifest: Manifest, titles: Sequence[str]) -> bool:
    """Whether a manifest is about a wrapper or an interface beside what is written in the main one.

    Args:
        manifest: of the folder, or of one below it.
        titles: of the languages below the folder, the main one first.
    """
    written_in = _LANGUAGES.get(manifest.ecosystem, ())
    main = titles[0] if titles else ""
    is_of_product = bool(main) and main not in _titles_of_no_product()
    return bool(written_in) and is_of_product and main not in written_in


def is_package(manifest: Manifest) -> bool:
    """Whether a manifest is that of code in some language, and not only of its container."""
    return manifest.ecosystem in _LANGUAGES


def split(
    manifests: Mapping[str, Manifest], titles: Sequence[str]
) -> tuple[dict[str, Manifest], dict[str, Manifest]]:
    """Return the manifests that speak for a folder, and those of another language, by path."""
    others = {path: each for path, each in manifests.items() if is_of_another(each, titles)}
    return {path: each for path, each in manifests.items() if path not in others}, others


@cache
def _titles_of_no_product() -> frozenset[str]:
    return frozenset(languages.get(key).title for key in OF_NO_PRODUCT)


def about(
    manifests: Mapping[str, Manifest],
    titles: Sequence[str],
    files: Iterable[str] = (),
    inner: Iterable[Manifest] = (),
) -> About:
    """Return the facts of some manifests, the one that speaks for the folder first.

    Args:
        manifests: those right in a folder, by path.
        titles: of the languages below it, the main one first.
        files: names of files: the first lock file among them says what runs the scripts.
        inner: those of the product below the folder, which may agree on a licence.
    """
    runner = next((_LOCKS[name] for name in files if name in _LOCKS), "")
    own = [each for each in manifests.values() if not is_of_another(each, titles)]
    names = (each.name for each in own if each.name and not _OF_A_FRAME.search(each.name))
    scripts = (script for each in manifests.values() for script in each.scripts)
    shown = (each for each in scripts if not _OF_NOTHING.search(each.runs or each.remark))
    renamed = (each._replace(typed=_run_by(runner, each.typed)) for each in shown)
    commands = list({each.typed: each for each in renamed}.values())
    exports = dict.fromkeys(name for each in own for name in each.exports)
    texts = {path: each.licence for path, each in manifests.items() if each.ecosystem == OF_LICENCE}
    packages = [
        each for each in inner if each.ecosystem in _LANGUAGES and not is_of_another(each, titles)
    ]
    declared = _declared(own, texts, packages)
    return About(
        next(names, ""),
        declared,
        tuple(_in_order(commands)),
        tuple(exports),
        () if declared else _shown_texts(texts),
    )


def _declared(
    manifests: Iterable[Manifest], texts: Mapping[str, str], inner: Sequence[Manifest]
) -> str:
    """Return the licence of what manifests declare and texts hold; '' where it is not one."""
    different = set(texts.values())
    text = different.pop() if len(different) == 1 else ""
    for each in manifests:
        is_unasked = text and (each.ecosystem, each.licence) == _UNASKED
        if each.licence and each.ecosystem != OF_LICENCE and not is_unasked:
            return spdx_name(each.licence)
    if text:
        return text
    of_packages = [spdx_name(each.licence) for each in inner]
    agreed = set(filter(None, of_packages))
    is_of_most = 2 * of_packages.count("") <= len(of_packages)
    return agreed.pop() if is_of_most and len(agreed) == 1 else ""


def _shown_texts(texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the name and the licence of each text, '' for one that few use.

    Of several licences, nobody says how they hold together; a single one that few use says nothing.
    """
    if not any(texts.values()):
        return ()
    return tuple((posixpath.basename(path), texts[path]) for path in sorted(texts))


def _run_by(runner: str, typed: str) -> str:
    """Return how a script is run by the program that a lock file names: `bun run dev`."""
    program, _, script = typed.rpartition(" ")
    if not runner or program not in ("npm", "npm run"):
        return typed
    is_short = runner == "yarn" or (runner == "pnpm" and script in ("test", "start"))
    return f"{runner} {script}" if is_short else f"{runner} run {script}"


def _in_order(commands: Sequence[Script]) -> Iterator[Script]:
    """Yield the commands, those of a newcomer first, without those that tools run themselves."""
    names = Counter(each.typed.rpartition(" ")[2] for each in commands)

    def rank(command: Script) -> tuple[bool, int]:
        name = command.typed.rpartition(" ")[2]
        first = name.partition(":")[0]
        place = _FIRST_COMMANDS.index(first) if first in _FIRST_COMMANDS else len(_FIRST_COMMANDS)
        return name != first, place

    def is_typed(name: str) -> bool:
        is_hook = any(name.removeprefix(word) in names for word in _HOOKS if name.startswith(word))
        return _NOT_TYPED.fullmatch(name) is None and not is_hook

    shown = (each for each in commands if is_typed(each.typed.rpartition(" ")[2]))
    yield from sorted(shown, key=rank)
