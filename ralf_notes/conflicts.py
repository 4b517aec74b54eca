"""Git's conflict markers in a text: the text as each of the two sides has it. Pure."""

from __future__ import annotations

import re

_BREAK = r"(?:\r\n|\r|\n|\Z)"
_HUNK = re.compile(
    r"(?:(?<=[\r\n])|\A)(?P<open><{7,})(?:[ \t][^\r\n]*)?(?:\r\n|\r|\n)"
    r"(?P<text>.*?)"
    rf"(?<=[\r\n])(?P<close>>{{7,}})(?:[ \t][^\r\n]*)?{_BREAK}",
    re.DOTALL,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")
_START = re.compile(r"(?:(?<=[\r\n])|\A)<{7,}(?:[ \t\r\n]|\Z)")


def has_conflict(text: str) -> bool:
    """Tell whether a conflict begins in a text."""
    return _START.search(text) is not None


def sides(text: str) -> tuple[str, str] | None:
    """Return the text as our and as their side has it, None if it has no conflict to tell apart.

    What the two had in common before (the part that `merge.conflictStyle=diff3` adds) is left out.
    Source: git-merge(1), "How conflicts are presented".
    """
    ours, theirs, at = [], [], 0
    for hunk in _HUNK.finditer(text):
        halves = _halves(hunk["text"], len(hunk["open"]))
        if halves is None or len(hunk["open"]) != len(hunk["close"]):
            return None
        ours += [text[at : hunk.start()], halves[0]]
        theirs += [text[at : hunk.start()], halves[1]]
        at = hunk.end()
    rest = text[at:]
    if not at or has_conflict(rest):
        return None
    return "".join((*ours, rest)), "".join((*theirs, rest))


def _halves(hunk: str, size: int) -> tuple[str, str] | None:
    """Return the two sides of one conflict, None where it cannot be told which line divides it."""
    lines = _LINE.findall(hunk)
    kinds = [_kind(line, size) for line in lines]
    if kinds.count("=") != 1 or kinds.count("|") > 1 or "<" in kinds:
        return None
    middle = kinds.index("=")
    base = kinds.index("|") if "|" in kinds else middle
    return ("".join(lines[:base]), "".join(lines[middle + 1 :])) if base <= middle else None


def _kind(line: str, size: int) -> str:
    """Return the character of a marker of this size, '' for any other line."""
    head, rest = line[:size], line[size:]
    if head == "=" * size:
        return "" if rest.strip() else "="
    is_labelled = not rest.strip() or rest[0] in " \t"
    return head[0] if is_labelled and head in ("<" * size, "|" * size) else ""
