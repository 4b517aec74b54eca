"""Options of Typer: the parameters of a command, with what `Option` and `Argument` say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.option import Option
from ralf_notes.outline.options.python.calls import arguments_of
from ralf_notes.outline.options.python.click import command_of, with_settings
from ralf_notes.outline.options.python.texts import Texts
from ralf_notes.outline.routes.nodes import named, nodes, text_of
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMAND = lazily(r"@\s?[\w.]+\.(?:command|callback)\b")
_SAYS = lazily(r"(?:\w+\.)?(?:Option|Argument)")
_SWITCH = lazily(r"(?:Annotated\[\s?)?(?:Optional\[\s?)?bool\b")
_RUNS = lazily(rb"\b(?:typer\.)?run\(\s*(\w+)\s*\)")
_OPTION = lazily(r"\b(?:typer\.)?(?:Option|Argument)\(")
_IMPORTS = lazily(rb"^[ \t]*(?:import typer\b|from typer\b)", re.MULTILINE)
_PARAMETERS = ("identifier", "typed_parameter", "default_parameter", "typed_default_parameter")
_NO_OPTION = lazily(r"\b(?:Context|CallbackParam)\b")


def options(root: Node, texts: Texts) -> Iterator[Option]:
    """Yield the options of the commands of a file."""
    if not _IMPORTS.search(texts.source):
        return
    run = {each.decode() for each in _RUNS.findall(texts.source)}
    for function in nodes(root, "function_definition"):
        definition = function.parent
        is_decorated = definition is not None and definition.type == "decorated_definition"
        above = named(definition)[:-1] if is_decorated else []
        is_command = any(_COMMAND.match(text_of(each, texts.source)) for each in above)
        is_command |= text_of(function.child_by_field_name("name"), texts.source) in run
        command = command_of(definition, texts) if is_decorated and definition else ""
        for parameter in named(function.child_by_field_name("parameters")):
            if parameter.type not in _PARAMETERS:
                continue
            if is_command or _OPTION.search(text_of(parameter, texts.source)):
                option = _option(parameter, texts)
                if option is not None:
                    yield option._replace(command=command)


def _option(parameter: Node, texts: Texts) -> Option | None:
    """Return what a parameter is on the command line, None for one that Typer gives itself."""
    source = texts.source
    kind, value = (parameter.child_by_field_name(field) for field in ("type", "value"))
    name = text_of(
        parameter.child_by_field_name("name") or next(iter(named(parameter)), None), source
    )
    if not name or _NO_OPTION.search(text_of(kind, source)):
        return None
    told_by = value if _is_told(value, source) else _annotation(kind, source)
    said = text_of(told_by.child_by_field_name("function"), source) if told_by is not None else ""
    arguments = arguments_of(told_by or parameter, source)
    if text_of(arguments.named.get("hidden"), source) == "True":
        return None
    names = arguments.positional
    default = None if told_by is value else value
    if told_by is not None and told_by is value:  # its first argument is the default
        default, names = next(iter(names), None), names[1:]
    if said.endswith("Argument") or (told_by is None and value is None):
        return with_settings([name], arguments, texts, default)
    spellings = [text for each in names if (text := texts.value(each)) and text.startswith("-")]
    dashed = name.strip("_").replace("_", "-")
    is_switch = _SWITCH.match(text_of(kind, source)) is not None
    made = [f"--{dashed}/--no-{dashed}" if is_switch else f"--{dashed}"]
    return with_settings(spellings or made, arguments, texts, default)


def _is_told(value: Node | None, source: bytes) -> bool:
    function = value.child_by_field_name("function") if value is not None else None
    return _SAYS.fullmatch(text_of(function, source)) is not None


def _annotation(kind: Node | None, source: bytes) -> Node | None:
    """Return the call of `Annotated[str, typer.Option("--to")]`, None without one."""
    calls = nodes(kind, "call") if kind is not None else iter(())
    return next((call for call in calls if _is_told(call, source)), None)
