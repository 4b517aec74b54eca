"""Options of Click, and what it shares with Typer: the settings of an option, names of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.options.python.calls import (
    Arguments,
    arguments_of,
    function_of,
    spellings_of,
)
from ralf_notes.outline.options.python.texts import Texts
from ralf_notes.outline.routes.nodes import named, nodes, text_of
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

_CLICK = lazily(
    rb"^[ \t]*(?:import (?:\w*click|cloup)\b|from (?:\w*click|cloup)\b[\w.]* import\b)",
    re.MULTILINE,
)
_FROM_CLICK = lazily(
    rb"^[ \t]*from (?:\w*click|cloup)\b[\w.]* import (?:\((?P<lines>[^()]*)\)|(?P<line>[^\n]*))",
    re.MULTILINE,
)
_AS = lazily(rb"^[ \t]*import (?:\w*click|cloup)\b[\w.]* as (\w+)", re.MULTILINE)
_KINDS = {"option": "option", "argument": "argument", "Option": "option", "Argument": "argument"}
_COMMAND = lazily(r"[\w.]+\.(?:command|group)|command|group")
_OF_PROGRAM = lazily(r"(?:\w*click\.|cloup\.)?group")
"""Matches what makes a group of no other: it is the program itself, unless it is added to one."""
_DOUBTFUL = lazily(r"_(?:command|cmd|group|grp)$")


def is_used(source: bytes) -> bool:
    """Whether a file imports Click, or a library that is used as Click is."""
    return (b"click" in source or b"cloup" in source) and _CLICK.search(source) is not None


def options(root: Node, texts: Texts) -> Iterator[Option]:
    """Yield the options that a file defines with Click: `@click.option("--loud/--quiet")`."""
    modules, plain = _imported(texts.source)
    for call in nodes(root, "call"):
        name, above, method = function_of(call, texts.source)
        of = text_of(above, texts.source)
        of_module = of in modules or "click" in of.partition(".")[0] or of == "cloup"
        kind = _KINDS.get(method, "") if of_module else plain.get(name, "")
        if not kind:
            continue
        arguments = arguments_of(call, texts.source)
        names = arguments.positional
        if names and names[0].type == "list":  # of the class: `click.Option(["--to"])`
            names = named(names[0])
        written = spellings_of(names, texts)
        if kind == "option":
            written = [each for each in written if each.startswith(("-", "/"))]
        if written and text_of(arguments.named.get("hidden"), texts.source) != "True":
            written = written[: None if kind == "option" else 1]
            command = _decorated(call, texts)
            yield with_settings(written, arguments, texts)._replace(command=command)


def _imported(source: bytes) -> tuple[set[str], dict[str, str]]:
    """Return the names that Click has in a file, and what plain names of it define."""
    plain: dict[str, str] = {}
    for match in _FROM_CLICK.finditer(source):
        names = re.sub(rb"#[^\n]*", b"", match["lines"] or match["line"] or b"").decode(
            "utf-8", "replace"
        )
        for each in names.split(","):
            original, _, name = each.strip().partition(" as ")
            if original in _KINDS:
                plain[name.strip() or original] = _KINDS[original]
    return {match[1].decode() for match in _AS.finditer(source)}, plain


def _decorated(call: Node, texts: Texts) -> str:
    """Return the command that a decorator stands above, '' for one of no command."""
    decorator = call.parent
    definition = decorator.parent if decorator is not None else None
    if definition is None or definition.type != "decorated_definition":
        return ""
    return command_of(definition, texts)


def command_of(definition: Node, texts: Texts) -> str:
    """Return the command that a decorated function is: as it is said, else by its name."""
    for decorator in named(definition)[:-1]:
        call = next(iter(named(decorator)), None)
        if call is None or not _COMMAND.fullmatch(text_of(call, texts.source).partition("(")[0]):
            continue
        arguments = arguments_of(call, texts.source)
        said = next(iter(arguments.positional), arguments.named.get("name"))
        if said is not None and (name := texts.value(said)):
            return name
        function = definition.child_by_field_name("definition")
        name = text_of(function.child_by_field_name("name") if function else None, texts.source)
        if _OF_PROGRAM.fullmatch(text_of(call, texts.source).partition("(")[0]):
            added = rb"\badd_command\(\s*%b\b" % re.escape(name).encode()
            if not re.search(added, texts.source):
                return ""
        # Newer versions of Click leave the last word of these out, older ones do not.
        return "" if _DOUBTFUL.search(name) else name.strip("_").replace("_", "-")
    return ""


def with_settings(
    written: list[str], arguments: Arguments, texts: Texts, default: Node | None = None
) -> Option:
    """Return an option of Click or Typer.

    Args:
        written: its names, as they are written: `--shout/--quiet`, `-s`.
        arguments: those of the call that defines it.
        texts: what the expressions of the file stand for.
        default: its default where it is not among the arguments.
    """
    parts = (part.strip() for each in written for part in each.split("/"))
    spellings = list(dict.fromkeys(part for part in parts if part))
    variables = arguments.named.get("envvar")
    names = texts.listed(variables) or [texts.value(variables) or ""]
    given, read = texts.default(spellings[0], arguments.named.get("default", default))
    environment = "\n".join(name for name in names if name) or read
    words = texts.words(arguments.named.get("help"))
    option = of_spellings(spellings, given, environment, words)
    return option._replace(choices="\n".join(_choices(arguments.named.get("type"), texts)))


def _choices(kind: Node | None, texts: Texts) -> list[str]:
    """Return the values that `click.Choice(["a", "b"])` allows."""
    if kind is None or kind.type != "call":
        return texts.listed(kind)
    if not text_of(kind.child_by_field_name("function"), texts.source).endswith("Choice"):
        return []
    arguments = arguments_of(kind, texts.source)
    return texts.listed(next(iter(arguments.positional), arguments.named.get("choices")))
