"""Commands of picocli: classes that name others as their subcommands. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.plan.around.commands.brackets import bracketed
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands

REGISTRY = "picocli"
_COMMAND = re.compile(r"@(?:CommandLine\.)?Command\s*+\(")
_NAME = re.compile(r"\bname\s*+=\s*+\"([\w-]++)\"")
_SUBCOMMANDS = re.compile(r"\bsubcommands\s*+=\s*+(?:\{[^{}]*+\}|[\w.]++)")
_CLASS = re.compile(r"(?<!\w)(\w++)\.class\b")
_HEAD = re.compile(r"(?:(?!\b(?:class|record)\b)[^;{}()])*+(?:class|record)\s++(\w++)")


def picocli_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return the commands of picocli, by class; two classes of one name are none."""
    by_class: dict[str, Node] = {}
    parents: dict[str, str] = {}
    twice: set[str] = set()
    for each in sources:
        text = bracketed(each.text, has_characters=True)
        for match in _COMMAND.finditer(each.text):
            end = text.ends.get(match.end() - 1, match.end())
            arguments, head = each.text[match.end() : end], _HEAD.match(each.text, end + 1)
            if head is None:  # a method
                continue
            twice |= {head[1]} & {*by_class}
            name, listed = _NAME.search(arguments), _SUBCOMMANDS.search(arguments)
            place = SymbolPlace(each.path, _symbol(head[1], each))
            by_class[head[1]] = Node(
                name[1] if name else "", place, "", is_group=listed is not None
            )
            for child in _CLASS.findall(listed[0]) if listed else ():
                parents[child] = head[1]
    return {
        name: Node(node.name, node.place, parents.get(name, ""), node.is_group)
        for name, node in by_class.items()
        if name not in twice
    }


def _symbol(name: str, source: SourceOfCommands) -> str:
    """Return the method of a class that picocli runs, '' if the file does not show it."""
    runs = (f"{name}.{method}" for method in ("call", "run"))
    names = {symbol.name for symbol in source.outline.symbols}
    return next((each for each in runs if each in names), "")
