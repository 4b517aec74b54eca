"""What the double of an Ollama server has and does unless a test says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from doubles.ollama.answers import answer_to
from doubles.ollama.requests import Request
from doubles.ollama.runners import Model


@dataclass(frozen=True, slots=True)
class Speeds:
    """How long work takes, in seconds and tokens per second."""

    load_seconds: float = 0.35
    warm_seconds: float = 0.03
    """What finding the loaded runner takes: the `load_duration` of a warm model."""
    prompt_tokens_per_second: float = 300.0
    answer_tokens_per_second: float = 60.0

    def times(self, factor: float) -> Speeds:
        """Return speeds that many times as fast."""
        return Speeds(
            self.load_seconds / factor,
            self.warm_seconds / factor,
            self.prompt_tokens_per_second * factor,
            self.answer_tokens_per_second * factor,
        )


def default_answer(request: Request) -> str:
    """Return plain prose, or JSON under the request's schema; the same for the same request."""
    penalty = request.repeat_penalty
    seed = request.seed if penalty == 1.1 else f"{request.seed}, penalty {penalty:g}"
    return answer_to(request.user, seed, request.schema)


def default_models() -> list[Model]:
    """Return a small model, one of the usual size, and one that runs on another machine."""
    return [
        Model("small:1b", size=100_000_000, context_length=8192),
        Model(
            "ministral-3:3b", 3_000_000_000, 262_144, "mistral3",
            parameter_size="3.8B", memory_per_token=100_000,
        ),
        Model("cloud:1b", size=400, context_length=131_072, remote_host="https://ollama.com:443"),
    ]  # fmt: skip
