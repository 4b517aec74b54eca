"""Reads an answer: the texts that it gives about what was asked, or why it gives none. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from ralf_notes.models.engines import Reply
from ralf_notes.prose.questions import Question
from ralf_notes.prose.reading.lines import bare_prose, read_lines
from ralf_notes.prose.reading.reasoning import is_open_thought, without_reasoning
from ralf_notes.prose.reading.shapes import AnswerTexts, forms, json_values, read_json, read_pairs

_BROKEN: Final = object()

EMPTY = "empty"
THINKING = "nothing but thinking"
CUT = "cut at the cap"
INCOMPLETE = "incomplete"
NOT_JSON = "not JSON, and not text of a known shape"
NOT_ASKED = "JSON without what was asked for"


def read_answer(reply: Reply, question: Question) -> dict[str, str]:
    """Return the texts of an answer by symbol name; the summary has the key ''.

    A model that does not keep to the schema answers in other forms: JSON of another form or not
    quite JSON, lines of `name: sentence`, Markdown. What it thought before that is no answer.

    Args:
        reply: the model's. If it was asked in words alone, prose without any form is the summary.
        question: what it was asked; other names are left out.
    """
    text = reply.text
    answer_texts = AnswerTexts(forms(question.symbols), question.summary)
    value = _loaded(text)
    if value is not _BROKEN:
        read_json(value, answer_texts)
        return answer_texts.texts
    answer = without_reasoning(text)
    for value in json_values(answer):
        read_json(value, answer_texts)
    if not answer_texts.is_complete:
        read_pairs(answer, answer_texts)
    if not answer_texts.is_complete:
        read_lines(answer, answer_texts)
    if reply.in_words and question.summary and not answer_texts.texts:
        answer_texts.put("", bare_prose(answer))
    return answer_texts.texts


def read_lists(reply: Reply, question: Question) -> dict[str, tuple[str, ...]]:
    """Return the items that an answer gives for each list that it was asked for.

    Only JSON with such a list counts: it has no other form that could not mean something else.
    """
    return {
        name: tuple(item for item in items if isinstance(item, str))
        for name, items in _lists(reply, question).items()
    }


def read_records(reply: Reply, question: Question) -> dict[str, tuple[dict[str, str], ...]]:
    """Return the items of lists whose items are objects: their texts, by key."""
    return {
        name: tuple(
            {key: text for key, text in item.items() if isinstance(text, str)}
            for item in items
            if isinstance(item, dict)
        )
        for name, items in _lists(reply, question).items()
    }


def _lists(reply: Reply, question: Question) -> dict[str, list[object]]:
    """Return the lists of an answer, of those that it was asked for; none without the first one."""
    if not question.lists:
        return {}
    value = _loaded(reply.text)
    values = [value] if value is not _BROKEN else json_values(without_reasoning(reply.text))
    for each in values:
        if isinstance(each, dict) and isinstance(each.get(question.lists[0]), list):
            lists = {name: each.get(name) for name in question.lists}
            return {name: its if isinstance(its, list) else [] for name, its in lists.items()}
    return {}


def read_any(reply: Reply, question: Question) -> Mapping[str, object]:
    """Return what an answer gives of what it was asked for: texts, and lists even if empty."""
    return {**read_answer(reply, question), **_lists(reply, question)}


def is_json(text: str) -> bool:
    """Whether a text is JSON, and no deeper nested than Python reads it."""
    return _loaded(text) is not _BROKEN


def has_json_object(text: str) -> bool:
    """Whether a text holds a JSON object, whatever stands around it."""
    return any(isinstance(value, dict) for value in json_values(without_reasoning(text)))


def why_unusable(reply: Reply, texts: Mapping[str, object]) -> str:
    """Return why nothing of an answer can be used, in words that fit after "it was"; else ''.

    Args:
        reply: the answer.
        texts: what was read in it, before any of it was cleaned or refused.
    """
    if texts:
        return ""
    if not reply.text.strip():
        return THINKING if reply.thought else EMPTY
    if is_open_thought(reply.text):
        return THINKING
    if reply.cut:
        return CUT
    return NOT_ASKED if is_json(reply.text) or has_json_object(reply.text) else NOT_JSON


def _loaded(text: str) -> object:
    """Return the value of a JSON text; `_BROKEN` for a text that is not JSON, or too nested."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _BROKEN
