"""Rules of shell scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import ParsedFile
from ralf_notes.outline.model import Import
from ralf_notes.outline.rules import Rules, first_field, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_TEST = re.compile(
    rb"^[ \t]*+@test[ \t]++(\"[^\"\n]*+\"|'[^'\n]*+'|[^\s{]++)[ \t]*+(?=\{)", re.MULTILINE
)
"""The head of a test of bats: https://bats-core.readthedocs.io/en/stable/writing-tests.html"""
_PATTERN = re.compile(
    rb"\$\{\w++(?:\[[^\[\]{}\n]*+\])?+(?:##?+|%%?+|//?+)(?P<cut>(?:\\[^\n]|\$?+'[^'\n]*+'"
    rb"|\"[^\"\n]*+\"|\$\{[^{}\n]*+\}|[^\\{}\"'\n]){1,300}+)(?=\})"
)
"""A pattern that is removed from a value, or replaced: `${a##*[}`, `${a/)*}`, `${a/$'/:'*}`."""
_OTHERWISE = re.compile(
    rb"\$\{\w++(?:\[[^\[\]{}\n]*+\])?+:?+[-+=?](?P<cut>[^{}\"'$`\\\n]{1,200}+)(?=\})"
)
"""What stands in place of a value: `${a:+ ($a)}`."""
_LOOP = re.compile(rb"\bfor[ \t]*+\(\((?P<cut>[^\n]{2,300}?)\)\)(?=[ \t]*+(?:;|\n|do\b))")
"""The head of a loop that counts: `for ((a[0]; a[0] < 3; a[0]++)); do`."""
_OVER_ARGUMENTS = re.compile(rb"\bfor[ \t]++\w++(?P<cut>[ \t])(?=[ \t]*+do\b)")
"""A loop over the arguments, `for each do`, which the grammar knows with a `;` only."""
_TORN = re.compile(rb"[^\w.*/ -]")
"""What the grammar may take for the start of something else in such a pattern."""


def _readings(source: bytes) -> Iterator[bytes]:
    """Yield the source with blanks for the heads of tests of bats, then also without patterns."""
    text = _TEST.sub(lambda match: b" " * len(match[0]), source)
    yield text
    text = _OVER_ARGUMENTS.sub(lambda match: match[0][:-1] + b";", text)
    text = _LOOP.sub(lambda match: _instead(match, b";;".ljust(len(match["cut"]))), text)
    text = _OTHERWISE.sub(_without_marks, text)
    yield _PATTERN.sub(_without_marks, text)


def _instead(match: re.Match[bytes], text: bytes) -> bytes:
    """Return a match with a text in place of what is to be cut."""
    start, end = (match.start("cut") - match.start(), match.end("cut") - match.start())
    return match[0][:start] + text + match[0][end:]


def _without_marks(match: re.Match[bytes]) -> bytes:
    return _instead(match, _TORN.sub(b"x", match["cut"]))


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    """Yield the file of `source`, or of `load`, as bats has it, or the one of a directive.

    Source: https://www.shellcheck.net/wiki/Directive
    """
    if node.type == "comment":
        yield Import(unquoted(file.text(node).partition("source=")[2].split(" ")[0]))
        return
    path = unquoted(file.text(first_field(node, "argument")))
    is_loaded = file.text(first_field(node, "name")) == "load"
    yield Import(path, mark="load" if is_loaded else "")


def _tests(_root: Node, source: bytes) -> Iterator[tuple[str, str]]:
    """Yield the titles of the tests of bats."""
    for match in _TEST.finditer(source):
        yield "", unquoted(match[1].decode("utf-8", "replace"))


_WORDS = """
    case coproc do done elif else esac fi for function if in select then time until while alias bg
    break cd command continue declare echo eval exec exit export false fg getopts hash let local
    printf pwd read readonly return set shift shopt source test trap true type ulimit umask unset
    wait HOME PATH PWD IFS USER SHELL TMPDIR BASH_SOURCE EUID RANDOM grep sed awk cat cp mv rm mkdir
    chmod chown find xargs sort uniq head tail curl wget tar git sudo
"""

BASH = Rules(
    public=lambda definition, _: not definition.name.startswith("_"),
    imports=_imports,
    documents=re.compile(r"#(?!!)"),
    rename=lambda name: name.partition("=")[0],  # of `alias name=value`
    comment="#",
    readings=_readings,
    tests=_tests,
    words=_WORDS,
)
