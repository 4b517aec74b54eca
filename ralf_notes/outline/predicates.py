"""The conditions in our queries, such as `(#eq? @name "x")`: on the text that a node stands for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Query

_STRING = r'"(?:[^"\\]|\\.)*"'
_CONDITION = re.compile(rf"\(#(not-)?(eq|any-of|match)\?\s+@([\w.]+)((?:\s+{_STRING})+)\s*\)")
_WRITTEN = re.compile(_STRING)
_HASH = re.compile(r"\(#")

Condition = Callable[[dict[str, list["Node"]], bytes], bool]
"""(nodes by capture, source) -> whether the match counts."""


def conditions(query: Query, text: str) -> tuple[tuple[Condition, ...], ...]:
    """Return the conditions of each pattern of a query.

    Args:
        query: the query.
        text: its text.

    Raises ValueError for a condition that is not one of ours.
    """
    data = text.encode()
    return tuple(
        _of_pattern(data[query.start_byte_for_pattern(n) : query.end_byte_for_pattern(n)].decode())
        for n in range(query.pattern_count)
    )


def _of_pattern(text: str) -> tuple[Condition, ...]:
    conditions = tuple(_CONDITION.finditer(text))
    if len(conditions) != len(_HASH.findall(text)):
        raise ValueError(f"a query has a condition of another kind: {text}")
    return tuple(_condition(*match.groups()) for match in conditions)


def _condition(negation: str | None, kind: str, capture: str, written: str) -> Condition:
    values = [json.loads(value) for value in _WRITTEN.findall(written)]
    wanted = frozenset(value.encode() for value in values)
    pattern = re.compile(values[0].encode())

    def holds(captures: dict[str, list[Node]], source: bytes) -> bool:
        texts = (source[node.start_byte : node.end_byte] for node in captures.get(capture, ()))
        if kind == "match":
            return all((pattern.search(text) is None) is bool(negation) for text in texts)
        return all((text not in wanted) is bool(negation) for text in texts)

    return holds
