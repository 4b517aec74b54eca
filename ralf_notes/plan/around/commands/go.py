"""Commands of Go programs: of Cobra, and of urfave/cli. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.plan.around.commands.brackets import Bracketed, bracketed
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, place_of, symbol_at

REGISTRIES = ("cobra.Command", "cli.Command")
_COBRA = re.compile(r"&cobra\.Command\{")
_USE = re.compile(r"\bUse:\s*\"([\w-]+)")
_RUN = re.compile(r"\bRunE?:\s*(\w+),")
_ADDED = re.compile(r"\b(\w+)\.AddCommand\(((?:[^()]|\([^()]*\))*)\)")
_NAMES = re.compile(r"(?<![\w.])(?:(\w++)\.)?(\w++)")
_LITERAL = re.compile(
    r"\bcli\.(?:App|Command)\{"
    r"|\w\.Commands\s*+=\s*+(?:\[\]\*?cli\.Command|cli\.Commands)\s*+\{"
)
"""Matches where commands are written out; also `app.Commands = []*cli.Command{`."""
_CLI_NAME = re.compile(r"\bName:\s*+\"([\w-]++)\"")
_CLI_ACTION = re.compile(r"\bAction:\s*+(\w++)[ \t]*+(?:[,\n}]|$)")
_CLI_LIST = re.compile(r"\b(?:Subc|C)ommands:\s*+(?:(?:\[\]\*?cli\.Command|cli\.Commands)\s*+)?\{")
_ELEMENT = re.compile(r"\{|(?<![\w.])(?:(\w++)\.)?(\w++)(?:\(\s*+\))?\s*+(?=,|$)")
_DEEPEST = 4


def cobra_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return the commands of Cobra, by package and the variable or function that makes them."""
    nodes: dict[str, Node] = {}
    for each in sources:
        starts = [match.start() for match in _COBRA.finditer(each.text)]
        for start, end in pairwise([*starts, len(each.text)]):
            literal, owner = each.text[start:end], symbol_at(start, each)
            used = _USE.search(literal)
            if owner and used:
                run = _RUN.search(literal)
                place = place_of(run[1] if run else "", each)
                place = place if place.symbol else SymbolPlace(each.path, owner)
                nodes[_key(each.path, owner)] = Node(used[1], place, "")
    for each in sources:
        for match in _ADDED.finditer(each.text):
            variable = _key(each.path, match[1])
            parent = (
                variable if variable in nodes else _key(each.path, symbol_at(match.start(), each))
            )
            for package, name in _NAMES.findall(match[2]):
                child = _listed(package, name, each, nodes)
                if child and child != parent:
                    nodes[child] = replace(nodes[child], parent=parent)
    return nodes


def _key(path: str, name: str) -> str:
    """Return the key of a variable or function in a package, which is a folder."""
    return f"{folder_of(path)} {name}"


def _listed(package: str, name: str, source: SourceOfCommands, nodes: Mapping[str, Node]) -> str:
    """Return the key of the command that a file names, '' for none that is certain."""
    if not package:
        key_here = _key(source.path, name)
        return key_here if key_here in nodes else ""
    paths = {i.module.strip('"') for i in source.outline.imports}
    ends = {path for path in paths if path.rpartition("/")[2] == package}
    keys = [
        key for key in nodes
        if f"/{key}".endswith(f"/{package} {name}") and any(_is_below(key, path) for path in ends)
    ]  # fmt: skip
    return keys[0] if len(keys) == 1 else ""


def _is_below(key: str, module: str) -> bool:
    """Whether the folder of a key is the one that an import path ends with."""
    return f"/{module}".endswith(f"/{key.rpartition(' ')[0]}")


def urfave_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return the commands of urfave/cli: literals in each other, and those that they name."""
    nodes: dict[str, Node] = {}
    named: list[tuple[str, str, str, SourceOfCommands]] = []
    for each in sources:
        text = bracketed(each.text)
        done = 0
        for match in _LITERAL.finditer(each.text):
            start = match.end() - 1
            if start >= done and start in text.ends:
                key = _key(each.path, symbol_at(start, each) or str(start))
                literals = _Literals(each, text, nodes, named)
                if "=" in match[0]:
                    nodes.setdefault(key, Node("", place_of("", each), "", is_group=True))
                    literals.add_list(start, key)
                else:
                    literals.add(start, key, "", 0)
                done = text.ends[start]
    for group, package, name, source in named:
        child = _listed(package, name, source, nodes)
        if child and child != group and not nodes[child].parent:
            nodes[child] = replace(nodes[child], parent=group)
    return nodes


class _Literals:
    """The commands in the literals of one file."""

    def __init__(
        self,
        source: SourceOfCommands,
        text: Bracketed,
        nodes: dict[str, Node],
        named: list[tuple[str, str, str, SourceOfCommands]],
    ) -> None:
        self.source = source
        self.text = text
        self.nodes = nodes
        self.named = named
        """A group whose list names a variable or function, its package, it, and the file."""

    def add(self, start: int, key: str, parent: str, depth: int) -> None:
        """Add the command whose literal begins with a bracket, and those in its list."""
        head = self.text.outer(start + 1, self.text.ends[start])
        name, action = _CLI_NAME.search(head), _CLI_ACTION.search(head)
        listed = _CLI_LIST.search(head)
        if depth > _DEEPEST or (name is None and (parent or listed is None)):
            return
        place = place_of(action[1] if action else "", self.source)
        self.nodes[key] = Node(name[1] if name else "", place, parent)
        if listed is not None and start + listed.end() in self.text.ends:
            self.add_list(start + listed.end(), key, depth)

    def add_list(self, start: int, key: str, depth: int = 0) -> None:
        """Add the commands of a list that begins with a bracket to a group."""
        inside = self.text.outer(start + 1, self.text.ends[start])
        for match in _ELEMENT.finditer(inside):
            if match[2]:
                self.named.append((key, match[1] or "", match[2], self.source))
            elif (at := start + match.end()) in self.text.ends:
                self.add(at, f"{key} {at}", key, depth + 1)
