"""Loads the configuration of a command, and opens the engine that it names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ralf_notes.cli import terminal

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config
    from ralf_notes.config.loading import LoadedConfig
    from ralf_notes.models.engines import Engine

_PATIENCE = 3.0
"""Seconds that a person waits for a server before a question."""
# The options that are keys of the configuration, too. An option that is not given is None or empty.
_SETTINGS = (
    "source_paths", "target_dir", "model", "engine", "host", "keep_alive", "warm_up", "parallel",
    "scheduler", "include", "exclude", "prune", "start_at", "stop_at", "max_time",
)  # fmt: skip


def setting_options(context: typer.Context) -> dict[str, Any]:
    """Return the options of a command that are settings, by their key."""
    return {key: value for key, value in context.params.items() if key in _SETTINGS}


def load(
    config: Path | None,
    settings: dict[str, Any],
    *,
    quiet: bool = False,
    start: Path | None = None,
) -> LoadedConfig:
    """Load the configuration, and tell what of it does not count."""
    from ralf_notes.config.loading import load_config

    loaded = load_config(config, settings, os.environ, start)
    for line in () if quiet else loaded.notices:
        terminal.tell(f"ralf-notes: {line}")
    if loaded.warning:
        terminal.tell(f"ralf-notes: {loaded.warning}")
    return loaded


def open_engine(config: Config) -> Engine:
    """Open the engine of a configuration."""
    from ralf_notes.models.opening import open_engine

    return open_engine(config, os.environ)


def look_at_engine(config: Config) -> Engine:
    """Open an engine to see what it has, while a person waits for a question."""
    from ralf_notes.models.opening import open_engine

    return open_engine(config, os.environ, _PATIENCE)
