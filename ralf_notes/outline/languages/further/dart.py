"""Rules of Dart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORT = re.compile(
    r"(?P<how>import|export|part(?!\s+of))\s+r?[\"'](?P<uri>[^\"'\n]{1,300})[\"']"
    r"(?:[^;]*?\bas\s+(?P<local>\w+))?"
)

_MACRO = re.compile(r"\{@macro[ \t]+([\w.-]+)[ \t]*\}")
_TEMPLATE = re.compile(
    r"\{@template[ \t]+([\w.-]+)[ \t]*\}[ \t]*\n"
    r"((?:[ \t]*///(?![^\n]*\{@(?:end)?template)[^\n]*\n){1,200})"
    r"[ \t]*///[ \t]*\{@endtemplate\}"
)


def _public(definition: Definition, _file: ParsedFile) -> bool:
    return not definition.name.rpartition(".")[2].startswith("_")


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    if match := _IMPORT.match(file.text(node)):
        local = (match["local"],) if match["local"] else ()
        yield Import(match["uri"], (), local, match["how"].removeprefix("import"))


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "optional_formal_parameters":
            yield from _parameters(child, file)
        elif child.type == "formal_parameter":
            text, mark, default = file.text(child).partition("=")
            kind, _, name = text.strip().removeprefix("required ").rpartition(" ")
            yield Parameter(name, kind, default.strip() if mark else "")


def _name(written: str) -> str:
    """Return the last part of the name of a constructor: `named` of `factory Bag.named()`."""
    words = written.partition("(")[0].split()
    return words[-1].rpartition(".")[2] if words else written


def _told(text: str, _definition: Definition, file: ParsedFile) -> str:
    """Return a comment with the words of the templates of the file that it names."""
    if "{@macro" not in text:
        return text
    templates = _templates(file.source)
    return _MACRO.sub(lambda match: templates.get(match[1], ""), text)


@lru_cache(maxsize=4)
def _templates(source: bytes) -> dict[str, str]:
    """Return the templates that the comments of a file define, by their names.

    Source: https://github.com/dart-lang/dartdoc#templates-and-macros
    """
    found = _TEMPLATE.finditer(source.decode("utf-8", "replace")) if b"{@template" in source else ()
    return {each[1]: comment_text(each[2].rstrip("/ \t")) for each in found}


DART = Rules(
    told=_told,
    markup=dialects.dartdoc,
    public=_public,
    imports=_imports,
    rename=_name,
    documents=re.compile(r"///|/\*\*"),
    parameters=_parameters,
    is_entry=starting.with_main,
    words="""
        abstract as assert async await base break case catch class const continue covariant default
        deferred do dynamic else enum export extends extension external factory false final finally
        for get hide if implements import in interface is late library mixin new null on operator
        part required rethrow return sealed set show static super switch sync this throw true try
        typedef var void when while with yield bool double int num BuildContext DateTime Duration
        Future Iterable List Map Never Null Object Set Stream StatefulWidget StatelessWidget State
        String Type Uri Widget override print
    """,
)
