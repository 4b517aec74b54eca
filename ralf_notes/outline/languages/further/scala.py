"""Rules of Scala."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.model import Import, Parameter, Symbol
from ralf_notes.outline.rules import Rules, field_parameter, head_words

if TYPE_CHECKING:
    from tree_sitter import Node

_HIDDEN = frozenset(("private", "protected"))
_CLAUSE = re.compile(r"(?:[^,{]|\{[^}]*+\}?)++")
_BRACES = re.compile(r"^([\w.]*)\.\{(.*)\}$", re.DOTALL)
_APP = re.compile(r"\bobject\s+\w+\s+extends\s+\w*App(?:Default)?\b")
"""An object that a library runs: `App`, `IOApp.Simple`, `ZIOAppDefault`, `OxApp`."""


def _public(definition: Definition, file: ParsedFile) -> bool:
    return not head_words(definition, file) & _HIDDEN


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    for written in _CLAUSE.findall(file.text(node).removeprefix("import")):
        text = "".join(written.split())
        if match := _BRACES.match(text):
            for each in match[2].split(","):
                name = re.split(r"=>|\bas\b", each)[0]
                yield Import(f"{match[1]}.{'*' if name in ('_', '*') else name}")
        elif text:
            yield Import(re.sub(r"\._$", ".*", text))


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type in ("parameter", "class_parameter"):
            yield field_parameter(child, file)


def _shown(definition: Definition, text: str, file: ParsedFile) -> str:
    """Return the signature of a method of an extension with what it extends, which has no name."""
    node = definition.node("function")
    around = node.parent if node else None
    if around is None or around.type != "extension_definition":
        return text
    extended = around.child_by_field_name("parameters")
    end = extended.end_byte if extended else around.start_byte
    return f"{file.slice(around.start_byte, end)} {text}"


def _is_entry(symbols: Sequence[Symbol], _file: ParsedFile) -> bool:
    is_app = any(_APP.search(s.signature) for s in symbols)
    has_main = any(s.name.rpartition(".")[2] == "main" for s in symbols)
    return is_app or has_main or any(s.signature.startswith("@main") for s in symbols)


SCALA = Rules(
    markup=dialects.scaladoc,
    public=_public,
    imports=_imports,
    documents=re.compile(r"/\*\*"),
    parameters=_parameters,
    shown=_shown,
    is_entry=_is_entry,
    words="""
        abstract case catch class def do else enum export extends extension false final finally for
        forSome given if implicit import inline lazy match new null object opaque open override
        package private protected return sealed super then this throw trait transparent true try
        type using val var while with yield Any AnyRef Array Boolean Byte Char Double Either Float
        Future Int Iterable Iterator Left List Long Map None Nil Nothing Null Option Ordering Right
        Seq Set Short Some Stream String Throwable Try Tuple Unit Vector apply unapply println
    """,
)
