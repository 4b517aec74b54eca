"""Bash: sourced files, scripts that others run, and functions of files that are sourced together.

What a name means depends on what other files source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from ralf_notes.outline.imports.declared import only
from ralf_notes.outline.imports.tree import (
    MANY,
    Declarations,
    Hit,
    Lookup,
    TreeIndex,
    Use,
    ancestors,
    first,
    folder_of,
    imports_of,
    imports_text,
    join,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

_FOLDERS = re.compile(r"^(?:(?:\$\{[^}]*\}|\$\w+|\$\(.*\)|`[^`]*`)/)++")
_LOADED = (".bash", "")
"""What `load` of bats adds to the name of a file."""
_PROGRAMS = re.compile(r"(?:pg|mysql)_\w+|(?:docker|apt|git|add|update|ssh|xdg|npm|pip)-[\w-]+")
"""Programs whose names look like those of functions or scripts of a project."""
_MOST_SOURCED = 1000
"""The most files that one script is taken to source, directly or not."""


@dataclass(frozen=True, slots=True)
class _Scripts:
    tree: TreeIndex
    index: list[str]
    """Of the suffixes of the paths of all scripts."""
    functions: Mapping[str, list[Declarations]]
    """By name: the scripts that define a function."""
    scripts: Mapping[str, list[str]]
    """By the name of the file: the paths of the scripts."""
    sourced: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By path: the files that a script sources."""
    users: dict[str, list[str]] = field(default_factory=dict)
    """By path: the scripts that source it."""


def bash(tree: TreeIndex) -> Lookup:
    """Return the lookup for shell scripts."""
    files = [file for file in tree.files.values() if file.language == "bash"]
    functions: defaultdict[str, list[Declarations]] = defaultdict(list)
    scripts: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        scripts[file.path.rpartition("/")[2]].append(file.path)
        for name in file.values:
            functions[name].append(file)
    index = suffix_index(file.path for file in files)
    script_index = _Scripts(tree, index, functions, scripts)
    for file in files:
        hits = [
            hit.path for item in imports_of(file) for hit in _sourced(script_index, file.path, item)
        ]
        script_index.sourced[file.path] = tuple(hits)
        for path in hits:
            script_index.users.setdefault(path, []).append(file.path)
    shared = imports_text(tree, ("bash",))
    return Lookup(partial(_sourced, script_index), partial(_commands, script_index), shared)


def _sourced(script_index: _Scripts, importer: str, item: Import) -> Iterator[Use]:
    """Yield the file that is sourced: leading variables are a folder at or above the script."""
    written = item.module.replace('"', "").replace("'", "").strip()
    path = _FOLDERS.sub("", written)
    for ending in _LOADED if item.mark == "load" else ("",):
        if file := _file_at(script_index, importer, path + ending, is_anywhere=path != written):
            yield Use(file)
            return


def _file_at(script_index: _Scripts, importer: str, path: str, *, is_anywhere: bool) -> str | None:
    """Return the file that a path means for a script, else the only script with such a path."""
    if not path or path.startswith(("/", "~", "$")):
        return None
    places = (join(folder, path) for folder in ancestors(folder_of(importer)))
    if file := first(script_index.tree, (place for place in places if place)):
        return file
    candidates = (
        with_suffix(script_index.index, path, 2) if is_anywhere and ".." not in path else []
    )
    return candidates[0] if len(candidates) == 1 else None


def _commands(script_index: _Scripts, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    """Yield the files of the functions that a script calls, and the scripts that it runs."""
    around: frozenset[str] | None = None
    for name in mentions.chains:
        if "/" in name:
            path = name.removeprefix("$/")
            script = _file_at(script_index, file.path, path, is_anywhere=path != name)
            if script:
                yield Use(script)
        elif name in file.values:
            continue
        elif files := script_index.functions.get(name):
            around = _around(script_index, file.path) if around is None else around
            seen = [each for each in files if each.path in around]
            is_certain = seen or (len(files) == 1 and _is_own(name, file.path, files[0].path))
            if is_certain and (defining := only(seen or files, file)):
                yield Use(defining, (name,))
        elif script := _script(script_index, name, file.path):
            yield Use(script)


def _script(script_index: _Scripts, name: str, importer: str) -> str | None:
    """Return the only script that has a name, if it is one of the project."""
    candidates = script_index.scripts.get(name, [])
    if len(candidates) != 1 or candidates[0] == importer:
        return None
    is_certain = name.endswith((".sh", ".bash")) or _is_own(name, importer, candidates[0])
    return candidates[0] if is_certain else None


def _is_own(name: str, *paths: str) -> bool:
    """Whether a name is that of a project, and of no program from outside.

    The files of a project that sources its files in a loop do not say that they are sourced. A name
    with a hyphen, as programs have, counts if a file has its first part.
    """
    if _PROGRAMS.fullmatch(name):
        return False
    start, hyphen, _ = name.partition("-")
    if hyphen:
        return all(path.rpartition("/")[2].startswith(start) for path in paths)
    return "_" in name or "::" in name


def _around(script_index: _Scripts, path: str) -> frozenset[str]:
    """Return the files that a script sources, and those that are sourced with it."""
    users = _reached(script_index.users, path)[:MANY]
    return frozenset((*users, *_reached(script_index.sourced, path, *users))) - {path}


def _reached(edges: Mapping[str, Iterable[str]], *starts: str) -> list[str]:
    """Return the files that edges lead to, directly or over others."""
    seen: dict[str, None] = {}
    waiting = [*starts]
    while waiting and len(seen) < _MOST_SOURCED:
        for path in edges.get(waiting.pop(), ()):
            if path not in seen:
                seen[path] = None
                waiting.append(path)
    return [*seen]
