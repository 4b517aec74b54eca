"""Rules of Elixir."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import NO_COMMENT, Rules

if TYPE_CHECKING:
    from tree_sitter import Node

_AS = re.compile(r",as:(\w+)")
_BRACES = re.compile(r"^([\w.]*)\.\{(.*)\}$", re.DOTALL)
_NAME = re.compile(r"@\w+")
_TYPES = frozenset(("@type", "@typep", "@opaque"))
_CALLBACKS = frozenset(("@callback", "@macrocallback"))
"""Attributes that take what `@doc` above them says, as functions do."""
_METADATA = re.compile(r"@\w+\s+\w+:(?!:)")
"""Matches an attribute that only adds to the words: `@doc since: "1.2"`."""
_ATTRIBUTES = re.compile(
    r"@(?:doc|moduledoc|typedoc)\b\s*(?:~[sS])?(\"\"\"(.*?)\"\"\"|\"((?:[^\"\\]|\\.)*)\")",
    re.DOTALL,
)


def _whole(definition: Definition) -> Node | None:
    """Return the node of a definition, whatever has become of its kind."""
    nodes = (definition.node(kind) for kind in ("function", "module", "type", "member", "local"))
    return next((node for node in nodes if node is not None), None)


def _public(definition: Definition, file: ParsedFile) -> bool:
    word = file.text(_whole(definition)).split(maxsplit=1)[:1]
    return "".join(word) not in ("defp", "defmacrop", "defguardp", "@typep")


def _doc(definition: Definition, file: ParsedFile) -> str:
    """Return what `@doc`, `@typedoc` or, for a module, `@moduledoc` says."""
    node = _whole(definition)
    if node is None:
        return ""
    if definition.kind == "module":
        body = definition.node("body")
        inside = body.named_children if body else []
        texts = (file.text(child) for child in inside if child.type == "unary_operator")
        return next((_attribute_text(text) for text in texts if _word(text) == "@moduledoc"), "")
    word, takers = "@doc", _CALLBACKS
    if _word(file.text(node)) in _TYPES:
        word, takers = "@typedoc", _TYPES
    above = node.prev_named_sibling
    while above is not None and above.type == "unary_operator":
        text = file.text(above)
        if _word(text) == word and not _METADATA.match(text):
            return _attribute_text(text)
        if _word(text) in takers:  # what stands above is its own
            return ""
        above = above.prev_named_sibling
    return ""


def _word(attribute: str) -> str:
    """Return the name of an attribute: `@doc` of `@doc "Adds."`."""
    match = _NAME.match(attribute)
    return match[0] if match else ""


def _attribute_text(text: str) -> str:
    match = _ATTRIBUTES.match(text)
    return dedent(match[2] or match[3] or "").strip() if match else ""


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    text = "".join(file.text(node).partition(" ")[2].split())
    path = text.partition(",")[0] if "{" not in text else text.partition("}")[0] + "}"
    if match := _BRACES.match(path):
        yield from (Import(f"{match[1]}.{each}") for each in match[2].split(",") if each)
    else:
        local = _AS.search(text)
        yield Import(path.strip("()"), (), (local[1],) if local else ())


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        name, mark, default = file.text(child).partition("\\\\")
        yield Parameter(name.strip(), "", default.strip() if mark else "")


ELIXIR = Rules(
    public=_public,
    imports=_imports,
    documents=NO_COMMENT,
    comment="#",
    block=Block(" do", "end"),
    doc=_doc,
    parameters=_parameters,
    words="""
        after alias and case catch cond def defdelegate defexception defguard defimpl defmacro
        defmodule defoverridable defp defprotocol defstruct do else end false fn for if import in
        nil not or quote raise receive require rescue super true try unless unquote use when with
        Agent Application Atom Enum Enumerable ETS File GenServer Integer IO Kernel Keyword List
        Logger Map MapSet Module Process Regex Registry Stream String Supervisor System Task Tuple
        ok error
    """,
)
