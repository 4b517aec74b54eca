"""Rules of Go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.languages.go_constants import with_value
from ralf_notes.outline.model import DECLARED_TYPES, Import, Parameter, Symbol, Table
from ralf_notes.outline.rules import NO_COMMENT, Rules, first_field, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node


_BUILT_IF = re.compile(rb"^//go:build[ \t]+(?P<tags>[^\n]{1,300})$", re.MULTILINE)
_BUILT_IF_EARLIER = re.compile(rb"^//[ \t]*\+build[ \t]+(?P<tags>[^\n]{1,300})$", re.MULTILINE)
_ALONE = re.compile(r"\bignore\b")
_MADE = re.compile(
    rb"^func[ \t]+(?:\([^()\n]{0,200}\)[ \t]*)?[A-Z]\w*"
    rb"(?:[^{\n]{0,500}|[^(){\n]{0,200}\((?:\n[ \t][^\n]{0,200}){1,20}\n)\)"
    rb"[ \t]*(?:\((?:[a-z]\w*[ \t]+)?)?[*\[\]]{0,4}(?P<type>[a-z]\w*)\b",
    re.MULTILINE,
)
"""An exported function or method whose first result may be of a type that is not exported."""
_HELD = re.compile(
    r"_ [A-Za-z][\w.]*(?:\[[\w.*, \[\]]{1,80}\])? = (?:"
    r"\(\*(?P<pointed>\w+)(?:\[[\w.*, \[\]]{1,80}\])?\)\(nil\)"
    r"|&?(?P<made>\w+)(?:\[[\w.*, \[\]]{1,80}\])?\{\}"
    r"|new\((?P<new>\w+)(?:\[[\w.*, \[\]]{1,80}\])?\))"
)
"""Matches a value without a name that only holds that a type has an interface."""


def _public(definition: Definition, file: ParsedFile) -> bool:
    """Whether others can reach it: by its name, and for a method by that of its type.

    They reach what is exported of a type that an exported function returns: `func If() ifElse`.
    """
    receiver = definition.owner.rpartition(".")[2]
    is_reached = not receiver or receiver[:1].isupper() or receiver in _returned(file.source)
    return is_reached and (
        definition.name[:1].isupper()
        or (definition.kind in DECLARED_TYPES and definition.name in _returned(file.source))
    )


@lru_cache(maxsize=1)
def _returned(source: bytes) -> frozenset[str]:
    """Return the names in small letters that may be the types of what exported functions return."""
    return frozenset(match["type"].decode() for match in _MADE.finditer(source))


def _tags(source: bytes) -> str:
    """Return the condition under which a file is built, '' if there is none."""
    head = source[: source.find(b"\npackage ") + 1]
    match = _BUILT_IF.search(head) or _BUILT_IF_EARLIER.search(head)
    return match["tags"].decode("utf-8", "replace").strip() if match else ""


def _tables(file: ParsedFile) -> tuple[Table, ...]:
    """Return the table with the condition under which a file is built."""
    tags = _tags(file.source)
    return (Table("Build", ("built if",), ((tags,),)),) if tags else ()


def _is_entry(symbols: Sequence[Symbol], file: ParsedFile) -> bool:
    """Whether a program starts in it that is built with the others, not a script to `go run`."""
    is_main = file.package == "main" and starting.with_main(symbols, file)
    return is_main and not _ALONE.search(_tags(file.source))


def _contracts(definition: Definition, file: ParsedFile) -> Iterator[str]:
    """Yield where a file holds that a type has an interface: `var _ Reader = (*Input)(nil)`."""
    if definition.kind not in DECLARED_TYPES:
        return
    for node in file.promises:
        match = _HELD.fullmatch(" ".join(file.text(node).split()))
        if match and definition.name in match.group("pointed", "made", "new"):
            yield f"var {match[0]}"


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
    over_gaps=NO_COMMENT,
    parameters=_parameters,
    is_entry=_is_entry,
    tables=_tables,
    heads=_contracts,
    words=_WORDS,
)
