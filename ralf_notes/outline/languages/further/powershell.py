"""Rules of PowerShell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.languages.readings import powershell
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import NO_COMMENT, Rules, head_words

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE = re.compile(r"(?<![\w.\[\]])[\w.\]]*+\[([\w.\[\]]+)\]")
_MODULE = re.compile(
    r"(?:using\s+module|Import-Module(?:\s+-Name)?|\.)\s+[\"']?([^\s\"';|]{1,200})", re.IGNORECASE
)
_PLACE = re.compile(r"^(?:\$PSScriptRoot|\$\{PSScriptRoot\}|\$here)[\\/]", re.IGNORECASE)
_HELP_WORD = re.compile(r"^[ \t]*\.([A-Z]{3,})[ \t]*([^\n]*)$", re.MULTILINE)
_KEPT = ("SYNOPSIS", "DESCRIPTION")
_LONGEST_LINE = 100
"""Characters of a signature that stands on one line."""
_LONGEST_DEFAULT = 60
"""Characters of a default in a signature."""


def _signature(definition: Definition, text: str, file: ParsedFile) -> str:
    """Return the head of a function with the parameters that its body declares in `param(...)`."""
    body = definition.node("parameters")
    if body is None or body.type != "parameter_list":
        return text
    shown = [_shown_parameter(each) for each in _parameters(body, file)]
    head = text.rstrip()
    line = f"{head}({', '.join(shown)})"
    if len(line) <= _LONGEST_LINE:
        return line
    one_below_the_other = ",\n    ".join(shown)
    return f"{head}(\n    {one_below_the_other}\n)"


def _shown_parameter(parameter: Parameter) -> str:
    kind = f"[{parameter.type}]" if parameter.type else ""
    default = " ".join(parameter.default.split())
    value = f" = {default if len(default) <= _LONGEST_DEFAULT else '...'}" if default else ""
    return f"{kind}{parameter.name}{value}"


def _public(definition: Definition, file: ParsedFile) -> bool:
    return "hidden" not in head_words(definition, file)


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    if match := _MODULE.match(file.text(node)):
        yield Import(_PLACE.sub("./", match[1]).replace("\\", "/"))


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    inner = [child for child in node.named_children if child.type == "parameter_list"]
    for child in inner[0].named_children if inner else node.named_children:
        if child.type not in ("script_parameter", "class_method_parameter"):
            continue
        variables = [each for each in child.named_children if each.type == "variable"]
        types = _TYPE.findall(
            file.slice(child.start_byte, variables[0].start_byte) if variables else ""
        )
        defaults = [
            each for each in child.named_children if each.type == "script_parameter_default"
        ]
        default = file.text(defaults[0]).lstrip("= ") if defaults else ""
        if variables:
            yield Parameter(file.text(variables[0]), types[-1] if types else "", default)


def _help(text: str, names: Mapping[str, str]) -> str:
    """Return what a help comment says, with `@param` for parameters, or a plain comment as it is.

    Source: about_Comment_Based_Help of PowerShell's documentation.

    Args:
        text: the comment without its marks.
        names: the parameters by their names in small letters, as case means nothing.
    """
    words = list(_HELP_WORD.finditer(text))
    if not words:
        return text
    ends = [*(word.start() for word in words[1:]), len(text)]
    paragraphs: list[str] = []
    summaries: set[str] = set()
    for word, end in zip(words, ends, strict=True):
        kind, body = word[1].upper(), dedent(text[word.end() : end].strip("\r\n")).strip()
        first, _, rest = body.partition("\n\n")
        if kind in _KEPT and body:
            paragraphs.append(rest.strip() if first in summaries else body)
            summaries.add(paragraphs[-1])
        elif kind == "PARAMETER" and body:
            name = names.get(word[2].strip().lower(), word[2].strip())
            paragraphs.append(f"@param {name} {_in_one_line(body)}")
        elif kind == "EXAMPLE" and body:
            paragraphs.append(f"@example\n{body}")
        elif kind == "OUTPUTS" and body.lower() != "none":
            paragraphs.append(f"@return {_in_one_line(body)}")
    return "\n\n".join(filter(None, paragraphs))


def _markup(text: str) -> str:
    """Return what the help comment of a script says about it; any other text as it is."""
    if not _HELP_WORD.search(text):
        return text
    paragraphs = _help(text, {}).split("\n\n")
    return "\n\n".join(itertools.takewhile(lambda each: not each.startswith("@"), paragraphs))


def _in_one_line(text: str) -> str:
    """Return paragraphs as one, each with the mark of a sentence."""
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n[ \t]*\n", text)]
    ended = [
        each if each.endswith((".", "!", "?", ":")) else f"{each}." for each in paragraphs[:-1]
    ]
    return " ".join((*ended, paragraphs[-1]))


def _doc(definition: Definition, file: ParsedFile) -> str:
    """Return the help comment inside a function, or right above it."""
    kinds = ("function", "class", "method", "enum", "member")
    nodes = (definition.node(kind) for kind in kinds)
    node = next((each for each in nodes if each is not None), None)
    if node is None:
        return ""
    listed = definition.node("parameters")
    parameters = _parameters(listed, file) if listed else ()
    plain = (each.name.lstrip("$") for each in parameters)
    names = {name.lower(): name for name in plain}
    for child in node.named_children[1:3]:
        inner = (
            child.named_children[0]
            if child.type == "script_block" and child.named_children
            else child
        )
        if inner.type == "comment":
            return _help(_bare(file.text(inner)), names)
    above = node.prev_named_sibling
    if above is None and node.parent is not None:  # the first of a file
        above = node.parent.prev_named_sibling
    if (
        above is not None
        and above.type == "comment"
        and node.start_point.row - above.end_point.row <= 1
    ):
        return _help(_bare(file.text(above)), names)
    return ""


def _bare(comment: str) -> str:
    text = comment.removeprefix("<#").removesuffix("#>")
    return "\n".join(
        line.strip().lstrip("#").strip() if not comment.startswith("<#") else line
        for line in text.split("\n")
    ).strip()


POWERSHELL = Rules(
    markup=_markup,
    public=_public,
    imports=_imports,
    documents=NO_COMMENT,
    comment="#",
    doc=_doc,
    shown=_signature,
    parameters=_parameters,
    readings=powershell.readings,
    words="""
        begin break catch class continue data define do dynamicparam else elseif end enum exit
        filter finally for foreach from function hidden if in param process return static switch
        throw trap try until using var while true false null bool int string array hashtable object
        psobject pscustomobject switch datetime Write-Host Write-Output Write-Verbose Write-Error
        Get-Item Get-ChildItem Where-Object ForEach-Object Select-Object New-Object
    """,
)
