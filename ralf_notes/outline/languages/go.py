"""Rules of Go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.languages.go_constants import with_value
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node


def _public(definition: Definition, _file: ParsedFile) -> bool:
    """Whether its name, and for a method the name of its type, starts with a capital letter."""
    receiver = definition.owner.rpartition(".")[2]
    return definition.name[:1].isupper() and (not receiver or receiver[:1].isupper())


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "comment":
            continue
        dots = "..." if child.type.startswith("variadic") else ""
        kind = dots + file.text(first_field(child, "type"))
        names = child.children_by_field_name("name")
        yield from (Parameter(file.text(name), kind) for name in names)
        if not names:
            yield Parameter("_", kind)


def _imports(node: Node, file: ParsedFile) -> list[Import]:
    alias = file.text(first_field(node, "name"))
    path = unquoted(file.text(first_field(node, "path")))
    return [Import(path, local=(alias,) if alias else ())]


_WORDS = """
    break case chan const continue default defer else fallthrough for func go goto if import
    interface map package range return select struct switch type var any append bool byte cap
    clear close comparable complex complex64 complex128 copy delete error false float32 float64
    imag int int8 int16 int32 int64 iota len make max min new nil panic print println real recover
    rune string true uint uint8 uint16 uint32 uint64 uintptr main init fmt os io errors context
    sync time http bytes strings Context Reader Writer Mutex RWMutex WaitGroup Duration Time
    Stringer Handler ResponseWriter goroutine goroutines GOPATH GOOS GOARCH
"""

GO = Rules(
    markup=dialects.godoc,
    public=_public,
    imports=_imports,
    shown=with_value,
    documents=re.compile(r"//|/\*"),
    over_gaps=re.compile(r"(?!)"),
    parameters=_parameters,
    is_entry=lambda symbols, file: file.package == "main" and starting.with_main(symbols, file),
    words=_WORDS,
)
