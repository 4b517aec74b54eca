"""How the definitions of a file stand in each other: the parent, owner and path of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.model import KINDS

_CONTAINERS = frozenset((
    "class", "interface", "trait", "struct", "enum", "union", "record", "module", "object",
    "category", "scope",
))  # fmt: skip
_NO_NAME = re.compile(r"[{};]|^.{200}", re.DOTALL)
_PROMOTING = frozenset(("constant", "variable", "type", "function", "method", "member"))
"""Kinds that may declare what belongs to the type around them: `struct A { int b; } c;`."""
_ONCE = frozenset(("constant", "variable"))
"""Kinds of which a second one with the same name is a twin: the other branch of a condition."""


class Nesting:
    """Finds which definitions are not local, and the parent, owner and path of each."""

    def __init__(self, file: ParsedFile, separator: str) -> None:
        self._file = file
        self._separator = separator
        self._stack: list[Definition] = []
        self._first: dict[str, Definition] = {}
        self._kept: list[Definition] = []

    def of(self, ordered: Iterable[Definition]) -> list[Definition]:
        """Return the definitions that are not local; they come in source order."""
        for definition in ordered:
            is_name = definition.name not in ("", "_") and not _NO_NAME.search(definition.name)
            if not is_name and definition.kind in (*KINDS, "member"):  # broken syntax
                definition.kind = "local"
            while self._stack and self._stack[-1].end <= definition.start:
                self._stack.pop()
            around = self._stack[-1] if self._stack else None
            above = around
            if around and around.kind in _PROMOTING and "promoted" in definition.captures:
                above = around.parent
            if above is None or _holds_members(above):
                self._add(definition, above, around)
        self._find_holders()
        return self._kept

    def _add(
        self, definition: Definition, above: Definition | None, around: Definition | None
    ) -> None:
        """Add a definition that is not local.

        Args:
            definition: the definition.
            above: the innermost type or scope around it.
            around: what it must end before.
        """
        if definition.kind == "access":
            if above:
                above.section = definition.name
            return
        if definition.kind == "hide":
            self._hide(definition.name, above)
            return
        definition.section = "private" if "nameless" in definition.captures else ""
        if around:
            definition.end = min(definition.end, around.end)
        if above and "free" not in definition.captures:
            definition.scope = above if above.kind == "scope" else None
            parent = above.parent if definition.scope else above
            if parent and parent.part_of:  # `object Cart` below `class Cart`
                definition.scope, parent = definition.scope or parent, parent.part_of
            definition.parent = parent
            definition.owner, definition.access = above.path, above.section
        if receiver := definition.node("receiver"):
            parts = (definition.owner, self._file.text(receiver))
            definition.owner = self._separator.join(filter(None, parts))
        definition.path = self._separator.join(filter(None, (definition.owner, definition.name)))
        self._stack.append(definition)
        if definition.kind == "scope" and definition.name:
            self._file.scopes.setdefault(definition.path, []).append(definition)
        is_shown = definition.kind == "member" and above and _shows_members(above)
        if definition.kind in ("scope", "local") or is_shown or self._is_joined(definition):
            return
        self._kept.append(definition)

    def _hide(self, name: str, above: Definition | None) -> None:
        """Hide a name of a type or scope, unless another type runs what stands there."""
        if above is None or "elsewhere" not in above.captures:
            self._file.hidden.add((above.path if above else "", name))

    def _is_joined(self, definition: Definition) -> bool:
        """Whether a definition is one with an earlier one of the same name, which then holds it.

        Overloads are, the getter and the setter of a property, the clauses of a function, and the
        branches of a condition that define one thing in two ways.
        """
        if definition.kind == "member":
            return False
        first = self._first.setdefault(definition.path, definition)
        # `void Cart::add(int n) {}` below its class.
        definition.is_apart = self._separator in definition.name != first.name
        if first is definition:
            return False
        if definition.kind in _ONCE:
            return True
        around, others = (first.parent, first.scope), (definition.parent, definition.scope)
        is_inside = first.parent is None or definition.end <= first.parent.end
        if self._kept[-1] is first and around == others and is_inside:
            first.through = definition.end
        first.further.append(definition)
        definition.part_of = first
        return True

    def _declared_once(self) -> Iterator[Definition]:
        """Yield the definitions without members that a function sets which are declared already."""
        declared = {each.path for each in self._kept if "promoted" not in each.captures}
        for definition in self._kept:
            if definition.kind == "member" and "promoted" in definition.captures:
                if definition.path in declared:
                    continue
                declared.add(definition.path)
            yield definition

    def _find_holders(self) -> None:
        """Find the type of each member; without one in this file, it is a constant by itself."""
        once = list(self._declared_once())
        types = {each.path: each for each in once if any(map(_is_holder, (each, *each.further)))}
        self._kept = []
        for definition in once:
            if definition.kind == "member":
                definition.holder = types.get(definition.owner)
                if definition.holder is None:
                    if self._first.setdefault(definition.path, definition) is not definition:
                        continue
                    definition.kind = "constant"
            self._kept.append(definition)


def _shows_members(definition: Definition) -> bool:
    """Whether a type is a second form of another one, so that it is shown as written."""
    first = definition.part_of
    return first is not None and "list" in first.captures and "list" in definition.captures


def _is_holder(definition: Definition) -> bool:
    """Whether members are shown with it: a type does, or a function that makes objects."""
    return "holder" in definition.captures or _holds_members(definition)


def _holds_members(definition: Definition) -> bool:
    """Whether what stands in a definition is not local: in a type, or an alias with a block."""
    return definition.kind in _CONTAINERS or "list" in definition.captures
