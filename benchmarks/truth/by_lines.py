"""What the lines of a source tell: the comment above a line; of Swift, what they declare.

No parser: a Swift declaration counts if a line starts with it, directly in a type or a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from facts import Fact, Kind

COMMENT = {
    "rust": r"///(?!/)|/\*\*",
    "java": r"/\*\*",
    "kotlin": r"/\*\*",
    "swift": r"///|/\*\*",
    "csharp": r"///",
    "c": r"//|/\*",
    "cpp": r"//|/\*",
    "ruby": r"#(?!!)",
    "bash": r"#(?!!)",
}
"""How a comment begins that may be the doc of what stands below it."""
BETWEEN = re.compile(r"\s*(@\w|#\[|\[\w|template\b|__attribute__|\w[\w:<>*&, \t]*$)")
"""Lines between a comment and the name that it is about: annotations, and a type of its own."""
MOST_BETWEEN = 4

MODIFIERS = (
    r"public|open|package|internal|fileprivate|private|static|class|final|override|convenience"
    r"|required|lazy|weak|unowned|nonisolated|mutating|nonmutating|indirect|dynamic"
    r"|(?:private|internal|fileprivate)\(set\)"
)
DECLARED = re.compile(
    rf"^[ \t]*(?:@\w+(?:\([^)\n]*\))?\s+)*((?:(?:{MODIFIERS})\s+)*)"
    r"(class|struct|enum|protocol|actor|extension|func|var|let|init|deinit|typealias|subscript|case)\b"
    r"[?!]?[ \t]*([-+*/%=<>!&|^~.]+(?=\s*[(<])|[^\s(:<{=,?]*)",
    re.M,
)
HIDDEN = re.compile(r'/\*.*?\*/|//[^\n]*|"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|#"[^\n]*?"#', re.S)
UNNAMED = {"init", "deinit", "subscript"}
TYPES = {"class", "struct", "enum", "protocol", "actor"}
KINDS: dict[str, Kind] = {"func": "method", "init": "constructor", "typealias": "type"}
CLOSED = {"private", "fileprivate", "internal", "package"}


def comment_above(lines: list[str], line: int, language: str) -> str:
    """Return the comment that ends right above a line, counted from 1; '' for none."""
    begins = re.compile(rf"\s*(?:{COMMENT[language]})")
    at = line - 2
    for _ in range(MOST_BETWEEN):
        if at >= 0 and not begins.match(lines[at]) and BETWEEN.match(lines[at]):
            at -= 1
    if at < 0:
        return ""
    found: list[str] = []
    if lines[at].rstrip().endswith("*/"):
        while at >= 0 and "/*" not in lines[at]:
            found.insert(0, lines[at])
            at -= 1
        return "\n".join([lines[at], *found]) if at >= 0 and begins.match(lines[at]) else ""
    while at >= 0 and begins.match(lines[at]) and "*/" not in lines[at]:
        found.insert(0, lines[at])
        at -= 1
    return "\n".join(found)


@dataclass(frozen=True)
class Around:
    """A type or an extension that is open where a line stands."""

    depth: int
    word: str
    name: str
    public: bool
    opens: bool
    """Whether its members are public without saying so."""


def facts(root: Path, files: list[str]) -> list[Fact]:
    """Return what Swift files declare."""
    texts = {file: (root / file).read_text(encoding="utf-8", errors="replace") for file in files}
    return [fact for file, text in texts.items() for fact in _declared(file, text)]


def _declared(file: str, text: str) -> Iterator[Fact]:
    bare = HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    lines = text.split("\n")
    around: list[Around] = []
    depth = seen = 0
    for found in DECLARED.finditer(bare):
        depth += bare.count("{", seen, found.start()) - bare.count("}", seen, found.start())
        seen = found.start()
        while around and around[-1].depth >= depth:
            around.pop()
        outer = around[-1] if around else None
        if depth != (outer.depth + 1 if outer else 0):
            continue
        modifiers, word, name = set(found[1].split()), found[2], found[3]
        opened = outer is not None and outer.opens and not modifiers & CLOSED
        closed = outer is not None and outer.word in TYPES and not outer.public
        public = (bool({"public", "open"} & modifiers) or opened) and not closed
        if word == "case":
            public = outer is not None and outer.public
        if word in (*TYPES, "extension"):
            short = name.split(".")[-1]
            opens = public and word in ("extension", "protocol")
            around.append(Around(depth, word, short, public, opens))
        line = bare.count("\n", 0, found.start(2)) + 1
        doc = comment_above(lines, line, "swift")
        yield from _facts(file, outer, word, name, public, doc)


def _facts(
    file: str, outer: Around | None, word: str, name: str, public: bool, doc: str
) -> Iterator[Fact]:
    if word == "extension" or (word == "case" and (outer is None or outer.word != "enum")):
        return
    kind: Kind = "type" if word in TYPES else KINDS.get(word, "data")
    if outer is None and kind in ("method", "data"):
        kind = "function" if word == "func" else "name"
    shown = name if word not in UNNAMED else word
    if word in ("subscript", "deinit") or not re.match(r"\w", shown):
        kind = "name"  # the last are operators
    yield Fact(file, (*((outer.name,) if outer else ()), shown), kind, public, doc)
