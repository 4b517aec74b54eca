"""What the expressions of a script stand for, and what its calls are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.defaults import shown_default
from ralf_notes.outline.options.parts import help_text, whole_text
from ralf_notes.outline.routes.nodes import named, nodes, text_as_written, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_MEANS = {"n": "\n", "t": "\t", "r": "", "\n": ""}
_NOTHING = ("", "undefined", "null", "false", "[]", "{}", "void 0")
_LITERALS = ("string", "template_string", "number", "true", "array", "unary_expression")
_SAME = ("dedent", "outdent", "stripIndent", "stripIndents", "oneLine", "String.raw")
"""Tags of templates that give them back as they are, or nearly so."""
_DEEPEST = 9
_MOST_DECLARED = 100
"""A name that is declared more often is one of generated code."""


class ScriptTexts(NamedTuple):
    """What the names of a script stand for."""

    source: bytes
    declared: dict[str, list[Node]]
    """By name of a variable: where it is declared."""

    def value(self, node: Node | None) -> str | None:
        """Return the text of literals and constants; None if it holds anything else."""
        return whole_text(self._parts(node, 0)) if node is not None else None

    def words(self, node: Node | None) -> str:
        """Return a help text on one line, with `…` for what is known only when it runs."""
        return help_text(self._parts(node, 0)) if node is not None else ""

    def meant(self, node: Node | None) -> Node | None:
        """Return what a constant stands for, else the node itself."""
        for _ in range(_DEEPEST):
            if node is None or node.type not in ("identifier", "as_expression"):
                break
            value = self.constant(node) if node.type == "identifier" else named(node)[0]
            if value is None:
                break
            node = value
        return node

    def constant(self, name: Node) -> Node | None:
        """Return the value of the `const` that a name means, None if it means anything else."""
        inner: tuple[Node, Node] | None = None
        declared = self.declared.get(text_of(name, self.source), [])
        for declarator in declared if len(declared) <= _MOST_DECLARED else ():
            scope = _scope(declarator)
            if scope is None or not scope.start_byte <= name.start_byte < scope.end_byte:
                continue
            if inner is None or inner[0].start_byte <= scope.start_byte:
                inner = scope, declarator
        if inner is None or _is_parameter(name, inner[0], self.source):
            return None
        declaration = inner[1].parent
        is_constant = declaration is not None and self.source.startswith(
            b"const", declaration.start_byte
        )
        return inner[1].child_by_field_name("value") if is_constant else None

    def listed(self, node: Node | None) -> list[str]:
        """Return the texts of an array or a constant that is one; [] if any is not known."""
        node = self.meant(node)
        if node is None or node.type != "array":
            return []
        values = [
            text_of(each, self.source) if each.type == "number" else self.value(each)
            for each in named(node)
        ]
        return [each for each in values if each] if all(values) else []

    def each_of(self, node: Node | None) -> list[str]:
        """Return the texts of an array, or the only text; [] if none is known."""
        return [each for each in self.listed(node) or [self.value(node) or ""] if each]

    def by_name(self, arguments: list[Node]) -> Iterator[tuple[str, Node]]:
        """Yield what a call tells by name: `("map", x)`, `(["map", "to"], x)`, `({ map: x })`."""
        first = self.meant(arguments[0]) if arguments else None
        if len(arguments) == 1:
            yield from self.pairs(first).items()
        elif len(arguments) == 2:
            yield from ((name, arguments[1]) for name in self.each_of(arguments[0]))

    def default(self, name: str, node: Node | None) -> str:
        """Return a default as a table shows it.

        Args:
            name: of the option, which tells whether its default is a secret.
            node: the default.
        """
        meant = self.meant(node)
        is_literal = meant is not None and meant.type in _LITERALS
        text = text_of(meant if is_literal else node, self.source)
        return "" if text in _NOTHING else shown_default(name.lstrip("-"), text)

    def pairs(self, node: Node | None) -> dict[str, Node]:
        """Return the values of an object by their keys."""
        found: dict[str, Node] = {}
        for pair in named(node) if node is not None and node.type == "object" else ():
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is not None and value is not None:
                is_text = key.type == "string"
                name = self.value(key) if is_text else text_of(key, self.source)
                if name and not name.startswith("["):
                    found[name] = value
        return found

    def _parts(self, node: Node, depth: int) -> Iterator[str | None]:
        inner = named(node)
        if depth > _DEEPEST:
            yield None
        elif node.type in ("string", "template_string"):
            for child in inner:
                yield from self._of_string(child, depth)
        elif node.type == "parenthesized_expression" and inner:
            yield from self._parts(inner[0], depth + 1)
        elif node.type == "binary_expression" and node.children[1].type == "+":
            for each in inner:
                yield from self._parts(each, depth + 1)
        elif node.type == "call_expression":
            tagged = node.child_by_field_name("arguments")
            if tagged is not None and tagged.type == "template_string":
                is_same = text_of(node.child_by_field_name("function"), self.source) in _SAME
                yield from self._parts(tagged, depth + 1) if is_same else (None,)
            else:
                yield from self._joined(node, depth)
        elif node.type == "identifier":
            value = self.constant(node)
            yield from self._parts(value, depth + 1) if value is not None else (None,)
        else:
            yield None

    def _of_string(self, child: Node, depth: int) -> Iterator[str | None]:
        if child.type == "string_fragment":
            yield text_as_written(child, self.source)
        elif child.type == "escape_sequence":
            sign = text_as_written(child, self.source)[1:]
            yield _MEANS.get(sign, sign) if len(sign) == 1 else None
        elif child.type == "template_substitution" and named(child):
            yield from self._parts(named(child)[0], depth + 1)
        else:
            yield None

    def _joined(self, call: Node, depth: int) -> Iterator[str | None]:
        """Yield the texts of `["a", "b"].join(" ")`."""
        above, method = method_of(call, self.source)
        arguments = named(call.child_by_field_name("arguments"))
        between = self.value(arguments[0]) if arguments else None
        if method != "join" or above is None or above.type != "array" or between is None:
            yield None
            return
        for each in named(above):
            yield from self._parts(each, depth + 1)
            yield between


def texts_of(root: Node, source: bytes) -> ScriptTexts:
    """Return what the names of a script stand for."""
    declared: dict[str, list[Node]] = {}
    for node in nodes(root, "variable_declarator"):
        name = text_of(node.child_by_field_name("name"), source)
        declared.setdefault(name, []).append(node)
    return ScriptTexts(source, declared)


def _scope(declarator: Node) -> Node | None:
    """Return the block, or the script, in which a declared name is known."""
    around = declarator.parent.parent if declarator.parent is not None else None
    if around is not None and around.type == "export_statement":
        return around.parent
    return around


def _is_parameter(name: Node, scope: Node, source: bytes) -> bool:
    """Whether a function inside the scope of a variable has a parameter of its name."""
    text = text_of(name, source)
    above = name.parent
    while above is not None and above.start_byte > scope.start_byte:
        parameters = above.child_by_field_name("parameters")
        of_arrow = above.child_by_field_name("parameter")
        taken = [
            *(nodes(parameters, "identifier") if parameters else ()),
            *([of_arrow] * bool(of_arrow)),
        ]
        if any(text_of(each, source) == text for each in taken):
            return True
        above = above.parent
    return False


def method_of(call: Node, source: bytes) -> tuple[Node | None, str]:
    """Return what a method that is called is of, and its name; a plain function is of nothing."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "member_expression":
        return None, text_of(function, source)
    name = text_of(function.child_by_field_name("property"), source)
    return function.child_by_field_name("object"), name
