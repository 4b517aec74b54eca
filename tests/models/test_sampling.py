"""How words are drawn: what is sent, for which model, and what it never causes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.client import SMALL, ask
from doubles.ollama.server import Model, OllamaServer
from material.repository import generate, repository

USUAL = {"temperature": 0.2, "top_p": 0.9, "top_k": 40, "min_p": 0.0, "repeat_penalty": 1.0}
QWEN = USUAL | {"top_p": 0.8, "top_k": 20}
FAMILIES = {
    "ministral-3:3b": ("mistral3", USUAL | {"temperature": 0.05}),
    "mine:3b": ("mistral3", USUAL | {"temperature": 0.05}),
    "hf.co/mistralai/Ministral-3-8B-Instruct-2512-GGUF:Q4_K_M": ("", USUAL | {"temperature": 0.05}),
    "mistral-small:24b": ("llama", USUAL),
    "qwen2.5-coder:7b": ("qwen2", QWEN | {"repeat_penalty": 1.05}),
    "qwen2.5:3b": ("qwen2", QWEN | {"repeat_penalty": 1.05}),
    "qwen3:4b-instruct": ("qwen3", QWEN),
    "qwen3.5:4b": ("qwen35", QWEN),
    "gemma3:4b": ("gemma3", USUAL),
    "small:1b": ("llama", USUAL),
}


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return repository(tmp_path / "gate", {"a.py": "def f(a):\n    return a\n"})


def sent(server: OllamaServer) -> list[dict[str, Any]]:
    """Return the settings of each request, without those that differ from request to request."""
    return [
        {key: value for key, value in request.options.items() if key in USUAL}
        for request in server.work
    ]


@pytest.mark.parametrize("version", ["0.24.0", "0.33.0"])
@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_gets_its_own_whatever_the_server_would_take(
    gate: Path, tmp_path: Path, name: str, version: str
) -> None:
    family, expected = FAMILIES[name]
    with OllamaServer([Model(name, family=family)], version=version) as double:
        generate(gate, "-o", tmp_path / "v", "--host", double.host, "--model", name)
        assert sent(double) == [expected] * len(double.work) and len(double.work) > 1


def test_what_the_model_brings_is_left_to_it(gate: Path, tmp_path: Path) -> None:
    own = 'stop   "<|im_end|>"\nrepeat_penalty                 1.3\ntop_k 5'
    with OllamaServer([Model(SMALL, parameters=own)]) as double:
        generate(gate, "-o", tmp_path / "v", server=double)
        expected = {k: v for k, v in USUAL.items() if k not in ("repeat_penalty", "top_k")}
        assert sent(double) == [expected] * len(double.work)


def test_the_users_temperature_counts(
    gate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_TEMPERATURE", "0.2")
    name = "ministral-3:3b"
    with OllamaServer([Model(name, family="mistral3")]) as double:
        generate(gate, "-o", tmp_path / "v", "--host", double.host, "--model", name)
        assert {settings["temperature"] for settings in sent(double)} == {0.2}


def test_settings_load_nothing_again_and_ask_nothing_again(gate: Path, tmp_path: Path) -> None:
    with OllamaServer(version="0.33.0") as double:
        ask(double, "", options={"num_ctx": 4096}, keep_alive="1h")
        generate(gate, "-o", tmp_path / "v", server=double)
        asked = len(double.work)
        # As after an upgrade that changed them: the notes are what counts.
        double.models = {SMALL: Model(SMALL, family="mistral3", parameters="top_k 3")}
        done = generate(gate, "-o", tmp_path / "v", server=double)
        assert (len(double.work), double.loads(), done.exit_code) == (asked, 1, 0)


def test_the_same_words_on_an_old_server_and_on_a_new_one(gate: Path, tmp_path: Path) -> None:
    notes = []
    for version in ("0.24.0", "0.33.0"):
        with OllamaServer(version=version) as double:
            generate(gate, "-o", tmp_path / version, server=double)
            notes.append((tmp_path / version / "gate" / "a.py.md").read_text(encoding="utf-8"))
    assert notes[0] == notes[1]
