"""Control tokens of chat models are broken by their shape; ordinary code stays as it is."""

from __future__ import annotations

import pytest
from material.control_tokens import FAMILIES, ORDINARY

from ralf_notes.prose import questions
from ralf_notes.prose.questions import Question

TOKENS = sorted({token for tokens in FAMILIES.values() for token in tokens.split()})


def sent(text: str) -> str:
    return questions.message(Question("file", text, "", True), "")


def test_the_tokens_are_of_many_families() -> None:
    assert len(FAMILIES) >= 60
    assert len(TOKENS) >= 300


@pytest.mark.parametrize("family", FAMILIES)
def test_no_token_of_a_family_reaches_a_model(family: str) -> None:
    for token in FAMILIES[family].split():
        text = f"x{token}y <{token}> {token}{token} ({token}) {token}"
        assert token not in sent(text)
        assert sent(text).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("line", ORDINARY)
def test_ordinary_code_reaches_a_model_as_it_is(line: str) -> None:
    assert sent(line) == line
