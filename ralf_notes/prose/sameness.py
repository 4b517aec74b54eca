"""Recognizes useless prose: degenerate, copied, or the same for several symbols. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ralf_notes.notes.lists.members import own_name
from ralf_notes.patterns import lazily
from ralf_notes.text import sentences

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LITERAL = re.compile(r"`(?:\.|--?|/)\w")
"""Matches what begins as no name does, such as `.zip`: a value, though the symbol may be `Zip`."""
_COPY_RUN = 8
"""Two texts do not share this many words in a row by chance."""
_LOOP_RUN, _LOOPS = 6, 3
"""How many words a text says how often that goes round in a loop."""
_LEAST_DISTINCT = 3
_LEAST_SAID = 4
"""Words of a sentence that nobody says twice by chance."""
_MOST_SAID = 40
"""Words at both ends of a sentence that are compared."""
_STUTTER = lazily(r"(?<![\w/.-])([^\W\d_]{4,40})-\1\b")
_LEAST_HALF = 2
"""Words on both sides of the only other one."""
_REPEATED = 0.75
"""A sentence repeats an earlier one if it shares at least this part of its words."""
_NEAR = 0.9
"""Two descriptions count as the same if they share at least this part of all their words."""
_EMPTY_WORDS_TEXT = """
    a an the this that it its is are of for in to and or with by as on method function class
    constant variable attribute property module file type interface struct enum field parameter
    symbol object value name constructor defines defined define represents returns return
    description summary called named
"""
_EMPTY_WORDS = frozenset(_EMPTY_WORDS_TEXT.split())


def repeats_one_of(examples: Iterable[str], text: str) -> bool:
    """Whether a text holds one of some sentences that were shown as examples of a style."""
    words = " ".join(_WORD.findall(text.lower()))
    return any(" ".join(_WORD.findall(each.lower())) in words for each in examples)


def goes_round(text: str) -> bool:
    """Whether a text as the model wrote it says a sentence twice, or six words three times.

    A model that goes round in a loop says nothing better before it does. Of 22,780 paragraphs of
    people's docstrings two do, both lists of parameters.
    """
    said = [_words(sentence) for sentence in sentences(text)]
    whole = [words for words in said if len(words) >= _LEAST_SAID]
    if len({*whole}) < len(whole):
        return True
    last = said[-1] if said else ()
    if len(last) >= _LEAST_SAID and any(words[: len(last)] == last for words in said[:-1]):
        return True  # cut while it said it again
    words = _words(text)
    runs = Counter(zip(*(words[shift:] for shift in range(_LOOP_RUN)), strict=False))
    # One word again and again is only the end of a text, which may be good before it.
    return any(count >= _LOOPS and len({*run}) >= _LEAST_DISTINCT for run, count in runs.items())


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _says_itself(sentence: str) -> bool:
    """Whether a sentence ends as it began: `The symbol to use for the symbol to use.`

    With a word between the two it takes two words, with more four. So does one that stutters:
    `made with Python-Python`.
    """
    if "-" in sentence and _STUTTER.search(sentence):
        return True
    words = _words(sentence)
    half = len(words) // 2
    if half >= _LEAST_HALF and len(words) % 2 and words[:half] == words[half + 1 :]:
        return True
    most = min(half, _MOST_SAID)
    return any(words[:count] == words[-count:] for count in range(_LEAST_SAID, most + 1))


def is_degenerate(text: str, source: str = "", name: str = "") -> str:
    """Return why prose is useless, or '' if it may be useful.

    Args:
        text: the prose.
        source: the material that the model had; prose that is mostly copied from it is useless.
        name: the symbol that the prose describes; prose that only repeats the name is useless.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    letters = sum(character.isalpha() for character in text)
    if not words or not letters:
        return "empty"
    if letters < 0.5 * len("".join(text.split())):
        return "no prose"
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    most = max(triples.values(), default=0)
    is_monotonous = len(words) >= 12 and len(set(words)) < 0.35 * len(words)
    if is_monotonous or (most >= 3 and most * 3 >= 0.3 * len(words)):
        return "repeats itself"
    if any(map(_says_itself, sentences(text))):
        return "repeats itself"
    in_name = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+", name) + _WORD.findall(name)
    told = _stems(words) - _EMPTY_WORDS - _stems(map(str.lower, in_name))
    if name and not told and not _LITERAL.search(text):
        return "only repeats the name"
    runs = _runs(source)
    copied: set[int] = set()
    for at in range(len(words) - _COPY_RUN + 1):
        if tuple(words[at : at + _COPY_RUN]) in runs:
            copied.update(range(at, at + _COPY_RUN))
    return "copies the source" if len(copied) / len(words) >= 0.6 else ""


def _stems(words: Iterable[str]) -> set[str]:
    return {word if word in _EMPTY_WORDS else word.removesuffix("s") for word in words}


@lru_cache(maxsize=2)  # all symbols of a file are compared with the same source
def _runs(source: str) -> frozenset[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(source)]
    return frozenset(zip(*(words[shift:] for shift in range(_COPY_RUN)), strict=False))


def without_repetition(text: str) -> str:
    """Return the sentences of a text that do not repeat most words of an earlier one."""
    distinct_words: list[set[str]] = []
    fresh = []
    for sentence in sentences(text):
        words = set(sentence.lower().split())
        if all(len(words & earlier) < _REPEATED * len(words) for earlier in distinct_words):
            distinct_words.append(words)
            fresh.append(sentence)
    return " ".join(fresh)


def distinct(descriptions: Mapping[str, str]) -> dict[str, str]:
    """Return the descriptions, without those that are (nearly) the same for different symbols.

    Letter case is ignored, and a symbol's own name where it is the subject: `The put method.`
    equals `The get method.`, but `Emits put.` tells what `Emits get.` does not.
    Overloads (`take`, `take#2`) may have the same description.
    """
    tokens: dict[str, frozenset[str]] = {}
    for name, text in descriptions.items():
        own_names = {name.lower(), own_name(name).lower()}
        in_text = re.findall(r"(?<![\w.])\.*+\w++(?:\.++\w++)*+", text.lower())
        subject = next((word for word in in_text if word not in _EMPTY_WORDS), "")
        ignored = own_names if subject in own_names else ()
        tokens[name] = frozenset("@" if word in ignored else word for word in in_text)
    groups: dict[frozenset[str], set[str]] = defaultdict(set)
    for name, words in tokens.items():
        groups[words].add(name.partition("#")[0])
    alike = {words for words, names in groups.items() if len(names) > 1}
    ordered = sorted(groups, key=len)
    for at, words in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if len(other) * _NEAR > len(words):
                break  # it has too many words to be nearly the same, and so have all after it
            shared = len(words & other)
            if shared >= _NEAR * (len(words) + len(other) - shared):
                alike |= {words, other}
    return {name: text for name, text in descriptions.items() if tokens[name] not in alike}
