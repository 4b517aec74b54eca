"""Meson: the project, its targets, options and packages, and tests.

Sources: https://mesonbuild.com/Reference-manual_functions.html,
https://mesonbuild.com/Build-options.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.builds.calls import BuildCall, calls, literal, literals
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_named

_KINDS = {
    "executable": "executable", "library": "library", "shared_library": "shared library",
    "static_library": "static library", "both_libraries": "library",
    "shared_module": "module library", "custom_target": "custom", "run_target": "custom",
    "jar": "jar", "python.extension_module": "module library",
    "py.extension_module": "module library", "py3.extension_module": "module library",
}  # fmt: skip
_LINKED = ("dependencies", "link_with", "link_whole", "depends")
_WORDS = re.compile(r"[A-Za-z_]\w*+(?!\w*\()")
_PROJECT = ("version", "license", "meson_version")
_QUOTED_FILES = re.compile(r"'(?P<path>(?:[\w.@+-]+/)*[\w@+-][\w.@+-]*\.[A-Za-z]\w{0,9})'")


def facts(_path: str, text: str) -> Facts:
    """Return the facts of a `meson.build`, or of the options of one."""
    read = list(calls(text))
    targets = tuple(_targets(read))
    options = tuple(_options(read))
    folders = [each.text(0) for each in read if each.name == "subdir" and each.text(0)]
    parts = [
        ("target", [row[0] for row in targets]), ("option", [row[0] for row in options]),
        ("folder", folders),
    ]  # fmt: skip
    told = [f"the {some_named(noun, names, 4)}" for noun, names in parts if names]
    project = next((each for each in read if each.name == "project"), None)
    return Facts(
        about=f"Meson with {' and '.join(told[:2])}." if told else "",
        tables=tables(
            Table("Project", ("key", "value"), tuple(_project(project)) if project else ()),
            Table("Targets", ("target", "kind", "needs", "what it is"), targets),
            Table("Options", ("option", "type", "default", "what it is"), options),
            Table("Packages", ("package", "version", "with"), tuple(_packages(read))),
            Table("Tests", ("test", "command"), tuple(_tests(read))),
        ),
        imports=(
            *(Import(f"{each}/meson.build") for each in dict.fromkeys(folders)),
            *(Import(each) for each in dict.fromkeys(_files(text))),
        ),
    )


def _project(project: BuildCall) -> Iterator[tuple[str, str]]:
    name, *languages = (literal(each) for each in project.positional)
    languages += [
        each for part in project.positional[1:2] for each in literals(part) if "[" in part
    ]
    if name:
        yield "project", name
    if any(languages):
        yield "languages", "\n".join(filter(None, languages))
    for key in _PROJECT:
        if value := "\n".join(project.texts(key)):
            yield key, value
    for setting in project.texts("default_options"):
        key, _, value = setting.partition("=")
        if key.endswith("_std"):
            yield key, value


def _targets(read: Iterable[BuildCall]) -> Iterator[tuple[str, str, str, str]]:
    seen: set[str] = set()
    for call in read:
        name = call.text(0)
        if call.name in _KINDS and name and "@" not in name and name not in seen:
            seen.add(name)
            linked = [word for key in _LINKED for word in _listed(call.named.get(key, ""))]
            yield name, _KINDS[call.name], "\n".join(dict.fromkeys(linked)), call.comment


def _listed(written: str) -> Sequence[str]:
    """Return the names in a list of names, or a single one; nothing of any other expression."""
    inside = written.strip().removeprefix("[").removesuffix("]")
    parts = [each.strip() for each in inside.split(",") if each.strip()]
    return parts if all(_WORDS.fullmatch(each) for each in parts) else ()


def _options(read: Iterable[BuildCall]) -> Iterator[tuple[str, str, str, str]]:
    for call in read:
        if call.name == "option" and (name := call.text(0)):
            value = call.named.get("value", "").strip()
            default = literal(value) or "\n".join(literals(value)) or value.strip("'[]")
            yield name, call.text("type"), default, call.text("description")


def _packages(read: Iterable[BuildCall]) -> Iterator[tuple[str, str, str]]:
    rows: dict[str, tuple[str, str]] = {}
    for call in read:
        is_package = call.name == "dependency" or call.name.rpartition(".")[2] == "find_library"
        name = call.text(0)
        if is_package and name and "@" not in name:
            version, parts = " ".join(call.texts("version")), "\n".join(call.texts("modules"))
            before = rows.get(name, ("", ""))
            rows[name] = before[0] or version, before[1] or parts
    yield from ((name, version, parts) for name, (version, parts) in rows.items())


def _tests(read: Iterable[BuildCall]) -> Iterator[tuple[str, str]]:
    for call in read:
        name = call.text(0)
        if call.name in ("test", "benchmark") and name and "@" not in name:
            command = call.positional[1] if len(call.positional) > 1 else ""
            yield name, command if _WORDS.fullmatch(command) else ""


def _files(text: str) -> Iterator[str]:
    """Yield what looks like a path of a file; only one that is there becomes a link."""
    for match in _QUOTED_FILES.finditer(text):
        yield match["path"]
