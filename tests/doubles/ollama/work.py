"""How the double of an Ollama server counts, cuts and tells one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from doubles.ollama.generation import Generation
from doubles.ollama.requests import Job
from doubles.ollama.runners import Runner

_THINKING = "First the text is read, then it is said what it does."


@dataclass(slots=True)
class Work:
    """What is known of one answer while it is made."""

    runner: Runner | None = None
    loads: int = 0
    prompt_tokens: int = 0
    evaluated: int = 0
    answer_tokens: int = 0
    done_reason: str = ""
    text: str = ""
    thinking: str = ""
    load_seconds: float = 0.0
    prompt_seconds: float = 0.0
    answer_seconds: float = 0.0
    is_looped: bool = False
    """Whether the server broke the answer off, as the model repeated itself."""


def fit_prompt(job: Job, work: Work, tokens: Callable[[str], int], generation: Generation) -> str:
    """Return the prompt as it fits the window, and count what of it must be evaluated."""
    prompt = job.prompt
    if work.prompt_tokens > generation.longest_prompt(job.window):
        kept = generation.kept(job.window)
        prompt = prompt[-(len(prompt) * kept // work.prompt_tokens) :]
        work.prompt_tokens = kept
    held = [work.runner.cached, *work.runner.saved] if work.runner else []
    known = max((common_start(prompt, text) for text in held), default=0)
    spared = tokens(prompt[:known]) - (known < len(prompt)) if known else 0
    work.evaluated = max(1, work.prompt_tokens - spared)
    return prompt


def fit_answer(
    job: Job, work: Work, text: str, tokens: Callable[[str], int], generation: Generation
) -> None:
    """Cut the answer where `num_predict`, or a full window without `shift`, says so."""
    thought = _thought(job, tokens)
    looped = generation.loop_end(text)
    whole = max(1, tokens(thought + text))
    room = whole if job.shift else generation.longest_answer(job.window, work.prompt_tokens)
    allowed = min(whole, room, job.num_predict if job.num_predict > 0 else whole)
    length = len(thought + text)
    ends = length if allowed == whole else max(1, length * allowed // whole)
    if looped is not None and len(thought) + looped <= ends:
        work.is_looped, ends = True, len(thought) + looped
    said = (thought + text)[:ends]
    work.thinking, work.text = said[: len(thought)], said[len(thought) :]
    work.answer_tokens = allowed
    work.done_reason = "stop" if allowed == whole else "length"


def _thought(job: Job, tokens: Callable[[str], int]) -> str:
    """Return what the model thinks."""
    if not job.thinks:
        return ""
    if job.think == "low" or not job.model.thought_tokens:
        return _THINKING
    return " ".join([_THINKING] * (job.model.thought_tokens // tokens(_THINKING) + 1))


def pieces(job: Job, work: Work, lines: int) -> list[tuple[str, str]]:
    """Return the answer in at most so many pieces (and one for the thinking): thinking, text."""
    count = max(1, min(lines, work.answer_tokens, len(work.text)))
    length = len(work.text)
    cuts = [length * i // count for i in range(count + 1)]
    texts = [("", work.text[a:b]) for a, b in pairwise(cuts)]
    return [(work.thinking, ""), *texts] if job.thinks else texts


def said(
    job: Job, created_at: str, text: str, *, thinking: str = "", done: bool = False
) -> dict[str, Any]:
    """Return one object of the answer: a line of a stream, or the start of the whole."""
    thought = {"thinking": thinking} if thinking else {}
    message = {"message": {"role": "assistant", "content": text, **thought}}
    return {
        "model": job.name,
        "created_at": created_at,
        **(message if job.chat else {"response": text, **thought}),
        "done": done,
    }


def ending(
    job: Job, work: Work, created_at: str, total_seconds: float, generation: Generation
) -> dict[str, Any]:
    """Return the last object of the answer. Counts of zero are left out, as the real one does."""
    text, thinking = ("", "") if job.stream else (work.text, work.thinking)
    if work.is_looped:
        return said(job, created_at, text, thinking=thinking)
    ids = 0 if job.chat or job.raw else work.prompt_tokens + work.answer_tokens
    counts = {
        "context": [0] * ids,
        "total_duration": _nanoseconds(total_seconds),
        "load_duration": _nanoseconds(work.load_seconds),
        "prompt_eval_count": work.prompt_tokens,
        "prompt_eval_duration": _nanoseconds(work.prompt_seconds),
        "eval_count": work.answer_tokens,
        "eval_duration": _nanoseconds(work.answer_seconds)
        if work.answer_tokens > 1
        else generation.one_token_nanoseconds,
    }
    return {
        **said(job, created_at, text, thinking=thinking, done=True),
        "done_reason": work.done_reason,
        **{name: count for name, count in counts.items() if count},
    }


def common_start(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _nanoseconds(seconds: float) -> int:
    return round(seconds * 1e9)
