"""Git's conflict markers in a text, and the text as each of the two sides has it. Pure."""

from __future__ import annotations

import re

_START = re.compile(r"(?:(?<=[\r\n])|\A)(<{7,})(?:[ \t\r\n]|\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def has_conflict(text: str) -> bool:
    """Return whether a conflict begins in a text."""
    return "<<<<<<<" in text and _START.search(text) is not None


def sides(text: str) -> tuple[str, str] | None:
    """Return the text as our side has it and as their side has it, None without a clear conflict.

    The common ancestor that `merge.conflictStyle=diff3` adds is left out.
    Source: git-merge(1), "How conflicts are presented".
    """
    if not has_conflict(text):
        return None
    ours: list[str] = []
    theirs: list[str] = []
    hunk: list[str] | None = None
    size = 0
    for line in _LINE.findall(text):
        if hunk is None:
            if start := _START.match(line):
                hunk, size = [], len(start[1])
            else:
                ours.append(line)
                theirs.append(line)
        elif _kind(line, size) != ">":
            hunk.append(line)
        elif halves := _halves(hunk, size):
            ours += halves[0]
            theirs += halves[1]
            hunk = None
        else:
            return None
    return ("".join(ours), "".join(theirs)) if hunk is None else None


def _halves(hunk: list[str], size: int) -> tuple[list[str], list[str]] | None:
    """Return the two sides of one conflict, None where it is not clear which line divides them."""
    kinds = [_kind(line, size) for line in hunk]
    if kinds.count("=") != 1 or kinds.count("|") > 1 or "<" in kinds:
        return None
    middle = kinds.index("=")
    base = kinds.index("|") if "|" in kinds else middle
    return (hunk[:base], hunk[middle + 1 :]) if base <= middle else None


def _kind(line: str, size: int) -> str:
    """Return the character of a marker of this size, '' for any other line."""
    head, rest = line[:size], line[size:]
    is_labelled = not rest.strip() or rest[0] in " \t"
    kind = next((c for c in "<|=>" if head == c * size), "")
    if kind == "=":
        return "" if rest.strip() else kind
    return kind if is_labelled else ""
