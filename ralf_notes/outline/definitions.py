"""The definitions of a file, as its query captured them: in order, nested and named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from ralf_notes.outline.model import KINDS

if TYPE_CHECKING:
    from tree_sitter import Node

Captures = dict[str, list["Node"]]

_CONTAINERS = frozenset(
    ("class", "interface", "trait", "struct", "enum", "union", "record", "module", "scope")
)
_RANKS = {"constant": 0, "variable": 0, "type": 1, "function": 2}
"""If one name has two kinds, the higher rank wins: `const f = () => {}` is a function."""
_NO_NAME = re.compile(r"[{};]|^.{200}", re.DOTALL)
_LISTS = frozenset(
    (
        "argument_list",
        "binary_operator",
        "expression_list",
        "list",
        "parenthesized_expression",
        "set",
        "string",
        "tuple",
    )
)
_PLACED = (*KINDS, "scope", "local", "access")


@dataclass(slots=True)
class Definition:
    """A match of the query with a place in the file: a definition, a scope or a local block."""

    kind: str
    """One of KINDS, or `scope`, which qualifies the names inside it, `local`, which hides them, or
    `access`, which sets their access."""
    start: int
    end: int
    name: str
    name_start: int
    captures: Captures
    declared: tuple[int, int]
    """Its own span, or that of the declaration that it shares with other names (`int a, b`)."""
    parent: Definition | None = None
    owner: str = ""
    """What qualifies its name: the names of the scopes around it, or of the receiver."""
    access: str = ""
    """The access section (`private:`) that it is in."""
    section: str = ""
    """The access section inside it that was begun last."""
    path: str = ""
    """The qualified name, unique in the file."""

    def node(self, capture: str) -> Node | None:
        """Return the first node of a capture, or None."""
        return self.captures[capture][0] if capture in self.captures else None


@dataclass(slots=True)
class ParsedFile:
    """All that the query captured in one file."""

    source: bytes
    path: str = ""
    definitions: list[Definition] = field(default_factory=list)
    """In source order; a nested one follows its parent."""
    comments: dict[int, int] = field(default_factory=dict)
    """The start of each comment by its end, not counting white space at the end."""
    attributes: dict[int, int] = field(default_factory=dict)
    """The same for the attributes above definitions."""
    imports: list[Node] = field(default_factory=list)
    offers: list[Node] = field(default_factory=list)
    """Statements that may offer what other files define."""
    package: str = ""
    listed: list[Node] = field(default_factory=list)
    """Expressions that list exported names as strings."""
    purpose: str = ""
    """The file's opening docstring, if the language has such a thing."""
    exports: frozenset[str] = frozenset()
    """Names that the file itself exports."""
    hidden: frozenset[str] = frozenset()
    """Names that the file itself hides."""
    exporting: bool = False
    """Whether the file lists or marks what it exports."""

    def text(self, node: Node | None) -> str:
        """Return the source of a node, or ''."""
        return self.slice(node.start_byte, node.end_byte) if node else ""

    def slice(self, start: int, end: int) -> str:
        """Return the source between two byte offsets."""
        return self.source[start:end].decode("utf-8", "replace")


def parsed_file(
    path: str,
    source: bytes,
    matches: Iterable[Captures],
    separator: str,
    rename: Callable[[str], str],
) -> ParsedFile:
    """Return what the query captured in a file.

    Args:
        path: Where the file is.
        source: The text of the file in UTF-8.
        matches: The matches of the query, each as its captures by name.
        separator: The text between the parts of a qualified name.
        rename: Turns the text that the query captured as a name into the name.
    """
    file = ParsedFile(source, path)
    placed: dict[int, Definition] = {}
    exports: set[str] = set()
    hidden: set[str] = set()
    for captures in matches:
        if kind := next((name for name in captures if name in _PLACED), ""):
            _place(file, placed, kind, captures)
            continue
        for node in captures.get("comment", ()):
            file.comments[_stripped_end(source, node)] = node.start_byte
        for node in captures.get("attribute", ()):
            file.attributes[_stripped_end(source, node)] = node.start_byte
        exports.update(file.text(node) for node in captures.get("export", ()))
        for node in captures.get("listed", ()):
            file.listed.append(node)
            exports.update(_listed_names(file, node))
        hidden.update(file.text(node) for node in captures.get("hide", ()))
        file.imports += captures.get("import", ())
        file.offers += captures.get("offer", ())
        file.package = file.package or file.text(next(iter(captures.get("package", ())), None))
        file.purpose = file.purpose or file.text(next(iter(captures.get("purpose", ())), None))
        file.exporting = file.exporting or "exporting" in captures or "export" in captures
    file.exports, file.hidden = frozenset(exports), frozenset(hidden)
    file.imports.sort(key=lambda node: node.start_byte)
    file.offers.sort(key=lambda node: node.start_byte)
    ordered = sorted(placed.values(), key=lambda d: (d.start, -d.end, d.name_start))
    for before, after in pairwise(ordered):
        if before.declared == after.declared:  # `int a, b`: each name gets a span of its own
            before.end = after.start = after.name_start
    file.definitions = _nested(file, ordered, separator, rename)
    return file


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

    def rank(start: int, end: int, kind: str, captures: Captures) -> tuple[int, int, int]:
        return (end - start, _RANKS.get(kind, 3), len(captures))

    node = captures[kind][0]
    name = captures.get("name", [node])[0]
    start, end = node.start_byte, _stripped_end(file.source, node)
    previous = placed.get(name.start_byte)
    if previous and rank(previous.start, previous.end, previous.kind, previous.captures) >= rank(
        start, end, kind, captures
    ):
        return
    title = "" if name == node and kind in ("local", "scope") else file.text(name)
    placed[name.start_byte] = Definition(
        kind, start, end, " ".join(title.split()), name.start_byte, captures, declared=(start, end)
    )


def _stripped_end(source: bytes, node: Node) -> int:
    """Return where a node ends without white space: some grammars include the end of the line."""
    start, end = node.start_byte, min(node.end_byte, len(source))
    while end > start and source[end - 1] in b" \t\r\n":
        end -= 1
    return end


def _nested(
    file: ParsedFile,
    ordered: Sequence[Definition],
    separator: str,
    rename: Callable[[str], str],
) -> list[Definition]:
    """Return the definitions that are not local, each with its parent and path."""
    kept: list[Definition] = []
    stack: list[Definition] = []
    counts: dict[str, int] = {}
    for definition in ordered:
        definition.name = rename(definition.name)
        is_name = definition.name and not _NO_NAME.search(definition.name)
        if definition.kind in KINDS and not is_name:  # broken syntax
            definition.kind = "local"
        while stack and stack[-1].end <= definition.start:
            stack.pop()
        above = stack[-1] if stack else None
        if definition.kind == "access":
            if above:
                above.section = definition.name
        elif above is None or above.kind in _CONTAINERS:
            definition.section = "private" if "nameless" in definition.captures else ""
            _qualify(file, definition, above, separator, counts)
            stack.append(definition)
            if definition.kind not in ("scope", "local"):
                kept.append(definition)
    return kept


def _qualify(
    file: ParsedFile,
    definition: Definition,
    above: Definition | None,
    separator: str,
    counts: dict[str, int],
) -> None:
    if above:
        definition.end = min(definition.end, above.end)
        definition.parent = above.parent if above.kind == "scope" else above
        definition.owner, definition.access = above.path, above.section
    if receiver := definition.node("receiver"):
        definition.owner = separator.join(filter(None, (definition.owner, file.text(receiver))))
    path = separator.join(filter(None, (definition.owner, definition.name)))
    definition.path = path if definition.kind in ("scope", "local") else unique(path, counts)


def unique(name: str, counts: dict[str, int]) -> str:
    """Return the name, or `name#2` for the second one, and so on.

    Args:
        name: The name.
        counts: How often each name was used so far; this call is added.
    """
    candidate = name
    while candidate in counts:
        counts[name] += 1
        candidate = f"{name}#{counts[name]}"
    counts[candidate] = 1
    return candidate
