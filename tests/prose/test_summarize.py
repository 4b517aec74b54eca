"""The recursive summarizer with a function as its model: its questions, and its use of answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from doubles.ollama.answers import about, prose
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.errors import BreakerOpen, PromptTooLong, Refused, Transient
from ralf_notes.models.engines import Reply
from ralf_notes.outline import parse
from ralf_notes.prose import questions, summarize
from ralf_notes.prose.answers import Answer, Standard, answer
from ralf_notes.prose.cleaning import clean
from ralf_notes.prose.names import Vocabulary
from ralf_notes.prose.parts import Budget
from ralf_notes.prose.questions import Question
from ralf_notes.prose.summarize import FileTask, Prose

TextOrError = str | Exception

ROOM = Budget(9000, questions.DESCRIPTION)
FIRST, SECOND = "Keeps the given rows for later.", "Counts what comes in and tells the caller."


@dataclass
class Model:
    """A model that answers with a function, and records its questions."""

    say: Callable[[Question, int], TextOrError]
    asked: list[tuple[Question, str, int]] = field(default_factory=list)

    def __call__(self, question: Question, task: str, attempt: int) -> Reply:
        self.asked.append((question, task, attempt))
        reply = self.say(question, attempt)
        if isinstance(reply, Exception):
            raise reply
        return Reply(reply, False, 10, 5, 0.1, 0.1, 0.0)


def good(question: Question, attempt: int) -> str:
    """Return a usable answer, which differs for each name and each material."""
    salt = question.material
    descriptions = {name: prose(f"{salt}{name}{attempt}", 0, 160) for name in question.symbols}
    values: dict[str, object] = {"symbols": descriptions} if descriptions else {}
    if question.summary:
        values["summary"] = about(salt, prose(salt + str(attempt), 0, 360), salt)
    return json.dumps(values)


def task(text: str, symbols: bool = True, summary: bool = True, path: str = "a.py") -> FileTask:
    outline = parse.outline(path, text)
    names = tuple(s.name for s in outline.symbols) if symbols else ()
    return FileTask(path, outline.language, text.encode(), outline, summary, names, names)


def read(task: FileTask, model: Model, budget: Budget = ROOM) -> Prose:
    return summarize.summarize_file(task, summarize.needed(task, budget), budget, model)


def functions(count: int) -> str:
    return "\n\n".join(f"def f{n}(x):\n    return x * {n}\n" for n in range(count))


def assert_tiles(spans: tuple[tuple[int, int], ...], size: int) -> None:
    at = 0
    for start, end in sorted(spans):
        assert start == at
        at = end
    assert at == size


def question(*symbols: str, summary: bool = True) -> Question:
    return questions.about_file("a.py", "python", "def f(): ...\ndef g(): ...\n", symbols, summary)


def ask(replies: list[TextOrError], *symbols: str, summary: bool = True) -> tuple[Answer, Model]:
    """Ask one question to a model that gives these replies in turn."""
    model = Model(lambda question, attempt: replies[attempt])
    asked = question(*symbols, summary=summary)
    standard = Standard(Vocabulary.of(asked.material, names=symbols))
    return answer(asked, model, standard), model


# Files


def test_a_file_that_fits_is_one_request_with_the_source_first_and_the_question_last() -> None:
    model = Model(good)
    result = read(task("def f():\n    return 1\n"), model)
    ((asked, words, attempt),) = model.asked
    assert (asked.material.index("def f()") > 0, attempt) == (True, 0)
    assert "summary" in words
    assert result.summary
    assert list(result.symbols) == ["f"]
    assert result.tally.requests == 1


def test_three_hundred_symbols_are_all_described_and_all_is_read() -> None:
    text, model = functions(300), Model(good)
    result = read(task(text), model)
    assert_tiles(result.read, len(text))
    assert result.failures == ()
    assert len(result.symbols) > 290  # some of the model's sentences are too similar
    assert result.tally.dropped == 300 - len(result.symbols)
    for asked, _, _ in model.asked:
        answers = len(asked.symbols) * questions.DESCRIPTION
        assert len(asked.material) + answers <= ROOM.room + 400


def test_parts_are_folded_into_one_summary() -> None:
    model = Model(good)
    result = read(task(functions(300)), model)
    last = model.asked[-1][0]
    assert "notes on the parts of a.py" in last.task
    assert result.summary == json.loads(good(last, 0))["summary"]


def test_without_a_summary_only_the_parts_with_symbols_are_sent() -> None:
    text = functions(600)
    whole = task(text)
    one = replace(whole, summary=False, symbols=("f300",))
    model = Model(good)
    result = read(one, model)
    assert [q.symbols for q, _, _ in model.asked] == [("f300",)]
    assert (list(result.symbols), result.summary) == (["f300"], "")


def test_prompts_that_are_too_long_are_halved_until_they_fit() -> None:
    text = functions(60)
    seen: list[int] = []

    def tight(question: Question, attempt: int) -> TextOrError:
        seen.append(len(question.material))
        return PromptTooLong("too long") if len(question.material) > 700 else good(question, 0)

    result = read(task(text), Model(tight))
    assert_tiles(result.read, len(text))
    assert result.failures == ()
    assert len(result.symbols) > 55
    assert max(seen) > 700


@pytest.mark.parametrize("window", [1000, 2048, 4096])
def test_the_servers_counts_size_the_pieces_at_once(window: int) -> None:
    text = functions(300)

    def tight(question: Question, attempt: int) -> TextOrError:
        tokens = 400 + len(question.material)
        if tokens >= window:
            return PromptTooLong("too long", tokens, window)
        return good(question, 0)

    model = Model(tight)
    result = read(task(text), model, Budget(10**6, questions.DESCRIPTION))
    assert_tiles(result.read, len(text))
    assert result.failures == ()
    refused = [q for q, _, _ in model.asked if 400 + len(q.material) >= window]
    assert len(refused) <= 3


def test_a_server_that_finds_everything_too_long_is_asked_a_few_times_only() -> None:
    for error in (PromptTooLong("no"), PromptTooLong("no", 10**12, 1), PromptTooLong("no", 5, 5)):
        model = Model(lambda question, attempt, error=error: error)  # type: ignore[misc]
        result = read(task(functions(3000)), model, Budget(10**6, questions.DESCRIPTION))
        assert (len(result.failures), result.read) == (1, ())
        assert len(model.asked) < 16


def test_a_server_that_finds_the_first_prompts_too_long_is_obeyed() -> None:
    left = [PromptTooLong("too long")] * 3

    def tight(question: Question, attempt: int) -> TextOrError:
        return left.pop() if left else good(question, attempt)

    text = functions(20)
    result = read(task(text), Model(tight))
    assert_tiles(result.read, len(text))
    assert result.failures == ()


def test_what_is_always_too_long_is_told_and_ends() -> None:
    model = Model(lambda question, attempt: PromptTooLong("it does not fit"))
    result = read(task("x = 1\ny = 2\n"), model)
    assert (result.read, result.summary) == ((), "")
    assert all("it does not fit" in failure for failure in result.failures)
    assert 1 <= len(result.failures) <= 12


@pytest.mark.parametrize("error", [Refused("no such thing"), Transient("lost")])
def test_a_part_that_is_refused_is_told_and_the_others_are_read(error: Exception) -> None:
    text = functions(300)

    def refuses(question: Question, attempt: int) -> TextOrError:
        return error if "f150" in question.symbols else good(question, attempt)

    result = read(task(text), Model(refuses))
    (failure,) = result.failures
    start, end = map(int, failure.partition(" were")[0].removeprefix("bytes ").split(" to "))
    assert text[start:end].count("def f150(") == 1
    assert str(error) in failure
    assert_tiles((*result.read, (start, end)), len(text))
    assert "f150" not in result.symbols
    assert len(result.symbols) > 200


def test_the_breaker_is_not_a_failure_of_the_file() -> None:
    with pytest.raises(BreakerOpen):
        read(task("x = 1\n"), Model(lambda question, attempt: BreakerOpen("the run stops")))


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=3000), st.integers(600, 3000))
def test_any_text_is_read_to_its_last_byte(text: str, room: int) -> None:
    made = task(text, path="a.txt")
    result = read(made, Model(good), Budget(room, questions.DESCRIPTION))
    assert_tiles(result.read, len(made.data))


# Answers

WHOLE = {"summary": FIRST, "symbols": {"f": FIRST.replace("rows", "values"), "g": SECOND}}


def test_a_good_answer_is_asked_for_once() -> None:
    result, model = ask([json.dumps(WHOLE)], "f", "g")
    assert (result.summary, result.symbols) == (FIRST, WHOLE["symbols"])
    assert len(model.asked) == 1


def test_json_that_was_cut_is_repaired_and_the_rest_asked_for() -> None:
    text = json.dumps(WHOLE)
    result, model = ask(
        [text[: text.index('"g"') + 3], json.dumps({"symbols": {"g": SECOND}})], "f", "g"
    )
    assert [q.symbols for q, _, _ in model.asked] == [("f", "g"), ("g",)]
    assert not model.asked[1][0].summary
    assert (result.summary, result.symbols) == (FIRST, WHOLE["symbols"])


@given(st.integers(0, len(json.dumps(WHOLE))))
def test_an_answer_cut_anywhere_gives_no_half_names_and_no_error(length: int) -> None:
    text = json.dumps(WHOLE)[:length]
    result, _ = ask([text, text], "f", "g")
    assert set(result.symbols) <= {"f", "g"}
    assert '"' not in result.summary


@pytest.mark.parametrize(
    "around",
    [
        "Sure! Here is the JSON:\n{}",
        "```json\n{}\n```",
        "{}\n\nI hope that this helps.",
        "<think>x</think>{}",
    ],
)
def test_json_in_prose_is_found(around: str) -> None:
    result, model = ask([around.replace("{}", json.dumps(WHOLE))], "f", "g")
    assert (result.summary, result.symbols) == (FIRST, WHOLE["symbols"])
    assert len(model.asked) == 1
    assert result.tally.broken == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "null", "3", "[1]", "not JSON", '{"summary": null}', '{"summary": {"a": 1}}',
        json.dumps({"summary": "the value of the value of the value of the value of the value of"}),
        json.dumps({"summary": "def f(): ...\ndef g(): ...\n"}),
        json.dumps({"summary": "😀" * 100}),
        json.dumps({"summary": "It calls `frobnicate_all` and nothing else."}),
        json.dumps({"summary": question().task}),
    ],
)  # fmt: skip
def test_what_says_nothing_is_asked_again_once_and_then_left_out(text: str) -> None:
    result, model = ask([text, text])
    assert [attempt for _, _, attempt in model.asked] == [0, 1]
    assert result.summary == ""
    assert (result.tally.retries, result.tally.dropped) == (1, 1)
    result, _ = ask([text, json.dumps({"summary": SECOND})])
    assert result.summary == SECOND
    assert result.tally.dropped == 0


def test_a_verb_and_a_name_describe_a_symbol() -> None:
    said = json.dumps({"symbols": {"f": "Supports `len(g)`.", "g": "The `f`."}})
    result, _ = ask([said, said], "f", "g", "len", summary=False)
    assert result.symbols == {"f": "Supports `len(g)`."}


def test_the_same_text_for_different_symbols_describes_none_of_them() -> None:
    same = json.dumps({"symbols": dict.fromkeys(("f", "g"), FIRST)})
    other = json.dumps({"symbols": {"f": FIRST, "g": SECOND}})
    result, _ = ask([same, same], "f", "g", summary=False)
    assert len(result.symbols) < 2
    result, _ = ask([same, other], "f", "g", summary=False)
    assert result.symbols == {"f": FIRST, "g": SECOND}


def test_invented_names_are_named_in_the_second_question() -> None:
    bad = json.dumps({"summary": "It calls `frobnicate_all` first."})
    result, model = ask([bad, json.dumps({"summary": SECOND})])
    assert "frobnicate_all" not in model.asked[0][1]
    assert "Do not mention frobnicate_all" in model.asked[1][1]
    assert (result.tally.names, result.tally.invented) == (1, 1)


def test_a_second_question_that_fails_costs_nothing_of_the_first() -> None:
    half = json.dumps({"summary": FIRST, "symbols": {"f": SECOND}})
    result, _ = ask([half, Refused("gone")], "f", "g")
    assert (result.summary, result.symbols) == (FIRST, {"f": SECOND})
    assert result.tally.dropped == 1


SHELF = """
class Full(Exception): ...
def put(shelf, book):
    check(shelf)
    shelf.append(book)
def check(shelf):
    if len(shelf) > 9:
        raise Full()
def take(shelf):
    count(shelf)
    return shelf.pop()
def count(shelf):
    return len(shelf)
def scan(shelf): ...
class Safe(Shelf):
    def lend(self):
        return super().take()
"""
C_SHARP_SHELF = """
public class Full : Exception { }
public class Safe : Shelf {
    public override Book Lend() {
        return base.Lend();
    }
}
"""


@pytest.mark.parametrize(
    ("name", "says", "is_kept"),
    [
        ("put", "Adds a book and raises `Full` where no room is left.", True),
        ("take", "Hands out the last book and raises `Full` where none is left.", False),
        ("take", "Hands out the last book after it calls `count` on the shelf.", True),
        ("take", "Hands out the last book after it calls `check` on the shelf.", False),
        ("take", "Hands out the last book and raises `IndexError` where none is left.", True),
        ("take", "Hands out the last book that `put` has added below.", True),
        ("scan", "Looks along the shelf and raises `Full` where no room is left.", True),
        ("Safe.lend", "Hands out the last book and raises `Full` where none is left.", True),
    ],
)
def test_what_a_function_calls_or_raises_stands_in_it_or_in_those_that_it_names(
    name: str, says: str, is_kept: bool
) -> None:
    described = task(SHELF)
    answer = json.dumps({"summary": FIRST, "symbols": {name: says}})
    prose = read(described, Model(lambda question, attempt: answer))
    assert prose.symbols.get(name) == (says if is_kept else None)


@pytest.mark.parametrize("word", ["base", "self"])
def test_a_method_of_c_sharp_may_raise_what_the_base_it_calls_does(word: str) -> None:
    says = "Hands out the last book and throws `Full` where none is left."
    described = task(C_SHARP_SHELF.replace("base", word), path="Safe.cs")
    answer = json.dumps({"summary": FIRST, "symbols": {"Safe.Lend": says}})
    prose = read(described, Model(lambda question, attempt: answer))
    assert prose.symbols.get("Safe.Lend") == (says if word == "base" else None)


def test_a_second_description_replaces_what_is_left_of_one_with_invented_names() -> None:
    half = f"{FIRST} It calls `no_such_name` at the end."
    result, _ = ask(
        [json.dumps({"symbols": {"f": half}}), json.dumps({"symbols": {"f": SECOND}})],
        "f",
        summary=False,
    )
    assert result.symbols == {"f": SECOND}


def test_names_that_were_not_asked_for_are_left_out() -> None:
    result, _ = ask(
        [json.dumps({"summary": FIRST, "symbols": {"f": SECOND, "__init__": FIRST}})], "f"
    )
    assert result.symbols == {"f": SECOND}


# Folds


def test_filler_is_asked_again_once_and_then_left_out() -> None:
    filler = "This file provides a variety of functions that can be used to manage data."
    text = functions(3) + "\n# Counts stamps, letters, parcels, vans, bags, hubs, stops, knots.\n"

    def say(question: Question, attempt: int) -> str:
        return json.dumps({"summary": filler if attempt in bad else FIRST + " Counts stamps."})

    bad = {0}
    model = Model(say)
    prose = read(task(text, symbols=False), model)
    assert prose.summary == FIRST + " Counts stamps."
    assert "particular" in model.asked[1][1]
    bad = {0, 1}
    model = Model(say)
    prose = read(task(text, symbols=False), model)
    assert (prose.summary, len(model.asked)) == ("", 2)
    assert prose.tally.dropped == 1
    german = replace(task(text, symbols=False), prose_language="German")
    assert read(german, Model(say)).summary == filler


def fold(lines: list[str], model: Model, budget: Budget = ROOM) -> Prose:
    standard = Standard(Vocabulary.of(*lines))
    return summarize.fold(summarize.Notes("folder", "src", lines), budget, model, standard)


def test_two_thousand_children_are_folded_in_several_levels() -> None:
    lines = [f"- m{n}.py: {prose(str(n), 0, 120)}" for n in range(2000)]
    model = Model(good)
    result = fold(lines, model, Budget(3000, questions.DESCRIPTION))
    assert (bool(result.summary), result.failures) == (True, ())
    sent = "".join(q.material for q, _, _ in model.asked)
    assert all(line in sent for line in lines)
    tasks = [q.task for q, _, _ in model.asked]
    assert "some of the notes on src" in tasks[0]
    assert "what the folder src holds" in tasks[-1]
    assert sum("what the folder" in task for task in tasks) == 1
    assert max(len(q.material) for q, _, _ in model.asked) <= 3000 + 30
    levels = [q.material.startswith("src\n\n```\n- m") for q, _, _ in model.asked]
    assert levels.count(False) >= 3  # the first level's summaries did not fit into one request
    assert result.tally.requests == len(model.asked)


def test_a_fold_that_is_too_long_for_the_server_is_folded_in_halves() -> None:
    def tight(question: Question, attempt: int) -> TextOrError:
        return (
            PromptTooLong("too long") if len(question.material) > 900 else good(question, attempt)
        )

    lines = [f"- m{n}.py: {prose(str(n), 0, 120)}" for n in range(40)]
    result = fold(lines, Model(tight))
    assert (bool(result.summary), result.failures) == (True, ())


def test_a_fold_that_is_refused_is_told() -> None:
    result = fold(["- a.py: Keeps rows."], Model(lambda question, attempt: Refused("no")))
    assert (result.summary, result.failures) == ("", ("no",))


def test_a_window_that_holds_no_two_notes_is_told_and_ends() -> None:
    lines = [f"- m{n}.py: {prose(str(n), 0, 120)}" for n in range(9)]
    result = fold(lines, Model(good), Budget(50, questions.DESCRIPTION))
    assert result.summary == ""
    assert "num_ctx is too small" in result.failures[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "gate.go",
            "package gate\n\n// Gate asks the ShopKeeper.\n"
            "type Gate struct {\n\tMaxDoors int\n}\n\n"
            "func open(gate Gate) { gate.AllDoors() }\n",
        ),
        (
            "gate.py",
            '"""Asks the ShopKeeper."""\nfrom doors import AllDoors\n\n\nclass MaxDoors:\n'
            "    pass\n",
        ),
    ],
)
def test_fields_members_and_imports_are_code(path: str, text: str) -> None:
    of_file = task(text, path=path)
    chains = of_file.outline.mentions.chains
    vocabulary = replace(of_file, code=chains).standard().vocabulary
    sentence = "It asks the ShopKeeper for MaxDoors and AllDoors."
    assert clean(sentence, vocabulary) == "It asks the ShopKeeper for `MaxDoors` and `AllDoors`."
