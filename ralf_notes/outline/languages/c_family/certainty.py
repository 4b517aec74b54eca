"""Which matches of the query surely declare something, where the grammar of C met an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures
from ralf_notes.outline.languages.c_family.heads import with_head
from ralf_notes.outline.languages.c_family.tokens import is_macro

if TYPE_CHECKING:
    from tree_sitter import Node


def certain(matches: Iterable[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches without what only looks like a declaration: prose, assembler, macros.

    Args:
        matches: the matches of the query.
        source: the source.
    """
    for captures in matches:
        declared = captures.get("function") or captures.get("variable") or captures.get("constant")
        if declared and not _is_certain(declared[0], captures, source):
            if declared[0].type == "function_definition":
                yield {"local": declared}  # a macro is its head: it has no name, and hides its body
            continue
        if whole := with_head(captures, source) if "function" in captures else captures:
            yield whole


def _is_certain(node: Node, captures: Captures, source: bytes) -> bool:
    """Whether a declaration is one: it is whole, and its name is not spelled as a macro."""
    if _is_torn_conversion(node, source):
        return False
    if node.type == "function_definition" and node.child_by_field_name("type") is None:
        name = captures["name"][0]
        return not is_macro(source[name.start_byte : name.end_byte])
    if node.type != "declaration" or not (node.has_error or _is_unfinished(node, source)):
        return True
    name = captures["name"][0]
    is_whole = source[name.end_byte : node.end_byte].rstrip().endswith(b";")
    return is_whole and not is_macro(source[name.start_byte : name.end_byte])


def _is_torn_conversion(node: Node, source: bytes) -> bool:
    """Whether `E::operator int()` was read as a function `int` with the type `E::operator`.

    Its class declares it, so nothing is lost.
    """
    of_type = node.child_by_field_name("type")
    return of_type is not None and source.endswith(b"::operator", 0, of_type.end_byte)


def _is_unfinished(node: Node, source: bytes) -> bool:
    return source[node.end_byte - 1 : node.end_byte] != b";"
