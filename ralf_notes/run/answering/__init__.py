"""Answers a question from the notes and the sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ralf_notes.errors import RalfError
from ralf_notes.prose.cited import Excerpt
from ralf_notes.prose.cited.checking import Judged
from ralf_notes.search.passages import Passage


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage that a model reads, and a person where none is asked."""

    passage: Passage
    excerpt: Excerpt
    file: Path
    """Its source on disk; that of a folder is the folder."""
    link: str
    """The wikilink to its note, '' if it has none."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a question."""

    question: str
    chosen: tuple[Chosen, ...] = ()
    """The best passages, best first; the first has number 1. None if nothing was found."""
    model: str = ""
    """What was asked; '' if none was."""
    sentences: tuple[Judged, ...] = ()
    """The answer: what holds of it."""
    dropped: tuple[Judged, ...] = ()
    """What the model said besides."""
    prompt_tokens: int = 0
    answer_tokens: int = 0
    seconds: float = 0.0
    """From the request to the end of the answer."""
    first_seconds: float = 0.0
    """From the request to the first sentence that holds."""
    problem: RalfError | None = None
    """Why the model gave no answer, or not all of it."""

    @property
    def exit_code(self) -> int:
        """0 for an answer or, where no model is to be asked, for passages; else what failed."""
        if self.problem is not None:
            return self.problem.exit_code
        is_done = self.sentences or (self.chosen and not self.model)
        return 0 if is_done else 1
