"""Which names of a file in Go stand for a text, and which for a set of options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.parts import GAP, help_text
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_FLAG_PACKAGE = re.compile(r"flag|[\w./-]*/pflag(?:/v\d+)?")
_VERSION = re.compile(r"v\d+")
_NAMED_AS_SET = re.compile(r"fs|CommandLine|\w*[Ff]lag(?:s|_?[Ss]et)?")
_FLAG_SET = re.compile(r"\*?\w+\.FlagSet")
_VERB = re.compile(r"%(?:(%)|[-+# 0]*+\d*+(?:\.\d++)?+[A-Za-z])")
_DECLARES = ("parameter_declaration", "short_var_declaration", "var_spec", "range_clause")


class Names(NamedTuple):
    """What the names of a file stand for."""

    source: bytes
    texts: dict[str, str]
    """By constant: its text."""
    variables: frozenset[str]
    """Parameters and variables that the file declares."""
    packages: dict[str, str]
    """By the name of an import: its path."""
    sets: frozenset[str]
    """Variables, parameters and fields that are sets of options."""

    def value(self, node: Node | None) -> str | None:
        """Return the value of a literal, a constant or a sum of them; None for anything else."""
        if node is None:
            return None
        if node.type == "binary_expression":
            texts = [self.value(each) for each in named(node)]
            return "".join(text or "" for text in texts) if None not in texts else None
        if node.type == "identifier":
            return self.texts.get(text_of(node, self.source))
        return literal(node, self.source)

    def words(self, node: Node | None) -> str:
        """Return a help text, with `…` for each part that is known only when the program runs."""
        return help_text(self._parts(node)) if node is not None else ""

    def _parts(self, node: Node) -> Iterator[str | None]:
        if node.type == "binary_expression":
            for each in named(node):
                yield from self._parts(each)
        elif text_of(node.child_by_field_name("function"), self.source) == "fmt.Sprintf":
            arguments = named(node.child_by_field_name("arguments"))
            form = self.value(arguments[0]) if arguments else None
            yield _VERB.sub(lambda verb: verb[1] or GAP, form or GAP)
        else:
            yield self.value(node)

    def elsewhere(self, node: Node) -> str | None:
        """Return the name of a constant of another file as it is written, None for all else."""
        name = text_of(node, self.source)
        is_name = node.type in ("identifier", "selector_expression")
        return name if is_name and name.partition(".")[0] not in self.variables else None

    def is_set(self, node: Node | None) -> bool:
        """Whether options are defined in it: `flag`, `flags`, `cmd.Flags()`."""
        if node is not None and node.type == "call_expression":
            node = node.child_by_field_name("function")
        name = text_of(node, self.source)
        if name in self.packages:
            return _FLAG_PACKAGE.fullmatch(self.packages[name]) is not None
        last = name.rpartition(".")[2]
        return last in self.sets or _NAMED_AS_SET.fullmatch(last) is not None


def names_of(root: Node, source: bytes) -> Names:
    """Return what the names of a file stand for."""
    variables, sets = set[str](), set[str]()
    for node in nodes(root, *_DECLARES, "field_declaration"):
        declared = _declared(node, source)
        if node.type != "field_declaration":
            variables |= declared
        if _is_of_set(node, source):
            sets |= declared
    packages = dict(_imports(root, source))
    names = Names(source, {}, frozenset(variables), packages, frozenset(sets))
    for name, value in _constants(root, source):
        text = names.value(value)
        if text is not None and name not in variables:
            names.texts[name] = text
    return names


def _imports(root: Node, source: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name that each import has in the file, and its path."""
    for node in nodes(root, "import_spec"):
        path = literal(node.child_by_field_name("path"), source) or ""
        parts = [part for part in path.split("/") if not _VERSION.fullmatch(part)]
        yield text_of(node.child_by_field_name("name"), source) or parts[-1:][0], path


def _declared(node: Node, source: bytes) -> set[str]:
    """Return the names that a declaration gives."""
    left = node.child_by_field_name("left")
    of = named(left) if left is not None else node.children_by_field_name("name")
    return {text_of(each, source) for each in of}


def _constants(root: Node, source: bytes) -> Iterator[tuple[str, Node]]:
    for node in nodes(root, "const_spec"):
        values = named(node.child_by_field_name("value"))
        for name, value in zip(node.children_by_field_name("name"), values, strict=False):
            if name.type == "identifier":
                yield text_of(name, source), value


def _is_of_set(declaration: Node, source: bytes) -> bool:
    """Whether what it declares is a set of options: `f *flag.FlagSet`, `f := cmd.Flags()`."""
    if _FLAG_SET.fullmatch(text_of(declaration.child_by_field_name("type"), source)):
        return True
    values = declaration.child_by_field_name("right") or declaration.child_by_field_name("value")
    call = next(iter(named(values)), None)
    function = call.child_by_field_name("function") if call is not None else None
    return text_of(function, source).endswith(("FlagSet", "Flags"))
