"""Rules of Scala and of Elixir."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import dedent
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.model import Import, Parameter, Symbol
from ralf_notes.outline.rules import Rules, field_parameter, head_words

if TYPE_CHECKING:
    from tree_sitter import Node

_HIDDEN = frozenset(("private", "protected"))
_CLAUSE = re.compile(r"(?:[^,{]|\{[^}]*+\}?)++")
_AS = re.compile(r",as:(\w+)")
_BRACES = re.compile(r"^([\w.]*)\.\{(.*)\}$", re.DOTALL)
_SCALA_APP = re.compile(r"\bobject\s+\w+\s+extends\s+\w*App(?:Default)?\b")
"""An object that a library runs: `App`, `IOApp.Simple`, `ZIOAppDefault`, `OxApp`."""


def _scala_public(definition: Definition, file: ParsedFile) -> bool:
    return not head_words(definition, file) & _HIDDEN


def _scala_imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    for written in _CLAUSE.findall(file.text(node).removeprefix("import")):
        text = "".join(written.split())
        if match := _BRACES.match(text):
            for each in match[2].split(","):
                name = re.split(r"=>|\bas\b", each)[0]
                yield Import(f"{match[1]}.{'*' if name in ('_', '*') else name}")
        elif text:
            yield Import(re.sub(r"\._$", ".*", text))


def _scala_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type in ("parameter", "class_parameter"):
            yield field_parameter(child, file)


def _scala_shown(definition: Definition, text: str, file: ParsedFile) -> str:
    """Return the signature of a method of an extension with what it extends, which has no name."""
    node = definition.node("function")
    around = node.parent if node else None
    if around is None or around.type != "extension_definition":
        return text
    extended = around.child_by_field_name("parameters")
    end = extended.end_byte if extended else around.start_byte
    return f"{file.slice(around.start_byte, end)} {text}"


def _starts_scala(symbols: Sequence[Symbol], _file: ParsedFile) -> bool:
    is_app = any(_SCALA_APP.search(s.signature) for s in symbols)
    has_main = any(s.name.rpartition(".")[2] == "main" for s in symbols)
    return is_app or has_main or any(s.signature.startswith("@main") for s in symbols)


SCALA = Rules(
    markup=dialects.scaladoc,
    public=_scala_public,
    imports=_scala_imports,
    documents=re.compile(r"/\*\*"),
    parameters=_scala_parameters,
    shown=_scala_shown,
    is_entry=_starts_scala,
    words="""
        abstract case catch class def do else enum export extends extension false final finally for
        forSome given if implicit import inline lazy match new null object opaque open override
        package private protected return sealed super then this throw trait transparent true try
        type using val var while with yield Any AnyRef Array Boolean Byte Char Double Either Float
        Future Int Iterable Iterator Left List Long Map None Nil Nothing Null Option Ordering Right
        Seq Set Short Some Stream String Throwable Try Tuple Unit Vector apply unapply println
    """,
)


# --- Elixir -----------------------------------------------------------------------------------

_ATTRIBUTES = re.compile(
    r"@(?:doc|moduledoc|typedoc)\b\s*(?:~[sS])?(\"\"\"(.*?)\"\"\"|\"((?:[^\"\\]|\\.)*)\")",
    re.DOTALL,
)


def _whole(definition: Definition) -> Node | None:
    """Return the node of a definition, whatever has become of its kind."""
    nodes = (definition.node(kind) for kind in ("function", "module", "type", "member", "local"))
    return next((node for node in nodes if node is not None), None)


def _elixir_public(definition: Definition, file: ParsedFile) -> bool:
    word = file.text(_whole(definition)).split(maxsplit=1)[:1]
    return "".join(word) not in ("defp", "defmacrop", "defguardp", "@typep")


def _elixir_doc(definition: Definition, file: ParsedFile) -> str:
    """Return what `@doc`, `@typedoc` or, for a module, `@moduledoc` says."""
    node = _whole(definition)
    if node is None:
        return ""
    if definition.kind == "module":
        body = definition.node("body")
        inside = body.named_children[:3] if body else []
        texts = (file.text(child) for child in inside if child.type == "unary_operator")
        return next((_attribute_text(text) for text in texts if text.startswith("@moduledoc")), "")
    above = node.prev_named_sibling
    while above is not None and above.type == "unary_operator":
        text = file.text(above)
        if text.startswith(("@doc", "@typedoc")):
            return _attribute_text(text)
        above = above.prev_named_sibling
    return ""


def _attribute_text(text: str) -> str:
    match = _ATTRIBUTES.match(text)
    return dedent(match[2] or match[3] or "").strip() if match else ""


def _elixir_imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    text = "".join(file.text(node).partition(" ")[2].split())
    path = text.partition(",")[0] if "{" not in text else text.partition("}")[0] + "}"
    if match := _BRACES.match(path):
        yield from (Import(f"{match[1]}.{each}") for each in match[2].split(",") if each)
    else:
        local = _AS.search(text)
        yield Import(path.strip("()"), (), (local[1],) if local else ())


def _elixir_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        name, mark, default = file.text(child).partition("\\\\")
        yield Parameter(name.strip(), "", default.strip() if mark else "")


ELIXIR = Rules(
    public=_elixir_public,
    imports=_elixir_imports,
    documents=re.compile(r"(?!)"),
    comment="#",
    block=Block(" do", "end"),
    doc=_elixir_doc,
    parameters=_elixir_parameters,
    words="""
        after alias and case catch cond def defdelegate defexception defguard defimpl defmacro
        defmodule defoverridable defp defprotocol defstruct do else end false fn for if import in
        nil
        not or quote raise receive require rescue super true try unless unquote use when with Agent
        Application Atom Enum Enumerable ETS File GenServer Integer IO Kernel Keyword List Logger
        Map
        MapSet Module Process Regex Registry Stream String Supervisor System Task Tuple ok error
    """,
)
