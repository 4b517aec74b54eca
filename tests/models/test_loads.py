"""Loads told truly: what loads a model, whether an answer was one that did, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.client import SMALL, ask, send
from doubles.ollama.server import (
    Fault,
    Model,
    OllamaServer,
    Request,
    Speeds,
    VirtualClock,
    byte_tokens,
)
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import run
from material.repository import Done, generate, repository

from ralf_notes.errors import PromptTooLong
from ralf_notes.models.engines import Ask, LoadedModel, Runner
from ralf_notes.models.engines.ollama import Ollama

OLD, NEW = "0.24.0", "0.33.0-rc2"
FILES = {f"{name}.py": f"def {name}(a):\n    return a * 2\n" for name in ("one", "two", "six")}


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return repository(tmp_path / "gate", FILES)


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(version=NEW) as double:
        yield double


def model_of(done: Done) -> dict[str, Any]:
    (model,) = done.report["models"]
    return dict(model)


def load_elsewhere(server: OllamaServer, num_ctx: int = 4096, **body: Any) -> None:
    """Load the model as another client does, which says nothing of `shift`."""
    options = {"num_ctx": num_ctx} | body.pop("options", {})
    assert ask(server, "", options=options, keep_alive="30m", **body).status == 200


# What is sent


@pytest.mark.parametrize(
    ("version", "shift"),
    [
        (OLD, [False]),
        ("0.29.9", [False]),
        ("0.30.0", []),
        (NEW, []),
        ("1.2", []),
        ("0.0.0", [False]),
    ],
)
def test_shift_is_sent_where_it_does_not_load_the_model_again(
    gate: Path, tmp_path: Path, version: str, shift: list[bool]
) -> None:
    with OllamaServer(version=version) as double:
        generate(gate, "-o", tmp_path / "v", "--unload", server=double)
        bodies = [request.body or {} for request in double.work]
    assert [body["shift"] for body in bodies if "shift" in body] == shift * len(bodies)
    assert all(body["truncate"] is False for body in bodies)


def test_no_answer_is_taken_that_saw_a_part_of_the_prompt_only(server: OllamaServer) -> None:
    @given(
        st.integers(300, 3000),
        st.integers(1, 400),
        st.integers(1, 800),
        st.sampled_from([1.0, 2.0, 3.0, 3.5, 5.0]),
    )
    def holds(prompt: int, num_predict: int, answer: int, bytes_per_token: float) -> None:
        words = "".join(f"w{number} " for number in range(2000))[: round(answer * bytes_per_token)]
        server.tokens, server.answer = byte_tokens(bytes_per_token), lambda request: words
        question = Ask("", "x" * prompt, None, num_predict, 1)
        try:
            reply = engine.ask(Runner(SMALL, 1024, 0.2, "5m"), question)
        except PromptTooLong:
            made = server.work[-1]
            assert made.status == 400 or made.prompt_tokens + made.answer_tokens > 1024
        else:
            assert reply.prompt_tokens + reply.answer_tokens <= 1024
            assert words.startswith(reply.text)

    with closing(Ollama(server.host)) as engine:
        holds()
    assert server.loads() == 1


def test_a_file_whose_answer_does_not_fit_the_window_is_split(tmp_path: Path) -> None:
    text = "".join(f"def work_{n}(a, b):\n    return a + b * {n}\n\n\n" for n in range(150))
    gate = repository(tmp_path / "gate", {"a.py": text})
    # Where each byte is a token, the estimate is too low: an answer goes beyond the window.
    with OllamaServer(version=NEW, tokens=byte_tokens(0.9)) as double:
        done = generate(gate, "-o", tmp_path / "v", server=double)
        answered = [request for request in double.work if request.status == 200]
    beyond = [r for r in answered if r.prompt_tokens + r.answer_tokens > 4096]
    assert beyond and all(r.prompt_tokens < 4096 for r in beyond)
    assert answered.index(beyond[-1]) < len(answered) - 2  # its part was split, and asked again
    totals = done.report["totals"]
    assert (done.exit_code, totals["failed"], totals["coverage"], double.loads()) == (0, 0, 1.0, 1)


# What is told


def test_a_model_that_another_client_loaded_is_not_loaded_again(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    load_elsewhere(server)
    done = generate(gate, "-o", tmp_path / "v", server=server)
    assert (server.loads(), model_of(done)["loads"]) == (1, 0)
    assert "was loaded already" in done.stderr


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        ({"options": {"num_thread": 2}}, "with the same num_ctx, but with other options"),
        ({"options": {"num_batch": 64}}, "with the same num_ctx, but with other options"),
        ({"num_ctx": 2048}, "with num_ctx 2048, not 4096"),
    ],
)
def test_one_with_other_options_is_and_that_is_told(
    gate: Path, tmp_path: Path, version: str, theirs: dict[str, Any], words: str
) -> None:
    with OllamaServer(version=version) as double:
        load_elsewhere(double, **theirs)
        done = generate(gate, "-o", tmp_path / "v", "--verbose", server=double)
        assert (double.loads(), model_of(done)["loads"]) == (2, 1)
    assert words in " ".join(done.stderr.split())
    assert "was loaded already" not in done.stderr


def test_another_client_that_forbids_shift(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    answer = server.answer

    def disturb(request: Request) -> Any:
        if len(server.work) == 3:
            server.answer = answer
            ask(server, shift=False, options={"num_ctx": 4096})
        return answer(request)

    load_elsewhere(server, shift=False)
    done = generate(gate, "-o", tmp_path / "v", server=server)
    model = model_of(done)
    assert model["loads"] == server.loads() - 1 == 1
    assert model["load_seconds"] > 0.27


def test_turns_with_another_client_are_counted_and_its_options_named(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    def disturb(request: Request) -> None:
        if request.path == "/api/chat" and len(server.work) in (3, 4):
            server.loaded[0].options = {**server.loaded[0].options, "shift": 0}

    server.fault = disturb
    done = generate(gate, "-o", tmp_path / "v", server=server)
    model = model_of(done)
    assert model["loads"] == server.loads() == 3
    assert all("shift" in why and "num_batch" in why for why in model["reloads"])


@pytest.mark.parametrize("loaded_before", [False, True])
def test_other_clients_that_say_nothing_of_shift_do_no_harm(
    gate: Path, tmp_path: Path, server: OllamaServer, loaded_before: bool
) -> None:
    """Before, each turn of one of the two loaded the model again."""

    def others_ask(request: Request) -> None:
        if request.path == "/api/chat":
            ask(server, "Say hello.", options={"num_ctx": 4096}, keep_alive="30m")

    if loaded_before:
        load_elsewhere(server)
    server.fault = others_ask
    model = model_of(generate(gate, "-o", tmp_path / "v", server=server))
    assert (server.loads(), model["loads"], model["reloads"]) == (1, 0, [])


@pytest.mark.parametrize("version", [OLD, NEW])
def test_a_runner_that_dies_is_one_load_more_with_its_reason(
    gate: Path, tmp_path: Path, impatient: None, version: str
) -> None:
    with OllamaServer(version=version) as double:
        answer = double.answer
        dies = iter([Fault.RUNNER_DIES])
        double.answer = lambda r: next(dies, None) or answer(r) if "two" in r.user else answer(r)
        done = generate(gate, "-o", tmp_path / "v", server=double)
        model = model_of(done)
        assert (done.exit_code, model["loads"]) == (0, double.loads()) == (0, 2)
    assert all("its runner had died" in why for why in model["reloads"])


def test_another_window_seen_in_between_is_named(
    gate: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.models.live._EVERY", 0.0)

    def other_window(request: Request) -> None:
        if request.path == "/api/ps" and len(server.work) == 3:
            ask(server, "", options={"num_ctx": 2048}, keep_alive="30m")

    server.fault = other_window
    model = model_of(generate(gate, "-o", tmp_path / "v", server=server))
    assert model["loads"] > 1
    assert any("loaded it with num_ctx 2048: give both the same" in w for w in model["reloads"])


@pytest.mark.parametrize(
    ("version", "load", "warm", "loads"),
    [
        (NEW, 0.266, 0.006, 1),
        (NEW, 40.0, 0.0006, 1),
        (NEW, 0.05, 0.001, 1),  # a tiny one: /api/ps had no model before
        (OLD, 0.37, 0.112, 1),
        (OLD, 0.15, 0.02, 1),
    ],
)
def test_a_load_is_one_whatever_it_takes(
    gate: Path, tmp_path: Path, version: str, load: float, warm: float, loads: int
) -> None:
    speeds = Speeds(load_seconds=load, warm_seconds=warm)
    with OllamaServer(version=version, speeds=speeds) as double:
        first = generate(gate, "-o", tmp_path / "v", server=double)
        second = generate(gate, "-o", tmp_path / "w", server=double)
    assert (model_of(first)["loads"], model_of(second)["loads"]) == (loads, 0)


@pytest.mark.parametrize("warm", [0.007, 0.032, 0.1, 0.24])
def test_between_the_two_what_was_in_memory_decides(
    gate: Path, tmp_path: Path, server: OllamaServer, warm: float
) -> None:
    """32 ms was seen on a real server once, for a model that was in memory."""
    server.speeds = Speeds(load_seconds=0.0, warm_seconds=warm)
    first = generate(gate, "-o", tmp_path / "v", server=server)
    second = generate(gate, "-o", tmp_path / "w", server=server)
    assert [model_of(done)["loads"] for done in (first, second)] == [1, 0]


def test_a_run_without_questions_has_no_rate_of_writing(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    generate(gate, "-o", tmp_path / "v", server=server)
    server.answer = lambda request: "one"  # an answer of one token, and no more
    done = generate(gate, "-o", tmp_path / "w", "--force", server=server)
    model = model_of(done)
    assert model["answer_tokens"] and model["answer_tokens_per_second"] is None
    assert "1000000" not in done.stderr and "written" in done.stderr


# What is in memory


def test_a_model_that_is_being_unloaded_is_gone() -> None:
    with OllamaServer(version=NEW, lingers=3) as double, closing(Ollama(double.host)) as engine:
        ask(double)
        assert [model.name for model in engine.loaded()] == [SMALL]
        engine.unload(SMALL)
        listed = send(double, "GET", "/api/ps").json["models"]
        assert [model["name"] for model in listed] == [SMALL]
        assert engine.loaded() == ()


def test_the_servers_own_clock_decides(server: OllamaServer) -> None:
    """It may differ from ours by hours; the virtual one of the double does."""
    assert isinstance(server.clock, VirtualClock)
    with closing(Ollama(server.host)) as engine:
        ask(server, keep_alive="10m")
        server.clock.advance(595)
        assert [model.name for model in engine.loaded()] == [SMALL]


@pytest.mark.parametrize("text", ["", "0001-01-01T00:00:00Z", "no time", "2026-11-26T02:00:00"])
def test_a_time_that_is_none_does_not_expire(text: str) -> None:
    from datetime import UTC, datetime

    assert not LoadedModel("a", 1, 1, text).has_expired(datetime(2030, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("loaded", "asked"),
    [
        ("a/M:1B", "A/m:1b"),
        ("m:1b", "m:1b:local"),
        ("m:1b", "m:1b:LOCAL"),
        ("m:latest", "m:local"),
        ("m", "m:latest"),
    ],
)
def test_names_of_one_model(loaded: str, asked: str) -> None:
    assert LoadedModel(loaded, 1, 1, "").is_called(asked)


def test_a_run_with_a_name_that_says_local(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    local = ("--host", server.host, "--model", f"{SMALL}:local")
    done = generate(gate, "-o", tmp_path / "v", *local)
    model = model_of(done)
    assert (model["loads"], model["unloads"]) == (1, [])
    assert model["memory_after"] > 0


def test_a_model_of_mlx_is_not_loaded_again_for_its_window(gate: Path, tmp_path: Path) -> None:
    models = [Model(SMALL, format="safetensors", context_length=32_768)]
    with OllamaServer(models, version=NEW) as double:
        load_elsewhere(double, 2048)
        shown = run("check", gate, "-o", tmp_path / "v", "--host", double.host, "--model", SMALL)
        done = generate(gate, "-o", tmp_path / "v", server=double)
    assert "a run loads it again" not in shown
    assert (double.loads(), model_of(done)["loads"], model_of(done)["reloads"]) == (1, 0, [])


def test_a_model_of_mlx_reads_beyond_num_ctx_and_nothing_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(
        f'def work_{n}(a):\n    """Add {n} to it."""\n    return a + {n}\n\n\n' for n in range(90)
    )
    gate = repository(tmp_path / "gate", {"a.py": text})
    models = [Model(SMALL, format="safetensors", context_length=65_536)]
    asked = []
    for bytes_per_token in (3.5, 1.0):

        def tokens(text: str, each: float = bytes_per_token) -> int:
            is_prompt = "<|user|>" in text  # the answers stay as they are
            return byte_tokens(each if is_prompt else 3.5)(text)

        monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / f"cache{bytes_per_token}"))
        with OllamaServer(models, version=NEW, tokens=tokens) as double:
            done = generate(gate, "-o", tmp_path / f"v{bytes_per_token}", server=double)
            asked.append(len(double.work))
    assert max(request.prompt_tokens for request in double.work) > 4096
    # No answer was thrown away and its text split.
    assert (asked[0], done.report["totals"]["coverage"]) == (asked[1], 1.0)


# Requests at once


@pytest.mark.parametrize(
    ("family", "parallel", "is_said"),
    [("qwen35", "3", True), ("qwen35", "1", False), ("llama", "3", False), ("lfm2", "auto", True)],
)
def test_models_that_answer_one_request_at_a_time_are_named(
    gate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    family: str,
    parallel: str,
    is_said: bool,
) -> None:
    monkeypatch.setenv("RALF_PARALLEL", parallel)
    with OllamaServer([Model(SMALL, family=family)], version=NEW) as double:
        options = ("--host", double.host, "--model", SMALL)
        shown = run("check", gate, "-o", tmp_path / "v", *options)
    assert ("parallel gains nothing" in shown) == is_said
