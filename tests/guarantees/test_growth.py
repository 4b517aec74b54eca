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

from ralf_notes.agents.note_text import readable
from ralf_notes.notes.kept import changed_names, parse_body
from ralf_notes.notes.meaning.sums import meaning
from ralf_notes.notes.quotes import quote
from ralf_notes.outline.components import blade
from ralf_notes.outline.components.facts import shown_in
from ralf_notes.outline.components.parts import parts_of
from ralf_notes.outline.documentation import dialects, doxygen, html, notices
from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.docstrings import read_docstring
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.manifests import read_manifest
from ralf_notes.outline.parse import outline
from ralf_notes.outline.readmes.choice import chosen
from ralf_notes.outline.readmes.markdown import markdown_blocks
from ralf_notes.outline.readmes.structured import asciidoc_blocks, plain_blocks, rst_blocks
from ralf_notes.prose.cited.reading import read
from ralf_notes.prose.names import code_names
from ralf_notes.prose.sameness import distinct, goes_round, is_degenerate
from ralf_notes.search.words import names, whole_names, words
from ralf_notes.source import secrets

pytestmark = pytest.mark.slow

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
    "ralf_notes.outline.imports.sightings._HEIR": "reads the last 60 characters before a name",
    "ralf_notes.notes.meaning.usual._BOUNDARY": "its reader stops at the first fence without end",
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


WINGS = ("ralf_notes.agents", "ralf_notes.notes", "ralf_notes.outline", "ralf_notes.plan",
         "ralf_notes.prose", "ralf_notes.search", "ralf_notes.source",
         "ralf_notes.text")  # fmt: skip


@pytest.mark.parametrize("wing", [*WINGS, "written where they are used"])
def test_patterns_take_linear_time(wing: str) -> None:
    uses_here = [
        use
        for use in foreign()
        if use.where.startswith(wing) or (wing not in WINGS and ":" in use.where)
    ]
    assert len(uses_here) >= 5
    assert {use.where: how for use in uses_here if (how := worst(use, EACH))} == {}


def test_a_pattern_that_is_not_linear_is_found() -> None:
    import re

    for pattern in (r"\s+$", r"(a+)+b", r"<!--.*?-->", r"\w+@\w+"):
        assert worst(Use("here", re.compile(pattern, re.DOTALL), "finditer"), EACH), pattern


READERS: dict[str, Callable[[str], object]] = {
    "agents.note_text": lambda text: readable(text, "a/b.md", "llms.txt", ""),
    "search.words": words,
    "search.names": lambda text: (names(text), whole_names(text)),
    "prose.cited": lambda text: read(text, is_whole=True),
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
            "a.csv",
            "a.html",
            "a.json",
            "a.scss",
            "a.xml",
            "docker-compose.yml",
            ".github/workflows/a.yml",
            "openapi.yaml",
            "requirements.txt",
        )
    },
    **{
        f"manifests.{name}": (lambda text, name=name: read_manifest(name, text))
        for name in (
            "pyproject.toml",
            "setup.cfg",
            "setup.py",
            "package.json",
            "Cargo.toml",
            "go.mod",
            "composer.json",
            "pom.xml",
            "build.gradle",
            "gradle.properties",
            "Package.swift",
            "pubspec.yaml",
            "mix.exs",
            "CMakeLists.txt",
            "Dockerfile",
            "a.gemspec",
            "a.podspec",
            "a.csproj",
        )
    },
    **{
        f"readmes.{blocks.__name__}": (lambda text, blocks=blocks: chosen(blocks(text)))
        for blocks in (markdown_blocks, rst_blocks, asciidoc_blocks, plain_blocks)
    },
    **{
        f"documentation.{read.__name__}": read
        for read in (
            read_docstring,
            comment_text,
            dialects.tagged,
            dialects.kdoc,
            dialects.rustdoc,
            dialects.godoc,
            doxygen.doxygen,
            dialects.rdoc,
            dialects.scaladoc,
            dialects.luadoc,
            html.from_html,
            notices.is_banner,
            notices.is_notice,
            notices.describes,
            opening_words,
        )
    },
    "documentation.about_file": lambda text: notices.about_file(text, "a"),
    **{
        f"components.{key}": (lambda text, key=key: parts_of(key, text.encode()))
        for key in ("vue", "svelte", "astro")
    },
    "components.blade": lambda text: (
        blade.code_of(text.encode()),
        list(blade.imports_of(text)),
    ),
    "components.template": lambda text: shown_in(text.encode()),
    "notes.changed_names": lambda text: changed_names(
        f"*Changed since it was last summed up:* {text.replace(chr(10), ' ')}."
    ),
    "prose.names": code_names,
    "prose.sameness": lambda text: (
        distinct({"a": text, "b": text + "."}),
        goes_round(text),
        is_degenerate(text),
    ),
    "secrets": lambda text: secrets.mask(text, "a.sh"),
}
"""What reads a whole text, with more than one pattern."""
UNITS = ("`", "```\n", "```mermaid\n", "[1]", '{"', "- ", "> ", "#", "| a ", "*", "[a](", "'s",
         ".", "\n", "a b ",
         "password='a'+", "<!-- ", "---\n", "\\",
         "TOKEN=$(echo ", ":a:", "{", "a.b()", "%s",
         "x.y().", "-- a\n", "<slot ", "<script ", "@param a ", "a: b\n", "def a(b): pass\n",
         "get('/a', b)\n", "{{ ", "@if(", "<x-a :b='", "@use('A\\B",
         "resources :a do\n", "(", '"', "/*")  # fmt: skip


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


SEVERAL = {
    "a.py": "@overload\ndef sell(count: T0) -> None: ...\n",
    "a.rs": "impl A { fn sell(count: T0) {} }\n",
    "a.ex": "def sell(:t0), do: 0\n",
}
"""One of several definitions of a name, which are shown as one; numbers stand in place of `0`."""


@pytest.mark.parametrize("name", SEVERAL)
def test_many_definitions_of_one_name_take_linear_time(name: str) -> None:
    def make(length: int) -> str:
        count = length // len(SEVERAL[name])
        return "".join(SEVERAL[name].replace("0", str(number)) for number in range(count))

    outline(name, make(100))  # what is loaded at the first call does not count
    assert grows(lambda text: outline(name, text), make) == ""


if __name__ == "__main__":
    for each in foreign():
        if how := worst(each, 1):
            print(each.where, each.method, how)
