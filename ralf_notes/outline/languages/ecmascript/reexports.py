"""What a JavaScript or TypeScript file exports although another file defines it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import ParsedFile
from ralf_notes.outline.languages.ecmascript.paths import beside
from ralf_notes.outline.languages.ecmascript.values import text_of, wrapped_name
from ralf_notes.outline.model import Export
from ralf_notes.outline.rules import first_field, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_CLAUSES = ("import_clause", "import_require_clause")  # the second: `import a = require("a")`

Origins = Mapping[str, tuple[str, str]]
"""A local name -> the module that it is imported from, and its name there."""


def reexports(file: ParsedFile) -> Iterator[Export]:
    """Yield `export ... from`, exports of imported names, and modules that CommonJS hands on."""
    origins = {
        local: (module, name)
        for node in file.imports
        for local, module, name in imported(node, file)
    }
    for node in file.offers:
        if node.type == "export_statement":
            yield from _of_statement(node, file, origins)
        else:
            yield from _of_assignment(node, file, origins)


def own_names(file: ParsedFile) -> Iterator[tuple[str, str]]:
    """Yield the names by which others import what the file itself defines under another name."""
    origins = {local for node in file.imports for local, _, _ in imported(node, file)}
    routines = {each.path for each in file.definitions if each.kind in ("function", "class")}
    for node in file.offers:
        for alias, local, _ in offered_names(node, file.source, routines):
            name = unquoted(local)
            if name not in origins and name != alias:
                yield alias, name


def offered_names(
    node: Node, source: bytes, routines: Collection[str]
) -> Iterator[tuple[str, str, Node]]:
    """Yield names under which an `export` offers what has another name in the file.

    Args:
        node: a statement.
        source: the text of the file.
        routines: the names of functions and classes of the file, which a value may wrap.

    Yields:
        The name for others, that in the file, and the node that says so.
    """
    if node.type != "export_statement" or first_field(node, "source"):
        return
    value = first_field(node, "value")
    named = value if value and value.type == "identifier" else None
    if value and named is None and (wrapped := wrapped_name(value, source)):
        named = wrapped if text_of(wrapped, source) in routines else None
    if named:
        yield "default", text_of(named, source), node
    for clause in node.named_children:
        for each in clause.named_children if clause.type == "export_clause" else ():
            if alias := first_field(each, "alias"):
                local = text_of(first_field(each, "name"), source)
                yield unquoted(text_of(alias, source)), local, each


# --- what a file imports ----------------------------------------------------------------------


def imported(node: Node, file: ParsedFile) -> Iterator[tuple[str, str, str]]:
    """Yield the local name, the module and the name there for what an import binds."""
    if node.type == "import_statement":
        clause = next((each for each in node.named_children if each.type in _CLAUSES), None)
        sources = (first_field(each, "source") for each in (node, clause) if each)
        module = literal(next((each for each in sources if each), None), file)
        for child in clause.named_children if clause else ():
            for local, name in _bound(child, file):
                yield local, module, name
    elif required := required_module(node, file):
        target = first_field(node.parent, "name") if node.parent else None
        for local, name in _bound(target, file) if target else ():
            yield local, required, name


def _bound(node: Node, file: ParsedFile) -> Iterator[tuple[str, str]]:
    """Yield the local names of an import clause or of a pattern, each with the name it stands for.

    `*` stands for the module as a whole.
    """
    if node.type == "identifier":
        in_clause = node.parent is not None and node.parent.type == "import_clause"
        yield file.text(node), "default" if in_clause else "*"
    elif node.type == "namespace_import":
        yield file.text(node.named_children[-1]), "*"
    elif node.type in ("named_imports", "object_pattern"):
        for child in node.named_children:
            name = first_field(child, "name", "key")
            local = first_field(child, "alias", "value")
            if name or child.type == "shorthand_property_identifier_pattern":
                yield file.text(local or name or child), unquoted(file.text(name or child))


def required_module(node: Node | None, file: ParsedFile) -> str:
    """Return the module of a `require("x")`, or ''."""
    if node is None or node.type != "call_expression":
        return ""
    values = _arguments(node)
    if file.text(first_field(node, "function")) != "require" or len(values) != 1:
        return ""
    return (
        literal(values[0], file) if values[0].type == "string" else beside(values[0], file.source)
    )


def literal(node: Node | None, file: ParsedFile) -> str:
    """Return the text in a string's quotes, '' without a node."""
    return unquoted(file.text(node))


# --- what it exports of that ------------------------------------------------------------------


def _of_statement(node: Node, file: ParsedFile, origins: Origins) -> Iterator[Export]:
    """Yield what an `export` statement without a declaration hands on."""
    module = literal(first_field(node, "source"), file)
    if module and any(child.type == "*" for child in node.children):
        yield Export("*", module)
    value = first_field(node, "value")
    if value and file.text(value) in origins:
        yield Export("default", *origins[file.text(value)])
    for child in node.named_children:
        if child.type == "namespace_export":
            yield Export(literal(child.named_children[-1], file), module, "*")
        for each in child.named_children if child.type == "export_clause" else ():
            name = literal(first_field(each, "name"), file)
            offered = literal(first_field(each, "alias"), file) or name
            if module:
                yield Export(offered, module, name)
            elif name in origins:
                yield Export(offered, *origins[name])


def _of_assignment(node: Node, file: ParsedFile, origins: Origins) -> Iterator[Export]:
    """Yield what an assignment to `exports` hands on: `exports.a = require("./a")`."""
    left, right = first_field(node, "left"), first_field(node, "right")
    if left is None or right is None:  # `Object.assign(exports, require("./a"))`
        yield from _all_of(required_module(each, file) for each in _arguments(node))
    elif file.text(left) != "module.exports":
        yield from _handed_on(file.text(first_field(left, "property")), right, file, origins)
    elif right.type == "object":
        for child in right.named_children:
            yield from _of_property(child, file, origins)
    elif file.text(right) in origins:
        module, name = origins[file.text(right)]
        yield Export("*", module) if name == "*" else Export("default", module, name)
    else:
        yield from _all_of([required_module(right, file)])


def _all_of(modules: Iterable[str]) -> Iterator[Export]:
    yield from (Export("*", module) for module in modules if module)


def _arguments(call: Node) -> list[Node]:
    arguments = first_field(call, "arguments")
    return arguments.named_children if arguments else []


def _of_property(node: Node, file: ParsedFile, origins: Origins) -> Iterator[Export]:
    """Yield what a property of `module.exports = { ... }` hands on."""
    if node.type == "spread_element":
        yield from _all_of(required_module(each, file) for each in node.named_children)
    elif node.type in ("pair", "shorthand_property_identifier"):
        key, value = first_field(node, "key") or node, first_field(node, "value") or node
        yield from _handed_on(unquoted(file.text(key)), value, file, origins)


def _handed_on(name: str, value: Node, file: ParsedFile, origins: Origins) -> Iterator[Export]:
    """Yield the export of a value that a module or an imported name is: `a: require("./a")`."""
    owner = first_field(value, "object") if value.type == "member_expression" else None
    if module := required_module(value, file):
        yield Export(name, module, "*")
    elif module := required_module(owner, file):
        yield Export(name, module, file.text(first_field(value, "property")))
    elif file.text(value) in origins:
        yield Export(name, *origins[file.text(value)])
