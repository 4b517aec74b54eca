"""Finds the comments, strings and directives of a source in C or C++."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ralf_notes.outline.brackets import blank

_HIDDEN = re.compile(
    rb"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"
    rb'|R(?<![A-Za-z0-9_]R)"([^()\\\s]{0,16})\((?:.*?\)\1"|.*)'
    rb'|"(?:[^"\\\n]++|\\.)*+"?|\'(?:[^\'\\\n]++|\\.)*+\'?'
    rb"|\n[ \t]*+#(?:[^\n\\/\"']++|\\\r?\n|\"(?:[^\"\\\n]++|\\.)*+\"|'(?:[^'\\\n]++|\\.)*+'"
    rb"|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?|//(?:[^\n\\]++|\\\r?\n|\\)*+|[\\/\"'])*+",
    re.DOTALL,
)
"""Comments, strings and directives: nothing in them is a declaration. Each form begins with a
literal, and a directive with the line break before it, so that `re` skips all else quickly. A
comment may continue a directive on the next line."""


@dataclass(frozen=True, slots=True)
class Lexed:
    """A source, and where it has code."""

    source: bytes
    code: bytes
    """A text of the same length whose comments, strings and directives are blank."""
    directives: tuple[tuple[int, int], ...]
    """The spans of the preprocessor's lines, each with the lines that continue it."""


def lexed(source: bytes) -> Lexed:
    """Return a source with what was found in it."""
    directives: list[tuple[int, int]] = []

    def hide(match: re.Match[bytes]) -> bytes:
        text = match[0]
        if text.startswith(b"\n"):
            # The line begins after the line break, and all offsets count the one in front.
            directives.append((match.start(), match.end() - 1))
        return blank(text)

    code = _HIDDEN.sub(hide, b"\n" + source)[1:]
    return Lexed(source, code, tuple(directives))
