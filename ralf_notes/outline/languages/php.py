"""Rules of PHP."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, field_parameter, first_field, head_words, plain_kind

_DIRECTORY = re.compile(r"^(?:__DIR__|dirname\(__FILE__\))\s*\.\s*")
_LITERAL = re.compile(r"^(['\"])([^'\"$]+)\1$")
_ALIAS = re.compile(r"\s+as\s+\w+$", re.IGNORECASE)
_CLAUSE = re.compile(r"^(?:function|const)\s+", re.IGNORECASE)


def _public(definition: Definition, found: Found) -> bool:
    return not head_words(definition, found) & {"private", "protected"}


def _kind(definition: Definition, found: Found) -> str:
    kind = plain_kind(definition, found)
    return "constructor" if kind == "method" and definition.name == "__construct" else kind


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "comment":
            continue
        one = field_parameter(child, found)
        dots = "..." if child.type == "variadic_parameter" else ""
        yield Parameter(dots + one.name, one.type, one.default)


def _imports(node: Node, found: Found) -> Iterable[Import]:
    if node.type == "namespace_use_declaration":
        return _used(node, found)
    expression = found.text(node.named_children[0]) if node.named_children else ""
    literal = _LITERAL.match(_DIRECTORY.sub("", expression.strip("() ")))
    if not literal:
        return ()
    path = literal[2]
    return [Import(path if path.startswith(".") else f"./{path.lstrip('/')}")]


def _used(node: Node, found: Found) -> Iterator[Import]:
    """Yield the names of `use A\\B, C` and of `use A\\{B, C}`."""
    group = first_field(node, "body")
    prefix = ""
    if group:
        prefixes = [child for child in node.named_children if child.type == "namespace_name"]
        prefix = f"{found.text(prefixes[0])}\\" if prefixes else ""
    for child in (group or node).named_children:
        if child.type == "namespace_use_clause":
            name = _CLAUSE.sub("", _ALIAS.sub("", found.text(child)))
            yield Import(prefix + name.lstrip("\\"))


PHP = Rules(
    public=_public,
    imports=_imports,
    separator="::",
    documents=re.compile(r"/\*\*|//"),
    kind=_kind,
    parameters=_parameters,
)
