"""Remembers the sources of the last run on a target, for commands that name only the target."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ralf_notes.config.keys import Config, SourceConfig
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.machine import state
from ralf_notes.source.listing import toplevel

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


def with_sources_of_target(config: Config, *, is_own: bool) -> Config:
    """Return a configuration with the sources that the notes in its target are about.

    Those that it names, if they are the target's own; else those of the last run on it; else those
    that it names all the same; else the repository that the target lies in, if it has notes of it.

    Args:
        config: names the target, and maybe sources.
        is_own: whether these are the target's: another vault than the configuration's may have
            been named.

    Raises UsageError when no target is named, no source is known, or all sources are gone.
    """
    if config.target_dir is None:
        raise UsageError(
            "no target is named. Name the folder of the notes: --target-dir DIR, or "
            "target_dir: DIR in ralf-notes.yaml"
        )
    if config.source_paths and is_own:
        return config
    target = config.target_dir
    recorded = state.record(target).read("sources")
    sources = _sources(recorded)
    if not sources and config.source_paths:
        return config
    if not sources:
        return config.model_copy(update={"source_paths": _repository_around(config, target)})
    if not any(Path(source.path).exists() for source in sources):
        places = ", ".join(str(source.path) for source in sources)
        raise UsageError(
            f"the last run on {target} documented {places}, which is gone. Name where the sources "
            "are now: --source PATH, with status PATH after the command"
        )
    patterns = {key: getattr(config, key) or tuple(recorded[key]) for key in _PATTERNS}
    return config.model_copy(update={"source_paths": sources, **patterns})


def _repository_around(config: Config, target: Path) -> tuple[SourceConfig]:
    """Return the repository that holds a target with notes about it: docs that are committed.

    Raises UsageError when there is none.
    """
    try:
        top = toplevel(str(target))
    except SourceUnreadable:
        top = None
    if not top or not (target / os.path.basename(top)).is_dir():
        raise UsageError(
            "no source is named, and no run on this target is recorded here. Name one: "
            "--source PATH, with status PATH after the command, or source_paths: [PATH] in "
            "ralf-notes.yaml"
        )
    return (SourceConfig.model_validate({"path": top}, strict=False),)


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
