"""Values of the constants in a group of Go, where a line repeats the expression of one above it.

Source of behaviour: https://go.dev/ref/spec#Iota
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_IOTA = re.compile(r"\biota\b")
_NO_NUMBERS = ("string", "len", "cap", "real", "imag", "complex")
"""What may be called in a constant expression and converts no number to a type of numbers."""
_MOST_DIGITS = 30
_MOST_SHIFT = 100
_OPERATORS: Mapping[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "|": operator.or_,
    "&": operator.and_,
    "^": operator.xor,
    "<<": lambda left, right: left << _checked(right, _MOST_SHIFT),
    ">>": lambda left, right: left >> _checked(right, _MOST_SHIFT),
}


@dataclass(frozen=True, slots=True)
class _Line:
    """What gives the constants of one line of a group their values."""

    source: Node
    """The line that has the expressions: itself, or one above it."""
    number: int
    """The value of `iota`."""


def with_value(definition: Definition, text: str, file: ParsedFile) -> str:
    """Return a constant with its type and value, where its line repeats what another one says.

    `B Kind = 1` for the `B` below `A Kind = iota`; a value that is not a plain sum stays with
    its expression.

    Args:
        definition: any definition.
        text: its source.
        file: the file that it is in.
    """
    spec = definition.node("constant")
    group = spec.parent if spec else None
    if spec is None or group is None or spec.type != "const_spec":
        return text
    line = _lines_of(group).get(spec.start_byte)
    expressions = first_field(line.source, "value") if line else None
    if line is None or expressions is None:
        return text
    is_own = line.source == spec
    if not _IOTA.search(file.text(expressions)):
        return text if is_own else _repeated(text, line, file.text(expressions), file)
    values = [_value(each, line.number, file) for each in expressions.named_children]
    counted = f"iota is {line.number}" if None in values else ", ".join(map(str, values))
    if is_own:
        return f"{text} // {counted}" if "\n" not in text else text
    if None in values:
        return f"{_repeated(text, line, file.text(expressions), file)} // {counted}"
    kinds = (_converted_to(each, file) for each in expressions.named_children)
    shown = (
        f"{kind}({value})" if kind else str(value)
        for kind, value in zip(kinds, values, strict=True)
    )
    return _repeated(text, line, ", ".join(shown), file)


def _repeated(text: str, line: _Line, value: str, file: ParsedFile) -> str:
    """Return the names of a line with the type of the line that it repeats, and with a value."""
    kind = file.text(first_field(line.source, "type"))
    return f"{text}{f' {kind}' if kind else ''} = {value}"


@lru_cache(maxsize=8)  # each line of a group is asked for
def _lines_of(group: Node) -> dict[int, _Line]:
    """Return where each line of a group of constants has its values from, by its start."""
    lines: dict[int, _Line] = {}
    source: Node | None = None
    specs = (each for each in group.named_children if each.type == "const_spec")
    for number, spec in enumerate(specs):
        source = spec if first_field(spec, "value") else source
        if source:
            lines[spec.start_byte] = _Line(source, number)
    return lines


def _value(node: Node, iota: int, file: ParsedFile) -> int | None:
    """Return the value of an expression of whole numbers, None for any other."""
    try:
        value = _computed(node, iota, file)
    except (ValueError, OverflowError):
        return None
    return value if len(str(value)) <= _MOST_DIGITS else None


def _computed(node: Node, iota: int, file: ParsedFile) -> int:
    """Return the value of an expression; raises ValueError if it is not a plain one."""
    text = file.text(node)
    if node.type == "iota" or text == "iota":
        return iota
    if node.type == "int_literal":
        is_octal = text.isdigit() and text.startswith("0")
        return int(text, 8 if is_octal else 0)
    if node.type == "parenthesized_expression":
        return _computed(node.named_children[0], iota, file)
    if node.type == "binary_expression":
        left, right = first_field(node, "left"), first_field(node, "right")
        compute = _OPERATORS.get(file.text(first_field(node, "operator")))
        if compute and left and right:
            return compute(_computed(left, iota, file), _computed(right, iota, file))
    if node.type == "unary_expression" and text.startswith("-"):
        return -_computed(node.named_children[-1], iota, file)
    if _converted_to(node, file):
        return _computed(_parts(node)[1], iota, file)
    raise ValueError(text)


def _converted_to(node: Node, file: ParsedFile) -> str:
    """Return the type that an expression converts a value to: `Kind` of `Kind(3)`; or ''."""
    if node.type not in ("call_expression", "type_conversion_expression"):
        return ""
    kind = file.text(_parts(node)[0])
    return kind if len(_parts(node)) == 2 and kind not in _NO_NUMBERS else ""


def _parts(call: Node) -> list[Node]:
    """Return what is called, and what it is given."""
    return [
        part
        for child in call.named_children
        for part in (child.named_children if child.type == "argument_list" else [child])
    ]


def _checked(shift: int, most: int) -> int:
    if not 0 <= shift <= most:
        raise OverflowError(shift)
    return shift
