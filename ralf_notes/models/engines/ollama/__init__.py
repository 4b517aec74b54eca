"""The Ollama engine: its native API, with answers checked by the types of the `ollama` package.

Source of behaviour: https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ralf_notes.config.engines import ENGINES
from ralf_notes.errors import EngineError, ModelMissing, PromptTooLong, Refused
from ralf_notes.models.engines import (
    Ask,
    Endpoint,
    LoadedModel,
    Model,
    Reply,
    Runner,
    full_name,
)
from ralf_notes.models.engines.hints import nearest_names
from ralf_notes.models.engines.http import USUAL, Http, Patience
from ralf_notes.models.engines.http.body import Received
from ralf_notes.models.engines.http.key import from_environment
from ralf_notes.models.engines.ollama import generations, listings
from ralf_notes.models.engines.ollama.generations import Generation
from ralf_notes.models.engines.ollama.reply import whole_reply

_START = (
    "Start Ollama (ollama serve, or its app), or run without it: --engine embedded (a model in "
    "this process) or --engine none (facts only)."
)
_LONGEST_VERSION = 40
_TEMPLATE_TOKENS = 1000
"""More tokens than any chat template adds."""


class Ollama:
    """A server that speaks Ollama's API."""

    traits = ENGINES["ollama"]

    def __init__(self, host: str, patience: Patience = USUAL, api_key: str = "") -> None:
        """Prepare for a server; nothing is sent yet.

        Args:
            host: its URL.
            patience: how long its models may take.
            api_key: for a proxy before the server; sent to this host alone.
        """
        self.host = host
        self._timeout = patience.timeout
        self._http = Http(host, patience, _START, api_key)
        self._generation: Generation | None = None

    def version(self) -> str:
        """Return the server's version; raise ServerDown when nothing answers."""
        answer = self._get("/api/version").get("version")
        version = str(answer)[:_LONGEST_VERSION] if isinstance(answer, str | int) else "?"
        self._generation = generations.of_version(version)
        return version

    def models(self) -> tuple[Model, ...]:
        """Return the models on the server's disk, without their context lengths."""
        return listings.on_disk(self._get("/api/tags"))

    def cloud(self) -> bool | None:
        """Return whether the server passes requests to cloud models on; None if it does not say.

        Source: https://github.com/ollama/ollama/blob/main/server/routes.go (`StatusHandler`)
        """
        try:
            return listings.cloud(self._get("/api/status"))
        except EngineError:  # before 0.18 there is no such path
            return None

    def show(self, name: str) -> Model:
        """Return one model; raise ModelMissing with the line to type and the nearest names."""
        answer = self._http.request("POST", "/api/show", {"model": name})
        if answer.status == 404:
            raise self._missing(name) or self._http.refusal(answer)
        described = self._object(answer, "/api/show")
        wanted = full_name(name).lower()
        same = (model for model in self.models() if full_name(model.name).lower() == wanted)
        return listings.described(next(same, Model(name, 0, 0)), name, described)

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer to one request, streamed so that a stalled model is noticed."""
        if self._generation is None:
            self.version()
        generation = self._generation or generations.OLD
        body = _body(runner, ask) | _never_cut(generation)
        try:
            with self._http.stream("/api/chat", body, ask.num_predict) as stream:
                reply = _plausible(
                    whole_reply(stream, self._timeout, ask.num_predict, ask.hear), ask
                )
        except Refused as refusal:
            # A model may be removed at any time, and servers word that differently.
            try:
                missing = self._missing(runner.model)
            except EngineError:
                raise refusal from None
            raise missing or refusal from None
        if reply.prompt_tokens >= runner.num_ctx and not runner.has_fixed_window:
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
        received = self._http.request("GET", "/api/ps")
        listed = listings.loaded(self._object(received, "/api/ps"))
        # One that is being unloaded is listed for another moment.
        return tuple(model for model in listed if not model.has_expired(received.at))

    def unload(self, model: str) -> None:
        """Free the model's memory: an empty prompt with `keep_alive` 0."""
        body = {"model": model, "keep_alive": 0, "stream": False}
        body |= _never_cut(self._generation or generations.OLD)
        self._object(self._http.request("POST", "/api/generate", body), "/api/generate")

    def interrupt(self) -> None:
        """End the requests that are under way on other threads; they raise Transient."""
        self._http.interrupt()

    def close(self) -> None:
        """Do nothing: each request has closed its own connection."""

    def _get(self, path: str) -> dict[str, Any]:
        return self._object(self._http.request("GET", path), path)

    def _object(self, answer: Received, path: str) -> dict[str, Any]:
        """Return the JSON object of an answer; raise EngineError if it is none."""
        value = answer.json_object() if answer.status == 200 else None
        if value is not None:
            return value
        if answer.status in (200, 404, 405):
            raise EngineError(
                f"what answers at {self.host} is not Ollama: {path} gave no JSON "
                f"({answer.status}). {_right_address(self.host)}"
            )
        refusal = self._http.refusal(answer)
        if answer.status == 500 and path == "/api/version":  # Ollama's own never fails
            raise EngineError(f"{refusal}. {_right_address(self.host)}")
        raise refusal

    def _missing(self, name: str) -> ModelMissing | None:
        """Return the error for a model that the server lacks, None if it has the model."""
        names = [model.name for model in self.models()]
        if any(full_name(each) == full_name(name) for each in names):
            return None
        return ModelMissing(
            f"model {name} was not found on the server at {self.host}, which has "
            f"{nearest_names(name, names) or 'no models yet'}. Get it with: ollama pull {name}"
        )


def connect(endpoint: Endpoint) -> Ollama:
    """Open the engine with the key in the environment, if there is one; nothing is sent yet."""
    return Ollama(endpoint.host, Patience.at(endpoint), from_environment(os.environ))


def _never_cut(generation: Generation) -> dict[str, bool]:
    """Return what makes a server refuse a prompt that is too long, instead of cutting it."""
    return {"truncate": False} | ({} if generation.shift_is_launched else {"shift": False})


def _body(runner: Runner, ask: Ask) -> dict[str, Any]:
    """Return a request of `/api/chat`."""
    body: dict[str, Any] = {
        "model": runner.model,
        "messages": ask.messages,
        "stream": True,
        "options": {
            "num_ctx": runner.num_ctx,
            "num_predict": ask.num_predict,
            "temperature": runner.temperature,
            **runner.sampling,
            "seed": ask.seed,
        },
        "keep_alive": runner.keep_alive,
    }
    if ask.think is not None:
        body["think"] = ask.think
    if ask.schema is not None:
        body["format"] = dict(ask.schema)
    return body


def _plausible(reply: Reply, ask: Ask) -> Reply:
    """Return a reply without counts that cannot be true for any tokenizer."""
    most = _TEMPLATE_TOKENS + len((ask.system + ask.prompt).encode(errors="replace"))
    return replace(
        reply,
        prompt_tokens=reply.prompt_tokens if reply.prompt_tokens <= most else 0,
        answer_tokens=min(reply.answer_tokens, _TEMPLATE_TOKENS + 2 * ask.num_predict),
    )


def _right_address(host: str) -> str:
    """Return what may be wrong with the address of a server that is not Ollama."""
    parts = urlsplit(host)
    path = parts.path.removesuffix("/")
    for tail in ("/v1/chat/completions", "/v1", "/api/chat", "/api/generate", "/api/tags", "/api"):
        if path.endswith(tail):
            return (
                f"Name the address without {tail}: {host.removesuffix(tail)} (an address with /v1 "
                "is for --engine openai, and never for Ollama)"
            )
    return "Is the port right? Ollama's default is 11434."
