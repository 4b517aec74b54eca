"""Signatures without the comments inside them, so that their lines can be joined. Pure."""

from __future__ import annotations

import re
from functools import cache

from ralf_notes.outline.languages import Language

_STRINGS = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.){1,80}+\'|`[^`\n]*+`'
)
MARK = re.compile("\ue000(\\d+)\ue001")
"""Stands for a comment in code."""
_DIRECTIVE = r"^[ \t]*+#[^\n]*+"


def uncommented(text: str, language: Language) -> str:
    """Return code of a language without comments and without lines for its preprocessor."""
    return _comments(language).sub(lambda match: match["kept"] or "", text)


def marked(text: str, language: Language) -> tuple[str, list[str]]:
    """Return code with a mark in place of each comment, which holds its place in the list."""
    comments: list[str] = []

    def mark(match: re.Match[str]) -> str:
        if match["kept"] or match[0].lstrip().startswith("#"):
            return match["kept"] or ""
        comments.append(match[0])
        return f"\ue000{len(comments) - 1}\ue001"

    return _comments(language).sub(mark, text.replace("\ue000", "")), comments


def line_comment(language: Language, text: str) -> str:
    """Return a text as a comment on one line."""
    mark = next(iter(language.comments), "#")
    return f"/* {text.replace('*/', '* /')} */" if mark == "/*" else f"{mark} {text}"


@cache
def _comments(language: Language) -> re.Pattern[str]:
    marks = [rf"{re.escape(mark)}[^\n]*+" for mark in language.comments if mark != "/*"]
    blocks = [r"/\*(?:[^*]++|\*(?!/))*+\*/"] if "/*" in language.comments else []
    directives = [_DIRECTIVE] if language.rules == "c_family" else []
    hidden = "|".join((*blocks, *marks, *directives))
    return re.compile(f"(?P<kept>{_STRINGS})|{hidden}", re.DOTALL | re.MULTILINE)
