"""Where the head of a function ends, and whether it is whole: what stands before its body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.languages.c_family.literals import lexed

_CONTINUED = re.compile(r"\\\r?\n")
_DIRECTIVE = re.compile(r"\s*+#\s*+(\w*+)")
_DEFINE = re.compile(r"\A#[ \t]++define")
_COLON = re.compile(r"[()\[\]]|(?<!:):(?!:)")

if TYPE_CHECKING:
    from tree_sitter import Node

_STARTS = ("field_initializer_list", "try_statement")
"""What belongs to the body of a constructor though it stands before the brace."""
_MARK = re.compile(rb"[()\[\]{]")
_BEFORE_BODY = re.compile(rb"(?:\)|\b(?:const|noexcept|override|final|try))\s*\Z")


def with_head(captures: Captures, source: bytes) -> Captures | None:
    """Return the match of a function whose body begins where its head ends, or None if it is torn.

    A head with the body of another function in it has that one's beginning: an error hid the end.
    """
    node, end = captures["function"][0], captures["function"][0].end_byte
    body = _body(node, captures)
    if body is not None:
        captures["body"], end = [body], body.start_byte
    head = source[node.start_byte : end]
    return captures if b"{" not in head or _is_whole(head) else None


def _body(node: Node, captures: Captures) -> Node | None:
    """Return the node at which the head of a function ends, or None if there is none."""
    body = captures["body"][0] if "body" in captures else None
    if body is not None:
        before = body.prev_sibling
        return before if before is not None and before.type in _STARTS else body
    if node.type == "field_declaration":  # `void f() {};` looks like a member with a value
        value = node.child_by_field_name("default_value")
        return value if value is not None and value.type == "initializer_list" else None
    last = node.children[-1] if node.type == "function_definition" else None
    return last if last is not None and last.type in _STARTS else None


def _is_whole(head: bytes) -> bool:
    """Whether no body stands in a head."""
    code = lexed(head).code
    depth = 0
    for mark in _MARK.finditer(code):
        text = mark[0]
        if text in b"([":
            depth += 1
        elif text in b")]":
            depth -= 1
        elif depth <= 0 and _begins_body(code, mark.start()):
            return False
    return True


def _begins_body(code: bytes, brace: int) -> bool:
    """Whether a brace opens the body of a function, and no list of values or of requirements."""
    before = code[max(0, brace - 200) : brace]
    return b"requires" not in before and _BEFORE_BODY.search(before) is not None


def without_conditions(definition: Definition, text: str, _file: ParsedFile) -> str:
    """Return the text of a head with the first branch of each condition, and without directives.

    Also without the initializers of a constructor, which a condition may have torn.
    """
    if definition.kind == "macro":
        return _DEFINE.sub("#define", text)
    if "list" in definition.captures:
        return text
    text = _without_last_comment(text)
    if "#" not in text:
        return text
    head = first_branches(text)
    if definition.kind == "function" and head.count("\n") < text.count("\n"):
        head = _before_initializers(head)
    return head if head else text


def first_branches(text: str) -> str:
    """Return a text with the first branch of each condition, and without directives."""
    lines: list[str] = []
    shown = [True]  # by the conditions around a line, and whether none of them is left out
    for line in _CONTINUED.sub(" ", text).split("\n"):
        directive = _DIRECTIVE.match(line)
        word = directive[1] if directive else ""
        if word.startswith("if"):
            shown.append(True)
        elif word.startswith("el"):
            shown[-1:] = [False] if len(shown) > 1 else [True, False]
        elif word == "endif" and len(shown) > 1:
            shown.pop()
        if not directive and all(shown):
            lines.append(line)
    return "\n".join(lines).strip()


def _without_last_comment(text: str) -> str:
    """Return a head without the comment behind it on its last line."""
    before, line_break, line = text.rpartition("\n")
    code, _, _ = line.partition("//")
    return text if '"' in line or not code.strip() else f"{before}{line_break}{code.rstrip()}"


def _before_initializers(head: str) -> str:
    """Return a head up to the colon behind its parameters."""
    depth = opened = 0
    for mark in _COLON.finditer(head):
        if mark[0] in "([":
            depth, opened = depth + 1, 1
        elif mark[0] in ")]":
            depth -= 1
        elif opened and depth == 0:
            return head[: mark.start()].rstrip()
    return head
