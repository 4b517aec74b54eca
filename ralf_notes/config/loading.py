"""Put a run's configuration together: defaults < config file < environment < options."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from ralf_notes.config.engines import ENGINES
from ralf_notes.config.files import places
from ralf_notes.config.files.places import ConfigFile, Search
from ralf_notes.config.files.trust import Trust, how_to_trust, trust_of
from ralf_notes.config.harmless import needing_trust
from ralf_notes.config.keys import Config, ModelsConfig, RoutingConfig, SourceConfig
from ralf_notes.config.message import KeyOrigins, error_messages, option_name
from ralf_notes.config.yaml_file import Settings, scalar
from ralf_notes.errors import ConfigError
from ralf_notes.paths import HERE_IS_GONE, is_here_gone

_OTHER_VARIABLES = (
    "RALF_API_KEY", "RALF_CACHE_DIR", "RALF_EXIT_CODE", "RALF_STATE_DIR", "RALF_TRUST",
)  # fmt: skip
"""Variables of ours that are no key of the configuration."""


@dataclass(frozen=True, slots=True)
class ConfigOrigin:
    """The file that a configuration was read from, as reports show it."""

    file: str
    trusted: bool
    """Whether a person vouches for the file, so that all of its keys count."""
    not_set: tuple[str, ...] = ()
    """The keys in it that do not count for lack of trust, and that nothing else sets."""
    warning: str = ""
    """These keys, why they do not count, and how to trust the file, in one line; '' if none."""


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """A configuration, and the file that it was read from, if any."""

    config: Config
    file: Path | None
    origin: ConfigOrigin | None = None
    notices: tuple[str, ...] = ()
    """About other files that may have been meant, each in one line."""

    @property
    def warning(self) -> str:
        """What the file cannot set for lack of trust, in one line, or ''."""
        return self.origin.warning if self.origin else ""


def load_config(
    path: Path | None,
    options: Mapping[str, object],
    environ: Mapping[str, str],
    start: Path | None = None,
) -> LoadedConfig:
    """Load a run's configuration.

    Relative paths in the file count from its folder, all others from the current one. A file that
    was found, and that no person trusts, sets only keys that can do no harm.

    Args:
        path: the file; None looks for it, see `places.search`.
        options: their values by key; None or an empty sequence means that an option is not given.
        environ: environment variables: `OLLAMA_HOST`; `RALF_<KEY>` for keys with one value;
            `RALF_TRUST`, which takes the trust even from `path`.
        start: the folder to look for it from; None for the working directory.

    Raises:
        ConfigError: in one line, with the place, the key, what was found and what is allowed.
    """
    trusts_none = _trusts_none(environ)
    search = _search(path, trusts_none, start)
    trust = _trust(search.file, trusts_none)
    variables = _variables(environ)
    given_options = {key: value for key, value in options.items() if value not in (None, (), [])}
    labels = {key: f"environment: {name}" for key, (name, _) in variables.items()}
    labels |= {key: option_name(key) for key in given_options}
    settings, reasons = _what_counts(search.file, trust, labels)
    file = search.file.path if search.file else None
    origins = KeyOrigins(file, settings, labels)
    config = _config(origins, {key: value for key, (_, value) in variables.items()} | given_options)
    _refuse_relative_without_here(config)
    notices = (*search.notices, *_unread_variables(environ))
    if file is None:
        return LoadedConfig(config, None, notices=notices)
    not_set = {key: why for key, why in reasons.items() if key not in labels}
    warning = ""
    if not_set:
        remedy = "; RALF_TRUST is never" if trusts_none else how_to_trust(file)
        warning = _warning(file, not_set, trust, remedy)
    origin = ConfigOrigin(str(file), trust == "trusted", tuple(not_set), warning)
    return LoadedConfig(config, file, origin, notices)


def _trusts_none(environ: Mapping[str, str]) -> bool:
    """Whether no file counts as a person's. Raises ConfigError for a word that is not known."""
    word = environ.get("RALF_TRUST", "").strip()
    if word not in ("", "never"):
        raise ConfigError(f'environment: RALF_TRUST: found "{word}", expected never')
    return word == "never"


def _search(path: Path | None, trusts_none: bool, start: Path | None) -> Search:
    if path is None:
        return places.search(start)
    return Search(places.read(path, "search" if trusts_none else "person"))


def _trust(file: ConfigFile | None, trusts_none: bool) -> Trust:
    if file is None or file.by == "person":
        return "trusted"
    return "unknown" if trusts_none else trust_of(file.path, file.digest)


def _what_counts(
    file: ConfigFile | None, trust: Trust, other_keys: Collection[str]
) -> tuple[Settings, dict[str, str]]:
    """Return what a file sets, and the keys that it cannot set, as `needing_trust` does.

    Args:
        file: the file, if there is one.
        trust: whether a person trusts it.
        other_keys: the keys that a person sets otherwise.
    """
    if file is None:
        return Settings(), {}
    if trust == "trusted":
        return file.settings, {}
    reasons = needing_trust(file.settings.values, Config.model_fields, file.path.parent)
    if "target_dir" in other_keys and file.settings.values.get("vault_root"):
        # It belongs to the file's own target, and would be an error beside another one.
        reasons["vault_root"] = "target_dir is given"
    values = {key: value for key, value in file.settings.values.items() if key not in reasons}
    return replace(file.settings, values=values), reasons


def _warning(file: Path, not_set: Mapping[str, str], trust: Trust, remedy: str) -> str:
    """Return which keys a file cannot set, and how to trust it."""
    keys = [f"{key} ({why})" if why else key for key, why in not_set.items()]
    state = "has changed since you trusted it" if trust == "changed" else "is not trusted"
    return f"{file} {state}, so it cannot set {', '.join(keys)}{remedy}"


def _config(origins: KeyOrigins, other_settings: Mapping[str, object]) -> Config:
    """Return the configuration of a file's settings and of what is given outside of it.

    Raises ConfigError.
    """
    file, settings, labels = origins.file, origins.settings, dict(origins.labels)
    values = dict(other_settings)
    chosen = settings.values | values
    needs_host = chosen.get("engine") in [t.name for t in ENGINES.values() if t.needs_host]
    if needs_host and labels.get("host") == "environment: OLLAMA_HOST":
        del values["host"], labels["host"]  # Ollama's address is not that of another server
    base: dict[str, object] = {"host": ""} if needs_host else {}
    if file:
        base |= _from_folder(settings.values, file.parent, not needs_host)
    try:
        return Config.model_validate(base | values)
    except ValidationError as exc:
        labels |= {} if "host" in {**settings.values, **labels} else {"host": "--host"}
        below = {
            "source_paths": SourceConfig.model_fields,
            "models": ModelsConfig.model_fields,
            "routing": RoutingConfig.model_fields,
        }
        origins = replace(origins, labels=labels)
        messages = error_messages(exc, origins, Config.model_fields, below)
        raise ConfigError(*messages) from exc


def _refuse_relative_without_here(config: Config) -> None:
    """Raise ConfigError for a path that counts from the current folder, if that is gone."""
    if is_here_gone():
        for path in (*(source.path for source in config.source_paths), config.target_dir):
            if path is not None and not path.is_absolute():
                raise ConfigError(f"{path} leads nowhere: {HERE_IS_GONE}")


def _variables(environ: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    """Return the environment variable of each key that has one: its name and its value."""
    variables: dict[str, tuple[str, object]] = {}
    if environ.get("OLLAMA_HOST", "").strip():
        variables["host"] = ("OLLAMA_HOST", environ["OLLAMA_HOST"])
    for key, definition in Config.model_fields.items():
        name, default = f"RALF_{key.upper()}", definition.default
        text = environ.get(name, "").strip()
        if text and not isinstance(default, tuple):
            is_text = isinstance(default, str) or default is None
            variables[key] = (name, text if is_text else scalar(text))
    return variables


def _unread_variables(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield notices of variables that look like ours, and are not read.

    They are no error: another program may have variables that begin alike.
    """
    keys = {f"RALF_{key.upper()}": each.default for key, each in Config.model_fields.items()}
    read = [name for name, default in keys.items() if not isinstance(default, tuple)]
    for name in sorted(name for name in environ if name.startswith("RALF_")):
        if name in _OTHER_VARIABLES or name in read or not environ[name].strip():
            continue
        if name in keys:
            yield f"{name} is not read: lists are set in the config file, or by options"
        elif near := difflib.get_close_matches(name, (*read, *_OTHER_VARIABLES), n=1, cutoff=0.85):
            yield f"{name} is not read: did you mean {near[0]}?"


def _from_folder(values: Mapping[str, object], folder: Path, is_local: bool) -> dict[str, object]:
    """Return a file's values without empty ones; relative paths count from the file's folder."""
    rebased = {key: value for key, value in values.items() if value is not None}
    for key in ("target_dir", "vault_root", "agents_file"):
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
        set_keys = {key: item for key, item in value.items() if item is not None}
        return set_keys | (
            {"path": _rebased(set_keys["path"], folder)} if "path" in set_keys else {}
        )
    if not isinstance(value, str) or not value.strip() or value.startswith("~"):
        return value
    return str(folder / value)
