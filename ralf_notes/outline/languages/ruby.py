"""Rules of Ruby."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words, plain_kind, unquoted

_HIDING = frozenset(("private", "protected", "private_class_method", "private_constant"))


def _public(definition: Definition, found: Found) -> bool:
    words = head_words(definition, found)
    if f":{definition.name}" in found.hidden or words & _HIDING:
        return False
    of_the_class = "self" in words
    return of_the_class or definition.kind != "method" or definition.access not in _HIDING


def _kind(definition: Definition, found: Found) -> str:
    if definition.kind == "method" and definition.parent is None:
        return "function" if not definition.owner else "method"
    if definition.kind == "method" and definition.name == "initialize":
        return "constructor"
    return plain_kind(definition, found)


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    for child in node.named_children:
        name, value = first_field(child, "name"), found.text(first_field(child, "value"))
        if child.type == "optional_parameter":
            yield Parameter(found.text(name), "", value)
        elif child.type == "keyword_parameter":
            yield Parameter(f"{found.text(name)}:", "", value)
        elif child.type != "comment":
            yield Parameter(found.text(child))


def _imports(node: Node, found: Found) -> Iterable[Import]:
    arguments = first_field(node, "arguments")
    path = unquoted(found.text(arguments).strip("() "))
    relative = found.text(first_field(node, "method")) == "require_relative"
    return [Import(f"./{path}" if relative and not path.startswith(".") else path)]


RUBY = Rules(
    public=_public,
    imports=_imports,
    documents=re.compile(r"#"),
    kind=_kind,
    parameters=_parameters,
)
