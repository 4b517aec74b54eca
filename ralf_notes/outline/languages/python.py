"""Rules of Python."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter, Symbol
from ralf_notes.outline.rules import Rules, field_parameter, first_field, plain_kind

_NOTHING = re.compile(r"(?!)")
_LITERAL = re.compile(r"(?is)^[rubf]*(\"\"\"|'''|\"|')(.*)\1$")
_MAIN = re.compile(rb"^if\s+__name__\s*==\s*['\"]__main__['\"]", re.MULTILINE)
_PROPERTY = re.compile(
    r"^@\s*(?:[\w.]*\bcached_property|property|\w+\.(?:setter|getter|deleter))\b", re.MULTILINE
)


def docstring(literal: str) -> str:
    """Return what a docstring says, without quotes and indentation (PEP 257)."""
    found = _LITERAL.match(literal.strip())
    return inspect.cleandoc(found[2].replace("\r\n", "\n")).strip() if found else ""


def _doc(definition: Definition, found: Found) -> str:
    body = definition.node("body")
    for child in body.named_children[:4] if body else ():
        if child.type == "expression_statement" and child.named_child_count == 1:
            string = child.named_children[0]
            return docstring(found.text(string)) if string.type == "string" else ""
        if child.type != "comment":
            return ""
    return ""


def _kind(definition: Definition, found: Found) -> str:
    kind = plain_kind(definition, found)
    if kind != "method":
        return kind
    if definition.name in ("__init__", "__new__"):
        return "constructor"
    head = found.slice(definition.start, definition.name_start)
    return "property" if _PROPERTY.search(head) else "method"


def _public(definition: Definition, found: Found) -> bool:
    if found.exports and definition.parent is None:
        return definition.name in found.exports
    return not definition.name.startswith("_")


def _fields(definition: Definition, found: Found) -> Iterator[str]:
    """Yield the annotated attributes of a class as written, and the docstrings below them."""
    body = definition.node("body") if definition.kind == "class" else None
    follows = False
    for child in body.named_children if body else ():
        inner = child.named_children[0] if child.named_child_count == 1 else None
        is_field = inner is not None and inner.type == "assignment" and _is_typed(inner)
        if is_field or (follows and inner is not None and inner.type == "string"):
            text = found.text(child)
            yield textwrap.indent(textwrap.dedent(" " * child.start_point[1] + text), "    ")
        follows = is_field


def _is_typed(assignment: Node) -> bool:
    return assignment.child_by_field_name("type") is not None


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    for index, child in enumerate(node.named_children):
        parameter = _parameter(child, found)
        if child.type != "comment" and not (index == 0 and parameter.name in ("self", "cls")):
            yield parameter


def _parameter(node: Node, found: Found) -> Parameter:
    if node.type != "typed_parameter":
        return field_parameter(node, found)
    return Parameter(found.text(node.named_children[0]), found.text(first_field(node, "type")))


def _imports(node: Node, found: Found) -> Iterable[Import]:
    names = [_imported(child, found) for child in node.children_by_field_name("name")]
    if node.type == "import_statement":
        return [Import(name) for name in names]
    if any(child.type == "wildcard_import" for child in node.named_children):
        names = ["*"]
    module = found.text(first_field(node, "module_name")) or "__future__"
    return [Import("".join(module.split()), tuple(names))]


def _imported(node: Node, found: Found) -> str:
    return found.text(first_field(node, "name") or node)


def _is_entry(_symbols: Sequence[Symbol], found: Found) -> bool:
    return bool(_MAIN.search(found.source))


PYTHON = Rules(
    public=_public,
    imports=_imports,
    documents=_NOTHING,
    kind=_kind,
    parameters=_parameters,
    doc=_doc,
    purpose=docstring,
    is_entry=_is_entry,
    fields=_fields,
)
