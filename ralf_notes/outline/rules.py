"""The rules of a language for the definitions that its query captured."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ralf_notes.outline import languages
from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.definitions.members import BRACES, Block
from ralf_notes.outline.model import TYPES, Export, Import, Parameter, Symbol, Table
from ralf_notes.text import cut

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTED = re.compile(r"(?<!\\)\"(?:[^\"\\\n]|\\.)*+\"|(?<!\\)'(?:[^'\\\n]|\\.)*+'|\([^()]*\)")
_SETTER_ONLY = re.compile(r"\b\w+\s*\(set\)")
_WORD = re.compile(r"\w+")
NO_COMMENT = re.compile(r"(?!)")
"""Matches no comment, as the start of one."""
EXTENDED = re.compile(r"\bextends\s+([\w$]++)(?!\s*\.)")
"""The class that another extends, in languages that say so with this word."""
_LONGEST_ASSIGNMENT = 120
_HEAD_BYTES = 4_000
"""A declaration of many names is long in front of the last ones."""


def plain_kind(definition: Definition, _file: ParsedFile) -> str:
    """Return the query's kind, or `method` for a function inside a type."""
    inside = bool(definition.parent and definition.parent.kind in TYPES)
    if definition.kind == "function" and (inside or "receiver" in definition.captures):
        return "method"
    return definition.kind


def marked_public(definition: Definition, file: ParsedFile) -> bool:
    """Whether it is `public` or `protected`, or is in an interface without such a word."""
    words = head_words(definition, file)
    in_interface = bool(definition.parent and definition.parent.kind == "interface")
    is_open = bool(words & {"public", "protected"}) or (in_interface and "internal" not in words)
    return is_open and "private" not in words


def field_parameters(node: Node, file: ParsedFile) -> Iterable[Parameter]:
    """Yield the parameters by the field names that most grammars share."""
    for child in node.named_children:
        if child.type not in ("comment", "line_comment", "block_comment"):
            yield field_parameter(child, file)


def field_parameter(node: Node, file: ParsedFile) -> Parameter:
    """Return one parameter by its fields `name` or `pattern`, `type` and `value`."""
    name = first_field(node, "name", "pattern", "declarator")
    return Parameter(
        file.text(name or node).lstrip(": "),
        file.text(first_field(node, "type")).lstrip(": "),
        file.text(first_field(node, "value", "default_value")),
    )


def statements_in(body: Node, branches: Collection[str]) -> Iterator[Node]:
    """Yield the statements of a body in order, also those in its branches.

    Args:
        body: the node of the body.
        branches: the types of nodes whose statements count, that of the body among them.
    """
    pending = [body]
    while pending:
        node = pending.pop()
        if node.type in branches:
            pending += reversed(node.named_children)
        else:
            yield node


def short_assignment(definition: Definition, text: str, _file: ParsedFile) -> str:
    """Return an assignment of a constructor on one line; other text stays as it is."""
    is_assignment = definition.kind == "member" and "promoted" in definition.captures
    if not is_assignment or len(text) <= _LONGEST_ASSIGNMENT:
        return text
    return cut(" ".join(text.split()), _LONGEST_ASSIGNMENT + 1)


def first_field(node: Node, *names: str) -> Node | None:
    """Return the node's child in the first of these fields that it has."""
    for name in names:  # faster than an expression: it is called for each parameter
        if child := node.child_by_field_name(name):
            return child
    return None


def head_words(definition: Definition, file: ParsedFile) -> frozenset[str]:
    """Return the words before the name, such as modifiers, without arguments of annotations."""
    start = definition.declared[0]
    head = file.slice(start, min(definition.name_start, start + _HEAD_BYTES))
    if "(" in head or '"' in head or "'" in head:
        head = _QUOTED.sub(" ", _SETTER_ONLY.sub(" ", head))
    return frozenset(_WORD.findall(head))


def unquoted(text: str) -> str:
    """Return the text of a string literal."""
    return text.strip().strip("'\"`")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language."""

    public: Callable[[Definition, ParsedFile], bool]
    """Whether it is public by its own marks; everything inside a hidden definition is hidden."""
    bases: re.Pattern[str] | None = None
    """Matches the classes that the head of a class extends, if these may be hidden ones: what they
    offer is reached through it."""
    imports: Callable[[Node, ParsedFile], Iterable[Import]] | None = None
    """Returns the imports of a node that the query captured as `import`."""
    exports: Callable[[ParsedFile], Iterable[Export]] | None = None
    """Returns what the file offers of others, from its imports and the `offer` nodes."""
    aliases: Callable[[ParsedFile], Iterable[tuple[str, str]]] | None = None
    """Returns the names by which others import its own definitions, each with that name."""
    matches: Callable[[Sequence[Captures], bytes], Iterable[Captures]] | None = None
    """Reads more from the matches of the query and the source than a query can say."""
    origin: Callable[[Definition, ParsedFile], str] | None = None
    """Says what a method belongs to beside its type: the trait that an `impl` is of."""
    heads: Callable[[Definition, ParsedFile], Iterable[str]] | None = None
    """Returns further lines of its signature, if `matches` made one definition of several."""
    shown: Callable[[Definition, str, ParsedFile], str] | None = None
    """Takes out of the text of a definition what is no part of its signature, or adds its value."""
    separator: str = "."
    rename: Callable[[str], str] = str
    """Turns the text that the query captured as a name into the name."""
    documents: re.Pattern[str] = field(default=re.compile(r""))
    """Matches the start of a comment that describes the definition below it."""
    data_documents: re.Pattern[str] | None = None
    """The same for constants, variables and members, if further comments describe these."""
    over_gaps: re.Pattern[str] = field(default=re.compile(r"/\*[*!](?![*/])|//[/!](?!/)"))
    """Matches the start of a comment that does so even over empty lines, as the tools of the
    language take it."""
    looks_up: bool = False
    """Whether a comment below a declaration describes it, if an empty line is below the comment."""
    stacks: bool = False
    """Whether doc comments with empty lines between them describe one definition."""
    has_briefs: bool = False
    """Whether a doc comment of one line over another one is the first sentence of that."""
    kind: Callable[[Definition, ParsedFile], str] = plain_kind
    parameters: Callable[[Node, ParsedFile], Iterable[Parameter]] = field_parameters
    overloads: bool = True
    """Whether functions of the same name may differ; else all but one of them declare that one."""
    comment: str = "//"
    """What starts a comment on one line."""
    block: Block = BRACES
    """What stands around the members of a type."""
    doc: Callable[[Definition, ParsedFile], str] | None = None
    """Finds the description if it is not above the definition."""
    describes_above: bool = False
    """Whether a comment above describes the definition in a language that has `doc`, too."""
    purpose: Callable[[str], str] = str
    """Removes the marks from the text that the query captured as `purpose`."""
    told: Callable[[str, Definition, ParsedFile], str] | None = None
    """Returns the text of a comment above a definition with words that stand elsewhere in the file,
    and without what it says of another."""
    markup: Callable[[str], str] = str
    """Removes the markup from the text of a doc comment."""
    readings: Callable[[bytes], Iterable[bytes]] | None = None
    """Yields texts of the same length to parse in place of the source, the best one first."""
    hidden: Callable[[bytes, bytes], set[int]] | None = None
    """Returns the lines of a source that the text of a reading hides and that may define things."""
    tables: Callable[[ParsedFile], Iterable[Table]] | None = None
    """Reads what else readers of the language look for."""
    is_entry: Callable[[Sequence[Symbol], ParsedFile], bool] | None = None
    """Whether the program starts in the file, if the language has a sign of that."""
    tests: Callable[[Node, bytes], Iterable[tuple[str, str]]] | None = None
    """Yields the suite and the title of each test that the root of a syntax tree and the source
    hold, if tests of the language have titles."""
    words: str = ""
    """Keywords, common builtins and standard types, which prose may use as names."""


@cache
def rules_for(key: str) -> Rules:
    """Return the rules of a language that has a grammar: `GO` in `languages/go.py`."""
    module = import_module(f"ralf_notes.outline.languages.{languages.get(key).rules}")
    rules = getattr(module, key.upper())
    assert isinstance(rules, Rules)
    return rules


@cache
def words_of(key: str) -> frozenset[str]:
    """Return the words of a language that prose may use as names; a format has none."""
    return frozenset(rules_for(key).words.split() if languages.get(key).rules else ())
