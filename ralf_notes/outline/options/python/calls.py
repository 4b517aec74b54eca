"""The arguments of calls in Python: names of options, and defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.python.texts import Texts
from ralf_notes.outline.routes.nodes import named, text_of

if TYPE_CHECKING:
    from tree_sitter import Node


class Arguments(NamedTuple):
    """The arguments of a call."""

    positional: list[Node]
    named: dict[str, Node]


def arguments_of(call: Node, source: bytes) -> Arguments:
    """Return the arguments of a call; those of `*names` and `**settings` are not known."""
    positional: list[Node] = []
    by_name: dict[str, Node] = {}
    for each in named(call.child_by_field_name("arguments")):
        if each.type == "keyword_argument":
            value = each.child_by_field_name("value")
            if value is not None:
                by_name[text_of(each.child_by_field_name("name"), source)] = value
        elif not each.type.endswith("_splat"):
            positional.append(each)
    return Arguments(positional, by_name)


def function_of(call: Node, source: bytes) -> tuple[str, Node | None, str]:
    """Return the function that a call names, and if it is a method, what it is of and its name."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "attribute":
        return text_of(function, source), None, ""
    method = text_of(function.child_by_field_name("attribute"), source)
    return text_of(function, source), function.child_by_field_name("object"), method


def around(node: Node, *kinds: str) -> Iterator[Node]:
    """Yield the nodes of some kinds around a node, the innermost first."""
    above = node.parent
    while above is not None:
        if above.type in kinds:
            yield above
        above = above.parent


def spellings_of(positional: list[Node], texts: Texts) -> list[str]:
    """Return the names that a call gives an option, in its order: `["-s", "--loud/--quiet"]`."""
    texts_of_names = (texts.value(each) or "" for each in positional)
    values = ("/".join(map(str.strip, text.split("/"))) for text in texts_of_names)
    return [each for each in values if each and not re.search(r"\s", each)]
