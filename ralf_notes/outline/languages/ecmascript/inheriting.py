"""What a constructor function of JavaScript inherits from: `inherits(Cart, Basket)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ralf_notes.outline.languages.ecmascript.values import arguments, assigned_values, text_of
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_HEIR = re.compile(
    r"(?:(?:module\.)?exports\.)?(?P<name>[A-Za-z_$][\w$]*)(?P<prototype>\.prototype(?:\.__proto__)?)?"
)
_LONGEST = 120
_NOTHING = ("null", "Object.prototype")


def heir(statement: Node, source: bytes) -> str:
    """Return the name of the function that a call or an assignment lets inherit; '' if none.

    `util.inherits(Cart, Basket)`, `Object.setPrototypeOf(Cart.prototype, Basket.prototype)`,
    `Cart.prototype = Object.create(Basket.prototype)`, `Cart.prototype = new Basket()`.
    """
    is_short = statement.end_byte - statement.start_byte <= _LONGEST
    above = statement.parent.parent if statement.parent else None
    if not is_short or above is None or above.type != "program":
        return ""
    if statement.type == "call_expression":
        given = [text_of(each, source) for each in arguments(statement)]
        callee = text_of(first_field(statement, "function"), source)
        is_plain = callee.rpartition(".")[2] == "inherits"
        if len(given) != 2 or not (is_plain or callee == "Object.setPrototypeOf"):
            return ""
        return _name(given[0], given[1], of_prototype=not is_plain)
    targets, value = assigned_values(statement)
    if len(targets) != 1 or value is None:
        return ""
    base = text_of(value, source)
    if text_of(first_field(value, "function"), source) == "Object.create":
        base = text_of(next(iter(arguments(value)), None), source)
    elif value.type != "new_expression" and not base.endswith(".prototype"):
        return ""
    return _name(text_of(targets[0], source), base, of_prototype=True)


def _name(written: str, base: str, *, of_prototype: bool) -> str:
    """Return the name in what is written before a base, if that is one that says something."""
    match = _HEIR.fullmatch(written)
    if match is None or bool(match["prototype"]) != of_prototype:
        return ""
    return match["name"] if base not in _NOTHING and "{" not in base and "\n" not in base else ""
