"""The structs of a file in Go with the tags of their fields, and which are given to a library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.routes.nodes import named, nodes, text_as_written, text_of
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

Tags = Mapping[str, list[str]]
"""By key: its values; a key may stand several times."""

_TAG = lazily(r'(?<![\w.-])(\w[\w.-]*+):"((?:[^"\\]|\\.)*+)"')
_ESCAPE = lazily(r"\\([\"\\])")
_NAMED_AS_ROOT = lazily(r"\w*(?:Cmd|Command)|cmd|command|CLI|Cli|cli|[Rr]oot|[Gg]lobals?|[Oo]pts")
_PARSES = lazily(
    r"(?:kong\.(?:Parse|New|Must)|arg\.(?:Parse|MustParse|NewParser)"
    r"|flags\.(?:Parse|ParseArgs|NewParser)|\w+\.(?:AddCommand|AddGroup))"
)
_RUNS = ("Run", "Execute")
_TYPE = lazily(r"\*?(\w+)")
_OF_KONG = lazily(r"\*?kong\.\w+Flag")


class TaggedField(NamedTuple):
    """One field of a struct."""

    name: str
    """'' for an embedded type."""
    tags: Tags
    type: str
    """As the source writes it; 'struct' for one that is written here."""
    struct: Node | None
    """What the struct holds if its type stands in this file."""

    def tag(self, key: str) -> str:
        """Return the first value of a tag, '' for none."""
        return next(iter(self.tags.get(key, ())), "")

    @property
    def is_exported(self) -> bool:
        """Whether a library can set it."""
        return not self.name or self.name[0].isupper()

    @property
    def is_plain(self) -> bool:
        """Whether its type is one of the language, so that it is a value whatever its tags."""
        return self.type.strip("[]*") in _PLAIN or self.type.startswith("map[")


_PLAIN = frozenset((
    "bool", "string", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16",
    "uint32", "uint64", "float32", "float64", "time.Duration",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoStructs:
    """The structs of a file."""

    source: bytes
    by_name: Mapping[str, Node]
    """By the name of the type or of the variable."""
    given: frozenset[str]
    """The names of those that the file gives to a library, or that run as a command."""

    def fields(self, struct: Node) -> Iterator[TaggedField]:
        """Yield the fields of a struct."""
        for body in named(struct):
            for each in named(body):
                if each.type == "field_declaration":
                    yield from self._fields(each)

    def _fields(self, declaration: Node) -> Iterator[TaggedField]:
        of = declaration.child_by_field_name("type")
        tags = tags_of(declaration.child_by_field_name("tag"), self.source)
        while of is not None and of.type == "pointer_type":
            of = next(iter(named(of)), None)
        written = text_of(of, self.source)
        is_struct = of is not None and of.type == "struct_type"
        struct = of if is_struct else self.by_name.get(written)
        names = declaration.children_by_field_name("name")
        for name in [text_of(each, self.source) for each in names] or [""]:
            yield TaggedField(name, tags, "struct" if is_struct else written, struct)

    def roots(self, inner: frozenset[str]) -> Iterator[Node]:
        """Yield the structs that are given to a library as they are.

        Args:
            inner: tags of a field whose struct is read with it; only a struct that stands below no
                prefix has such fields.
        """
        below = set[int]()
        for name, struct in self.by_name.items():
            fields = list(self.fields(struct))
            if self._is_root(name, fields, inner) or any(each.tags for each in fields):
                below |= {
                    each.struct.id
                    for each in fields
                    if each.struct is not None and (not each.name or inner.intersection(each.tags))
                }
        for name, struct in self.by_name.items():
            if struct.id not in below and self._is_root(name, self.fields(struct), inner):
                yield struct

    def _is_root(self, name: str, fields: Iterable[TaggedField], inner: frozenset[str]) -> bool:
        if name in self.given or _NAMED_AS_ROOT.fullmatch(name):
            return True
        return any(
            inner.intersection(each.tags) or _OF_KONG.fullmatch(each.type) for each in fields
        )


def structs_of(root: Node, source: bytes) -> GoStructs:
    """Return the structs of a file."""
    by_name: dict[str, Node] = {}
    types: dict[str, str] = {}
    for node in nodes(root, "type_spec", "var_spec", "short_var_declaration"):
        name = node.child_by_field_name("name") or node.child_by_field_name("left")
        of = node.child_by_field_name("type") or _literal(node)
        if of is not None and of.type == "struct_type":
            by_name.setdefault(text_of(name, source), of)
        elif node.type != "type_spec":
            types[text_of(name, source)] = _name_of(of, source)
    names = {*_parsed(root, source), *_running(root, source)}
    given = {types.get(name, name) for name in names} | names
    return GoStructs(source, by_name, frozenset(given))


def tags_of(tag: Node | None, source: bytes) -> Tags:
    """Return the tags of a field: `arg:"" help:"who"`."""
    if tag is None:
        return {}
    text = text_as_written(tag, source)
    inner = text[1:-1] if text[:1] == "`" else _ESCAPE.sub(r"\1", text[1:-1])
    found: dict[str, list[str]] = {}
    for key, value in _TAG.findall(inner):
        found.setdefault(key, []).append(_ESCAPE.sub(r"\1", value))
    return found


def _name_of(type_: Node | None, source: bytes) -> str:
    """Return the name of the type of a variable: `var a *Args`; '' for all else."""
    match = _TYPE.fullmatch(text_of(type_, source))
    return match[1] if match else ""


def _literal(declaration: Node) -> Node | None:
    """Return the type of the literal that a variable begins with."""
    right = declaration.child_by_field_name("right") or declaration.child_by_field_name("value")
    value = next(iter(named(right)), None)
    if value is not None and value.type == "unary_expression":
        value = value.child_by_field_name("operand")
    is_literal = value is not None and value.type == "composite_literal"
    return value.child_by_field_name("type") if value is not None and is_literal else None


def _parsed(root: Node, source: bytes) -> Iterator[str]:
    """Yield the names of what the file gives to a library: `kong.Parse(&cli)`."""
    for call in nodes(root, "call_expression"):
        if _PARSES.fullmatch(text_of(call.child_by_field_name("function"), source)):
            for each in named(call.child_by_field_name("arguments")):
                inner = each.child_by_field_name("operand") or each
                yield text_of(inner.child_by_field_name("type") or inner, source)


def _running(root: Node, source: bytes) -> Iterator[str]:
    """Yield the names of the types that run as commands."""
    for method in nodes(root, "method_declaration"):
        if text_of(method.child_by_field_name("name"), source) in _RUNS:
            for each in named(method.child_by_field_name("receiver")):
                yield text_of(each.child_by_field_name("type"), source).lstrip("*")
