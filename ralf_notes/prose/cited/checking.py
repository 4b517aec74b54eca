"""Checks each sentence of an answer against the one excerpt that it cites. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ralf_notes.prose import cleaning, filler
from ralf_notes.prose.cited import Excerpt, Sentence
from ralf_notes.prose.cited.request import LONGEST
from ralf_notes.prose.names import Vocabulary, check_names, code_names
from ralf_notes.prose.names.numbers import numbers_in, without_unknown_numbers
from ralf_notes.prose.sameness import is_degenerate
from ralf_notes.source import secrets
from ralf_notes.text import one_line

UNCITED = "it cites no passage"
ASIDE = "it says nothing of what it cites"
ECHO = "it only repeats the question"
NO_SENTENCE = "it is no sentence of its own"
_FEWEST_WORDS = 3
_LITTLE = filler.stems(
    "a an and are as at by does do file for from how in is it its of on or out program script so "
    "that the then this to what when where which with"
)
"""Words that make no sentence of a question."""
_LEAST_SHARED = 0.5
"""The part of an English sentence's telling words that stand in what it cites."""
_MOST_NAMES = 3
"""Names that a reason lists."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of one sentence."""

    text: str
    """Cleaned, on one line."""
    number: int
    """Of the excerpt that it cites, from 1."""
    why: str = ""
    """Why it is dropped; '' if it is kept."""


def judge(sentence: Sentence, excerpts: Sequence[Excerpt], question: str, language: str) -> Judged:
    """Return a sentence as it may be shown, or why it is dropped.

    Its names and numbers must stand in the excerpt that it cites, numbers also in the question; and
    it must be about that: in English it shares words with it, in another language a name.

    Args:
        sentence: as the model wrote it.
        excerpts: what the model has read.
        question: what it was asked.
        language: of the answer.
    """
    text = secrets.mask(one_line(sentence.text))[:LONGEST]
    if not 0 < sentence.number <= len(excerpts):
        return Judged(text, 0, UNCITED)
    excerpt = excerpts[sentence.number - 1]
    shown = excerpt.shown
    vocabulary = Vocabulary.of(shown, names=(*excerpt.place.split(), *excerpt.names))
    if offenders := check_names(text, vocabulary).offenders:
        names = [*dict.fromkeys(offenders)][:_MOST_NAMES]
        verb = "does" if len(names) == 1 else "do"
        return Judged(
            text, sentence.number, f"{', '.join(names)} {verb} not stand in what it cites"
        )
    cleaned = cleaning.clean(text, vocabulary, cut=len(sentence.text) >= LONGEST)
    why = _why_dropped(cleaned, shown, question, language)
    return Judged(cleaned or text, sentence.number, why)


def _why_dropped(cleaned: str, shown: str, question: str, language: str) -> str:
    """Return what is wrong with a sentence whose names exist, '' if nothing is."""
    is_short = len(cleaned.split()) < _FEWEST_WORDS
    if is_short or cleaned.endswith("?") or is_degenerate(cleaned):
        return NO_SENTENCE
    if without_unknown_numbers(cleaned, shown + question) != cleaned:
        return "a number in it does not stand in what it cites"
    if not {*filler.stems(cleaned)} - filler.stems(question) - _LITTLE:
        return ECHO
    return "" if _is_about(cleaned, shown, language) else ASIDE


def _is_about(cleaned: str, shown: str, language: str) -> bool:
    """Whether a sentence shares enough with an excerpt to be about it."""
    telling = filler.telling_stems(cleaned)
    # Each name and number stands there, or it would be dropped already.
    names_and_numbers = len({*numbers_in(cleaned), *(name.text for name in code_names(cleaned))})
    shared = len(telling & filler.stems(shown)) + names_and_numbers
    if language != filler.LANGUAGE:
        return shared > 0
    return shared >= max(1, _LEAST_SHARED * (len(telling) + names_and_numbers))
