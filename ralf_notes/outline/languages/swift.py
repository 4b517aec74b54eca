"""Rules of Swift."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words


def _public(definition: Definition, found: Found) -> bool:
    """Say whether other files see it: in a library by `public`, else all that is not private."""
    words = head_words(definition, found)
    if definition.parent and definition.parent.kind == "interface":
        return True
    if found.exporting:
        return bool(words & {"public", "open"})
    return not words & {"private", "fileprivate"}


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    """Read parameters that are children of the function itself, each default behind its own."""
    children = node.children
    for index, child in enumerate(children):
        if child.type != "parameter":
            continue
        label = found.text(first_field(child, "external_name"))
        name = found.text(first_field(child, "name"))
        kind = found.text(child).partition(":")[2].strip()
        default = children[index + 2 : index + 3] if children[index + 1].type == "=" else []
        yield Parameter(f"{label} {name}".strip(), kind, found.text(default[0]) if default else "")


def _imports(node: Node, found: Found) -> Iterable[Import]:
    return [Import(found.text(node).split()[-1])]


SWIFT = Rules(
    public=_public,
    imports=_imports,
    documents=re.compile(r"///|/\*\*"),
    parameters=_parameters,
)
