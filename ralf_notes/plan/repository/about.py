"""What the manifests in a folder say together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ralf_notes.notes.lists.about import About
from ralf_notes.outline.manifests import Manifest, Script
from ralf_notes.outline.readmes.licences import ECOSYSTEM as OF_LICENCE

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
_OF_A_FRAME = re.compile(r"(?:^|[-_.])(?:root|monorepo|workspace|parent)$", re.IGNORECASE)
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
_OF_NOTHING = re.compile(
    r"no tests? (?:specified|yet)|not (?:yet )?implemented|has been removed|is deprecated"
    r"|^\s*(?:true|:|exit 0)\s*$",
    re.IGNORECASE,
)
"""Matches what a script runs that only fills its place, or says that it is gone."""
_NOT_TYPED = re.compile(
    r"(?:pre|post)(?:[-:].*|(?:un)?install|publish(?:Only)?|pack|version|link|commit|checkout|merge)"
    r"|prepare|prepublish(?:Only)?|version|release|coveralls|husky"
)
"""Matches scripts that npm, git or a service run themselves."""
_UNASKED = ("node", "ISC")
"""What `npm init` writes as the licence, unless it is told another one."""


def by_weight(manifests: Mapping[str, Manifest], languages: Sequence[str]) -> dict[str, Manifest]:
    """Return manifests in the order in which they speak for their folder.

    Args:
        manifests: those right in a folder, by path.
        languages: titles of the languages below it, the one with the most bytes first.
    """

    def rank(item: tuple[str, Manifest]) -> tuple[int, int, int, str]:
        path, manifest = item
        titles = _LANGUAGES.get(manifest.ecosystem, ())
        places = [languages.index(title) for title in titles if title in languages]
        place = min(places, default=len(languages))
        # Beside `shop` and `shop-till`, the packages of a repository, the first is the main one.
        return manifest.ecosystem in _LAST, place, len(manifest.name), path

    return dict(sorted(manifests.items(), key=rank))


def about(manifests: Iterable[Manifest], files: Iterable[str] = ()) -> About:
    """Return the facts of some manifests, the one that speaks for the folder first.

    Args:
        manifests: those right in a folder.
        files: names of files: the first lock file among them says what runs the scripts.
    """
    listed = list(manifests)
    runner = next((_LOCKS[name] for name in files if name in _LOCKS), "")
    names = (each.name for each in listed if each.name and not _OF_A_FRAME.search(each.name))
    scripts = (script for each in listed for script in each.scripts)
    shown = (each for each in scripts if not _OF_NOTHING.search(each.runs or each.remark))
    renamed = (each._replace(typed=_run_by(runner, each.typed)) for each in shown)
    commands = list({each.typed: each for each in renamed}.values())
    exports = dict.fromkeys(name for each in listed for name in each.exports)
    return About(next(names, ""), _licence(listed), tuple(_in_order(commands)), tuple(exports))


def _licence(manifests: Sequence[Manifest]) -> str:
    """Return the licence that a manifest declares, else the one whose text is in the folder."""
    texts = {each.licence for each in manifests if each.ecosystem == OF_LICENCE}
    has_one = len(texts) == 1  # of several licences, nobody says which one holds
    for each in manifests:
        is_unasked = has_one and (each.ecosystem, each.licence) == _UNASKED
        if each.licence and each.ecosystem != OF_LICENCE and not is_unasked:
            return each.licence
    return texts.pop() if has_one else ""


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
