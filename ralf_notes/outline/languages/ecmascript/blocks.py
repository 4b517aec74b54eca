"""What only the block around it sees: `const`, `let`, classes and types in the block of an `if`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPES = frozenset(("class", "interface", "type", "enum", "module"))
_BARE = frozenset(("program", "statement_block", "labeled_statement"))
_AROUND = _BARE | {
    "if_statement",
    "else_clause",
    "for_statement",
    "for_in_statement",
    "while_statement",
    "do_statement",
    "try_statement",
    "catch_clause",
    "finally_clause",
}
"""What a block stands in that is no body of a function or a namespace."""
_CASES = frozenset(("switch_case", "switch_default"))


def only_in_block(captures: Captures) -> Node | None:
    """Return the type or function of a match if only the block around it sees it, else None.

    In scripts, a function in the block of an `if` is seen outside of it.
    """
    kind = next((each for each in captures if each in _TYPES or each == "function"), "")
    if not kind:
        return None
    node = captures[kind][0]
    return node if _is_in_block(node, _BARE if kind == "function" else _AROUND) else None


def is_for_block(declaration: Node) -> bool:
    """Whether only the block around a declaration sees its names: `const` and `let`."""
    return declaration.type == "lexical_declaration" and _is_in_block(declaration, _AROUND)


def _is_in_block(statement: Node, around: frozenset[str]) -> bool:
    """Whether a statement is in a block that stands in one of some kinds of nodes."""
    block = statement.parent
    if block is None or block.type == "program":
        return False
    outer = block.parent if block.type == "statement_block" else None
    return block.type in _CASES or (outer is not None and outer.type in around)
