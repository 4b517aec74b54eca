"""Attributes and annotations that have lines of their own: `#[derive(Debug)]`, `@Column(...)`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.outline.brackets import without_strings
from ralf_notes.outline.languages import Language

_OPENS = re.compile(r"\s*+(?:#!?\[|\[[A-Z]|@[A-Za-z])")
_WHOLE = re.compile(r"\s*+(?:(?:#!?\[|\[|@[\w.:]++\s*+\(?+)\s*+)++")
"""Matches attributes one after another, without what stands in their brackets."""


def attribute_lines(lines: Sequence[str], language: Language) -> frozenset[int]:
    """Return the numbers, from 0, of the lines that hold nothing but attributes.

    An attribute may take several lines, and its strings may hold brackets.
    """
    code = without_strings("\n".join(lines).encode("utf-8", "replace"), language.comments)
    blanked = code.decode("utf-8", "replace").split("\n")
    numbers: list[int] = []
    pending: list[int] = []
    depth = 0
    for number, line in enumerate(blanked):
        if not pending and not _OPENS.match(line):
            continue
        pending.append(number)
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        if depth <= 0:
            if _WHOLE.fullmatch(_outside(" ".join(blanked[pending[0] : number + 1]))):
                numbers += pending
            pending, depth = [], 0
    return frozenset(numbers)


def _outside(code: str) -> str:
    """Return a code without its outer brackets, each of which leaves its opening one.

    What is left tells attributes from what follows them on a line: `@Input() items = signal()`.
    """
    outside: list[str] = []
    depth = 0
    for character in code:
        depth -= character in ")]}"
        if not depth and character not in ")]}":
            outside.append(character)
        depth += character in "([{"
    return "".join(outside)
