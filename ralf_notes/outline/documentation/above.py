"""What stands directly above a definition, and belongs to it: its comments and attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation import comments, notices
from ralf_notes.outline.model import ROUTINES, TYPES
from ralf_notes.outline.rules import Rules
from ralf_notes.patterns import lazily

_GAP_BYTES = 400
"""How far to look back for comments: otherwise a file of one long line would take forever."""
_FAR_RIGHT = 12
"""Columns that a comment stands to the right of what is below it, if it is about what is above."""
_DOC_ATTRIBUTE = lazily(r"#\[doc\s*=\s*r?#*\"((?:[^\"\\]|\\.)*+)\"#*\s*\]", re.DOTALL)
_ESCAPED = lazily(r"\\(?:\n\s*|(.))", re.DOTALL)
_STEPS = {"n": "\n", "t": "\t"}
DATA = frozenset(("constant", "variable", "member"))
"""Kinds of definitions without a body, which hold no docstring."""
DOC_MARK = lazily(r"/\*[*!](?![*/])|//[/!](?!/)")
_SENTENCE = lazily(r"[.!?][\"')\]`]*$")
"""A plain comment over an empty line may be the title of a part of the file: it describes the
definition below only if it is a sentence."""
_FRAMED = lazily(r"#[ \t]*+\n#[^\n]*+\n(?:#[^\n]*+\n)*+#[ \t]*+")
"""A comment between empty lines of its own, as scripts have above each function."""
_OF_SEVERAL = lazily(
    r"section:|(?:[\w-]+ ){0,3}(?:functions|helpers|utilities|commands)\b", re.IGNORECASE
)
# An annotation that the grammar takes for a statement, and a macro such as `FMT_EXPORT`.
_MARK_LINE = lazily(
    rb"[ \t]*(?:@(?!end\b|optional\b|required\b|p[a-z]+\b)[A-Za-z][\w.:]*(?:\([^\n]*\))?"
    rb"|(?!\w*(?:BEGIN|END|DECLS|NAMESPACE|OBJECT)\b)[A-Z][A-Z0-9]*_[A-Z0-9_]+)"
)
_NO_CODE = (b"#if", b"#e", b"#include", b"#pragma", b"//", b"/*", b"*")
_OPENS = (b"{", b"(", b"[", b":")
_GROUPED = ("constant", "variable", "type", "struct", "interface")
# What opens a group without a name, whose comment then stands above the first of it.
_GROUP = lazily(
    rb"(?:\benum\b(?:[^{}();e]|e(?!num\b))*+\{|^[ \t]*(?:const|var|type)[ \t]*\()\s*\Z",
    re.MULTILINE,
)


_CONDITION = lazily(rb"(?:\A|\n)(?P<at>[ \t]*+#[ \t]*+if[^\n]*+\n)[ \t]*+\Z")
_BRANCH_ENDS = lazily(rb"[ \t]*+;?[ \t]*+(?://[^\n]*+|/\*[^*\n]*+\*/)?\s*+#[ \t]*+(?:el|endif)")


@dataclass(frozen=True, slots=True)
class Above:
    """The comments and attributes of a definition."""

    start: int
    """Where the first of them starts, or the definition itself."""
    comments: tuple[str, ...]
    attributes: tuple[str, ...]
    inside: str = ""
    """Its docstring, which then stands for the comments."""
    group: tuple[str, ...] = ()
    """The comments above the group that it is the first of, if none is its own."""


def all_above(file: ParsedFile, rules: Rules) -> list[Above]:
    """Return what is above each definition, in their order.

    A comment belongs to the definition below it if no line is empty between them. A doc comment of
    a language whose tools look further (`Rules.over_gaps`) may stand above one or more.
    """
    floors: dict[int, int] = {}
    result = []
    for definition in file.definitions:
        parent = id(definition.parent)
        # No comment belongs to two definitions: stop at the end of the one before.
        floor = floors.get(parent, definition.start + 1)
        if floor > definition.start:  # the first one, or PHP's property that a constructor declares
            floor = top_of_parent(definition)
        floors[parent] = max(definition.end, floors.get(parent, 0))
        result.append(above(file, rules, definition, floor))
    return result


def top_of_parent(definition: Definition) -> int:
    """Return from where on a comment can describe a definition: the name of what it stands in.

    Or where that begins, if its name is behind its members: `typedef enum { A } letter;`.
    """
    parent = definition.parent
    if not parent:
        return 0
    return parent.name_start if parent.name_start < definition.start else parent.start


def above(file: ParsedFile, rules: Rules, definition: Definition, floor: int) -> Above:
    """Return what is above one definition, down to an offset."""
    if rules.doc and (inside := rules.doc(definition, file)):
        marks = file.attributes and _lead(file, rules, definition, definition.start, floor)
        return Above(definition.start, (), marks.attributes if marks else (), inside)
    lead = _lead(file, rules, definition, definition.start, floor)
    if not lead.comments and (start := _condition_above(file, definition, rules)):
        lead = replace(lead, comments=_lead(file, rules, definition, start, floor).comments)
    if not lead.comments and definition.kind in _GROUPED:
        window = file.source[max(floor, definition.start - _GAP_BYTES) : definition.start]
        if group := _GROUP.search(window):
            start = definition.start - len(window) + group.start()
            return replace(lead, group=_lead(file, rules, definition, start, floor).comments)
    return lead


def _condition_above(file: ParsedFile, definition: Definition, rules: Rules) -> int:
    """Return where the `#if` starts that is right above the only definition of its branch, or 0.

    A comment above it describes the definition, and its twin in the other branch:
    `#ifndef ROOM` / `#define ROOM 8` / `#endif`.
    """
    if rules.comment != "//" or b"#" not in file.source:
        return 0
    start = definition.start
    match = _CONDITION.search(file.source, max(0, start - _GAP_BYTES), start)
    end = definition.declared[1]
    return match.start("at") if match and _BRANCH_ENDS.match(file.source, end) else 0


def _lead(file: ParsedFile, rules: Rules, definition: Definition, start: int, floor: int) -> Above:
    """Return what is above a place between two offsets that describes a definition."""
    described: list[str] = []
    attributes: list[str] = []
    plain: list[_Run] = []
    top = start
    documents = (rules.data_documents if definition.kind in DATA else None) or rules.documents
    for run in _runs(file, start, floor):
        if notices.is_for_tools(run.text):
            continue
        is_of_itself = notices.declares_type(run.text) or notices.is_of_group(run.text)
        if is_of_itself or notices.exposes_another(run.text, definition.name):
            break
        is_apart = run.is_over_gap and not run.is_attribute
        if (notices.is_banner(run.text) and not _is_headed(run, definition)) or (
            is_apart and not _reaches(file, run, definition, described, rules)
        ):
            if not described and _is_framed(file, run, definition):
                described.append(run.text)
                top = run.start
            break
        if run.is_attribute:
            attributes.append(run.text)
        elif documents.match(run.text) and not notices.is_about_file(run.text):
            if described and DOC_MARK.match(described[-1]) and not DOC_MARK.match(run.text):
                break  # the doc comment below it says what the definition is
            described.append(run.text)
        else:
            plain.append(run)
            continue
        top = run.start
    nearest = plain[0] if plain and not described else None
    if nearest and not nearest.is_over_gap and notices.describes(nearest.text):
        described.append(nearest.text)
        top = min(top, nearest.start)
    return Above(top, tuple(reversed(described)), tuple(reversed(attributes)))


@dataclass(frozen=True, slots=True)
class _Run:
    """An attribute, a block comment, or line comments below each other."""

    start: int
    text: str
    is_over_gap: bool
    """Whether an empty line is below it."""
    is_attribute: bool


def _runs(file: ParsedFile, position: int, floor: int) -> Iterator[_Run]:
    """Yield the runs above a place, the lowest first, down to an offset."""
    lines: list[_Run] = []
    for piece in _upward(file, position):
        if piece.start < floor:
            break
        if lines and not _joins(piece, lines[-1]):
            yield _joined(lines)
            lines = []
        lines.append(piece)
    if lines:
        yield _joined(lines)


def _joins(upper: _Run, lower: _Run) -> bool:
    """Whether two pieces are lines of one comment: `///` documents, `//` need not."""
    if upper.is_over_gap or any(p.is_attribute or p.text.startswith("/*") for p in (upper, lower)):
        return False
    return upper.text.startswith("///") == lower.text.startswith("///")


def _joined(lines: list[_Run]) -> _Run:
    """Return one run for lines of which the lowest comes first."""
    text = "\n".join(line.text for line in reversed(lines))
    return replace(lines[-1], text=text, is_over_gap=lines[0].is_over_gap)


def _upward(file: ParsedFile, position: int) -> Iterator[_Run]:
    """Yield the comments and attributes above a place, the lowest first, a line each."""
    indent = len(line_before(file.source, position) or b"")
    while True:
        window = file.source[max(0, position - _GAP_BYTES) : position]
        code = window.rstrip()
        gap = window[len(code) :]
        end = position - len(gap)
        if end in file.comments:
            end = min(end, _attribute_before(file, file.comments[end]))
        start = file.comments.get(end, file.attributes.get(end, -1))
        is_mark = start < 0 and gap.count(b"\n") == 1
        if is_mark and _MARK_LINE.fullmatch(line := code.rpartition(b"\n")[2]):
            start = end - len(line.lstrip())
        # A comment after code on the same line is about that code.
        before = line_before(file.source, start) if start >= 0 else None
        if before is None or before.strip() not in (b"", b"<?php"):
            return
        if len(before) - indent >= _FAR_RIGHT and not before.strip():
            return  # it goes on with the comment behind the code above
        written = file.slice(start, end)
        text = _as_comment(written)
        is_attribute = (is_mark or end in file.attributes) and text == written
        yield _Run(start, text, gap.count(b"\n") > 1, is_attribute)
        position = start


def _attribute_before(file: ParsedFile, comment: int) -> int:
    """Return the end of the attribute that a comment follows on its line, else a later place.

    `#[derive(Debug)] // why` in Rust.
    """
    before = line_before(file.source, comment) or b""
    end = comment - len(before) + len(before.rstrip())
    return end if before.strip() and end in file.attributes else len(file.source) + 1


def _reaches(
    file: ParsedFile, run: _Run, definition: Definition, below: list[str], rules: Rules
) -> bool:
    """Whether a comment describes a definition over an empty line.

    Args:
        file: the file.
        run: the comment.
        definition: the definition.
        below: the comments between the two, the lowest first.
        rules: the rules of the language.
    """
    text = run.text
    is_stacked = rules.stacks and below and text[:3] == below[-1][:3] == "///"
    if below and not (is_stacked or (rules.has_briefs and _is_brief(text, below))):
        return False
    if not rules.over_gaps.match(text):
        return False
    words = comments.comment_text(text)
    # `/** Utility methods. */` may be the title of what follows, or says what a class holds.
    is_of_type = definition.kind in TYPES and DOC_MARK.match(text)
    if notices.is_label(words) and not is_of_type:
        return False
    # The overview of a file, a declaration with its description, or what clings to code above.
    is_other = "\n\n" in words or words.partition("\n")[0].endswith((";", "{"))
    is_sentence = _SENTENCE.search(words) and not is_other and not follows_code(file, run.start)
    is_of_lua = text.startswith("---") and (definition.kind in ROUTINES or "@function" in text)
    return bool(DOC_MARK.match(text) or is_of_lua or is_sentence)


def _is_brief(text: str, below: list[str]) -> bool:
    """Whether a comment of one line says in short what the block below it says at length.

    Source: https://www.doxygen.nl/manual/docblocks.html#specialblock
    """
    is_line = text.startswith(("//!", "///")) and "\n" not in text
    return is_line and len(below) == 1 and below[0].startswith(("/*!", "/**"))


def _is_headed(run: _Run, definition: Definition) -> bool:
    """Whether a comment right above a function only looks like the title of a part of the file."""
    is_near = definition.kind in ROUTINES and not run.is_over_gap
    return is_near and notices.has_drawn_top(run.text)


def _is_framed(file: ParsedFile, run: _Run, definition: Definition) -> bool:
    """Whether a comment is of the form that some scripts have above each function.

    One that only a `#!` line is above is about the file, and some are about several functions.
    """
    if definition.kind not in ROUTINES or not _FRAMED.fullmatch(run.text):
        return False
    words = comments.comment_text(run.text)
    start = file.source[max(0, run.start - _GAP_BYTES) : run.start].strip()
    is_first = not start or (start.startswith(b"#!") and b"\n" not in start)
    return not (is_first or notices.is_label(words) or _OF_SEVERAL.match(words))


def follows_code(file: ParsedFile, start: int) -> bool:
    """Whether a comment begins on the line below code, which it then may be about."""
    window = file.source[max(0, start - _GAP_BYTES) : start].rstrip(b" \t")
    if not window.endswith(b"\n") or window.endswith((b"\n\n", b"\n\r\n")):
        return False
    line = window.rstrip().rpartition(b"\n")[2].strip()
    return not (line.startswith(_NO_CODE) or line.endswith(_OPENS))


def _as_comment(text: str) -> str:
    """Return Rust's `#[doc = "..."]` as the comment that it stands for, any other text as it is."""
    attribute = _DOC_ATTRIBUTE.match(text)
    if not attribute:
        return text
    text_of_doc = _ESCAPED.sub(lambda match: _STEPS.get(match[1], match[1] or ""), attribute[1])
    return "\n".join(f"///{line}" for line in text_of_doc.split("\n"))


def line_before(source: bytes, start: int) -> bytes | None:
    """Return the part of a line before an offset, or None if it is very long."""
    floor = max(0, start - _GAP_BYTES)
    window = source[floor:start]
    newline = window.rfind(b"\n")
    return None if newline < 0 < floor else window[newline + 1 :]
