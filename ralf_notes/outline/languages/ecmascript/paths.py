"""Paths that scripts of Node.js put together: `require(path.join(__dirname, "../lib/cart"))`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ralf_notes.outline.languages.ecmascript.values import arguments, text_of
from ralf_notes.outline.rules import first_field, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_HERE = "__dirname"
_JOINS = ("path.join", "path.resolve", "Path.join", "Path.resolve", "join", "resolve")


def beside(node: Node, source: bytes) -> str:
    """Return the relative path that an expression with `__dirname` is, such as `../lib/cart`.

    '' for one that is not known before it runs.
    """
    if node.type == "binary_expression":
        parts = _added(node, source)
    elif node.type == "template_string":
        parts = _filled(node, source)
    else:
        parts = _joined(node, source)
    if not parts or not all(each.startswith("/") for each in parts) or "\\" in "".join(parts):
        return ""
    path = posixpath.normpath("." + "".join(parts))
    return path if path.startswith("../") else f"./{path}"


def _added(node: Node, source: bytes) -> list[str]:
    """Return the path in `__dirname + "/cart"`."""
    left, right = first_field(node, "left"), first_field(node, "right")
    is_sum = text_of(first_field(node, "operator"), source) == "+"
    is_plain = text_of(left, source) == _HERE and right is not None and right.type == "string"
    return [unquoted(text_of(right, source))] if is_sum and is_plain else []


def _filled(node: Node, source: bytes) -> list[str]:
    """Return the path in a template that begins with `${__dirname}`."""
    head, _, rest = text_of(node, source).strip("`").partition("}")
    return [rest] if head == f"${{{_HERE}" and "${" not in rest else []


def _joined(node: Node, source: bytes) -> list[str]:
    """Return the parts of `path.join(__dirname, "..", "cart")`."""
    first, *rest = arguments(node) or [node]
    callee = text_of(first_field(node, "function"), source)
    written = [unquoted(text_of(each, source)) for each in rest]
    is_plain = all(each.type == "string" for each in rest)
    if callee not in _JOINS or not is_plain or text_of(first, source) != _HERE:
        return []
    if callee.endswith("resolve") and any(each.startswith("/") for each in written):
        return []  # it counts from the root
    return [f"/{each}" for each in written]
