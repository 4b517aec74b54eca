"""Patterns as in .gitignore, whose time to match a path grows as the path does.

A repository brings both the patterns and the names of its files. pathspec turns a pattern into a
regular expression that tries all ways to share out a path among its stars: `*a*a*a*a*b` takes half
a minute on one name of 240 letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_LONGEST = 4096
"""Characters of a pattern: no path is longer."""
_STAR = "[^/]*"
_CHARACTER = r"(?:\\.|\[\^?(?:\\.|[^\\])(?:\\.|[^\]\\])*\](?![*+])|[^\\/()\[\]*+?|^$])"
"""What stands for one character of a name: itself, an escape or a class, but no star."""
_BETWEEN_STARS = re.compile(rf"\[\^/\]\*((?:{_CHARACTER})+)(?=\[\^/\]\*)")
_LEADING, _INNER = "^(?:.+/)?", "(?:/.+)?/"
"""What pathspec makes of `**/` at the beginning of a pattern, and of `/**/` in it."""


def compile_lines(lines: Iterable[str]) -> GitIgnoreSpec:
    """Compile the lines of a .gitignore. Raises ValueError for a line that is no pattern."""

    def compiled(line: str) -> GitIgnoreSpecPattern:
        if len(line) > _LONGEST:
            raise ValueError(f"{line[:60]}...: over {_LONGEST} characters")
        text, include = GitIgnoreSpecPattern.pattern_to_regex(line)
        try:
            regex = None if text is None else re.compile(without_retries(str(text)))
        except re.error as exc:  # such as a class that pathspec copies as it is
            raise ValueError(f"{line}: {exc}") from exc
        return GitIgnoreSpecPattern(regex, include)

    return GitIgnoreSpec.from_lines(lines, compiled, backend="simple")


def without_retries(text: str) -> str:
    """Return a regular expression of pathspec that matches the same paths, and tries each way once.

    What stands between two stars may as well match where it first can: the second star takes
    whatever is left. The same holds for folders between two `**`. So neither is tried again
    (an atomic group) if the rest does not match.
    """
    while _STAR * 2 in text:
        text = text.replace(_STAR * 2, _STAR)
    text = _BETWEEN_STARS.sub(r"(?>[^/]*?\1)", text)
    first, *others = text.split(_INNER)
    if not others:
        return text
    if first.startswith(_LEADING):
        first = f"^(?>(?:.+?/)??{first.removeprefix(_LEADING)}(?=/))"
    *middle, last = others
    folders = "".join(f"(?>(?:/.+?)??/{each}(?=/))" for each in middle)
    return f"{first}{folders}{_INNER}{last}"
