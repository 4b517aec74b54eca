"""Rules of Rust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, defines_main, field_parameter, first_field

_PUB = re.compile(r"^\s*pub\s(?!\s*\()|\bpub\s(?!\s*\()")
_ATTRIBUTES_BYTES = 300


def _public(definition: Definition, found: Found) -> bool:
    """Say whether it is `pub`; what a trait asks for is as public as the trait."""
    if definition.kind == "macro":
        above = found.source[max(0, definition.start - _ATTRIBUTES_BYTES) : definition.start]
        return b"macro_export" in above.rpartition(b"}")[2]
    in_trait = bool(definition.parent and definition.parent.kind == "trait")
    if in_trait or "contract" in definition.captures:
        return True
    return bool(_PUB.search(found.slice(definition.start, definition.name_start)))


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "parameter":
            yield field_parameter(child, found)
        elif child.type == "variadic_parameter":
            yield Parameter("...")


def _imports(node: Node, found: Found) -> Iterable[Import]:
    if node.type == "mod_item":
        return [Import(f"mod {found.text(first_field(node, 'name'))}")]
    argument = first_field(node, "argument")
    return _used(argument, found) if argument else ()


def _used(tree: Node, found: Found) -> Iterator[Import]:
    """Yield one import for each path of a tree like `a::{self, b::C}`."""
    pending = [("", tree)]
    while pending:
        prefix, node = pending.pop()
        if node.type in ("use_list", "scoped_use_list"):
            path = _joined(prefix, found.text(first_field(node, "path")))
            inner = first_field(node, "list") or node
            pending += ((path, child) for child in reversed(inner.named_children))
        elif node.type == "self":
            yield Import(prefix)
        elif "comment" not in node.type:
            yield _path(prefix, node, found)


def _path(prefix: str, node: Node, found: Found) -> Import:
    alias_of = first_field(node, "path") if node.type == "use_as_clause" else None
    path = _joined(prefix, "".join(found.text(alias_of or node).split()))
    module, _, name = path.rpartition("::")
    return Import(module, (name,)) if module else Import(path)


def _joined(prefix: str, path: str) -> str:
    return "::".join(filter(None, (prefix, path)))


RUST = Rules(
    public=_public,
    imports=_imports,
    separator="::",
    documents=re.compile(r"///(?!/)|/\*\*(?![*/])"),
    parameters=_parameters,
    is_entry=defines_main,
)
