"""Finds what a model said in a note, whose headings may be in any language. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.notes.wording import in_every_language

_ITEM = re.compile(r"^(?:\d+\.|-) (.*)$", re.MULTILINE)


def section_under(heading: str, sections: Sequence[str]) -> str:
    """Return the section with a heading, '' if there is none.

    Args:
        heading: the key of the heading, such as `headings.steps`.
        sections: of a note's block, each with its heading.
    """
    starts = tuple(f"## {title}\n" for title in in_every_language(heading))
    return next((text for text in sections if text.startswith(starts)), "")


def listed(section: str) -> list[str]:
    """Return the items of the list of a section, without what is nested in them.

    It may be numbered; what to know before a change was, in notes of earlier versions.
    """
    return _ITEM.findall(section)
