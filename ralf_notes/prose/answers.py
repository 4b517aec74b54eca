"""One question to the model: ask, check the answer, ask again once about what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ralf_notes.errors import AskError
from ralf_notes.models.engines import Reply
from ralf_notes.prose import cleaning, questions, sameness
from ralf_notes.prose.names import Vocabulary, check
from ralf_notes.prose.questions import Question
from ralf_notes.prose.tally import Tally
from ralf_notes.text import sentences

Ask = Callable[[Question, str, int], Reply]
"""(question, its task as worded now, number of the attempt) -> reply."""

_FEWEST_WORDS = 3
"""What is shorter is no sentence: `This file.`"""
_SAME = 0.75
"""Share of a sentence's words that make it a repetition of an earlier one."""
_BROKEN = object()
# Of a name so many characters only, else a text of quotes alone would take hours.
_PAIR = re.compile(r'"((?:[^"\\]|\\.){0,300})"\s*:\s*"((?:[^"\\]|\\.)*+)(?:"|\Z)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """The prose that one question brought, cleaned."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    tally: Tally = Tally()


@dataclass(frozen=True, slots=True)
class _Attempt:
    usable: Answer
    offenders: Mapping[str, tuple[str, ...]]
    """Invented names by field; the summary's field is ''."""


def answer(question: Question, ask: Ask, vocabulary: Vocabulary) -> Answer:
    """Return what can be used of the model's answers to one question.

    Whatever is missing, degenerate or names what does not exist is asked for once more; of what
    still offends, the sentences that do are left out.

    Raises PromptTooLong and the other `AskError`s of the first attempt.
    """
    first = _attempt(question, question.task, ask, 0, vocabulary)
    wanted = _again(question, first)
    if not (wanted.summary or wanted.symbols):
        return first.usable
    offenders = {name for names in first.offenders.values() for name in names}
    try:
        second = _attempt(wanted, questions.retry(wanted, offenders), ask, 1, vocabulary).usable
    except AskError:
        second = Answer()
    return _merged(question, first.usable, second)


def _attempt(
    question: Question, task: str, ask: Ask, number: int, vocabulary: Vocabulary
) -> _Attempt:
    reply = ask(question, task, number)
    raw = parse(reply.text, question)
    checks = {name: check(text, vocabulary) for name, text in raw.items()}
    symbols = {
        name: _clean(raw.get(name, ""), questions.DESCRIPTION, question, vocabulary, name)
        for name in question.symbols
    }
    summary = _clean(raw.get("", ""), questions.SUMMARY, question, vocabulary, "")
    tally = Tally(
        requests=1,
        prompt_tokens=reply.prompt_tokens,
        answer_tokens=reply.answer_tokens,
        seconds=reply.prompt_seconds + reply.answer_seconds,
        names=sum(check.names for check in checks.values()),
        invented=sum(len(check.offenders) for check in checks.values()),
        broken=int(_loaded(reply.text) is _BROKEN),
    )
    distinct = sameness.distinct({name: text for name, text in symbols.items() if text})
    offenders = {name: check.offenders for name, check in checks.items() if check.offenders}
    return _Attempt(Answer(summary, distinct, tally), offenders)


def parse(text: str, question: Question) -> dict[str, str]:
    """Return the strings of an answer by symbol name, the summary under ''.

    An answer that was cut or is not quite JSON still gives the pairs that can be made out.
    """
    whole = _loaded(text)
    if whole is _BROKEN:
        whole = _salvage(text, question)
    if not isinstance(whole, dict):
        return {}
    symbols = whole.get("symbols")
    found = symbols if isinstance(symbols, dict) else {}
    named = {name: found[name] for name in question.symbols if isinstance(found.get(name), str)}
    summary = whole.get("summary")
    return named | ({"": summary} if question.summary and isinstance(summary, str) else {})


def _salvage(text: str, question: Question) -> dict[str, object]:
    head, _, rest = text.partition('"symbols"')
    pairs = {name: dict(_pairs(side)) for name, side in (("head", head), ("rest", rest))}
    return {"summary": pairs["head"].get("summary"), "symbols": pairs["rest"]}


def _pairs(text: str) -> list[tuple[str, str]]:
    found = [(match[1], match[2]) for match in _PAIR.finditer(text)]
    return [(_unquote(name), _unquote(value)) for name, value in found]


def _unquote(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text.rstrip("\\")


def _loaded(text: str) -> object:
    """Return the value of a JSON text, `_BROKEN` for one that is none or nested without end."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _BROKEN


def _clean(text: str, longest: int, question: Question, vocabulary: Vocabulary, name: str) -> str:
    # At its cap a text breaks off in the middle of a sentence.
    cleaned = cleaning.clean(text, vocabulary, cut=len(text) >= longest)
    if len(cleaned.split()) < _FEWEST_WORDS:
        return ""
    shown = question.material + question.task
    return "" if sameness.is_degenerate(cleaned, shown, name) else _fresh(cleaned)


def _fresh(text: str) -> str:
    """Return the sentences that say something which none before them has said."""
    kept: list[str] = []
    for sentence in sentences(text):
        words = set(sentence.lower().split())
        if all(len(words & set(k.lower().split())) < _SAME * len(words) for k in kept):
            kept.append(sentence)
    return " ".join(kept)


def _again(question: Question, first: _Attempt) -> Question:
    """Return the question reduced to what the first attempt got wrong."""
    usable, offenders = first.usable, first.offenders
    return replace(
        question,
        summary=question.summary and (not usable.summary or "" in offenders),
        symbols=tuple(
            name for name in question.symbols if name not in usable.symbols or name in offenders
        ),
    )


def _merged(question: Question, first: Answer, second: Answer) -> Answer:
    summary = second.summary or first.summary
    symbols = sameness.distinct({**first.symbols, **second.symbols})
    dropped = len(question.symbols) - len(symbols) + (question.summary and not summary)
    tally = replace(
        first.tally + second.tally,
        retries=1,
        names=first.tally.names,
        invented=first.tally.invented,
        dropped=dropped,
    )
    return Answer(summary, symbols, tally)
