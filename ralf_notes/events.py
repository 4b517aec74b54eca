"""What a run tells while it goes on. `progress` shows it; nothing else prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The trees have been walked and outlined."""

    files: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Planned:
    """The work is known."""

    questions: int
    """Files that the model is asked about."""
    tokens: int
    """Estimate of all tokens, to evaluate and to generate."""


@dataclass(frozen=True, slots=True)
class Warmed:
    """The model is loaded, or why it could not be warmed up."""

    model: str
    seconds: float
    was_loaded: bool
    problem: str


@dataclass(frozen=True, slots=True)
class FactsWritten:
    """Every note has its facts: the vault is complete, prose aside."""

    notes: int
    changed: int
    target: str


@dataclass(frozen=True, slots=True)
class Started:
    """The model begins with a file or folder."""

    path: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The prose of a file or folder is in its note."""

    path: str
    is_folder: bool
    estimate: int
    """What was planned for it, in tokens."""
    prompt_tokens: int
    answer_tokens: int
    seconds: float
    problem: str = ""
    """What went wrong, though the note is written; or ''."""


@dataclass(frozen=True, slots=True)
class Failed:
    """One file, folder or source failed; the run goes on."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that a person should know, though nothing failed."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth knowing with `--verbose`."""

    text: str


Event = Surveyed | Planned | Warmed | FactsWritten | Started | Finished | Failed | Warned | Notice
