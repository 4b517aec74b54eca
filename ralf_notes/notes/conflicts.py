"""Finds git's conflict markers in a text, and returns the text of each side. Pure."""

from __future__ import annotations

import re

from ralf_notes.source.own_files.fences import LINE

_START = re.compile(r"(?:(?<=[\r\n])|\A)(<{7,})(?:[ \t\r\n]|\Z)")


def has_conflict(text: str) -> bool:
    """Whether a text contains the start of a conflict."""
    return "<<<<<<<" in text and _START.search(text) is not None


def sides(text: str) -> tuple[str, str] | None:
    """Return our side of a text and their side, None if it has no conflict or an unclear one.

    The common ancestor, which `merge.conflictStyle=diff3` adds, is left out.
    Source: git-merge(1), "How conflicts are presented".
    """
    if not has_conflict(text):
        return None
    ours: list[str] = []
    theirs: list[str] = []
    hunk: list[str] | None = None
    size = 0
    for line in LINE.findall(text):
        if hunk is None:
            if start := _START.match(line):
                hunk, size = [], len(start[1])
            else:
                ours.append(line)
                theirs.append(line)
        elif _marker(line, size) != ">":
            hunk.append(line)
        else:
            markers = [_marker(each, size) for each in hunk]
            if "".join(markers) not in ("=", "|="):
                return None  # it is not clear which line divides the two sides
            middle = markers.index("=")
            ours += hunk[: markers.index("|") if "|" in markers else middle]
            theirs += hunk[middle + 1 :]
            hunk = None
    return ("".join(ours), "".join(theirs)) if hunk is None else None


def _marker(line: str, size: int) -> str:
    """Return the character of a marker that is `size` characters long, '' for any other line."""
    head, rest = line[:size], line[size:]
    is_labelled = not rest.strip() or rest[0] in " \t"
    kind = next((c for c in "<|=>" if head == c * size), "")
    if kind == "=":
        return "" if rest.strip() else kind
    return kind if is_labelled else ""
