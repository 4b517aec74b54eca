"""Engines run the models. This is their protocol, and the values that cross it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from ralf_notes.config.engines import Traits

QUICK = 10.0
"""Seconds for a connection, and for requests that need no model."""
_LOCAL = ":local"
_NONSENSE = 10**9
"""No model has this many of anything."""
_NO_TIME = 1970
"""The latest year of a time that stands for none, such as Go's zero."""


def strict_object(
    properties: Mapping[str, Any], required: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return the JSON Schema of an object that has these properties and no other.

    Args:
        properties: the schema of each, by its name.
        required: the names of those that it must have; None for all.
    """
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


def unheard(piece: str) -> None:
    """Do nothing with a piece of an answer."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to a model."""

    system: str
    prompt: str
    schema: Mapping[str, Any] | None
    """JSON Schema that the server holds the answer to; None if it does not, or for a warm-up."""
    num_predict: int
    """Cap on the answer, in tokens."""
    seed: int
    think: bool | str | None = None
    """Whether, or how much, the model is to think before it answers; None leaves it to it."""
    hear: Callable[[str], None] = field(default=unheard, compare=False, repr=False)
    """Gets each piece of the answer as it comes, '' for a thought; an engine may leave that out."""

    @property
    def is_warm_up(self) -> bool:
        """Whether it only loads the model."""
        return self.schema is None and self.num_predict == 1

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages of the chat, as the APIs of all engines take them."""
        return [
            {"role": "system", "content": self.system},
            {"role": "user", "content": self.prompt},
        ]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, with the engine's own counts."""

    text: str
    cut: bool
    """Whether the answer reached its cap instead of its own end."""
    prompt_tokens: int
    answer_tokens: int
    prompt_seconds: float
    answer_seconds: float
    load_seconds: float
    loaded: bool | None = None
    """Whether the model was loaded for it; None if `load_seconds` does not tell for certain."""
    thought: bool = False
    """Whether the model also thought, which is not part of the text."""
    in_words: bool = False
    """Whether the model was asked in words alone, as the server takes no schema."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """The numbers of a model that decide how much memory it takes."""

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
    """How many tokens the model has; 0 if that is not known."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that an engine has."""

    name: str
    context_length: int
    """The longest context window that the model was made for, in tokens."""
    size: int
    """Bytes on disk."""
    thinks: bool = False
    remote_host: str = ""
    """Where the model runs, if that is not the engine's own machine."""
    architecture: Architecture | None = None
    """None if it is not known."""
    has_fixed_window: bool = False
    """Whether its window is its own whatever `num_ctx` says, as with models that MLX runs."""
    digest: str = ""
    """What identifies its weights and template, or ''."""
    family: str = ""
    """The architecture or line of models that it belongs to, in the engine's words."""
    own_settings: tuple[str, ...] = ()
    """The names of the settings that it brings itself, such as `top_p`."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is in memory."""

    name: str
    size: int
    """Bytes in memory."""
    context_length: int
    expires_at: str
    on_gpu: int = 0
    """Bytes in the memory of a GPU, a part of `size`."""

    def has_expired(self, now: datetime) -> bool:
        """Whether its time was over at a moment."""
        try:
            end = datetime.fromisoformat(self.expires_at)
            return end.year > _NO_TIME and end <= now
        except (ValueError, TypeError):
            return False

    def is_called(self, name: str) -> bool:
        """Whether a name is this model's. Servers take names in any case and list their own."""
        return full_name(self.name).lower() == full_name(name).lower()


def full_name(name: str) -> str:
    """Return a model's name with its tag. As in Ollama, a name without one means `latest`.

    The suffix `:local`, which keeps Ollama from sending it to a cloud, is no part of it.
    """
    if name.lower().endswith(_LOCAL):
        name = name[: -len(_LOCAL)]
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


@dataclass(frozen=True, slots=True)
class Runner:
    """The options that a model is run with, the same for all requests: a change reloads it."""

    model: str
    num_ctx: int
    """Context window, in tokens."""
    temperature: float
    keep_alive: str | int | float
    has_fixed_window: bool = False
    sampling: Mapping[str, float] = field(default_factory=dict)
    """How words are drawn, besides the temperature: settings by Ollama's names."""


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
    quick: float = QUICK
    """Seconds for a connection, and for requests that need no model."""


class Engine(Protocol):
    """What a run needs from an engine. All methods may raise `EngineError` and `AskError`."""

    @property
    def traits(self) -> Traits:
        """How it differs from other engines."""

    def version(self) -> str:
        """Return the engine's version; raise `ServerDown` when nothing answers."""

    def models(self) -> tuple[Model, ...]:
        """Return the models that it has; a context length of 0 means that only `show` knows it."""

    def cloud(self) -> bool | None:
        """Return whether its server passes requests to cloud models on; None if that is unknown."""

    def show(self, name: str) -> Model:
        """Return one model; raise `ModelMissing` with the nearest names and the line to type."""

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer; raise `PromptTooLong`, `Transient`, `Refused` or `ModelMissing`."""

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the models in memory."""

    def unload(self, model: str) -> None:
        """Free the model's memory."""

    def interrupt(self) -> None:
        """End the requests that are under way on other threads; they raise `Transient`."""

    def close(self) -> None:
        """Close connections and free memory."""


def architecture_of(info: Mapping[str, Any]) -> Architecture | None:
    """Return a model's architecture from the keys of its GGUF file; None if they lack a part of it.

    Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

    Args:
        info: values by key, such as `llama.block_count`. A server gives None for a value that
            differs from layer to layer: then the largest possible one is taken.
    """
    arch = str(info.get("general.architecture", ""))

    def number(key: str, default: int = 0) -> int:
        value = info.get(f"{arch}.{key}")
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _NONSENSE:
            return value
        return default

    layers, embedding = number("block_count"), number("embedding_length")
    heads = number("attention.head_count")
    key = number("attention.key_length", embedding // heads if heads else 0)
    value = number("attention.value_length", key)
    kv_heads = number("attention.head_count_kv", heads)
    if min(layers, heads, kv_heads, embedding) <= 0:
        return None
    return Architecture(layers, heads, kv_heads, key, value, embedding, number("vocab_size"))
