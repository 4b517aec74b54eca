"""The props and events that the script of a component declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ralf_notes.outline.documentation import comments
from ralf_notes.outline.languages.ecmascript.values import arguments, bare, text_of
from ralf_notes.outline.rules import first_field, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_OPTIONS = frozenset(("defineComponent", "extend", "defineNuxtComponent"))
_DISPATCH = re.compile(r"\bdispatch\s*\(\s*['\"]([\w:.-]+)['\"]")
_EMIT = re.compile(r"(?<![\w.])\$emit\s*\(\s*['\"]([\w:.-]+)['\"]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A prop or an event."""

    name: str
    type: str = ""
    default: str = ""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """What a component takes and emits."""

    props: tuple[Entry, ...]
    events: tuple[Entry, ...]


def interface_of(key: str, root: Node, script: bytes, template: bytes) -> Interface:
    """Return what a component takes and emits.

    Args:
        key: `vue`, `svelte` or `astro`.
        root: of the syntax tree of its script.
        script: the text of the tree.
        template: the rest of the file.
    """
    script_reader = _Script(script, _types(root, script))
    props: dict[str, Entry] = {}
    events: dict[str, Entry] = {}
    for statement in root.named_children:
        for entry in script_reader.props(key, statement):
            name = entry.name.rstrip("?")
            earlier = props.get(name)
            # A pattern such as `{ size = 2 } = defineProps<P>()` adds defaults to known props.
            props[name] = replace(earlier, default=entry.default) if earlier else entry
        for entry in script_reader.events(statement):
            events.setdefault(entry.name, entry)
    pattern, text = (_EMIT, template) if key == "vue" else (_DISPATCH, script)
    for name in pattern.findall(text.decode("utf-8", "replace")) if key != "astro" else ():
        events.setdefault(name, Entry(name))
    return Interface(tuple(props.values()), tuple(events.values()))


def _types(root: Node, source: bytes) -> Mapping[str, Node]:
    """Return the bodies of the interfaces and object types of a script, by name."""
    bodies = {}
    for statement in root.named_children:
        node = first_field(statement, "declaration") or statement
        if node.type in ("interface_declaration", "type_alias_declaration"):
            body = first_field(node, "body", "value")
            if body:
                bodies[text_of(first_field(node, "name"), source)] = body
    return bodies


@dataclass(frozen=True, slots=True)
class _Script:
    source: bytes
    types: Mapping[str, Node]

    def text(self, node: Node | None) -> str:
        return text_of(node, self.source)

    # --- props ----------------------------------------------------------------------------

    def props(self, key: str, statement: Node) -> Iterator[Entry]:
        """Yield the props that a statement declares."""
        if key == "svelte" and statement.type == "export_statement":
            yield from self._exported(statement)
        elif key == "astro":
            yield from self._astro(statement)
        options = self._options(statement)
        if options and (listed := self._option(options, "props")):
            yield from self._listed(listed)
        for target, call in self._calls(statement):
            yield from self._of_call(target, call)

    def _of_call(self, target: Node | None, call: Node) -> Iterator[Entry]:
        """Yield the props of `defineProps`, `withDefaults`, `defineModel` and `$props`."""
        name, values = self.text(first_field(call, "function")), arguments(call)
        if name == "withDefaults" and values:
            yield from self._of_call(target, bare(values[0]))
            if len(values) > 1:
                yield from self._defaults(values[1])
        elif name in ("defineProps", "$props"):
            yield from self._typed(call)
            for listed in values[:1]:
                yield from self._listed(listed)
            annotation = first_field(target.parent, "type") if target and target.parent else None
            if annotation and annotation.named_children:
                yield from self._members(annotation.named_children[0])
            if target:
                yield from self._destructured(target)
        elif name == "defineModel":
            is_named = bool(values) and values[0].type == "string"
            options = values[-1] if values and values[-1].type == "object" else None
            default = self._option(options, "default") if options else None
            model = unquoted(self.text(values[0])) if is_named else "modelValue"
            yield Entry(model, self._type_argument(call), self.text(default))

    def _exported(self, statement: Node) -> Iterator[Entry]:
        """Yield the props of `export let name: Type = default`."""
        declaration = first_field(statement, "declaration")
        if declaration is None or not self.text(declaration).startswith(("let", "var")):
            return
        for declarator in declaration.named_children:
            value = first_field(declarator, "value")
            yield Entry(
                self.text(first_field(declarator, "name")),
                self.text(first_field(declarator, "type")).lstrip(": "),
                self.text(value),
                self._doc(statement),
            )

    def _astro(self, statement: Node) -> Iterator[Entry]:
        node = first_field(statement, "declaration") or statement
        is_type = node.type in ("interface_declaration", "type_alias_declaration")
        if is_type and self.text(first_field(node, "name")) == "Props":
            yield from self._members(first_field(node, "body", "value"))
        for declarator in node.named_children if node.type == "lexical_declaration" else ():
            value, name = first_field(declarator, "value"), first_field(declarator, "name")
            if value and name and self.text(bare(value)) == "Astro.props":
                yield from self._destructured(name)

    def _typed(self, call: Node) -> Iterator[Entry]:
        """Yield the props or events of the type in `define...<Type>()`."""
        types = first_field(call, "type_arguments")
        if types and types.named_children:
            yield from self._members(types.named_children[0])

    def _members(self, node: Node | None, depth: int = 0) -> Iterator[Entry]:
        """Yield the members of an object type; a name and `&` lead to others of this file."""
        if node is None or depth > 8:
            return
        if node.type in ("intersection_type", "parenthesized_type"):
            for child in node.named_children:
                yield from self._members(child, depth + 1)
        elif node.type in ("type_identifier", "generic_type"):
            name = self.text(first_field(node, "name") or node)
            yield from self._members(self.types.get(name), depth + 1)
        elif node.type in ("object_type", "interface_body"):
            yield from (entry for child in node.named_children for entry in self._member(child))

    def _member(self, node: Node) -> Iterator[Entry]:
        if node.type in ("property_signature", "method_signature"):
            name, kind = first_field(node, "name"), first_field(node, "type", "parameters")
            mark = "?" if any(child.type == "?" for child in node.children) else ""
            written = self.text(kind).lstrip(": ")
            yield Entry(unquoted(self.text(name)) + mark, written, "", self._doc(node))
        elif node.type == "call_signature":  # `(event: "sold", id: number): void`
            parameters = first_field(node, "parameters")
            first, *rest = parameters.named_children if parameters else [node]
            names = re.findall(r"['\"]([\w:.-]+)['\"]", self.text(first_field(first, "type")))
            written = ", ".join(self.text(each) for each in rest)
            yield from (Entry(name, written, "", self._doc(node)) for name in names)

    def _listed(self, node: Node) -> Iterator[Entry]:
        """Yield the entries of `["a", "b"]` or `{ a: String, b: { type: Number, default: 1 } }`."""
        for child in bare(node).named_children:
            if child.type == "string":
                yield Entry(unquoted(self.text(child)))
            key, value = first_field(child, "key", "name"), first_field(child, "value")
            if key is None:
                continue
            name, options = unquoted(self.text(key)), bare(value) if value else None
            if options and options.type == "object":
                kind, default = self._option(options, "type"), self._option(options, "default")
                mark = "" if self.text(self._option(options, "required")) == "true" else "?"
                yield Entry(name + mark, self.text(kind), self.text(default), self._doc(child))
            else:
                kind_text = "" if self.text(options) == "null" or not value else self.text(options)
                yield Entry(name, kind_text, "", self._doc(child))

    def _defaults(self, node: Node) -> Iterator[Entry]:
        for child in bare(node).named_children:
            key, value = first_field(child, "key"), first_field(child, "value")
            if key:
                yield Entry(unquoted(self.text(key)), "", self.text(value))

    def _destructured(self, pattern: Node) -> Iterator[Entry]:
        """Yield the names in `{ a, b = 1, c: d }`, each with its default."""
        for child in pattern.named_children if pattern.type == "object_pattern" else ():
            if child.type == "shorthand_property_identifier_pattern":
                yield Entry(self.text(child))
            elif child.type == "object_assignment_pattern":
                left, right = first_field(child, "left"), first_field(child, "right")
                yield Entry(self.text(left), "", self.text(right))
            elif child.type == "pair_pattern":
                key, value = first_field(child, "key"), first_field(child, "value")
                right = first_field(value, "right") if value else None
                yield Entry(unquoted(self.text(key)), "", self.text(right))

    # --- events ---------------------------------------------------------------------------

    def events(self, statement: Node) -> Iterator[Entry]:
        """Yield the events that a statement declares."""
        options = self._options(statement)
        if options and (listed := self._option(options, "emits")):
            yield from (Entry(each.name, "", "", each.doc) for each in self._listed(listed))
        for _, call in self._calls(statement):
            name = self.text(first_field(call, "function"))
            if name in ("defineEmits", "createEventDispatcher"):
                yield from self._typed(call)
                for listed in arguments(call)[:1]:
                    yield from (Entry(each.name, "", "", each.doc) for each in self._listed(listed))

    # --- what statements hold -------------------------------------------------------------

    def _calls(self, statement: Node) -> Iterator[tuple[Node | None, Node]]:
        """Yield the calls of a statement, each with the name or pattern that takes its result."""
        if statement.type == "expression_statement":
            values: list[tuple[Node | None, Node | None]] = [(None, statement.named_children[0])]
        elif statement.type in ("lexical_declaration", "variable_declaration"):
            values = [
                (first_field(each, "name"), first_field(each, "value"))
                for each in statement.named_children
            ]
        else:
            values = []
        for target, value in values:
            if value and bare(value).type == "call_expression":
                yield target, bare(value)

    def _options(self, statement: Node) -> Node | None:
        """Return the object of `export default { ... }`, also inside `defineComponent()`."""
        value = first_field(statement, "value") if statement.type == "export_statement" else None
        value = bare(value) if value else None
        if value and value.type == "call_expression":
            function = self.text(first_field(value, "function")).rpartition(".")[2]
            value = next(iter(arguments(value)), None) if function in _OPTIONS else None
        return value if value and value.type == "object" else None

    def _option(self, options: Node, name: str) -> Node | None:
        """Return the value of a property of an object."""
        for child in options.named_children:
            if unquoted(self.text(first_field(child, "key", "name"))) == name:
                return first_field(child, "value") or child
        return None

    def _type_argument(self, call: Node) -> str:
        return self.text(first_field(call, "type_arguments"))[1:-1]

    def _doc(self, node: Node) -> str:
        """Return the text of the comment right above a node."""
        above = node.prev_named_sibling
        is_near = above is not None and node.start_point.row - above.end_point.row <= 1
        if above is None or not is_near or above.type != "comment":
            return ""
        return " ".join(comments.comment_text(self.text(above)).split())
