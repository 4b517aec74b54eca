"""What the double of an Ollama server is asked: requests as they are kept, checked and counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from doubles.ollama.generation import Generation
from doubles.ollama.names import find_model
from doubles.ollama.refusal import Refusal
from doubles.ollama.runners import Model, check_options, parse_keep_alive, runner_options

RUNNER_DIED = "an error was encountered while running the model: unexpected EOF"
WAITED_FOR_IT = "llama-server process no longer running: unknown "
"""What those are told, from 0.30 on, who waited behind a runner that died."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. What came of it is known when the answer has been sent."""

    number: int
    """Counted from 0 over all requests."""
    method: str
    path: str
    body: Mapping[str, Any] | None
    """None when there was none, or it is no JSON object."""
    user: str
    """The text of the prompt, or of the last message of the user."""
    time: float
    """Of its arrival, on the server's clock."""
    repeat_penalty: float = 1.1
    """The one in force: as asked for, or the server's default."""
    status: int = 0
    """0 while it is not answered."""
    loads: int = 0
    evaluated: int = 0
    """Tokens of the prompt that were evaluated: what the prompt cache held is not counted."""
    prompt_tokens: int = 0
    answer_tokens: int = 0
    done_reason: str = ""

    @property
    def options(self) -> Mapping[str, Any]:
        """The request's own `options`."""
        return (self.body or {}).get("options") or {}

    @property
    def schema(self) -> Any:
        """The request's `format`."""
        return (self.body or {}).get("format")

    @property
    def seed(self) -> int:
        """The request's seed, or 0."""
        return int(self.options.get("seed", 0))


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong instead of an answer."""

    kind: str
    code: int = 200
    text: str = ""

    RUNNER_DIES: ClassVar[Fault]
    """In mid-answer, as for lack of memory; the next request loads the model again. From 0.30 on,
    requests that wait behind it are told that it is gone."""
    DIES_READING: ClassVar[Fault]
    """The runner dies while it reads the prompt: a status, even if a stream was asked for."""
    DIES_LOADING: ClassVar[Fault]
    """The runner dies before it is ready (the words of 0.30)."""
    NO_MEMORY: ClassVar[Fault]
    """There is no memory for the model (the words of 0.30)."""
    SERVER_DIES: ClassVar[Fault]
    """In mid-answer; then connections are refused until `OllamaServer.start`."""
    HANG: ClassVar[Fault]
    """No byte until `OllamaServer.release`, then the answer."""
    STALL: ClassVar[Fault]
    """Half of the lines of a stream, then nothing until `OllamaServer.release`, then the rest. With
    a text of its own, `Fault("stall", text=...)`, that is the answer."""
    HTML: ClassVar[Fault]
    """A web page with status 200."""
    GARBAGE: ClassVar[Fault]
    """Bytes that are no JSON, with status 200."""

    @property
    def at_the_door(self) -> bool:
        """It happens before a model is asked."""
        return self.kind in ("status", "html", "garbage", "dies loading")

    @staticmethod
    def status(code: int, text: str = "") -> Fault:
        """An error with this status; 503 says what a full queue says."""
        busy = "server busy, please try again.  maximum pending requests exceeded"
        return Fault("status", code, text or (busy if code == 503 else f"error {code}"))


Fault.RUNNER_DIES = Fault("runner dies")
Fault.DIES_READING = Fault("dies reading", 500, RUNNER_DIED)
Fault.DIES_LOADING = Fault(
    "dies loading", 500, "llama-server process has terminated: signal: killed"
)
_NO_BUFFER = "ggml_aligned_malloc: insufficient memory (attempted to allocate  41.96 MB)"
_ASSERTION = "GGML_ASSERT(ctx->mem_buffer != NULL) failed"
Fault.NO_MEMORY = Fault(
    "dies loading",
    500,
    f"llama-server process has terminated: {_NO_BUFFER}\n{_ASSERTION}: {_NO_BUFFER}\n{_ASSERTION}",
)
Fault.SERVER_DIES = Fault("server dies")
Fault.HANG = Fault("hang")
Fault.STALL = Fault("stall")
Fault.HTML = Fault("html", 200, "<!doctype html><title>Sign in</title><h1>Sign in</h1>")
Fault.GARBAGE = Fault("garbage", 200, "\x00\x1f{{{ no JSON")


@dataclass(frozen=True, slots=True)
class Job:
    """One checked request to generate text."""

    model: Model
    name: str
    """Of the model, as the request has it."""
    chat: bool
    prompt: str
    """All that the model reads, with its template around it; '' to load or unload only."""
    options: Mapping[str, int]
    """Those that the runner is started with; from 0.30 on `shift` is one of them."""
    keep_alive: float | None
    num_predict: int
    stream: bool
    truncate: bool
    shift: bool
    raw: bool
    think: object
    """`true`, `false`, a level, or None if it was left out."""
    schema: object

    @property
    def window(self) -> int:
        """The context window, in tokens."""
        if self.model.format != "gguf":
            return self.model.context_length
        return min(self.options["num_ctx"], self.model.context_length)

    @property
    def thinks(self) -> bool:
        """Whether the model thinks before it answers."""
        return self.model.thinking and (self.model.always_thinks or self.think is not False)


def parse_body(raw: bytes) -> dict[str, Any]:
    """Return the JSON object of a request; raise Refusal in Go's words."""
    if not raw:
        raise Refusal(400, "missing request body")
    try:
        body = json.loads(raw)
    except UnicodeDecodeError:
        raise Refusal(400, "invalid character in string literal") from None
    except json.JSONDecodeError as error:
        raise Refusal(400, _json_error(error)) from None
    if not isinstance(body, dict):
        raise Refusal(400, "json: cannot unmarshal into Go value of type api.GenerateRequest")
    return body


def _json_error(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc):
        return "unexpected EOF"
    place = "object key string" if "property name" in error.msg else "value"
    at = error.pos
    return f"invalid character '{error.doc[at]}' looking for beginning of {place}"


def user_text(body: Mapping[str, Any] | None) -> str:
    """Return the prompt, or the last message of the user."""
    body = body or {}
    said = [m.get("content", "") for m in body.get("messages") or () if m.get("role") == "user"]
    return str(said[-1] if said else body.get("prompt") or "")


def parse_job(
    path: str,
    body: Mapping[str, Any],
    models: Mapping[str, Model],
    default_num_ctx: int,
    generation: Generation,
) -> Job:
    """Return the checked request; raise Refusal in the order of the real server's checks."""
    keep_alive = parse_keep_alive(body.get("keep_alive"))
    name = str(body.get("model") or "")
    model = find_model(name, models)
    if body.get("think") and not model.thinking:
        raise Refusal(400, f'"{name}" does not support thinking')
    options = body.get("options") or {}
    check_options(options)
    shift = body.get("shift") is not False
    wanted = runner_options(options, default_num_ctx)
    return Job(
        model=model,
        name=name,
        chat=path == "/api/chat",
        prompt=_prompt(body),
        options=generation.launched_with(wanted, model.context_length, shift),
        keep_alive=keep_alive,
        num_predict=int(options.get("num_predict", -1)),
        stream=body.get("stream") is not False,
        truncate=body.get("truncate") is not False,
        shift=shift,
        raw=bool(body.get("raw")),
        think=body.get("think"),
        schema=body.get("format") or None,
    )


def _prompt(body: Mapping[str, Any]) -> str:
    if body.get("raw"):
        return str(body.get("prompt") or "")
    messages = body.get("messages")
    if messages is None and body.get("prompt"):
        system = [{"role": "system", "content": body["system"]}] if body.get("system") else []
        messages = [*system, {"role": "user", "content": body["prompt"]}]
    if not messages:
        return ""
    turns = "".join(f"<|{m['role']}|>\n{m.get('content', '')}\n" for m in messages)
    return turns + "<|assistant|>\n"
