"""What names are bound to in JavaScript and TypeScript: functions, classes, values, members."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures
from ralf_notes.outline.languages.ecmascript.blocks import is_for_block, only_in_block
from ralf_notes.outline.languages.ecmascript.inheriting import heir
from ralf_notes.outline.languages.ecmascript.objects import given_object, members_of, object_of
from ralf_notes.outline.languages.ecmascript.reexports import offered_names
from ralf_notes.outline.languages.ecmascript.values import (
    arguments,
    assigned_values,
    bare,
    pattern_names,
    shape,
    text_of,
    wrapped_name,
    wrapped_shape,
)
from ralf_notes.outline.languages.ecmascript.wrappers import is_wrapper, returned
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_AROUND = frozenset(("export_statement", "ambient_declaration"))
_OWN = ("exports", "module.exports")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]*")
_MERGES = frozenset(("assign", "extend", "mixin"))
_DEFINES = frozenset(("defineProperty", "defineGetter", "__defineGetter__"))
_REGISTERS = re.compile(r"register\w*|component|directive|mixin")
_DECLARED = frozenset(("function", "class", "interface", "type", "enum", "module"))
_OFFERED = _DECLARED | {"object", "constant", "variable"}
_COMPILED = "__esModule"
"""What a compiler adds to the exports."""
_NOTHING = ("void 0", "undefined")
"""Values with which compilers declare exports; they say nothing."""
_OPTIONS = frozenset(("actions", "computed", "getters", "methods", "mutations"))
_PATHS = frozenset(("identifier", "member_expression", "this"))


def read_bindings(matches: Sequence[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches of the query, with each binding as the definitions that it makes.

    Args:
        matches: the captures of each match.
        source: the text of the file.
    """
    bindings = _Bindings(source)
    exporting = [each for captures in matches for each in bindings.exports_of(captures)]
    names = (node for captures in (*matches, *exporting) for node in captures.get("export", ()))
    bindings.exported.update(text_of(node, source) for node in names)
    for captures in matches:
        bindings.note_routines(captures)
    for captures in matches:
        bindings.note_names(captures)
    yield from exporting
    for captures in matches:
        for definition in bindings.definitions_of(captures):
            yield bindings.with_other_names(definition)


def widened(node: Node) -> Node:
    """Return the `export` or `declare` statement around a declaration, else the node."""
    while node.parent and node.parent.type in _AROUND:
        node = node.parent
    return node


def is_ambient(node: Node | None) -> bool:
    """Whether a node is, or is inside, a `declare` statement."""
    while node and node.type != "ambient_declaration":
        node = node.parent
    return node is not None


@dataclass(slots=True)
class _Bindings:
    """Reads the bindings of one file."""

    source: bytes
    exported: set[str] = field(default_factory=set)
    """Local names that the file exports."""
    prototypes: dict[str, Node] = field(default_factory=dict)
    """Local names of prototypes -> the functions or classes that they are of."""
    routines: set[str] = field(default_factory=set)
    """Names of functions and classes at the top of the file."""
    offered: dict[str, list[Node]] = field(default_factory=dict)
    """Local names -> the statements or clauses that export them under another name, and those that
    say what they inherit from."""

    def text(self, node: Node | None) -> str:
        return text_of(node, self.source)

    # --- other names of a binding ---------------------------------------------------------

    def note_names(self, captures: Captures) -> None:
        """Keep what a match says about other names: of prototypes, in exports, of heirs."""
        if "binding" in captures:
            value = first_field(captures["binding"][0], "value")
            if value and self.text(first_field(value, "property")) == "prototype":
                owner = first_field(value, "object")
                if owner:
                    self.prototypes |= {self.text(captures["name"][0]): owner}
        for node in captures.get("offer", ()):
            for _, local, says_so in offered_names(node, self.source, self.routines):
                self.offered.setdefault(local, []).append(says_so)
        for node in captures.get("call", captures.get("assigned", ())):
            if local := heir(node, self.source):
                self.offered.setdefault(local, []).append(node)

    def note_routines(self, captures: Captures) -> None:
        """Keep the names of functions and classes at the top of the file."""
        outer = next(
            (captures[kind][0] for kind in ("function", "class") if kind in captures), None
        )
        if "binding" in captures:
            value = first_field(captures["binding"][0], "value")
            outer = captures["binding"][0].parent if value and shape(value) else None
        if outer and outer.parent and outer.parent.type == "program":
            self.routines.add(self.text(captures["name"][0]))

    def with_other_names(self, definition: Captures) -> Captures:
        """Return a definition at the top with the exports of it under other names."""
        kind = next((each for each in definition if each in _OFFERED), "")
        if not kind or not self.offered or "receiver" in definition:
            return definition
        node, named = definition[kind][0], self.offered.get(self.text(definition["name"][0]), [])
        is_top = node.parent is not None and node.parent.type in ("program", "lexical_declaration")
        return {**definition, "offered": named} if named and is_top else definition

    # --- names that a binding exports -----------------------------------------------------

    def exports_of(self, captures: Captures) -> Iterator[Captures]:
        """Yield the exports that the query does not see."""
        names: list[Node] = []
        if "binding" in captures:
            names = captures["name"] if self._is_exporting(captures["binding"][0]) else []
        elif "default" in captures:
            names = list(self._handed_to(captures["value"][0]))
        elif "local" in captures and is_wrapper(captures["local"][0], self.source):
            names = returned(captures["local"][0])
        elif "assigned" in captures:
            names = self._assigned_exports(captures["assigned"][0])
        elif kind := next((each for each in captures if each in _DECLARED), ""):
            statement = captures[kind][0].parent
            if statement and statement.type == "export_statement" and statement.parent:
                names = captures["name"] if statement.parent.type == "program" else []
        if names:
            yield {"export": names}

    def _is_exporting(self, declarator: Node) -> bool:
        """Whether a declaration exports its name, or is the value that the module exports."""
        outer = widened(declarator.parent) if declarator.parent else declarator
        if outer.type == "export_statement":  # in a namespace, it is one of that
            return outer.parent is None or outer.parent.type == "program"
        value = first_field(declarator, "value")
        targets = assigned_values(value)[0] if value else []
        return any(self.text(target) in _OWN for target in targets)

    def _assigned_exports(self, assignment: Node) -> list[Node]:
        """Return the names in the value of `module.exports = value` or `window.a = value`."""
        targets, value = assigned_values(assignment)
        if value is None:
            return []
        if any(self.text(target) in _OWN for target in targets):
            return list(self._handed_to(value))
        is_shared = self.text(first_field(targets[0], "object")) in ("window", "globalThis")
        return [value] if is_shared and value.type == "identifier" else []

    def _handed_to(self, value: Node) -> Iterator[Node]:
        """Yield the names in `export default connect(...)(Card)` or `{ open, shut: close }`."""
        waiting = [value]
        while waiting:
            node = bare(waiting.pop())
            if node.type in ("identifier", "shorthand_property_identifier"):
                yield node
            elif node.type == "call_expression":
                waiting += arguments(node)
            elif node.type == "new_expression":
                if each := first_field(node, "constructor"):
                    waiting.append(each)
            elif node.type == "object":
                waiting += (first_field(each, "value") or each for each in node.named_children)

    # --- definitions ----------------------------------------------------------------------

    def definitions_of(self, captures: Captures) -> Iterator[Captures]:
        """Yield the definitions of a match; a match of another kind stays as it is."""
        if "binding" in captures:
            yield from self._declared(captures["binding"][0], captures["name"][0])
        elif "destructured" in captures:
            yield from self._destructured(captures["destructured"][0], captures["name"][0])
        elif "assigned" in captures:
            yield from self._assigned(captures["assigned"][0])
        elif "call" in captures:
            yield from self._called(captures["call"][0])
        elif "default" in captures:
            yield from self._default(captures)
        elif "field" in captures:
            value = captures.get("value")
            shaped = shape(value[0]) if value else None
            kind, parts = ("method", shaped[1]) if shaped else ("member", {})
            yield {kind: captures["field"], "name": captures["name"], **parts}
        elif "local" in captures and is_wrapper(captures["local"][0], self.source):
            yield {"scope": captures["local"], "wrapper": captures["local"]}
        elif inner := only_in_block(captures):
            yield {"local": [inner]}
        else:
            yield {
                kind: [widened(nodes[0])]
                if nodes == captures.get(kind) and kind in _DECLARED
                else nodes
                for kind, nodes in captures.items()
            }

    def _declared(self, declarator: Node, name: Node) -> Iterator[Captures]:
        """Yield what a declaration such as `const name = value` defines."""
        declaration = declarator.parent
        if declaration is None or is_for_block(declaration):
            return
        outer, value = widened(declaration), first_field(declarator, "value")
        is_marked = outer.type == "export_statement" or is_ambient(outer)
        is_exported = is_marked or (value is not None and self.text(name) in self.exported)
        if sum(each.type == "variable_declarator" for each in declaration.named_children) > 1:
            outer = declarator
        final = bare(assigned_values(value)[1] or value) if value else None
        if final and (shaped := shape(final)):
            yield {shaped[0]: [outer], "name": [name], **shaped[1]}
            return
        is_component = self.text(name)[:1].isupper()
        wrapped = wrapped_shape(final, self.source) if final else None
        options = given_object(final, self.source) if final and not wrapped else None
        if options and (is_exported or not self.exported):
            yield from object_of(outer, name, options, self.source)
        elif wrapped and (is_exported or is_component):
            yield {"function": [outer], "name": [name], **wrapped}
        elif is_exported or _CAPITALS.fullmatch(self.text(name)):
            yield {"constant": [outer], "name": [name]}

    def _destructured(self, declarator: Node, pattern: Node) -> Iterator[Captures]:
        """Yield the exported names of a declaration such as `const { a, b } = value`."""
        declaration = declarator.parent
        if declaration is None or is_for_block(declaration):
            return
        outer = widened(declaration)
        for name in pattern_names(pattern):
            if outer != declaration or self.text(name) in self.exported:
                yield {"constant": [outer], "name": [name]}

    def _default(self, captures: Captures) -> Iterator[Captures]:
        """Yield what `export default value` defines; nothing for a name, or a call around one."""
        value, common = captures["value"][0], {"name": captures["name"]}
        if shaped := shape(value):
            yield {shaped[0]: captures["default"], **common, **shaped[1]}
        elif self._wrapped(value):
            return
        elif wrapped := wrapped_shape(value, self.source):
            yield {"function": captures["default"], **common, **wrapped}
        elif bare(value).type != "identifier":
            yield {"constant": captures["default"], "export": captures["name"], **common}
            yield from self._options(bare(value), captures["name"][0])

    def _wrapped(self, value: Node) -> Node | None:
        """Return the name of the function or class of this file that a value only wraps."""
        name = wrapped_name(value, self.source)
        return name if name and self.text(name) in self.routines else None

    def _options(self, value: Node, receiver: Node) -> Iterator[Captures]:
        """Yield the functions of an object, and of a component those in `methods: { ... }`."""
        values = arguments(value) if value.type == "call_expression" else [value]
        if not values or values[0].type != "object":
            return
        pairs = [each for each in values[0].named_children if each.type == "pair"]
        groups = [each for each in pairs if self.text(first_field(each, "key")) in _OPTIONS]
        inner = (first_field(each, "value") for each in groups)
        for members in (values[0], *(each for each in inner if each)):
            for captures in members_of(members, receiver, self.source):
                yield {**captures, "promoted": [members]}  # out of the value of `default`

    def _assigned(self, assignment: Node) -> Iterator[Captures]:
        """Yield what an assignment defines: `exports.a = ...`, `A.prototype.b = function ...`."""
        targets, value = assigned_values(assignment)
        statement = assignment.parent
        if value is None or not targets or statement is None:
            return
        target = next((each for each in targets if self.text(each) in _OWN), None)
        target = target or next(filter(self._is_prototype, targets), targets[0])
        if self.text(target) in _OWN:
            yield from self._module(statement, target, value)
        elif target.type == "member_expression":
            yield from self._member(statement, target, value)
        elif self.text(target) in self.exported and (shaped := shape(value)):
            yield {shaped[0]: [statement], "name": [target], **shaped[1]}

    def _module(self, statement: Node, target: Node, value: Node) -> Iterator[Captures]:
        """Yield what `module.exports = value` defines."""
        frozen = bare(value)
        if self.text(first_field(frozen, "function")) in ("Object.freeze", "Object.seal"):
            frozen = next(iter(arguments(frozen)), frozen)
        if options := frozen if frozen.type == "object" else given_object(frozen, self.source):
            yield from members_of(options, None, self.source)
        elif shaped := shape(value):
            name = first_field(bare(value), "name") or target
            yield {shaped[0]: [statement], "name": [name], "export": [name], **shaped[1]}

    def _member(self, statement: Node, target: Node, value: Node) -> Iterator[Captures]:
        """Yield what an assignment to a member defines: on `exports`, a prototype or an object."""
        owner, name = first_field(target, "object"), first_field(target, "property")
        if owner is None or name is None or owner.type not in _PATHS:
            return
        if self.text(name) == _COMPILED:
            return
        if self.text(owner) in _OWN:
            yield from self._exported(statement, name, value)
        elif self._is_prototype(target):
            for each in (bare(value), *arguments(bare(value))):
                if each.type == "object":
                    yield from members_of(each, owner, self.source)
        elif shaped := shape(value):
            receiver = self._without_prototype(owner)
            yield {shaped[0]: [statement], "name": [name], "receiver": [receiver], **shaped[1]}
        elif self._is_at_top(statement):
            yield from self._data(statement, target, bare(value))

    def _is_at_top(self, statement: Node | None) -> bool:
        above = statement.parent if statement else None
        return above is not None and above.type == "program"

    def _data(self, statement: Node, target: Node, value: Node) -> Iterator[Captures]:
        """Yield what an object or a constant gives to another one: `shop.text = { trim() {} }`."""
        owner, name = first_field(target, "object"), first_field(target, "property")
        is_offered = self.text(owner) in self.exported
        if value.type == "object":
            yield from members_of(value, target, self.source)
        elif owner and name and is_offered and _CAPITALS.fullmatch(self.text(name)):
            yield {"constant": [statement], "name": [name], "receiver": [owner]}

    def _without_prototype(self, owner: Node) -> Node:
        """Return `A` for `A.prototype`, for a local name of that, and for `exports.A.prototype`."""
        if owner.type == "identifier":
            return self.prototypes.get(self.text(owner), owner)
        if not self._is_prototype(owner):
            return owner
        outer = first_field(owner, "object") or owner
        is_own = self.text(first_field(outer, "object")) in _OWN
        return (first_field(outer, "property") or outer) if is_own else outer

    def _exported(self, statement: Node, name: Node, value: Node) -> Iterator[Captures]:
        """Yield what `exports.name = value` defines."""
        common = {"name": [name], "export": [name]}
        if shaped := shape(value):
            yield {shaped[0]: [statement], **common, **shaped[1]}
        elif wrapped := wrapped_shape(value, self.source):
            yield {"function": [statement], **common, **wrapped}
        elif self.text(value) not in (self.text(name), *_NOTHING):
            yield {"constant": [statement], **common}

    def _is_prototype(self, target: Node) -> bool:
        return self.text(first_field(target, "property")) == "prototype"

    def _called(self, call: Node) -> Iterator[Captures]:
        """Yield the members that a call adds to an object: `Object.assign(A.prototype, {...})`.

        One that registers an object with functions gives it a name: `Vue.component("cart", {...})`.
        """
        callee, values = first_field(call, "function"), arguments(call)
        function = self.text(callee).rpartition(".")[2]
        if function in _MERGES and callee and values:
            owner = first_field(callee, "object") if len(values) == 1 else values[0]
            if owner and owner.type in _PATHS and self.text(callee) != "Vue.mixin":
                is_own = self.text(owner) in _OWN
                receiver = None if is_own else self._without_prototype(owner)
                for each in values[-1:] if len(values) == 1 else values[1:]:
                    if each.type == "object":
                        yield from members_of(each, receiver, self.source)
        elif _REGISTERS.fullmatch(function) and len(values) == 2 and self._is_at_top(call.parent):
            given = given_object(values[1], self.source)
            if values[0].type == "string" and values[0].named_children and given:
                yield from self._options(given, values[0].named_children[0])
        elif function in _DEFINES and len(values) > 2 and values[1].named_children:
            name, owner = values[1].named_children[0], values[0]
            is_name = name.type == "string_fragment" and self.text(name) != _COMPILED
            if owner.type in _PATHS and is_name:
                is_own = self.text(owner) in _OWN
                goal = (
                    {"export": [name]} if is_own else {"receiver": [self._without_prototype(owner)]}
                )
                yield {"property": [call], "name": [name], **goal}
