"""Rules of JavaScript, TypeScript and TSX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.languages.ecmascript.bindings import is_ambient, read_bindings
from ralf_notes.outline.languages.ecmascript.fields import with_fields
from ralf_notes.outline.languages.ecmascript.merging import further_heads, merged
from ralf_notes.outline.languages.ecmascript.reexports import (
    imported,
    literal,
    own_names,
    reexports,
    required_module,
)
from ralf_notes.outline.languages.ecmascript.tests import tests
from ralf_notes.outline.languages.ecmascript.typedefs import types_tables
from ralf_notes.outline.languages.readings import typescript
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import (
    EXTENDED,
    Rules,
    first_field,
    head_words,
    plain_kind,
    short_assignment,
    unquoted,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_GLOBALS = frozenset(("$", "jQuery", "global", "globalThis", "root", "self", "this", "window"))
"""Objects that scripts share: what is assigned to them is public."""
_MADE_WITH_NEW = re.compile(r"[A-Z]")
_COMPUTED = "__dirname"
_COMMENT = re.compile(r"//|/\*")
_MAKES = re.compile(
    rb"^(?:export[ \t]|(?:module\.)?exports(?:\.\w+)?[ \t]*=)[^;\n]{0,300}"
    rb"(?:\{\s*+return|=>)[ \t]*+\(?new[ \t]+(?P<name>[A-Z]\w*)",
    re.MULTILINE,
)
_MAKER = re.compile(
    rb"^(?:async[ \t]+)?function[ \t]+(?P<maker>\w+)[^\n]*(?:\n(?![^ \t\n]).*){0,60}?"
    rb"\breturn[ \t]+new[ \t]+(?P<name>[A-Z]\w*)",
    re.MULTILINE,
)
"""Matches a function at the top that gives back a new object, in its first lines."""


def _definitions(matches: Sequence[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches of the query as definitions."""
    return merged(read_bindings(matches, source), source)


def _definitions_and_fields(matches: Sequence[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the definitions, and the fields that classes of JavaScript do not declare."""
    return with_fields(_definitions(matches, source), source)


def _kind(definition: Definition, file: ParsedFile) -> str:
    kind = plain_kind(definition, file)
    if kind == "method" and definition.name == "constructor":
        return "constructor"
    if kind == "method" and head_words(definition, file) & {"get", "set"}:
        return "property"
    if kind == "method" and definition.node("receiver") and _MADE_WITH_NEW.match(definition.name):
        return "function"  # `shop.Cart = function () {}` stands for a class
    return kind


def _public(definition: Definition, file: ParsedFile) -> bool:
    words = head_words(definition, file)
    parent = definition.parent
    if parent and parent.kind != "module":
        return not definition.name.startswith("#") and "private" not in words
    if parent and not parent.name.startswith(("'", '"')):
        return "export" in words or _is_declared_only(definition, file)
    if not file.exporting or "export" in words or _is_ambient(definition):
        return True
    receiver = definition.node("receiver")
    owner = re.split(r"\W", file.text(receiver), maxsplit=1)[0] if receiver else ""
    if (owner or definition.name) in _made(file.source, file.exports):
        return True
    return owner in _GLOBALS or (owner or definition.name) in file.exports


@lru_cache(maxsize=1)
def _made(source: bytes, exports: frozenset[str]) -> frozenset[str]:
    """Return the classes that others get objects of: `module.exports = opts => new Shop(opts)`.

    Also of an exported function that returns one.
    """
    makers = (each for each in _MAKER.finditer(source) if each["maker"].decode() in exports)
    return frozenset(each["name"].decode() for each in (*_MAKES.finditer(source), *makers))


def _is_declared_only(definition: Definition, file: ParsedFile) -> bool:
    """Whether a definition in a namespace is part of a declaration of what stands elsewhere."""
    node = definition.node(definition.kind)
    return file.path.endswith(".d.ts") or node is None or is_ambient(node)


def _is_ambient(definition: Definition) -> bool:
    """Whether a declaration needs no `export` to be public: those inside `declare module`."""
    node = definition.node(definition.kind)
    if node is None:  # a field without its class, where the grammar failed
        return False
    if node.type != "ambient_declaration":
        return is_ambient(node)
    is_module = definition.captures["name"][0].type == "string_fragment"
    return is_module or is_ambient(node.parent)


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    if node.type != "formal_parameters":  # `x => x`
        yield Parameter(file.text(node))
        return
    for child in node.named_children:
        if child.type == "assignment_pattern":
            left, right = first_field(child, "left"), first_field(child, "right")
            yield Parameter(file.text(left), "", file.text(right))
        elif child.type != "comment":
            name = file.text(first_field(child, "pattern") or child)
            yield Parameter(
                name + ("?" if child.type == "optional_parameter" else ""),
                file.text(first_field(child, "type")).lstrip(": "),
                file.text(first_field(child, "value")),
            )


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    """Read `import`, `export from`, `require()` and `import()` with a literal."""
    bound = list(imported(node, file))
    if node.type == "export_statement":
        yield Import(
            literal(first_field(node, "source"), file), tuple(_names(node, file)), mark="export"
        )
        return
    module = bound[0][1] if bound else _module(node, file)
    if not module:  # of a path that is not known before it runs
        return
    named = [(name, local) for local, _, name in bound if name != "*"]
    wholes = [local for local, _, name in bound if name == "*"]
    if named or not wholes:
        names, locals_ = tuple(name for name, _ in named), tuple(local for _, local in named)
        yield Import(module, names, locals_ if locals_ != names else ())
    yield from (Import(module, (), (local,)) for local in wholes)


def _module(node: Node, file: ParsedFile) -> str:
    """Return the module of an import that binds no name."""
    if source := first_field(node, "source"):
        return literal(source, file)
    if _COMPUTED in file.text(node):
        return required_module(node, file)
    arguments = first_field(node, "arguments")
    return unquoted(file.text(arguments).strip("() \n")) if arguments else ""


def _names(node: Node, file: ParsedFile) -> Iterator[str]:
    """Yield the names that `export { a, b as c } from` takes."""
    for child in node.named_children:
        if child.type == "export_clause":
            yield from _names(child, file)
        elif child.type == "export_specifier":
            yield file.text(first_field(child, "name"))


_WORDS = """
    async await break case catch class const constructor continue debugger default delete do else
    export extends false finally for from function get if import in instanceof let new null of
    return set static super switch this throw true try typeof undefined var void while with yield
    Array ArrayBuffer BigInt Boolean Buffer DOMException Date Error Event EventTarget FormData
    Function Headers Infinity Int32Array Intl JSON Map Math NaN Number Object Promise Proxy
    RangeError ReferenceError Reflect RegExp Request Response Set String Symbol SyntaxError
    TypeError URL URLSearchParams Uint8Array WeakMap WeakRef WeakSet console document exports fetch
    globalThis module process prototype require setTimeout setInterval clearTimeout window
    clearInterval localStorage sessionStorage WebSocket AbortController AbortSignal JavaScript
    parseInt parseFloat isNaN encodeURIComponent decodeURIComponent queueMicrotask
"""

_TYPESCRIPT_WORDS = (
    _WORDS
    + """
    abstract any as asserts bigint boolean declare enum implements infer interface is keyof
    namespace never number object override private protected public readonly satisfies string
    symbol type unique unknown Awaited Exclude Extract InstanceType NonNullable Omit Parameters
    Partial Pick PromiseLike Readonly ReadonlyArray Record Required ReturnType TypeScript
"""
)

JAVASCRIPT = Rules(
    markup=dialects.tagged,
    public=_public,
    bases=EXTENDED,
    imports=_imports,
    exports=reexports,
    aliases=own_names,
    matches=_definitions_and_fields,
    heads=further_heads,
    shown=short_assignment,
    documents=_COMMENT,
    kind=_kind,
    parameters=_parameters,
    tests=tests,
    tables=types_tables,
    is_entry=starting.in_ecmascript,
    words=_WORDS,
)
TYPESCRIPT = replace(
    JAVASCRIPT, matches=_definitions, readings=typescript.readings, words=_TYPESCRIPT_WORDS
)
TSX = replace(JAVASCRIPT, matches=_definitions, words=_TYPESCRIPT_WORDS + " JSX React")
VUE = SVELTE = ASTRO = TYPESCRIPT
