"""No pattern that reads a source, an answer or a note takes more than linear time.

Inputs are made for each pattern from its own pieces, and doubled; processor time is compared, so
other processes and slow machines do not matter. `python tests/guarantees/test_growth.py` tries all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from material.growth import Use, grows, pumps, uses, using

from ralf_notes.notes.kept import parse_body
from ralf_notes.notes.meaning.sums import meaning
from ralf_notes.notes.quotes import quote
from ralf_notes.outline.parse import outline
from ralf_notes.prose.names import code_names
from ralf_notes.prose.sameness import distinct
from ralf_notes.source import secrets

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
    "ralf_notes.outline.predicates._WRITTEN": "reads our own queries",
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


READERS: dict[str, Callable[[str], object]] = {
    "notes.kept": parse_body,
    "notes.quotes": quote,
    "notes.meaning": meaning,
    "outline.markdown": lambda text: outline("a.md", text),
    "outline.text": lambda text: outline("a.txt", text),
    **{
        f"outline.{name}": (lambda text, name=name: outline(name, text))
        for name in (
            "a.sql",
            "a.proto",
            "a.graphql",
            "a.tf",
            "a.rst",
            "a.adoc",
            "a.css",
            "a.ini",
            "Dockerfile",
            "Makefile",
            "justfile",
            "a.toml",
            "a.yml",
            "a.tpl",
            "a.ipynb",
        )
    },
    "prose.names": code_names,
    "prose.sameness": lambda text: distinct({"a": text, "b": text + "."}),
    "secrets": lambda text: secrets.mask(text, "a.sh"),
}
"""What reads a whole text, with more than one pattern."""
UNITS = ("`", "```\n", "- ", "> ", "#", "| a ", "*", "[a](", "'s", ".", "\n", "a b ",
         "password='a'+", "<!-- ", "---\n", "\\",
         "TOKEN=$(echo ", ":a:", "{", "a.b()", "%s")  # fmt: skip


def stairs(unit: str) -> Callable[[int], str]:
    """Return a maker of lines that repeat a unit ever less often: `n ** 1.5` for some readers."""

    def make(length: int) -> str:
        steps = int((2 * length / len(unit)) ** 0.5)
        return "".join(f"{unit * step}a\n" for step in range(steps, 0, -1))

    return make


def repeated(unit: str) -> Callable[[int], str]:
    return lambda length: unit * (length // len(unit))


@pytest.mark.parametrize("reader", READERS)
def test_what_reads_a_text_takes_linear_time(reader: str) -> None:
    READERS[reader]("a\n")  # what is loaded at the first call does not count
    makers = {(unit, make): make(unit) for unit in UNITS for make in (repeated, stairs)}
    slow = {
        f"{make.__name__} {unit!r}": how
        for (unit, make), maker in makers.items()
        if (how := grows(READERS[reader], maker))
    }
    assert slow == {}


if __name__ == "__main__":
    for each in foreign():
        if how := worst(each, 1):
            print(each.where, each.method, how)
