"""Finds numbers in prose, and checks whether they stand in what a model was shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ralf_notes.prose.names import code_names
from ralf_notes.text import sentences

_NUMBER = re.compile(r"(?<![\w.,/])(?<!\w-)\d+(?:[.,]\d+)*(?!\w)")
_IN_SOURCE = re.compile(r"\d[\d_]*(?:[.,]\d[\d_]*)*")
_STANDARD = re.compile(r"\b(?:[A-Z]{2,}[ -]|U\+)$")
"""Before a number that belongs to a name: `RFC 2616`, `ISO 8601`, `U+2026`."""
_UNITS = (1, 60, 1000, 1024, 3600, 86400, 1024 * 1024, 1_000_000)
"""How many units of the source one in a sentence may be: 10000 ms are 10 seconds."""

_LONGEST = 300
"""Digits of a number that a float can hold."""


def numbers_in(sentence: str) -> list[str]:
    """Return the numbers in a sentence, without those in code-like names and names of standards."""
    for name in reversed(code_names(sentence)):
        sentence = f"{sentence[: name.start]} {sentence[name.end :]}"
    return [
        match[0]
        for match in _NUMBER.finditer(sentence)
        if not _STANDARD.search(sentence, max(match.start() - 12, 0), match.start())
    ]


def without_unknown_numbers(text: str, shown: str) -> str:
    """Return prose without the sentences in which a number stands that a model was not shown.

    Args:
        text: the prose.
        shown: everything that the model was shown.
    """
    if not numbers_in(text):
        return text
    known_numbers = _numbers_shown(shown)
    return " ".join(
        sentence
        for sentence in sentences(text)
        if all(_is_known(number, known_numbers) for number in numbers_in(sentence))
    )


def _is_known(number: str, known_numbers: frozenset[float | str]) -> bool:
    """Whether a number is known, as it is, in another unit, or as a share: 0.2 is 20 %."""
    for value in _values(number):
        share = round(value / 100, 6)
        in_other_units = (round(value * unit, 6) in known_numbers for unit in _UNITS)
        if any(in_other_units) or (share < 1 and share in known_numbers):
            return True
    return number in known_numbers


@lru_cache(maxsize=4)  # an answer about a file has many texts
def _numbers_shown(shown: str) -> frozenset[float | str]:
    numbers = _IN_SOURCE.findall(shown)
    # `0.2.1` is a version of 0.2.
    parts = (part for number in numbers for part in re.split("[.,]", number))
    lines = (number.rpartition(".")[0] for number in numbers if number.count(".") > 1)
    values = (value for number in (*numbers, *parts, *lines) for value in _values(number))
    return frozenset((*numbers, *values))


def _values(number: str) -> Iterator[float]:
    """Yield what a number may mean: a comma groups thousands or separates fractions."""
    bare = number.replace("_", "")
    for reading in dict.fromkeys((bare.replace(",", ""), bare.replace(",", "."))):
        if len(reading) < _LONGEST and reading.count(".") < 2:
            yield round(float(reading), 6)
