"""Objects whose functions are part of what a file offers: `const api = { get() { ... } }`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures
from ralf_notes.outline.languages.ecmascript.values import (
    OBJECT_LEVELS,
    arguments,
    bare,
    has_functions,
    shape,
    text_of,
    wrapped_shape,
)
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_GIVES_BACK = re.compile(
    r"(?:^|\.)(?:freeze|seal|defineStore|createSlice|defineComponent|createModel|createModule"
    r"|reactive|shallowReactive|markRaw|readonly|extend|Store|Vue)$"
    r"|(?:^|\.)(?!Object\.)[A-Z]\w*\.create(?:Class)?$"
)
"""Functions and classes whose result has the functions of the object that they are given."""


def given_object(value: Node, source: bytes) -> Node | None:
    """Return the object with functions that a value is, or is made of; None for another."""
    if value.type in ("call_expression", "new_expression"):
        callee = text_of(first_field(value, "function", "constructor"), source)
        listed = arguments(value) if _GIVES_BACK.search(callee) else []
        value = next((bare(each) for each in listed if bare(each).type == "object"), value)
    return value if value.type == "object" and has_functions(value) else None


def object_of(
    outer: Node, name: Node, value: Node, source: bytes, levels: int = OBJECT_LEVELS
) -> Iterator[Captures]:
    """Yield an object with functions: its data are members, its functions methods.

    Args:
        outer: its declaration, or the pair that it is the value of.
        name: its name.
        value: the object itself.
        source: the text of the file.
        levels: how deep objects in it are read.
    """
    yield {"object": [outer], "name": [name], "body": [value], "stop": value.children[:1]}
    for child in value.named_children:
        key = _key_of(child)
        if child.type != "comment" and (key is None or key.type != "computed_property_name"):
            yield from _in_object(child, key or child, source, levels - 1)


def _in_object(child: Node, key: Node, source: bytes, levels: int) -> Iterator[Captures]:
    """Yield what one property of an object defines."""
    content = first_field(child, "value")
    content = bare(content) if content else None
    shaped = shape(content) if content else None
    wrapped = wrapped_shape(content, source) if content and not shaped else None
    if child.type == "method_definition":
        yield {"method": [child], "name": [key], **_parts_of(child)}
    elif shaped:
        yield {"class" if shaped[0] == "class" else "method": [child], "name": [key], **shaped[1]}
    elif wrapped:
        yield {"method": [child], "name": [key], **wrapped}
    elif content and content.type == "object" and levels and has_functions(content, levels):
        yield from object_of(child, key, content, source, levels)
    else:
        yield {"member": [child], "name": [key]}


def members_of(value: Node, receiver: Node | None, source: bytes) -> Iterator[Captures]:
    """Yield the members of an object: of `module.exports`, or those that a receiver gets."""
    for child in value.named_children:
        key = _key_of(child)
        if key is None:  # `a`, `...others`
            continue
        common = {"name": [key], **({"receiver": [receiver]} if receiver else {"export": [key]})}
        content = first_field(child, "value")
        shaped = shape(content) if content else None
        if child.type == "method_definition":
            yield {"function": [child], **common, **_parts_of(child)}
        elif shaped:
            yield {shaped[0]: [child], **common, **shaped[1]}
        elif receiver is None and text_of(content, source) != text_of(key, source):
            yield {"constant": [child], **common}


def _key_of(child: Node) -> Node | None:
    """Return the name of a property; None for `a` alone and `...others`."""
    key = first_field(child, "key", "name")
    return key.named_children[0] if key and key.type == "string" and key.named_children else key


def _parts_of(method: Node) -> Captures:
    parts = {part: first_field(method, part) for part in ("parameters", "body")}
    return {part: [node] for part, node in parts.items() if node}
