"""GraphQL: the types of a schema, and the operations and fragments of a document.

Source: https://spec.graphql.org/October2021/
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ralf_notes.outline.formats import Facts
from ralf_notes.outline.formats.blocks import Statement, blocks
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.model import Import
from ralf_notes.text import some_of

_DEFINITION = re.compile(
    r"(?:\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"\s*|\"(?!\"\")(?:[^\"\\\n]|\\.)*+\"\s*)?"
    r"(?P<extend>extend\s+)?"
    r"(?P<kind>type|interface|union|enum|input|scalar|directive|query|mutation|subscription|fragment"
    r"|schema)\b\s*(?P<name>@?\w*)",
    re.DOTALL,
)
_KINDS = {
    "type": "type", "interface": "interface", "union": "union", "enum": "enum", "input": "struct",
    "scalar": "type", "directive": "function", "query": "function", "mutation": "function",
    "subscription": "function", "fragment": "type", "schema": "type",
}  # fmt: skip
_DESCRIPTION = re.compile(
    r"\"\"\"((?:[^\"\\]|\\.|\"(?!\"\"))*+)\"\"\"|\"((?:[^\"\\\n]|\\.)++)\"", re.DOTALL
)
_IMPORT = re.compile(
    r"^#[ \t]*import[ \t]+(?:[\w.*, {}]{1,200}[ \t]from[ \t]+)?[\"']([^\"'\n]{1,300})[\"']",
    re.MULTILINE,
)
_OPERATIONS = ("query", "mutation", "subscription")
_PLUMBING = ("scalar", "directive")
"""Kinds of definitions that a sentence names last."""
_ROOTS = ("Query", "Mutation", "Subscription")


def facts(_path: str, text: str) -> Facts:
    """Return the facts of a GraphQL schema or document."""
    drafts: list[Draft] = []
    words: list[tuple[str, str]] = []
    for block in _joined(blocks(text, ('"""', '"', "#"), "\n"), text):
        head = block.head(text)
        match = _DEFINITION.match(head)
        if not match:
            continue
        name = match["name"] or match["kind"]
        words.append((match["kind"], name))
        description = _DESCRIPTION.match(head)
        doc = (description[1] or description[2] or "").strip() if description else block.comment
        begin = text.find(match["kind"], block.head_start + match.start("kind"))
        begin -= len(match["extend"] or "")
        signature = text[max(begin, block.head_start) : block.end]
        lines = signature.partition("{")[0].rstrip().count("\n") + 1
        kind = _KINDS[match["kind"]]
        drafts.append(Draft(kind, name, signature, block.start, block.end, doc, head=lines))
    imports = dict.fromkeys(match[1] for match in _IMPORT.finditer(text))
    return Facts(
        _about(words), symbols=symbols_of(drafts, text), imports=tuple(map(Import, imports))
    )


def _joined(statements: Sequence[Statement], text: str) -> list[Statement]:
    """Return statements that were written over several lines as one: `union A =`, `| B`."""
    joined: list[Statement] = []
    for block in statements:
        before = joined[-1] if joined else None
        head = block.head(text)
        goes_on = (
            not head
            or head[0] in "|&=@"
            or (before and before.head(text).endswith(('"', "=", "&")))
        )
        if before and not before.has_braces and goes_on:
            joined[-1] = replace(
                block, start=before.start, head_start=before.head_start, comment=before.comment
            )
        else:
            joined.append(block)
    return joined


def _about(words: Sequence[tuple[str, str]]) -> str:
    defined = sorted(words, key=lambda word: word[0] in _PLUMBING)
    types = [name for kind, name in defined if kind not in (*_OPERATIONS, "fragment", "schema")]
    operations = [name for kind, name in words if kind in _OPERATIONS]
    if types:
        inner = [name for name in types if name not in _ROOTS]
        return f"GraphQL schema with {some_of(inner or types)}."
    if operations:
        return f"GraphQL operations: {some_of(operations)}."
    return "GraphQL fragments." if words else "GraphQL document."
