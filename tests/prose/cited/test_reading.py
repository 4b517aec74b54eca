"""What an answer says and cites, in whatever form it comes, whole or cut anywhere."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.prose.cited import Sentence
from ralf_notes.prose.cited.reading import read

SAID = [Sentence("It takes tokens.", 1), Sentence('It waits {"so"}.', 2)]
ASKED_FOR = json.dumps({"sentences": [{"passage": s.number, "text": s.text} for s in SAID]})


@pytest.mark.parametrize(
    "answer",
    [
        ASKED_FOR,
        f"```json\n{ASKED_FOR}\n```",
        f"<think>{{'text': 'Hm.'}} so</think>{ASKED_FOR}",
        json.dumps([{"sentence": s.text, "source": f"[{s.number}]"} for s in SAID]),
        json.dumps({"answer": " ".join(f"{s.text} [{s.number}]" for s in SAID)}),
        " ".join(f"{s.text[:-1]} [{s.number}]{s.text[-1]}" for s in SAID),
        " ".join(f"{s.text} (passage {s.number})" for s in SAID),
    ],
)
def test_an_answer_is_read_in_many_forms(answer: str) -> None:
    read_as = read(answer, is_whole=True)
    assert [(s.text.rstrip("."), s.number) for s in read_as] == [
        (s.text.rstrip("."), s.number) for s in SAID
    ]


@given(st.integers(0, len(ASKED_FOR)))
def test_what_has_come_in_so_far_is_the_beginning_of_the_whole(at: int) -> None:
    read_so_far = read(ASKED_FOR[:at], is_whole=False)
    assert list(read_so_far) == SAID[: len(read_so_far)]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    for is_whole in (True, False):
        assert all(sentence.number >= 0 for sentence in read(text, is_whole=is_whole))


def test_a_thought_that_goes_on_is_no_answer() -> None:
    assert read('<think>{"text": "It may wait.", "passage": 1}', is_whole=False) == ()


def test_a_sentence_without_a_mark_cites_nothing() -> None:
    assert read("It takes tokens. It waits [2].", is_whole=True)[0] == Sentence(
        "It takes tokens.", 0
    )
