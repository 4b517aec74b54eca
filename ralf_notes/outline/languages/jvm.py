"""Rules of Java and Kotlin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import, Parameter, Symbol
from ralf_notes.outline.rules import Rules, defines_main, field_parameter, head_words

_DOCUMENTS = re.compile(r"/\*\*|///")
_WORDS = re.compile(r"^import\s+(?:static\s+|module\s+)?|\s+as\s+\w+$|;$")
_JAVA_MAIN = re.compile(r"\bstatic\b[^(]*\bvoid\s+main\s*\(")


def _imports(node: Node, found: Found) -> Iterable[Import]:
    text = " ".join(found.text(node).split())
    text = _WORDS.sub("", _WORDS.sub("", text.rstrip("; ")))
    return [Import(text.replace(" ", ""))]


def _java_public(definition: Definition, found: Found) -> bool:
    words = head_words(definition, found)
    in_interface = bool(definition.parent and definition.parent.kind == "interface")
    return "public" in words or (in_interface and "private" not in words)


def _java_parameters(node: Node, found: Found) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "spread_parameter":
            kind, _, name = found.text(child).rpartition("...")
            yield Parameter(name.strip(), kind.strip() + "...")
        elif child.type == "formal_parameter":
            yield field_parameter(child, found)


def _java_entry(symbols: Sequence[Symbol], _found: Found) -> bool:
    return any(_JAVA_MAIN.search(symbol.signature) for symbol in symbols)


def _kotlin_public(definition: Definition, found: Found) -> bool:
    return not head_words(definition, found) & {"private", "protected", "internal"}


def _kotlin_parameters(node: Node, found: Found) -> Iterator[Parameter]:
    """Read parameters whose default and `vararg` stand beside them in the list."""
    pieces: list[str] = []
    for child in node.children[1:]:
        if child.type in (",", ")"):
            if pieces:
                yield _kotlin_parameter(" ".join(pieces))
            pieces = []
        elif "comment" not in child.type:
            pieces.append(found.text(child))


def _kotlin_parameter(text: str) -> Parameter:
    name, _, rest = text.partition(":")
    kind, _, default = re.sub(r"\s+=(?!=)\s*", "\0", rest, count=1).partition("\0")
    words = name.split() or ["_"]
    vararg = "vararg " if "vararg" in words else ""
    return Parameter(words[-1], vararg + kind.strip(), default.strip())


JAVA = Rules(
    public=_java_public,
    imports=_imports,
    documents=_DOCUMENTS,
    parameters=_java_parameters,
    is_entry=_java_entry,
)
KOTLIN = Rules(
    public=_kotlin_public,
    imports=_imports,
    documents=_DOCUMENTS,
    parameters=_kotlin_parameters,
    is_entry=defines_main,
)
