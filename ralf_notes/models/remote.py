"""Models that run elsewhere: how they are recognized, and refused unless allowed by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ralf_notes.config.keys import Config
from ralf_notes.errors import EngineError
from ralf_notes.models.engines import Engine, Model, full_name

CLOUD = "ollama.com"
"""Where an Ollama server sends the requests to a cloud model."""
_SUFFIX = re.compile(r"[:-]\s*cloud\Z")
_REGISTRY = re.compile(r"\A(?:[a-z]+://)?(?:registry\.ollama\.ai/)?(?:library/)?")


def is_cloud_name(name: str) -> bool:
    """Whether a server of Ollama 0.18 or later sends requests to a model of this name elsewhere.

    What stands after the last colon decides, in any case: `cloud`, or a tag that ends in `-cloud`.
    The server need not have such a model, and sends even a question about it to ollama.com.
    Source: https://github.com/ollama/ollama/blob/main/internal/modelref/modelref.go
    """
    bare = _folded(name)
    bare = bare.removesuffix(":local").rstrip()  # refused by the server if both are named
    _, colon, tag = bare.rpartition(":")
    tag = tag.strip()
    return bool(colon) and (tag == "cloud" or ("/" not in tag and tag.endswith("-cloud")))


def local_name(name: str) -> str:
    """Return what is left of a cloud model's name: the name of the same model on the machine."""
    return _SUFFIX.sub("", _folded(name))


def same_name(name: str) -> str:
    """Return a form that all spellings of a model's name share, as a server compares them."""
    return full_name(_REGISTRY.sub("", _folded(name)))


def refuse_remote(engine: Engine, config: Config, names: Sequence[str]) -> None:
    """Raise EngineError if one of the models runs elsewhere, and is not allowed to.

    Nothing is asked about a model before its name, and the server's own list, are found good.

    Args:
        engine: what has the models.
        config: the run's, which may allow them.
        names: of the models.
    """
    refuse_cloud_names(config, names)
    if engine.traits.server is None:
        return  # what `show` says of a model is known without a request about it
    listed = {same_name(model.name): model.remote_host for model in engine.models()}
    _refuse(config, {name: listed.get(same_name(name), "") for name in names})


def refuse_cloud_names(config: Config, names: Iterable[str]) -> None:
    """Raise EngineError for names of cloud models that are not allowed; no request is sent."""
    if not config.traits.in_process:
        _refuse(config, {name: CLOUD for name in names if is_cloud_name(name)})


def refuse_shown(config: Config, name: str, model: Model) -> None:
    """Raise EngineError if a model, as the engine describes it, runs elsewhere without leave."""
    _refuse(config, {name: model.remote_host})


def _refuse(config: Config, hosts: dict[str, str]) -> None:
    """Raise EngineError if there is a host for one of the names, and the name is not allowed."""
    allowed = {same_name(name) for name in config.allow_remote_models}
    refused = {
        name: host for name, host in hosts.items() if host and same_name(name) not in allowed
    }
    if not refused:
        return
    what = "; ".join(f"model {name} runs at {host}" for name, host in refused.items())
    clouds = [local_name(name) for name in refused if is_cloud_name(name)]
    local = f", such as {clouds[0]} (ollama pull {clouds[0]})" if clouds else ""
    raise EngineError(
        f"{what}: your source would leave this machine. Choose a local model{local}, or allow "
        f"it with allow_remote_models: [{', '.join(refused)}]"
    )


def _folded(name: str) -> str:
    """Return a name in lower case, without blanks around it and invisible characters in it."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cc")).strip()
