"""Rules of Julia."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import NO_COMMENT, Rules, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(
    r"@?(?:[^\W\d][\w!]*\.)*(?:@?[^\W\d][\w!]*|:\([^\s()]+\)|[^\s\w(){}]+(?=\s*[({]))"
)
_KINDS = ("function", "struct", "type", "enum", "constant", "module")
_HEADS = ("argument_list", "call_expression", "typed_expression", "where_expression")
"""What stands around the parameters of a function, each inside the one after it."""
_INDENTED = re.compile(r"\A(?: {4}[^\n]*+\n)+\s*+")
_DEFAULT = re.compile(r"(?<![=<>!])=(?!=)")
_DOC = re.compile(r"(?:@doc\s+)?(?:raw)?(\"\"\"|\")(.*)\1\s*\Z", re.DOTALL)


def _name(text: str) -> str:
    """Return the name in the head of a definition: `Base.show(io, x) where T` is `Base.show`."""
    match = _NAME.match(text.strip())
    return match[0] if match else text.strip()


def _whole(definition: Definition) -> Node | None:
    nodes = (definition.node(kind) for kind in _KINDS)
    return next((node for node in nodes if node is not None), None)


def _public(definition: Definition, file: ParsedFile) -> bool:
    """Whether the module exports it; of a file that exports nothing, all without `_` counts."""
    if definition.kind == "module":
        return True
    last_name = definition.name.rpartition(".")[2]
    return not last_name.startswith(("_", "#")) and (not file.exports or last_name in file.exports)


def _doc(definition: Definition, file: ParsedFile) -> str:
    """Return the string right above a definition, without the signature that it repeats.

    Source: https://docs.julialang.org/en/v1/manual/documentation/
    """
    node = _whole(definition)
    above = node.prev_named_sibling if node is not None else None
    if above is None or above.type not in ("string_literal", "prefixed_string_literal"):
        return ""
    match = _DOC.match(file.text(above).replace("\r\n", "\n"))
    text = dedent(match[2].lstrip("\n")) if match else ""
    return _INDENTED.sub("", f"{text}\n").strip() or text.strip()


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    text = " ".join(file.text(node).split())
    if text.startswith("include"):
        yield Import(f"./{unquoted(text.partition('(')[2].rstrip(') '))}")
        return
    used = text.partition(" ")[2]
    module, colon, names = used.partition(":")
    if colon and not names.startswith(":"):
        yield Import(
            module.strip(), tuple(name.split()[0] for name in names.split(",") if name.strip())
        )
        return
    yield from (Import(each.split()[0]) for each in used.split(",") if each.strip())


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    """Yield the parameters of a call; those after `;` are named."""
    inner: Node | None = node
    while inner is not None and inner.type != "argument_list":
        inner = next((each for each in inner.named_children if each.type in _HEADS), None)
    for child in inner.named_children if inner is not None else ():
        if child.type in ("line_comment", "block_comment", "keyword_parameters"):
            continue
        head, *default = _DEFAULT.split(file.text(child), maxsplit=1)
        name, _, kind = head.partition("::")
        yield Parameter(name.strip(), kind.strip(), "".join(default).strip())


JULIA = Rules(
    public=_public,
    imports=_imports,
    rename=_name,
    documents=NO_COMMENT,
    comment="#",
    block=Block("", "end"),
    doc=_doc,
    parameters=_parameters,
    words="""
        abstract baremodule begin break catch const continue do else elseif end export false finally
        for function global if import in isa let local macro module mutable new nothing primitive
        public quote return struct true try type using where while AbstractArray AbstractString Any
        Array Base Bool Char Dict Float32 Float64 Function Int Int64 Integer Main Matrix Missing
        NamedTuple Number Real Set String Symbol Tuple Union Vector collect convert length map
        missing print println push! show size throw typeof zeros
    """,
)
