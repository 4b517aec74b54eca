"""Answers that are not the JSON asked for: what they say is taken, in the shapes that are known."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from material.answer_shapes import CLOSES, NOTHING, OPENS, SAID, SUMMARY, TAKEN

from ralf_notes.models.engines import Reply
from ralf_notes.prose import questions
from ralf_notes.prose.questions import Question
from ralf_notes.prose.reading import CUT, EMPTY, NOT_JSON, THINKING, read_answer, why_unusable

NAMES = ("opens", "Gate.closes")


def question(*symbols: str, summary: bool = True) -> Question:
    return questions.about_file("gate.py", "python", "x = 1\n", symbols, summary)


def reply(text: str, *, cut: bool = False, thought: bool = False) -> Reply:
    return Reply(text, cut, 10, 10, 0.1, 0.1, 0.0, thought=thought)


@pytest.mark.parametrize("shape", TAKEN)
def test_what_an_answer_of_a_known_shape_says_is_taken(shape: str) -> None:
    assert read_answer(reply(TAKEN[shape]), question(*NAMES)) == SAID


@pytest.mark.parametrize("shape", TAKEN)
def test_only_what_was_asked_is_taken(shape: str) -> None:
    assert read_answer(reply(TAKEN[shape]), question("opens", summary=False)) == {"opens": OPENS}
    assert read_answer(reply(TAKEN[shape]), question()) == {"": SUMMARY}


@pytest.mark.parametrize("shape", NOTHING)
def test_what_has_no_known_shape_is_not_taken(shape: str) -> None:
    said = read_answer(reply(NOTHING[shape]), question(*NAMES))
    assert said == {}
    assert why_unusable(reply(NOTHING[shape]), said)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (reply(" \n"), EMPTY),
        (reply("", thought=True), THINKING),
        (reply("", thought=True, cut=True), THINKING),
        (reply("<think>First I look", cut=True), THINKING),
        (reply("Okay, let me see what it does"), THINKING),
        (reply("It opens the gate, and then", cut=True), CUT),
        (reply("It opens the gate."), NOT_JSON),
    ],
)
def test_the_reason_is_told(answer: Reply, why: str) -> None:
    assert why_unusable(answer, read_answer(answer, question(*NAMES))) == why


def test_a_symbol_that_is_called_summary_is_not_the_summary() -> None:
    text = f'{{"summary": "{SUMMARY}", "symbols": {{"summary": "{OPENS}"}}}}'
    expected = {"": SUMMARY, "summary": OPENS}
    assert read_answer(reply(text), question("summary")) == expected
    assert read_answer(reply(f"{text}."), question("summary")) == expected


def test_a_name_that_may_mean_two_symbols_means_neither() -> None:
    asked = question("Gate.closes", "Door.closes", summary=False)
    assert read_answer(reply(f"closes: {CLOSES}"), asked) == {}
    assert read_answer(reply(f"Gate.closes: {CLOSES}"), asked) == {"Gate.closes": CLOSES}


@pytest.mark.parametrize("shape", NOTHING)
def test_without_a_schema_bare_prose_is_the_summary(shape: str) -> None:
    said = read_answer(replace(reply(NOTHING[shape]), in_words=True), question(*NAMES))
    assert said == {"a bare sentence": {"": OPENS}, "bare prose": {"": f"{SUMMARY} {OPENS}"}}.get(
        shape, said if shape in ("a refusal", "a loop") else {}
    )


@given(st.text(max_size=300))
@example("opens: ::: opens")
@example("**opens** **")
@example('{"symbols": {"opens": "\\')
@example("| opens | | |")
def test_any_text_is_read_without_an_error_and_nothing_is_invented(text: str) -> None:
    said = read_answer(reply(text), question(*NAMES))
    assert said.keys() <= {"", *NAMES}
    for each in said.values():
        assert {*each.split()} <= {*text.replace("\\", " ").split()} or len(each) <= len(text)


GROWING: dict[str, Callable[[int], str]] = {
    "braces": lambda n: "{" * n,
    "braces and quotes": lambda n: '{"' * n,
    "quotes": lambda n: '"' * n,
    "single quotes": lambda n: "a:'b'c" * n,
    "keys without values": lambda n: '"a": ' * n,
    "blanks": lambda n: " " * n,
    "blanks after keys": lambda n: '"opens"' + " " * n,
    "lines of names": lambda n: "opens: \n" * n,
    "colons": lambda n: "a: " * n,
    "stars": lambda n: "**a" * n,
    "bars": lambda n: "|a" * n + "|",
    "ticks": lambda n: "`a" * n,
    "thoughts": lambda n: "<think>" * n,
    "ends of thoughts": lambda n: "</think>" * n,
    "channels": lambda n: "<|channel|>" * n,
    "channels and blanks": lambda n: "<|channel|>  " * n,
    "fences": lambda n: "```\n" * n,
    "dots": lambda n: "opens." * n,
    "brackets": lambda n: "[[1]," * n,
    "records": lambda n: '{"name":"opens"},' * n,
    "parentheses": lambda n: "opens(" * n,
    "underscores": lambda n: "__a" * n,
    "backslashes": lambda n: '"opens": "' + "\\" * n,
    "curly quotes": lambda n: "opens: “a" * n,
    "marks of quotes": lambda n: "> " * n,
    "dashes": lambda n: "opens - " * n,
    "nested lists": lambda n: "[" * n + "]" * n,
}


@pytest.mark.parametrize("kind", GROWING)
def test_the_time_grows_no_faster_than_the_answer(kind: str) -> None:
    def seconds(size: int) -> float:
        text = GROWING[kind](size)
        best = float("inf")
        for _ in range(3):
            begun = time.process_time()
            why_unusable(reply(text), read_answer(reply(text), question(*NAMES)))
            best = min(best, time.process_time() - begun)
        return best

    small, large = seconds(4000), seconds(32000)
    assert large < 24 * max(small, 0.002)  # quadratic growth is 64 times as much
