"""How a model's words are drawn: settings that a run sends, as the defaults of servers change.

Ollama 0.32.10 changed its default of `repeat_penalty` from 1.1 to 1.0, so the same model wrote
other notes: https://github.com/ollama/ollama/commit/6a261db7d87b13d76c5197cec636a0a3951afb36.
None of these settings loads a model again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

_LOW = 0.2
"""The temperature of models whose makers do not ask for less. Notes state facts, and a seed makes
them repeatable: makers' own values of 0.6 to 1 are meant for conversation."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Settings of one family of models."""

    temperature: float = _LOW
    options: Mapping[str, float] = field(
        default_factory=lambda: {"top_p": 0.9, "top_k": 40, "min_p": 0.0, "repeat_penalty": 1.0}
    )
    """The other settings, by Ollama's names. The default ones are those of Ollama 0.33, whose
    makers say of the current models of its library that none wants a penalty but qwen2.5."""


_QWEN = {"top_p": 0.8, "top_k": 20, "min_p": 0.0, "repeat_penalty": 1.0}
_FAMILIES: tuple[tuple[re.Pattern[str], Sampling], ...] = (
    # "Use a temperature below 0.1 for daily-driver and production environments":
    # https://huggingface.co/mistralai/Ministral-3-3B-Instruct-2512
    (re.compile(r"ministral-?3|mistral3", re.IGNORECASE), Sampling(0.05)),
    # https://huggingface.co/Qwen/Qwen2.5-Coder-32B-Instruct/blob/main/generation_config.json
    (
        re.compile(r"qwen-?2\.?5|qwen2\b", re.IGNORECASE),
        Sampling(options={**_QWEN, "repeat_penalty": 1.05}),
    ),
    # https://huggingface.co/Qwen/Qwen3-4B, "Best Practices", without thinking
    (re.compile(r"qwen-?3", re.IGNORECASE), Sampling(options=_QWEN)),
)


def sampling_of(name: str, family: str = "") -> Sampling:
    """Return how the words of a model are drawn.

    Args:
        name: the model's.
        family: the line of models that it belongs to, in the engine's words.
    """
    words = f"{name} {family}"
    return next((settings for pattern, settings in _FAMILIES if pattern.search(words)), Sampling())


def unless_set(settings: Mapping[str, float], of_model: Collection[str]) -> dict[str, Any]:
    """Return settings without those that the model brings itself.

    Args:
        settings: by name.
        of_model: names of the parameters in the model's Modelfile, which its maker or the user
            chose.
    """
    return {name: value for name, value in settings.items() if name not in of_model}
