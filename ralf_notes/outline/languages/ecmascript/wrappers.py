"""Functions around a whole script: those that are called at once, UMD, AMD, and on load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ralf_notes.outline.languages.ecmascript.values import FUNCTIONS, bare, text_of
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_LOADERS = frozenset(("define", "require", "requirejs", "$", "jQuery", "ready"))
"""Functions that call their argument once."""
_BETWEEN = frozenset((
    "assignment_expression", "binary_expression", "parenthesized_expression",
    "sequence_expression", "unary_expression", "variable_declarator",
))  # fmt: skip


def is_wrapper(block: Node, source: bytes) -> bool:
    """Whether a block is that of a function that a script calls once, around what it defines."""
    function = block.parent
    call = _call_of(function, source) if function and function.type in FUNCTIONS else None
    while call and call.parent and call.parent.type in _BETWEEN:
        call = call.parent
    if call is None or call.parent is None:
        return False
    return call.type == "variable_declarator" or call.parent.type == "expression_statement"


def returned(block: Node) -> list[Node]:
    """Return the names that a wrapper returns: `return Shop`, `return { open, shut: close }`."""
    last = next((each for each in reversed(block.named_children) if each.type != "comment"), None)
    if last is None or last.type != "return_statement" or not last.named_children:
        return []
    value = bare(last.named_children[0])
    if value.type == "identifier":
        return [value]
    if value.type != "object":
        return []
    values = [first_field(each, "value") or each for each in value.named_children]
    return [each for each in values if each.type in ("identifier", "shorthand_property_identifier")]


def _call_of(function: Node, source: bytes) -> Node | None:
    """Return the call that runs a function at once, or None."""
    node = function
    while node.parent and node.parent.type == "parenthesized_expression":
        node = node.parent
    above = node.parent
    if above and above.type == "arguments" and above.parent:
        callee = first_field(above.parent, "function")
        is_run = callee is not None and (
            bare(callee).type in FUNCTIONS or text_of(callee, source).rpartition(".")[2] in _LOADERS
        )
        return above.parent if is_run else None
    if above and above.type == "member_expression":  # `.call(this)`
        node, above = above, above.parent
    is_called = above and above.type == "call_expression" and first_field(above, "function") == node
    return above if is_called else None
