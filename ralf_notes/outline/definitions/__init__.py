"""The definitions of a file, as its query captured them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

Captures = dict[str, list["Node"]]


@dataclass(slots=True)
class Definition:
    """A match of the query with a place in the file: a definition, a scope or a local block."""

    kind: str
    """One of KINDS, or `member`, which is shown with the type that it is a part of, `scope`, which
    qualifies the names inside it, `local`, which hides them, `access`, which sets their access, or
    `hide`, which hides the definition with its name."""
    start: int
    end: int
    name: str
    name_start: int
    captures: Captures
    declared: tuple[int, int]
    """Its own span, or that of the declaration that it shares with other names (`int a, b`)."""
    parent: Definition | None = None
    scope: Definition | None = None
    """The scope that it stands in, if it is the innermost one around it."""
    holder: Definition | None = None
    """The type that a member is shown with."""
    further: list[Definition] = field(default_factory=list)
    """Those that are one with it: further overloads, the setter of a property."""
    part_of: Definition | None = None
    """The one that stands for it, if it is a further one of that."""
    is_inherited: bool = False
    """Whether it is a hidden class whose members are reached through a class that extends it."""
    through: int = 0
    """Where the last of those ends, as far as nothing else is between them; or 0."""
    is_apart: bool = False
    """Whether it defines outside of its type what that declares."""
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
    reading: bytes
    """The text of the same length that was parsed in its place."""
    path: str = ""
    definitions: list[Definition] = field(default_factory=list)
    """In source order; a nested one follows its parent."""
    comments: dict[int, int] = field(default_factory=dict)
    """The start of each comment by its end, not counting white space at the end."""
    attributes: dict[int, int] = field(default_factory=dict)
    """The same for the attributes above definitions."""
    imports: list[Node] = field(default_factory=list)
    scopes: dict[str, list[Definition]] = field(default_factory=dict)
    """What adds to the definition of each qualified name: `impl Cart`, `extension Cart`."""
    offers: list[Node] = field(default_factory=list)
    """Statements that may offer what other files define."""
    package: str = ""
    promises: list[Node] = field(default_factory=list)
    """Statements which hold that a type has an interface."""
    packages: list[Node] = field(default_factory=list)
    """The names of all packages and namespaces that it declares."""
    listed: list[Node] = field(default_factory=list)
    """Expressions that list exported names as strings."""
    purpose: str = ""
    """The file's opening docstring, if the language has such a thing."""
    exports: frozenset[str] = frozenset()
    """Names that the file itself exports."""
    hidden: set[tuple[str, str]] = field(default_factory=set)
    """Names that the file itself hides, each with the name of the type that it is in."""
    exporting: bool = False
    """Whether the file lists or marks what it exports."""

    def text(self, node: Node | None) -> str:
        """Return the source of a node, or ''."""
        return self.slice(node.start_byte, node.end_byte) if node else ""

    def slice(self, start: int, end: int) -> str:
        """Return the source between two byte offsets."""
        return self.source[start:end].decode("utf-8", "replace")
