"""The openai engine: any server that speaks `/v1/chat/completions`, its limits asked for.

llama.cpp's own server, LM Studio, vLLM and Ray Serve. Sources of what they tell about a model:
https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md (`/props`),
https://lmstudio.ai/docs/developer/rest/endpoints (`/api/v0/models`),
https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html (`max_model_len`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote, urlsplit

from ralf_notes.config.addresses import is_private
from ralf_notes.config.engines import ENGINES, short_name
from ralf_notes.errors import EngineError, ModelMissing, PromptTooLong, Refused
from ralf_notes.models.engines import Ask, LoadedModel, Model, Reply, Runner
from ralf_notes.models.engines.openai.http import Http
from ralf_notes.models.engines.openai.reply import checked, read

_TEMPLATE_TOKENS = 64
"""What a chat template and a message without words take at most."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A model as the server lists it."""

    id: str
    server: str
    """What serves it, as far as it can be told."""
    window: int
    """The context window that it is run with, in tokens; 0 if it is not told."""
    size: int
    """Bytes; 0 if it is not told."""
    loaded: bool


class OpenAI:
    """A server that speaks `/v1/chat/completions` and manages its models itself."""

    traits = ENGINES["openai"]

    def __init__(
        self, host: str, timeout: float = 60, load_timeout: float = 300, api_key: str = ""
    ) -> None:
        """Prepare for a server; nothing is sent yet.

        Args:
            host: its URL, with or without `/v1`.
            timeout: seconds without a token before an answer counts as stalled.
            load_timeout: seconds until the first token, the time for the prompt not counted.
            api_key: sent to this host alone.
        """
        self._http = Http(host, api_key, load_timeout)
        self.host = self._http.host
        self._timeout = timeout
        self._verified: set[Runner] = set()

    def version(self) -> str:
        """Return what serves; raise ServerDown when nothing answers."""
        listed = self._listed()
        return listed[0].server if listed else "server"

    def models(self) -> tuple[Model, ...]:
        """Return the models that the server lists."""
        return tuple(self._model(listed) for listed in self._listed())

    def show(self, name: str) -> Model:
        """Return one model; raise ModelMissing with the nearest names."""
        return self._model(self._find(name))

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer to one request, streamed so that a stalled model is noticed."""
        try:
            with self._http.stream("/v1/chat/completions", _body(runner, ask)) as stream:
                answer = read(stream, self._timeout, ask.num_predict)
        except Refused as refusal:
            # Servers word it in many ways that they lack a model; their list says it plainly.
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
        """Return the models that the server has in memory; what they take is not told."""
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

    def _verify(self, runner: Runner) -> None:
        """Make sure, once a model is loaded, that its window is as big as the run believes."""
        if runner in self._verified:
            return
        window = self._find(runner.model).window or self._measured(runner)
        if window < runner.num_ctx:
            raise Refused(
                f"the server runs {runner.model} with a context of {window or 'fewer'} tokens, "
                f"and num_ctx is {runner.num_ctx}: load it there with more, or set a lower num_ctx"
            )
        self._verified.add(runner)

    def _measured(self, runner: Runner) -> int:
        """Return `num_ctx` if a prompt of that length is read whole, 0 if it is cut or refused."""
        # A letter and a blank are one token to any tokenizer, so what was read can be counted.
        ask = Ask("", "a " * (runner.num_ctx - _TEMPLATE_TOKENS), None, 1, 1)
        try:
            with self._http.stream("/v1/chat/completions", _body(runner, ask)) as stream:
                checked(read(stream, self._timeout, ask.num_predict), ask, runner.num_ctx)
        except PromptTooLong:
            return 0
        return runner.num_ctx

    def _model(self, listed: _Listed) -> Model:
        elsewhere = "" if is_private(self.host) else urlsplit(self.host).netloc
        return Model(listed.id, listed.window, listed.size, remote_host=elsewhere)

    def _find(self, name: str) -> _Listed:
        there = self._listed()
        found = next((listed for listed in there if name and name == listed.id), None)
        found = found or next((listed for listed in there if name == short_name(listed.id)), None)
        if found is not None:
            return found
        what = f"model {name} is not on" if name else "no model is named (--model, or model:) for"
        raise ModelMissing(f"{what} the server at {self.host}. {_known(name, there)}")

    def _listed(self) -> tuple[_Listed, ...]:
        """Return the server's models, with what its own paths tell beyond the common list."""
        told = self._http.get("/v1/models").get("data")
        if not isinstance(told, list):
            raise EngineError(
                f"what answers at {self.host} does not speak the OpenAI API: /v1/models has no "
                "list. Is the port right? llama.cpp has 8080, LM Studio 1234, vLLM 8000."
            )
        entries = [entry for entry in told if isinstance(entry, dict) and entry.get("id")]
        if any(entry.get("owned_by") == "library" for entry in entries):
            raise EngineError(
                f"what answers at {self.host} is Ollama, which cuts long prompts unseen when "
                "asked this way: use engine: ollama"
            )
        if entries and not any(_window(entry) for entry in entries):
            entries = self._of_lm_studio() or entries
        return tuple(self._describe(entry) for entry in entries)

    def _of_lm_studio(self) -> list[dict[str, Any]]:
        """Return LM Studio's own list, [] from any other server."""
        told = self._http.get("/api/v0/models").get("data")
        if not isinstance(told, list):
            return []
        writers = [entry for entry in told if entry.get("type") != "embeddings"]
        return [{"owned_by": "lmstudio", **entry} for entry in writers if entry.get("id")]

    def _describe(self, entry: Mapping[str, Any]) -> _Listed:
        name, owner = str(entry["id"]), str(entry.get("owned_by") or "server")
        server, window = _SERVERS.get(owner, owner), _window(entry)
        status = entry.get("status")  # llama.cpp's, where it serves several models
        state = status.get("value") if isinstance(status, dict) else entry.get("state", "loaded")
        loaded = state == "loaded"
        if owner == "llamacpp" and loaded:
            props = self._http.get(f"/props?model={quote(name, safe='')}&autoload=false")
            server = f"{server} {props.get('build_info', '')}".strip()
            window = _number(props, "default_generation_settings", "n_ctx") or window
        return _Listed(name, server, window, _number(entry, "meta", "size"), loaded)


_SERVERS = {
    "llamacpp": "llama.cpp", "vllm": "vLLM", "organization-owner": "Ray Serve",
    "lmstudio": "LM Studio", "organization_owner": "LM Studio",
}  # fmt: skip


def _window(entry: Mapping[str, Any]) -> int:
    """Return the context window that a listed model is run with, 0 if it is not told.

    LM Studio's `max_context_length` and llama.cpp's `n_ctx_train` are what a model could have: not
    what it is run with.
    """
    return (
        _number(entry, "max_model_len")  # vLLM
        or _number(entry, "metadata", "max_request_context_length")  # Ray Serve
        or _number(entry, "loaded_context_length")  # LM Studio
        or _number(entry, "meta", "n_ctx")  # llama.cpp
    )


def _number(told: Any, *keys: str) -> int:
    for key in keys:
        told = told.get(key) if isinstance(told, Mapping) else None
    return told if isinstance(told, int) else 0


def _known(name: str, there: tuple[_Listed, ...]) -> str:
    names = [short_name(listed.id) for listed in there]
    near = get_close_matches(name, names, n=len(names), cutoff=0.0)
    return f"It has: {', '.join(near)}." if near else "It has no models: load one there."


def _body(runner: Runner, ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": runner.model,
        "messages": [
            {"role": "system", "content": ask.system},
            {"role": "user", "content": ask.prompt},
        ],
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
