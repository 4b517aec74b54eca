"""CMake: the project, its targets, options and packages, functions and macros, and tests.

Sources: https://cmake.org/cmake/help/latest/manual/cmake-commands.7.html,
https://cmake.org/cmake/help/latest/module/FetchContent.html, https://github.com/cpm-cmake/CPM.cmake
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.builds.cmake_commands import BuildCommand, commands
from ralf_notes.outline.formats.builds.cmake_packages import packages
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.imports.lookups.further.cmake import MODULE
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_named

_MADE = re.compile(
    r"(?:\w{1,40}_)?add_(?:\w{1,40}_)?(?:executable|library|target|module|plugin|tool)"
    r"|\w{1,40}_(?:cc|cxx|cuda)_(?:binary|library|test)"
)
"""The commands that make a target, those of CMake and of what builds on it."""
_KINDS = {
    "STATIC": "static library", "SHARED": "shared library", "MODULE": "module library",
    "OBJECT": "object library", "INTERFACE": "interface library",
}  # fmt: skip
_OWN_KINDS = {
    "add_executable": "executable", "add_library": "library", "add_custom_target": "custom",
}  # fmt: skip
_TARGET_NAME = re.compile(r"(?:[\w.+:@-]|\$\{\w+\}){1,200}")
_SCOPES = frozenset((
    "PUBLIC", "PRIVATE", "INTERFACE", "LINK_PUBLIC", "LINK_PRIVATE", "LINK_INTERFACE_LIBRARIES",
    "debug", "optimized", "general",
))  # fmt: skip
_TYPES = frozenset(("BOOL", "STRING", "PATH", "FILEPATH"))
_OWN_OPTION = re.compile(r"\w+_option|option_\w+")
_OPTION_NAME = re.compile(r"[A-Z][A-Z0-9]*+(?:_\w{1,80}+)?")
_PATH = re.compile(r"/?(?:[\w.@+-]+/)*[\w@+-][\w.@+-]*\.[A-Za-z]\w{0,9}")
_OF_PLACE = re.compile(r"\$\{(?:CMAKE_CURRENT_(?:SOURCE|LIST)_DIR)\}/")
_OF_ROOT = re.compile(r"\$\{(?:CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|\w+_SOURCE_DIR)\}/")
_WITH_FILES = frozenset((
    "set", "list", "target_sources", "add_executable", "add_library", "target_precompile_headers",
))  # fmt: skip
_ON_VERSION = re.compile(
    r"\b(?:version|minimum|requires?|required|polic(?:y|ies))\b", re.IGNORECASE
)
_OF_FILE = ("cmake_minimum_required", "project", "include_guard")
_STANDARDS = ("CMAKE_C_STANDARD", "CMAKE_CXX_STANDARD")
_TEST_WORDS = ("COMMAND", "CONFIGURATIONS", "WORKING_DIRECTORY", "COMMAND_EXPAND_LISTS")
_PROJECT_WORDS = frozenset(
    ("VERSION", "DESCRIPTION", "HOMEPAGE_URL", "LANGUAGES", "COMPAT_VERSION", "SPDX_LICENSE")
)


def facts(path: str, text: str) -> Facts:
    """Return the facts of a `CMakeLists.txt` or a module of CMake."""
    read = list(commands(text))
    outer = [each for each in read if not each.holders]
    targets = tuple(_targets(outer))
    options = tuple(dict.fromkeys(_options(outer)))
    drafts = list(_routines(read, text))
    return Facts(
        about=_about(path, outer, [row[0] for row in targets], options, drafts),
        purpose=_purpose(read, text),
        tables=tables(
            Table("Project", ("key", "value"), tuple(_project(outer))),
            Table("Targets", ("target", "kind", "needs", "what it is"), targets),
            Table("Options", ("option", "default", "when", "what it is"), options),
            Table("Packages", ("package", "version", "with", "from"), tuple(packages(outer))),
            Table("Tests", ("test", "command"), tuple(_tests(outer))),
        ),
        symbols=symbols_of(drafts, text),
        imports=tuple(dict.fromkeys(_imports(read))),
    )


def _about(
    path: str,
    outer: Sequence[BuildCommand],
    targets: Sequence[str],
    options: Sequence[tuple[str, ...]],
    drafts: Sequence[Draft],
) -> str:
    name = path.rpartition("/")[2].removesuffix(".cmake")
    if name.startswith("Find") and name[4:5].isupper():
        return f"CMake module that finds `{name[4:]}`."
    told = [each for each in targets if "$" not in each]
    folders = [
        each.arguments[0]
        for each in outer
        if each.name == "add_subdirectory" and each.arguments and "$" not in each.arguments[0]
    ]
    parts = [
        ("target", told),
        ("function", [each.name for each in drafts if each.kind == "function"]),
        ("macro", [each.name for each in drafts if each.kind == "macro"]),
        ("option", [row[0] for row in options]),
        ("folder", folders),
    ]
    filled = [
        f"the {some_named(noun, list(dict.fromkeys(names)), 4)}" for noun, names in parts if names
    ]
    return f"CMake with {' and '.join(filled[:2])}." if filled else ""


def _purpose(read: Sequence[BuildCommand], text: str) -> str | None:
    """Return '' if the first comment is about the first command, as one right above it is."""
    if not read or not read[0].comment or text[: read[0].start].strip():
        return None
    is_of_file = read[0].name in _OF_FILE and not _ON_VERSION.search(read[0].comment)
    return None if is_of_file else ""


def _project(outer: Iterable[BuildCommand]) -> Iterator[tuple[str, str]]:
    """Yield what the project is called and needs, in the words of CMake."""
    told: dict[str, set[str]] = {}
    for command in outer:
        words = command.arguments
        if command.name == "cmake_minimum_required" and words[:1] == ("VERSION",):
            told.setdefault(command.name, set()).update(words[1:2])
        elif command.name == "project" and words:
            told.setdefault("project", set()).add(words[0])
            for key, values in _by_word(words[1:], _PROJECT_WORDS, "LANGUAGES").items():
                told.setdefault(key, set()).add("\n".join(values))
        elif command.name == "set" and words[:1] and words[0] in _STANDARDS:
            told.setdefault(words[0], set()).update(words[1:2])
    for key, choice in told.items():
        value = next(iter(choice)) if len(choice) == 1 else ""
        if value and "$" not in value and key not in ("DESCRIPTION", "HOMEPAGE_URL"):
            yield key, value


def _by_word(words: Iterable[str], keys: Collection[str], before: str = "") -> dict[str, list[str]]:
    """Return the arguments after each keyword, and those before the first one."""
    found: dict[str, list[str]] = {}
    key = before
    for word in words:
        if word in keys:
            key = word
            found.setdefault(key, [])
        else:
            found.setdefault(key, []).append(word)
    return found


def _targets(outer: Sequence[BuildCommand]) -> Iterator[tuple[str, str, str, str]]:
    needs: dict[str, list[str]] = {}
    for command in outer:
        if command.name in ("target_link_libraries", "add_dependencies") and command.arguments:
            target, *linked = command.arguments
            kept = (each for each in linked if each not in _SCOPES and not each.startswith("$"))
            needs.setdefault(target, []).extend(kept)
    seen: set[str] = set()
    for command in outer:
        words = list(command.arguments)
        words = words[1:] if words[:1] in (["NAME"], ["TARGET"]) else words
        is_made = _MADE.fullmatch(command.name) and words and words[0] not in seen
        if is_made and _TARGET_NAME.fullmatch(words[0]) and "IMPORTED" not in words[1:3]:
            name = words[0]
            seen.add(name)
            listed = "\n".join(dict.fromkeys(needs.get(name, ())))
            yield name, _kind(command.name, words[1:]), listed, command.comment


def _kind(command: str, words: Sequence[str]) -> str:
    """Return what a target is; where a build has commands of its own, the one that makes it."""
    if words[:1] == ["ALIAS"] and words[1:]:
        return f"alias of {words[1]}"
    kind = _KINDS.get(words[0], "") if words and command == "add_library" else ""
    return kind or _OWN_KINDS.get(command, command)


def _options(outer: Iterable[BuildCommand]) -> Iterator[tuple[str, str, str, str]]:
    for command in outer:
        row = _option(command)
        if row and "$" not in row[0]:
            yield row


def _option(command: BuildCommand) -> tuple[str, str, str, str] | None:
    """Return the option that a command declares: name, default, when it is there, its words."""
    words, name = command.arguments, command.name
    if name == "option" and len(words) > 1:
        return words[0], words[2] if len(words) > 2 else "OFF", "", _plain(words[1])
    if name == "cmake_dependent_option" and len(words) > 3:
        return words[0], words[2], " and ".join(words[3].split(";")), _plain(words[1])
    if name == "set" and "CACHE" in words and words[-1] != "FORCE":
        at = words.index("CACHE")
        if 0 < at < len(words) - 2 and words[at + 1] in _TYPES:
            return words[0], ";".join(words[1:at]), "", _plain(words[at + 2])
    if _OWN_OPTION.fullmatch(name) and words and _OPTION_NAME.fullmatch(words[0]):
        told = [words[at] for at in command.quoted if at and " " in words[at].strip()]
        default = words[1] if len(words) == 4 and words[2] in _TYPES else ""
        return (words[0], default, "", _plain(told[0])) if len(told) == 1 else None
    return None


def _plain(words: str) -> str:
    return " ".join(words.split())


def _tests(outer: Iterable[BuildCommand]) -> Iterator[tuple[str, str]]:
    for command in outer:
        words = command.arguments
        if command.name == "add_test" and len(words) > 1 and words[0] == "NAME":
            parts = _by_word(words[2:], _TEST_WORDS)
            yield words[1], _run(parts.get("COMMAND", ()))
        elif command.name == "add_test" and len(words) > 1:
            yield words[0], _run(words[1:])


def _run(words: Sequence[str]) -> str:
    """Return what a test runs, or '' where only a build knows it."""
    return "" if any("$" in word for word in words[:1]) else " ".join(words)


def _routines(read: Sequence[BuildCommand], text: str) -> Iterator[Draft]:
    """Yield the functions and macros, each up to its end."""
    open_ones: list[BuildCommand] = []
    for command in read:
        if command.name in ("function", "macro") and command.arguments:
            open_ones.append(command)
        elif command.name in ("endfunction", "endmacro") and open_ones:
            first = open_ones.pop()
            if not open_ones and "$" not in first.arguments[0]:
                signature = " ".join(text[first.head : text.index(")", first.head) + 1].split())
                yield Draft(
                    first.name, first.arguments[0], signature, first.start, command.end,
                    first.comment,
                )  # fmt: skip


def _imports(read: Iterable[BuildCommand]) -> Iterator[Import]:
    """Yield the files that the commands name: parts of the build, and what it is built of."""
    for command in read:
        words, name = command.arguments, command.name
        if name == "add_subdirectory" and words:
            yield Import(f"{_written(words[0])}/CMakeLists.txt")
        elif name == "include" and words:
            is_path = words[0].endswith(".cmake") or "/" in words[0]
            yield Import(_written(words[0])) if is_path else Import(words[0], mark=MODULE)
        elif name == "find_package" and words:
            yield Import(f"Find{words[0]}", mark=MODULE)
        elif name in _WITH_FILES or name == "configure_file":
            for word in words[:1] if name == "configure_file" else words:
                if _PATH.fullmatch(path := _written(word)):
                    yield Import(path)


def _written(word: str) -> str:
    """Return a path from the file or, with `/`, from the root of the tree."""
    return _OF_ROOT.sub("/", _OF_PLACE.sub("", word, count=1), count=1).rstrip("/")
