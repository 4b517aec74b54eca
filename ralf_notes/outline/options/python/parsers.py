"""Options of argparse and optparse, and of what is built on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.options.parts import GAP
from ralf_notes.outline.options.python.calls import Arguments, arguments_of, around, function_of
from ralf_notes.outline.options.python.texts import Texts
from ralf_notes.outline.routes.nodes import nodes, text_of
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

ADDING = (b".add_argument", b".add_option", b"make_option(", b".addoption(")
"""One of these stands in a file that defines options."""
_ADDS = ("add_argument", "add_option", "addoption")
_MAKES = lazily(
    r"(?:\w+\.)*(?:\w*Arg(?:ument)?Parser|OptionParser|\w*OptionGroup|get_?parser|make_?parser)"
)
_GROUPS = ("add_argument_group", "add_mutually_exclusive_group", "add_option_group", "getgroup")
_NAMED_AS_PARSER = lazily(r"\A(?:\w*(?:parser|group)|(?:\w*_)?(?:ap|argp))\d*+\Z", re.IGNORECASE)
_MAY_BE_PARSER = lazily(r"pars|group|cmd|\Asub|\A(?:ap|p|g)\Z", re.IGNORECASE)
"""Matches a name of a parser in a file that imports argparse."""
_IS_PARSER = lazily(r"(?:\w+\.)*(?:\w*ArgumentParser|_?\w*ArgumentGroup|_ActionsContainer"
                        r"|OptionParser|OptionGroup)")  # fmt: skip
_IMPORTS = lazily(rb"\b(?:argparse|optparse|configargparse)\b")
_NAME = lazily(r"[-+]{1,2}(?:\w|<secret: \w+>)(?:[\w.:+-]|<secret: \w+>)*|-[?#@]")
_POSITIONAL = lazily(r"\w[\w.:/-]*")
_HELP = lazily(r"%(?:(%)|(default)\b|\((default)\)[sdrf]|\(\w+\)[sdrf])")
_HIDES = ("SUPPRESS", "SUPPRESS_HELP")
_SCOPES = ("function_definition", "lambda")


class _Made(NamedTuple):
    """A parser or a group that a name stands for."""

    at: int
    """The byte at which it is assigned."""
    scope: int
    """The id of the function around the assignment."""
    is_parser: bool
    command: str


def options(root: Node, texts: Texts) -> Iterator[Option]:
    """Yield the options that a file defines for parsers."""
    parsers = _KnownParsers(texts, {}, _IMPORTS.search(texts.source) is not None)
    parsers.learn(root)
    for call in nodes(root, "call"):
        function, above, method = function_of(call, texts.source)
        if method in _ADDS and above is not None:
            command = parsers.command_of(above)
            if command is not None:
                yield from _option(arguments_of(call, texts.source), command, texts, method)
        elif (adding := parsers.adding(call)) is not None:
            yield from _option(arguments_of(call, texts.source), adding, texts, "add_argument")
        elif function.rpartition(".")[2] == "make_option":
            yield from _option(arguments_of(call, texts.source), "", texts, "add_option")


class _KnownParsers(NamedTuple):
    """Which names of a file stand for parsers, and for which commands."""

    texts: Texts
    made: dict[str, list[_Made]]
    """By name, in the order of the text."""
    is_imported: bool

    def learn(self, root: Node) -> None:
        """Read what the file assigns to its names."""
        kinds = ("assignment", "as_pattern", "typed_parameter", "typed_default_parameter")
        for node in nodes(root, *kinds, "default_parameter"):
            name, value = _assigned(node)
            if name is None:
                continue
            if node.type.endswith("parameter"):
                kind = text_of(node.child_by_field_name("type"), self.texts.source)
                parts = re.split(r"[\s|\[\]\"',]+", kind)
                if any(_IS_PARSER.fullmatch(part) for part in parts):
                    self._keep(name, node, is_parser=True, command="")
                continue
            command = self._made_by(value) if value is not None else None
            self._keep(name, node, is_parser=command is not None, command=command or "")

    def _keep(self, name: Node, node: Node, *, is_parser: bool, command: str) -> None:
        scope = _scope(node)
        text = text_of(name, self.texts.source)
        self.made.setdefault(text, []).append(_Made(node.end_byte, scope, is_parser, command))

    def _made_by(self, value: Node) -> str | None:
        """Return the command of the parser that a value is, None if it is no parser."""
        if value.type in ("boolean_operator", "conditional_expression"):
            found = [self._made_by(each) for each in value.named_children]
            return "" if any(each is not None for each in found) else None
        if value.type == "attribute" and _method(value, self.texts) in _ADDS:
            above = value.child_by_field_name("object")
            return self.command_of(above) if above is not None else None
        if value.type != "call":
            known = self.last(value) if value.type in ("identifier", "attribute") else None
            return known.command if known is not None and known.is_parser else None
        function, above, method = function_of(value, self.texts.source)
        if method in _GROUPS or method == "add_subparsers":
            return self.command_of(above) or "" if above is not None else ""
        if method == "add_parser" and above is not None:
            positional = arguments_of(value, self.texts.source).positional
            name = self.texts.value(positional[0]) if positional else None
            over = self.command_of(above) or ""
            return f"{over} {name}".strip() if name else ""
        return "" if _MAKES.fullmatch(function) else None

    def last(self, name: Node) -> _Made | None:
        """Return what a name stands for at a place, None if the file does not tell."""
        made = self.made.get(text_of(name, self.texts.source))
        if not made:
            return None
        if name.type == "attribute":
            before = [each for each in made if each.at <= name.start_byte]
            return (before or made)[-1]
        for scope in (*(each.id for each in around(name, *_SCOPES)), 0):
            inside = [each for each in made if each.scope == scope]
            before = [each for each in inside if each.at <= name.start_byte]
            if before:
                return before[-1]
            if inside:
                return inside[0] if len(inside) == 1 else inside[0]._replace(command="")
        return None

    def adding(self, call: Node) -> str | None:
        """Return the command that a call adds to by another name: `add = parser.add_argument`."""
        function = call.child_by_field_name("function")
        if function is None or function.type != "identifier":
            return None
        made = self.last(function)
        return made.command if made is not None and made.is_parser else None

    def command_of(self, parser: Node) -> str | None:
        """Return the command of the parser, '' for the program; None if it may be no parser."""
        if parser.type == "call":
            return self._made_by(parser)
        known = self.last(parser) if parser.type in ("identifier", "attribute") else None
        if known is not None and known.is_parser:
            return known.command
        name = text_of(parser, self.texts.source).rpartition(".")[2]
        if known is not None:  # `parser = make()`: what it is, another file knows
            return "" if _NAMED_AS_PARSER.fullmatch(name) else None
        is_self = name in ("self", "cls") and self.is_imported
        is_likely = self.is_imported and _MAY_BE_PARSER.search(name) is not None
        return "" if is_self or is_likely or _NAMED_AS_PARSER.fullmatch(name) else None


def _assigned(node: Node) -> tuple[Node | None, Node | None]:
    """Return the name that a node gives, and what it stands for."""
    if node.type == "assignment":
        return node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type == "as_pattern":
        inner = [each for each in node.named_children if each.type != "comment"]
        alias = inner[-1].named_children[0] if inner[-1].named_children else None
        return alias, inner[0]
    name = node.child_by_field_name("name")
    return name or next(iter(node.named_children), None), None


def _method(attribute: Node, texts: Texts) -> str:
    return text_of(attribute.child_by_field_name("attribute"), texts.source)


def _scope(node: Node) -> int:
    return next((each.id for each in around(node, *_SCOPES)), 0)


def _option(given: Arguments, command: str, texts: Texts, method: str) -> Iterator[Option]:
    """Yield the option that a call adds, if its names can be read and its author shows it."""
    written = [texts.value(each) for each in given.positional]
    names = [name for name in written if name]
    is_argument = method == "add_argument" and len(written) == 1
    pattern = _POSITIONAL if is_argument and not "".join(names).startswith("-") else _NAME
    hidden = text_of(given.named.get("help"), texts.source).rpartition(".")[2] in _HIDES
    if not names or hidden or not all(pattern.fullmatch(name) for name in names):
        return
    default, environment = texts.default(names[-1], given.named.get("default"))
    if text_of(given.named.get("action"), texts.source).endswith("BooleanOptionalAction"):
        names += [f"--no-{name[2:]}" for name in names if name.startswith("--")]
    words = _filled(texts.words(given.named.get("help")), default)
    variable = texts.value(given.named.get("env_var"))  # of configargparse
    choices = "\n".join(texts.listed(given.named.get("choices")))
    option = of_spellings(names, default, variable or environment, words, command)
    yield option._replace(choices=choices)


def _filled(words: str, default: str) -> str:
    """Return a help text as the parser prints it."""

    def fill(match: re.Match[str]) -> str:
        if match[1]:
            return "%"
        return default.strip("\"'") if match.lastindex and default else GAP

    return _HELP.sub(fill, words)
