"""Overloads of one function, and the getter and setter of one property: one definition each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from textwrap import dedent
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.languages.ecmascript.values import text_of
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_DECLARED = frozenset(
    ("function_declaration", "function_signature", "generator_function_declaration")
)
_MEMBERS = frozenset(("method_definition", "method_signature", "abstract_method_signature"))


def merged(matches: Iterable[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches with overloads and accessors of one name as one definition.

    Its captures `more` are the other heads, and `through` is the last part if all adjoin.
    """
    groups: dict[tuple[int, str], list[Captures]] = {}
    for captures in matches:
        key = _key(captures, source)
        if key is None:
            yield captures
        else:
            groups.setdefault(key, []).append(captures)
    for group in groups.values():
        group.sort(key=lambda captures: captures["name"][0].start_byte)
        signatures = [each for each in group if "body" not in each]
        if len(group) > 1 and signatures:
            yield _one(signatures, group)
        elif len(group) > 1 and all(_is_accessor(each) for each in group):
            yield _one(group, group)
        else:
            yield from group


def _key(captures: Captures, source: bytes) -> tuple[int, str] | None:
    """Return what is equal for the parts of one definition, or None if it cannot have parts."""
    kind = next((kind for kind in ("function", "method") if kind in captures), "")
    name = captures["name"][0] if kind else None
    holder = name.parent if name else None
    if holder is None or name is None or holder.type not in _DECLARED | _MEMBERS:
        return None
    outer = captures[kind][0]
    if outer.parent is None or outer.parent.type == "object":
        return None
    static = any(child.type == "static" for child in holder.children)
    return outer.parent.id, f"{static} {text_of(name, source)}"


def _is_accessor(captures: Captures) -> bool:
    holder = captures["name"][0].parent
    return holder is not None and any(child.type in ("get", "set") for child in holder.children)


def _one(heads: list[Captures], group: list[Captures]) -> Captures:
    """Return one definition for a group, some of whose parts are its heads."""
    first = heads[0]
    kind = "function" if "function" in first else "method"
    definition = {
        kind: first[kind],
        "name": first["name"],
        "more": [each[kind][0] for each in heads[1:]],
    }
    if "body" in first:
        definition |= {"body": first["body"], "parameters": first["parameters"]}
    else:
        lists = (node for each in heads for node in each["parameters"])
        definition["parameters"] = [max(lists, key=lambda node: node.named_child_count)]
    offered = [node for each in group for node in each.get("offered", ())]
    if offered:
        definition["offered"] = list({node.id: node for node in offered}.values())
    parts = [each[kind][0] for each in group]
    if all(_follows(after, before) for before, after in pairwise(parts)):
        definition["through"] = parts[-1:]
    return definition


def _follows(after: Node, before: Node) -> bool:
    """Whether there is nothing but comments between two nodes."""
    sibling = before.next_named_sibling
    while sibling and sibling.type == "comment":
        sibling = sibling.next_named_sibling
    return sibling is not None and sibling == after


def further_heads(definition: Definition, file: ParsedFile) -> Iterator[str]:
    """Yield the other heads of a function or property, each below its own doc comment."""
    for node in definition.captures.get("more", ()):
        body = first_field(first_field(node, "declaration") or node, "body")
        above, start = node.prev_named_sibling, node
        is_near = above is not None and node.start_point.row - above.end_point.row <= 1
        if above and is_near and above.type == "comment" and file.text(above).startswith("/**"):
            start = above
        text = file.slice(start.start_byte, body.start_byte if body else node.end_byte)
        yield dedent(" " * start.start_point.column + text.rstrip())
    for node in definition.captures.get("offered", ()):
        text = file.text(node)
        yield f"export {{ {text} }}" if node.type == "export_specifier" else text
