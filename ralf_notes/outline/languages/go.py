"""Rules of Go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter, Symbol
from ralf_notes.outline.rules import Rules, defines_main, first_field, unquoted


def _public(definition: Definition, _found: Found) -> bool:
    receiver = definition.owner.rpartition(".")[2]
    return definition.name[:1].isupper() and (not receiver or receiver[:1].isupper())


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "comment":
            continue
        dots = "..." if child.type.startswith("variadic") else ""
        kind = dots + found.text(first_field(child, "type"))
        names = child.children_by_field_name("name")
        yield from (Parameter(found.text(name), kind) for name in names)
        if not names:
            yield Parameter("_", kind)


def _imports(node: Node, found: Found) -> Iterable[Import]:
    return [Import(unquoted(found.text(first_field(node, "path"))))]


def _is_entry(symbols: Sequence[Symbol], found: Found) -> bool:
    return found.package == "main" and defines_main(symbols, found)


GO = Rules(
    public=_public,
    imports=_imports,
    documents=re.compile(r"//|/\*"),
    parameters=_parameters,
    is_entry=_is_entry,
)
