"""Rules of JavaScript, TypeScript and TSX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words, plain_kind, unquoted

_COMMENT = re.compile(r"//|/\*")


def _kind(definition: Definition, found: Found) -> str:
    kind = plain_kind(definition, found)
    if kind == "method" and definition.name == "constructor":
        return "constructor"
    if kind == "method" and head_words(definition, found) & {"get", "set"}:
        return "property"
    return kind


def _public(definition: Definition, found: Found) -> bool:
    words = head_words(definition, found)
    if definition.parent and definition.parent.kind != "module":
        return not definition.name.startswith("#") and not words & {"private", "protected"}
    return not found.exporting or "export" in words or definition.name in found.exports


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    if node.type not in ("formal_parameters",):
        yield Parameter(found.text(node))
        return
    for child in node.named_children:
        if child.type != "comment":
            yield _parameter(child, found)


def _parameter(node: Node, found: Found) -> Parameter:
    if node.type == "assignment_pattern":
        left, right = first_field(node, "left"), first_field(node, "right")
        return Parameter(found.text(left), "", found.text(right))
    name = found.text(first_field(node, "pattern") or node)
    return Parameter(
        name + ("?" if node.type == "optional_parameter" else ""),
        found.text(first_field(node, "type")).lstrip(": "),
        found.text(first_field(node, "value")),
    )


def _imports(node: Node, found: Found) -> Iterable[Import]:
    """Read `import`, `export from`, `require()` and `import()` with a literal."""
    source = first_field(node, "source")
    if source is None:
        arguments = first_field(node, "arguments")
        literal = found.text(arguments).strip("() \n") if arguments else ""
        return [Import(unquoted(literal))]
    return [Import(unquoted(found.text(source)), tuple(_names(node, found)))]


def _names(node: Node, found: Found) -> Iterator[str]:
    for child in node.named_children:
        if child.type in ("import_clause", "named_imports", "export_clause"):
            yield from _names(child, found)
        elif child.type in ("import_specifier", "export_specifier"):
            yield found.text(first_field(child, "name"))
        elif child.type == "identifier":
            yield "default"


JAVASCRIPT = TYPESCRIPT = TSX = Rules(
    public=_public,
    imports=_imports,
    documents=_COMMENT,
    kind=_kind,
    parameters=_parameters,
)
