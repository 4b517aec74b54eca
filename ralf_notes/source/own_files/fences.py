"""Fenced code in Markdown, as far as a reader of lines needs it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""Other characters that end a line elsewhere, such as form feeds, do not in Markdown."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def fence_after(fence: str, line: str) -> str:
    """Return the fence that is open after a line, or ''.

    Args:
        fence: the one that is open before it, or ''.
        line: without its line break.
    """
    match = _FENCE.match(line)
    if match is None:
        return fence
    mark, rest = match[1], line[match.end() :]
    if not fence:
        return mark
    return "" if mark.startswith(fence) and not rest.strip() else fence


def lines_outside_fences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line of a text that is not in a fence: where it starts, and its text."""
    fence, start = "", 0
    for line in LINE.findall(text):
        bare = line.rstrip("\r\n")
        after = fence_after(fence, bare)
        if not fence and not after:
            mark = bare.startswith("\ufeff")
            yield start + mark, bare[mark:]
        fence, start = after, start + len(line)
