"""What the texts and the names of a file in Python mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.defaults import shown_default
from ralf_notes.outline.options.parts import help_text, whole_text
from ralf_notes.outline.routes.nodes import named, nodes, text_as_written, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(r"\\(\n|.)", re.DOTALL)
_MEANS = {"n": "\n", "t": "\t", "\n": "", "b": ""}
_VERB = re.compile(r"%(?:(%)|(?:\(\w+\))?[-+# 0]*+\d*+(?:\.\d++)?+[A-Za-z])")
_FIELD = re.compile(r"\{\{|\}\}|\{[^{}]*+\}")
_SAME = ("_", "N_", "gettext", "ugettext", "gettext_lazy", "ugettext_lazy", "str", "dedent",
         "textwrap.dedent", "cleandoc", "inspect.cleandoc", "Path", "pathlib.Path")  # fmt: skip
"""Functions that give back a text as it is, or nearly so."""
_ENVIRONMENT = re.compile(r"(?:os\.)?(?:getenv|environ\.get)|(?:os\.)?environ")
_NOTHING = (
    "",
    "None",
    "False",
    "...",
    "[]",
    "()",
    "{}",
    "argparse.SUPPRESS",
    "SUPPRESS",
    "NO_DEFAULT",
)
_LITERALS = ("string", "concatenated_string", "integer", "float", "true", "unary_operator",
             "list", "tuple")  # fmt: skip
_DEEPEST = 9


class Texts(NamedTuple):
    """What the names of a file stand for."""

    source: bytes
    constants: dict[str, Node]
    """By name: what the file assigns to it, once and outside all functions."""

    def value(self, node: Node | None) -> str | None:
        """Return the text of literals and constants of the file; None if it holds anything else."""
        return whole_text(self._parts(node, 0)) if node is not None else None

    def words(self, node: Node | None) -> str:
        """Return a help text on one line, with `…` for what is known only when the program runs."""
        return help_text(self._parts(node, 0)) if node is not None else ""

    def listed(self, node: Node | None) -> list[str]:
        """Return the texts of a list or a constant that is one; [] if any is not known."""
        node = self._meant(node)
        if node is None or node.type not in ("list", "tuple", "set"):
            return []
        values = [self.value(each) or self._number(each) for each in named(node)]
        return [each for each in values if each] if all(values) else []

    def default(self, name: str, node: Node | None) -> tuple[str, str]:
        """Return a default as a table shows it, and the environment variable that it comes from.

        Args:
            name: of the option, which tells whether its default is a secret.
            node: the default.
        """
        environment, node = self._from_environment(node)
        meant = self._meant(node)
        if meant is not None and meant.type in _LITERALS:
            node = meant
        text = text_of(node, self.source)
        return "" if text in _NOTHING else shown_default(name.lstrip("-"), text), environment

    def _from_environment(self, node: Node | None) -> tuple[str, Node | None]:
        """Return the variable that a default is read from, and what stands in for it."""
        if node is None or node.type not in ("call", "subscript"):
            return "", node
        if node.type == "subscript":
            of = text_of(node.child_by_field_name("value"), self.source)
            name = self.value(node.child_by_field_name("subscript"))
            return (name, None) if name and _ENVIRONMENT.fullmatch(of) else ("", node)
        function = text_of(node.child_by_field_name("function"), self.source)
        if not _ENVIRONMENT.fullmatch(function):
            return "", node
        arguments = named(node.child_by_field_name("arguments"))
        name = self.value(arguments[0]) if arguments else None
        return name or "", arguments[1] if len(arguments) > 1 else None

    def _meant(self, node: Node | None) -> Node | None:
        """Return what a constant of the file stands for, else the node itself."""
        for _ in range(_DEEPEST):
            if node is None or node.type not in ("identifier", "parenthesized_expression"):
                break
            is_name = node.type == "identifier"
            inner = named(node)
            node = self.constants.get(text_of(node, self.source)) if is_name else inner[0]
        return node

    def _number(self, node: Node) -> str:
        return text_of(node, self.source) if node.type in ("integer", "float") else ""

    def _parts(self, node: Node, depth: int) -> Iterator[str | None]:
        """Yield the parts of a text, None for one that is not known."""
        if depth > _DEEPEST:
            yield None
        elif node.type == "string":
            yield from self._of_string(node, depth)
        elif node.type in ("concatenated_string", "parenthesized_expression"):
            for each in named(node):
                yield from self._parts(each, depth + 1)
        elif node.type == "binary_operator":
            yield from self._of_operator(node, depth)
        elif node.type == "identifier":
            meant = self.constants.get(text_of(node, self.source))
            yield from self._parts(meant, depth + 1) if meant is not None else (None,)
        elif node.type == "call":
            yield from self._of_call(node, depth)
        else:
            yield None

    def _of_string(self, string: Node, depth: int) -> Iterator[str | None]:
        prefix = text_of(string.named_children[0], self.source).rstrip("\"'").lower()
        if "b" in prefix:
            yield None
        for child in string.named_children:
            if child.type == "interpolation":
                yield from self._parts(named(child)[0], depth + 1) if named(child) else (None,)
            elif child.type == "string_content":
                text = text_as_written(child, self.source)
                if "f" in prefix:
                    text = text.replace("{{", "{").replace("}}", "}")
                if "r" not in prefix:
                    text = _ESCAPE.sub(lambda match: _MEANS.get(match[1], match[1]), text)
                yield text

    def _of_operator(self, node: Node, depth: int) -> Iterator[str | None]:
        sides = named(node)
        sign = text_of(node.child_by_field_name("operator"), self.source)
        if sign == "+":
            for each in sides:
                yield from self._parts(each, depth + 1)
        elif sign == "%":
            text = "".join(part or "" for part in self._parts(sides[0], depth + 1))
            yield from _with_gaps(_VERB, text)
        else:
            yield None

    def _of_call(self, call: Node, depth: int) -> Iterator[str | None]:
        function = call.child_by_field_name("function")
        arguments = named(call.child_by_field_name("arguments"))
        method = function.child_by_field_name("attribute") if function is not None else None
        if text_of(function, self.source) in _SAME and len(arguments) == 1:
            yield from self._parts(arguments[0], depth + 1)
        elif function is not None and text_of(method, self.source) in ("format", "strip"):
            inner = function.child_by_field_name("object")
            parts = list(self._parts(inner, depth + 1)) if inner is not None else [None]
            form = whole_text(parts)
            if text_of(method, self.source) == "strip" or form is None:
                yield from parts
            else:
                yield from _with_gaps(_FIELD, form)
        else:
            yield None


def texts_of(root: Node, source: bytes) -> Texts:
    """Return what the names of a file stand for."""
    assigned: Counter[str] = Counter()
    for node in nodes(root, "assignment", "augmented_assignment", "parameters"):
        left = node.child_by_field_name("left")
        for each in [left] if left else [_named_by(each) for each in named(node)]:
            assigned[text_of(each, source)] += 1
    constants = {}
    for statement in named(root):
        inner = named(statement)[:1]
        if not inner or inner[0].type != "assignment":
            continue
        name, value = inner[0].child_by_field_name("left"), inner[0].child_by_field_name("right")
        if name and value and assigned[text_of(name, source)] == 1:
            constants[text_of(name, source)] = value
    return Texts(source, constants)


def _named_by(parameter: Node) -> Node | None:
    """Return the name of a parameter."""
    return parameter.child_by_field_name("name") or next(iter(named(parameter)), parameter)


def _with_gaps(pattern: re.Pattern[str], text: str) -> Iterator[str | None]:
    """Yield the parts of a text around what is put into it when the program runs."""
    at = 0
    for match in pattern.finditer(text):
        yield text[at : match.start()]
        is_sign = match[0] in ("%%", "{{", "}}")
        yield match[0][0] if is_sign else None
        at = match.end()
    yield text[at:]
