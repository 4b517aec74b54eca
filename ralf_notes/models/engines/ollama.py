"""The Ollama engine: its native API through the `ollama` package, its errors translated here.

Source of behaviour: https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from typing import Any

import httpx
import ollama

from ralf_notes.config.engines import ENGINES
from ralf_notes.errors import (
    AskError,
    EngineError,
    ModelMissing,
    PromptTooLong,
    Refused,
    ServerDown,
    Transient,
)
from ralf_notes.models.engines import (
    Ask,
    Endpoint,
    LoadedModel,
    Model,
    Reply,
    Runner,
    architecture_of,
    full_name,
)
from ralf_notes.models.engines.waiting import QUICK, STALLED, Sockets, until_first_token

_TOO_LONG = (
    "exceeds the context length", "exceeds the available context", "longer than the context length",
)  # fmt: skip
"""Words of the servers for a prompt that does not fit the context window."""
_PASSING = (
    "unexpected eof", "connection reset", "runner process has terminated", "server busy",
    "runner process no longer running", "forcibly closed", "broken pipe", "llm server error",
    "connection refused", "timed out waiting for llama runner",
)  # fmt: skip
"""Words of errors that a retry cures: the runner died, or the server had too much to do."""
_LONGEST = 200
"""Characters of a server's words in a message."""


class Ollama:
    """A server that speaks Ollama's API."""

    traits = ENGINES["ollama"]

    def __init__(self, host: str, timeout: float = 60, load_timeout: float = 300) -> None:
        """Prepare for a server; nothing is sent yet.

        Args:
            host: its URL.
            timeout: seconds without a token before an answer counts as stalled.
            load_timeout: seconds until the first token, the time for the prompt not counted.
        """
        self.host = host
        self._sockets = Sockets()
        transport = _Transport(timeout, load_timeout, self._sockets)
        self._client = ollama.Client(
            host, transport=transport, timeout=QUICK, trust_env=False, follow_redirects=False
        )
        self._http = httpx.Client(
            base_url=host,
            timeout=QUICK,
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "application/json"},
        )

    def version(self) -> str:
        """Return the server's version; raise ServerDown when nothing answers."""
        return str(self._get("/api/version").get("version", "?"))

    def models(self) -> tuple[Model, ...]:
        """Return the models on the server's disk, without their context lengths."""
        return tuple(
            Model(
                entry["name"],
                0,
                int(entry.get("size", 0)),
                remote_host=entry.get("remote_host") or "",
            )
            for entry in self._get("/api/tags").get("models") or ()
        )

    def show(self, name: str) -> Model:
        """Return one model; raise ModelMissing with the line to type and the nearest names."""
        with self._needing(name):
            answer = self._request("POST", "/api/show", {"model": name})
        info = answer.get("model_info") or {}
        length = next((v for k, v in info.items() if k.endswith(".context_length")), 0)
        size = next((m.size for m in self.models() if full_name(m.name) == full_name(name)), 0)
        return Model(
            name,
            int(length),
            size,
            thinks="thinking" in (answer.get("capabilities") or ()),
            remote_host=answer.get("remote_host") or "",
            architecture=architecture_of(info),
        )

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer to one request, streamed so that a stalled model is noticed."""
        with self._needing(runner.model):
            stream = self._client.chat(
                runner.model,
                [
                    {"role": "system", "content": ask.system},
                    {"role": "user", "content": ask.prompt},
                ],
                stream=True,
                think=False if runner.thinks else None,
                format=dict(ask.schema) if ask.schema is not None else None,
                options={
                    "num_ctx": runner.num_ctx,
                    "num_predict": ask.num_predict,
                    "temperature": runner.temperature,
                    "seed": ask.seed,
                },
                keep_alive=runner.keep_alive,
            )
            reply = _collected(stream)
        if reply.prompt_tokens >= runner.num_ctx:
            # A server older than `truncate` cuts silently; this is the only sign of it.
            raise PromptTooLong(f"the prompt filled the context window of {runner.num_ctx} tokens")
        return reply

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the models in the server's memory."""
        return tuple(
            LoadedModel(
                entry["name"],
                int(entry.get("size", 0)),
                int(entry.get("context_length", 0)),
                str(entry.get("expires_at", "")),
                int(entry.get("size_vram") or 0),
            )
            for entry in self._get("/api/ps").get("models") or ()
        )

    def unload(self, model: str) -> None:
        """Free the model's memory: an empty prompt with `keep_alive` 0."""
        with _translated(self.host):
            self._client.generate(model, keep_alive=0)

    def interrupt(self) -> None:
        """End the requests that are under way on other threads; they raise Transient."""
        self._sockets.shut()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()  # type: ignore[no-untyped-call]
        self._http.close()

    def _get(self, path: str) -> Any:
        with _translated(self.host):
            return self._request("GET", path)

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON object that answers a request; errors are not translated yet."""
        try:
            response = self._http.request(method, path, json=body)
        except httpx.TimeoutException as exc:
            raise ServerDown(
                f"the server at {self.host} took the connection but does not answer. "
                "Restart Ollama, or name another server with --host."
            ) from exc
        if response.is_error:
            raise ollama.ResponseError(response.text, response.status_code)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise EngineError(
                f"what answers at {self.host} is not Ollama: {path} gave no JSON. "
                "Is the port right? Ollama's default is 11434."
            )
        return answer

    @contextmanager
    def _needing(self, name: str) -> Iterator[None]:
        """Translate the errors of a request that needs a model, which may be missing any time."""
        with _translated(self.host):
            try:
                yield
            except ollama.ResponseError as exc:
                if exc.status_code != 404 or "not found" not in str(exc.error):
                    raise
                names = [model.name for model in self.models()]
                nearest = get_close_matches(name, names, n=len(names) or 1, cutoff=0.0)
                raise ModelMissing(
                    f"model {name} was not found on the server at {self.host}, which has "
                    f"{', '.join(nearest) or 'no models yet'}. Get it with: ollama pull {name}"
                ) from exc


def connect(endpoint: Endpoint) -> Ollama:
    """Open the engine; nothing is sent yet."""
    return Ollama(endpoint.host, endpoint.timeout, endpoint.load_timeout)


class _Transport(httpx.HTTPTransport):
    """Adds what the `ollama` package cannot say: no silent cutting, and two read timeouts."""

    def __init__(self, timeout: float, load_timeout: float, sockets: Sockets) -> None:
        super().__init__()
        self._timeout, self._load_timeout = timeout, load_timeout
        self._sockets = sockets

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.read() or b"{}")
        content = json.dumps(body | {"truncate": False, "shift": False}).encode()
        drop = ("content-length", "transfer-encoding", "authorization")
        headers = [(k, v) for k, v in request.headers.raw if k.decode().lower() not in drop]
        timeouts = dict(request.extensions.get("timeout", {}))
        timeouts["read"] = until_first_token(self._load_timeout, len(content))
        sent = httpx.Request(
            request.method,
            request.url,
            headers=headers,
            content=content,
            extensions={**request.extensions, "timeout": timeouts, "trace": self._sockets.trace},
        )
        response = super().handle_request(sent)
        # httpcore looks the timeout up again for the body: from here on tokens come one by one.
        timeouts["read"] = self._timeout
        return response


def _collected(stream: Iterator[ollama.ChatResponse]) -> Reply:
    """Return a streamed answer as a whole."""
    pieces, last = [], None
    for part in stream:
        pieces.append(part.message.content or "")
        last = part
    if last is None or not last.done:
        raise Transient("the server's answer ended before it was complete")
    return Reply(
        text="".join(pieces),
        cut=last.done_reason == "length",
        prompt_tokens=last.prompt_eval_count or 0,
        answer_tokens=last.eval_count or 0,
        prompt_seconds=(last.prompt_eval_duration or 0) / 1e9,
        answer_seconds=(last.eval_duration or 0) / 1e9,
        load_seconds=(last.load_duration or 0) / 1e9,
    )


@contextmanager
def _translated(host: str) -> Iterator[None]:
    """Turn the errors of `ollama` and `httpx` into ours."""
    try:
        yield
    except ollama.ResponseError as exc:
        raise _from_response(exc) from exc
    except (httpx.ConnectError, ConnectionError) as exc:
        raise ServerDown(
            f"no server answers at {host}. Start Ollama (ollama serve, or its app), or run "
            "without it: --engine embedded (a model in this process) or --engine none (facts only)."
        ) from exc
    except httpx.ReadTimeout as exc:
        raise Transient(STALLED) from exc
    except httpx.TimeoutException as exc:
        raise ServerDown(f"no connection to {host} in {QUICK:.0f} seconds") from exc
    except httpx.InvalidURL as exc:
        raise EngineError(f"host {host} is not a URL: {exc}") from exc
    except httpx.TransportError as exc:
        raise Transient(f"the connection broke: {exc}") from exc
    except (json.JSONDecodeError, TypeError, AttributeError, ValueError) as exc:
        raise Refused(f"what answers at {host} does not speak Ollama's API: {exc}") from exc


def _from_response(exc: ollama.ResponseError) -> AskError:
    """Return the error that the server's words and status mean."""
    text = str(exc.error).strip()
    with suppress(ValueError, TypeError, KeyError):
        text = str(json.loads(text)["error"]["message"])  # the runner's words, as JSON
    if any(words in text.lower() for words in _TOO_LONG):
        return PromptTooLong(text)
    line = " ".join(text.split())
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    if exc.status_code == 503 or any(words in text.lower() for words in _PASSING):
        return Transient(f"the server said: {line}")
    status = f" ({exc.status_code})" if exc.status_code > 0 else ""
    return Refused(f"the server said{status}: {line}")
