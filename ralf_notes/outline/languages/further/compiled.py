"""Rules of Dart, Zig and Objective-C."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.brackets import blank
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words

if TYPE_CHECKING:
    from tree_sitter import Node

_DART_IMPORT = re.compile(
    r"(?P<how>import|export|part(?!\s+of))\s+r?[\"'](?P<uri>[^\"'\n]{1,300})[\"']"
    r"(?:[^;]*?\bas\s+(?P<local>\w+))?"
)
_ZIG_IMPORT = re.compile(
    r"\bconst\s++(?P<local>\w++)[^=;]{0,200}+=\s*+"
    r"@import\(\s*+\"[^\"\n]*+\"\s*+\)(?:\.(?P<name>\w+))?\s*;"
)

_ZIG_STATEMENT = 400
"""Bytes around an import that are looked at."""


def _dart_public(definition: Definition, _file: ParsedFile) -> bool:
    return not definition.name.rpartition(".")[2].startswith("_")


def _dart_imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    if match := _DART_IMPORT.match(file.text(node)):
        local = (match["local"],) if match["local"] else ()
        yield Import(match["uri"], (), local, match["how"].removeprefix("import"))


def _dart_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "optional_formal_parameters":
            yield from _dart_parameters(child, file)
        elif child.type == "formal_parameter":
            text, mark, default = file.text(child).partition("=")
            kind, _, name = text.strip().removeprefix("required ").rpartition(" ")
            yield Parameter(name, kind, default.strip() if mark else "")


def _dart_name(written: str) -> str:
    """Return the last part of the name of a constructor: `named` of `factory Bag.named()`."""
    words = written.partition("(")[0].split()
    return words[-1].rpartition(".")[2] if words else written


DART = Rules(
    markup=dialects.dartdoc,
    public=_dart_public,
    imports=_dart_imports,
    rename=_dart_name,
    documents=re.compile(r"///|/\*\*"),
    parameters=_dart_parameters,
    is_entry=starting.with_main,
    words="""
        abstract as assert async await base break case catch class const continue covariant default
        deferred do dynamic else enum export extends extension external factory false final finally
        for get hide if implements import in interface is late library mixin new null on operator
        part required rethrow return sealed set show static super switch sync this throw true try
        typedef var void when while with yield bool double int num BuildContext DateTime Duration
        Future Iterable List Map Never Null Object Set Stream StatefulWidget StatelessWidget State
        String Type Uri Widget override print
    """,
)


# --- Zig --------------------------------------------------------------------------------------


def _zig_public(definition: Definition, file: ParsedFile) -> bool:
    return bool(head_words(definition, file) & {"pub", "export"})


def _zig_imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    path = file.text(node).partition('"')[2].partition('"')[0]
    # Only its own statement, as there may be thousands on one line.
    source, floor = file.source, max(0, node.start_byte - _ZIG_STATEMENT)
    start = max(source.rfind(mark, floor, node.start_byte) for mark in (b"\n", b";")) + 1
    end = source.find(b";", node.end_byte, node.end_byte + _ZIG_STATEMENT) + 1
    bound = _ZIG_IMPORT.search(file.slice(start or floor, end or node.end_byte))
    if bound is None:
        yield Import(path)
    else:
        yield Import(path, (bound["name"],) if bound["name"] else (), (bound["local"],))


def _zig_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "parameter":
            name, kind = first_field(child, "name"), first_field(child, "type")
            yield Parameter(file.text(name), file.text(kind))


ZIG = Rules(
    public=_zig_public,
    imports=_zig_imports,
    documents=re.compile(r"///"),
    parameters=_zig_parameters,
    is_entry=starting.with_main,
    words="""
        align allowzero and anyframe anytype asm async await break callconv catch comptime const
        continue defer else enum errdefer error export extern false fn for if inline noalias
        noinline null opaque or orelse packed pub resume return struct suspend switch test
        threadlocal true
        try undefined union unreachable usingnamespace var volatile while bool f32 f64 i32 i64 isize
        type u8 u16 u32 u64 usize void std Allocator ArrayList
    """,
)


# --- Objective-C ------------------------------------------------------------------------------

_NAMED_ENUM = re.compile(
    rb"typedef\s+NS_(?:CLOSED_)?(?:ENUM|OPTIONS)\s*\([^,()\n]{1,100},\s*(\w+)\s*\)"
    rb"|typedef\s+NS_ERROR_ENUM\s*\([^,()\n]{1,100},\s*(\w+)\s*\)"
)
_MACRO_LINE = re.compile(
    rb"^[ \t]*(?:NS_ASSUME_NONNULL_(?:BEGIN|END)|[A-Z][A-Z0-9_]{5,}(?:\([^()\n]*\))?)[ \t]*$",
    re.MULTILINE,
)
_MACRO_AFTER = re.compile(
    rb"[ \t](?:NS|API|UI|CF|__OS|DEPRECATED)_?[A-Z_]{3,}(?:\((?:[^()\n]|\([^()\n]*\))*\))?"
    rb"(?=\s*[;{\n]|(?<=\))\s*[,=])"
)


def _objc_readings(source: bytes) -> Iterator[bytes]:
    """Yield the source without the macros that the grammar takes for code."""

    def as_enum(match: re.Match[bytes]) -> bytes:
        at = 1 if match[1] else 2
        before, after = match.start(at) - match.start(), match.end() - match.end(at)
        return b"enum".ljust(before) + match[at] + b" " * after

    text = _NAMED_ENUM.sub(as_enum, source)
    for pattern in (_MACRO_LINE, _MACRO_AFTER):
        text = pattern.sub(lambda match: blank(match[0]), text)
    yield text
    yield source


def _objc_public(definition: Definition, file: ParsedFile) -> bool:
    return "static" not in head_words(definition, file)


def _objc_imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    path = first_field(node, "path")
    if node.type == "preproc_include" and path is not None:
        yield Import(file.text(path))


def _objc_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "parameter_declaration":
            name = first_field(child, "declarator")
            while name is not None and (inner := first_field(name, "declarator")) is not None:
                name = inner
            if name is not None:
                kind = file.slice(child.start_byte, name.start_byte).strip()
                yield Parameter(file.text(name), kind)


OBJECTIVEC = Rules(
    public=_objc_public,
    block=Block("", "@end"),
    imports=_objc_imports,
    documents=re.compile(r"///|/\*\*|//!|/\*!"),
    parameters=_objc_parameters,
    readings=_objc_readings,
    is_entry=starting.with_main,
    words="""
        auto break case char const continue default do double else enum extern float for goto if int
        long return short signed sizeof static struct switch typedef union unsigned void volatile
        while BOOL Class IBAction IBOutlet NO NSArray NSData NSDate NSDictionary NSError NSInteger
        NSNumber NSObject NSSet NSString NSUInteger NSURL SEL UIView UIViewController YES id
        instancetype nil nonatomic nullable nonnull copy strong weak readonly self super alloc init
    """,
)
