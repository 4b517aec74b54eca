"""Signatures without the comments inside them, so that their lines can be joined. Pure."""

from __future__ import annotations

import re
from functools import cache

from ralf_notes.outline.languages import Language

_STRINGS = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.){1,80}+\'|`[^`\n]*+`'
)
_DIRECTIVE = r"^[ \t]*+#[^\n]*+"


def uncommented(text: str, language: Language) -> str:
    """Return code of a language without comments and without lines for its preprocessor."""
    return _comments(language).sub(lambda match: match["kept"] or "", text)


@cache
def _comments(language: Language) -> re.Pattern[str]:
    marks = [rf"{re.escape(mark)}[^\n]*+" for mark in language.comments if mark != "/*"]
    blocks = [r"/\*(?:[^*]++|\*(?!/))*+\*/"] if "/*" in language.comments else []
    directives = [_DIRECTIVE] if language.rules == "c_family" else []
    hidden = "|".join((*blocks, *marks, *directives))
    return re.compile(f"(?P<kept>{_STRINGS})|{hidden}", re.DOTALL | re.MULTILINE)
