"""Options of Click, and what it shares with Typer: the settings of an option, names of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.options.python.calls import (
    Arguments,
    arguments_of,
    default_of,
    spellings_of,
)
from ralf_notes.outline.options.python.texts import Texts
from ralf_notes.outline.routes.nodes import named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_CLICK = re.compile(
    rb"^[ \t]*(?:import (?:\w*click|cloup)\b|from (?:\w*click|cloup)\b[\w.]* import\b)",
    re.MULTILINE,
)
_FROM_CLICK = re.compile(
    rb"^[ \t]*from (?:\w*click|cloup)\b[\w.]* import (?:[^\n(]*|\([^()]*)\b(option|argument)\b",
    re.MULTILINE,
)
_COMMAND = re.compile(r"[\w.]+\.(?:command|group)|command|group")
_DOUBTFUL = re.compile(r"_(?:command|cmd|group|grp)$")


def is_used(source: bytes) -> bool:
    """Whether a file imports Click, or a library that is used as Click is."""
    return (b"click" in source or b"cloup" in source) and _CLICK.search(source) is not None


def options(root: Node, texts: Texts) -> Iterator[Option]:
    """Yield the options that a file defines with Click: `@click.option("--loud/--quiet")`."""
    plain = frozenset(each.decode() for each in _FROM_CLICK.findall(texts.source))
    for call in nodes(root, "call"):
        name = text_of(call.child_by_field_name("function"), texts.source)
        kind = name.rpartition(".")[2]
        if kind not in ("option", "argument"):
            continue
        of_module = "click" in name.partition(".")[0] or name.startswith("cloup.")
        if not of_module and name not in plain:
            continue
        arguments = arguments_of(call, texts.source)
        written = spellings_of(arguments.positional, texts)
        if kind == "option":
            written = [each for each in written if each.startswith(("-", "/"))]
        if written and text_of(arguments.named.get("hidden"), texts.source) != "True":
            written = written[: None if kind == "option" else 1]
            command = _decorated(call, texts)
            yield with_settings(written, arguments, texts)._replace(command=command)


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
    listed = (
        named(variables) if variables is not None and variables.type in ("list", "tuple") else ()
    )
    names = [texts.value(each) for each in listed] or [texts.value(variables)]
    given = default_of(arguments.named.get("default", default), spellings[0], texts)
    environment = "\n".join(name for name in names if name)
    words = texts.words(arguments.named.get("help"))
    return of_spellings(spellings, given, environment, words)
