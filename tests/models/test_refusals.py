"""What servers answer instead of an answer, and the error that it is: by status before words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer, Request
from hypothesis import given
from hypothesis import strategies as st
from material.repository import MODEL, generate, questions, repository

from ralf_notes.errors import (
    EngineError,
    FormatRefused,
    OutOfMemory,
    PromptTooLong,
    RalfError,
    Refused,
    Transient,
)
from ralf_notes.models.engines.http.refusals import Refusal, error_for, words_of

HOST = "http://127.0.0.1:11434"


def error(status: int, text: str, retry_after: str = "") -> RalfError:
    return error_for(Refusal(status, *words_of(text), retry_after), HOST, has_key=False)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        *((status, "no reason given") for status in (408, 425, 429, 500, 502, 503, 504, 529, 599)),
        (500, "model runner has unexpectedly stopped, this may be due to resource limitations "
              "or an internal error, check ollama server logs for details"),
        (500, "llama-server process has terminated: signal: killed"),
        (500, "llama-server process no longer running: unknown "),
        (500, "timed out waiting for llama-server to start"),
        (500, "no slots available after 10 retries"),
        (500, "mlx runner exited unexpectedly"),
        (500, "mlx runner failed: exit status 1"),
        (500, "timeout waiting for mlx runner"),
        (500, 'do load request: Post "http://127.0.0.1:63330/load": EOF'),
        (500, "unexpected server status: llm busy - no slots available"),
        (500, 'Post "http://127.0.0.1:1/completion": context deadline exceeded'),
        (500, "context canceled"),
        (500, "etwas ist schiefgegangen"),
        (503, "server busy, please try again.  maximum pending requests exceeded"),
        (429, "Rate limit: too many tokens per minute, the limit of 6000 tokens is exceeded"),
        (0, "an error was encountered while running the model: unexpected EOF"),
        (0, "was immer"),
    ],
)  # fmt: skip
def test_what_may_pass(status: int, text: str) -> None:
    for body in (text, json.dumps({"error": text}), json.dumps({"error": {"message": text}})):
        found = error(status, body)
        assert type(found) is Transient, body
        assert " ".join(text.split()) in str(found)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, "model requires more system memory (5.6 GiB) than is available (3.1 GiB)"),
        (500, "llama-server process has terminated: exit status 1: ggml_aligned_malloc: "
              "insufficient memory (attempted to allocate  92.10 MB)\nerror loading model: unable "
              "to allocate CPU buffer"),
        (500, "llama-server reported out-of-memory during startup"),
        (500, "cudaMalloc failed: out of memory"),
        (500, "Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)"),
        (500, "GGML_ASSERT(ctx->mem_buffer != NULL) failed"),
        (500, "failed to allocate buffer for kv cache: context of 131072 tokens exceeds it"),
        (500, "std::bad_alloc"),
        (500, "[metal::malloc] Attempting to allocate 9 bytes which is greater than the maximum"),
        (400, "Model loading was stopped due to insufficient system resources."),
        (500, "No available memory for the cache blocks"),
        (500, "vk::Device::allocateMemory: ErrorOutOfDeviceMemory"),
        (0, "ROCm error: out of memory"),
        (503, "fork/exec llama-server: cannot allocate memory"),
    ],
)  # fmt: skip
def test_lack_of_memory(status: int, text: str) -> None:
    found = error(status, json.dumps({"error": text}))
    assert type(found) is OutOfMemory
    assert "num_ctx" in str(found)
    assert "smaller model" in str(found)


@pytest.mark.parametrize(
    ("status", "text", "counts"),
    [
        (400, {"error": json.dumps({"error": {
            "code": 400, "type": "exceed_context_size_error", "n_ctx": 2048,
            "n_prompt_tokens": 13460, "message": "request (13460 tokens) exceeds the available "
            "context size (2048 tokens)"}})}, (13460, 2048)),
        (400, {"error": "the input length exceeds the context length"}, (0, 0)),
        (400, {"error": "the prompt is longer than the context length currently available to the "
                        "model; shorten the prompt"}, (0, 0)),
        (500, {"error": "input length (9000 tokens) exceeds the model's maximum context length "
                        "(8192 tokens)"}, (9000, 8192)),
        (400, {"object": "error", "message": "This model's maximum context length is 4,096 tokens. "
               "However, you requested 5000 tokens"}, (5000, 4096)),
        (400, {"error": "Trying to keep the first 5000 tokens when context the overflows. "
                        "However, the model is loaded with context length of only 4096 tokens"},
         (5000, 4096)),
        (400, {"error": {"code": "context_length_exceeded", "message": "no"}}, (0, 0)),
        (422, {"detail": "prompt too long"}, (0, 0)),
        (413, {"error": "whatever"}, (0, 0)),
        (500, {"error": "input is too large to process. increase the physical batch size"}, (0, 0)),
        (400, {"error": "max_tokens must be at least 1, got -50"}, (0, 0)),
        (400, {"error": {"message": "litellm.ContextWindowExceededError: no"}}, (0, 0)),
        (400, {"error": "Reached context length of 512 with this model"}, (0, 0)),
        (500, {"error": "the prompt has 900 tokens and does not fit n_ctx 512"}, (900, 512)),
        (0, {"error": "context size has been exceeded"}, (0, 0)),
        (400, {"error": {"n_prompt_tokens": 700, "n_ctx": 512, "message": "zu lang"}}, (700, 512)),
    ],
)  # fmt: skip
def test_a_prompt_that_is_too_long(status: int, text: object, counts: tuple[int, int]) -> None:
    found = error(status, json.dumps(text))
    assert isinstance(found, PromptTooLong)
    assert (found.tokens, found.window) == counts


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, "failed to load model vocabulary required for format"),
        (500, "invalid JSON schema in format"),
        (500, 'invalid format: "yaml"; expected "json" or a valid JSON Schema object'),
        (400, "Field 'json_schema': JSON schema conversion failed:\nUnrecognized schema: {}"),
        (400, "failed to parse grammar"),
        (400, "response_format is not supported by this model"),
    ],
)
def test_a_format_that_the_server_cannot_keep_to(status: int, text: str) -> None:
    assert type(error(status, json.dumps({"error": text}))) is FormatRefused


@pytest.mark.parametrize(
    ("status", "text", "words"),
    [
        (401, "<html>Authorization Required</html>", r"wants a key \(401\).*RALF_API_KEY"),
        (403, "", r"\(403\).*RALF_API_KEY.*host name"),
        (403, '{"error": "ollama cloud is disabled: remote model is unavailable"}', "local model"),
        (401, '{"error": "unauthorized", "signin_url": "https://x"}', "local model"),
        (502, '{"error": "Post \\"https://ollama.com:443/api/chat\\": dial tcp"}', "local model"),
        (500, "error starting llama-server: llama-server binary not found (checked: /x)", "anew"),
        (500, "fork/exec /usr/lib/ollama/llama-server: exec format error", "anew"),
        (400, "Client sent an HTTP request to an HTTPS server.", "https://127.0.0.1:11434"),
        (400, "<html>The plain HTTP request was sent to HTTPS port</html>", "https://"),
    ],
)
def test_what_ends_the_run_at_once(status: int, text: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        raise error(status, text)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, '"nomic-embed-text" does not support chat'),
        (400, "only one of prompt and messages may be given"),
        (400, "temperature must be at most 2"),
        (404, "it cannot"),
        (409, "conflict"),
        (200, "Unexpected endpoint"),
        (418, "I'm a teapot"),
    ],
)
def test_what_is_refused_for_good(status: int, text: str) -> None:
    assert type(error(status, json.dumps({"error": text}))) is Refused


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("", 0, 0),
        ("7", 7, 7),
        (timedelta(seconds=90), 60, 90),
        (timedelta(hours=-1), 0, 0),
        ("-5", 0, 0),
        ("soon", 0, 0),
        ("9" * 400, 0, 0),
        ("Wed, 99 Foo 99999 25:61:61 GMT", 0, 0),
    ],
)
def test_when_the_server_wants_to_be_asked_again(
    header: str | timedelta, least: float, most: float
) -> None:
    if isinstance(header, timedelta):
        header = format_datetime(datetime.now(UTC) + header, usegmt=True)
    found = error(429, "slow down", header)
    assert isinstance(found, Transient)
    assert least <= found.after <= most


@given(st.integers(0, 999), st.text(), st.text())
def test_any_refusal_is_one_line(status: int, text: str, header: str) -> None:
    message = str(error(status, text, header))
    assert "\n" not in message
    assert len(message) < 700


KEYS = st.sampled_from(["error", "message", "detail", "n_ctx", "n_prompt_tokens", "code", "type"])
ANY_JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(KEYS, each),
)


@given(ANY_JSON)
def test_any_json_is_a_refusal(value: object) -> None:
    assert str(error(400, json.dumps(value)))


# In a run


@pytest.fixture
def gate(tmp_path: Path, impatient: None) -> Path:
    text = "def f():\n    return 1\n"
    return repository(tmp_path / "gate", {f"{n}.py": text.replace("1", n) for n in "12345678"})


def test_lack_of_memory_is_tried_again_and_then_ends_the_run(gate: Path, tmp_path: Path) -> None:
    said = "model requires more system memory (5.6 GiB) than is available (3.1 GiB)"

    def full(request: Request) -> Fault | None:
        return Fault.status(500, said) if request.path == "/api/chat" else None

    with OllamaServer() as server:
        server.fault = full
        done = generate(gate, "-o", tmp_path / "v", "--no-warm-up", server=server)
        asked = len(questions(server))
    assert (done.exit_code, asked) == (3, 3)
    assert said in done.stderr
    assert "smaller num_ctx" in done.stderr
    assert (tmp_path / "v/gate/8.py.md").is_file()


def test_memory_that_is_free_again_costs_nothing(gate: Path, tmp_path: Path) -> None:
    left = [Fault.status(500, "cudaMalloc failed: out of memory")] * 2
    with OllamaServer() as server:
        server.fault = lambda r: left.pop() if left and r.path == "/api/chat" else None
        done = generate(gate, "-o", tmp_path / "v", "--no-warm-up", server=server)
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "RALF_API_KEY"), (403, "RALF_API_KEY"), (302, "elsewhere (302)")],
)
def test_a_server_that_shuts_its_door_in_mid_run_ends_the_run(
    gate: Path, tmp_path: Path, status: int, words: str
) -> None:
    def shut(request: Request) -> Fault | None:
        is_late = request.path == "/api/chat" and len(questions(server)) > 2
        return Fault.status(status, "no") if is_late else None

    with OllamaServer() as server:
        server.fault = shut
        done = generate(gate, "-o", tmp_path / "v", server=server)
        assert len(questions(server)) == 3
    assert done.exit_code == 3
    assert words in done.stderr


def test_a_model_that_is_gone_ends_the_run_in_any_words(gate: Path, tmp_path: Path) -> None:
    def gone(request: Request) -> Fault | None:
        if request.path == "/api/chat" and len(questions(server)) > 2:
            server.models.pop(MODEL, None)
            return Fault.status(404, "pas de modèle")
        return None

    with OllamaServer() as server:
        server.fault = gone
        done = generate(gate, "-o", tmp_path / "v", server=server)
        assert len(questions(server)) == 3
    assert done.exit_code == 3
    assert f"ollama pull {MODEL}" in done.stderr
