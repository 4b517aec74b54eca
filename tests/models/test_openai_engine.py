"""The engine openai: llama.cpp's server, LM Studio, vLLM and Ray Serve, each with its own ways."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from doubles.openai import MODEL, Asked, Fault, OpenAIServer, failed, page, tokens
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import contents, run, work_folder
from material.repository import Done, generate, put, repository

from ralf_notes.config import addresses
from ralf_notes.config.loading import load_config
from ralf_notes.errors import (
    ConfigError,
    EngineError,
    ModelMissing,
    PromptTooLong,
    RalfError,
    Refused,
    ServerDown,
    Transient,
)
from ralf_notes.models.engines import Ask, Runner
from ralf_notes.models.engines.http import Patience
from ralf_notes.models.engines.openai import OpenAI
from ralf_notes.models.engines.openai.reply import least_tokens

KINDS = ["llama.cpp", "lmstudio", "vllm", "ray"]
LOAD_TIMEOUT = 30
KEY = "sk-not-to-be-seen-4711"
SCHEMA = {"type": "object", "properties": {"summary": {"type": "string"}}, "required": ["summary"]}
ASK = Ask("Be brief.", "What does a gate keep out?", SCHEMA, 60, 7)
CLOCK = """def now() -> float:
    return 1.0


def later(seconds: float) -> float:
    return now() + seconds
"""
# A digit is a token, and so is a comma: thrice as many as the estimate, bytes / 3, has it.
DIGITS = "".join(f"{','.join(str(n * 7654321))},\n" for n in range(11, 200))
DENSE = f"DIGITS = [\n{DIGITS}]\n"


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest) -> Iterator[OpenAIServer]:
    with OpenAIServer(request.param) as double:
        yield double


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, impatient: None) -> Path:
    folder = work_folder(tmp_path, monkeypatch)
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")
    return folder


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return repository(tmp_path / "gate", {"clock.py": CLOCK, "README.md": "# Gate\n\nKeeps.\n"})


def document(root: Path, server: OpenAIServer, *args: str | Path) -> Done:
    vault = root.parent / "vault"
    named = ("--engine", "openai", "--host", server.host, "--model", server.model)
    return generate(root, "-o", vault, *named, *args)


def settings(text: str) -> tuple[str, Path]:
    path = Path("settings.yaml").absolute()
    path.write_text(text, encoding="utf-8")
    return "--config", path


def engine(server: OpenAIServer, timeout: float = 60, key: str = "") -> OpenAI:
    return OpenAI(server.host, Patience(LOAD_TIMEOUT, timeout), key)


def runner(num_ctx: int = 4096, model: str = MODEL) -> Runner:
    return Runner(model, num_ctx, 0.2, "30m")


# A run


def test_every_request_is_alike_and_a_second_run_sends_none(
    gate: Path, server: OpenAIServer
) -> None:
    done = document(gate, server)
    assert done.exit_code == 0, done.stderr
    assert all(row["coverage"] == 1.0 for row in done.report["files"])
    assert len(server.questions) >= 3
    assert done.report["models"][0]["unloads"] == []
    for asked in server.questions:
        assert asked.path == "/v1/chat/completions"
        wanted = asked.body["response_format"]
        assert wanted["type"] == "json_schema"
        assert (wanted["json_schema"]["strict"], wanted["json_schema"]["name"]) == (True, "answer")
        assert wanted["json_schema"]["schema"]["required"]
        assert asked.body["max_tokens"] > 40
        fixed = ("model", "temperature", "seed", "stream", "stream_options")
        values = [MODEL, 0.2, 1, True, {"include_usage": True}]
        assert [asked.body[key] for key in fixed] == values
        assert "Authorization" not in asked.headers
    systems = {asked.body["messages"][0]["content"] for asked in server.questions}
    assert len(systems) == 1
    [used] = done.report["models"]
    assert (used["model"], used["loads"], used["reloads"]) == (MODEL, 0, [])
    before, vault = len(server.asked), contents(gate.parent / "vault")
    again = document(gate, server)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert (len(server.asked), contents(gate.parent / "vault")) == (before, vault)


def test_the_notes_hold_the_prose_and_the_models_name(gate: Path, tmp_path: Path) -> None:
    path = "/home/somebody/models/Writer-3B.Q4_K_M.gguf"
    with OpenAIServer("llama.cpp", model=path) as server:
        done = document(gate, server, "--model", "Writer-3B.Q4_K_M.gguf")
        assert {asked.body["model"] for asked in server.questions} == {path}
        again = document(gate, server, "--model", "Writer-3B.Q4_K_M.gguf", "--force", "--dry-run")
    assert "as Writer-3B.Q4_K_M.gguf ran last" in again.stdout
    assert done.exit_code == 0, done.stderr
    note = (tmp_path / "vault/gate/clock.py.md").read_text(encoding="utf-8")
    assert 'ralf_model: "Writer-3B.Q4_K_M.gguf"' in note
    assert "somebody" not in note
    assert note.count(".\n") > 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_prompt_that_the_server_finds_too_long_is_split(gate: Path, kind: str) -> None:
    put(gate / "dense.py", DENSE)
    with OpenAIServer(kind, window=1500) as server:
        done = document(gate, server)
        sent = "".join(asked.prompt for asked in server.questions if fits(asked, server))
    assert done.exit_code == 0, done.stderr
    assert not all(fits(asked, server) for asked in server.questions)
    row = done.row("dense.py")
    assert (row["coverage"], row["parts"] > 1) == (1.0, True)
    assert all(line in sent for line in DENSE.splitlines())


def fits(asked: Asked, server: OpenAIServer) -> bool:
    read = sum(tokens(message["content"]) + 6 for message in asked.body["messages"])
    return read + int(asked.body["max_tokens"]) <= server.window


def test_what_may_pass_is_asked_again(gate: Path, server: OpenAIServer) -> None:
    left = [failed(503, {"error": {"message": "Loading model"}}), Fault.HANGS_UP, page(502, "no")]
    server.fault = lambda asked: left.pop() if left and asked.method == "POST" else None
    done = document(gate, server, *settings("retries: 3\nwarm_up: false\n"))
    assert done.exit_code == 0, done.stderr
    assert left == []
    assert all(row["coverage"] == 1.0 for row in done.report["files"])


# Limits


@pytest.mark.parametrize("kind", KINDS)
def test_the_window_is_asked_for(gate: Path, kind: str) -> None:
    with OpenAIServer(kind, window=3000) as server:
        done = document(gate, server, "--verbose")
        assert engine(server).show(MODEL).context_length == 3000
    assert done.report["models"][0]["num_ctx"] == 3000
    assert "3000" in done.stderr


def test_older_llama_cpp_has_its_window_in_another_place() -> None:
    with OpenAIServer("llama.cpp", window=3000) as server:
        server.tells_window = False
        assert engine(server).show(MODEL).context_length == 3000


def test_without_a_window_a_number_is_needed_and_measured(gate: Path) -> None:
    with OpenAIServer("ray", window=2000) as server:
        server.tells_window = False
        done = document(gate, server)
        assert done.exit_code == 3
        assert "num_ctx" in done.stderr
        assert not any(asked.method == "POST" for asked in server.asked)
        done = document(gate, server, *settings("num_ctx: 2000\n"))
        assert done.exit_code == 0, done.stderr
        long = [asked for asked in server.asked if asked.body and tokens(asked.prompt) > 1900]
        assert len(long) == 1


@pytest.mark.parametrize("cuts", [True, False])
def test_a_number_that_is_more_than_the_server_has_stops_the_run(gate: Path, cuts: bool) -> None:
    for number in range(6):
        put(gate / f"m{number}.py", CLOCK)
    with OpenAIServer("ray", window=2000) as server:
        server.tells_window, server.cuts = False, cuts
        done = document(gate, server, *settings("num_ctx: 4096\n"))
    assert done.exit_code == 3
    assert "num_ctx is 4096" in done.stderr


def test_lm_studio_must_have_loaded_the_model_to_tell_its_window(gate: Path) -> None:
    with OpenAIServer("lmstudio", window=4096) as server:
        server.is_loaded = False
        done = document(gate, server)
        assert (done.exit_code, "Load the model there" in done.stderr) == (3, True)
        ready = document(gate, server, *settings("num_ctx: 4096\n"))
        assert ready.exit_code == 0, ready.stderr
        assert ready.report["models"][0]["loads"] == 1
        with pytest.raises(Refused, match="4096 tokens, and num_ctx is 8192"):
            engine(server).ask(runner(8192), ASK)


# Cutting in silence


def test_a_prompt_that_was_cut_without_a_word_counts_as_too_long() -> None:
    with OpenAIServer("lmstudio", window=1000) as server:
        server.cuts = True
        text = "The gate keeps out what comes too often. " * 300
        with pytest.raises(PromptTooLong, match="cuts prompts silently"):
            engine(server).ask(runner(1000), Ask("", text, None, 1, 1))
        dense = "1,2;3:" * 400
        with pytest.raises(PromptTooLong, match="do not fit"):
            engine(server).ask(runner(1000), Ask("", dense, SCHEMA, 60, 1))


def test_a_server_that_cuts_is_sent_shorter_parts(gate: Path) -> None:
    put(gate / "dense.py", DENSE)
    with OpenAIServer("lmstudio", window=1500) as server:
        server.cuts = True
        done = document(gate, server)
        sent = "".join(asked.prompt for asked in server.questions if fits(asked, server))
    assert done.exit_code == 0, done.stderr
    assert done.row("dense.py")["coverage"] == 1.0
    assert all(line in sent for line in DENSE.splitlines())


@given(st.text(max_size=60))
def test_a_text_never_has_fewer_tokens_than_are_counted(text: str) -> None:
    words = re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", text)
    assert least_tokens(text) <= len(words) + sum(not char.isascii() for char in text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t", 0),
        ("def f(x):", 3),
        ("don't", 1),
        ("utf8", 2),
        ("créer हिन्दी", 2),
        ("=====", 0),
    ],
)
def test_what_counts_as_a_token_at_least(text: str, count: int) -> None:
    assert least_tokens(text) == count


# Answers that are none


@dataclass(frozen=True, slots=True)
class Wrong:
    fault: Fault
    error: type[RalfError]
    words: str


WRONG = [
    Wrong(Fault.STALL, Transient, "stalled"),
    Wrong(Fault.HANGS_UP, Transient, "connection broke|before it was complete"),
    Wrong(Fault.NO_USAGE, Refused, "how much of the prompt"),
    Wrong(Fault.PROSE, Refused, "response_format"),
    Wrong(Fault.THINKS, Refused, "thinking"),
    Wrong(Fault.ENDLESS, Refused, "max_tokens"),
    Wrong(Fault.EMPTY, Refused, "response_format"),
    Wrong(failed(500, {"error": {"message": "CUDA error"}}), Transient, "CUDA error"),
    Wrong(failed(429, {"error": {"message": "slow down"}}), Transient, "slow down"),
    Wrong(failed(400, {"error": {"message": "bad schema"}}), Refused, r"\(400\): bad schema"),
    Wrong(failed(422, {"detail": [{"msg": "extra field"}]}), Refused, "extra field"),
    Wrong(failed(200, {"error": "Unexpected endpoint"}), Refused, "Unexpected endpoint"),
    Wrong(failed(401, {"error": "Invalid API Key"}), EngineError, "RALF_API_KEY"),
    Wrong(page(200, "<h1>Sign in</h1>"), Refused, "Sign in"),
    Wrong(page(302, "", location="http://example.com/"), EngineError, r"302.*example\.com"),
    Wrong(page(200, "data: {{{\n\n", "text/event-stream"), Refused, "not JSON"),
    Wrong(page(200, "data: [1]\n\n", "text/event-stream"), Refused, "with an object"),
    Wrong(page(200, ": ping\n\n", "text/event-stream"), Transient, "before it was complete"),
    Wrong(
        page(200, 'data: {"error": {"code": 500, "message": "died"}}\n\n', "text/event-stream"),
        Transient,
        "died",
    ),
    Wrong(
        page(200, 'error: {"message": "context size has been exceeded"}\n\n', "text/event-stream"),
        PromptTooLong,
        "exceeded",
    ),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.fault.kind}-{wrong.words}")
def test_each_problem_is_reported(wrong: Wrong) -> None:
    with OpenAIServer("vllm") as server:
        server.fault = lambda asked: wrong.fault if asked.method == "POST" else None
        with pytest.raises(wrong.error, match=wrong.words):
            engine(server, timeout=0.2).ask(runner(), ASK)


def test_only_after_the_first_token_is_the_next_one_due_soon() -> None:
    with OpenAIServer("vllm") as server:
        server.fault = lambda asked: Fault.LATE
        assert engine(server, timeout=0.1).ask(runner(), ASK).text
        server.fault = lambda asked: Fault.STALL
        begun = time.monotonic()
        with pytest.raises(Transient, match="stalled"):
            engine(server, timeout=0.1).ask(runner(), ASK)
        assert time.monotonic() - begun < LOAD_TIMEOUT / 2


@pytest.mark.parametrize(
    "fault",
    [page(200, "<h1>Sign in</h1>"), page(404, "no"), failed(200, [1]), failed(200, {"data": 1})],
)
def test_something_else_that_answers_is_reported(fault: Fault) -> None:
    with OpenAIServer("vllm") as server:
        server.fault = lambda asked: fault
        with pytest.raises(EngineError, match=r"does not speak the OpenAI API.*Is the port right"):
            engine(server).version()


def test_a_redirect_is_named_and_not_followed() -> None:
    with OpenAIServer("vllm") as other, OpenAIServer("vllm") as server:
        server.fault = lambda asked: page(307, "", location=f"{other.host}/v1/models")
        with pytest.raises(EngineError, match="never followed"):
            engine(server).version()
        assert other.asked == []


def test_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer("vllm") as server, OpenAIServer("vllm") as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.host)
        assert engine(server).ask(runner(), ASK).text
        assert proxy.asked == []


def test_a_server_that_is_loading_or_gone_is_reported() -> None:
    with OpenAIServer("llama.cpp") as server:
        server.fault = lambda asked: failed(503, {"error": {"message": "Loading model"}})
        with pytest.raises(ServerDown, match="Loading model"):
            engine(server).version()
    with pytest.raises(ServerDown, match="no server answers"):
        engine(server).version()
    with pytest.raises(ServerDown, match="no server answers"):
        engine(server).ask(runner(), ASK)


def test_ollama_is_not_asked_this_way() -> None:
    entry = {"id": "small:1b", "object": "model", "owned_by": "library"}
    with OpenAIServer("vllm") as server:
        server.fault = lambda asked: failed(200, {"data": [entry]})
        with pytest.raises(EngineError, match="engine: ollama"):
            engine(server).version()


def test_a_model_that_is_removed_in_mid_run_ends_the_run(gate: Path) -> None:
    with OpenAIServer("vllm") as server:

        def remove(asked: Asked) -> None:
            if asked.path == "/v1/chat/completions":
                server.model = "org/other"

        server.fault = remove
        done = document(gate, server, "--no-warm-up")
    assert (done.exit_code, "which has org/other" in done.report["stopped"]) == (3, True)
    assert done.stderr.count("is not on the server") == 1


def test_a_missing_model_comes_with_the_names_that_are_there(gate: Path) -> None:
    with OpenAIServer("vllm", model="org/writer-3b") as server:
        done = document(gate, server, "--model", "writer-3")
        assert (done.exit_code, "which has org/writer-3b" in done.stderr) == (3, True)
        with pytest.raises(ModelMissing, match=r"no model is named.*org/writer-3b"):
            engine(server).show("")
    assert (gate.parent / "vault/gate/clock.py.md").is_file()  # facts need no model


# Times


def test_seconds_are_llama_cpps_own_or_measured(server: OpenAIServer) -> None:
    reply = engine(server).ask(runner(), ASK)
    seconds = (reply.prompt_seconds, reply.answer_seconds)
    assert seconds == (1.5, 2.5) if server.kind == "llama.cpp" else 0 < sum(seconds) < 1.5
    assert reply.prompt_tokens > 10
    assert (reply.answer_tokens > 0, reply.cut, reply.load_seconds) == (True, False, 0.0)
    assert json.loads(reply.text)["summary"]


# The key


def test_the_key_is_sent_and_shown_nowhere(
    gate: Path, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.key = KEY
    refused = document(gate, server)
    assert (refused.exit_code, "RALF_API_KEY" in refused.stderr) == (3, True)
    monkeypatch.setenv("RALF_API_KEY", KEY)
    done = document(gate, server, "--verbose", "--debug")
    assert done.exit_code == 0, done.stderr
    assert {asked.headers.get("Authorization") for asked in server.questions} == {f"Bearer {KEY}"}
    shown = [done.stdout, done.stderr, json.dumps(done.report)]
    shown += [content.decode(errors="replace") for content in contents(gate.parent).values()]
    assert len(shown) > 5
    assert not any(KEY in text for text in shown)


def test_a_key_that_the_server_repeats_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer("vllm") as server:
        server.fault = lambda asked: failed(400, {"error": f"Incorrect API key: {KEY}"})
        with pytest.raises(Refused, match=r"Incorrect API key: \*\*\*$"):
            engine(server, key=KEY).ask(runner(), ASK)


@pytest.mark.parametrize("key", ["a\nb", "schlüssel", "a\x00b"])
def test_a_key_that_no_header_may_hold_is_refused_unseen(key: str) -> None:
    with pytest.raises(EngineError, match="RALF_API_KEY") as raised:
        OpenAI("http://127.0.0.1:1", api_key=key)
    assert key not in str(raised.value)


def test_no_file_holds_a_key() -> None:
    file = Path("ralf-notes.yaml")
    file.write_text("api_key: x\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="api_key"):
        load_config(file, {}, {})


# Where the server is


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
def test_the_host_may_end_in_v1(server: OpenAIServer, suffix: str) -> None:
    listed = run("models", "--engine", "openai", "--host", server.host + suffix)
    assert MODEL in listed
    assert "8192" in listed
    assert server.asked[0].path == "/v1/models"


def test_the_host_must_be_named_and_is_not_ollamas() -> None:
    for environ in ({}, {"OLLAMA_HOST": "127.0.0.1:9999"}):
        with pytest.raises(
            ConfigError, match=r"^--host: not given, .*because the engine is openai"
        ):
            load_config(None, {"engine": "openai"}, environ)
    with pytest.raises(
        ConfigError, match=r"^environment: RALF_HOST: .*because the engine is openai"
    ):
        load_config(None, {"engine": "openai"}, {"RALF_HOST": "127.0.0.1"})
    ours = {"OLLAMA_HOST": "127.0.0.1:9999", "RALF_HOST": "127.0.0.1:8080"}
    assert load_config(None, {"engine": "openai"}, ours).config.host == "http://127.0.0.1:8080"
    file = Path("ralf-notes.yaml")
    file.write_text("engine: openai\nhost:\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"host: .*because the engine is openai"):
        load_config(file, {}, {})
    file.write_text("engine: openai\nhost: 10.0.0.5:8000\n", encoding="utf-8")
    ollama = {"OLLAMA_HOST": "127.0.0.1:9999"}
    assert load_config(file, {}, ollama).config.host == "http://10.0.0.5:8000"
    assert load_config(file, {"engine": "ollama"}, ollama).config.host == "http://127.0.0.1:9999"


def test_a_model_file_is_the_servers() -> None:
    folder = Path("elsewhere")
    folder.mkdir()
    text = "engine: openai\nhost: 127.0.0.1:8080\nmodel: writer.gguf\n"
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    assert load_config(folder / "config.yaml", {}, {}).config.model_name == "writer.gguf"


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://localhost:8080", True),
        ("http://[::1]:8080", True),
        ("http://10.1.2.3:8000", True),
        ("http://192.168.0.9:1234", True),
        ("http://172.31.0.1:80", True),
        ("http://100.100.1.2:8000", True),
        ("http://[fd00::1]:8000", True),
        ("http://8.8.8.8:80", False),
        ("https://172.32.0.1:443", False),
        ("http://[2606:4700::1111]:80", False),
        (f"http://{'a' * 64}:80", False),
    ],
)
def test_private_networks(url: str, private: bool) -> None:
    assert addresses.is_private(url) is private


def test_a_server_elsewhere_is_refused_unless_allowed(
    gate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.models.engines.openai.is_private", lambda url: False)
    with OpenAIServer("vllm") as server:
        done = document(gate, server)
        assert done.exit_code == 3
        assert "your source would leave" in done.stderr
        assert not any(asked.method == "POST" for asked in server.asked)
        done = document(gate, server, *settings(f"allow_remote_models: [{MODEL}]\n"))
        assert done.exit_code == 0, done.stderr


# check, models


def test_check_says_what_serves_and_what_it_leaves_to_it(gate: Path, server: OpenAIServer) -> None:
    named = ("--engine", "openai", "--host", server.host, "--model", MODEL)
    lines = run("check", gate, "--target-dir", "vault", *named).splitlines()
    assert {line.split()[0] for line in lines} == {"ok"}
    servers = {"llama.cpp": "llama.cpp b7000", "lmstudio": "LM Studio", "ray": "Ray Serve"}
    managed = [line for line in lines if "keep_alive, unloading" in line]
    assert len(managed) == 1
    assert servers.get(server.kind, "vLLM") in managed[0]
    assert not any(asked.method == "POST" for asked in server.asked)
    deep = run("check", gate, "--target-dir", "vault", *named, "--deep", "--keep-alive", "0")
    assert "answers, after" in deep
    assert "answers with JSON" in deep
    assert sum(asked.method == "POST" for asked in server.asked) == 2  # a token, a tiny JSON


def test_check_finds_what_is_wrong_without_a_word_of_ollama(gate: Path) -> None:
    with OpenAIServer("vllm") as server:
        named = ("--engine", "openai", "--host", server.host, "--model", MODEL)
        server.fault = lambda asked: page(200, "<h1>Sign in</h1>")
        other = run("check", gate, "--target-dir", "vault", *named, expect=3)
    down = run("check", gate, "--target-dir", "vault", *named, expect=3)
    assert "Is the port right?" in other
    assert "no server answers" in down
    assert "llama" not in (down + other).replace("llama.cpp", "")


def test_models_in_memory_are_shown_without_a_size(server: OpenAIServer) -> None:
    _, row = run("models", "--engine", "openai", "--host", server.host).splitlines()
    assert row.split()[0] == MODEL
    assert row.split()[-2:] == ["yes", "8192"]


def test_a_server_that_ignores_the_schema_is_asked_in_words(gate: Path) -> None:
    """What it then writes in lines is used."""
    with OpenAIServer("vllm") as server:
        server.fault = lambda asked: Fault.PROSE if "response_format" in asked.body else None
        done = document(gate, server)
        assert "without a schema" in done.stderr
        in_words = [asked for asked in server.asked if "messages" in asked.body]
        assert sum("response_format" in asked.body for asked in in_words) == 1
    assert done.exit_code == 0, done.stderr
