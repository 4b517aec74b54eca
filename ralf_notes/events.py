"""The events of a run. `cli/progress` shows them; nothing else prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The trees have been walked and outlined."""

    files: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan is made."""

    questions: int
    """Files that a model will be asked about."""
    tokens: int
    """Estimate of all tokens, of prompts and answers."""


@dataclass(frozen=True, slots=True)
class Warmed:
    """A model is loaded, or could not be warmed up."""

    model: str
    seconds: float
    was_loaded: bool
    problem: str
    """Why it could not be warmed up, or ''."""


@dataclass(frozen=True, slots=True)
class FactsWritten:
    """Every note has its facts: the vault is complete but for prose."""

    notes: int
    changed: int
    target: str


@dataclass(frozen=True, slots=True)
class Started:
    """The first question about a file or folder begins."""

    path: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The prose of a file or folder is in its note."""

    path: str
    is_folder: bool
    estimate: int
    """The tokens that were planned for it."""
    prompt_tokens: int
    answer_tokens: int
    seconds: float
    problem: str = ""
    """What went wrong although the note was written, or ''."""


@dataclass(frozen=True, slots=True)
class Failed:
    """One file, folder or source failed; the run goes on."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the user should know, although nothing failed."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is shown with `--verbose` only."""

    text: str


Event = Surveyed | Planned | Warmed | FactsWritten | Started | Finished | Failed | Warned | Notice
