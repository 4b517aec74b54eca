"""Rules of C#."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.brackets import blank, blocks_of, without_strings
from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.definitions.members import BRACES_AND_ENDS
from ralf_notes.outline.documentation.html import from_html
from ralf_notes.outline.languages.c_family.conditionals import hidden_branches, whole_branches
from ralf_notes.outline.languages.c_family.heads import first_branches
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, field_parameter, marked_public

if TYPE_CHECKING:
    from tree_sitter import Node

_EXTENSION = re.compile(
    rb"\bextension\s*+(?:<[^<>{}]{0,300}+>)?\s*+\([^(){}]{0,300}+\)[^(){};]{0,300}+\{"
)

_ACCESSOR_WORDS = ("modifier", "get", "set", "init")
_TYPES = ("class", "struct", "record", "interface", "type")
_VARIANCE = re.compile(r"(?<=[<,\s])(?:in|out)\s+|\[[^\[\]]*\]\s*")


def _readings(source: bytes) -> Iterator[bytes]:
    """Yield the source without the braces of `extension(T t) { ... }`, which the grammar lacks.

    What is inside is a member of the class around it.
    Source: https://learn.microsoft.com/dotnet/csharp/language-reference/keywords/extension
    """
    heads = {match.end() - 1: match for match in _EXTENSION.finditer(source)}
    text = bytearray(source)
    for block in blocks_of(without_strings(source, ("//", "/*"))) if heads else ():
        if head := heads.get(block.start):
            text[head.start() : head.end()] = blank(head[0])
            text[block.end : block.end + 1] = b" "
    yield from whole_branches(bytes(text))


def _matches(matches: Sequence[Captures], source: bytes) -> Sequence[Captures]:
    """Return the matches with what distinguishes those that C# distinguishes.

    Types that differ by their type parameters only, `IRule` and `IRule<T>`; and members that
    implement those of an interface by name, `object IRule.From => From;`.
    """
    lists: dict[bytes, dict[bytes, None]] = defaultdict(dict)
    types = []
    for captures in matches:
        kind = next((each for each in _TYPES if each in captures), "")
        name = captures["name"][0] if "name" in captures else None
        if name is None:
            continue
        if kind:
            parameters = _type_parameters(captures[kind][0])
            types.append((captures, name, parameters))
            lists[_text(name, source)][_text(parameters, source)] = None
        elif source[name.start_byte - 1 : name.start_byte] == b"." and name.prev_sibling:
            captures["receiver"] = name.prev_sibling.named_children[:1]
    for captures, name, parameters in types:
        if parameters and len(lists[_text(name, source)]) > 1:
            captures["suffix"] = [parameters]
    return matches


def _type_parameters(node: Node) -> Node | None:
    """Return the type parameters of a type; the grammar has a field for them in interfaces only."""
    return next((each for each in node.named_children if each.type == "type_parameter_list"), None)


def _text(node: Node | None, source: bytes) -> bytes:
    return source[node.start_byte : node.end_byte] if node else b""


def _name(text: str) -> str:
    """Return a name with bare type parameters: `IRule<T>` for `IRule<out T>`."""
    return _VARIANCE.sub("", text) if "<" in text else text


def _shown(definition: Definition, text: str, file: ParsedFile) -> str:
    """Return a signature without the further branches of conditions, and with its accessors."""
    text = (first_branches(text) or text) if "#" in text else text
    body = definition.node("body") if definition.kind == "property" else None
    return f"{text} {{ {_accessors(body, file)} }}" if body else text


def _accessors(body: Node, file: ParsedFile) -> str:
    """Return `get; private set;` for the accessors of a property, or for `=> value`."""
    if body.type != "accessor_list":
        return "get;"
    return " ".join(
        " ".join(file.text(word) for word in accessor.children if word.type in _ACCESSOR_WORDS)
        + ";"
        for accessor in body.named_children
        if accessor.type == "accessor_declaration"
    )


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    modifier = kind = ""
    for index, child in enumerate(node.children):
        if child.type == "parameter":
            one, default = field_parameter(child, file), file.text(child).partition("=")[2]
            yield Parameter(one.name, one.type, default.strip())
        elif child.type == "params":
            modifier = "params "
        elif node.field_name_for_child(index) == "type":
            kind = modifier + file.text(child)
        elif node.field_name_for_child(index) == "name":
            yield Parameter(file.text(child), kind)


def _imports(node: Node, file: ParsedFile) -> Iterable[Import]:
    head, equals, target = file.text(node).rstrip("; \n").partition("=")
    words = head.split()
    if not words:
        return []
    module = target.strip() if equals else words[-1]
    marks = " ".join(sorted({"global", "static"} & set(words[:-1])))
    return [Import(module.removeprefix("global::"), (), (words[-1],) if equals else (), marks)]


_WORDS = """
    abstract as async await base bool break byte case catch char checked class const continue
    decimal default delegate do double dynamic else enum event explicit extern false finally fixed
    float for foreach get global goto if implicit in init int interface internal is lock long
    nameof namespace new null object operator out override params partial private protected public
    readonly record ref required return sbyte sealed set short sizeof stackalloc static string
    struct switch this throw true try typeof uint ulong unchecked unsafe ushort using value var
    virtual void volatile when where while with yield Action ArgumentException
    ArgumentNullException Array Attribute Boolean Byte CancellationToken Console DateTime
    DateTimeOffset Dictionary Enum Enumerable EventArgs EventHandler Exception Func Guid HashSet
    IAsyncEnumerable ICollection IDictionary IDisposable IEnumerable IEnumerator IList
    IReadOnlyCollection IReadOnlyDictionary IReadOnlyList Int32 Int64 InvalidOperationException
    KeyValuePair Lazy List Math Memory NotImplementedException NotSupportedException Nullable
    Object Predicate Queue Span Stack Stream String StringBuilder Task TimeSpan Tuple Type Uri
    ValueTask Main ToString Equals GetHashCode Dispose
"""

C_SHARP = Rules(
    block=BRACES_AND_ENDS,
    matches=_matches,
    rename=_name,
    public=marked_public,
    imports=_imports,
    documents=re.compile(r"///|/\*\*"),
    parameters=_parameters,
    readings=_readings,
    hidden=hidden_branches,
    shown=_shown,
    markup=partial(from_html, language="csharp"),
    is_entry=starting.in_c_sharp,
    words=_WORDS,
)
