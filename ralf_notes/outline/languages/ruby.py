"""Rules of Ruby."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words, plain_kind, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_HIDING = frozenset(("private", "protected", "private_class_method", "private_constant"))


def _public(definition: Definition, file: ParsedFile) -> bool:
    words = head_words(definition, file)
    if (definition.owner, definition.name) in file.hidden or words & _HIDING:
        return False
    has_access = definition.kind == "method" or "accessor" in definition.captures
    is_exempt = words & {"self", "public"} or definition.name == "initialize"
    return bool(not has_access or is_exempt) or definition.access not in _HIDING


def _kind(definition: Definition, file: ParsedFile) -> str:
    if definition.kind == "method" and definition.parent is None:
        return "function" if not definition.owner else "method"
    if definition.kind == "method" and definition.name == "initialize":
        return "constructor"
    return plain_kind(definition, file)


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        name, value = first_field(child, "name"), file.text(first_field(child, "value"))
        if child.type == "optional_parameter":
            yield Parameter(file.text(name), "", value)
        elif child.type == "keyword_parameter":
            yield Parameter(f"{file.text(name)}:", "", value)
        elif child.type != "comment":
            yield Parameter(file.text(child))


def _imports(node: Node, file: ParsedFile) -> Iterable[Import]:
    if node.type == "string":  # of `autoload :Cart, "shop/cart"`
        return [Import(unquoted(file.text(node)))]
    arguments = first_field(node, "arguments")
    path = unquoted(file.text(arguments).strip("() "))
    relative = file.text(first_field(node, "method")) == "require_relative"
    return [Import(f"./{path}" if relative and not path.startswith(".") else path)]


_WORDS = """
    BEGIN END alias and begin break case class def defined? do else elsif end ensure false for if in
    module next nil not or redo rescue retry return self super then true undef unless until when
    while yield __FILE__ __LINE__ __method__ attr_accessor attr_reader attr_writer extend include
    initialize lambda private prepend proc protected public puts raise require require_relative
    loop freeze new Array BasicObject Class Comparable Dir ENV Enumerable Enumerator Exception File
    Float Hash IO Integer Kernel KeyError Module NameError NilClass NoMethodError Numeric Object
    Proc Range Regexp Set StandardError String StringIO Struct Symbol Thread Time ArgumentError
    IndexError RuntimeError TypeError NotImplementedError ActiveRecord ActiveSupport to_s to_h to_a
    to_i to_sym each map select reject inject
"""

RUBY = Rules(
    markup=dialects.rdoc,
    public=_public,
    rename=lambda name: name.removeprefix(":"),
    comment="#",
    block=Block("", "end"),
    imports=_imports,
    documents=re.compile(r"#(?!!)"),
    kind=_kind,
    parameters=_parameters,
    words=_WORDS,
)
