"""Put a run's configuration together: defaults < YAML file < environment < options."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ralf_notes.config.engines import ENGINES
from ralf_notes.config.keys import Config, ModelsConfig, RoutingConfig, SourceConfig
from ralf_notes.config.message import KeyOrigins, error_message, option_name
from ralf_notes.config.yaml_file import Settings, read_settings, scalar
from ralf_notes.errors import ConfigError


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """A configuration, and the file that it was read from, if any."""

    config: Config
    file: Path | None


def load_config(
    path: Path | None, options: Mapping[str, object], environ: Mapping[str, str]
) -> LoadedConfig:
    """Load a run's configuration.

    Relative paths in the file count from its folder, all others from the current one.

    Args:
        path: The file; None takes `config.yaml` here, else the one in the user's config
            directory, else none.
        options: Their values by key; None or an empty sequence means that an option is not given.
        environ: Environment variables: `OLLAMA_HOST`, and `RALF_<KEY>` for keys with one value.

    Raises:
        ConfigError: in one line, with the place, the key, what was found and what is allowed.
    """
    file = path or _default_file()
    settings = read_settings(file) if file else Settings()
    variables = _variables(environ)
    given = {key: value for key, value in options.items() if value not in (None, (), [])}
    chosen = settings.values | {key: value for key, (_, value) in variables.items()} | given
    needs_host = chosen.get("engine") in [t.name for t in ENGINES.values() if t.needs_host]
    if needs_host and variables.get("host", ("",))[0] == "OLLAMA_HOST":
        del variables["host"]  # Ollama's address is not that of another server
    values: dict[str, object] = {"host": ""} if needs_host else {}
    values |= _from_folder(settings.values, file.parent, not needs_host) if file else {}
    values |= {key: value for key, (_, value) in variables.items()} | given
    try:
        return LoadedConfig(Config.model_validate(values), file)
    except ValidationError as exc:
        labels = {key: f"environment: {name}" for key, (name, _) in variables.items()}
        labels |= {key: option_name(key) for key in given}
        labels |= {} if "host" in {**settings.values, **labels} else {"host": "--host"}
        origins = KeyOrigins(file, settings, labels, is_named=path is not None)
        below = {
            "source_paths": SourceConfig.model_fields,
            "models": ModelsConfig.model_fields,
            "routing": RoutingConfig.model_fields,
        }
        message = error_message(exc, origins, Config.model_fields, below)
        raise ConfigError(message) from exc


def _default_file() -> Path | None:
    from platformdirs import user_config_path

    places = (Path("config.yaml"), user_config_path("ralf-notes", appauthor=False) / "config.yaml")
    return next((place for place in places if os.path.isfile(place)), None)


def _variables(environ: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    """Return the environment variable of each key that has one: its name and its value."""
    variables: dict[str, tuple[str, object]] = {}
    if environ.get("OLLAMA_HOST", "").strip():
        variables["host"] = ("OLLAMA_HOST", environ["OLLAMA_HOST"])
    for key, field in Config.model_fields.items():
        name = f"RALF_{key.upper()}"
        text = environ.get(name, "").strip()
        if text and not isinstance(field.default, tuple):
            is_text = isinstance(field.default, str) or field.default is None
            variables[key] = (name, text if is_text else scalar(text))
    return variables


def _from_folder(values: Mapping[str, object], folder: Path, is_local: bool) -> dict[str, object]:
    """Return a file's values without empty ones; relative paths count from the file's folder."""
    rebased = {key: value for key, value in values.items() if value is not None}
    for key in ("target_dir", "vault_root"):
        if key in rebased:
            rebased[key] = _rebased(rebased[key], folder)
    model = rebased.get("model")
    # A server names its models as it likes: a name may look like a file on this machine.
    if is_local and isinstance(model, str) and model.lower().endswith(".gguf"):
        rebased["model"] = _rebased(model, folder)
    sources = rebased.get("source_paths")
    if isinstance(sources, list):
        rebased["source_paths"] = [_rebased(source, folder) for source in sources]
    return rebased


def _rebased(value: object, folder: Path) -> object:
    """Return a path, or a source with its path, counted from a folder.

    What is not a path, or starts with a `~`, is left to validation.
    """
    if isinstance(value, dict):
        given = {key: item for key, item in value.items() if item is not None}
        return given | ({"path": _rebased(given["path"], folder)} if "path" in given else {})
    if not isinstance(value, str) or not value.strip() or value.startswith("~"):
        return value
    return str(folder / value)
