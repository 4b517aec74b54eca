"""Engines: what runs the models. Here is their protocol, and the values that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ralf_notes.config.engines import Traits


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to a model."""

    system: str
    prompt: str
    schema: Mapping[str, Any] | None
    """JSON Schema that the answer obeys, or None for a warm-up."""
    num_predict: int
    """Cap on the answer, in tokens."""
    seed: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, with the engine's own counts."""

    text: str
    cut: bool
    """The answer ended at a cap instead of by itself."""
    prompt_tokens: int
    answer_tokens: int
    prompt_seconds: float
    answer_seconds: float
    load_seconds: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a model's architecture decides how much memory it takes."""

    layers: int
    heads: int
    kv_heads: int
    """Heads of keys and values."""
    key: int
    """Numbers in a key of one head."""
    value: int
    embedding: int
    """Numbers in the vector of a token."""
    vocabulary: int = 0
    """Tokens that the model knows; 0 if it does not tell."""


@dataclass(frozen=True, slots=True)
class Model:
    """What an engine knows about a model that it has."""

    name: str
    context_length: int
    """The longest context window that the model was made for, in tokens."""
    size: int
    """Bytes on disk."""
    thinks: bool = False
    remote_host: str = ""
    """Set when the model does not run on the engine's machine."""
    shape: Shape | None = None
    """None where it is not told."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is in memory."""

    name: str
    size: int
    """Bytes in memory."""
    context_length: int
    expires_at: str
    on_gpu: int = 0
    """Bytes of it in the memory of a GPU."""

    def is_called(self, name: str) -> bool:
        """Whether a name is this model's."""
        return full_name(self.name) == full_name(name)


def full_name(name: str) -> str:
    """Return a model's name with its tag: without one it means `latest`, as Ollama has it."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


@dataclass(frozen=True, slots=True)
class Runner:
    """What a model is run with. The same for all requests of a run: a change reloads the model."""

    model: str
    num_ctx: int
    """Context window, in tokens."""
    temperature: float
    keep_alive: str | int | float
    thinks: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Which engine to open, where its server is, and how long to wait for it."""

    engine: str
    host: str
    """URL of the server. Its key, if it wants one, is in the environment."""
    timeout: float
    """Seconds without a token before an answer counts as stalled."""
    load_timeout: float
    """Seconds until the first token, the time for reading the prompt not counted."""


class Engine(Protocol):
    """What a run needs of an engine. All raise `errors.EngineError` or `errors.AskError`."""

    @property
    def traits(self) -> Traits:
        """In what it differs from other engines."""

    def version(self) -> str:
        """Return the engine's version; raise `ServerDown` when nothing answers."""

    def models(self) -> tuple[Model, ...]:
        """Return the models that are there (context length 0 where asking would take a request)."""

    def show(self, name: str) -> Model:
        """Return one model; raise `ModelMissing` with the nearest names and the line to type."""

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer; raise `PromptTooLong`, `Transient` or `Refused`."""

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the models in memory."""

    def unload(self, model: str) -> None:
        """Free the model's memory."""

    def interrupt(self) -> None:
        """End the requests that are under way on other threads; they raise `Transient`."""

    def close(self) -> None:
        """Let go of connections and memory."""


def shape_of(info: Mapping[str, Any]) -> Shape | None:
    """Return a model's shape from the keys of its GGUF file; None if they do not tell it.

    Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

    Args:
        info: values by key, such as `llama.block_count`. One that differs from layer to layer is
            None in what a server tells: then the largest that it can be is taken.
    """
    arch = str(info.get("general.architecture", ""))

    def number(key: str, default: int = 0) -> int:
        told = info.get(f"{arch}.{key}")
        return told if isinstance(told, int) and not isinstance(told, bool) else default

    layers, embedding = number("block_count"), number("embedding_length")
    heads = number("attention.head_count")
    key = number("attention.key_length", embedding // heads if heads else 0)
    value = number("attention.value_length", key)
    kv_heads = number("attention.head_count_kv", heads)
    if min(layers, heads, kv_heads, embedding) <= 0:
        return None
    return Shape(layers, heads, kv_heads, key, value, embedding, number("vocab_size"))
