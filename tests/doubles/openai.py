"""A double of servers that speak `/v1/chat/completions`, on a real socket.

What each kind tells of its models, and how it refuses, is as documented or reported for it:
llama.cpp's tools/server/README.md; vLLM's `protocol.py` and its issue 20409; LM Studio's
docs/developer/rest/endpoints and its issues 546, 618 and 2339; Ray's `to_model_metadata`.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from doubles.ollama.answers import answer_to
from doubles.ollama.http_server import JSON, Exchange, Listener

MODEL = "small-1b"
_TOKEN = re.compile(r"[^\W\d_]+|[^\s\w]|\d|_")
_TEMPLATE = 12
_LATE = 0.4
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def prompt(self) -> str:
        """The user's message."""
        return str(self.body["messages"][-1]["content"])


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong instead of an answer."""

    kind: str
    status: int = 200
    text: str = ""
    content_type: str = JSON
    location: str = ""

    STALL: ClassVar[Fault]
    """Some of the answer, then nothing until the server stops."""
    LATE: ClassVar[Fault]
    """The answer, but after its head nothing for a while."""
    HANGS_UP: ClassVar[Fault]
    """Some of the answer, then the connection is cut."""
    NO_USAGE: ClassVar[Fault]
    """The answer, but not how many tokens it took."""
    PROSE: ClassVar[Fault]
    """An answer that is not the JSON that was asked for."""
    THINKS: ClassVar[Fault]
    """Thoughts until the cap on the answer."""
    ENDLESS: ClassVar[Fault]
    """An answer that goes on as long as anybody listens."""
    EMPTY: ClassVar[Fault]
    """No answer at all, which is how LM Studio took prompts that are too long."""


Fault.STALL = Fault("stall")
Fault.LATE = Fault("late")
Fault.HANGS_UP = Fault("hangs up")
Fault.NO_USAGE = Fault("no usage")
Fault.PROSE = Fault("prose")
Fault.THINKS = Fault("thinks")
Fault.ENDLESS = Fault("endless")
Fault.EMPTY = Fault("empty")


class OpenAIServer:
    """A server of one kind: llama.cpp, vllm, lmstudio or ray."""

    def __init__(self, kind: str, window: int = 8192, model: str = MODEL) -> None:
        """Prepare; it listens once entered.

        Args:
            kind: whose ways it has.
            window: the context window that the model is run with, in tokens.
            model: the name of the one model.
        """
        self.kind, self.window, self.model = kind, window, model
        self.key = ""
        self.tells_window = True
        self.cuts = False
        """Prompts that are too long are cut without a word."""
        self.is_loaded = True
        self.fault: Callable[[Asked], Fault | None] = lambda asked: None
        self.asked: list[Asked] = []
        self._stopped = threading.Event()
        self._listener = Listener(self._serve)

    def __enter__(self) -> OpenAIServer:
        self._listener.open()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        assert self._listener.errors == []

    def stop(self) -> None:
        """Cut all connections and listen no more."""
        self._stopped.set()
        self._listener.cut()
        self._listener.join()

    @property
    def host(self) -> str:
        """The server's URL."""
        return f"http://127.0.0.1:{self._listener.port}"

    @property
    def questions(self) -> list[Asked]:
        """The requests to the model that want JSON: without warm-ups."""
        return [asked for asked in self.asked if "response_format" in asked.body]

    def _serve(self, exchange: Exchange) -> None:
        body = json.loads(exchange.body() or b"{}")
        asked = Asked(exchange.command, exchange.path, dict(exchange.headers), body)
        self.asked.append(asked)
        fault = self.fault(asked)
        if fault is not None and fault.kind == "answer":
            _send(exchange, fault)
        elif self.key and exchange.headers.get("Authorization") != f"Bearer {self.key}":
            _send(
                exchange, failed(401, self._error(401, "Invalid API Key", "authentication_error"))
            )
        elif asked.method == "POST" and asked.path == "/v1/chat/completions":
            self._chat(exchange, asked, fault)
        else:
            status, told = self._told(asked)
            exchange.send(status, JSON, json.dumps(told).encode())

    # What is told of the models

    def _told(self, asked: Asked) -> tuple[int, Any]:
        match self.kind, asked.path.partition("?")[0]:
            case _, "/v1/models":
                return 200, {"object": "list", "data": [self._entry()]}
            case "llama.cpp", "/props":
                settings = {"params": {}, "n_ctx": self.window}
                return 200, {"default_generation_settings": settings, "build_info": "b7000-abc"}
            case "lmstudio", "/api/v0/models":
                return 200, {"object": "list", "data": self._of_lm_studio()}
            case "lmstudio", _:
                return 200, {
                    "error": f"Unexpected endpoint or method. ({asked.method} {asked.path})"
                }
        return 404, self._error(404, "Not Found", "not_found_error")

    def _entry(self) -> dict[str, Any]:
        window = self.window if self.tells_window else None
        entry: dict[str, Any] = {"id": self.model, "object": "model", "created": 1764000000}
        match self.kind:
            case "llama.cpp":
                meta = {"n_ctx": window, "n_ctx_train": 131072, "size": 100_000_000}
                return {**entry, "owned_by": "llamacpp", "meta": meta}
            case "vllm":
                return {**entry, "owned_by": "vllm", "root": self.model, "max_model_len": window}
            case "ray":
                metadata = {"model_id": self.model, "max_request_context_length": window}
                return {**entry, "owned_by": "organization-owner", "metadata": metadata}
        return {"id": self.model, "object": "model", "owned_by": "organization_owner"}

    def _of_lm_studio(self) -> list[dict[str, Any]]:
        loaded = {"state": "loaded", "loaded_context_length": self.window}
        state = loaded if self.is_loaded else {"state": "not-loaded"}
        return [
            {"id": self.model, "object": "model", "type": "llm", "max_context_length": 131072}
            | state,
            {"id": "text-embedding-nomic", "type": "embeddings", "state": "not-loaded"},
        ]

    # Answers

    def _chat(self, exchange: Exchange, asked: Asked, fault: Fault | None) -> None:
        if asked.body["model"] != self.model:
            said = f"The model `{asked.body['model']}` does not exist."
            return _send(exchange, failed(404, self._error(404, said, "NotFoundError")))
        self.is_loaded = True
        text = "".join(message["content"] for message in asked.body["messages"])
        read = tokens(text) + _TEMPLATE
        if read + self._reserved(asked) > self.window:
            if not self.cuts:
                return self._too_long(exchange, asked, read)
            read = self.window - 1
        return self._answer(exchange, asked, read, fault)

    def _reserved(self, asked: Asked) -> int:
        return int(asked.body["max_tokens"]) if self.kind in ("vllm", "ray") else 0

    def _too_long(self, exchange: Exchange, asked: Asked, read: int) -> None:
        if self.kind == "lmstudio":
            said = (
                f"Trying to keep the first {read} tokens when context the overflows. However, the "
                f"model is loaded with context length of only {self.window} tokens, which is not "
                "enough. Try to load the model with a larger context length, or provide a shorter "
                "input"
            )
            stream = _Stream(exchange)
            stream.raw("event: error\n")
            stream.send({"error": {"message": said}})
            return stream.end()
        if self.kind == "llama.cpp":
            said = (
                f"request ({read} tokens) exceeds the available context size ({self.window} "
                "tokens), try increasing it"
            )
            error = self._error(400, said, "exceed_context_size_error")
            error["error"] |= {"n_prompt_tokens": read, "n_ctx": self.window}
            return _send(exchange, failed(400, error))
        most = asked.body["max_tokens"]
        said = (
            f"This model's maximum context length is {self.window} tokens. However, you requested "
            f"{read + most} tokens ({read} in the messages, {most} in the completion). Please "
            "reduce the length of the messages or completion."
        )
        return _send(exchange, failed(400, self._error(400, said, "BadRequestError")))

    def _answer(self, exchange: Exchange, asked: Asked, read: int, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        wanted = asked.body.get("response_format", {}).get("json_schema", {}).get("schema")
        text = answer_to(asked.prompt, asked.body["seed"], None if kind == "prose" else wanted)
        stream = _Stream(exchange)
        stream.delta({"role": "assistant", "content": ""})
        if kind == "late":
            self._stopped.wait(_LATE)
        if kind in ("endless", "stall", "hangs up"):
            return self._break_off(exchange, stream, kind)
        for piece in _pieces(kind, text):
            stream.delta(piece)
        is_cut = kind == "thinks" or asked.body["max_tokens"] < 2
        stream.delta({}, "length" if is_cut else "stop")
        if kind != "no usage" and asked.body["stream_options"]["include_usage"]:
            usage = {"prompt_tokens": read, "completion_tokens": tokens(text)}
            stream.send({"choices": [], "usage": usage, **self._timings(read)})
        stream.raw("data: [DONE]\n\n")
        return stream.end()

    def _break_off(self, exchange: Exchange, stream: _Stream, kind: str) -> None:
        stream.delta({"content": "It "})
        while kind == "endless":  # the client that hangs up ends it
            stream.delta({"content": "and "})
        if kind == "stall":
            self._stopped.wait()
        exchange.close_connection = True

    def _timings(self, read: int) -> dict[str, Any]:
        if self.kind != "llama.cpp":
            return {}
        return {"timings": {"prompt_n": read, "prompt_ms": 1500.0, "predicted_ms": 2500.0}}

    def _error(self, status: int, said: str, kind: str) -> dict[str, Any]:
        if self.kind == "llama.cpp":
            return {"error": {"code": status, "message": said, "type": kind}}
        if self.kind == "lmstudio":
            return {"error": said}
        return {"object": "error", "message": said, "type": kind, "param": None, "code": status}


class _Stream:
    """Server-sent events, in chunks."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        exchange.send_response(200)
        exchange.send_header("Content-Type", "text/event-stream; charset=utf-8")
        exchange.send_header("Transfer-Encoding", "chunked")
        exchange.end_headers()

    def delta(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        self.send({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def send(self, event: Mapping[str, Any]) -> None:
        self.raw(f"data: {json.dumps(event)}\n\n")

    def raw(self, text: str) -> None:
        content = text.encode()
        self._exchange.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self._exchange.wfile.flush()

    def end(self) -> None:
        self._exchange.wfile.write(b"0\r\n\r\n")
        self._exchange.wfile.flush()


def _pieces(kind: str, text: str) -> list[dict[str, str]]:
    if kind == "empty":
        return []
    if kind == "thinks":
        return [{"reasoning_content": "Let me think."}]
    return [{"content": text[: len(text) // 2]}, {"content": text[len(text) // 2 :]}]


def failed(status: int, told: Any) -> Fault:
    """Return an answer with a status and a JSON body."""
    return Fault("answer", status, json.dumps(told))


def page(status: int, text: str, content_type: str = "text/html", location: str = "") -> Fault:
    """Return an answer that is not of this API."""
    return Fault("answer", status, text, content_type, location)


def tokens(text: str) -> int:
    """Return how many tokens the model's tokenizer makes of a text."""
    return sum(1 for _ in _TOKEN.finditer(text))


def _send(exchange: Exchange, answer: Fault) -> None:
    if not answer.location:
        return exchange.send(answer.status, answer.content_type, answer.text.encode())
    exchange.send_response(answer.status)
    exchange.send_header("Location", answer.location)
    exchange.send_header("Content-Length", "0")
    return exchange.end_headers()
