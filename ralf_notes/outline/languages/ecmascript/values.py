"""The values of JavaScript and TypeScript that are functions or classes, also inside wrappers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node


OBJECT_LEVELS = 3
"""How deep objects in an object are read for functions."""
FUNCTIONS = frozenset(("arrow_function", "function_expression", "generator_function"))
_CLOTHES = {
    "parenthesized_expression": 0,
    "as_expression": 0,
    "satisfies_expression": 0,
    "non_null_expression": 0,
    "type_assertion": -1,
    "binary_expression": -1,  # `shop || function () {}`
}
"""Expressions with the value of one of their children -> the index of that child."""
_RESULTS = re.compile(
    r"\b(?:map|flatMap|filter|reduce|reduceRight|forEach|find|findIndex|some|every|sort|then|catch"
    r"|finally|from|replace|split|join|setTimeout|setInterval)$"
)
"""Functions that take a function but return none."""
_HANDED = frozenset(("identifier", "call_expression"))
_MAKES = re.compile(
    r"(?!React\.(?:memo|forwardRef)$)[\w$]*\W|(?:create|make|build|define|configure|render|use|get|new"
    r"|init|register|require|mount|setup|start|run|to|from|select|combine|apply|is|has)(?![a-z])"
)
"""Matches functions that are given a function but return something else."""
_SAME_PARAMETERS = re.compile(r"^(?:\w+\.)?(?:memo|forwardRef|observer)$")
"""Functions that return one with the parameters of the function that they take."""


def text_of(node: Node | None, source: bytes) -> str:
    """Return the source of a node, or ''."""
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace") if node else ""


def bare(node: Node) -> Node:
    """Return an expression without parentheses, type assertions, `satisfies` and the like."""
    while node.type in _CLOTHES and node.named_children:
        node = node.named_children[_CLOTHES[node.type]]
    return node


def shape(value: Node) -> tuple[str, Captures] | None:
    """Return the kind and the captures of a value that is a function or a class, else None."""
    value = bare(value)
    if value.type in FUNCTIONS:
        return "function", _parts(value)
    if value.type == "class":
        body = first_field(value, "body")
        return "class", {"body": [body] if body else []}
    return None


def is_function(member: Node) -> bool:
    """Whether a member of an object is a function, by its own value."""
    value = first_field(member, "value")
    return member.type == "method_definition" or (
        value is not None and bare(value).type in FUNCTIONS
    )


def has_functions(value: Node, levels: int = OBJECT_LEVELS) -> bool:
    """Whether a member of an object, or of an object in it, is a function.

    Args:
        levels: how deep the objects in it are read.
    """
    inside = [value]
    for _ in range(levels):
        children = [child for each in inside for child in each.named_children]
        if any(map(is_function, children)):
            return True
        values = (first_field(each, "value") for each in children if each.type == "pair")
        inside = [bare(each) for each in values if each and bare(each).type == "object"]
    return False


def wrapped_shape(value: Node, source: bytes) -> Captures | None:
    """Return the captures of a call that wraps a function, such as `memo(() => ...)`, else None."""
    call, has_parameters = bare(value), True
    while call.type == "call_expression":
        callee = text_of(first_field(call, "function"), source)
        if _RESULTS.search(callee):
            return None
        has_parameters = has_parameters and bool(_SAME_PARAMETERS.match(callee))
        inner = [bare(each) for each in arguments(call)]
        function = next((each for each in inner if each.type in FUNCTIONS), None)
        if function:
            parts = _parts(function)
            return parts if has_parameters else {"body": parts["body"]}
        call = next((each for each in inner if each.type == "call_expression"), call.children[0])
    return None


def wrapped_name(value: Node, source: bytes) -> Node | None:
    """Return the name of the one function or class that calls only wrap: `memo(connect(s)(Card))`.

    A call that makes something else of it, such as `createStore(reducer)`, wraps nothing.
    """
    node = bare(value)
    if node.type != "call_expression":
        return None
    while node.type == "call_expression":
        names = [each for each in map(bare, arguments(node)) if each.type in _HANDED]
        if len(names) != 1 or _MAKES.match(_callee(node, source)):
            return None
        node = names[0]
    return node if node.type == "identifier" else None


def _callee(call: Node, source: bytes) -> str:
    """Return the name of what is called in the end: `connect` for `connect(state)(Card)`."""
    while call.type == "call_expression" and (inner := first_field(call, "function")):
        call = inner
    return text_of(call, source)


def arguments(call: Node) -> list[Node]:
    """Return the arguments of a call; none for a tagged template."""
    listed = first_field(call, "arguments")
    return listed.named_children if listed and listed.type == "arguments" else []


def _parts(function: Node) -> Captures:
    parameters = first_field(function, "parameters", "parameter")
    body = first_field(function, "body")
    parts = {"parameters": parameters, "body": body}
    return {name: [node] for name, node in parts.items() if node}


def assigned_values(assignment: Node) -> tuple[list[Node], Node | None]:
    """Return the targets of `a = b = value`, also of `a = (b = value)`, and the value."""
    targets: list[Node] = []
    value: Node | None = assignment
    while value and (inner := bare(value)).type == "assignment_expression":
        target = first_field(inner, "left")
        if target:
            targets.append(target)
        value = first_field(inner, "right")
    return targets, value


def pattern_names(pattern: Node) -> Iterator[Node]:
    """Yield the names that a pattern such as `{ a, b: [c], ...d }` binds."""
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield node
        elif inner := first_field(node, "value", "left"):
            waiting.append(inner)
        elif node.type in ("object_pattern", "array_pattern", "rest_pattern"):
            waiting += reversed(node.named_children)
