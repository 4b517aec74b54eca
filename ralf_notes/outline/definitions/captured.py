"""What a query captured in a file, as definitions in order, nested and named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.definitions.nesting import Nesting
from ralf_notes.outline.model import KINDS

if TYPE_CHECKING:
    from tree_sitter import Node

_RANKS = {"constant": 0, "variable": 0, "type": 1, "function": 2}
"""If one name has two kinds, the higher rank wins: `const f = () => {}` is a function."""
_LISTS = frozenset((
    "argument_list", "binary_operator", "expression_list", "list", "parenthesized_expression",
    "set", "string", "tuple",
))  # fmt: skip
_LINE_COMMENT = re.compile(r"//[^\n]*+")
_MOST_HIDDEN = 200
_NO_WORDS = re.compile(rb"//|/\*|[;{}#]")
_PLACED = frozenset((*KINDS, "member", "scope", "local", "access", "hide"))


def parsed_file(
    file: ParsedFile, matches: Iterable[Captures], separator: str, rename: Callable[[str], str]
) -> ParsedFile:
    """Return a file with what the query captured in it.

    Args:
        file: the file, to be filled.
        matches: the matches of the query, each as its captures by name.
        separator: the text between the parts of a qualified name.
        rename: Turns the text that the query captured as a name into the name.
    """
    ordered = sorted(_placed(file, matches).values(), key=lambda d: (d.start, -d.end, d.name_start))
    for before, after in pairwise(ordered):
        if before.declared == after.declared:  # `int a, b`: each name gets a span of its own
            before.end = after.start = after.name_start
    ordered.sort(key=lambda d: (d.start, -d.end, d.name_start))
    for definition in ordered:
        definition.name = rename(definition.name)
    file.definitions = Nesting(file, separator).of(ordered)
    return file


def _placed(file: ParsedFile, matches: Iterable[Captures]) -> dict[int, Definition]:
    """Return what has a place in a file, by where its name starts; the file gets all else."""
    placed: dict[int, Definition] = {}
    exports: set[str] = set()
    for captures in matches:
        if len(captures) == 1 and "comment" in captures:  # as in most matches
            for node in captures["comment"]:
                file.comments[_stripped_end(file.source, node)] = node.start_byte
            continue
        exports.update(file.text(node) for node in captures.get("export", ()))
        file.exporting = file.exporting or "exporting" in captures or "export" in captures
        if kind := next(filter(_PLACED.__contains__, captures), ""):
            _place(file, placed, kind, captures)
            continue
        for node in captures.get("comment", ()):
            file.comments[_stripped_end(file.source, node)] = node.start_byte
        for node in captures.get("attribute", ()):
            file.attributes[_stripped_end(file.source, node)] = node.start_byte
        for node in captures.get("listed", ()):
            file.listed.append(node)
            exports.update(_listed_names(file, node))
        file.imports += captures.get("import", ())
        file.offers += captures.get("offer", ())
        file.promises += captures.get("promise", ())
        file.packages += captures.get("package", ())
        file.purpose = file.purpose or file.text(next(iter(captures.get("purpose", ())), None))
    file.exports = frozenset(exports)
    file.package = file.text(next(iter(file.packages), None))
    file.imports.sort(key=lambda node: node.start_byte)
    file.offers.sort(key=lambda node: node.start_byte)
    file.promises.sort(key=lambda node: node.start_byte)
    return placed


def _listed_names(file: ParsedFile, node: Node) -> Iterator[str]:
    """Yield the strings that an expression such as `["a"] + other + ["b"]` surely lists."""
    pending = [node]
    while pending:
        each = pending.pop()
        if each.type == "string_content":
            yield file.text(each)
        elif each.type in _LISTS:
            pending += each.named_children


def _place(file: ParsedFile, placed: dict[int, Definition], kind: str, captures: Captures) -> None:
    """Keep the widest match for each name and, among equals, the one that says most."""
    node = captures[kind][0]
    name = captures.get("name", [node])[0]
    start, declared_end = _start(file, node.start_byte), _stripped_end(file.source, node)
    declared_end = _closed_end(file, start, node.start_byte, declared_end)
    end = _stripped_end(file.source, captures.get("through", [node])[0])
    previous = placed.get(name.start_byte)
    if previous and _rank(previous.start, previous.end, previous.kind, previous.captures) >= _rank(
        start, end, kind, captures
    ):
        return
    title = "" if name == node and kind in ("local", "scope") else file.text(name)
    if "\n" in title and "//" in title:  # among the arguments of a template
        title = _LINE_COMMENT.sub("", title)
    if "suffix" in captures:
        title += "".join(map(file.text, captures["suffix"]))
    words = [*map(file.text, captures.get("prefix", ())), *title.split()]
    placed[name.start_byte] = Definition(
        kind, start, end, " ".join(words), name.start_byte, captures, (start, declared_end)
    )


def _rank(start: int, end: int, kind: str, captures: Captures) -> tuple[int, int, int]:
    return (end - start, _RANKS.get(kind, 3), len(captures))


def _start(file: ParsedFile, start: int) -> int:
    """Return where a definition starts, with the words before it that the reading hides.

    Such as the macro in `API int f(void);`.
    """
    source, reading = file.source, file.reading
    if reading is source or start == 0 or not reading[start - 1 : start].isspace():
        return start
    floor = max(0, start - _MOST_HIDDEN)
    line = max(source.rfind(b"\n", floor, start) + 1, floor)
    blank = len(reading[line:start].rstrip()) + line
    hidden = source[blank:start].lstrip()
    return start - len(hidden) if hidden.strip() and not _NO_WORDS.search(hidden) else start


def _closed_end(file: ParsedFile, start: int, visible: int, end: int) -> int:
    """Return where a definition ends, with the bracket that closes what hides its beginning.

    Such as the macro in `enum { KEYS(FIRST, 3) };`, of which the reading shows `FIRST`.

    Args:
        file: the file.
        start: where the definition starts.
        visible: where the part of it starts that the reading shows.
        end: where that part ends.
    """
    hidden = file.source[start:visible]
    if hidden.count(b"(") <= hidden.count(b")"):
        return end
    closing = file.source.find(b")", end, end + _MOST_HIDDEN)
    behind = file.reading[end : closing + 1]
    return end if closing < 0 or behind.strip() else closing + 1


def _stripped_end(source: bytes, node: Node) -> int:
    """Return where a node ends without white space: some grammars include the end of the line."""
    start, end = node.start_byte, min(node.end_byte, len(source))
    while end > start and source[end - 1] in b" \t\r\n":
        end -= 1
    return end
