"""What a model answers unusably is open work: told, asked again, and in the end left alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from doubles.ollama import unruly
from doubles.ollama.server import Fault, Model, OllamaServer, Request, default_answer
from material.answer_shapes import CLOSES, NOTHING, OPENS, SUMMARY, TAKEN
from material.command_line import contents, run
from material.repository import MODEL, Done, asked_names, generate, put, questions, repository

OTHER = "other:1b"
LEAKS = (
    r"<think|analysis<|Okay|We need|I need|Let me|user wants|\{\{|round round|```json|\"summary\""
)
TEXT = "def open_gate(key):\n    return key\n\n\ndef close_gate(key):\n    return not key\n"


@pytest.fixture(autouse=True)
def impatience(impatient: None) -> None:
    """No test waits."""


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    models = [Model(name, size=10**8, context_length=8192) for name in (MODEL, OTHER)]
    with OllamaServer(models) as running:
        yield running


def shop(tmp_path: Path, count: int) -> Path:
    return repository(tmp_path / "shop", {f"m{n}.py": f"N = {n}\n\n\n{TEXT}" for n in range(count)})


def document(root: Path, server: OllamaServer, *words: str, model: str = MODEL) -> Done:
    target = root.parent / "vault"
    return generate(root, "-o", target, "--host", server.host, "--model", model, *words)


def asked_about(server: OllamaServer, since: int = 0) -> list[str]:
    """Return what the model was asked about, in order."""
    asked = [r for r in questions(server) if r.number >= since]
    return [re.split(r"[\s(]", r.user, maxsplit=1)[0] for r in asked]


def note(root: Path, path: str) -> str:
    return (root.parent / "vault/shop" / f"{path}.md").read_text(encoding="utf-8")


def about(path: str, answer: Callable[[Request], str]) -> Callable[[Request], str]:
    """Return a model that answers so about one file, and well about the others."""
    return lambda request: (
        answer(request) if request.user.startswith(path) else default_answer(request)
    )


def useless(request: Request) -> str:
    return "This is what I think of it."


# A run of them


REASONS = {
    "blank": (" \n", "empty"),
    "prose": ("It opens the gate for those who have a key.", "not JSON"),
    "other JSON": ('{"file": {"lines": 9}}', "JSON without what was asked for"),
    "nothing in the JSON": ('{"summary": "", "symbols": {}}', "JSON without what was asked for"),
    "an open thought": ("<think>Let me see what it does", "nothing but thinking"),
    "a loop": ("the gate " * 4000, "cut at the cap"),
}


@pytest.mark.parametrize("kind", REASONS)
def test_five_in_a_row_stop_the_run_with_the_reason(
    tmp_path: Path, server: OllamaServer, kind: str
) -> None:
    text, why = REASONS[kind]
    server.answer = lambda request: text
    root = shop(tmp_path, 9)
    config, report = tmp_path / "c.yaml", tmp_path / "failed.json"
    config.write_text(f"on_failure: [sh, -c, 'cat > {report}']\n", encoding="utf-8")
    done = document(root, server, "--config", str(config))
    assert done.exit_code == 1
    assert len(asked_about(server)) == 5
    for said in (done.stderr, done.report["stopped"], json.loads(report.read_text())["stopped"]):
        assert "5 answers" in said
        assert f"was {why}" in said
    assert note(root, "m8.py").count("Not summarised yet") == 1  # the facts are all there


def test_where_nothing_at_all_is_usable_a_small_run_fails_too(
    tmp_path: Path, server: OllamaServer
) -> None:
    server.answer = useless
    done = document(shop(tmp_path, 1), server)
    assert done.exit_code == 1
    assert "none of the 4 answers" in done.report["stopped"]


@pytest.mark.parametrize(
    "text",
    [
        "It calls `frobnicate_all` first, then `twiddle_all` and `invent_all`.",  # its names
        "gate gate gate gate gate gate gate gate gate gate gate gate gate gate",  # its style
        "ok then",
    ],
)
def test_answers_that_are_refused_for_what_they_say_do_not_count(
    tmp_path: Path, server: OllamaServer, text: str
) -> None:
    def says(request: Request) -> str:
        return json.dumps({"summary": text, "symbols": dict.fromkeys(asked_names(request), text)})

    server.answer = says
    root = shop(tmp_path, 9)
    done = document(root, server)
    assert done.exit_code == 0, done.stderr
    assert len(asked_about(server)) == 20
    document(root, server)
    assert len(asked_about(server)) == 20  # they are answered


def test_filler_is_told_as_filler(tmp_path: Path, server: OllamaServer) -> None:
    text = "This file is designed to provide a variety of functions that can be used."
    server.answer = lambda request: (
        json.dumps({"summary": text}) if "summary" in request.user else default_answer(request)
    )
    done = document(shop(tmp_path, 1), server)
    row = done.row("m0.py")
    assert 0 < row["filler"] <= row["dropped"]
    count = done.report["totals"]["filler"]
    assert f"could not be used, {count} of them as filler" in done.stderr
    assert "not JSON" not in done.stderr


def test_a_sentence_whose_predecessor_fell_adds_to_nothing(
    tmp_path: Path, server: OllamaServer
) -> None:
    said = {"close_gate": "Calls `frobnicate_all` first. It also opens the gate again for guests."}
    answer = {"summary": "Opens and closes the gate for those with a key.", "symbols": said}
    server.answer = about("m0.py", lambda request: json.dumps(answer))
    root = shop(tmp_path, 1)
    document(root, server)
    assert "It opens the gate again for guests." in note(root, "m0.py")


def test_usable_answers_in_between_start_the_count_again(
    tmp_path: Path, server: OllamaServer
) -> None:
    server.answer = lambda r: (
        useless(r) if re.match(r"m[124578]\.py", r.user) else default_answer(r)
    )
    done = document(shop(tmp_path, 9), server)
    assert done.exit_code == 0, done.stderr
    assert sum(bool(row["unanswered"]) for row in done.report["files"]) == 6


def test_a_run_that_stops_for_them_blames_no_file(tmp_path: Path, server: OllamaServer) -> None:
    """Else a server that is out of order for some nights would leave notes empty for ever."""
    root = shop(tmp_path, 9)
    server.answer = useless
    for _ in range(4):
        assert document(root, server).exit_code == 1
    server.answer = default_answer
    done = document(root, server)
    assert done.exit_code == 0, done.stderr
    assert not any("could not be used" in note(root, f"m{n}.py") for n in range(9))


def test_what_failed_before_does_not_stop_a_run_again(tmp_path: Path, server: OllamaServer) -> None:
    """A model that sums up but describes no symbols is asked about these in three runs, no more."""

    def answer(request: Request) -> str:
        if not request.schema:
            return "Yes."
        told = json.loads(default_answer(request))
        return json.dumps({"summary": told["summary"]}) if "summary" in told else "No idea."

    root = shop(tmp_path, 9)
    server.answer = answer
    runs = []
    for _ in range(4):
        since = len(server.requests)
        code = document(root, server).exit_code
        runs.append((code, len(asked_about(server, since))))
    assert runs == [(0, 19), (1, 18), (1, 18), (0, 0)]


# One of them


def test_the_same_model_is_asked_twice_more(tmp_path: Path, server: OllamaServer) -> None:
    root = shop(tmp_path, 3)
    server.answer = about("m1.py", useless)
    runs = []
    codes = []
    for _ in range(5):
        since = len(server.requests)
        codes.append(document(root, server).exit_code)
        runs.append(asked_about(server, since))
    assert codes == [0, 1, 1, 0, 0]  # a run without any usable answer has failed
    assert runs[0].count("m1.py") == 2
    assert runs[1] == runs[2] == ["m1.py", "m1.py"]
    assert runs[3] == runs[4] == []
    seeds = [r.seed for r in questions(server) if r.user.startswith("m1.py")]
    assert len(set(seeds)) == len(seeds) == 6


def test_a_run_that_asks_no_more_writes_nothing(tmp_path: Path, server: OllamaServer) -> None:
    root = shop(tmp_path, 3)
    server.answer = about("m1.py", useless)
    for _ in range(3):
        document(root, server)
    before = contents(tmp_path / "vault")
    document(root, server)
    document(root, server)
    assert contents(tmp_path / "vault") == before


@pytest.mark.parametrize("tries", [1, 3])
def test_another_model_is_asked_at_once(tmp_path: Path, server: OllamaServer, tries: int) -> None:
    root = shop(tmp_path, 3)
    server.answer = about("m1.py", useless)
    for _ in range(tries):
        document(root, server)
    server.answer = default_answer
    since = len(server.requests)
    document(root, server, model=OTHER)
    assert asked_about(server, since)[0] == "m1.py"
    assert "m0.py" not in asked_about(server, since)
    assert "could not be used" not in note(root, "m1.py")


@pytest.mark.parametrize("tries", [1, 3])
def test_a_changed_prompt_is_asked_at_once(
    tmp_path: Path, server: OllamaServer, tries: int
) -> None:
    root = shop(tmp_path, 3)
    server.answer = about("m1.py", useless)
    for _ in range(tries):
        document(root, server)
    server.answer = default_answer
    since = len(server.requests)
    config = tmp_path / "c.yaml"
    config.write_text("instructions: Be brief.\n", encoding="utf-8")
    document(root, server, "--config", str(config))
    assert asked_about(server, since)[0] == "m1.py"
    assert "could not be used" not in note(root, "m1.py")


def test_a_change_of_the_file_asks_again(tmp_path: Path, server: OllamaServer) -> None:
    root = shop(tmp_path, 3)
    server.answer = about("m1.py", useless)
    for _ in range(4):
        document(root, server)
    server.answer = default_answer
    put(root / "m1.py", f"N = 1\n\n\n{TEXT}# the end\n")
    document(root, server)
    assert "could not be used" not in note(root, "m1.py")
    assert '"open"' not in note(root, "m1.py")


@pytest.mark.parametrize("words", [("--refresh", "model"), ("--refresh", "all"), ("--force",)])
def test_who_asks_for_it_gets_it_again(
    tmp_path: Path, server: OllamaServer, words: tuple[str, ...]
) -> None:
    root = shop(tmp_path, 3)
    server.answer = about("m1.py", useless)
    for _ in range(3):
        document(root, server)
    server.answer = default_answer
    document(root, server, *words)
    assert "could not be used" not in note(root, "m1.py")


def test_status_says_what_is_open_and_why(tmp_path: Path, server: OllamaServer) -> None:
    root, config = shop(tmp_path, 3), tmp_path / "c.yaml"
    config.write_text(
        f"source_paths: [{root}]\ntarget_dir: {tmp_path}/vault\nmodel: {MODEL}\n"
        f"host: {server.host}\n",
        encoding="utf-8",
    )
    server.answer = about("m1.py", useless)
    for expected in ["the next run asks again"] * 2 + ["in three runs"]:
        done = generate("--config", config)
        assert done.row("m1.py")["unanswered"].startswith("not JSON")
        said = run("status", "--config", config)
        assert expected in said
        assert "m1.py (3 pieces of prose, the answer was not JSON" in said
    generate("--config", config)
    said = run("status", "--config", config)
    assert "in three runs" in said
    assert "3 of 4 notes" in said and "are up to date" in said


def test_a_fresh_checkout_without_a_cache_knows_it_too(
    tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop(tmp_path, 3)
    server.answer = about("m1.py", useless)
    for number in range(3):
        monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / f"cache{number}"))
        document(root, server)
    before, since = contents(tmp_path / "vault"), len(server.requests)
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "another"))
    document(root, server)
    assert asked_about(server, since) == []
    assert contents(tmp_path / "vault") == before


def test_only_the_symbol_without_an_answer_is_open(tmp_path: Path, server: OllamaServer) -> None:
    def leaves_out(request: Request) -> str:
        if not request.schema:
            return default_answer(request)
        answer = json.loads(default_answer(request))
        answer.get("symbols", {}).pop("close_gate", None)
        return json.dumps(answer)

    root = shop(tmp_path, 2)
    server.answer = leaves_out
    assert document(root, server).exit_code == 0
    server.answer = default_answer
    since = len(server.requests)
    document(root, server)
    asked = [r for r in questions(server) if r.number >= since]
    assert [asked_names(r) for r in asked if r.user.startswith("m")] == [["close_gate"]] * 2
    assert '"open"' not in note(root, "m1.py")


def test_of_a_big_file_only_the_part_without_an_answer_is_asked_again(
    tmp_path: Path, server: OllamaServer
) -> None:
    text = "\n\n".join(f"def f{n}(x):\n    return x * {n}\n" for n in range(120))
    root = repository(tmp_path / "shop", {"big.py": text})
    server.answer = lambda r: useless(r) if "def f60(" in r.user else default_answer(r)
    document(root, server)
    parts = sum("Part of big.py" in r.user for r in questions(server))
    assert parts > 3
    server.answer = default_answer
    since = len(server.requests)
    document(root, server)
    asked = [r for r in questions(server) if r.number >= since and "Part of big.py" in r.user]
    assert len(asked) == 1
    assert '"open"' not in note(root, "big.py")


def test_a_folder_is_open_work_too(tmp_path: Path, server: OllamaServer) -> None:
    root = shop(tmp_path, 3)
    server.answer = lambda r: default_answer(r) if re.match(r"m\d\.py", r.user) else useless(r)
    runs = []
    for _ in range(4):
        since = len(server.requests)
        document(root, server)
        runs.append(len(asked_about(server, since)))
    assert runs == [5, 2, 2, 0]
    assert "./ (1 piece of prose" in run("status", str(root), "-o", str(tmp_path / "vault"))


# Every shape, from servers of four kinds

KINDS = ("ignores format", "refuses format", "thinks aloud before", "goes round in circles after")
THOUGHT = "<think>First I look at open_gate: I need to see what it does.</think>"


def from_server(kind: str, root: Path, texts: list[str]) -> Done:
    """Document files, each of which gets one of some answers; good ones come in between."""

    def says(request: Request) -> str:
        found = re.match(r"a(\d\d)\.py", request.user)
        if not found:
            return unruly.lines(request) if request.schema else default_answer(request)
        text = texts[int(found[1])]
        return {KINDS[2]: THOUGHT + text, KINDS[3]: text + " round" * 40}.get(kind, text)

    def refuses(request: Request) -> Fault | None:
        has_format = (request.body or {}).get("format") is not None
        return Fault.status(500, "no vocabulary required for format") if has_format else None

    with OllamaServer([Model(MODEL)], version="0.33.0", answer=says) as server:
        if kind == KINDS[1]:
            server.fault = refuses
        return document(root, server)


def with_shapes(tmp_path: Path, shapes: dict[str, str]) -> tuple[Path, list[str]]:
    files = {f"a{at:02}.py": f"A = {at}\n\n\n{TEXT}" for at in range(len(shapes))}
    files |= {f"a{at:02}good.py": f"B = {at}\n\n\n{TEXT}" for at in range(len(shapes))}
    texts = [
        text.replace("Gate.closes", "close_gate").replace("closes(", "close_gate(")
        .replace('"closes"', '"close_gate"').replace("| closes", "| close_gate")
        .replace("opens", "open_gate")
        for text in shapes.values()
    ]  # fmt: skip
    return repository(tmp_path / "shop", files), texts


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_of_a_known_form_is_in_its_note(tmp_path: Path, kind: str) -> None:
    root, texts = with_shapes(tmp_path, TAKEN)
    done = from_server(kind, root, texts)
    lacking = []
    for at, shape in enumerate(TAKEN):
        text = note(root, f"a{at:02}.py")
        assert not re.search(LEAKS, text.partition("<!-- ralf:state")[0]), shape
        said = [sentence[:20] for sentence in (SUMMARY, OPENS, CLOSES)]
        lacking += [shape] * any(each not in text for each in said)
    assert done.exit_code == 0, done.stderr
    assert lacking == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_without_a_known_form_leaves_no_trace(tmp_path: Path, kind: str) -> None:
    root, texts = with_shapes(tmp_path, NOTHING)
    from_server(kind, root, texts)
    for at, shape in enumerate(NOTHING):
        text = note(root, f"a{at:02}.py").partition("<!-- ralf:state")[0]
        assert not re.search(LEAKS, text), shape
