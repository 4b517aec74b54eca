"""The commands of a program, as it registers them with Click, Typer or Cobra. Pure.

Only what is certain counts: a literal name, and a group whose own place in the program is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.outline.model import Outline, Symbol

_LIBRARIES = ("click", "typer", "rich_click", "asyncclick", "cloup")
REGISTRIES = (*_LIBRARIES, "cobra.Command")
"""What stands in each file that registers commands."""
_DECORATOR = re.compile(r"^@(\w+)\.(command|group)\b((?:(?!^@|^(?:async )?def ).)*)", re.M | re.S)
_HEAD = 4_000
"""Bytes of a function in which its decorators stand."""
_NAME = re.compile(r"\A\(\s*(?:name\s*=\s*)?[\"']([\w-]+)[\"']|\bname\s*=\s*[\"']([\w-]+)[\"']")
_NAMED_LATER = re.compile(r"_(?:command|cmd|group|grp)$")
"""Ends of names that Click drops from version 8.2 on: the name of such a command is not certain."""
_TYPER = re.compile(r"^(\w+)\s*(?::[^=\n]+)?=\s*typer\.Typer\(", re.M)
_MOUNTED = re.compile(r"\.add_typer\(\s*(?:\w+\.)*(\w+)")
_COBRA = re.compile(r"&cobra\.Command\{")
_USE = re.compile(r"\bUse:\s*\"([\w-]+)")
_RUN = re.compile(r"\bRunE?:\s*(\w+),")
_ADDED = re.compile(r"\b(\w+)\.AddCommand\(((?:[^()]|\([^()]*\))*)\)")
_WORD = re.compile(r"\w+")
_SOME_FUNCTION = frozenset({"function", "method"})


@dataclass(frozen=True, slots=True)
class SourceOfCommands:
    """A file that may register commands."""

    path: str
    text: str
    outline: Outline


@dataclass(frozen=True, slots=True)
class _Node:
    """A command, or a group of them, before its name is complete."""

    name: str
    place: SymbolPlace
    parent: str
    """The name of the group that it is in, '' for one that is in none."""


Commands = tuple[tuple[str, SymbolPlace], ...]
"""The names of commands, those of their groups in front, each with what runs then."""


def registered_commands(sources: Iterable[SourceOfCommands]) -> tuple[SymbolPlace | None, Commands]:
    """Return the function that is the program's group, if it is one, and its commands in order."""
    sources = tuple(sources)
    python = [each for each in sources if each.outline.language == "python"]
    go = [each for each in sources if each.outline.language == "go"]
    nodes = dict(_of_python(python)) or dict(_of_go(go))
    roots = [name for name, node in nodes.items() if not node.parent]
    if len(roots) != 1:
        return None, ()
    found = []
    for name, node in nodes.items():
        names, above = [node.name], node.parent
        while above in nodes and above not in roots and len(names) < len(nodes):
            names.append(nodes[above].name)
            above = nodes[above].parent
        is_group = any(other.parent == name for other in nodes.values())
        if above in roots and node.name and not is_group:
            found.append((" ".join(reversed(names)), node.place))
    root = nodes[roots[0]]
    if not python and root.place.symbol != roots[0]:  # what the program does without a command
        found.insert(0, (root.name, root.place))
    return (root.place if python and root.place.symbol else None), tuple(found)


def _of_python(sources: Sequence[SourceOfCommands]) -> Iterator[tuple[str, _Node]]:
    """Yield what Click and Typer register, by the name of the function or variable."""
    mounted = {name for each in sources for name in _MOUNTED.findall(each.text)}
    for each in sources:
        if not any(i.module.partition(".")[0] in _LIBRARIES for i in each.outline.imports):
            continue
        for name in _TYPER.findall(each.text):
            if name not in mounted:
                yield name, _Node("", SymbolPlace(each.path, ""), "")
        data = each.text.encode(errors="replace")
        for symbol in each.outline.symbols:
            if symbol.kind in _SOME_FUNCTION and not symbol.parent:
                head = data[symbol.start : min(symbol.end, symbol.start + _HEAD)]
                yield from _of_function(symbol, head.decode(errors="replace"), each.path)


def _of_function(symbol: Symbol, head: str, path: str) -> Iterator[tuple[str, _Node]]:
    for owner, _, arguments in _DECORATOR.findall(head):
        place = SymbolPlace(path, symbol.name)
        if owner in _LIBRARIES:
            yield symbol.name, _Node("", place, "")
            return
        named = _NAME.search(arguments)
        is_certain = named or not _NAMED_LATER.search(symbol.name)
        name = (named[1] or named[2]) if named else symbol.name.lower().replace("_", "-")
        if is_certain:
            yield symbol.name, _Node(name, place, owner)
        return


def _of_go(sources: Sequence[SourceOfCommands]) -> Iterator[tuple[str, _Node]]:
    """Yield the commands of Cobra, by their variable or the function that makes them."""
    found: dict[str, tuple[str, SymbolPlace]] = {}
    parents: dict[str, str] = {}
    for each in sources:
        starts = [match.start() for match in _COBRA.finditer(each.text)]
        for start, end in pairwise([*starts, len(each.text)]):
            literal, owner = each.text[start:end], _symbol_at(start, each)
            used = _USE.search(literal)
            if owner and used:
                run = _RUN.search(literal)
                runs = {s.name for s in each.outline.symbols if s.kind in _SOME_FUNCTION}
                symbol = run[1] if run and run[1] in runs else owner
                found[owner] = used[1], SymbolPlace(each.path, symbol)
    for each in sources:
        for match in _ADDED.finditer(each.text):
            parent = match[1] if match[1] in found else _symbol_at(match.start(), each)
            for word in _WORD.findall(match[2]):
                parents[word] = parent or match[1]
    yield from _linked(found, parents)


def _linked(
    found: Mapping[str, tuple[str, SymbolPlace]], parents: Mapping[str, str]
) -> Iterator[tuple[str, _Node]]:
    for owner, (name, place) in found.items():
        yield owner, _Node(name, place, parents.get(owner, ""))


def _symbol_at(offset: int, source: SourceOfCommands) -> str:
    """Return the symbol at the top of a file around an offset in its text, or ''."""
    at = len(source.text[:offset].encode(errors="replace"))
    around = (s.name for s in source.outline.symbols if not s.parent and s.start <= at < s.end)
    return next(around, "")
