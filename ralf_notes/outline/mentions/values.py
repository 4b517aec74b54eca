"""What the values of a file are, where that is certain: of which type, or made by which function.

What a value is, is written as names behind each other. `shop.Cart:add` is the member `add` of a
value of the type `shop.Cart`; `shop.make():add` one of what the function returns, or, if `make` is
a type, makes; `Cart:line:add` one of the member `line` of a `Cart`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.mentions.declaring import declared, entering, is_promoted
from ralf_notes.outline.mentions.expressions import dotted, made_in, type_in, types_in
from ralf_notes.outline.mentions.places import Insides
from ralf_notes.outline.model import CLASSES, Symbol

if TYPE_CHECKING:
    from tree_sitter import Node

_NUMBER = re.compile(r"#\d+(?![^.:])")
_TYPES = CLASSES | {"module"}
_VALUES = ("constant", "variable", "property")
SELF = frozenset(("self", "cls", "this"))
_LONGEST = 300
"""Bytes of a type or of a call that are looked at."""
_MOST_STEPS = 4
OWN = "Self"
"""What a method returns that returns its own object, or another one of the same type."""
_OWN_TYPE = frozenset(("Self", "self", "static", "this"))
_FUNCTION = re.compile(
    r"(?!.*param)(?:.*(?:func|lambda|method|closure|anonymous|constructor)|init_decl)"
)
"""The types of the nodes that local names are known in."""
_PROMOTING = ("constructor", *_TYPES)
"""Kinds of symbols whose parameters can be fields of the type."""
_NAMED = re.compile(r"[@$]?[^\W\d][\w$]*(?:(?:\.|->)\w+)?")
_UNSURE = "?"
_BETWEEN_NAMES = re.compile(r"[.:]")
_NAMED_RESULT = re.compile(r"^\w+\s+(?=[*\w])")


@dataclass(slots=True)
class Values:
    """What is known of the values of one file."""

    key: str
    """The key of its language."""
    symbols: Sequence[Symbol]
    inside: Insides
    local: dict[tuple[int, str], tuple[_Local, ...]] = field(default_factory=dict)
    """By the symbol that they are in and their name."""
    members: dict[str, str] = field(default_factory=dict)
    """What values of the module and members of types are: `name`, `Cart.line`, `Cart.total()`."""
    bases: dict[str, list[str]] = field(default_factory=dict)
    """By type: the types that it inherits from."""

    def local_at(self, symbol: int, name: str, at: int) -> str | None:
        """Return what a local value is at an offset, '' if that is unsure; None for no local."""
        around = [
            each for each in self.local.get((symbol, name), ()) if each.start <= at < each.end
        ]
        return min(around, key=lambda each: each.end - each.start).written if around else None

    def owner(self, symbol: int) -> str:
        """Return the type around a symbol, or the symbol itself if it is one; else ''."""
        if symbol < 0:
            return ""
        around = self.symbols[symbol]
        if around.kind in _TYPES:
            return plain_name(around.name)
        parent = plain_name(around.parent)
        return parent if parent in self.bases else ""


def plain_name(name: str) -> str:
    """Return the qualified name of a symbol with dots, without numbers: `Shop.Cart`.

    What a format defines a second time has one: `Cart#2`.
    """
    return (_NUMBER.sub("", name) if "#" in name else name).replace("::", ".")


def values_of(
    key: str,
    captures: Mapping[str, Sequence[Node]],
    inside: Insides,
    source: bytes,
    symbols: Sequence[Symbol],
) -> Values:
    """Return what is known of the values of a file.

    Args:
        key: the key of its language.
        captures: of its query for mentions.
        inside: tells the symbol at an offset.
        source: its text in UTF-8.
        symbols: its symbols.
    """
    values = _without_types(key, symbols, inside)
    for node in _in_order(captures, "heir"):
        owner = values.owner(inside.symbol_at(node.start_byte))
        if owner:
            values.bases[owner] += types_in(_text(source, node))
    declarations = list(_declarations(values, _in_order(captures, "typed"), source))
    _take_locals(values, declarations, _in_order(captures, "local"), source)
    for each in declarations:
        _take_member(values, each)
    for node in _in_order(captures, "result"):
        for name, kind, _ in declared(key, node):
            symbol = inside.symbol_at(name.start_byte)
            if symbol >= 0:
                _take_result(values, symbol, _text(source, name), _text(source, kind))
    values.members.update((name, "") for name, what in values.members.items() if what == _UNSURE)
    return values


def _in_order(captures: Mapping[str, Sequence[Node]], name: str) -> list[Node]:
    """Return captured nodes in the order of the source: tree-sitter's order changes by chance."""
    # One number for a node takes a third of the memory of a pair.
    return sorted(captures.get(name, ()), key=lambda node: (node.start_byte << 40) - node.end_byte)


def _without_types(key: str, symbols: Sequence[Symbol], inside: Insides) -> Values:
    """Return the types of a file, and its members with nothing about what they are."""
    values = Values(key, symbols, inside)
    values.bases = {plain_name(each.name): [] for each in symbols if each.kind in _TYPES}
    for each in symbols:
        name = plain_name(each.name)
        if "." in name and name not in values.bases:
            values.members.setdefault(name if each.kind in _VALUES else f"{name}()", "")
    return values


def _declarations(values: Values, nodes: Iterable[Node], source: bytes) -> Iterator[_Declaration]:
    """Yield what declarations say."""
    for node in nodes:
        for name, kind, value in declared(values.key, node):
            named = _text(source, name)
            if not _NAMED.fullmatch(named):  # several names, or a place in a collection
                continue
            written = type_in(_text(source, kind)) if kind else ""
            written = written or f"={made_in(_text(source, value)) if value else ''}"
            if node.type == "as_pattern":
                written += f":{entering(node)}()"
            symbol = values.inside.symbol_at(name.start_byte)
            yield _Declaration(name, symbol, named, written)


class _Declaration(NamedTuple):
    """What one declaration says."""

    node: Node
    """The name."""
    symbol: int
    """The symbol that it is in."""
    name: str
    written: str
    """The type; or, behind a `=`, what makes the value."""


class _Local(NamedTuple):
    """A local value: where its name is known, and what it is (see `_Declaration`), '' if unsure."""

    start: int
    end: int
    written: str


_UNTOLD = (_Local(0, sys.maxsize, ""),)
"""What a local name is of which nothing is said."""


def _is_local(values: Values, symbol: int, name: str) -> bool:
    """Whether a name that is declared in a symbol is one of a function."""
    if symbol < 0:
        return False
    around = values.symbols[symbol]
    return around.kind not in _TYPES and not (around.kind in _VALUES and around.name.endswith(name))


def _take_locals(
    values: Values, declarations: Iterable[_Declaration], names: Iterable[Node], source: bytes
) -> None:
    """Take the types of functions' local names from declarations.

    Args:
        names: of all of them, also of those of which nothing is said.
    """
    of_functions: dict[tuple[int, str], list[_Declaration]] = {}
    typed_at = set()
    for each in declarations:
        name = each.name.lstrip("$")
        typed_at.add(each.node.start_byte)
        if name.isidentifier() and _is_local(values, each.symbol, name):
            of_functions.setdefault((each.symbol, name), []).append(each)
    for node in names:
        if node.start_byte not in typed_at:
            key = values.inside.symbol_at(node.start_byte), sys.intern(_text(source, node))
            if key in of_functions:
                of_functions[key].append(_Declaration(node, *key, ""))
            else:  # most names: a large source has hundreds of thousands
                values.local[key] = _UNTOLD
    for key, together in of_functions.items():
        values.local[key] = tuple(_by_function(together))


def _by_function(declarations: Sequence[_Declaration]) -> Iterator[_Local]:
    """Yield what one name is in each of the functions that declare it."""
    if len({each.written for each in declarations}) == 1:
        yield _Local(0, sys.maxsize, declarations[0].written)
        return
    by_function: dict[tuple[int, int], set[str]] = {}
    for each in declarations:
        node: Node | None = each.node
        while node is not None and not _FUNCTION.match(node.type):
            node = node.parent
        span = (node.start_byte, node.end_byte) if node else (0, sys.maxsize)
        by_function.setdefault(span, set()).add(each.written)
    for (start, end), written in by_function.items():
        yield _Local(start, end, written.pop() if len(written) == 1 else "")


def _take_member(values: Values, declaration: _Declaration) -> None:
    """Take the type of a member of a type, or of a value of the module, from a declaration."""
    at, symbol = declaration.node.start_byte, declaration.symbol
    name = declaration.name.lstrip("$@")
    is_local = _is_local(values, symbol, name)
    owner = values.owner(symbol)
    may_promote = is_local and owner and values.symbols[symbol].kind in _PROMOTING
    if (
        name != declaration.name.lstrip("$")
        or not name.isidentifier()
        or (may_promote and is_promoted(declaration.node))
    ):
        head, _, leaf = dotted(name).rpartition(".")
        if owner and (not head or head in SELF):
            _join(
                values.members,
                f"{owner}.{leaf}",
                resolved_value(values, symbol, declaration.written, at),
            )
    elif not is_local:
        whole = f"{owner}.{name}" if owner else name
        _join(values.members, whole, resolved_value(values, symbol, declaration.written, at))


def _take_result(values: Values, symbol: int, name: str, kind: str) -> None:
    """Take what a function returns; of several results, the first."""
    owner = values.symbols[symbol]
    whole = plain_name(owner.name)
    if owner.kind in _TYPES:  # a method of an interface
        whole = f"{whole}.{name}"
    if whole.rpartition(".")[2] == name:
        if values.key == "go":
            kind = _NAMED_RESULT.sub("", kind.lstrip("("))
        key = whole if owner.kind in _VALUES else f"{whole}()"
        what = type_in(kind)
        _join(values.members, key, OWN if what in _OWN_TYPE else what)


def _join(members: dict[str, str], name: str, what: str) -> None:
    """Add what a member is; two different answers make none."""
    earlier = members.get(name) or what  # '' is all that is known of a definition at first
    members[name] = what if earlier == what else _UNSURE


def _text(source: bytes, node: Node | None) -> str:
    if node is None or node.end_byte - node.start_byte > _LONGEST:
        return ""
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def resolved_value(
    values: Values, symbol: int, written: str, at: int, steps: int = _MOST_STEPS
) -> str:
    """Return what a value is, with the types of local values in place of their names."""
    is_value = written.startswith("=")
    expression = written.lstrip("=")
    if not expression or not steps:
        return ""
    head, *inner = _BETWEEN_NAMES.split(expression)
    name, is_call = head.removesuffix("()").lstrip("$"), head.endswith("()")
    owner = values.owner(symbol)
    resolved: str | None = None
    if name in SELF or name in _OWN_TYPE:
        resolved = owner
    elif name.startswith("@"):
        resolved = owner and f"{owner}:{name[1:]}"
    elif name == "super" and is_call:
        resolved = next(iter(values.bases.get(owner, ())), "")
    elif is_value and (local := values.local_at(symbol, name, at)) is not None:
        resolved = resolved_value(values, symbol, local, at, steps - 1)
        if is_call and resolved:  # an object that is called
            resolved = f"{resolved}:__call__()" if values.key == "python" else ""
    if resolved is not None:
        return ":".join((resolved, *inner)) if resolved else ""
    # A name may be that of a type.
    return expression if not is_value or expression.endswith("()") else ""


# --- for other files ------------------------------------------------------------------------------


def encoded(values: Values) -> str:
    """Return what other files need to know of the values of a file: a line for each name."""
    lines = [f"{name}:{' '.join(bases)}" for name, bases in values.bases.items()]
    lines += [f"{name}={what}" for name, what in values.members.items()]
    return "\n".join(lines)


def decoded(text: str) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the bases of types and what members are, as `encoded` wrote them."""
    bases: dict[str, list[str]] = {}
    members: dict[str, str] = {}
    for line in text.split("\n") if text else ():
        name, mark, what = line.partition("=")
        if mark:
            members[name] = what
        else:
            name, _, inherited = line.partition(":")
            bases[name] = inherited.split()
    return bases, members
