"""Rules of C#."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter, Symbol
from ralf_notes.outline.rules import Rules, field_parameter, head_words

_REFERENCE = re.compile(r"<(?:see|seealso|paramref|typeparamref)\b[^>]*?\"(?:\w:)?([^\"]*)\"\s*/>")
_PARAMETER = re.compile(r"<(?:param|typeparam|exception)\s+\w+=\"(?:\w:)?([^\"]*)\"\s*>\s*")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MAIN = re.compile(r"\bstatic\b[^(]*\bMain\s*\(")


def without_xml(text: str) -> str:
    """Return a documentation comment as plain text, names of parameters and references kept."""
    text = _PARAMETER.sub(r"\1: ", _REFERENCE.sub(r"\1", text))
    lines = (line.strip() for line in _TAG.sub("", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _public(definition: Definition, found: Found) -> bool:
    words = head_words(definition, found)
    in_interface = bool(definition.parent and definition.parent.kind == "interface")
    return "public" in words or (in_interface and "private" not in words)


def _parameters(node: Node, found: Found) -> Iterator[Parameter]:
    modifier = kind = ""
    for index, child in enumerate(node.children):
        if child.type == "parameter":
            one, default = field_parameter(child, found), found.text(child).partition("=")[2]
            yield Parameter(one.name, one.type, default.strip())
        elif child.type == "params":
            modifier = "params "
        elif node.field_name_for_child(index) == "type":
            kind = modifier + found.text(child)
        elif node.field_name_for_child(index) == "name":
            yield Parameter(found.text(child), kind)


def _imports(node: Node, found: Found) -> Iterable[Import]:
    text = found.text(node).removeprefix("global ").rstrip("; \n").partition("=")
    words = (text[2] or text[0]).split()
    return [Import(words[-1])] if words else ()


def _is_entry(symbols: Sequence[Symbol], _found: Found) -> bool:
    return any(_MAIN.search(symbol.signature) for symbol in symbols)


C_SHARP = Rules(
    public=_public,
    imports=_imports,
    documents=re.compile(r"///|/\*\*"),
    parameters=_parameters,
    markup=without_xml,
    is_entry=_is_entry,
)
