"""The lines of a source in which no definition can be lost, whatever stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ralf_notes.outline.brackets import blocks_of, without_strings
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.languages.known.families import SCRIPTS
from ralf_notes.outline.model import ROUTINES

if TYPE_CHECKING:
    from tree_sitter import Node

_MEMBER = re.compile(rb"\b(?:this|self|exports|prototype)\b|@\w")
"""What may begin a definition inside a function."""
_DECLARES = (*SCRIPTS, "python", "ruby", "php", "lua")
"""Languages in which that is so."""


def harmless_lines(key: str, marks: Sequence[str], file: ParsedFile) -> frozenset[int]:
    """Return the lines, counted from 0, of functions that were read up to their last bracket.

    Also those of lists of values. In some languages, functions declare members: what may be one
    is not harmless.

    Args:
        key: the key of the language.
        marks: the marks that start a comment.
        file: the file, with the definitions that were read.
    """
    code = without_strings(file.source, marks)
    starts = {block.end: block.start for block in blocks_of(code) if block.is_braced}
    harmless: set[int] = set()
    for definition in (one for first in file.definitions for one in (first, *first.further)):
        around = _closed_part(definition, has_values=key not in _DECLARES)
        if around is None or starts.get(around[1].end_byte - 1, -1) < around[0].start_byte:
            continue
        body, whole = around
        is_head_read = not any(each.has_error for each in whole.children if each != body)
        first, last = body.start_point.row, whole.end_point.row
        harmless.update(range(first if is_head_read else first + 1, last + 1))
    if key in _DECLARES and harmless:
        lines = file.source.split(b"\n")
        return frozenset(line for line in harmless if not _MEMBER.search(lines[line]))
    return frozenset(harmless)


def _closed_part(definition: Definition, has_values: bool) -> tuple[Node, Node] | None:
    """Return what declares nothing to others in a definition, and what ends with it.

    Such as the body of a function or, where values declare nothing, a list of values.
    """
    if definition.kind in ROUTINES and (body := definition.node("body")):
        return (body, body.parent) if body.parent else None
    is_value = has_values and definition.kind in ("constant", "variable")
    name = definition.node("name") if is_value else None
    around = name.parent if name else None
    value = around.child_by_field_name("value") if around else None
    return (value, value) if value else None
