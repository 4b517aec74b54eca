"""The models of the double of an Ollama server, and which of them are in memory until when."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from doubles.ollama.clock import FOREVER, Clock, parse_duration
from doubles.ollama.generation import OLD, Generation
from doubles.ollama.refusal import Refusal

DEFAULT_KEEP_ALIVE = 300.0
_RUNNER_DEFAULTS: Mapping[str, int] = {
    "num_ctx": 4096, "num_batch": 0, "num_gpu": -1, "main_gpu": 0, "num_thread": 0,
}  # fmt: skip
_INTEGERS = {*_RUNNER_DEFAULTS, "num_keep", "seed", "num_predict", "top_k", "repeat_last_n"}
_FLOATS = {"temperature", "top_p", "min_p", "typical_p", "repeat_penalty", "presence_penalty"}
_GO_TYPES = {bool: "bool", list: "[]interface {}", dict: "map[string]interface {}"}


_NO_MEMORY = (
    "llama-server process has terminated: exit status 1: ggml_aligned_malloc: insufficient memory "
    "(attempted to allocate  {megabytes:.2f} MB)\n"
    "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size {size}\n"
    "alloc_tensor_range: failed to allocate CPU buffer of size {size}\n"
    "error loading model: unable to allocate CPU buffer"
)
"""What 0.30 says of a model that does not fit."""


@dataclass(frozen=True, slots=True)
class Model:
    """One name on the server. Names with the same digest have the same weights: one runner."""

    name: str
    size: int = 1_000_000_000
    """Bytes on disk."""
    context_length: int = 8192
    family: str = "llama"
    digest: str = ""
    """Of the weights; left out, it is made from the name."""
    parameter_size: str = "1B"
    quantization: str = "Q4_K_M"
    thinking: bool = False
    always_thinks: bool = False
    """Whether `think: false` is ignored, as by gpt-oss, which takes `low`, `medium` or `high`."""
    thought_tokens: int = 0
    """How long it thinks, unless `think` is `low`; 0: one sentence."""
    format: str = "gguf"
    """`safetensors`: it is run by MLX, which knows neither `num_ctx` nor `format`."""
    parameters: str = ""
    """Of its Modelfile, as /api/show tells them: one a line."""
    remote_host: str = ""
    memory: int = 0
    """Bytes of the weights in memory; 0: as `size`."""
    memory_per_token: int = 20_000
    """Bytes for each token of the context window."""
    buffers: int = 14_362_571
    """Bytes of working memory for a batch of 512 tokens, which /api/ps counts from 0.30 on."""
    buffers_per_token: int = 1024
    """The same for each token of the context window."""
    layers: int = 10
    heads: int = 5
    kv_heads: int = 5
    vocabulary: int = 32_000

    def __post_init__(self) -> None:
        if not self.digest:
            made = hashlib.sha256(self.name.encode()).hexdigest()
            object.__setattr__(self, "digest", made)

    @property
    def head_length(self) -> int:
        """Numbers in a key, or a value, of one head: as many as `memory_per_token` has room for."""
        return self.memory_per_token // (self.layers * self.kv_heads * 2 * 2)

    def details(self) -> dict[str, Any]:
        """Return `details` of /api/tags, /api/show and /api/ps."""
        return {
            "parent_model": "",
            "format": self.format,
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization,
        }


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to the memory.

    `kind` is `load`, `replace` (other runner options), `evict` (no room), `expire` (keep_alive is
    over), `unload` (keep_alive 0) or `die`.
    """

    kind: str
    model: str
    time: float


@dataclass(slots=True)
class Runner:
    """A model in memory."""

    model: Model
    """By the name that loaded it."""
    options: Mapping[str, int]
    """As they were asked for: `num_ctx` may be more than the model's own context length."""
    keep_alive: float
    expires: float
    size: int = 0
    """Bytes in memory, as /api/ps tells: the prompt cache is not in it."""
    busy: bool = True
    cached: str = field(default="", repr=False)
    """The text whose evaluation the slot holds."""
    saved: list[str] = field(default_factory=list, repr=False)
    """Earlier texts whose evaluation 0.30 keeps in main memory, up to 8 GiB."""

    @property
    def context_length(self) -> int:
        """The context window that it has, in tokens."""
        return min(self.options["num_ctx"], self.model.context_length)

    def evaluates(self, prompt: str, *, saves: bool) -> None:
        """Have the slot hold another text; keep the one before, if that is switched on."""
        if saves and self.cached and not prompt.startswith(self.cached):
            self.saved.append(self.cached)
        self.cached = prompt


def memory_of(
    model: Model, options: Mapping[str, int], generation: Generation = OLD, slots: int = 1
) -> int:
    """Return the bytes that a runner with these options takes, as /api/ps tells."""
    window = min(options["num_ctx"], model.context_length)
    size = (model.memory or model.size) + model.memory_per_token * window * slots
    if not generation.is_new:
        return size
    buffers = model.buffers + model.buffers_per_token * window
    return size + buffers * options["num_batch"] // 512


def parse_keep_alive(value: object) -> float | None:
    """Return seconds, or None when it was left out; raise Refusal as the real server does."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            seconds = parse_duration(value)
        except ValueError as error:
            raise Refusal(400, str(error)) from None
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = float(value)
    else:
        raise Refusal(400, f"Unsupported type: '{_GO_TYPES[type(value)]}'")
    return FOREVER if seconds < 0 else min(seconds, FOREVER)


def check_options(options: Mapping[str, Any]) -> None:
    """Raise Refusal for a known option of a wrong type; unknown ones are ignored."""
    for name, value in options.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if name in _INTEGERS and not number:
            raise Refusal(500, f'option "{name}" must be of type integer')
        if name in _FLOATS and not number:
            raise Refusal(500, f'option "{name}" must be of type float32')


def runner_options(options: Mapping[str, Any], default_num_ctx: int) -> dict[str, int]:
    """Return those options of a request that the runner is started with, defaults filled in."""
    defaults = {**_RUNNER_DEFAULTS, "num_ctx": default_num_ctx}
    return {name: int(options.get(name, default)) for name, default in defaults.items()}


class Memory:
    """The runners that are loaded. Who loads must hold the server's turn; anyone may look."""

    def __init__(
        self,
        clock: Clock,
        max_loaded_models: int,
        size: float,
        generation: Generation = OLD,
        slots: int = 1,
    ) -> None:
        self.events: list[Event] = []
        self.unloaded: list[Runner] = []
        """Those that were just unloaded: they may be listed for another moment."""
        self._generation, self._slots = generation, slots
        self._clock = clock
        self._max = max_loaded_models
        self._size = size
        self._runners: dict[str, Runner] = {}
        self._lock = threading.RLock()

    def loaded(self) -> list[Runner]:
        """Return the runners, the one that stays longest first."""
        with self._lock:
            self._expire()
            return sorted(self._runners.values(), key=lambda r: -r.expires)

    def acquire(
        self, model: Model, options: Mapping[str, int], keep_alive: float | None
    ) -> tuple[Runner, bool]:
        """Return the runner for a request, and whether it is new: then loading takes time."""
        with self._lock:
            self._expire()
            runner = self._runners.get(model.digest)
            if runner and _needs_reload(runner, model, options):
                self.drop(runner, "replace")
                runner = None
            fresh = runner is None
            if runner is None:
                runner = self._load(model, options, keep_alive)
            runner.busy = True
            return runner, fresh

    def release(self, runner: Runner, keep_alive: float | None) -> None:
        """Start the time after which it is unloaded; `keep_alive` left out: as it was."""
        with self._lock:
            runner.busy = False
            runner.keep_alive = runner.keep_alive if keep_alive is None else keep_alive
            runner.expires = self._clock.now() + runner.keep_alive
            if runner.keep_alive == 0 and self._runners.get(runner.model.digest) is runner:
                self.drop(runner, "unload")

    def unload(self, model: Model) -> None:
        """Unload the model if it is loaded."""
        with self._lock:
            self._expire()
            if runner := self._runners.get(model.digest):
                self.drop(runner, "unload")

    def drop(self, runner: Runner, kind: str) -> None:
        """Take a runner out of memory, for the reason `kind` of `Event`."""
        with self._lock:
            del self._runners[runner.model.digest]
            self._tell(kind, runner)
            if kind == "unload":
                runner.expires = self._clock.now()
                self.unloaded.append(runner)

    def clear(self) -> None:
        """Forget all runners: the server died."""
        with self._lock:
            for runner in list(self._runners.values()):
                self.drop(runner, "die")

    def _load(self, model: Model, options: Mapping[str, int], keep_alive: float | None) -> Runner:
        size = memory_of(model, options, self._generation, self._slots)
        self._make_room(model, size)
        seconds = DEFAULT_KEEP_ALIVE if keep_alive is None else keep_alive
        runner = Runner(model, dict(options), seconds, self._clock.now() + seconds, size)
        self._runners[model.digest] = runner
        self.unloaded.clear()
        self._tell("load", runner)
        return runner

    def _make_room(self, model: Model, need: int) -> None:
        if need > self._size:
            raise self._no_memory(model, need)
        while self._runners and not self._has_room(need):
            self.drop(min(self._runners.values(), key=lambda r: r.keep_alive), "evict")

    def _has_room(self, need: int) -> bool:
        free = self._size - self._used()
        # 0.30 and later leave a fifth of what is free.
        return len(self._runners) < self._max and need <= free * (
            0.8 if self._generation.is_new else 1
        )

    def _no_memory(self, model: Model, need: int) -> Refusal:
        if self._generation.is_new:
            size = model.memory or model.size
            return Refusal(500, _NO_MEMORY.format(megabytes=size / 2**20, size=size))
        needed, there = need / 2**30, self._size / 2**30
        text = f"requires more system memory ({needed:.1f} GiB) than is available"
        return Refusal(500, f"model {text} ({there:.1f} GiB)")

    def _used(self) -> int:
        return sum(runner.size for runner in self._runners.values())

    def _expire(self) -> None:
        for runner in list(self._runners.values()):
            if not runner.busy and runner.expires <= self._clock.now():
                self.drop(runner, "expire")

    def _tell(self, kind: str, runner: Runner) -> None:
        self.events.append(Event(kind, runner.model.name, self._clock.now()))


def _needs_reload(runner: Runner, model: Model, options: Mapping[str, int]) -> bool:
    if model.format != "gguf":  # MLX is never loaded again for other options
        return runner.options.get("shift") != options.get("shift")
    return runner.options != options


def byte_tokens(bytes_per_token: float) -> Callable[[str], int]:
    """Return a tokenizer that counts UTF-8 bytes."""
    return lambda text: -int(-len(text.encode()) // bytes_per_token)
