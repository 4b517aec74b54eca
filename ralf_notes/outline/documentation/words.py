"""What a docstring says first, in plain words: without links, roles and tags."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

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


_NAME_IN_FRONT = lazily(
    r"(?P<name>[`*'\"]{0,3}\w[^\s:–—]{0,60}(?:[ -][^\s:–—]{1,30}){0,2}?)"
    r"(?:[ \t]+-{1,3}\s+|:\s+|[ \t]*[–—]\s*)(?P<words>(?:[`\"'(]?\w\S*\s+){2}\S)"
)
"""Matches how a text begins with a name and a sign, before at least three words."""
_NAME_ALONE = lazily(
    r"[`*]{0,2}(?P<name>\w(?:[\w./-]{0,80}\w)?+)[`*]{0,2}\s*+[-=~]*+\s*+"
    r"(?::\w[\w ]{0,20}:[^\n]*+\s*+){0,9}"
)
"""Matches a text that is a name, which may be underlined, with nothing but fields below it."""
_PLAIN_WORD = lazily(r"[a-z]+(?=[ ,])")
_BETWEEN_PARTS = lazily(r"[./\\:]")
_BETWEEN = lazily(r"[-_\s`*'\"]")
_OF_FOLDER = ("__init__", "__main__", "index", "main", "mod", "lib", "doc", "package-info")
"""The stems of files that stand for the folder that they are in."""


def without_name(text: str, names: Iterable[str]) -> str:
    """Return a text without a name and a sign in front of it: `shop - A mill`, `shop: grinds`.

    Args:
        text: that describes something.
        names: of what it describes.
    """
    start = text.lstrip()
    match = _NAME_IN_FRONT.match(start)
    if match is None or not _is_name(match["name"], names):
        return text
    words = start[match.start("words") :]
    is_word = _PLAIN_WORD.match(words)
    return f"{words[0].upper()}{words[1:]}" if is_word else words


def without_own_name(path: str, text: str) -> str:
    """Return what a file says of itself without its name in front; '' if it says no more.

    A file that stands for its folder may be called as that is.
    """
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    names = (stem, posixpath.basename(folder)) if stem in _OF_FOLDER else (stem,)
    alone = _NAME_ALONE.fullmatch(text.strip())
    return "" if alone and _is_name(alone["name"], names) else without_name(text, names)


def _is_name(written: str, names: Iterable[str]) -> bool:
    """Whether what is written is one of some names, also as a path or as the name of a file."""
    own = {_squeezed(name) for name in names if name}
    last = _BETWEEN_PARTS.split(written)[-1]
    return not own.isdisjoint(map(_squeezed, (written, last, written.partition(".")[0])))


def _squeezed(name: str) -> str:
    return _BETWEEN.sub("", name.lower())


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
