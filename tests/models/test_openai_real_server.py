"""The engine openai on a real server: llama.cpp's own, with the small model, in few requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import jsonschema
import pytest
from doubles.llama import llama_server
from doubles.openai import OpenAIServer
from material import vault_checks
from material.command_line import contents
from material.repository import Done, generate, repository

from ralf_notes.errors import EngineError, PromptTooLong
from ralf_notes.models.engines import Ask, Reply, Runner
from ralf_notes.models.engines.openai import OpenAI

KEY = "a-key-of-the-tests"
WINDOW = 2048
NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
DOOR = '''"""Opens and closes the doors of a house, and counts how often."""

LIMIT = 40


def open_door(door):
    """Open the door."""
    door.is_open = True
    door.count += 1
    return door.count < LIMIT


def close_door(door):
    door.is_open = False
'''
SCHEMA = {
    "type": "object",
    "properties": {"summary": {"type": "string", "minLength": 1, "maxLength": 40}},
    "required": ["summary"],
    "additionalProperties": False,
}
MESSAGES = [{"role": "user", "content": "Say yes."}]


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with llama_server(WINDOW, KEY) as url:
        yield url


@pytest.fixture
def engine(host: str) -> OpenAI:
    return OpenAI(f"{host}/v1", api_key=KEY)


def test_a_file_becomes_a_note_and_a_second_run_is_silent(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = record(monkeypatch)
    root, vault = repository(tmp_path / "gate", {"door.py": DOOR}), tmp_path / "vault"
    done = document(root, vault, host, monkeypatch)
    assert done.exit_code == 0, done.stderr
    vault_checks.check_read_whole(done.report)
    vault_checks.check_one_note_each(vault, root, done.report)
    vault_checks.check_frontmatter(vault)
    vault_checks.check_prose(vault, root, done.report)
    [used] = done.report["models"]
    assert (used["model"].endswith(NAME), used["loads"], used["num_ctx"]) == (True, 0, WINDOW)
    assert used["requests"] == len(asked) >= 2
    assert all(reply.prompt_tokens > 20 and reply.prompt_seconds > 0 for reply in asked)
    # A model this small may say nothing that is worth a place; that it was asked is recorded.
    assert '"r":' in vault_checks.texts(vault)["gate/door.py.md"]
    assert KEY not in json.dumps(done.report) + "".join(vault_checks.texts(vault).values())
    before, requests = contents(vault), len(asked)
    again = document(root, vault, host, monkeypatch)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert (contents(vault), len(asked)) == (before, requests)


def test_an_answer_obeys_its_schema(engine: OpenAI) -> None:
    reply = engine.ask(runner(engine), Ask("Be brief.", "What is a clock?", SCHEMA, 90, 1))
    assert not reply.cut
    jsonschema.validate(json.loads(reply.text), SCHEMA)
    assert 0 < reply.answer_tokens <= 90
    assert reply.answer_seconds > 0


def test_a_prompt_that_is_too_long_is_refused_at_once(engine: OpenAI) -> None:
    with pytest.raises(PromptTooLong, match=rf"request \(\d+ tokens\).*{WINDOW} tokens") as raised:
        engine.ask(runner(engine), Ask("", "1,2;3:" * 2000, SCHEMA, 90, 1))
    assert "{" not in str(raised.value)


def test_the_server_reports_its_model_and_window(host: str, engine: OpenAI) -> None:
    assert engine.version().startswith("llama.cpp b")
    [listed] = engine.models()
    assert listed == engine.show(NAME)
    assert (listed.context_length, listed.remote_host) == (WINDOW, "")
    assert 50e6 < listed.size < 200e6
    assert [loaded.context_length for loaded in engine.loaded()] == [WINDOW]
    with pytest.raises(EngineError, match="RALF_API_KEY"):
        OpenAI(host, api_key="another").version()


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("/v1/models", None, KEY),
        ("/props", None, KEY),
        ("/v1/models", None, "another"),
        ("/nowhere", None, KEY),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "1,2;" * 4000}]}, KEY),
        ("/v1/chat/completions", {"messages": MESSAGES, "max_tokens": 1}, KEY),
    ],
)
def test_the_double_answers_what_the_real_server_answers(
    host: str, path: str, body: dict[str, Any] | None, key: str
) -> None:
    more = {"model": "small-1b", "stream": True, "seed": 1, "max_tokens": 9}
    more |= {"stream_options": {"include_usage": True}}
    sent = more | body if body else None
    with OpenAIServer("llama.cpp", WINDOW) as double:
        double.key = KEY
        status, answer = fetch(double.host, path, sent, key)
    real_status, real = fetch(host, path, sent, key)
    assert status == real_status
    assert answer
    assert covers(answer, real), (answer, real)


def covers(answer: Any, real: Any) -> bool:
    """Tell whether the real answer has all that the double's has, each of the same type."""
    if isinstance(answer, dict):
        return isinstance(real, dict) and all(
            key in real and covers(value, real[key]) for key, value in answer.items()
        )
    if isinstance(answer, list):
        return isinstance(real, list) and all(
            any(covers(one, other) for other in real) for one in answer
        )
    if answer is None or isinstance(answer, int | float):
        return type(answer) is type(real) or isinstance(real, int | float)
    return isinstance(real, type(answer)) or real is None


def fetch(host: str, path: str, body: dict[str, Any] | None, key: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    content = json.dumps(body).encode() if body else None
    try:
        with urlopen(Request(host + path, content, headers), timeout=60) as response:
            status, text = response.status, response.read().decode()
    except HTTPError as exc:
        with exc:
            status, text = exc.code, exc.read().decode()
    if not text.startswith("data:"):
        return status, json.loads(text)
    events = [line.removeprefix("data: ") for line in text.splitlines() if line]
    assert events.pop() == "[DONE]"
    return status, [json.loads(event) for event in events]


def runner(engine: OpenAI) -> Runner:
    return Runner(engine.show(NAME).name, WINDOW, 0.2, "30m")


def document(root: Path, vault: Path, host: str, monkeypatch: pytest.MonkeyPatch) -> Done:
    monkeypatch.setenv("RALF_API_KEY", KEY)
    named = ("--engine", "openai", "--host", host, "--model", NAME)
    return generate(root, "-o", vault, *named)


def record(monkeypatch: pytest.MonkeyPatch) -> list[Reply]:
    """Keep each reply of the engine."""
    replies: list[Reply] = []
    ask = OpenAI.ask

    def recorded(self: OpenAI, runner: Runner, asked: Ask) -> Reply:
        replies.append(ask(self, runner, asked))
        return replies[-1]

    monkeypatch.setattr(OpenAI, "ask", recorded)
    return replies
