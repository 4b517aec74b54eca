"""The sources of a configuration, walked: what every run begins with, so nothing heavy is here."""

from __future__ import annotations

from ralf_notes import source
from ralf_notes.config import Config
from ralf_notes.source import Walk


def walk(config: Config) -> Walk:
    """Return the trees of a configuration's sources. Raises UsageError when none is left."""
    return source.walk(
        config.sources(),
        target=config.target_dir,
        include=config.include,
        exclude=config.exclude,
        max_file_size=config.max_file_size,
    )
