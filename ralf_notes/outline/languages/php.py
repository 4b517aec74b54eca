"""Rules of PHP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import BRACES_AND_ENDS
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, field_parameter, first_field, head_words, plain_kind

if TYPE_CHECKING:
    from tree_sitter import Node

_DIRECTORY = re.compile(r"^(?:__DIR__|dirname\(__FILE__\))\s*\.\s*")
_LITERAL = re.compile(r"^(['\"])([^'\"$]+)\1$")
_ALIAS = re.compile(r"(?<!\s)\s+as\s+(\w+)$", re.IGNORECASE)
_CLAUSE = re.compile(r"^(?:use\s+)?(function|const)\s+", re.IGNORECASE)


def _kind(definition: Definition, file: ParsedFile) -> str:
    kind = plain_kind(definition, file)
    return "constructor" if kind == "method" and definition.name == "__construct" else kind


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "comment":
            continue
        one = field_parameter(child, file)
        dots = "..." if child.type == "variadic_parameter" else ""
        yield Parameter(dots + one.name, one.type, one.default)


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    """Yield a required file, or the names of `use A\\B, C` and of `use A\\{B, C}`."""
    if node.type != "namespace_use_declaration":
        expression = file.text(node.named_children[0]) if node.named_children else ""
        if literal := _LITERAL.match(_DIRECTORY.sub("", expression.strip("() "))):
            path = literal[2]
            yield Import(path if path.startswith(".") else f"./{path.lstrip('/')}")
        return
    group = first_field(node, "body")
    prefix = ""
    if group:
        prefixes = [child for child in node.named_children if child.type == "namespace_name"]
        prefix = f"{file.text(prefixes[0])}\\" if prefixes else ""
    of_all = _CLAUSE.match(file.text(node))
    for child in (group or node).named_children:
        if child.type == "namespace_use_clause":
            written = file.text(child)
            alias, kind = _ALIAS.search(written), _CLAUSE.match(written) or of_all
            name = _CLAUSE.sub("", _ALIAS.sub("", written)).lstrip("\\")
            local = (alias[1],) if alias else ()
            yield Import(prefix + name, (), local, kind[1].lower() if kind else "")


_WORDS = """
    abstract and array as break callable case catch class clone const continue declare default do
    echo else elseif empty enum extends false final finally fn for foreach function global goto if
    implements include include_once instanceof insteadof interface isset list match mixed namespace
    new null or parent print private protected public readonly require require_once return self
    static switch this throw trait true try unset use var void while xor yield bool float int
    iterable never object string __construct __destruct __get __set __call __invoke __toString
    __DIR__ __FILE__ __CLASS__ Exception Error Throwable TypeError ValueError ArrayAccess Closure
    Countable DateTime DateTimeImmutable Generator Iterator IteratorAggregate JsonSerializable
    InvalidArgumentException LogicException RuntimeException Stringable stdClass PDO count strlen
    array_map array_filter array_merge in_array json_encode json_decode sprintf
"""

PHP = Rules(
    block=BRACES_AND_ENDS,
    markup=dialects.php,
    public=lambda definition, file: "private" not in head_words(definition, file),
    imports=_imports,
    separator="::",
    documents=re.compile(r"/\*\*|//"),
    kind=_kind,
    parameters=_parameters,
    words=_WORDS,
)
