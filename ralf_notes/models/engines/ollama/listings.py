"""What Ollama's API says about models, read with care: a server may say anything.

Source: https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ralf_notes.models.engines import LoadedModel, Model, architecture_of
from ralf_notes.models.engines.http.values import LONGEST_NAME, named, number, within, word
from ralf_notes.models.remote import CLOUD, is_cloud_name

_LONGEST_PARAMETERS = 10_000


def on_disk(answer: Mapping[str, Any]) -> tuple[Model, ...]:
    """Return the models in an answer of `/api/tags`, without their context lengths."""
    return tuple(
        Model(
            name,
            0,
            number(entry, "size"),
            remote_host=_remote_host(name, entry),
            digest=word(entry, "digest"),
        )
        for name, entry in named(answer.get("models"), "name")
    )


def loaded(answer: Mapping[str, Any]) -> tuple[LoadedModel, ...]:
    """Return the models in an answer of `/api/ps`."""
    return tuple(
        LoadedModel(
            name,
            number(entry, "size"),
            number(entry, "context_length"),
            word(entry, "expires_at"),
            number(entry, "size_vram"),
        )
        for name, entry in named(answer.get("models"), "name")
    )


def cloud(answer: Mapping[str, Any]) -> bool | None:
    """Return whether an answer of `/api/status` says that requests are passed on to the cloud."""
    disabled = within(answer, "cloud").get("disabled")
    return not disabled if isinstance(disabled, bool) else None


def described(listed: Model, name: str, answer: Mapping[str, Any]) -> Model:
    """Return the model that an answer of `/api/show` describes.

    Args:
        listed: the same model as `/api/tags` lists it.
        name: what it is called in the run.
        answer: the server's.
    """
    info = within(answer, "model_info")
    lengths = [number(info, key) for key in info if key.endswith(".context_length")]
    details = within(answer, "details")
    capabilities = answer.get("capabilities")
    return Model(
        name,
        next(iter(lengths), 0),
        listed.size,
        thinks=isinstance(capabilities, list) and "thinking" in capabilities,
        remote_host=_remote_host(name, answer),
        digest=listed.digest,
        family=word(details, "family"),
        own_settings=_own_settings(answer.get("parameters")),
        architecture=architecture_of(info),
        has_fixed_window=word(details, "format") == "safetensors",
    )


def _own_settings(parameters: object) -> tuple[str, ...]:
    """Return the names in the parameters of a Modelfile: one a line, before its value."""
    lines = parameters[:_LONGEST_PARAMETERS].splitlines() if isinstance(parameters, str) else ()
    return tuple(sorted({line.split()[0] for line in lines if line.strip()}))


def _remote_host(name: str, entry: Mapping[str, Any]) -> str:
    """Return where a model runs that a server describes, '' if that is the server itself."""
    host = entry.get("remote_host") or entry.get("remote_model")
    if host:
        return str(host)[:LONGEST_NAME]
    return CLOUD if is_cloud_name(name) else ""
