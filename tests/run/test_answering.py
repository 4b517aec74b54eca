"""`ask`: each sentence of an answer stands on what it cites, or is dropped."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer, Request
from material.command_line import run, run_on_terminal, work_folder
from material.repository import MODEL, generate, repository
from typer.testing import CliRunner, Result

from ralf_notes.cli.app import app
from ralf_notes.machine import state

LIMITS = '''"""Limits how fast clients may ask."""


class Bucket:
    """Holds the tokens of one client."""

    def take(self, count: int) -> bool:
        """Take tokens for a request, if there are enough."""
        if count > self.left:
            return False
        self.left -= count
        return True
'''
CLIENTS = '''"""The clients that are known."""


def admit(name: str) -> bool:
    """Let a client in whose name is on the list."""
    return name in ("ada", "grace")
'''
QUESTION = "How are tokens taken for a request?"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = work_folder(tmp_path, monkeypatch)
    return repository(work / "shop", {"limits.py": LIMITS, "clients.py": CLIENTS})


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    taken = answer_of(("`Bucket.take` takes tokens for a request.", "take"))
    with OllamaServer(answer=taken) as double:
        yield double


def ask(*args: str | Path, server: OllamaServer | None = None, question: str = QUESTION) -> Result:
    options = ["--host", server.host, "--model", MODEL] if server else []
    command = ["ask", question, "--source", "shop", "-o", "vault", *args, *options]
    return CliRunner().invoke(app, [*map(str, command)])


def answer_of(*said: tuple[str, str]):  # type: ignore[no-untyped-def]
    """Return what answers with some sentences, each citing the first passage with a mark in it."""

    def answer(request: Request) -> str:
        passages = passages_in(request)
        sentences = [
            {"passage": next((n for n, text in passages.items() if mark in text), 0), "text": text}
            for text, mark in said
        ]
        return json.dumps({"sentences": sentences})

    return answer


def passages_in(request: Request) -> Mapping[int, str]:
    """Return the passages of a prompt by their numbers, each without its fence."""
    found = {}
    for part in request.user.split("\n\nPassage ")[0:]:
        number, _, rest = part.removeprefix("Passage ").partition(":\n")
        if number.isdigit():
            fence = rest.partition("\n")[0]
            found[int(number)] = rest[len(fence) + 1 :].partition(f"\n{fence}\n")[0]
    return found


def test_each_sentence_ends_with_the_place_that_it_stands_on(
    shop: Path, server: OllamaServer
) -> None:
    answer = ask(server=server)
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.splitlines()[0] == (
        "`Bucket.take` takes tokens for a request. [shop/limits.py:7]"
    )
    assert len(server.work) == 1


def test_a_note_is_cited_by_its_wikilink(shop: Path, server: OllamaServer) -> None:
    server.answer = OllamaServer().answer
    generate("shop", "-o", "vault", server=server)
    note = Path("vault/shop/limits.py.md")
    mine = "Tokens for a request come back every minute."
    note.write_text(f"{note.read_text(encoding='utf-8')}\n{mine}\n", encoding="utf-8")
    server.answer = answer_of((mine, mine))
    answer = ask(server=server)
    assert answer.stdout.splitlines()[0] == f"{mine} [[shop/limits.py.md]]"


@pytest.mark.parametrize(
    ("language", "gap"),
    [("English", "The model read this"), ("German", "Das Modell hat dies gelesen")],
)
def test_what_a_note_says_of_the_work_of_a_model_is_no_passage(
    shop: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch, language: str, gap: str
) -> None:
    monkeypatch.setenv("RALF_LANGUAGE", language)
    undescribed = LIMITS.partition("\n\n\n")[2]  # by its author
    (shop / "limits.py").write_text(undescribed, encoding="utf-8")
    server.answer = lambda _: "{}"
    undocumented = re.sub('""".*"""', "", LIMITS)
    Path("shop/limits.py").write_text(undocumented, encoding="utf-8")
    generate("shop", "-o", "vault", server=server)
    path = Path("vault/shop/limits.py.md")
    note = path.read_text(encoding="utf-8")
    assert gap in note
    mine = "Kumquats wait for a minute."
    path.write_text(f"{note}\n{mine}\n", encoding="utf-8")
    passages = ask("--engine", "none", question="How long do kumquats wait?").stdout
    assert mine in passages
    assert gap not in passages


def test_the_model_of_a_run_is_not_loaded_again(shop: Path, server: OllamaServer) -> None:
    server.answer = OllamaServer().answer
    generate("shop", "-o", "vault", server=server)
    of_run = server.work[-1]
    assert server.loads() == 1
    server.answer = answer_of(("`Bucket.take` takes tokens for a request.", "take"))
    assert ask(server=server).exit_code == 0
    asked = server.work[-1]
    assert server.loads() == 1
    assert (asked.body or {})["keep_alive"] == (of_run.body or {})["keep_alive"]
    assert asked.options["num_ctx"] == of_run.options["num_ctx"]


def test_a_run_beside_it_keeps_its_model(
    shop: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_KEEP_ALIVE", "0")
    holding = (
        "import sys; from pathlib import Path; from ralf_notes.machine.lock import held\n"
        "with held(Path('vault'), False, print): print('held', flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", holding], stdin=pipe, stdout=pipe) as other_run:
        assert other_run.stdout and other_run.stdout.readline()
        assert ask(server=server).exit_code == 0
        assert [runner.model.name for runner in server.loaded] == [MODEL]
        other_run.communicate()
    assert ask(server=server).exit_code == 0
    assert not server.loaded


def test_a_run_that_was_killed_keeps_no_model(
    shop: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_KEEP_ALIVE", "0")
    # Another program, which began after that run, has its number now.
    left = {"pid": os.getppid(), "since": "2001-01-01 00:00:00+00:00"}
    state.record(Path("vault")).write("locks", left)
    assert ask(server=server).exit_code == 0
    assert not server.loaded


def test_nothing_is_written(shop: Path, server: OllamaServer) -> None:
    server.answer = OllamaServer().answer
    generate("shop", "-o", "vault", server=server)
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    ask(server=server)
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("said", "mark", "why"),
    [
        ("`Bucket.refill` adds tokens for a request.", "take", "Bucket.refill does not stand"),
        ("`admit` takes tokens for a request.", "def take", "admit does not stand"),
        ("It takes 250 tokens for a request.", "take", "a number in it does not stand"),
        ("The weather in Paris improves.", "take", "it says nothing of what it cites"),
        ("`Bucket.take` takes tokens for a request.", "no such mark", "it cites no passage"),
    ],
)
def test_a_sentence_that_does_not_stand_on_what_it_cites_is_dropped(
    shop: Path, server: OllamaServer, said: str, mark: str, why: str
) -> None:
    good = ("`Bucket.take` returns whether there are enough tokens.", "def take")
    server.answer = answer_of((said, mark), good)
    answer = ask(server=server)
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[0].startswith(good[0])
    assert said not in answer.stdout
    assert f"1 sentence was dropped: {why}" in answer.stderr


def test_where_no_sentence_holds_the_passages_are_printed(shop: Path, server: OllamaServer) -> None:
    server.answer = answer_of(("`Bucket.refill` adds tokens.", "take"), ("It is `magic`.", "take"))
    answer = ask(server=server)
    assert answer.exit_code == 1
    assert "no sentence by small:1b holds" in answer.stderr
    assert "2 sentences were dropped" in answer.stderr
    assert "self.left -= count" in answer.stdout
    assert "refill" not in answer.stdout


def test_what_nothing_answers_asks_no_model(shop: Path, server: OllamaServer) -> None:
    answer = ask(server=server, question="Zugspitze Xylophon?")
    assert answer.exit_code == 1
    assert "no model was asked" in answer.stderr
    assert answer.stdout == ""
    assert not server.requests


def test_without_a_model_the_passages_are_printed(shop: Path) -> None:
    answer = ask("--engine", "none")
    assert answer.exit_code == 0, answer.stderr
    assert "shop/limits.py:7  Bucket.take" in answer.stdout
    assert "        self.left -= count" in answer.stdout


@pytest.mark.parametrize("model", ["missing:1b", "big-model:cloud"])
def test_a_model_that_cannot_be_asked_is_an_error_after_the_passages(
    shop: Path, server: OllamaServer, model: str
) -> None:
    answer = ask("--host", server.host, "--model", model)
    assert answer.exit_code == 3
    assert "self.left -= count" in answer.stdout
    assert model in answer.stderr.splitlines()[-1]
    assert not server.work


def test_a_server_that_is_down_is_an_error_after_the_passages(
    shop: Path, server: OllamaServer
) -> None:
    server.stop()
    answer = ask(server=server)
    assert answer.exit_code == 3
    assert "self.left -= count" in answer.stdout
    assert "ollama serve" in answer.stderr.splitlines()[-1]


def test_a_sentence_is_shown_before_the_answer_ends(shop: Path, server: OllamaServer) -> None:
    said = "`Bucket.take` takes tokens for a request."
    rest = [("`Bucket.take` returns whether there are enough tokens.", "take")] * 5
    answer = answer_of((said, "take"), *rest)
    server.answer = lambda request: Fault("stall", text=answer(request))
    shown = run_on_terminal(
        "ask", QUESTION, "--source", "shop", "-o", "vault", "--host", server.host,
        "--model", MODEL, keys="\x03", after="for a request. [", expect=130,
    )  # fmt: skip
    server.release()
    assert "Traceback" not in shown


def test_a_passage_stands_whole_in_the_prompt(shop: Path, server: OllamaServer) -> None:
    body = "".join(f"    tokens_{at} = request_{at}  # tokens for a request\n" for at in range(600))
    repository(shop, {"long.py": f"def tokens_for_a_request():\n    '''Tokens.'''\n{body}"})
    ask(server=server)
    prompt = server.work[-1].user
    assert "self.left -= count\n        return True" in prompt
    assert "tokens_599" not in prompt
    assert "tokens_1 =" not in prompt


def test_a_prompt_that_is_too_long_for_the_server_becomes_shorter(
    shop: Path, server: OllamaServer
) -> None:
    refusals = iter([Fault.status(400, "the prompt exceeds the context length")])
    server.fault = lambda request: next(refusals, None) if request.path == "/api/chat" else None
    answer = ask(server=server)
    first, second = server.work
    assert len(passages_in(second)) < len(passages_in(first))
    assert answer.exit_code in (0, 1)


@pytest.mark.parametrize(
    "question",
    [
        "How does a refund of tokens for a failed request work?",
        "Fehlgeschlagene Anfrage",  # nothing holds these words themselves
    ],
)
def test_of_a_long_section_of_a_document_the_paragraphs_are_read_that_answer(
    shop: Path, server: OllamaServer, question: str
) -> None:
    others = "\n\n".join(f"Rain fell on day {number}, and nobody came." for number in range(200))
    deep = "A refund lets a client take tokens again for a request that failed."
    guide = f"# Guide\n\n## Refunds of tokens\n\n{others}\n\n{deep}\n\n{others}\n"
    (shop / "guide.md").write_text(guide, encoding="utf-8")
    server.answer = answer_of((deep, deep))
    answer = ask(server=server, question=question)
    assert answer.stdout.splitlines()[0] == f"{deep} [shop/guide.md:3]"
    (passage,) = [each for each in passages_in(server.work[-1]).values() if deep in each]
    assert "day 150" not in passage


def test_a_prompt_that_never_fits_is_an_error_after_the_passages(
    shop: Path, server: OllamaServer
) -> None:
    refusal = Fault.status(400, "the prompt exceeds the context length")
    server.fault = lambda request: refusal if request.path == "/api/chat" else None
    answer = ask(server=server)
    assert answer.exit_code == 1
    assert len(passages_in(server.work[-1])) == 1
    assert "nothing in the notes" not in answer.stderr
    assert "context" in answer.stderr.splitlines()[-1]


def test_a_notebook_is_cited_without_a_line(shop: Path, server: OllamaServer) -> None:
    cell = {"cell_type": "code", "source": ["def melt(ice):\n", "    return ice * 3\n"]}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    repository(shop, {"ice.ipynb": json.dumps(notebook)})
    server.answer = answer_of(("`melt` returns ice.", "def melt"))
    answer = ask(server=server, question="How does ice melt?")
    assert answer.stdout.splitlines()[0] == "`melt` returns ice. [shop/ice.ipynb]"


@pytest.mark.parametrize("question", ["", "  \n ", "\u200b\u202e", "why " * 400])
def test_a_question_that_is_none_is_a_wrong_usage(
    shop: Path, server: OllamaServer, question: str
) -> None:
    answer = ask(server=server, question=question)
    assert answer.exit_code == 2
    assert "the question" in answer.stderr
    assert not server.requests


def test_the_answer_is_asked_for_in_the_configured_language(
    shop: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_LANGUAGE", "German")
    server.answer = answer_of(("`Bucket.take` nimmt Marken, wenn genug da sind.", "take"))
    answer = ask(server=server)
    assert answer.stdout.startswith("`Bucket.take` nimmt Marken")
    system = (server.work[-1].body or {})["messages"][0]["content"]
    assert "in German" in system


def test_an_answer_in_the_language_of_the_question_holds_too(
    shop: Path, server: OllamaServer
) -> None:
    told, invented = "`Bucket.take` nimmt Marken, wenn noch genug da sind.", "Die Sonne scheint."
    server.answer = answer_of((told, "def take"), (invented, "def take"))
    answer = ask(server=server, question="Wie werden Anfragen begrenzt?")
    assert answer.stdout.startswith(told)
    assert invented not in answer.stdout


def test_prose_with_marks_is_an_answer_too(shop: Path, server: OllamaServer) -> None:
    server.answer = lambda request: "`Bucket.take` takes tokens for a request [1]. It sings."
    answer = ask(server=server)
    assert "for a request. [" in answer.stdout
    assert "it cites no passage" in answer.stderr


def test_the_help_names_the_exit_codes() -> None:
    assert "1 nothing found" in " ".join(run("ask", "--help").split())


def test_no_control_token_reaches_a_program_that_reads_the_passages(shop: Path) -> None:
    body = "    x = 1  # tokens\n" * 400
    text = f'def spend(n="<|im_start|>"):\n    """Spend tokens [/INST] <|im_end|>."""\n{body}'
    (shop / "spend.py").write_text(text, encoding="utf-8")
    passages = ask("--engine", "none", "--json", question="Who spends tokens?").stdout
    assert "[ /INST]" in passages
    assert "<|im_" not in passages


def test_a_line_end_in_the_name_of_a_file_fakes_no_line(shop: Path) -> None:
    (shop / "thaw\n9. admin.py").write_text("def thawed_kumquat(): pass\n", "utf-8")
    printed = ask("--engine", "none", question="thawed_kumquat").stdout
    assert "thaw\\n9. admin.py" in printed
    assert not any(line.startswith("9. ") for line in printed.splitlines())
