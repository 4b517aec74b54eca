"""How much memory models need, how much there is, and which fit together. Sizes are in bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ralf_notes.config.keys import Config
from ralf_notes.machine import hardware
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models.engines import Architecture, LoadedModel, Model
from ralf_notes.models.memory.scheduling import USUAL, MemoryRules

HEADINGS = (
    "MODEL", "NUM_CTX", "WEIGHTS", "KV CACHE", "BUFFERS", "TOTAL", "ALONE", "TOGETHER WITH",
)  # fmt: skip
FIRST_TO_GO = ("BUFFERS", "KV CACHE", "WEIGHTS", "NUM_CTX", "ALONE")
"""The columns to leave out, in this order, where there is no room for all."""
_F16 = 2
"""Bytes of a number in the KV cache, as long as OLLAMA_KV_CACHE_TYPE is not set."""
_F32 = 4
_ROWS = 16
"""Vectors of the length of an embedding that a layer holds for each token of a batch at once."""
_VOCABULARY = 150_000
"""Tokens of a model whose vocabulary is not known: newer ones have 128,000 to 262,000."""
_OVERHEAD = 0.2
"""Memory besides the weights of a model whose architecture is not known, as a share of them."""
_PER_TOKEN = 131_072
"""KV cache of a token of such a model: 32 layers of 8 heads of 128 numbers, twice, as in one of
8B parameters. Smaller ones take less."""
_SHOWN = 3
"""Names in a cell of a table."""


@dataclass(frozen=True, slots=True)
class Need:
    """The memory that a loaded model takes."""

    weights: int
    cache: int
    """The keys and values of a full context window."""
    buffers: int
    """The working memory for a batch. Without a GPU, Ollama leaves it out of `/api/ps` up to 0.29.
    """
    is_rough: bool = False
    """Whether the model's architecture is not known."""
    reserve: int = 0
    """What a server wants to be free besides, to load the model beside others."""

    @property
    def total(self) -> int:
        """The sum."""
        return self.weights + self.cache + self.buffers

    def fits_beside(self, others: int, room: int, rules: MemoryRules) -> bool:
        """Whether a server loads the model without unloading others.

        Args:
            others: bytes that they take.
            room: bytes of memory for all models.
            rules: of the server.
        """
        if not rules.is_llama_server:
            return others + self.total <= room
        return self.weights + self.cache + self.reserve <= rules.share * (room - others)


def room_for(config: Config) -> hardware.Room | None:
    """Return this machine's memory for a run's models; None where others load them."""
    is_ours = config.runs_here and not (config.traits.manages_memory or config.is_distributed)
    return hardware.room() if is_ours else None


def need(
    model: Model, num_ctx: int, loaded: Iterable[LoadedModel] = (), rules: MemoryRules = USUAL
) -> Need:
    """Estimate the memory that a model needs.

    Args:
        model: as the engine describes it.
        num_ctx: context window, in tokens.
        loaded: the models in memory. If the model is one of them, perhaps with another window,
            its weights are computed from what it really takes.
        rules: of the server that loads it.
    """
    reserve = rules.reserve(num_ctx)
    if model.architecture is None:
        buffers = int(model.size * _OVERHEAD)
        return Need(model.size, num_ctx * _PER_TOKEN, buffers, is_rough=True, reserve=reserve)
    cache = cache_size(model.architecture, num_ctx)
    buffers = _buffers(model.architecture, num_ctx, rules)
    in_memory = next((each for each in loaded if each.is_called(model.name)), None)
    if in_memory is None or not in_memory.size:
        return Need(model.size, cache, buffers, reserve=reserve)
    weights = in_memory.size - cache_size(model.architecture, in_memory.context_length)
    if in_memory.on_gpu or rules.is_llama_server:  # then the server counts the buffers too
        weights -= _buffers(model.architecture, in_memory.context_length, rules)
    # Less than nothing: the server counts less for the cache, and says nothing of the weights.
    return Need(weights if weights > 0 else model.size, cache, buffers, reserve=reserve)


def cache_size(architecture: Architecture, num_ctx: int) -> int:
    """Return the memory for the keys and values of a context window, as 16-bit numbers.

    Source: https://github.com/ggml-org/llama.cpp, `llama_kv_cache`. Layers that look back over a
    short window only (Gemma 3, gpt-oss) take less than this.
    """
    return (
        num_ctx
        * architecture.layers
        * architecture.kv_heads
        * (architecture.key + architecture.value)
        * _F16
    )


def fit_together(needs: Iterable[Need], room: int, rules: MemoryRules = USUAL) -> bool:
    """Whether models fit a machine at the same time, if the biggest is loaded first.

    Args:
        needs: what each takes.
        room: memory for models, in bytes.
        rules: of the server.
    """
    first, *others = sorted(needs, key=lambda each: -each.total)
    taken = first.total
    for each in others:
        if not each.fits_beside(taken, room, rules):
            return False
        taken += each.total
    return True


def fitting(
    models: Iterable[str], needs: Mapping[str, Need], room: int, rules: MemoryRules = USUAL
) -> Iterator[str]:
    """Yield models as long as all of them fit together; the first in any case.

    Args:
        models: in the order of their work. A model that is loaded before its turn would be pushed
            out again if one before it does not fit beside it.
        needs: what each takes.
        room: memory for models, in bytes.
        rules: of the server.
    """
    taken: list[Need] = []
    for model in models:
        taken.append(needs[model])
        if not fit_together(taken, room, rules):
            return
        yield model


def rows_of(
    needs: Mapping[str, tuple[int, Need]], room: int | None, rules: MemoryRules = USUAL
) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a table, one text for each of `HEADINGS`.

    Args:
        needs: context window and need of each model.
        room: memory for models, in bytes; None if it is not known.
        rules: of the server that loads them.
    """
    for name, (num_ctx, mine) in needs.items():
        alone, others = "?", ""
        if room is not None:
            alone = "yes" if mine.total <= room else "no"
            beside = [
                other
                for other, (_, theirs) in needs.items()
                if other != name and fit_together((mine, theirs), room, rules)
            ]
            more = len(beside) - _SHOWN
            others = ", ".join(beside[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
            if len(beside) == len(needs) - 1 > _SHOWN:
                others = "all others"
        sizes = [gigabytes(size) for size in (mine.weights, mine.cache, mine.buffers)]
        total = ("about " if mine.is_rough else "") + gigabytes(mine.total)
        yield name, str(num_ctx), *sizes, total, alone, others


def _buffers(architecture: Architecture, num_ctx: int, rules: MemoryRules) -> int:
    """Estimate the working memory: the logits of a batch, or the scores of its attention.

    It is an upper bound: with flash attention the scores are never held as a whole.
    Source: https://github.com/ollama/ollama/blob/v0.24.0/fs/ggml/ggml.go, `GraphSize`.

    llama-server uses flash attention by itself where it can. Then it holds a mask of 16-bit numbers
    and a layer's vectors for the batch, and the logits of one token.
    """
    batch = rules.batch(num_ctx)
    if rules.is_llama_server:
        return batch * (_F16 * num_ctx + _F32 * _ROWS * architecture.embedding)
    logits = architecture.embedding + (architecture.vocabulary or _VOCABULARY)
    scores = 4 * architecture.embedding + num_ctx * (architecture.heads + 1)
    return _F32 * batch * max(logits, scores)
