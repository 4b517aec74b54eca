"""Rules of Swift."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.brackets import blank
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.contracts import contract_heads
from ralf_notes.outline.languages.c_family.conditionals import (
    hidden_branches,
    whole_branches,
    without_dead_branches,
)
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words

if TYPE_CHECKING:
    from tree_sitter import Node


_HIDDEN = frozenset(("private", "fileprivate"))
_ACCESS = _HIDDEN | {"internal", "package", "public", "open"}
_OPERATOR = re.compile(rb"(?<=\bfunc )[ \t]*+[-+*/=<>!&|^~%?.]{1,8}?(?=\s*+(?:<\w|\())")
_UNIT = re.compile(rb"(?:(?<=[(,:=])|(?<=[(,:=] )|(?<=return ))\(\)(?=[ \t]*+[,)\n}])")
"""The empty tuple as a value, which the grammar does not know: `.success(())`."""
_ASSOCIATED = re.compile(rb"\bassociatedtype[ \t]++\w++[ \t]*+:[^\n={},]{1,200}+,[^\n={}]{1,300}+")
"""A type of a protocol with several constraints, of which the grammar knows one."""
_COMMA = re.compile(rb"<[^<>]*+>|,")
_OWNERSHIP = re.compile(rb"__(?:owned|shared|consuming)\b|@_lifetime\([^()\n]*+\)")
_ACCESSOR = re.compile(
    rb"(?<=[\s{])(?:yielding |borrowing )?"
    rb"(?:borrow|get|_read|unsafeAddress|(mutate|unsafeMutableAddress))"
    rb"(?=[ \t]*+(?:[{}]|mutate\b|set\b))"
)
"""What lends out a value, or changes it in its place: to the grammar a call with a closure."""
_MODIFIES = re.compile(r"(?<!\w)_modify\s*\{")
_OPERATOR_CHARACTER = re.compile(rb"[^ \t]")


def _readings(source: bytes) -> Iterator[bytes]:
    """Yield the source with words in place of operators that functions are named after.

    The grammar has no name for most of them, and a query that lists them takes half a minute to
    load.
    """
    text = _OPERATOR.sub(lambda match: _OPERATOR_CHARACTER.sub(b"o", match[0]), source)
    text = _OWNERSHIP.sub(lambda match: blank(match[0]), text)
    if b"associatedtype" in text:
        text = _ASSOCIATED.sub(lambda match: _COMMA.sub(_as_one_type, match[0]), text)
    text = without_dead_branches(text)
    yield text
    text = _ACCESSOR.sub(_as_known_accessor, text)
    yield from whole_branches(_UNIT.sub(b"00", text), "swift")


def _as_known_accessor(match: re.Match[bytes]) -> bytes:
    return (b"set" if match[1] else b"get").ljust(len(match[0]))


def _as_one_type(match: re.Match[bytes]) -> bytes:
    return b"&" if match[0] == b"," else match[0]


def _public(definition: Definition, file: ParsedFile) -> bool:
    """Whether others see it: in a library if it is `public` or `package`, else if not private.

    What an extension says about itself is so for all in it that says nothing else.
    """
    if definition.parent and definition.parent.kind == "interface":
        return True
    access = head_words(definition, file) & _ACCESS
    if not access and definition.scope:
        access = head_words(definition.scope, file) & _ACCESS
    return bool(access & {"public", "open", "package"}) if file.exporting else not access & _HIDDEN


def _contracts(definition: Definition, file: ParsedFile) -> Iterator[str]:
    """Yield the extensions that make a type conform to protocols: `extension Cart: Codable`."""
    return contract_heads(definition, file, _conforms)


def _conforms(extension: Node) -> bool:
    return any(child.type == "inheritance_specifier" for child in extension.children)


def _shown(definition: Definition, text: str, file: ParsedFile) -> str:
    """Return the signature of a computed property with what it can do: `{ get set }`."""
    body = definition.node("body") if definition.kind == "property" else None
    if body is None:
        return text
    can_set = any(child.type == "computed_setter" for child in body.named_children)
    can_set = can_set or _MODIFIES.search(file.text(body)) is not None
    return f"{text} {{ get set }}" if can_set else f"{text} {{ get }}"


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    """Read parameters that are children of the function itself, each followed by its default."""
    children = node.children
    for index, child in enumerate(children):
        if child.type != "parameter":
            continue
        # The author's docs call it by its inner name; the outer one stands in the signature.
        name = file.text(first_field(child, "name") or first_field(child, "external_name"))
        kind = file.text(child).partition(":")[2].strip()
        default = children[index + 2 : index + 3] if children[index + 1].type == "=" else []
        yield Parameter(name, kind, file.text(default[0]) if default else "")


_WORDS = """
    actor any as associatedtype async await break case catch class continue convenience default
    defer deinit didSet do else enum extension fallthrough false fileprivate final for func get
    guard if import in indirect infix init inout internal is isolated lazy let mutating nil
    nonisolated nonmutating open operator optional override postfix prefix private protocol public
    repeat required rethrows return self Self set some static struct subscript super switch throw
    throws true try typealias unowned var weak where while willSet Any AnyObject Array Bool
    Character Codable Comparable Data Date Decodable Dictionary Double Encodable Equatable Error
    Float Hashable Identifiable Int Int32 Int64 Never Optional Range Result Sendable Sequence Set
    String Substring Task UInt UInt8 URL UUID Void MainActor ObservableObject Published State
    Binding View UIView UIViewController NSObject DispatchQueue Foundation SwiftUI UIKit print
"""

SWIFT = Rules(
    public=_public,
    imports=lambda node, file: [Import(file.text(node).split()[-1])],
    documents=re.compile(r"///|/\*\*"),
    parameters=_parameters,
    heads=_contracts,
    readings=_readings,
    hidden=hidden_branches,
    shown=_shown,
    is_entry=starting.in_swift,
    words=_WORDS,
)
