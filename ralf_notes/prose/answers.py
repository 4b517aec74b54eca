"""One question to a model: ask, check the answer, and ask once more about its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain

from ralf_notes.errors import AskError
from ralf_notes.models.engines import Reply
from ralf_notes.prose import cleaning, filler, questions, sameness
from ralf_notes.prose.ground import Ground
from ralf_notes.prose.items import Claim, item_of
from ralf_notes.prose.names import NameCheck, Vocabulary, check_names
from ralf_notes.prose.names.claims import is_false_step, without_false_claims
from ralf_notes.prose.names.numbers import without_unknown_numbers
from ralf_notes.prose.questions import Question
from ralf_notes.prose.reading import CUT, INCOMPLETE, is_json, read_answer, read_lists, why_unusable
from ralf_notes.prose.tally import Tally

AskModel = Callable[[Question, str, int], Reply]
"""(question, wording of its task, number of the attempt) -> reply."""
Offenders = Mapping[str, tuple[str, ...]]
"""Names that do not exist, by the symbol whose description uses them; '' is the summary."""

_FEWEST_WORDS = 3
"""A shorter text is not a sentence: `This file.`"""
_VERB_AND_NAME = re.compile(r"[A-Z][a-z]+s `[^`]+`\.")
"""Matches what a symbol does to one thing: ``Supports `len(cache)`.``"""
_OF_FILES = ("file", "part")
"""The questions whose material is source, which a summary shares words with."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What prose is held to."""

    vocabulary: Vocabulary
    """The names that exist."""
    language: str = filler.LANGUAGE
    """The language of the prose; in another than English, filler is not recognized."""
    ground: Ground | None = None
    """The source that items, and claims about a symbol, stand on."""
    author: str = ""
    """The first sentence of the author's description of the file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The cleaned prose from one question."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    tally: Tally = Tally()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """What no attempt gave a text about, and why; '' is the summary. A text that is left out by
    its names or its style is an answer."""
    items: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    """By list that was asked for: the items that stand on the source."""


@dataclass(frozen=True, slots=True)
class _Faults:
    """What is wrong with a raw answer."""

    offenders: Offenders
    filler: frozenset[str]
    """The symbols whose text could stand under anything; '' is the summary."""


def answer(question: Question, ask: AskModel, standard: Standard) -> Answer:
    """Return the usable prose of a model's answers to one question.

    The model is asked once more for texts that are missing, degenerate or filler, or that use names
    which do not exist. What still is so is left out.

    Args:
        question: what to ask.
        ask: the model.
        standard: what the prose is held to.

    Raises PromptTooLong and the other `AskError`s of the first attempt.
    """
    first, faults = _attempt(question, question.task, ask, 0, standard)
    offenders = faults.offenders
    wrong = replace(
        question,
        summary=question.summary and (not first.summary or "" in offenders),
        symbols=tuple(n for n in question.symbols if n not in first.symbols or n in offenders),
        lists=(),
    )
    if not (wrong.summary or wrong.symbols):
        return first
    invented = {name for names in offenders.values() for name in names}
    second = Answer(unanswered=first.unanswered)
    task = questions.retry(wrong, invented, was_filler=bool(faults.filler))
    with suppress(AskError):
        second, faults = _attempt(wrong, task, ask, 1, standard)
    summary = second.summary or first.summary
    symbols = sameness.distinct({**first.symbols, **second.symbols})
    left_out = {name for name in question.pieces if not (symbols.get(name) if name else summary)}
    tally = replace(
        first.tally + second.tally,
        retries=1,
        names=first.tally.names,
        invented=first.tally.invented,
        dropped=len(left_out),
        filler=len(left_out & faults.filler),
    )
    still = {name: why for name, why in second.unanswered.items() if name in first.unanswered}
    return Answer(summary, symbols, tally, still, first.items)


def _attempt(
    question: Question, task: str, ask: AskModel, number: int, standard: Standard
) -> tuple[Answer, _Faults]:
    """Ask once, and return the usable prose and what is wrong with the raw answer.

    Args:
        question: what to ask.
        task: its wording in this attempt.
        ask: the model.
        number: the number of the attempt, from 0.
        standard: what the prose is held to.
    """
    reply = ask(question, task, number)
    raw = read_answer(reply, question)
    vocabulary = standard.vocabulary
    lists = read_lists(reply, question)
    texts = [*raw.values(), *chain.from_iterable(lists.values())]
    checked = [check_names(text, vocabulary) for text in texts]
    cleaned = {
        name: _clean(raw.get(name, ""), name, question, standard) for name in question.pieces
    }
    empty = frozenset(n for n, text in cleaned.items() if _is_filler(text, n, question, standard))
    usable = {name: text for name, text in cleaned.items() if text and name not in empty}
    tally = tally_of(reply, checked)
    summary = usable.pop("", "")
    unanswered = _unanswered(question, reply, raw)
    offenders = {
        name: each.offenders for name, each in zip(raw, checked, strict=False) if each.offenders
    }
    items = {name: _items(texts, question, standard) for name, texts in lists.items()}
    return (
        Answer(summary, sameness.distinct(usable), tally, unanswered, items),
        _Faults(offenders, empty),
    )


def tally_of(reply: Reply, checked: Sequence[NameCheck]) -> Tally:
    """Return the counts of one request.

    Args:
        reply: what the model answered.
        checked: the names in each piece of its prose.
    """
    return Tally(
        requests=1,
        prompt_tokens=reply.prompt_tokens,
        answer_tokens=reply.answer_tokens,
        seconds=reply.prompt_seconds + reply.answer_seconds,
        names=sum(each.names for each in checked),
        invented=sum(len(each.offenders) for each in checked),
        broken=int(not is_json(reply.text)),
    )


def _unanswered(question: Question, reply: Reply, raw: Mapping[str, str]) -> dict[str, str]:
    """Return what an answer says nothing about, and why."""
    why = why_unusable(reply, raw) or (CUT if reply.cut else INCOMPLETE)
    return {name: why for name in question.pieces if name not in raw}


def _clean(text: str, name: str, question: Question, standard: Standard) -> str:
    """Return the usable part of one string of an answer.

    Args:
        text: the string.
        name: the symbol that it describes, '' for the summary.
        question: what was asked.
        standard: what the prose is held to.
    """
    if sameness.goes_round(text):
        return ""
    # A text that reaches its cap usually ends in the middle of a sentence.
    longest = questions.DESCRIPTION if name else questions.longest_summary(question.kind)
    cleaned = cleaning.clean(text, standard.vocabulary, cut=len(text) >= longest)
    if name and standard.ground is not None:
        cleaned = without_false_claims(cleaned, name, standard.ground)
    shown = question.material + question.task
    cleaned = without_unknown_numbers(cleaned, shown + question.surroundings.neighbours)
    if not name and standard.language == filler.LANGUAGE:
        cleaned = filler.without_empty(cleaned)
    if sameness.repeats_one_of(question.surroundings.style, cleaned):
        return ""
    if not _is_prose(cleaned, shown, name):
        return ""
    return cleaning.without_also(sameness.without_repetition(cleaned))


def _is_prose(cleaned: str, shown: str, name: str = "") -> bool:
    """Whether a cleaned text is a sentence of its own, and not what the model was shown."""
    is_long = len(cleaned.split()) >= _FEWEST_WORDS
    is_long = is_long or (name != "" and _VERB_AND_NAME.fullmatch(cleaned) is not None)
    return is_long and not sameness.is_degenerate(cleaned, shown, name)


def _is_filler(text: str, name: str, question: Question, standard: Standard) -> bool:
    """Whether a cleaned text could stand under anything; `name` is its symbol, '' the summary."""
    if not text or standard.language != filler.LANGUAGE:
        return False
    if filler.ends_clauses_alike(text):
        return True
    about_repository = question.surroundings.repository
    if name:
        return filler.is_empty(text, about_repository) or filler.goes_in_circles(text)
    shown = f"{question.material}\n{question.surroundings.neighbours}"
    source = shown if question.kind in _OF_FILES else ""
    author = standard.author if question.kind != "part" else ""
    return filler.is_filler(text, source, question.path, repository=about_repository, author=author)


def _items(texts: Iterable[str], question: Question, standard: Standard) -> tuple[Claim, ...]:
    """Return those of a list's texts that stand on the source, each said once."""
    if standard.ground is None:
        return ()
    claims: dict[str, Claim] = {}
    before: str | None = None
    knows_words = standard.language == filler.LANGUAGE
    for text in texts:
        cleaned = cleaning.clean(text, standard.vocabulary, cut=len(text) >= questions.ITEM)
        if sameness.goes_round(text) or not _is_prose(cleaned, question.material):
            continue
        item = item_of(cleaned, standard.ground, text, before, knows_words=knows_words)
        if item is None or is_false_step(cleaned, item.symbol, standard.ground):
            continue
        if not question.only or item.symbol in question.only:
            claims.setdefault(cleaned.casefold(), item)
            before = item.symbol
    return tuple(claims.values())
