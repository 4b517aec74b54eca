"""The line by which our files for agents are known: whose a file is, and whether it was edited."""

from __future__ import annotations

import re

from ralf_notes.notes import conflicts
from ralf_notes.notes.note import unified
from ralf_notes.text import short_sum

_SAYS = "ralf-notes writes this file"
_LINE = re.compile(rf"^<!-- {_SAYS} \(sum=([0-9a-f]{{8}})\)[^\n]*-->\n", re.MULTILINE)
PLACE = "<!-- sum -->\n"
"""What stands in a text where its line is to be: a comment, which no reader shows."""


def marked(text: str) -> str:
    """Return a text with its line in the place that was left for it."""
    digest = short_sum(text.replace(PLACE, "", 1))
    line = f"<!-- {_SAYS} (sum={digest}) while nobody else edits it -->\n"
    return text.replace(PLACE, line, 1)


def is_as_we_left_it(text: str) -> bool:
    """Whether a file is ours, and nobody has edited it; with a git conflict: whether it is ours.

    Two branches that change it always differ in its line, and it is made anew from the notes.
    """
    text = unified(text)
    line = _LINE.search(text)
    if line is not None and conflicts.has_conflict(text):
        return True
    return line is not None and line[1] == short_sum(text[: line.start()] + text[line.end() :])
