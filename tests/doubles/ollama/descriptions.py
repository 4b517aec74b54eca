"""How the double of an Ollama server describes its models."""

from __future__ import annotations

from typing import Any

from doubles.ollama.clock import Clock, timestamp
from doubles.ollama.generation import OLD, Generation
from doubles.ollama.runners import Model, Runner


def listed(model: Model, modified_at: str, generation: Generation = OLD) -> dict[str, Any]:
    """Return the model as /api/tags lists it."""
    lengths = {
        "context_length": model.context_length,
        "embedding_length": model.heads * model.head_length,
    }
    more = {"capabilities": _capabilities(model)} if generation.is_new else {}
    remote = {"remote_model": model.name, "remote_host": model.remote_host}
    return {
        "name": model.name,
        "model": model.name,
        **(remote if model.remote_host else {}),
        "modified_at": modified_at,
        "size": model.size,
        "digest": model.digest,
        "details": {**model.details(), **(lengths if generation.is_new else {})},
        **more,
    }


def shown(model: Model, modified_at: str, generation: Generation = OLD) -> dict[str, Any]:
    """Return the model as /api/show tells it."""
    remote = {"remote_model": model.name, "remote_host": model.remote_host}
    return {
        **({"modelfile": f"FROM {model.name}"} if generation.is_new else {}),
        "parameters": model.parameters,
        "template": "{{ .Prompt }}",
        **(remote if model.remote_host else {}),
        "details": model.details(),
        "model_info": {
            "general.architecture": model.family,
            f"{model.family}.attention.head_count": model.heads,
            f"{model.family}.attention.head_count_kv": model.kv_heads,
            f"{model.family}.block_count": model.layers,
            f"{model.family}.context_length": model.context_length,
            f"{model.family}.embedding_length": model.heads * model.head_length,
            f"{model.family}.vocab_size": model.vocabulary,
        },
        **({"tensors": []} if generation.is_new else {}),
        "capabilities": _capabilities(model),
        "modified_at": modified_at,
    }


def _capabilities(model: Model) -> list[str]:
    return ["completion", *(["thinking"] if model.thinking else [])]


def running(runner: Runner, clock: Clock) -> dict[str, Any]:
    """Return the runner as /api/ps lists it."""
    return {
        "name": runner.model.name,
        "model": runner.model.name,
        "size": runner.size,
        "digest": runner.model.digest,
        "details": runner.model.details(),
        "expires_at": timestamp(clock, runner.expires),
        "size_vram": 0,
        "context_length": runner.context_length,
    }
