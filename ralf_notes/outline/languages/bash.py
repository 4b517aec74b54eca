"""Rules of shell scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation.above import line_before
from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import without_pragmas
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
_SUBSCRIPT = re.compile(
    rb"\w\[(?P<cut>\(-?+\d++\)|[^\[\]{}$\n]{0,40}+\$\{[^\[\]{}\n]{1,80}+\}[^\[\]{}\n]{0,40}+)(?=\])"
)
"""What the grammar knows in no subscript: `a[(-1)]`, `${a[${b:1:2}]}`."""
_BASE = re.compile(rb"(?<=[( ,])(?P<cut>\d{1,2}#)(?=\$)")
"""The base of a number: `$((10#$a))`."""
_DASH = re.compile(rb"(?<==)[ \t]++(?P<cut>[-+]{1,2})(?=[ \t]++(?:\]|-[ao]\b|&&|\|\|))")
"""A dash that a value is compared with: `[ "$1" = -- ]`."""
_BRACKET = re.compile(rb"\*(?P<cut>\\\])")
"""The end of a pattern: `case $1 in *\\]) ;; esac`."""
_UNSETTING = re.compile(
    rb"(?:^|(?<=[\n;{]))[ \t]*+(?:function[ \t]++)?+(?P<cut>unset)(?=[\w-]++[ \t]*+[({])"
)
"""The word of the grammar that begins the name of a function: `unsetenv() {`."""
_COPROCESS = re.compile(rb"(?:^|(?<=[\n;]))[ \t]*+(?P<cut>coproc[ \t]++\w++)(?=[ \t]*+[({])")
_BESIDE_BRACE = re.compile(rb"\{[ \t]++(#[^\n]*+(?:\n[ \t]*+#[^\n]*+)*+)")
"""What stands behind the brace of a function, and the comments right below: `f() { # Says so.`"""
_FUNCTION = re.compile(
    rb"^[ \t]*+(?:function[ \t]++([^\s(){};&|<>]++)|([^\s(){};&|<>=\"'$#]++)[ \t]*+\([ \t]*+\))",
    re.MULTILINE,
)
"""The head of a function: `f() {`, `function f {`."""
_WORDS_OF_SENTENCE = 3
_TORN = re.compile(rb"[^\w.*/ -]")
"""What the grammar may take for the start of something else in such a pattern."""


def _readings(source: bytes) -> Iterator[bytes]:
    """Yield the source with blanks for the heads of tests of bats, then also without patterns."""
    text = _TEST.sub(lambda match: b" " * len(match[0]), source)
    yield text
    text = _OVER_ARGUMENTS.sub(lambda match: match[0][:-1] + b";", text)
    text = _LOOP.sub(lambda match: _instead(match, b";;".ljust(len(match["cut"]))), text)
    text = _OTHERWISE.sub(_without_marks, text)
    text = _SUBSCRIPT.sub(lambda match: _instead(match, b"0" * len(match["cut"])), text)
    for unknown in (_DASH, _BRACKET, _UNSETTING):
        text = unknown.sub(lambda match: _instead(match, b"x" * len(match["cut"])), text)
    for unknown in (_BASE, _COPROCESS):
        text = unknown.sub(lambda match: _instead(match, blank(match["cut"])), text)
    yield _PATTERN.sub(_without_marks, text)


def _instead(match: re.Match[bytes], text: bytes) -> bytes:
    """Return a match with a text in place of what is to be cut."""
    start, end = (match.start("cut") - match.start(), match.end("cut") - match.start())
    return match[0][:start] + text + match[0][end:]


def _without_marks(match: re.Match[bytes]) -> bytes:
    return _instead(match, _TORN.sub(b"x", match["cut"]))


def _public(definition: Definition, file: ParsedFile) -> bool:
    """Whether others call it: a `_` hides a name, unless it begins the name of every function.

    Then it keeps the names of a project apart from those of programs, as in `__sdkman_install`.
    """
    hidden = definition.name.startswith("_")
    return not hidden or (definition.kind == "function" and _begins_all(file.source))


@lru_cache(maxsize=1)
def _begins_all(source: bytes) -> bool:
    """Whether a `_` begins the names of all functions of a script."""
    return all((head[1] or head[2]).startswith(b"_") for head in _FUNCTION.finditer(source))


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


def _beside_brace(definition: Definition, file: ParsedFile) -> str:
    """Return what a comment beside the opening brace of a function says, if none is above it."""
    body = definition.node("body")
    beside = _BESIDE_BRACE.match(file.source, body.start_byte) if body else None
    above = line_before(file.source, definition.start) or b""
    if beside is None or above.lstrip().startswith(b"#"):
        return ""
    words = without_pragmas(comment_text(beside[1].decode("utf-8", "replace")))
    is_said = words.endswith(".") or len(words.split()) >= _WORDS_OF_SENTENCE
    return words if is_said else ""


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
    public=_public,
    imports=_imports,
    documents=re.compile(r"#(?!!)"),
    doc=_beside_brace,
    describes_above=True,
    rename=lambda name: name.partition("=")[0],  # of `alias name=value`
    comment="#",
    readings=_readings,
    tests=_tests,
    words=_WORDS,
)
