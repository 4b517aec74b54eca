"""A further overload in short: what it has in common with the first one is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation.tags import on_one_line

if TYPE_CHECKING:
    from tree_sitter import Node

_ELLIPSIS = "…"
_LEAST_SHARED = 2
"""If two overloads share this many parameters, these are shown once."""
_LONG = 100
"""Characters, from which on a signature is shown in short."""
_LONGEST = 300
_BETWEEN = frozenset("(),")
_WORD_OR_ARROW = re.compile(r"\w|[-=]")


def in_short(text: str, overload: Definition, first: Definition, file: ParsedFile) -> str:
    """Return the signature of an overload, with `…` for parameters that the first one has, too.

    `def open(self: Text, …, mode: str, …) -> Text:`. Short signatures, and those that have little
    in common with the first, stay as they are.

    Args:
        text: the signature in full.
        overload: the overload.
        first: the one that is shown above it, in full.
        file: the file of both.
    """
    parameters, first_parameters = overload.node("parameters"), first.node("parameters")
    if len(text) <= _LONG or parameters is None or first_parameters is None:
        return text
    shared = set(_texts(first_parameters, file))
    own_texts = list(_texts(parameters, file))
    if sum(each in shared for each in own_texts) < _LEAST_SHARED:
        return text
    shown: list[str] = []
    for each in own_texts:
        if each not in shared:
            shown.append(each)
        elif shown[-1:] != [_ELLIPSIS]:
            shown.append(_ELLIPSIS)
    if shown == [_ELLIPSIS]:  # it has fewer parameters: nobody could tell which
        return text
    listed = ", ".join(shown)
    before = file.slice(overload.declared[0], parameters.start_byte)
    stop, body = overload.node("stop"), overload.node("body")
    end = stop.end_byte if stop else body.start_byte if body else overload.declared[1]
    after = file.slice(parameters.end_byte, end)
    head = "\n".join(each for each in before.split("\n") if not each.lstrip().startswith("@"))
    line = f"{on_one_line(head)}({listed}){_tail(after)}"
    return line if len(line) <= min(_LONGEST, len(text)) else text


def _texts(parameters: Node, file: ParsedFile) -> Iterator[str]:
    """Yield the text of each parameter, on one line.

    Not each of them is one node: that with `params` in C# has one for its type and one for its
    name. Nor does each end with its node: a reading may have spelled `{}` in another way.
    """
    nodes: list[Node] = []
    for child in parameters.children:
        if child.type in (",", ")") and nodes:
            yield _between(nodes, child.start_byte, file)
            nodes = []
        elif child.type not in _BETWEEN:
            nodes.append(child)
    if nodes:
        yield _between(nodes, nodes[-1].end_byte, file)


def _between(nodes: list[Node], end: int, file: ParsedFile) -> str:
    if any("comment" in node.type for node in nodes):
        return on_one_line(" ".join(file.text(n) for n in nodes if "comment" not in n.type))
    return on_one_line(file.slice(nodes[0].start_byte, end))


def _tail(after: str) -> str:
    """Return what stands behind the parameters, with the blank before a word."""
    line = on_one_line(after)
    return f" {line}" if _WORD_OR_ARROW.match(line) else line
