"""What stands directly after a definition, and describes it: on its last line, or below it."""

from __future__ import annotations

import re

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.rules import Rules

_IN_MACRO = re.compile(r"(?<=[ \t])//[^\n]*\Z")
_AFTER = re.compile(rb"[ \t]*[,;)]*[ \t]*")
_NEXT_LINE = re.compile(rb"(?:[ \t]*/\*(?:[^*\n]|\*(?!/)){0,200}\*/)?[ \t]*\r?\n[ \t]*")
_ALONE = re.compile(rb"[ \t]*\r?\n[ \t]*(?:\r?\n|}|#e|\Z)|[ \t]*\Z")


def after(file: ParsedFile, rules: Rules) -> dict[int, str]:
    """Return the comment after each definition, by the end of its declaration.

    `int size; // in bytes`, `int size; /**< In bytes. */` of Doxygen, `#define SIZE 3 // bytes`,
    and in C, where empty lines are around both, the comment on the lines below.
    """
    ends = {start: end for end, start in file.comments.items()}
    behind = {}
    for definition in file.definitions:
        end = definition.declared[1]
        code = _AFTER.match(file.source, end)
        start = code.end() if code else end
        inside = file.comments.get(end, 0)
        if start in ends:
            behind[end] = file.slice(start, ends[start])
        elif inside > definition.name_start:
            behind[end] = file.slice(inside, end)
        elif definition.kind == "macro" and (
            comment := _IN_MACRO.search(file.slice(definition.name_start, end))
        ):
            behind[end] = comment[0]
    if rules.looks_up:
        _add_below(file, ends, behind)
    return behind


def _add_below(file: ParsedFile, ends: dict[int, int], behind: dict[int, str]) -> None:
    """Add the comments below definitions; that of a group of lines describes its first.

    Below a variable stands what is about the next function.
    """
    first: Definition | None = None
    last = -1
    for definition in file.definitions:
        end = definition.declared[1]
        between = file.source[last : definition.start] if 0 <= last <= definition.start else b""
        is_next = between.count(b"\n") == 1 and definition.kind == "macro"
        first = first if first and is_next else definition
        last = end
        code = _AFTER.match(file.source, end)
        line = _NEXT_LINE.match(file.source, code.end() if code else end)
        start = line.end() if line else -1
        is_open = definition.kind != "variable" and definition.node("body") is None
        if is_open and start in ends and _ALONE.match(file.source, ends[start]):
            behind.setdefault(first.declared[1], file.slice(start, ends[start]))
