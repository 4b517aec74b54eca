"""How a server shares its memory among models: rules that differ between versions of Ollama."""

from __future__ import annotations

from dataclasses import dataclass

from ralf_notes.config.engines import Traits

_MIB = 2**20
_BATCHES = ((32768, 2048, 2048 * _MIB), (4096, 1024, 768 * _MIB))
"""The window that must be exceeded, the batch that llama-server then evaluates in one go, and the
memory that Ollama sets aside for it. Where that is not free, it takes a smaller batch."""
_USUAL_BATCH = 512


@dataclass(frozen=True, slots=True)
class MemoryRules:
    """How a server loads models beside each other.

    Source: https://github.com/ollama/ollama/blob/v0.33.0-rc2/server/sched.go
    """

    is_llama_server: bool = False
    """Whether llama-server runs the models, as Ollama does from 0.30 on. Then `/api/ps` counts the
    buffers without a GPU too, and earlier prompts are kept in memory beside what it counts."""
    share: float = 1.0
    """The part of the free memory that one more model may take; else another one is unloaded."""

    def batch(self, num_ctx: int) -> int:
        """Return how many tokens of a prompt are evaluated in one go."""
        batches = (batch for least, batch, _ in _BATCHES if num_ctx > least)
        return next(batches, _USUAL_BATCH) if self.is_llama_server else _USUAL_BATCH

    def reserve(self, num_ctx: int) -> int:
        """Return the bytes that are set aside for the batch of a long context window."""
        sizes = (size for least, _, size in _BATCHES if num_ctx > least)
        return next(sizes, 0) if self.is_llama_server else 0


USUAL = MemoryRules()
LLAMA_SERVER = MemoryRules(is_llama_server=True, share=0.8)


def rules_of(traits: Traits, version: str) -> MemoryRules:
    """Return the rules of a server of some version."""
    is_new = traits.server is not None and traits.server.is_llama_server(version)
    return LLAMA_SERVER if is_new else USUAL
