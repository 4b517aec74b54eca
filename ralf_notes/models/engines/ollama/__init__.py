"""The Ollama engine: its native API through the `ollama` package, its errors translated here.

Source of behaviour: https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import ollama

from ralf_notes.config.engines import ENGINES
from ralf_notes.errors import AskError, EngineError, ModelMissing, PromptTooLong
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
from ralf_notes.models.engines.ollama import generations
from ralf_notes.models.engines.ollama.errors import translated
from ralf_notes.models.engines.ollama.generations import Generation
from ralf_notes.models.engines.ollama.http import JsonClient, Transport
from ralf_notes.models.engines.ollama.reply import collected
from ralf_notes.models.engines.waiting import QUICK, Sockets
from ralf_notes.models.remote import CLOUD, is_cloud_name


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
        self._generation: Generation | None = None
        self._sockets = Sockets()
        self._transport = Transport(timeout, load_timeout, self._sockets)
        self._client = ollama.Client(
            host, transport=self._transport, timeout=QUICK, trust_env=False, follow_redirects=False
        )
        self._json = JsonClient(host)

    def version(self) -> str:
        """Return the server's version; raise ServerDown when nothing answers."""
        version = str(self._get("/api/version").get("version", "?"))
        self._generation = generations.of_version(version)
        self._transport.forbids_shift = not self._generation.shift_is_launched
        return version

    def models(self) -> tuple[Model, ...]:
        """Return the models on the server's disk, without their context lengths."""
        return tuple(
            Model(
                entry["name"],
                0,
                int(entry.get("size", 0)),
                remote_host=_remote_host(entry),
                digest=str(entry.get("digest") or ""),
            )
            for entry in self._get("/api/tags").get("models") or ()
        )

    def cloud(self) -> bool | None:
        """Return whether the server passes requests to cloud models on; None if it does not say.

        Source: https://github.com/ollama/ollama/blob/main/server/routes.go (`StatusHandler`)
        """
        try:
            status = self._get("/api/status")
        except (AskError, EngineError):  # before 0.18 there is no such path
            return None
        disabled = (status.get("cloud") or {}).get("disabled")
        return None if disabled is None else not disabled

    def show(self, name: str) -> Model:
        """Return one model; raise ModelMissing with the line to type and the nearest names."""
        with self._needing(name):
            answer = self._json.request("POST", "/api/show", {"model": name})
        info = answer.get("model_info") or {}
        length = next((v for k, v in info.items() if k.endswith(".context_length")), 0)
        same = (model for model in self.models() if full_name(model.name) == full_name(name))
        listed = next(same, Model(name, 0, 0))
        return Model(
            name,
            int(length),
            listed.size,
            thinks="thinking" in (answer.get("capabilities") or ()),
            remote_host=_remote_host({"name": name, **answer}),
            digest=listed.digest,
            family=str((answer.get("details") or {}).get("family") or ""),
            architecture=architecture_of(info),
            has_fixed_window=(answer.get("details") or {}).get("format") == "safetensors",
        )

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer to one request, streamed so that a stalled model is noticed."""
        if self._generation is None:
            self.version()
        generation = self._generation or generations.OLD
        with self._needing(runner.model):
            stream = self._client.chat(
                runner.model,
                [
                    {"role": "system", "content": ask.system},
                    {"role": "user", "content": ask.prompt},
                ],
                stream=True,
                think=ask.think,
                format=dict(ask.schema) if ask.schema is not None else None,
                options={
                    "num_ctx": runner.num_ctx,
                    "num_predict": ask.num_predict,
                    "temperature": runner.temperature,
                    "seed": ask.seed,
                },
                keep_alive=runner.keep_alive,
            )
            reply = collected(stream)
        if reply.prompt_tokens >= runner.num_ctx:
            # A server older than `truncate` cuts silently; this is the only sign of it.
            raise PromptTooLong(f"the prompt filled the context window of {runner.num_ctx} tokens")
        if generation.has_shifted(runner, reply):
            raise PromptTooLong(
                f"prompt and answer took more than the context window of {runner.num_ctx} tokens: "
                "the answer was written without the beginning of the prompt"
            )
        return replace(reply, loaded=generation.was_loaded(reply.load_seconds))

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the models in the server's memory."""
        listed = tuple(
            LoadedModel(
                entry["name"],
                int(entry.get("size", 0)),
                int(entry.get("context_length", 0)),
                str(entry.get("expires_at", "")),
                int(entry.get("size_vram") or 0),
            )
            for entry in self._get("/api/ps").get("models") or ()
        )
        # One that is being unloaded is listed for another moment.
        return tuple(model for model in listed if not model.has_expired(self._json.now))

    def unload(self, model: str) -> None:
        """Free the model's memory: an empty prompt with `keep_alive` 0."""
        with translated(self.host):
            self._client.generate(model, keep_alive=0)

    def interrupt(self) -> None:
        """End the requests that are under way on other threads; they raise Transient."""
        self._sockets.shut()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()  # type: ignore[no-untyped-call]
        self._json.close()

    def _get(self, path: str) -> Any:
        with translated(self.host):
            return self._json.request("GET", path)

    @contextmanager
    def _needing(self, name: str) -> Iterator[None]:
        """Translate the errors of a request that needs a model, which may be missing any time."""
        with translated(self.host):
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


def _remote_host(entry: Mapping[str, Any]) -> str:
    """Return where a model runs that a server describes, '' if that is the server itself."""
    host = entry.get("remote_host") or entry.get("remote_model")
    if host:
        return str(host)
    return CLOUD if is_cloud_name(str(entry.get("name", ""))) else ""


def connect(endpoint: Endpoint) -> Ollama:
    """Open the engine; nothing is sent yet."""
    return Ollama(endpoint.host, endpoint.timeout, endpoint.load_timeout)
