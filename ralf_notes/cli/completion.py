"""What a shell offers as values of options, such as engines and models: quick, never an error."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from ralf_notes.errors import RalfError

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config

Complete = Callable[[str], list[str]]

_PATIENCE = 1.0
"""Seconds to wait for the models of a server: a person has just pressed a key."""


def of(*values: str) -> Complete:
    """Return a function that offers some fixed values."""

    def complete(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


def engines(incomplete: str) -> list[str]:
    """Offer the engines."""
    from ralf_notes.config.engines import ENGINES

    return of(*ENGINES)(incomplete)


def gates(incomplete: str) -> list[str]:
    """Offer the metrics, each with the sign that a number follows."""
    from ralf_notes.report.metrics import METRICS

    return of(*(f"{metric}=" for metric in METRICS))(incomplete)


def models(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the models of the engine that the command line or the configuration names."""
    from ralf_notes.config.loading import load_config

    settings = {key: ctx.params.get(key) for key in ("engine", "host")}
    try:
        config = load_config(ctx.params.get("config"), settings, os.environ).config
    except RalfError:
        return []
    return of(*_models_of(config))(incomplete)


def _models_of(config: Config) -> list[str]:
    """Return what an engine has, if it answers in time."""
    from ralf_notes.models.opening import open_engine

    if not config.traits.asks or config.traits.in_process:
        return []
    names: list[str] = []

    def look() -> None:
        try:
            engine = open_engine(config, os.environ)
            names.extend(model.name for model in engine.models())
        except RalfError:
            return

    # A server that does not answer must not hold up the shell: the thread ends with the process.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    return sorted(names)
