"""Reads the type of a value from its declaration: the type, or what makes the value.

Each reader yields the node of the name, the text of the type, and the node of the first value; the
last two may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tree_sitter import Node

Declared: TypeAlias = "tuple[Node, Node | None, Node | None]"
_PROMOTED = frozenset(("accessibility_modifier", "readonly", "val", "var", "override_modifier"))
"""Words before a parameter of a constructor that declare a field: `private x: T`, `val x: T`."""


def is_promoted(name: Node) -> bool:
    """Whether the name of a parameter is that of a field, too."""
    parameter = name.parent
    if parameter is None or parameter.type == "property_promotion_parameter":
        return parameter is not None
    return any(child.type in _PROMOTED for child in parameter.children)


_FIELDS: Mapping[str, tuple[str, str, str]] = {
    "assignment": ("left", "type", "right"),
    "assignment_expression": ("left", "type", "right"),
    "function_definition": ("name", "return_type", ""),
    "function_declaration": ("name", "return_type", ""),
    "method_definition": ("name", "return_type", ""),
    "method_signature": ("name", "return_type", ""),
    "required_parameter": ("pattern", "type", ""),
    "optional_parameter": ("pattern", "type", ""),
    "foreach_statement": ("left", "type", ""),
}
_FIELDS_OF: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("go", "function_declaration"): ("name", "result", ""),
    ("go", "method_declaration"): ("name", "result", ""),
    ("go", "method_elem"): ("name", "result", ""),
    ("java", "method_declaration"): ("name", "type", ""),
    ("c_sharp", "method_declaration"): ("name", "returns", ""),
    ("php", "method_declaration"): ("name", "return_type", ""),
    ("php", "function_definition"): ("name", "return_type", ""),
}


def _plain(key: str, node: Node) -> Iterator[Declared]:
    """Yield what a node with fields says."""
    fields = _FIELDS_OF.get((key, node.type)) or _FIELDS.get(node.type, ("name", "type", "value"))
    names = node.children_by_field_name(fields[0])
    kind = node.child_by_field_name(fields[1])
    value = node.child_by_field_name(fields[2]) if fields[2] and len(names) == 1 else None
    for name in names:
        yield name, kind, value


def _first_child(node: Node) -> Iterator[Declared]:
    """Yield what a node says whose name has no field: it stands first."""
    if node.named_children:
        yield node.named_children[0], node.child_by_field_name("type"), None


def _paired(node: Node) -> Iterator[Declared]:
    """Yield what `a, b := f(), g()` and `a, err := f()` say; of several results, the first."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left and right:
        names, values = left.named_children, right.named_children
        if len(names) == len(values):
            yield from ((name, None, value) for name, value in zip(names, values, strict=True))
        elif len(values) == 1:
            yield names[0], None, values[0]


def _declarators(node: Node) -> Iterator[Declared]:
    """Yield what one type and several names say, as in Java, C# and PHP."""
    kind = node.child_by_field_name("type")
    for child in node.named_children:
        if child.type in ("variable_declarator", "property_element"):
            name = child.child_by_field_name("name")
            last = child.named_children[-1] if child.named_child_count > 1 else None
            if name:
                yield (name, None, None) if _holds_several(child) else (name, kind, last)
    name = node.child_by_field_name("name")
    if name:
        yield name, kind, None


def _kotlin(node: Node) -> Iterator[Declared]:
    """Yield what a parameter, a property or a function of Kotlin says."""
    children = node.named_children
    of_name = next((each for each in children if each.type == "variable_declaration"), None)
    if of_name is not None:
        kind = of_name.named_children[1] if of_name.named_child_count > 1 else None
        value = children[-1] if children[-1].type == "call_expression" else None
        yield of_name.named_children[0], kind, value
        return
    name = next((each for each in children if each.type == "identifier"), None)
    kind = next((each for each in children if each.type in ("user_type", "nullable_type")), None)
    if name:
        yield name, kind, None


def _swift(node: Node) -> Iterator[Declared]:
    """Yield what a parameter, a property or a function of Swift says."""
    field = node.child_by_field_name
    names = node.children_by_field_name("name")
    if node.type == "property_declaration":
        kind = next((each for each in node.named_children if each.type == "type_annotation"), None)
        pattern = names[0].child_by_field_name("bound_identifier") if names else None
        if pattern:
            yield pattern, kind, field("value")
    elif names:
        yield names[0], names[1] if len(names) > 1 else None, None


def _with(node: Node) -> Iterator[Declared]:
    """Yield what `with f() as name` says."""
    target = node.child_by_field_name("alias")
    if target and target.named_children and node.named_children:
        yield target.named_children[0], None, node.named_children[0]


def entering(node: Node) -> str:
    """Return the name of the method whose result `with f() as name` binds."""
    statement: Node | None = node
    while statement is not None and statement.type != "with_statement":
        statement = statement.parent
    is_async = statement is not None and statement.children[0].type == "async"
    return "__aenter__" if is_async else "__enter__"


_WITH_SEVERAL = ("java", "kotlin", "swift")
"""Languages in which a sign beside the type tells that a name holds several values of it."""


def _holds_several(node: Node) -> bool:
    """Whether a name holds several values of its type: `Cart cart[]`, `vararg c: Cart`, `Cart...`.

    What is behind such a name is no member of the type.
    """
    before = node.prev_named_sibling
    modifiers = [each for each in node.named_children if each.type == "modifiers"]
    if before is not None and before.type == "parameter_modifiers":
        modifiers.append(before)
    inner = (each for outer in modifiers for one in outer.named_children for each in one.children)
    return any(each.type == "vararg" for each in inner) or any(
        each.type in ("...", "dimensions") for each in node.children
    )


_READERS: Mapping[str, Callable[[Node], Iterator[Declared]]] = {
    "typed_parameter": _first_child,
    "as_pattern": _with,
    "short_var_declaration": _paired,
    "local_variable_declaration": _declarators,
    "field_declaration": _declarators,
    "variable_declaration": _declarators,
}
_BY_LANGUAGE: Mapping[str, Callable[[Node], Iterator[Declared]]] = {
    "kotlin": _kotlin,
    "swift": _swift,
}


def declared(key: str, node: Node) -> Iterator[Declared]:
    """Yield the names that a node declares, each with its type and its first value, if any.

    Args:
        key: the key of the language.
        node: what its query captured as `typed` or `result`.
    """
    if key in _WITH_SEVERAL and _holds_several(node):
        return ((name, None, None) for name, _, _ in _of_one(key, node))
    return _of_one(key, node)


def _of_one(key: str, node: Node) -> Iterator[Declared]:
    """Yield what a node declares as if each name were one value."""
    if key == "php" and node.type == "property_declaration":
        return _declarators(node)
    if key == "go" and node.type == "field_declaration":
        return _plain(key, node)
    reader = _BY_LANGUAGE.get(key) or _READERS.get(node.type)
    return reader(node) if reader else _plain(key, node)
