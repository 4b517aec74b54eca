"""Prose that says nothing of its own: degenerate, copied, or alike for different symbols. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_COPY_RUN = 8
_EMPTY_WORDS_TEXT = """
    a an the this that it its is are of for in to and or with by as on method function class
    constant variable attribute property module file type interface struct enum field parameter
    symbol object value name constructor defines defined define represents returns return
    description summary called named
"""
_EMPTY_WORDS = frozenset(_EMPTY_WORDS_TEXT.split())


def is_degenerate(text: str, source: str = "", name: str = "") -> str:
    """Return why the prose is of no use, or '' if it may be.

    source: what the model was shown; prose that mostly stands there verbatim is no summary.
    name: the symbol that is described; prose that only says its name says nothing.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    letters = sum(character.isalpha() for character in text)
    if not words or not letters:
        return "empty"
    if letters < 0.5 * len("".join(text.split())):
        return "no prose"
    if _loops(words):
        return "repeats itself"
    if name and not _stems(words) - _EMPTY_WORDS - _name_words(name):
        return "only repeats the name"
    return "copies the source" if source and _copied_share(words, source) >= 0.6 else ""


def _loops(words: list[str]) -> bool:
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    most = max(triples.values(), default=0)
    is_repeated = most >= 3 and most * 3 >= 0.3 * len(words)
    return is_repeated or (len(words) >= 12 and len(set(words)) < 0.35 * len(words))


def _stems(words: Iterable[str]) -> set[str]:
    return {word if word in _EMPTY_WORDS else word.removesuffix("s") for word in words}


def _name_words(name: str) -> set[str]:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+", name)
    whole = _WORD.findall(name)
    return _stems(part.lower() for part in [*parts, *whole])


def _copied_share(words: list[str], source: str) -> float:
    """Return the share of the words that stand in runs which the source has verbatim."""
    runs = _runs(source)
    copied: set[int] = set()
    for at in range(len(words) - _COPY_RUN + 1):
        if tuple(words[at : at + _COPY_RUN]) in runs:
            copied.update(range(at, at + _COPY_RUN))
    return len(copied) / len(words)


@lru_cache(maxsize=2)
def _runs(source: str) -> frozenset[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(source)]
    return frozenset(zip(*(words[shift:] for shift in range(_COPY_RUN)), strict=False))


def distinct(descriptions: Mapping[str, str]) -> dict[str, str]:
    """Return the descriptions without those that are (nearly) the same for different symbols.

    A symbol's own name and case count for nothing: `The put method.` is `The get method.` again.
    Overloads (`take`, `take#2`) may share theirs.
    """
    tokens = {name: _tokens(name, text) for name, text in descriptions.items()}
    groups: dict[frozenset[str], list[str]] = defaultdict(list)
    for name, found in tokens.items():
        groups[found].append(name)
    alike: set[frozenset[str]] = set()
    for found, group in groups.items():
        if len({name.partition("#")[0] for name in group}) > 1:
            alike.add(found)
    ordered = sorted(groups, key=len)
    for at, found in enumerate(ordered):
        for other in _as_long(ordered, at):
            if _are_near(found, other):
                alike |= {found, other}
    return {name: text for name, text in descriptions.items() if tokens[name] not in alike}


def _tokens(name: str, text: str) -> frozenset[str]:
    own = {name.lower(), name.rpartition(".")[2].partition("#")[0].lower()}
    words = re.findall(r"[\w.]*\w", text.lower())
    return frozenset("@" if word in own else word for word in words)


_NEAR = 0.9


def _as_long(ordered: list[frozenset[str]], at: int) -> Iterator[frozenset[str]]:
    """Yield those after `at` that are not too long to be near."""
    for other in ordered[at + 1 :]:
        if len(other) * _NEAR > len(ordered[at]):
            return
        yield other


def _are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _NEAR * (len(one) + len(other) - shared)
