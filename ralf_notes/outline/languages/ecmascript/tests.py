"""The tests of a JavaScript or TypeScript file: the titles of `describe`, `it` and `test`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.languages.ecmascript.values import FUNCTIONS, arguments, text_of
from ralf_notes.outline.model import SUITES
from ralf_notes.outline.rules import first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_HINT = re.compile(rb"\b(?:describe|suite|context|it|test|specify)\b[\w.]{0,40}+\(")
_SUITES = frozenset(("describe", "suite", "context", "fdescribe", "xdescribe"))
_LONGEST_SUITE = 300
_LONGEST_CHAIN = 6
_TESTS = frozenset(("it", "test", "specify", "fit", "xit"))


def tests(root: Node, source: bytes) -> Iterator[tuple[str, str]]:
    """Yield the titles of the suites around each test, as one text, and its own title.

    Args:
        root: the root of the syntax tree.
        source: the text of the file.
    """
    if not _HINT.search(source):
        return
    waiting = [(root, "")]
    while waiting:
        node, suite = waiting.pop()
        if node.type == "call_expression":
            word, title, function = _test_of(node, source)
            if word in _TESTS and function:
                yield suite, title
                continue
            if word in _SUITES and function:
                if len(suite) < _LONGEST_SUITE:
                    suite = f"{suite}{SUITES}{title}" if suite else title
                waiting += [(child, suite) for child in reversed(function.named_children)]
                continue
        if node.type in _PASSED or node is root:
            waiting += [(child, suite) for child in reversed(node.named_children)]


_PASSED = frozenset((
    "arguments", "arrow_function", "call_expression", "expression_statement", "for_in_statement",
    "for_statement", "function_expression", "if_statement", "statement_block",
))  # fmt: skip
"""Nodes between a suite and its tests."""


def _test_of(call: Node, source: bytes) -> tuple[str, str, Node | None]:
    """Return the function, the title and the body of a call such as `it.only("adds", () => 1)`."""
    values = arguments(call)
    if len(values) < 2 or values[0].type not in ("string", "template_string"):
        return "", "", None
    function = next((each for each in values[1:] if each.type in FUNCTIONS), None)
    callee: Node | None = call
    word = ""
    for _ in range(_LONGEST_CHAIN):  # `test.describe.each(rows)(...)`
        word = word or _suite_word(callee, source)
        inner = first_field(callee, "function", "object") if callee else None
        callee = inner or callee
    title = " ".join(text_of(values[0], source)[1:-1].split())
    return word or text_of(callee, source), title, function


def _suite_word(node: Node | None, source: bytes) -> str:
    word = text_of(first_field(node, "property"), source) if node else ""
    return word if word in _SUITES else ""
