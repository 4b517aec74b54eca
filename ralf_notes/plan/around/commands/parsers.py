"""Commands of Argparse: the names that subparsers are added with, and what is set to run. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ralf_notes.patterns import lazily
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, place_of, symbol_at

LIBRARY = "argparse"
_ROOT = "argparse"
"""The key of a program itself."""
_MOST = 1000
_VARIABLE = r"(?<![\w.])(?P<{0}>[\w.]++)[ \t]*+(?::[^=\n]{{1,80}}+)?=\s*+"
_EVENT = lazily(
    rf"{_VARIABLE.format('made')}(?:argparse\.)?ArgumentParser\((?!\s*+add_help\s*+=\s*+False)"
    rf"|{_VARIABLE.format('group')}(?P<of>[\w.]+)\.add_subparsers\("
    rf"|(?:{_VARIABLE.format('var')})?(?<![\w.])(?P<to>[\w.]+)\.add_parser\("
    r"\s*+(?:[\"'](?P<name>[\w-]++)[\"']|(?P<each>\w++)(?=[ \t]*+[,)]))?"
    r"|(?<!\w)for[ \t]++(?P<item>\w++)[ \t]++in[ \t]++[(\[](?P<items>[\s\w\"',-]{1,400}+)[)\]]"
    r"|(?:(?<![\w.])(?P<set>[\w.]+)|\))\s*+\.set_defaults\("
    r"\s*+\w++\s*+=\s*+(?P<run>\w++)\s*+\)"
)
_LITERAL = lazily(r"[\"']([\w-]+)[\"']")


def parser_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return the commands of a program whose one parser of arguments has subparsers.

    A parser is followed within one function, and its subparsers into functions that have them under
    the same name. Where a name is no literal, nor one of literals in a loop, nothing is told: some
    of the commands would pass for all.
    """
    used = [s for s in sources if any(i.module == LIBRARY for i in s.outline.imports)]
    for each in used:
        parsers = _Parsers(each)
        events = list(islice(_EVENT.finditer(each.text), _MOST))
        for match in events:  # the parser itself is often made last
            parsers.see_parser(match)
        for match in events if parsers.roots == 1 else ():
            parsers.see_command(match)
        if not parsers.has_unknown and any(node.parent == _ROOT for node in parsers.nodes.values()):
            root = Node("", place_of("", each), "", is_group=True)
            return {_ROOT: root, **parsers.nodes}
    return {}


@dataclass(slots=True)
class _Parsers:
    """The parsers of one file, as its statements are read in order."""

    source: SourceOfCommands
    nodes: dict[str, Node] = field(default_factory=dict)
    parsers: dict[tuple[str, str], str] = field(default_factory=dict)
    """By function and variable: the key of a parser's command."""
    groups: dict[tuple[str, str], str] = field(default_factory=dict)
    """By function and variable of subparsers: the key of the command that they are below."""
    roots: int = 0
    given: frozenset[str] = frozenset()
    """What the subparsers of the program are called."""
    last: str = ""
    loops: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By function and variable: the literals that a loop goes over."""
    has_unknown: bool = False
    """Whether a command is added whose name is no literal."""

    def see_parser(self, match: re.Match[str]) -> None:
        """Note the program's own parser, and its subparsers."""
        where = symbol_at(match.start(), self.source)
        if match["made"]:
            self.roots += 1
            self.parsers[where, match["made"]] = _ROOT
        elif match["group"] and (where, match["of"]) in self.parsers:
            self.given |= {match["group"]}

    def see_command(self, match: re.Match[str]) -> None:
        """Note a command, a group of them, or what a command runs."""
        where = symbol_at(match.start(), self.source)
        if match["item"]:
            self.loops[where, match["item"]] = _LITERAL.findall(match["items"])
        elif match["to"]:
            names = [match["name"]] if match["name"] else self.loops.get((where, match["each"]), [])
            self.has_unknown |= not names
            for name in names:
                self._add(where, name, match)
        elif match["group"]:
            above = self.parsers.get((where, match["of"]), "")
            self.groups[where, match["group"]] = above
        elif match["run"]:
            is_chained = match["set"] is None
            key = self.last if is_chained else self.parsers.get((where, match["set"]), "")
            if key in self.nodes:
                place = place_of(match["run"], self.source)
                self.nodes[key] = replace(self.nodes[key], place=place)

    def _add(self, where: str, name: str, match: re.Match[str]) -> None:
        is_given = match["to"] in self.given and len(self.given) == 1
        parent = self.groups.get((where, match["to"]), _ROOT if is_given else "")
        self.last = f"{parent} {name}" if parent else ""
        if self.last:
            self.nodes[self.last] = Node(name, place_of("", self.source), parent)
        if match["var"]:
            self.parsers[where, match["var"]] = self.last
