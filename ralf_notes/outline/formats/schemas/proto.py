"""Protocol Buffers: services with their methods, messages, enums and imports.

Source: https://protobuf.dev/reference/protobuf/proto3-spec/ and its siblings for other editions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.outline.formats import Facts
from ralf_notes.outline.formats.blocks import Statement, blocks
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.model import Import
from ralf_notes.text import some_named, some_of

_DEFINITION = re.compile(r"(service|message|enum|rpc|extend)\s+([\w.]+)")
_PACKAGE = re.compile(r"package\s+([\w.]+)")
_IMPORT = re.compile(r"import\s+(?:public\s+|weak\s+|option\s+)?[\"']([^\"'\n]{1,300})[\"']")
_KINDS = {"service": "service", "message": "message", "enum": "enum", "rpc": "method"}
_SKIPPED = ("//", "/*", '"', "'")


def facts(_path: str, text: str) -> Facts:
    """Return the facts of a `.proto` file."""
    top = blocks(text, _SKIPPED, ";")
    drafts: list[Draft] = []
    _collect(top, text, None, drafts)
    heads = [block.head(text) for block in top]
    imports = [match[1] for head in heads if (match := _IMPORT.match(head))]
    packages = [match[1] for head in heads if (match := _PACKAGE.match(head))]
    return Facts(
        about=_about(drafts),
        symbols=symbols_of(drafts, text),
        imports=tuple(map(Import, dict.fromkeys(imports))),
        package=packages[0] if packages else "",
    )


def _about(drafts: Sequence[Draft]) -> str:
    services = [each.name for each in drafts if each.kind == "service"]
    others = [each.name for each in drafts if each.kind != "service" and each.parent is None]
    if services:
        return f"Protocol Buffers of the {some_named('service', services)}."
    return f"Protocol Buffers of {some_of(others)}." if others else "Protocol Buffers definitions."


def _collect(
    blocks: Sequence[Statement], text: str, parent: int | None, drafts: list[Draft]
) -> None:
    """Add the definitions among some blocks, each before those inside it."""
    for block in blocks:
        match = _DEFINITION.match(block.head(text))
        kind = _KINDS.get(match[1], "") if match else ""
        if not match or not kind or not (block.has_braces or kind == "method"):
            continue
        number = len(drafts)
        signature = _signature(block, text, kind)
        drafts.append(
            Draft(kind, match[2], signature, block.start, block.end, block.comment, parent)
        )
        if kind != "method":
            _collect(block.children, text, number, drafts)


def _with_indent(text: str, start: int) -> int:
    """Return where the line of a place begins if only blanks stand before it, else the place."""
    line = start
    while text[line - 1 : line] in (" ", "\t"):
        line -= 1
    return start if line and text[line - 1] != "\n" else line


def _signature(block: Statement, text: str, kind: str) -> str:
    """Return a message or an enum in full, without what has a section of its own."""
    if kind in ("service", "method"):
        return " ".join(block.head(text).split())
    pieces, at = [], _with_indent(text, block.head_start)
    for child in block.children:
        match = _DEFINITION.match(child.head(text))
        if child.has_braces and match and match[1] in _KINDS:
            pieces.append(text[at : child.start].rstrip(" \t\n") + "\n")
            at = child.end
    return "".join([*pieces, text[at : block.end].lstrip("\n") if pieces else text[at : block.end]])
