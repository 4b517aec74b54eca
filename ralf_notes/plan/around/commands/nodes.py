"""What the readers of commands share: a file, a command on the way to its whole name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.outline.model import FUNCTIONS, Outline

Commands = tuple[tuple[str, SymbolPlace], ...]
"""The names of commands, those of their groups in front, each with what runs then.

The symbol of the place is '' where only the file is certain that registers the command.
"""
_KEBAB = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class SourceOfCommands:
    """A file that may register commands."""

    path: str
    text: str
    outline: Outline


@dataclass(frozen=True, slots=True)
class Node:
    """A command, or a group of them, before its name is complete."""

    name: str
    """'' for the program itself, and for a group that adds nothing to the names in it."""
    place: SymbolPlace
    parent: str
    """The key of the group that it is in, '' for one that is in none."""
    is_group: bool = False
    """Whether it only holds commands, even if none of them is known."""


def named_commands(nodes: Mapping[str, Node], root: str) -> Commands:
    """Return the commands below a program's root, with the names of their groups in front."""
    holding: set[str] = set()
    for node in nodes.values():
        key = node.parent if node.name else ""
        while key in nodes and key not in holding:
            holding.add(key)
            key = nodes[key].parent
    commands = []
    for key, node in nodes.items():
        if node.name and key not in holding:
            names = _names_to(root, key, nodes)
            if names:
                commands.append((" ".join(names), node.place))
    return tuple(commands)


def _names_to(root: str, key: str, nodes: Mapping[str, Node]) -> list[str]:
    """Return the names from below the root to a command; none if it is not below it."""
    names: list[str] = []
    for _ in nodes:  # a circle of groups ends, too
        node = nodes[key]
        if node.name:
            names.append(node.name)
        if node.parent == root:
            return names[::-1]
        if node.parent not in nodes:
            return []
        key = node.parent
    return []


def symbol_at(offset: int, source: SourceOfCommands) -> str:
    """Return the symbol at the top of a file around an offset in its text, or ''."""
    text = source.text
    at = offset if text.isascii() else len(text[:offset].encode(errors="replace"))
    around = (s.name for s in source.outline.symbols if not s.parent and s.start <= at < s.end)
    return next(around, "")


def place_of(function: str, source: SourceOfCommands) -> SymbolPlace:
    """Return the place of a function, as a file names it: its own, else the file alone."""
    is_own = any(s.name == function and s.kind in FUNCTIONS for s in source.outline.symbols)
    return SymbolPlace(source.path, function if is_own else "")


def kebab(name: str) -> str:
    """Return a name in CamelCase as words with hyphens: `AddUser` is `add-user`."""
    return _KEBAB.sub("-", name).lower()


def module_of(name: str, source: SourceOfCommands, others: Iterable[SourceOfCommands]) -> str:
    """Return the path of the only other file from which a file has a name, or ''.

    Args:
        name: as the file has it: of a module, or of something in it.
        source: the file.
        others: the files that it may be.
    """
    for each in source.outline.imports:
        local = each.local or each.names
        is_module = not each.names and name in (*each.local, each.module.rpartition(".")[2])
        if is_module or name in local:
            imported = each.names[local.index(name)] if name in local and each.names else ""
            stems = {imported, each.module.rstrip("/").replace("/", ".").rpartition(".")[2]} - {""}
            paths = [other.path for other in others if stem_of(other.path) in stems]
            return paths[0] if len(paths) == 1 else ""
    return ""


def stem_of(path: str) -> str:
    """Return the name of a file without its ending; of a package, that of its folder."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return folder.rpartition("/")[2] if stem in ("__init__", "index", "mod") else stem
