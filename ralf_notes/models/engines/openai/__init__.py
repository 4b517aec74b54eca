"""The openai engine: any server that speaks `/v1/chat/completions`; asks it for its limits.

llama.cpp's own server, LM Studio, vLLM and Ray Serve. What they say about a model:
https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md (`/props`),
https://lmstudio.ai/docs/developer/rest/endpoints (`/api/v0/models`),
https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html (`max_model_len`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from ralf_notes.config.addresses import is_private
from ralf_notes.config.engines import ENGINES, short_name
from ralf_notes.errors import EngineError, ModelMissing, PromptTooLong, Refused, Transient
from ralf_notes.models.engines import Ask, Endpoint, LoadedModel, Model, Reply, Runner
from ralf_notes.models.engines.hints import nearest_names
from ralf_notes.models.engines.http import USUAL, Http, Patience
from ralf_notes.models.engines.http.key import from_environment
from ralf_notes.models.engines.http.values import named, number, within, word
from ralf_notes.models.engines.openai.reply import StreamedAnswer, checked, streamed_answer

_START = (
    "Start it (docs/engines.md has a line each for llama.cpp, LM Studio, vLLM and Ray Serve), "
    "or name another one with --host."
)
_MOST_ASKED_ABOUT = 50
"""Models whose own properties a server is asked for."""
_LONGEST_VERSION = 40
_TEMPLATE_TOKENS = 64
"""Tokens that a chat template and an empty message take at most."""
_SERVERS = {
    "llamacpp": "llama.cpp", "vllm": "vLLM", "organization-owner": "Ray Serve",
    "lmstudio": "LM Studio", "organization_owner": "LM Studio",
}  # fmt: skip
"""The servers by what they say in `owned_by`."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A model as the server lists it."""

    id: str
    server: str
    """The name of the server, with its version if it says one."""
    window: int
    """The context window that it is run with, in tokens; 0 if it is not known."""
    size: int
    """Bytes; 0 if they are not known."""
    loaded: bool


class OpenAI:
    """A server that speaks `/v1/chat/completions` and manages its models itself."""

    traits = ENGINES["openai"]

    def __init__(self, host: str, patience: Patience = USUAL, api_key: str = "") -> None:
        """Prepare for a server; nothing is sent yet.

        Args:
            host: its URL, with or without `/v1`.
            patience: how long its models may take.
            api_key: sent to this host alone.
        """
        self.host = host.removesuffix("/chat/completions").removesuffix("/v1")
        self._http = Http(self.host, patience, _START, api_key)
        self._timeout = patience.timeout
        self._verified: set[tuple[str, int]] = set()

    def version(self) -> str:
        """Return the name of the server; raise ServerDown when nothing answers."""
        listed = self._listed()
        return listed[0].server if listed else "server"

    def cloud(self) -> bool | None:
        """Return None: nothing of this kind is known here."""
        return None

    def models(self) -> tuple[Model, ...]:
        """Return the models that the server lists."""
        return tuple(self._model(listed) for listed in self._listed())

    def show(self, name: str) -> Model:
        """Return one model; raise ModelMissing with the nearest names."""
        return self._model(self._find(name))

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer to one request, streamed so that a stalled model is noticed."""
        try:
            answer = self._streamed(runner, ask)
        except Refused as refusal:
            # Servers report a missing model in many different words; their list is clear.
            try:
                self._find(runner.model)
            except ModelMissing:
                raise
            except EngineError:
                raise refusal from None
            raise
        self._verify(runner)
        return checked(answer, ask, runner.num_ctx)

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the models that the server has in memory; what they take is not known."""
        return tuple(
            LoadedModel(listed.id, 0, listed.window, "")
            for listed in self._listed()
            if listed.loaded
        )

    def unload(self, model: str) -> None:
        """Do nothing: there is no such request, the server manages its memory itself."""

    def interrupt(self) -> None:
        """End the requests that are under way on other threads; they raise Transient."""
        self._http.interrupt()

    def close(self) -> None:
        """Do nothing: each request has closed its own connection."""

    def _streamed(self, runner: Runner, ask: Ask) -> StreamedAnswer:
        path = "/v1/chat/completions"
        with self._http.stream(path, _body(runner, ask), ask.num_predict) as stream:
            return streamed_answer(stream, self._timeout, ask.num_predict, ask.hear)

    def _get(self, path: str) -> dict[str, Any]:
        """Return the JSON object at a path, {} where there is none: not every server has each.

        Raises ServerDown, and EngineError when the key is wrong.
        """
        answer = self._http.request("GET", path)
        if answer.status == 200:
            return answer.json_object() or {}
        refusal = self._http.failed(answer.status, answer.content)
        if isinstance(refusal, EngineError | Transient):
            raise self._http.refusal(answer)
        return {}

    def _verify(self, runner: Runner) -> None:
        """Make sure, once a model is loaded, that its window is as big as the run assumes."""
        if (runner.model, runner.num_ctx) in self._verified:
            return
        window = self._find(runner.model).window
        if not window and self._reads_whole_window(runner):
            window = runner.num_ctx
        if window < runner.num_ctx:
            raise Refused(
                f"the server runs {runner.model} with a context of {window or 'fewer'} tokens, "
                f"and num_ctx is {runner.num_ctx}: load it there with more, or set a lower num_ctx"
            )
        self._verified.add((runner.model, runner.num_ctx))

    def _reads_whole_window(self, runner: Runner) -> bool:
        """Whether a prompt as long as the context window is read whole, not cut or refused."""
        # A letter and a blank are one token to any tokenizer, so what was read can be counted.
        ask = Ask("", "a " * (runner.num_ctx - _TEMPLATE_TOKENS), None, 1, 1)
        try:
            answer = self._streamed(runner, ask)
            checked(answer, ask, runner.num_ctx)
        except PromptTooLong:
            return False
        return True

    def _model(self, listed: _Listed) -> Model:
        elsewhere = "" if is_private(self.host) else urlsplit(self.host).netloc
        return Model(listed.id, listed.window, listed.size, remote_host=elsewhere)

    def _find(self, name: str) -> _Listed:
        """Return a model by its name, or by the file name of its path; raise ModelMissing."""
        models = self._listed()
        by_id = [listed for listed in models if name and name == listed.id]
        by_file = [listed for listed in models if name == short_name(listed.id)]
        if by_id or by_file:
            return (by_id or by_file)[0]
        names = [short_name(listed.id) for listed in models]
        what = f"model {name} is not on" if name else "no model is named (--model, or model:) for"
        raise ModelMissing(
            f"{what} the server at {self.host}, which has "
            + (nearest_names(name, names) or "no models: load one there")
        )

    def _listed(self) -> tuple[_Listed, ...]:
        """Return the server's models, with what its own paths say beyond the common list."""
        entries = self._get("/v1/models").get("data")
        if not isinstance(entries, list):
            raise EngineError(
                f"what answers at {self.host} does not speak the OpenAI API: /v1/models has no "
                "list. Is the port right? llama.cpp has 8080, LM Studio 1234, vLLM 8000."
            )
        models = [*named(entries, "id")]
        if any(entry.get("owned_by") == "library" for _, entry in models):
            raise EngineError(
                f"what answers at {self.host} is Ollama, which silently cuts long prompts when "
                "asked this way: use engine: ollama"
            )
        if models and not any(_window(entry) for _, entry in models):
            models = self._of_lm_studio() or models
        return tuple(
            self._described(name, entry, asks=place < _MOST_ASKED_ABOUT)
            for place, (name, entry) in enumerate(models)
        )

    def _of_lm_studio(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return LM Studio's own list, [] from any other server."""
        entries = [*named(self._get("/api/v0/models").get("data"), "id")]
        writers = [each for each in entries if each[1].get("type") != "embeddings"]
        return [(name, {"owned_by": "lmstudio", **entry}) for name, entry in writers]

    def _described(self, name: str, entry: Mapping[str, Any], *, asks: bool) -> _Listed:
        owner = word(entry, "owned_by") or "server"
        server, window = _SERVERS.get(owner, owner), _window(entry)
        # llama.cpp's, where it serves several models, and LM Studio's.
        state = word(within(entry, "status"), "value") or word(entry, "state") or "loaded"
        loaded = state == "loaded"
        if owner == "llamacpp" and loaded and asks:
            props = self._get(f"/props?model={quote(name, safe='')}&autoload=false")
            server = f"{server} {word(props, 'build_info')[:_LONGEST_VERSION]}".strip()
            window = number(within(props, "default_generation_settings"), "n_ctx") or window
        return _Listed(name, server, window, number(within(entry, "meta"), "size"), loaded)


def connect(endpoint: Endpoint) -> OpenAI:
    """Open the engine with the key in the environment, if there is one; nothing is sent yet."""
    return OpenAI(endpoint.host, Patience.at(endpoint), from_environment(os.environ))


def _window(entry: Mapping[str, Any]) -> int:
    """Return the context window that a listed model is run with, 0 if the entry has none.

    LM Studio's `max_context_length` and llama.cpp's `n_ctx_train` are what a model could have: not
    what it is run with.
    """
    return (
        number(entry, "max_model_len")  # vLLM
        or number(within(entry, "metadata"), "max_request_context_length")  # Ray Serve
        or number(entry, "loaded_context_length")  # LM Studio
        or number(within(entry, "meta"), "n_ctx")  # llama.cpp
    )


def _body(runner: Runner, ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": runner.model,
        "messages": ask.messages,
        "max_tokens": ask.num_predict,
        "temperature": runner.temperature,
        "seed": ask.seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if ask.schema is not None:
        schema = {"name": "answer", "strict": True, "schema": dict(ask.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body
