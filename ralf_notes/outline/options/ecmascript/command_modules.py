"""Commands of yargs that are modules or objects of their own: `command` and `builder` beside it.

Source: https://github.com/yargs/yargs/blob/main/docs/advanced.md#providing-a-command-module
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.ecmascript.texts import ScriptTexts
from ralf_notes.outline.routes.nodes import named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_PARTS = ("command", "builder")
_EXPORTED = re.compile(r"(?:module\.)?exports\.(command|builder)")
_WORD = re.compile(r"[\w:@.-]+")


class CommandModule(NamedTuple):
    """A command, and the function or the object that tells its options."""

    name: str
    builder: Node


def command_modules(root: Node, texts: ScriptTexts) -> Iterator[CommandModule]:
    """Yield the commands that a script declares by a name beside a builder."""
    exported = dict(_exported(root, texts))
    groups = [exported, *(dict(_members(each, texts)) for each in nodes(root, "object"))]
    for group in groups:
        builder = texts.meant(group.get("builder"))
        name = command_name(group.get("command"), texts)
        if name and builder is not None:
            yield CommandModule(name, builder)


def command_name(node: Node | None, texts: ScriptTexts) -> str:
    """Return the first word of a command, or of the first of several: `["serve [port]", "$0"]`."""
    match = _WORD.match(next(iter(texts.each_of(node)), ""))
    return match[0] if match else ""


def _exported(root: Node, texts: ScriptTexts) -> Iterator[tuple[str, Node]]:
    """Yield what a module exports as the command and as its builder."""
    for node in nodes(root, "assignment_expression", "export_statement"):
        if node.type == "assignment_expression":
            of = _EXPORTED.fullmatch(text_of(node.child_by_field_name("left"), texts.source))
            value = node.child_by_field_name("right")
            if of and value is not None:
                yield of[1], value
            continue
        declaration = node.child_by_field_name("declaration")
        if declaration is not None and declaration.type == "function_declaration":
            yield text_of(declaration.child_by_field_name("name"), texts.source), declaration
        for each in named(declaration):
            value = each.child_by_field_name("value")
            if each.type == "variable_declarator" and value is not None:
                yield text_of(each.child_by_field_name("name"), texts.source), value


def _members(node: Node, texts: ScriptTexts) -> Iterator[tuple[str, Node]]:
    """Yield the command and the builder among the members of an object."""
    pairs: Mapping[str, Node] = texts.pairs(node)
    yield from ((name, pairs[name]) for name in _PARTS if name in pairs)
    for each in named(node):
        name = text_of(each.child_by_field_name("name") or each, texts.source)
        if each.type == "method_definition" and name in _PARTS:
            yield name, each
        elif each.type == "shorthand_property_identifier" and name in _PARTS:
            value = texts.constant(each)
            if value is not None:
                yield name, value
