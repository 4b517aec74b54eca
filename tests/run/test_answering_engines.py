"""`ask` on engines of other kinds than Ollama."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from doubles.openai import Asked, Fault, OpenAIServer
from material.command_line import work_folder
from material.repository import repository
from typer.testing import CliRunner, Result

from ralf_notes.cli.app import app

LIMITS = '''"""Limits how fast clients may ask."""


def take(count: int) -> bool:
    """Take tokens for a request, if there are enough."""
    return count < 3
'''
SAID = "`take` takes tokens for a request."


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = work_folder(tmp_path, monkeypatch)
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")
    return repository(work / "shop", {"limits.py": LIMITS})


def ask(*args: str) -> Result:
    command = ["ask", "How are tokens taken for a request?", "--source", "shop", "-o", "vault"]
    return CliRunner().invoke(app, [*command, *args])


def streamed(asked: Asked) -> Fault | None:
    """Return the answer of a chat server, which cites the first passage."""
    if not asked.path.endswith("/chat/completions"):
        return None
    answer = json.dumps({"sentences": [{"passage": 1, "text": SAID}]})
    pieces = [answer[at : at + 9] for at in range(0, len(answer), 9)]
    deltas = [{"choices": [{"index": 0, "delta": {"content": each}}]} for each in pieces]
    ends = [
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {"choices": [], "usage": {"prompt_tokens": 900, "completion_tokens": 9}},
    ]
    events = "".join(f"data: {json.dumps(each)}\n\n" for each in (*deltas, *ends))
    return Fault("answer", 200, f"{events}data: [DONE]\n\n", "text/event-stream")


@pytest.mark.parametrize("kind", ["llama.cpp", "vllm", "lmstudio", "ray"])
def test_a_chat_server_answers_with_citations(shop: Path, kind: str) -> None:
    with OpenAIServer(kind) as server:
        server.fault = streamed
        answer = ask("--engine", "openai", "--host", server.host, "--model", server.model)
        assert answer.exit_code == 0, answer.stderr
        assert answer.stdout.startswith(f"{SAID} [shop/limits.py:")
        assert "Passage 1:" in server.questions[-1].prompt


@pytest.mark.parametrize("fault", [Fault.HANGS_UP, Fault.ENDLESS, Fault.EMPTY, Fault.PROSE])
def test_what_a_chat_server_does_wrong_leaves_the_passages(shop: Path, fault: Fault) -> None:
    with OpenAIServer("llama.cpp") as server:
        server.fault = lambda asked: fault if "response_format" in asked.body else None
        answer = ask("--engine", "openai", "--host", server.host, "--model", server.model)
    assert answer.exit_code in (1, 3), answer.stderr
    assert "def take" in answer.stdout and "Traceback" not in answer.stderr


def test_a_real_small_model_is_asked_and_what_it_says_is_checked(shop: Path) -> None:
    answer = ask("--engine", "embedded")
    assert answer.exit_code in (0, 1), answer.stderr
    assert "limits.py" in answer.stdout
