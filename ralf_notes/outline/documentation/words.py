"""What a docstring says first, in plain words: without links, roles and tags."""

from __future__ import annotations

import re

from ralf_notes.outline.documentation.docstrings import TAGGED, read_docstring
from ralf_notes.patterns import lazily
from ralf_notes.text import first_sentence

_LONGEST = 400
_ROLE = lazily(
    r":[a-z][\w:+.-]{0,40}:`(?:(?P<short>~)|!)?(?P<text>[^`<\n]{1,200}?)"
    r"(?:[ \t]*<[^<>`\n]{1,200}>)?`"
)
_LINK = lazily(
    r"!?\[(?P<text>[^\[\]\n]{1,300})\](?:\([^()\s]{0,500}(?:\s+\"[^\"\n]{0,200}\")?\)|\[[^\[\]\n]{0,100}\])"
)
_EXTERNAL = lazily(r"(?<![\w`])`([^`<>\n]{1,200}?)\s+<(?:https?:|\w)[^<>`\s]{1,400}>`__?(?!\w)")
"""A link of reStructuredText: `words <https://...>`_"""
_REFERENCE = lazily(r"\{@\w++\s++([^{}\s|]*+)[\s|]*+([^{}]*+)\}")
_LISTED = lazily(r"\A(?:- `[^`\n]+`: [^\n]*\n?)+\s*")
"""Matches parameters in front of everything else: of what has no description."""
_TITLED = lazily(r"^(?:(?:#{1,6}[ \t]++[^\n]*+\n\s*+)+(?=\S)|#{1,6}[ \t]++)", re.MULTILINE)
_LITERAL = lazily(r"(?<!`)``(?![`\s])([^`\n]+)(?<!\s)``(?!`)")
"""What reStructuredText has for code."""


def opening_words(doc: str) -> str:
    """Return the first sentence of a docstring, '' for one without text."""
    text = _LISTED.sub("", read_docstring(doc).text) if TAGGED.search(doc) else doc
    return first_sentence(plain(_below_code(untitled(text))), _LONGEST)


def _below_code(text: str) -> str:
    """Return a text without the fenced code that it begins with, which is no sentence."""
    while (start := text.lstrip()).startswith(("```", "~~~")):
        mark, line = start[:3], start.partition("\n")[0]
        if mark in line[3:]:
            break
        text = start[len(line) :].partition(f"\n{mark}")[2].partition("\n")[2]
    return text


def untitled(text: str) -> str:
    """Return a text without the title above it; a title that stands alone loses only its marks."""
    return _TITLED.sub("", text.lstrip(), count=1) if "#" in text else text


def plain(text: str) -> str:
    """Return a text whose links and references are the words that stand for them."""
    text = without_roles(text)
    if "[" in text:
        text = _LINK.sub(r"\g<text>", text)
    if "{@" in text:
        text = _REFERENCE.sub(lambda match: match[2] or match[1].lstrip("#"), text)
    return text


def without_roles(text: str) -> str:
    """Return a text with code spans for reStructuredText's literals and roles, words for links."""
    if "`" not in text:
        return text
    text = _ROLE.sub(_target, text)
    if "`_" in text:
        text = _EXTERNAL.sub(r"\1", text)
    return _LITERAL.sub(r"`\1`", text) if "``" in text else text


def _target(match: re.Match[str]) -> str:
    name = match["text"]
    return f"`{name.rpartition('.')[2] if match['short'] else name}`"
