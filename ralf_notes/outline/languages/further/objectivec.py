"""Rules of Objective-C."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.brackets import blank
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.documentation.doxygen import doxygen
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED_ENUM = re.compile(
    rb"typedef\s+NS_(?:CLOSED_)?(?:ENUM|OPTIONS)\s*\([^,()\n]{1,100},\s*(\w+)\s*\)"
    rb"|typedef\s+NS_ERROR_ENUM\s*\([^,()\n]{1,100},\s*(\w+)\s*\)"
)
_MACRO_LINE = re.compile(
    rb"^[ \t]*(?:NS_ASSUME_NONNULL_(?:BEGIN|END)|[A-Z][A-Z0-9_]{5,}(?:\([^()\n]*\))?)"
    rb"[ \t]*(?:$|(?=@(?:interface|protocol)))",
    re.MULTILINE,
)
_EXTERN = re.compile(
    rb"^(?!FOUNDATION_)[A-Z][A-Z0-9_]*(?:EXPORT|EXTERN)(?=[ \t]++\w[^\n(;]*+[;(])", re.MULTILINE
)
_MACRO_AFTER = re.compile(
    rb"[ \t](?:NS|API|UI|CF|__OS|DEPRECATED)_?[A-Z_]{3,}(?:\((?:[^()\n]|\([^()\n]*\))*\))?"
    rb"(?=\s*[;{\n]|(?<=\))\s*[,=])"
)
# The grammar takes the names in such a condition for enumerators.
_ENUM = re.compile(rb"\benum\b[^{};()#]{0,200}+\{[^{}]*+\}")
_CONDITION = re.compile(rb"^[ \t]*#[ \t]*(?:if|el|endif)[^\n]*", re.MULTILINE)


def _readings(source: bytes) -> Iterator[bytes]:
    """Yield the source without the macros that the grammar takes for code."""

    def as_enum(match: re.Match[bytes]) -> bytes:
        at = 1 if match[1] else 2
        before, after = match.start(at) - match.start(), match.end() - match.end(at)
        return b"enum".ljust(before) + match[at] + b" " * after

    text = _NAMED_ENUM.sub(as_enum, source)
    text = _EXTERN.sub(lambda match: b"extern".ljust(len(match[0])), text)
    if b"#if" in text:
        text = _ENUM.sub(_without_conditions, text)
    for pattern in (_MACRO_LINE, _MACRO_AFTER):
        text = pattern.sub(lambda match: blank(match[0]), text)
    yield text
    yield source


def _without_conditions(enum: re.Match[bytes]) -> bytes:
    """Return an enumeration with what all branches of its conditions hold."""
    return _CONDITION.sub(lambda match: blank(match[0]), enum[0])


def _public(definition: Definition, file: ParsedFile) -> bool:
    return "static" not in head_words(definition, file)


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    path = first_field(node, "path")
    if node.type == "preproc_include" and path is not None:
        yield Import(file.text(path))


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "parameter_declaration":
            name = first_field(child, "declarator")
            while name is not None and (inner := first_field(name, "declarator")) is not None:
                name = inner
            if name is not None:
                kind = file.slice(child.start_byte, name.start_byte).strip()
                yield Parameter(file.text(name), kind)


OBJECTIVEC = Rules(
    public=_public,
    block=Block("", "@end"),
    imports=_imports,
    markup=doxygen,
    documents=re.compile(r"///|/\*\*|//!|/\*!"),
    parameters=_parameters,
    readings=_readings,
    is_entry=starting.with_main,
    words="""
        auto break case char const continue default do double else enum extern float for goto if int
        long return short signed sizeof static struct switch typedef union unsigned void volatile
        while BOOL Class IBAction IBOutlet NO NSArray NSData NSDate NSDictionary NSError NSInteger
        NSNumber NSObject NSSet NSString NSUInteger NSURL SEL UIView UIViewController YES id
        instancetype nil nonatomic nullable nonnull copy strong weak readonly self super alloc init
    """,
)
