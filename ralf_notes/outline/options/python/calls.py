"""The arguments of calls in Python: names of options, and defaults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.defaults import shown_default
from ralf_notes.outline.options.python.texts import Texts
from ralf_notes.outline.routes.nodes import named, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_NO_DEFAULT = ("None", "False", "...", "SUPPRESS", "argparse.SUPPRESS", "()", "[]", "{}", "dict()")
_AROUND_SLASH = re.compile(r"\s*/\s*")


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


def default_of(node: Node | None, name: str, texts: Texts) -> str:
    """Return a default as a table shows it, '' for one that says nothing or much."""
    text = text_of(node, texts.source)
    return "" if text in _NO_DEFAULT else shown_default(name.lstrip("-"), text)


def spellings_of(positional: list[Node], texts: Texts) -> list[str]:
    """Return the names that a call gives an option, in its order: `["-s", "--loud/--quiet"]`."""
    values = (_AROUND_SLASH.sub("/", texts.value(each) or "") for each in positional)
    return [each for each in values if each and not re.search(r"\s", each)]
