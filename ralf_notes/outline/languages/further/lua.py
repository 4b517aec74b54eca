"""Rules of Lua."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node


def _public(definition: Definition, file: ParsedFile) -> bool:
    is_local = "local" in head_words(definition, file)
    return not is_local or definition.name in file.exports


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    """Yield `local util = require("shop.util")`, or the member: `require("shop.util").go`."""
    arguments = first_field(node, "arguments")
    values = arguments.named_children if arguments else []
    if not values:
        return
    value, names = node, tuple[str, ...]()
    if node.parent and node.parent.type in ("dot_index_expression", "method_index_expression"):
        value, names = node.parent, (file.text(node.parent.named_children[-1]),)
    # In `local ok, util = pcall(require, "shop.util")`, the second name is the module's.
    local = _assigned(value, file)[len(values) - 1 :][:1]
    yield Import(unquoted(file.text(values[-1]).strip().strip("[]")), names, local)


def _assigned(value: Node, file: ParsedFile) -> tuple[str, ...]:
    """Return the plain names that a value and those after it are assigned to."""
    parent = value.parent
    statement = parent.parent if parent and parent.type == "expression_list" else None
    if parent is None or statement is None or statement.type != "assignment_statement":
        return ()
    place = parent.named_children.index(value)
    targets = statement.named_children[0].named_children[place:]
    return tuple(file.text(each) if each.type == "identifier" else "" for each in targets)


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type != "comment":
            yield Parameter(file.text(child))


LUA = Rules(
    public=_public,
    imports=_imports,
    documents=re.compile(r"--"),
    over_gaps=re.compile(r"---"),
    comment="--",
    markup=dialects.luadoc,
    parameters=_parameters,
    words="""
        and break do else elseif end false for function goto if in local nil not or repeat return
        then true until while self assert coroutine debug error getmetatable io ipairs math next os
        package pairs pcall print rawget rawset require select setmetatable string table tonumber
        tostring type unpack utf8 xpcall vim
    """,
)
