"""How much a run uses a model: requests, tokens, and how often it was loaded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ralf_notes.models.engines import Reply


@dataclass(frozen=True, slots=True)
class Usage:
    """How much a run has used a model."""

    model: str
    num_ctx: int
    loads: int = 0
    load_seconds: float = 0.0
    reloads: tuple[str, ...] = ()
    """The likeliest reason for each load but the first."""
    unloads: tuple[str, ...] = ()
    """The likeliest reason for each time that it was out of memory, not unloaded by the run."""
    requests: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    prompt_seconds: float = 0.0
    answer_seconds: float = 0.0
    timed_tokens: int = 0
    """The answer tokens that `answer_seconds` are of: an answer of one token takes no time, as
    the token comes with the evaluation of the prompt. Servers report 0 or 1 microsecond for it."""
    memory_before: int = 0
    """Bytes in memory after the warm-up."""
    memory_after: int = 0
    """Bytes in memory at the end."""
    counts_prompts: bool = True
    """Whether the memory includes the earlier prompts that the server keeps, if it keeps any."""
    counts_loads: bool = True
    """Whether the engine reports loads. If it does not, `loads` may be 0 all the same."""

    @property
    def reading_rate(self) -> float | None:
        """Tokens of prompts a second; None if it was not measured."""
        return self.prompt_tokens / self.prompt_seconds if self.prompt_seconds else None

    @property
    def writing_rate(self) -> float | None:
        """Tokens of answers a second; None if it was not measured."""
        return self.timed_tokens / self.answer_seconds if self.answer_seconds else None


def counted(usage: Usage, reply: Reply, *, loaded: bool, reloaded: str = "") -> Usage:
    """Return a usage with one more reply.

    Args:
        usage: so far.
        reply: the engine's.
        loaded: whether the model was loaded for it.
        reloaded: why it was loaded again, or ''.
    """
    has_rate = reply.answer_tokens > 1
    return replace(
        usage,
        loads=usage.loads + loaded,
        load_seconds=usage.load_seconds + (reply.load_seconds if loaded else 0.0),
        reloads=(*usage.reloads, reloaded) if reloaded else usage.reloads,
        requests=usage.requests + 1,
        prompt_tokens=usage.prompt_tokens + reply.prompt_tokens,
        answer_tokens=usage.answer_tokens + reply.answer_tokens,
        prompt_seconds=usage.prompt_seconds + reply.prompt_seconds,
        answer_seconds=usage.answer_seconds + (reply.answer_seconds if has_rate else 0.0),
        timed_tokens=usage.timed_tokens + (reply.answer_tokens if has_rate else 0),
    )
