"""Commands of Click and Typer: functions below decorators, groups over several files. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.outline.model import FUNCTIONS, Symbol
from ralf_notes.patterns import lazily
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, module_of

LIBRARIES = ("click", "typer", "rich_click", "asyncclick", "cloup")
_DECORATOR = lazily(r"^@([\w.]+)\.(command|group)\b((?:(?!^@|^(?:async )?def ).)*)", re.M | re.S)
_HEAD = 4_000
"""Bytes of a function in which its decorators stand."""
_NAME = lazily(r"\A\(\s*(?:name\s*=\s*)?[\"']([\w-]+)[\"']|\bname\s*=\s*[\"']([\w-]+)[\"']")
_NAMED_LATER = lazily(r"_(?:command|cmd|group|grp)$")
"""Ends of names that Click drops from version 8.2 on: the name of such a command is not certain."""
_TYPER = lazily(
    r"^(\w++)[ \t]*+(?::[^=\n]++)?=[ \t]*+typer\.Typer\(((?:[^()]|\([^()]*+\))*+)", re.M
)
_ADDED = lazily(
    r"(?<!\w)(\w++)\.(?:add_typer|add_command)\(\s*+([\w.]++)((?:[^()]|\([^()]*+\))*+)\)"
)


def decorated_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return what Click and Typer register, by the file and the name of the function or variable.

    A group of another file is found by the import.
    """
    used = [s for s in sources if any(_library(i.module) for i in s.outline.imports)]
    nodes: dict[str, Node] = {}
    for each in used:
        for match in _TYPER.finditer(each.text):
            name, place = _name_in(f"({match[2]}"), SymbolPlace(each.path, "")
            nodes[_key(each.path, match[1])] = Node(name, place, "", is_group=True)
        data = each.text.encode(errors="replace")
        for symbol in each.outline.symbols:
            if symbol.kind in FUNCTIONS and not symbol.parent:
                head = data[symbol.start : min(symbol.end, symbol.start + _HEAD)]
                node = _of_function(symbol, head.decode(errors="replace"), each.path)
                if node:
                    nodes |= {_key(each.path, symbol.name): node}
    places = _Places(nodes, tuple(used))
    for each in used:
        for match in _ADDED.finditer(each.text):
            group, child = places.key(match[1], each), places.key(match[2], each)
            if group and child and group != child:
                name = _name_in(match[3]) or nodes[child].name
                nodes[child] = replace(nodes[child], name=name, parent=group)
    return {key: places.with_parent(node) for key, node in nodes.items()}


def _library(module: str) -> bool:
    return module.partition(".")[0] in LIBRARIES


def _key(path: str, name: str) -> str:
    return f"{path}\0{name}"


def _name_in(arguments: str) -> str:
    """Return the name that a command is given in the arguments of a call, '' for none."""
    named = _NAME.search(arguments)
    return (named[1] or named[2]) if named else ""


def _of_function(symbol: Symbol, head: str, path: str) -> Node | None:
    """Return the command that a function is by the first such decorator in its head, if it is."""
    decorator = _DECORATOR.search(head)
    if decorator is None:
        return None
    owner, kind, arguments = decorator.groups()
    name, parent = _name_in(arguments), "" if _library(owner) else owner
    if not name and not _NAMED_LATER.search(symbol.name):
        name = symbol.name.lower().replace("_", "-")
    if parent and not name:
        return None
    return Node(name, SymbolPlace(path, symbol.name), parent, kind == "group")


class _Places:
    """Which group or command a name stands for, in each file."""

    def __init__(self, nodes: dict[str, Node], sources: tuple[SourceOfCommands, ...]) -> None:
        self.nodes = nodes
        self.sources = sources
        self.by_path = {each.path: each for each in sources}

    def key(self, name: str, source: SourceOfCommands) -> str:
        """Return the key of what a file calls `name`, '' if that is not certain."""
        module, _, last = name.rpartition(".")
        if not module and _key(source.path, name) in self.nodes:
            return _key(source.path, name)
        others = [each for each in self.sources if each.path != source.path]
        path = module_of(module.rpartition(".")[2] or name, source, others)
        key = _key(path, last)
        if key not in self.nodes:
            key = _key(path, _imported(name, source))
        return key if path and key in self.nodes else ""

    def with_parent(self, node: Node) -> Node:
        """Return a command with the key of its group in place of the name that its file has.

        A group that is not found, such as `app.cli` of Flask, keeps its name: what is in it has no
        certain name.
        """
        if "\0" in node.parent or not node.parent:
            return node
        key = self.key(node.parent, self.by_path[node.place.path])
        return replace(node, parent=key or node.parent)


def _imported(name: str, source: SourceOfCommands) -> str:
    """Return what a name of a file is called where it is imported from."""
    for each in source.outline.imports:
        local = each.local or each.names
        if each.names and name in local:
            return each.names[local.index(name)]
    return name
