"""Options of yargs and of Node's `parseArgs`: objects describe them, or calls for each piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.ecmascript import chained
from ralf_notes.outline.options.ecmascript.command_modules import command_modules, command_name
from ralf_notes.outline.options.ecmascript.texts import ScriptTexts, method_of
from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.routes.nodes import named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_DEFINES = ("option", "options", "positional")
_NAME = re.compile(r"(?:\w|<secret: \w+>)(?:[\w.:-]|<secret: \w+>)*+")
_WORDS = ("describe", "description", "desc")
_LIBRARIES = (b"yargs", b"optimist")
_SETTINGS = frozenset((
    *_WORDS, "type", "default", "alias", "boolean", "string", "number", "array", "count", "choices",
    "demandOption", "demand", "required", "requiresArg", "coerce", "group", "nargs",
))  # fmt: skip
"""What a builder may say of an option; without any of these it is no builder of yargs."""


def options(root: Node, texts: ScriptTexts) -> Iterator[Option]:
    """Yield the options of a script that objects describe."""
    modules = list(command_modules(root, texts))
    commands = [(each.start_byte, each.end_byte, name) for name, each in modules]
    names_library = any(each in texts.source for each in _LIBRARIES)
    found: list[tuple[int, Option]] = []
    for call in nodes(root, "call_expression"):
        above, method = method_of(call, texts.source)
        arguments = named(call.child_by_field_name("arguments"))
        if method == "parseArgs" and arguments:
            found += _of_node(arguments[0], texts)
        elif above is None or not (names_library or modules):
            continue
        elif method == "command":
            commands += _built(arguments, texts)
        elif method in _DEFINES:
            for name, value in _described(arguments, texts):
                found += _option(name, value, texts, method)
    for _, builder in modules:
        found += _of_builder(builder, texts)
    if names_library:
        names = {option.name for _, option in found}
        found += (each for each in chained.options(root, texts) if each[1].name not in names)
    yield from _with_commands(sorted(found, key=lambda each: each[0]), sorted(commands))


def _of_node(settings: Node, texts: ScriptTexts) -> Iterator[tuple[int, Option]]:
    """Yield the options of `parseArgs({ options: { port: { short: "p" } } })`."""
    described = texts.meant(texts.pairs(settings).get("options"))
    for name, value in texts.pairs(described).items():
        yield from _option(name, value, texts, "parseArgs")


def _of_builder(builder: Node, texts: ScriptTexts) -> Iterator[tuple[int, Option]]:
    """Yield the options of a builder that is an object: `{ port: { describe: "where" } }`."""
    for name, value in texts.pairs(builder).items():
        if texts.pairs(texts.meant(value)).keys() & _SETTINGS:
            yield from _option(name, value, texts, "option")


def _built(arguments: list[Node], texts: ScriptTexts) -> Iterator[tuple[int, int, str]]:
    """Yield where a command is built, and its name: `.command("add", "...", (y) => ...)`."""
    name = command_name(arguments[0], texts) if arguments else ""
    if name:
        yield from ((each.start_byte, each.end_byte, name) for each in arguments[1:])


def _with_commands(
    options: list[tuple[int, Option]], commands: list[tuple[int, int, str]]
) -> Iterator[Option]:
    """Yield options with the innermost command in whose function each stands.

    Args:
        options: by where they stand, in the order of the text.
        commands: where each is built, from and to, in the order of the text.
    """
    still_open: list[tuple[int, int, str]] = []
    ahead = commands[::-1]
    for at, option in options:
        while ahead and ahead[-1][0] <= at:
            still_open.append(ahead.pop())
        while still_open and still_open[-1][1] <= at:
            still_open.pop()
        yield option._replace(command=still_open[-1][2]) if still_open else option


def _described(arguments: list[Node], texts: ScriptTexts) -> Iterator[tuple[str, Node]]:
    """Yield the names of options and the objects that describe them."""
    first = texts.meant(arguments[0]) if arguments else None
    if len(arguments) == 1 and first is not None and first.type == "object":
        yield from texts.pairs(first).items()
    elif len(arguments) == 2:
        name, value = texts.value(arguments[0]), texts.meant(arguments[1])
        if name and value is not None and value.type == "object":
            yield name, value


def _option(name: str, value: Node, texts: ScriptTexts, method: str) -> list[tuple[int, Option]]:
    """Return the option that an object describes, and where it stands; [] if it does not.

    Args:
        name: of the option.
        value: the object.
        texts: what the names of the script stand for.
        method: by which the library is told of it.
    """
    meant = texts.meant(value)
    said = texts.pairs(meant)
    is_hidden = text_of(said.get("hidden"), texts.source) == "true"
    if meant is None or meant.type != "object" or is_hidden or not _NAME.fullmatch(name):
        return []
    aliases = [said.get(key) for key in ("alias", "aliases", "short")]
    names = [name, *(each for of in aliases for each in texts.each_of(of))]
    if method != "positional":
        names = [f"--{each}" if len(each) > 1 else f"-{each}" for each in names]
    words = next((said[key] for key in _WORDS if key in said), None)
    option = of_spellings(names, texts.default(name, said.get("default")), "", texts.words(words))
    choices = "\n".join(texts.listed(said.get("choices")))
    return [(value.start_byte, option._replace(choices=choices))]
