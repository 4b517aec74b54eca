"""Remembers what the last run on a target documented, for who names the target only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ralf_notes.config.keys import Config, SourceConfig
from ralf_notes.errors import UsageError
from ralf_notes.machine import state

_PATTERNS = ("include", "exclude")


def record_sources(config: Config) -> None:
    """Record the sources of a run, unless they are those of the run before."""
    record = state.record(config.target())
    sources = {
        "sources": [
            source.model_dump(mode="json") | {"path": str(Path(source.path).absolute())}
            for source in config.source_paths
        ],
        **{key: list(getattr(config, key)) for key in _PATTERNS},
    }
    if record.read("sources") != sources:
        record.write("sources", sources)


def with_recorded_sources(config: Config) -> Config:
    """Return a configuration that names no source with those of the last run on its target.

    It stays as it is if no run is recorded. Raises UsageError when all these sources are gone.
    """
    if config.source_paths:
        return config
    target = config.target()
    recorded = state.record(target).read("sources")
    sources = _sources(recorded)
    if not sources:
        return config
    if not any(Path(source.path).exists() for source in sources):
        places = ", ".join(str(source.path) for source in sources)
        raise UsageError(
            f"the last run on {target} documented {places}, which is gone. Name where the sources "
            "are now: --source PATH"
        )
    patterns = {key: getattr(config, key) or tuple(recorded[key]) for key in _PATTERNS}
    return config.model_copy(update={"source_paths": sources, **patterns})


def _sources(recorded: Any) -> tuple[SourceConfig, ...]:
    """Return the sources of a record; none if it is not one of ours."""
    if not isinstance(recorded, Mapping) or not {"sources", *_PATTERNS} <= {*recorded}:
        return ()
    try:
        return tuple(
            SourceConfig.model_validate(each, strict=False) for each in recorded["sources"]
        )
    except (ValidationError, TypeError):
        return ()
