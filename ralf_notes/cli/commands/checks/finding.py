"""One result of `check`, and how an error becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ralf_notes.errors import RalfError


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check: what it says, how serious it is, and what to do."""

    level: Literal["ok", "warning", "error"]
    what: str
    remedy: str = ""
    exit_code: int = 0
    """Of an error: the exit code that a run would end with."""


def failure(exc: RalfError) -> Finding:
    """Return an error as a finding: its first sentence says what, the others what to do."""
    message = " ".join(line.strip() for line in str(exc).splitlines())
    what, _, remedy = message.partition(". ")
    return Finding("error", what, remedy, exc.exit_code)


def sentences(*parts: str) -> str:
    """Return the parts that say something, as sentences without the last full stop."""
    return ". ".join(part.rstrip(".") for part in parts if part)
