"""Commands of Cobra: variables and functions that make them, and add them to others. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, place_of, symbol_at

REGISTRY = "cobra.Command"
_COBRA = re.compile(r"&cobra\.Command\{")
_USE = re.compile(r"\bUse:\s*\"([\w-]+)")
_RUN = re.compile(r"\bRunE?:\s*(\w+),")
_ADDED = re.compile(r"\b(\w+)\.AddCommand\(((?:[^()]|\([^()]*\))*)\)")
_NAMES = re.compile(r"(?<![\w.])(?:(\w++)\.)?(\w++)")


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
