"""What a file says of itself in its first comments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from ralf_notes.outline.documentation import comments, notices
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import Symbol

_MOST_COMMENTS = 20
_NEVER_OF_FILES = {
    "rust": re.compile(r"///|/\*\*"),
    "c_sharp": re.compile(r"///"),
    "swift": re.compile(r"///"),
}
"""Comments that can only describe what is below them."""
_OF_SETTINGS = ("yaml", "toml", "ini")
_KEY_BELOW = re.compile(r"\s?\n?[\w\"'.-]{1,80}[ \t]*[:=]")
_KEY_WITH_COMMENT = re.compile(r"^#[^\n]*\w[^\n]*\n[\w\"'.-]{1,80}[ \t]*[:=]", re.MULTILINE)
_IMPORT = re.compile(r"\brequire\s*\(|\bimport\b|\brequire_relative\b|__import__|\buse strict\b")
_DEFINES = re.compile(
    r"""(?:export\s+|default\s+|public\s+|private\s+|internal\s+|static\s+|final\s+|async\s+|abstract\s+
          |pub(?:\([^)]*\))?\s+)*
        (?:(?:const|let|var|val|readonly|declare(?!\s*\()|typedef|type|class|struct|enum|union|interface|trait
           |function|func|fun|fn|def|impl|object|record|typealias|\#define|local)\b
        | [\w.$:]+(?:\s*:[^=\n]{1,80})?\s*[:?+]?=(?![=>])
        | \w+\s*\(\)\s*\{)""",
    re.VERBOSE,
)


def opening_comment(text: str, language: Language, symbols: Sequence[Symbol]) -> str:
    """Return the first comment of a file that is about the file, or ''.

    A licence, a label such as `Module dependencies.`, and what is about a definition are not.

    Args:
        text: The text of the file.
        language: Its language, which says how comments look.
        symbols: The symbols of the file.
    """
    first = symbols[0].start if symbols else len(text) * 4
    of_symbols = _NEVER_OF_FILES.get(language.key)
    for comment in islice(comments.leading(text, language.comments), _MOST_COMMENTS):
        start = len(text[: comment.start].encode("utf-8", "replace"))
        is_tagged = notices.is_about_file(comment.text)
        if not is_tagged and (
            first <= start
            or (of_symbols and of_symbols.match(comment.text))
            or notices.is_banner(comment.text)
            or _is_of_next_line(text, comment)
            or (language.key in _OF_SETTINGS and _is_of_next_key(text, comment))
        ):
            continue
        if words := notices.about_file(comments.comment_text(comment.text)):
            return words
    return ""


def _is_of_next_key(text: str, comment: comments.Comment) -> bool:
    """Whether the key directly below has the comment, as a further key of the file has one."""
    below = text[comment.end :]
    return bool(_KEY_BELOW.match(below)) and _KEY_WITH_COMMENT.search(below) is not None


def _is_of_next_line(text: str, comment: comments.Comment) -> bool:
    """Whether the line directly below defines something, so that the comment describes that."""
    below = text[comment.end : comment.end + 300].partition("\n")[2].partition("\n")[0].strip()
    if not _DEFINES.match(below) or _IMPORT.search(below):
        return False
    # The lines below `#!` are about the script.
    is_heading = text.startswith("#!") and "\n" not in text[: comment.start].rstrip("\n")
    return not (is_heading and "\n" in comment.text)
