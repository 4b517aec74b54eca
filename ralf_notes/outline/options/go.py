"""Options of Go's package flag, of pflag (which Cobra takes) and of urfave/cli."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

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
    r"(?P<var>Var)?(?P<short>P)?"
)
_NO_DEFAULT = ("Count", "Func", "BoolFunc", None)
_STRINGS = ("interpreted_string_literal", "raw_string_literal")
_OF_URFAVE = re.compile(r"cli\.[A-Z]\w*Flag")
_ZERO_VALUES = ('""', "``", "nil", "false", "0", "0.0")
_LONGEST_DEFAULT = 60


class Option(NamedTuple):
    """One option of a program."""

    name: str
    short: str
    default: str
    """As the source writes it; '' for the zero value."""
    environment: str
    """The variables that give it, too, one a line."""
    words: str


def options(root: Node, source: bytes) -> Iterator[Option]:
    """Yield the options that a file in Go defines."""
    if not _IMPORTS.search(source):
        return
    is_short = b'"flag"' in source
    for node in nodes(root, "call_expression", "composite_literal"):
        is_call = node.type == "call_expression"
        option = _defined(node, source, is_short) if is_call else _of_urfave(node, source)
        if option is not None:
            yield option


def _defined(call: Node, source: bytes, is_short: bool) -> Option | None:
    """Return the option that a call defines: `flags.StringVarP(&to, "to", "t", "", "who")`.

    Args:
        call: the call.
        source: the text of the file.
        is_short: whether a name of one letter is written with one dash, as package flag has it.
    """
    function = call.child_by_field_name("function")
    if function is None or function.type != "selector_expression":
        return None
    match = _DEFINES.fullmatch(text_of(function.child_by_field_name("field"), source))
    if match is None or not (match["kind"] or match["var"]):
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
    name, words = literal(arguments[0], source), _joined(arguments[-1], source)
    if not name or words is None or re.search(r"\s", name):
        return None
    short = (literal(arguments[1], source) or "") if match["short"] else ""
    default = _default(arguments[-2], source) if has_default else ""
    name = _dashed(name) if is_short else f"--{name}"
    return Option(name, f"-{short}" if short else "", default, "", _plain(words))


def _of_urfave(node: Node, source: bytes) -> Option | None:
    """Return the option of a literal: `cli.StringFlag{Name: "to", Value: "all"}`."""
    if not _OF_URFAVE.fullmatch(text_of(node.child_by_field_name("type"), source)):
        return None
    values: dict[str, Node] = {}
    for element in named(node.child_by_field_name("body")):
        pair = named(element)
        if element.type == "keyed_element" and len(pair) == 2:
            values[text_of(pair[0], source)] = _inner(pair[1])
    written = literal(values.get("Name"), source)
    if not written:
        return None
    name, *others = [each.strip() for each in written.split(",")]  # `port, p` of version 1
    listed = nodes(values["Aliases"], *_STRINGS) if "Aliases" in values else ()
    others += [alias for each in listed if (alias := literal(each, source))]
    variables = (
        value
        for key in ("EnvVar", "EnvVars", "Sources")
        if key in values
        for each in nodes(values[key], *_STRINGS)
        if (value := literal(each, source))
    )
    return Option(
        _dashed(name),
        "\n".join(map(_dashed, others)),
        _default(values["Value"], source) if "Value" in values else "",
        "\n".join(variables),
        _plain(_joined(values.get("Usage"), source) or ""),
    )


def _inner(element: Node) -> Node:
    """Return the value of a `literal_element`."""
    inner = named(element)
    return inner[0] if element.type == "literal_element" and inner else element


def _dashed(name: str) -> str:
    return f"-{name}" if len(name) == 1 else f"--{name}"


def _joined(node: Node | None, source: bytes) -> str | None:
    """Return the value of a string, or of literals with `+` between; None for anything else."""
    if node is None:
        return None
    if node.type != "binary_expression":
        return literal(node, source)
    parts = list(nodes(node, *_STRINGS, "identifier", "call_expression", "selector_expression"))
    texts = [literal(each, source) for each in parts]
    return "".join(text or "" for text in texts) if None not in texts else None


def _default(node: Node, source: bytes) -> str:
    """Return a default as it is written, '' for one that says nothing or much."""
    text = text_of(node, source)
    says_nothing = text in _ZERO_VALUES or text.endswith("{}") or len(text) > _LONGEST_DEFAULT
    return "" if says_nothing else text


def _plain(words: str) -> str:
    """Return a help text on one line, without the marks of strings and of argument names."""
    return " ".join(words.replace("\\n", " ").replace('\\"', '"').replace("`", "").split())
