"""No pattern that reads a source, an answer or a note takes more than linear time.

Inputs are made for each pattern from its own pieces, and doubled; processor time is compared, so
other processes and slow machines do not matter. `python tests/guarantees/test_growth.py` tries all.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from material.growth import Use, grows, pumps, uses, using

READ_NOTHING_FOREIGN = (
    "ralf_notes.config",
    "ralf_notes.cli",
    "ralf_notes.report",
    "docs:",
    "check:",
)
"""Modules whose patterns read only what the user wrote, which is short."""
SHORT = {
    "ralf_notes.notes.properties._OUR_ITEM": "reads a line that `_OUR_LINE` has matched",
    "ralf_notes.prose.names._ALTERNATIVES": "matches whole words only",
    "ralf_notes.source.secrets.formats._BRANCH": "reads the patterns of the formats",
    "ralf_notes.source.classify._SECRET_SETTINGS": "reads a file's name",
}
"""Patterns that read only short texts, or texts of a known shape."""
EACH = 7
"""The test tries one of so many inputs; run as a program, the module tries all."""


def foreign() -> list[Use]:
    own = (use for use in uses() if not use.where.startswith(READ_NOTHING_FOREIGN))
    return [use for use in own if use.where not in SHORT]


def worst(use: Use, each: int) -> str:
    """Return how the time of a pattern grows on the first input on which it is not linear."""
    written = use.pattern.pattern
    text = written if isinstance(written, str) else written.decode("latin-1")
    flags = use.pattern.flags if isinstance(written, str) else use.pattern.flags & ~32
    for make in pumps(text, flags)[::each]:
        if found := grows(using(use), make):
            return f"{make(40)!r:.60} {found}"
    return ""


def test_there_are_patterns_of_all_wings() -> None:
    found = foreign()
    assert len(found) >= 150
    assert {"notes", "outline", "prose", "source", "text"} <= {
        use.where.split(".")[1] for use in found if use.where.startswith("ralf_notes.")
    }


@pytest.mark.parametrize("wing", ["notes", "outline", "prose", "source.secrets", "text"])
def test_patterns_take_linear_time(wing: str) -> None:
    slow = {
        use.where: how
        for use in foreign()
        if use.where.startswith(f"ralf_notes.{wing}") and (how := worst(use, EACH))
    }
    assert slow == {}


def test_a_pattern_that_is_not_linear_is_found() -> None:
    import re

    for pattern in (r"\s+$", r"(a+)+b", r"<!--.*?-->", r"\w+@\w+"):
        assert worst(Use("here", re.compile(pattern, re.DOTALL), "finditer"), EACH), pattern


if __name__ == "__main__":
    for each in foreign():
        if how := worst(each, 1):
            print(each.where, each.method, how)
