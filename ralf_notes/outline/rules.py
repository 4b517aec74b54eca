"""What differs between languages once the query has found the definitions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter, Symbol

_TYPES = frozenset(("class", "interface", "trait", "struct", "enum", "union", "record"))
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\([^()]*\)")
_WORD = re.compile(r"\w+")

_MODULES = {
    "javascript": "ecmascript",
    "typescript": "ecmascript",
    "tsx": "ecmascript",
    "java": "jvm",
    "kotlin": "jvm",
    "c": "c_family",
    "cpp": "c_family",
}
"""Where the rules of a language are, if not in the module of its own name."""


def no_imports(_node: Node, _found: Found) -> Iterable[Import]:
    """Return nothing: the language has no imports."""
    return ()


def plain_kind(definition: Definition, _found: Found) -> str:
    """Return the query's kind; a function inside a type is a method."""
    inside = bool(definition.parent and definition.parent.kind in _TYPES)
    if definition.kind == "function" and (inside or "receiver" in definition.captures):
        return "method"
    return definition.kind


def no_fields(_definition: Definition, _found: Found) -> Iterable[str]:
    """Return nothing: the signature shows the fields already, or there are none to show."""
    return ()


def never(_symbols: Sequence[Symbol], _found: Found) -> bool:
    """Say that no file of the language is known to be an entry point by its text."""
    return False


def defines_main(symbols: Sequence[Symbol], _found: Found) -> bool:
    """Say whether there is a top-level function `main`."""
    return any(symbol.name == "main" and symbol.kind == "function" for symbol in symbols)


def field_parameters(node: Node, found: Found) -> Iterable[Parameter]:
    """Return the parameters by the field names that most grammars share."""
    for child in node.named_children:
        if child.type in ("comment", "line_comment", "block_comment"):
            continue
        yield field_parameter(child, found)


def field_parameter(node: Node, found: Found) -> Parameter:
    """Return one parameter by its fields `name` or `pattern`, `type`, `value`."""
    name = first_field(node, "name", "pattern", "declarator")
    return Parameter(
        found.text(name or node).lstrip(": "),
        found.text(first_field(node, "type")).lstrip(": "),
        found.text(first_field(node, "value", "default_value")),
    )


def first_field(node: Node, *names: str) -> Node | None:
    """Return the child in the first of these fields that the node has."""
    fields = (node.child_by_field_name(name) for name in names)
    return next((child for child in fields if child), None)


def head_words(definition: Definition, found: Found) -> frozenset[str]:
    """Return the words before the name: modifiers and the like, no arguments of annotations."""
    head = _QUOTED.sub(" ", found.slice(definition.declared[0], definition.name_start))
    return frozenset(_WORD.findall(head))


def unquoted(text: str) -> str:
    """Return a string literal's text without its quotes."""
    return text.strip().strip("'\"`")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language."""

    public: Callable[[Definition, Found], bool]
    """By the definition's own marks; what is inside something hidden is hidden anyway."""
    imports: Callable[[Node, Found], Iterable[Import]] = no_imports
    """The imports of one node that the query captured as `import`."""
    separator: str = "."
    rename: Callable[[str], str] = str
    """Makes a name of the text that the query captured as one."""
    documents: re.Pattern[str] = field(default=re.compile(r""))
    """Matches the start of comments that describe what stands below them."""
    kind: Callable[[Definition, Found], str] = plain_kind
    parameters: Callable[[Node, Found], Iterable[Parameter]] = field_parameters
    fields: Callable[[Definition, Found], Iterable[str]] = no_fields
    """Lines of a body that belong to the signature: the fields of a class."""
    doc: Callable[[Definition, Found], str] | None = None
    """How the description is found when it does not stand above."""
    purpose: Callable[[str], str] = str
    """Takes the marks off what the query captured as `purpose`."""
    markup: Callable[[str], str] = str
    """Takes the markup out of a cleaned doc comment."""
    is_entry: Callable[[Sequence[Symbol], Found], bool] = never


@cache
def rules_for(key: str) -> Rules:
    """Return the rules of a language that has a grammar."""
    module = import_module(f"ralf_notes.outline.languages.{_MODULES.get(key, key)}")
    rules = getattr(module, key.upper())
    assert isinstance(rules, Rules)
    return rules
