"""Terraform and other HCL: resources, data, variables, outputs, modules; else its blocks.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.blocks import Statement, blocks
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_named, some_of

_SKIPPED = ("//", "/*", "#", '"${')
_LABEL = re.compile(r"\"((?:[^\"\\\n]|\\.){0,200})\"|([\w.-]{1,200})")
_ATTRIBUTE = re.compile(r"([\w.-]{1,200}|\"[^\"\n]{1,200}\")[ \t]*[=:](?!=)\s*", re.DOTALL)
_HEREDOC = re.compile(r"<<[-~]?\"?\w{1,60}\"?[ \t]*\n")
_NEAR = ("./", "../")
_KNOWN = ("resource", "data", "variable", "output", "module", "provider", "terraform", "locals")


def facts(path: str, text: str) -> Facts:
    """Return the facts of a file in HCL."""
    top = blocks(text, _SKIPPED, "\n")
    if path.endswith((".tfvars", ".tfvars.json")):
        names = [name for block in top if (name := _attribute(block, text)[0])]
        rows = tuple((name,) for name in names)
        return Facts(
            "Values of Terraform variables.", tables=tables(Table("Variables", ("name",), rows))
        )
    labelled = [(block, _labels(block, text)) for block in top if block.has_braces]
    labelled = [(block, labels) for block, labels in labelled if labels and _is_block(block, text)]
    by_kind = {k: [(b, names[1:]) for b, names in labelled if names[0] == k] for k in _KNOWN}
    others = [(b, names) for b, names in labelled if names[0] not in _KNOWN]
    requirements = [row for block, _ in by_kind["terraform"] for row in _requirements(block, text)]
    modules = [
        (_first(names), _text(b, text, "source"), _text(b, text, "version"), b.comment)
        for b, names in by_kind["module"]
    ]
    return Facts(
        about=_about(path, by_kind, others, [row[0] for row in requirements]),
        purpose="" if _is_of_first(top, text) else None,
        tables=tables(
            Table("Resources", ("resource", "what it is"), _named(by_kind["resource"])),
            Table("Data", ("data", "what it is"), _named(by_kind["data"])),
            Table(
                "Variables",
                ("variable", "type", "default", "what it is"),
                _described(by_kind["variable"], text, "type", "default"),
            ),
            Table(
                "Outputs",
                ("output", "value", "what it is"),
                _described(by_kind["output"], text, "value"),
            ),
            Table("Modules", ("module", "source", "version", "what it is"), tuple(modules)),
            Table("Requires", ("what", "version", "source"), tuple(requirements)),
            Table("Providers", ("provider", "what it is"), _named(by_kind["provider"])),
            Table("Locals", ("local",), tuple(_locals(by_kind["locals"], text))),
            Table(
                "Blocks",
                ("block", "what it is"),
                tuple((" ".join(names), b.comment) for b, names in others),
            ),
        ),
        imports=tuple(Import(f"{each}/") for _, each, *_ in modules if each.startswith(_NEAR)),
    )


def _is_of_first(top: Sequence[Statement], text: str) -> bool:
    """Whether the comment that begins a file is about the first of several blocks."""
    if len(top) < 2 or not top[0].comment:
        return False
    return not text[: top[0].start].strip()


def _about(
    path: str,
    by_kind: dict[str, list[tuple[Statement, list[str]]]],
    others: Sequence[tuple[Statement, list[str]]],
    requirements: Sequence[str],
) -> str:
    nouns = (
        ("resource", "resource"),
        ("data", "data source"),
        ("module", "module"),
        ("variable", "variable"),
        ("output", "output"),
    )
    parts: list[str] = []
    for kind, noun in nouns:
        names = [".".join(names) for _, names in by_kind[kind]]
        if names and len(parts) < 2:
            parts.append(f"the {some_named(noun, names, 4)}")
    language = "Terraform" if path.endswith((".tf", ".tofu")) else "HCL"
    if parts:
        return f"{language} with {' and '.join(parts)}."
    if requirements and not (by_kind["provider"] or by_kind["locals"] or others):
        return f"{language} that requires {some_of(requirements)}."
    kinds = list(dict.fromkeys(names[0] for _, names in others))
    other_kinds = [kind for kind in ("provider", "terraform", "locals") if by_kind[kind]]
    return (
        f"{language} with {some_of([*other_kinds, *kinds])}."
        if other_kinds or kinds
        else f"{language} settings."
    )


def _requirements(block: Statement, text: str) -> Iterable[tuple[str, str, str]]:
    """Yield what a `terraform` block requires: name, version, source."""
    if version := _text(block, text, "required_version"):
        yield "terraform", version, ""
    for inner in block.children:
        if inner.head(text) == "required_providers":
            for each in inner.children:
                name = each.head(text).partition("=")[0].strip()
                if name and "\n" not in name:
                    yield name, _text(each, text, "version"), _text(each, text, "source")


def _is_block(block: Statement, text: str) -> bool:
    """Whether braces belong to a block, and are no value: `tags = {`."""
    head = block.head(text)
    return "=" not in re.sub(r"\"[^\"\n]*+\"", "", head)


def _labels(block: Statement, text: str) -> list[str]:
    return [
        match[1] if match[1] is not None else match[2]
        for match in _LABEL.finditer(block.head(text))
    ]


def _first(names: Sequence[str]) -> str:
    return names[0] if names else ""


def _named(blocks: Iterable[tuple[Statement, list[str]]]) -> tuple[tuple[str, str], ...]:
    return tuple((".".join(names), block.comment) for block, names in blocks)


def _attribute(block: Statement, text: str) -> tuple[str, str]:
    """Return the name and the value of an attribute as written; two '' for anything else."""
    written = text[block.head_start : block.end].strip()
    match = _ATTRIBUTE.match(written)
    return (match[1].strip('"'), written[match.end() :].strip()) if match else ("", "")


def _value(block: Statement, text: str, name: str) -> str:
    """Return the value of an attribute of a block, as written."""
    for child in block.children:
        if (pair := _attribute(child, text))[0] == name:
            return pair[1]
    return ""


def _text(block: Statement, text: str, name: str) -> str:
    """Return a text that is the value of an attribute, also one in a heredoc; on one line."""
    value = _value(block, text, name)
    if match := _HEREDOC.match(value):
        value = value[match.end() :].rpartition("\n")[0]
    elif len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1].replace('\\"', '"')
    return " ".join(value.split())


def _described(
    blocks: Iterable[tuple[Statement, list[str]]], text: str, *attributes: str
) -> tuple[tuple[str, ...], ...]:
    """Return the name of each block, some of its attributes on one line, and its description."""
    return tuple(
        (
            _first(names),
            *(" ".join(_value(block, text, each).split()) for each in attributes),
            _text(block, text, "description") or block.comment,
        )
        for block, names in blocks
    )


def _locals(blocks: Iterable[tuple[Statement, list[str]]], text: str) -> Iterable[tuple[str]]:
    for block, _ in blocks:
        for child in block.children:
            if name := _attribute(child, text)[0]:
                yield (name,)
