"""How counts of files are worded: nouns with their articles, names in backticks, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.text import joined

_MOST_NAMES = 4
_LONGEST = 160
"""Characters of a sentence on a folder, which also stands in the list of the folder above."""
_NAMES = re.compile(r"`[^`]+`(?:, `[^`]+`)*+ and (?:`[^`]+`|(?P<more>\d+) more)")
_PIECES = ("middleware", "software")
_SPELLED_AS_VOWEL = "AEFHILMNORSX"
"""Letters whose names begin with a vowel: `an HTML file`."""


def part(noun: str, names: Sequence[str]) -> str:
    """Return how many of something there are, with the names of the first.

    Args:
        noun: in the singular; `test` for tests.
        names: of all of them, those to tell first at the beginning.
    """
    count, unique = len(names), list(dict.fromkeys(names))
    if noun == "test":
        return f"{f'{count} tests' if count > 1 else 'a test'} of {some(unique)}"
    if count == 1 and noun in ("Makefile", "Dockerfile", "Justfile"):
        return f"a {noun}"
    if count == 1:
        return f"{with_article(noun)} (`{unique[0]}`)"
    return f"{count} {plural(noun)} ({some(unique)})"


def with_article(noun: str) -> str:
    """Return a noun after `a` or `an`."""
    first = noun.partition(" ")[0]
    is_spelled = first.isupper() or first == "Xcode"
    vowels = _SPELLED_AS_VOWEL if is_spelled else "aeioAEIO"
    return f"{'an' if noun[0] in vowels else 'a'} {noun}"


def plural(noun: str) -> str:
    """Return the plural of a noun, which stands before any `of`."""
    head, of, rest = noun.partition(" of ")
    if of:
        return f"{plural(head)}{of}{rest}"
    if noun in _PIECES:
        return f"pieces of {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def some(names: Sequence[str]) -> str:
    """Return the first names in backticks, and how many more there are."""
    shown = [f"`{name}`" for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        return f"{', '.join(shown)} and {len(names) - _MOST_NAMES} more"
    return joined(shown)


def capitalized(text: str) -> str:
    """Return a text that begins with a capital."""
    return f"{text[:1].upper()}{text[1:]}"


def fitting(sentence: str, words: str = "") -> str:
    """Return a sentence on a folder with fewer names, if it is long: first in its last lists.

    Args:
        words: an author's, with which the sentence begins; the names in them stay.
    """
    for most in range(_MOST_NAMES - 1, 0, -1):
        for match in reversed(list(_NAMES.finditer(sentence, len(words)))):
            if not is_long(sentence):
                return sentence
            fewer = _fewer(match, most)
            sentence = f"{sentence[: match.start()]}{fewer}{sentence[match.end() :]}"
    return sentence


def is_long(sentence: str) -> bool:
    """Whether a sentence has more characters than there is room for."""
    return len(sentence) > _LONGEST


def _fewer(match: re.Match[str], most: int) -> str:
    """Return a list of names with the first of them, and how many more there are."""
    names = re.findall(r"`[^`]+`", match[0])
    more = len(names) - most + int(match["more"] or 0)
    if len(names) <= most or more == 1:
        return match[0]
    return f"{', '.join(names[:most])} and {more} more"
