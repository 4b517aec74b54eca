"""Tables and drawings in docstrings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ralf_notes.notes import markdown
from ralf_notes.notes.quoting.inline import inline_markdown
from ralf_notes.text import one_line

_RULE = re.compile(r"\s*+(?:\|\s*+)?:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+(?:\|\s*+)?$")
_DRAWN = re.compile(
    r"[\u2500-\u257f\u2580-\u259f]|\+-{2,}+\+|^\s*+[|`]--"
    r"|(?<![-=])[-=]{2,}+>\s*+[-\w|+]|^\s*+={3}[ =]*+$"
)
_COLUMNS = re.compile(r"[^\s.!?:|] {3,}(?=\S)")
_MOST_COLUMNS = 30


def table_at(lines: Sequence[str], at: int, goals: Mapping[str, str]) -> tuple[int, str] | None:
    """Return the index after a Markdown table and the table, None if none begins at a line."""
    if "|" not in lines[at] or at + 1 == len(lines) or not _RULE.match(lines[at + 1]):
        return None
    titles = _cells(lines[at])
    if not 1 < len(titles) <= _MOST_COLUMNS or len(_cells(lines[at + 1])) != len(titles):
        return None
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    rows = [titles, *map(_cells, lines[at + 2 : end])]
    width = len(titles)
    shown = [[table_cell(text, goals) for text in [*row, *[""] * width][:width]] for row in rows]
    return end, markdown.table(shown[0], shown[1:])


def _cells(line: str) -> list[str]:
    text = line.strip().removeprefix("|")
    text = text.removesuffix("|") if not text.endswith("\\|") else text
    return [cell.strip() for cell in markdown.BAR.split(text)]


def table_cell(text: str, goals: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a text for a cell of a table, in which a `|` is escaped even in code."""
    return markdown.cell(inline_markdown(one_line(text).replace("\\|", "|"), goals))


def drawing_end(lines: Sequence[str], at: int) -> int:
    """Return the index after a drawing, such as a tree, or aligned columns; `at` for none."""
    end = at
    while end < len(lines) and lines[end].strip():
        end += 1
    block = lines[at:end]
    if len(block) < 2:
        return at
    drawn = sum(bool(_DRAWN.search(line)) for line in block)
    aligned = sum(bool(_COLUMNS.search(line.strip())) for line in block)
    return end if drawn * 2 > len(block) or (aligned > 1 and aligned * 2 > len(block)) else at
