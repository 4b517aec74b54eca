"""The events of a run. `cli/progress` shows them; nothing else prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Configured:
    """The configuration has been read from a file."""

    file: str
    at_once: bool
    """Whether to say so even if the run has nothing else to say."""


@dataclass(frozen=True, slots=True)
class Working:
    """A step during which no model is asked goes on."""

    what: str
    """Such as `writing facts`."""
    done: int = 0
    of: int = 0
    """How many things there are to do; 0 where nobody knows."""


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
    """Estimated tokens of the prompts and answers about files."""
    folders: int = 0
    """Folders that a model may be asked about after their files, the repository being one."""
    seconds: float = 0.0
    """Estimated time of all questions."""
    is_measured: bool = False
    """Whether that is by rates that this machine has measured, not by a default."""


@dataclass(frozen=True, slots=True)
class Loading:
    """A model is about to be loaded."""

    model: str


@dataclass(frozen=True, slots=True)
class Warmed:
    """A model was warmed up: it is loaded, or that failed."""

    model: str
    seconds: float
    was_loaded: bool
    problem: str
    """Why it could not be warmed up, or ''."""


@dataclass(frozen=True, slots=True)
class FactsWritten:
    """Every note has its facts: the vault is complete except for prose."""

    notes: int
    changed: int
    target: str


@dataclass(frozen=True, slots=True)
class Started:
    """The first question about a file or folder begins."""

    path: str
    estimate: float = 0.0
    """The seconds that were planned for it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of an answer has come in, which is about a token."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A folder turned out to need no question."""

    path: str
    estimate: float
    """The seconds that were planned for it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The questions about a file or folder are answered, and its note is written."""

    path: str
    """Of a folder with a slash at its end, as in `Started`."""
    estimate: float
    """The seconds that were planned for it."""
    prompt_tokens: int
    answer_tokens: int
    seconds: float
    problem: str = ""
    """What went wrong although the note was written, or ''."""


@dataclass(frozen=True, slots=True)
class Failed:
    """One file, folder or source failed; the run continues."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the user should know, although nothing failed."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that only `--verbose` shows."""

    text: str


Event = (
    Configured | Working | Surveyed | Planned | Loading | Warmed | FactsWritten | Started | Heard
    | Passed | Finished | Failed | Warned | Notice
)  # fmt: skip
