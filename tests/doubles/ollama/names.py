"""Names of models: local ones, and those that are sent on to ollama.com.

Source: https://github.com/ollama/ollama/blob/v0.33.0-rc2/internal/modelref/modelref.go
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from doubles.ollama.refusal import Refusal
from doubles.ollama.runners import Model

Cloud = Literal["unreachable", "off", "reachable"]
"""How it stands with ollama.com: no internet, switched off (OLLAMA_NO_CLOUD=1), or it answers."""


def without_suffix(name: str) -> tuple[str, str]:
    """Return a name without what stands for its source, and the source: cloud, local or ''."""
    base, colon, suffix = name.rpartition(":")
    kind = suffix.strip().lower()
    if colon and kind in ("cloud", "local"):
        return base, kind
    if colon and kind.endswith("-cloud") and "/" not in kind:
        return name.rstrip()[: -len("-cloud")], "cloud"
    return name, ""


def find_model(name: str, models: Mapping[str, Model], missing: str = "") -> Model:
    """Return the model; `name` and `name:latest` are the same, and case does not matter.

    Raise Refusal if it is not there.
    Source: https://github.com/ollama/ollama/blob/v0.33.0-rc2/server/routes.go, getExistingName

    Args:
        name: as it was asked for.
        models: those on the server, by name.
        missing: the name to report; '' for `name`.
    """
    wanted = tagged(without_suffix(name)[0]).lower()
    found = next((models[each] for each in models if tagged(each).lower() == wanted), None)
    if found is None:
        raise Refusal(404, f"model '{missing or name}' not found")
    return found


def tagged(name: str) -> str:
    """Return a name with its tag."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def refuse_cloud(path: str, cloud: Cloud) -> None:
    """Raise Refusal for a request that would be sent on, but cannot be."""
    if cloud == "off":
        what = "model details are" if path == "/api/show" else "model is"
        raise Refusal(403, f"ollama cloud is disabled: remote {what} unavailable")
    if cloud == "unreachable":
        url = f"https://ollama.com:443{path}?ts=1795636065"
        lookup = "dial tcp: lookup ollama.com on 127.0.0.53:53: no such host"
        raise Refusal(502, f'Post "{url}": {lookup}')
