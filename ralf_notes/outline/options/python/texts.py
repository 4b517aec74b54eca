"""The texts that expressions of Python stand for: literals, sums of them, constants of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.routes.nodes import named, text_as_written, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_TRANSLATES = ("_", "N_", "gettext", "gettext_lazy", "ugettext_lazy", "dedent", "cleandoc")
_FIELD = re.compile(r"\{\{|\}\}|\{[^{}]*+\}")
_VERB = re.compile(r"%%|%(?:\(\w*+\))?[-+# 0]*+\d*+(?:\.\d++)?+[a-zA-Z]")
_ESCAPES = {"\\n": " ", "\\t": " ", "\\\n": "", '\\"': '"', "\\'": "'", "\\\\": "\\", "\\b": ""}
_DEEPEST = 20
GAP = "…"
"""Stands for what is known only when the program runs."""


class Texts(NamedTuple):
    """What the expressions of a file stand for."""

    source: bytes
    constants: dict[str, str]
    """By the name of a constant: its text."""

    def value(self, node: Node | None) -> str | None:
        """Return the whole text of an expression; None if it is not known."""
        parts = list(self._parts(node, _DEEPEST)) if node is not None else [None]
        return None if None in parts else "".join(part or "" for part in parts)

    def words(self, node: Node | None) -> str:
        """Return a help text on one line, with `…` for each part that is not known."""
        if node is None:
            return ""
        parts = (GAP if part is None else part for part in self._parts(node, _DEEPEST))
        text = " ".join("".join(parts).split())
        return text if re.search(r"\w", text) else ""

    def _parts(self, node: Node, depth: int) -> Iterator[str | None]:
        """Yield the texts that an expression is put together from; None for what is not known."""
        inner = named(node)
        if not depth:
            yield None
        elif node.type == "string":
            yield from self._string(node)
        elif node.type in ("concatenated_string", "parenthesized_expression"):
            for each in inner:
                yield from self._parts(each, depth - 1)
        elif node.type == "binary_operator" and len(inner) == 2:
            yield from self._operation(node, inner, depth)
        elif node.type == "call":
            yield from self._call(node, depth)
        else:
            yield (
                self.constants.get(text_of(node, self.source))
                if node.type == "identifier"
                else None
            )

    def _string(self, node: Node) -> Iterator[str | None]:
        start = text_of(node.child(0), self.source).lower()
        for child in node.children[1:-1]:
            if child.type == "interpolation":
                yield None
                continue
            text = text_as_written(child, self.source)
            if "r" not in start.rstrip("\"'"):
                text = re.sub(r"\\.", lambda mark: _ESCAPES.get(mark[0], mark[0]), text, flags=re.S)
            is_template = "f" in start.rstrip("\"'")
            yield text.replace("{{", "{").replace("}}", "}") if is_template else text

    def _operation(self, node: Node, sides: list[Node], depth: int) -> Iterator[str | None]:
        operator = text_of(node.child_by_field_name("operator"), self.source)
        if operator == "+":
            for each in sides:
                yield from self._parts(each, depth - 1)
        elif operator == "%":
            yield from self._filled(sides[0], _VERB, depth)
        else:
            yield None

    def _call(self, node: Node, depth: int) -> Iterator[str | None]:
        function = node.child_by_field_name("function")
        name = text_of(function, self.source).rpartition(".")[2]
        arguments = named(node.child_by_field_name("arguments"))
        filled = function.child_by_field_name("object") if function is not None else None
        if name in _TRANSLATES and len(arguments) == 1:
            yield from self._parts(arguments[0], depth - 1)
        elif name == "format" and filled is not None:
            yield from self._filled(filled, _FIELD, depth)
        else:
            yield None

    def _filled(self, node: Node, place: re.Pattern[str], depth: int) -> Iterator[str | None]:
        """Yield a text in which the places of a format are not known."""
        for part in self._parts(node, depth - 1):
            if part is None:
                yield None
                continue
            last = 0
            for match in place.finditer(part):
                yield part[last : match.start()]
                yield match[0][0] if match[0] in ("%%", "{{", "}}") else None
                last = match.end()
            yield part[last:]


def texts_of(root: Node, source: bytes) -> Texts:
    """Return what the expressions of a file stand for; a name that is bound twice is not known."""
    texts, bound = Texts(source, {}), set[str]()
    for statement in root.named_children:
        assignment = next(iter(named(statement)), None)
        if statement.type != "expression_statement" or assignment is None:
            continue
        left, right = (assignment.child_by_field_name(side) for side in ("left", "right"))
        if assignment.type != "assignment" or left is None or left.type != "identifier":
            continue
        name = text_of(left, source)
        text = texts.value(right) if right is not None and name not in bound else None
        bound.add(name)
        if text is None:
            texts.constants.pop(name, None)
        else:
            texts.constants[name] = text
    return texts
