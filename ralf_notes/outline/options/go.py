"""Options of Go's package flag, of pflag (which Cobra takes), of urfave/cli, of struct tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options import go_tags
from ralf_notes.outline.options.defaults import shown_default
from ralf_notes.outline.options.go_names import Names, names_of
from ralf_notes.outline.options.option import Option
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORTS = re.compile(
    rb"\"(?:flag|[\w./-]*/(?:pflag|cobra)(?:/v\d+)?|[\w./-]*/urfave/cli(?:/v\d+)?)\""
)
_DEFINES = re.compile(
    r"(?P<kind>Bool|BoolFunc|Func|Count|Duration|Float(?:32|64)|Int(?:8|16|32|64)?|IP|IPMask|IPNet"
    r"|String|Text|Time|Uint(?:8|16|32|64)?|(?:Bool|Duration|Float32|Float64|Int|Int32|Int64|IP"
    r"|String|Uint)Slice|StringArray|StringTo(?:Int|Int64|String)|BytesHex|BytesBase64)?"
    r"(?P<var>Var)?(?P<short>PF?)?"
)
_NO_DEFAULT = ("Count", "Func", "BoolFunc", None)
_STRINGS = ("interpreted_string_literal", "raw_string_literal")
_OF_URFAVE = re.compile(r"cli\.[A-Z]\w*Flag")
_ZERO_VALUES = ("nil", "false", "0", "0.0")


def options(root: Node, source: bytes) -> Iterator[Option]:
    """Yield the options that a file in Go defines."""
    yield from go_tags.options(root, source)
    if not _IMPORTS.search(source):
        return
    names = names_of(root, source)
    is_short = b'"flag"' in source
    for node in nodes(root, "call_expression", "composite_literal"):
        is_call = node.type == "call_expression"
        option = _defined(node, names, is_short) if is_call else _of_urfave(node, names)
        if option is not None:
            yield option


def _defined(call: Node, names: Names, is_short: bool) -> Option | None:
    """Return the option that a call defines: `flags.StringVarP(&to, "to", "t", "", "who")`.

    Args:
        call: the call.
        names: what the names of the file stand for.
        is_short: whether a name of one letter is written with one dash, as package flag has it.
    """
    function = call.child_by_field_name("function")
    if function is None or function.type != "selector_expression":
        return None
    match = _DEFINES.fullmatch(text_of(function.child_by_field_name("field"), names.source))
    if match is None or not (match["kind"] or match["var"]):
        return None
    if not names.is_set(function.child_by_field_name("operand")):
        return None
    arguments = named(call.child_by_field_name("arguments"))
    is_func = match["kind"] in ("Func", "BoolFunc")  # what it calls comes last
    if match["var"]:
        arguments = arguments[1:]
    elif is_func:
        arguments = arguments[:-1]
    has_default = match["kind"] not in _NO_DEFAULT
    if len(arguments) != 2 + bool(match["short"]) + has_default:
        return None
    name = names.value(arguments[0])
    written = name or names.elsewhere(arguments[0])
    if not written:
        return None
    short = (names.value(arguments[1]) or "") if match["short"] else ""
    default = _default(arguments[-2], written, names.source) if has_default else ""
    dashes = "-" if is_short and len(written) == 1 else "--"
    return Option(
        f"{dashes}{name}" if name else written,
        f"-{short}" if short else "",
        default,
        "",
        _plain(names.words(arguments[-1])),
    )


def _of_urfave(node: Node, names: Names) -> Option | None:
    """Return the option of a literal: `cli.StringFlag{Name: "to", Value: "all"}`."""
    source = names.source
    if not _OF_URFAVE.fullmatch(text_of(node.child_by_field_name("type"), source)):
        return None
    values: dict[str, Node] = {}
    for element in named(node.child_by_field_name("body")):
        pair = named(element)
        if element.type == "keyed_element" and len(pair) == 2:
            values[text_of(pair[0], source)] = _inner(pair[1])
    written = names.value(values.get("Name"))
    if not written:
        return None
    name, *others = [each.strip() for each in written.split(",")]  # `port, p` of version 1
    listed = nodes(values["Aliases"], *_STRINGS) if "Aliases" in values else ()
    others += [alias for each in listed if (alias := literal(each, source))]
    return Option(
        _dashed(name),
        "\n".join(map(_dashed, others)),
        _default(values["Value"], name, source) if "Value" in values else "",
        "\n".join(_variables(values, names)),
        _plain(names.words(values.get("Usage"))),
    )


def _variables(values: dict[str, Node], names: Names) -> Iterator[str]:
    """Yield the environment variables that give an option, too."""
    if "EnvVar" in values:  # of version 1: `"TO, OF"`
        yield from re.split(r",\s*", names.value(values["EnvVar"]) or "")
    for each in nodes(values["EnvVars"], *_STRINGS, "identifier") if "EnvVars" in values else ():
        yield names.value(each) or ""
    for call in nodes(values["Sources"], "call_expression") if "Sources" in values else ():
        function = text_of(call.child_by_field_name("function"), names.source)
        if function in ("cli.EnvVars", "cli.EnvVar"):
            yield from (
                names.value(each) or "" for each in named(call.child_by_field_name("arguments"))
            )


def _inner(element: Node) -> Node:
    """Return the value of a `literal_element`."""
    inner = named(element)
    return inner[0] if element.type == "literal_element" and inner else element


def _dashed(name: str) -> str:
    return f"-{name}" if len(name) == 1 else f"--{name}"


def _default(node: Node, name: str, source: bytes) -> str:
    """Return a default as a table shows it, '' for the zero value."""
    text = text_of(node, source)
    return "" if text in _ZERO_VALUES or text.endswith("{}") else shown_default(name, text)


def _plain(words: str) -> str:
    """Return a help text on one line, without the marks of strings and of argument names."""
    return " ".join(words.replace("\\n", " ").replace('\\"', '"').replace("`", "").split())
