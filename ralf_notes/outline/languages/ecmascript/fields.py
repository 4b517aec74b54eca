"""What a constructor of JavaScript sets on `this`: fields that its class need not declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures
from ralf_notes.outline.rules import first_field, statements_in

if TYPE_CHECKING:
    from tree_sitter import Node

_BRANCHES = frozenset(
    ("statement_block", "if_statement", "else_clause", "try_statement", "catch_clause")
)
_FUNCTIONS = frozenset(
    ("arrow_function", "function_expression", "generator_function", "class", "function")
)
_BOUND = b".bind(this)"
_SIGNS = (
    rb"new %b(?![\w$])",
    rb"inherits\( ?%b(?![\w$])",
    rb"(?:(?<![\w$.])|\bexports\.)%b\.prototype(?![\w$])",
)
"""Patterns for what only a constructor is used for."""


def with_fields(matches: Iterable[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches of the query, and what each constructor sets on `this` as members.

    Functions are left out, and what starts with `_`, as do those that mean it to be private.
    """
    for captures in matches:
        if "function" in captures and _is_constructor(captures, source):
            fields = [*_fields(captures["body"][0], source)]
            yield {**captures, "holder": captures["name"]} if fields else captures
            yield from ({**each, "receiver": captures["name"]} for each in fields)
            continue
        yield captures
        method = next(iter(captures.get("method", ())), None)
        if method is None or method.parent is None or method.parent.type != "class_body":
            continue
        name = captures["name"][0]
        if source[name.start_byte : name.end_byte] == b"constructor":
            yield from _fields(captures["body"][0], source)


def _is_constructor(captures: Captures, source: bytes) -> bool:
    """Whether a function makes objects: it has a prototype here, or is called with `new`."""
    node, body = captures["name"][0], next(iter(captures.get("body", ())), None)
    name = source[node.start_byte : node.end_byte]
    if "receiver" in captures or body is None or not name[:1].isupper():
        return False
    if source.find(b"this.", body.start_byte, body.end_byte) < 0:
        return False
    return any(re.search(sign % re.escape(name), source) for sign in _SIGNS)


def _fields(body: Node, source: bytes) -> Iterator[Captures]:
    """Yield the assignments to properties of `this` in a body, also those in its branches."""
    for node in statements_in(body, _BRANCHES):
        if node.type == "expression_statement":
            for assignment in node.named_children[:1]:
                for name in _assigned(assignment, source):
                    yield {"member": [assignment], "name": [name], "promoted": [assignment]}


def _assigned(assignment: Node, source: bytes) -> Iterator[Node]:
    """Yield the names of the properties of `this` that `this.a = this.b = 0` sets."""
    names: list[Node] = []
    value: Node | None = assignment
    while value is not None and value.type == "assignment_expression":
        left, value = first_field(value, "left"), first_field(value, "right")
        owner = first_field(left, "object") if left else None
        name = first_field(left, "property") if left else None
        is_field = owner is not None and owner.type == "this"
        if is_field and name is not None and name.type == "property_identifier":
            names.append(name)
    is_data = value is not None and value.type not in _FUNCTIONS
    if value is None or not is_data or source.endswith(_BOUND, value.start_byte, value.end_byte):
        return
    yield from (name for name in names if source[name.start_byte : name.start_byte + 1] != b"_")
