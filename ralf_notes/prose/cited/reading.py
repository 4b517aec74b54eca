"""Reads the sentences of an answer, and what each cites, while it comes and at its end. Pure.

The form asked for is `{"sentences": [{"passage": 1, "text": "..."}]}`. A model that a server does
not hold to it answers in others: records with other keys, or prose with marks such as `[1]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ralf_notes.prose.cited import Sentence
from ralf_notes.prose.reading.reasoning import is_open_thought, without_reasoning
from ralf_notes.prose.reading.shapes import json_values
from ralf_notes.text import sentences

_TEXT_KEYS = ("text", "sentence", "statement", "claim", "content", "answer")
_NUMBER_KEYS = ("passage", "passages", "number", "citation", "cite", "cites", "source", "ref", "id")
_OBJECT = re.compile(r"\{")
_MOST_TRIES = 200
"""Places of an answer where an object may begin."""
_DEEPEST = 6
"""Levels of objects and lists around the sentences."""
_NUMBER = re.compile(r"\d{1,3}")
_MARK = re.compile(
    r"(?:\[(?:passages?|source|ref)?\s*#?(\d{1,3})(?: ?[,;&-] ?#?\d{1,3}){0,9}\]"
    r"|[(\[](?:see |from )?passages? #?(\d{1,3})(?: ?(?:[,;&-]|and) ?#?\d{1,3}){0,9}[)\]])",
    re.IGNORECASE,
)
"""Matches what prose writes where it cites: `[1]`, `[1, 2]`, `(passage 3)`."""
_AFTER_MARK = re.compile(r"[\s.,;:]*")


def read(answer: str, *, is_whole: bool) -> tuple[Sentence, ...]:
    """Return the sentences of an answer that are complete, in order.

    Args:
        answer: what has come in so far.
        is_whole: whether that is all of it; before, only records count.
    """
    if not is_whole and is_open_thought(answer):
        return ()
    answer = without_reasoning(answer)
    records = json_values(answer, _OBJECT, _MOST_TRIES)
    sentences = [sentence for value in records for sentence in _within(value, 0)]
    if not sentences and is_whole and answer.lstrip()[:1] not in ("{", "["):
        sentences = [*_marked(answer, 0)]
    return tuple(sentences)


def _within(value: object, depth: int) -> Iterator[Sentence]:
    """Yield the sentences in a JSON value: records, or texts with marks."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from _marked(value, 0)
    elif isinstance(value, list):
        for each in value:
            yield from _within(each, depth + 1)
    elif isinstance(value, dict):
        folded = {str(key).casefold(): inner for key, inner in value.items()}
        texts = (folded.get(key) for key in _TEXT_KEYS)
        text = next((each for each in texts if isinstance(each, str)), None)
        if text is not None:
            yield from _marked(text, _number(folded))
            return
        for inner in value.values():
            yield from _within(inner, depth + 1)


def _number(record: Mapping[str, object]) -> int:
    """Return the number that a record cites; 0 if it cites none."""
    for key in _NUMBER_KEYS:
        value = record.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, int) and not isinstance(value, bool):
            return value if 0 < value < 1000 else 0
        if isinstance(value, str) and (match := _NUMBER.search(value)):
            return int(match[0])
    return 0


def _marked(text: str, number: int) -> Iterator[Sentence]:
    """Yield the sentences of a text; a mark is the citation of the sentence before it.

    Args:
        text: prose.
        number: what the sentences without a mark cite.
    """
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() < at:
            continue
        *others, last = sentences(text[at : mark.start()]) or [""]
        yield from (Sentence(each, number) for each in others)
        if last:
            yield Sentence(last, int(mark[1] or mark[2]))
        end = _AFTER_MARK.match(text, mark.end())
        at = end.end() if end else mark.end()
    yield from (Sentence(each, number) for each in sentences(text[at:]))
