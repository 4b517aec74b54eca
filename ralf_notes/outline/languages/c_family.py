"""Rules of C and C++."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, defines_main, first_field, head_words, plain_kind

_DOCUMENTS = re.compile(r"//|/\*")
_TYPEDEF = re.compile(r"typedef\s+(?:\w+\s+)*?(struct|union|enum)\b[^;{]*\{")
_TEMPLATE_ARGUMENTS = re.compile(r"(?<!operator)<[^<>]*>(?=\s*::)")


def _imports(node: Node, found: Found) -> Iterable[Import]:
    return [Import(found.text(first_field(node, "path")))]


def _c_public(definition: Definition, found: Found) -> bool:
    return "static" not in head_words(definition, found)


def _c_kind(definition: Definition, found: Found) -> str:
    typedef = _TYPEDEF.match(found.slice(*definition.declared))
    return typedef[1] if definition.kind == "type" and typedef else definition.kind


def _cpp_kind(definition: Definition, found: Found) -> str:
    kind = plain_kind(definition, found)
    owner, _, name = definition.path.partition("#")[0].rpartition("::")
    if kind not in ("function", "method") or not owner:
        return _c_kind(definition, found)
    if name == owner.rpartition("::")[2]:
        return "constructor"
    inside = "::" in definition.name
    return "method" if inside else kind


def _cpp_public(definition: Definition, found: Found) -> bool:
    """Go by the access section; outside of classes only `static` and nameless scopes hide."""
    parent = definition.parent
    if parent and parent.kind in ("class", "struct", "union"):
        default = "private" if parent.kind == "class" else "public"
        return (definition.access or default) == "public"
    return definition.access != "private" and _c_public(definition, found)


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "identifier":
            yield Parameter(found.text(child))
        elif child.type == "variadic_parameter":
            yield Parameter("...")
        elif child.type != "comment" and found.text(child) != "void":
            yield _parameter(child, found)


def _parameter(node: Node, found: Found) -> Parameter:
    """Split `const char *names[]` into its name and what is left: the type."""
    default = first_field(node, "default_value")
    end = default.start_byte if default else node.end_byte
    name = _identifier(node)
    if name is None:
        return Parameter("_", _spaced(found.slice(node.start_byte, end)), found.text(default))
    before = found.slice(node.start_byte, name.start_byte)
    kind = _spaced(before + found.slice(name.end_byte, end))
    return Parameter(found.text(name), kind, found.text(default))


def _spaced(text: str) -> str:
    return " ".join(text.split()).removesuffix("=").strip()


def _identifier(node: Node) -> Node | None:
    """Return the name in a declarator: the identifier at the end of the declarators in it."""
    declarator = first_field(node, "declarator")
    while declarator and declarator.type != "identifier":
        inner = first_field(declarator, "declarator")
        children = declarator.named_children
        declarator = inner or (children[-1] if children else None)
    return declarator


def _cpp_name(text: str) -> str:
    return _TEMPLATE_ARGUMENTS.sub("", text)


C = Rules(
    public=_c_public,
    imports=_imports,
    documents=_DOCUMENTS,
    kind=_c_kind,
    parameters=_parameters,
    is_entry=defines_main,
)
CPP = Rules(
    public=_cpp_public,
    imports=_imports,
    separator="::",
    rename=_cpp_name,
    documents=_DOCUMENTS,
    kind=_cpp_kind,
    parameters=_parameters,
    is_entry=defines_main,
)
