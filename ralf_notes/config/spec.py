"""One source of a run, as the walk takes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One entry of `source_paths`."""

    path: Path
    name: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ref: str = ""
    """What git calls the commit to read, e.g. a branch; '' reads the disk."""
