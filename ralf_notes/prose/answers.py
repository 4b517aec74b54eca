"""One question to a model: ask, check the answer, and ask once more about its faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ralf_notes.errors import AskError
from ralf_notes.models.engines import Reply
from ralf_notes.prose import cleaning, questions, sameness
from ralf_notes.prose.names import Vocabulary, check_names
from ralf_notes.prose.questions import Question
from ralf_notes.prose.reading import CUT, INCOMPLETE, is_json, read_answer, why_unusable
from ralf_notes.prose.tally import Tally

AskModel = Callable[[Question, str, int], Reply]
"""(question, wording of its task, number of the attempt) -> reply."""
Offenders = Mapping[str, tuple[str, ...]]
"""Names that do not exist, by the symbol whose description uses them; '' is the summary."""

_FEWEST_WORDS = 3
"""A shorter text is not a sentence: `This file.`"""


@dataclass(frozen=True, slots=True)
class Answer:
    """The cleaned prose from one question."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    tally: Tally = Tally()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """What no attempt gave a text about, and why; '' is the summary. A text that is left out by
    its names or its style is an answer."""


def answer(question: Question, ask: AskModel, vocabulary: Vocabulary) -> Answer:
    """Return the usable prose of a model's answers to one question.

    The model is asked once more for texts that are missing, degenerate, or use names that do not
    exist. Sentences that still do so are left out.

    Args:
        question: what to ask.
        ask: the model.
        vocabulary: the names that exist.

    Raises PromptTooLong and the other `AskError`s of the first attempt.
    """
    first, offenders = _attempt(question, question.task, ask, 0, vocabulary)
    wrong = replace(
        question,
        summary=question.summary and (not first.summary or "" in offenders),
        symbols=tuple(n for n in question.symbols if n not in first.symbols or n in offenders),
    )
    if not (wrong.summary or wrong.symbols):
        return first
    invented = {name for names in offenders.values() for name in names}
    second = Answer(unanswered=first.unanswered)
    with suppress(AskError):
        second, _ = _attempt(wrong, questions.retry(wrong, invented), ask, 1, vocabulary)
    summary = second.summary or first.summary
    symbols = sameness.distinct({**first.symbols, **second.symbols})
    tally = replace(
        first.tally + second.tally,
        retries=1,
        names=first.tally.names,
        invented=first.tally.invented,
        dropped=len(question.symbols) - len(symbols) + (question.summary and not summary),
    )
    still = {name: why for name, why in second.unanswered.items() if name in first.unanswered}
    return Answer(summary, symbols, tally, still)


def _attempt(
    question: Question, task: str, ask: AskModel, number: int, vocabulary: Vocabulary
) -> tuple[Answer, Offenders]:
    """Ask once, and return the usable prose and the names in the raw answer that do not exist.

    Args:
        question: what to ask.
        task: its wording in this attempt.
        ask: the model.
        number: the number of the attempt, from 0.
        vocabulary: the names that exist.
    """
    reply = ask(question, task, number)
    raw = read_answer(reply, question)
    checks = {name: check_names(text, vocabulary) for name, text in raw.items()}
    symbols = {
        name: _clean(raw.get(name, ""), name, question, vocabulary) for name in question.symbols
    }
    tally = Tally(
        requests=1,
        prompt_tokens=reply.prompt_tokens,
        answer_tokens=reply.answer_tokens,
        seconds=reply.prompt_seconds + reply.answer_seconds,
        names=sum(each.names for each in checks.values()),
        invented=sum(len(each.offenders) for each in checks.values()),
        broken=int(not is_json(reply.text)),
    )
    usable = Answer(
        _clean(raw.get("", ""), "", question, vocabulary),
        sameness.distinct({name: text for name, text in symbols.items() if text}),
        tally,
        _unanswered(question, reply, raw),
    )
    return usable, {name: each.offenders for name, each in checks.items() if each.offenders}


def _unanswered(question: Question, reply: Reply, raw: Mapping[str, str]) -> dict[str, str]:
    """Return what an answer says nothing about, and why."""
    why = why_unusable(reply, raw) or (CUT if reply.cut else INCOMPLETE)
    return {name: why for name in question.pieces if name not in raw}


def _clean(text: str, name: str, question: Question, vocabulary: Vocabulary) -> str:
    """Return the usable part of one string of an answer.

    Args:
        text: the string.
        name: the symbol that it describes, '' for the summary.
        question: what was asked.
        vocabulary: the names that exist.
    """
    # A text that reaches its cap usually ends in the middle of a sentence.
    is_cut = len(text) >= (questions.DESCRIPTION if name else questions.SUMMARY)
    cleaned = cleaning.clean(text, vocabulary, cut=is_cut)
    if len(cleaned.split()) < _FEWEST_WORDS:
        return ""
    shown = question.material + question.task
    if sameness.is_degenerate(cleaned, shown, name):
        return ""
    return sameness.without_repetition(cleaned)
