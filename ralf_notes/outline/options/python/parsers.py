"""Options of Python's argparse and optparse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.options.python.calls import arguments_of, default_of, spellings_of
from ralf_notes.outline.options.python.texts import GAP, Texts
from ralf_notes.outline.routes.nodes import nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_MAKES_PARSER = re.compile(
    r"(?:\w+\.)*(?:\w*ArgumentParser|add_parser|add_argument_group|add_mutually_exclusive_group"
    r"|OptionParser|OptionGroup|add_option_group)"
)
_NAMED_AS_PARSER = re.compile(r"(?i)\w*pars(?:er|e)?\w*|\w*group\w*|sub\w*|\w*cmd\w*|ap|p|g")
_ADDS = ("add_argument", "add_option", "make_option")
_DEFAULT_IN_WORDS = re.compile(r"%\(default\)\w")
_VALUE_IN_WORDS = re.compile(r"%(?:(%)|\(\w+\)\w)")
_HIDES = ("SUPPRESS", "SUPPRESS_HELP")


def options(root: Node, texts: Texts) -> Iterator[Option]:
    """Yield the options that a file gives to parsers."""
    parsers: dict[str, str] = {}
    adders = set[str]()
    for node in nodes(root, "assignment", "typed_parameter", "typed_default_parameter", "call"):
        if node.type == "assignment":
            _take_name(node, parsers, adders, texts)
        elif node.type == "call":
            name = text_of(node.child_by_field_name("function"), texts.source)
            if name.rpartition(".")[2] in _ADDS or name in adders:
                option = _of_parser(node, texts, parsers)
                if option is not None:
                    yield option
        elif "ArgumentParser" in text_of(node.child_by_field_name("type"), texts.source):
            parsers[text_of(node, texts.source).partition(":")[0]] = ""


def _take_name(assignment: Node, parsers: dict[str, str], adders: set[str], texts: Texts) -> None:
    """Keep a name that a file gives to a parser, to a group or to one of their methods.

    Args:
        assignment: that gives the name.
        parsers: by name, the command that a parser is of, or ''.
        adders: the names of methods.
        texts: what the expressions of the file stand for.
    """
    right = assignment.child_by_field_name("right")
    name = text_of(assignment.child_by_field_name("left"), texts.source)
    if right is not None and right.type == "attribute":
        attribute = text_of(right.child_by_field_name("attribute"), texts.source)
        adders |= {name} if attribute in _ADDS else set()
    elif right is not None and right.type == "call":
        function = right.child_by_field_name("function")
        if _MAKES_PARSER.fullmatch(text_of(function, texts.source)):
            parsers[name.rpartition(".")[2]] = _command_of(right, parsers, texts)


def _command_of(made: Node, parsers: Mapping[str, str], texts: Texts) -> str:
    """Return the command of a parser or a group by what makes it: `sub.add_parser("to")`."""
    function = made.child_by_field_name("function")
    if text_of(function, texts.source).endswith(".add_parser"):
        return texts.value(next(iter(arguments_of(made, texts.source).positional), None)) or ""
    holder = function.child_by_field_name("object") if function is not None else None
    return parsers.get(text_of(holder, texts.source).rpartition(".")[2], "")


def _of_parser(call: Node, texts: Texts, parsers: Mapping[str, str]) -> Option | None:
    """Return the option that a call defines: `parser.add_argument("-p", "--port", default=80)`."""
    function = call.child_by_field_name("function")
    holder = function.child_by_field_name("object") if function is not None else None
    if holder is not None and holder.type == "call":
        made = text_of(holder.child_by_field_name("function"), texts.source)
        is_parser = made.endswith(("_group", "Parser", "_parser"))
        command = _command_of(holder, parsers, texts)
    else:
        name = text_of(holder, texts.source).rpartition(".")[2]
        is_parser = holder is None or name in parsers or bool(_NAMED_AS_PARSER.fullmatch(name))
        command = parsers.get(name, "")
    arguments = arguments_of(call, texts.source)
    spellings = spellings_of(arguments.positional, texts)
    shown = text_of(arguments.named.get("help"), texts.source).rpartition(".")[2]
    if not is_parser or not spellings or shown in _HIDES:
        return None
    action = text_of(arguments.named.get("action"), texts.source)
    if action.endswith("BooleanOptionalAction"):
        spellings += [f"--no-{each[2:]}" for each in spellings if each.startswith("--")]
    default = default_of(arguments.named.get("default"), spellings[0], texts)
    words = _without_places(texts.words(arguments.named.get("help")), default)
    return of_spellings(spellings, default, words=words, command=command)


def _without_places(words: str, default: str) -> str:
    """Return a help text with its default in place, and `…` for the other values in it."""
    shown = default.strip("\"'") or GAP
    words = _DEFAULT_IN_WORDS.sub(lambda _: shown, words)
    return _VALUE_IN_WORDS.sub(lambda mark: mark[1] or GAP, words)
