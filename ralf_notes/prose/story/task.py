"""The task and the result that all questions about the story of a repository share."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from ralf_notes.prose.items import Claim
from ralf_notes.prose.tally import Tally


@dataclass(frozen=True, slots=True)
class StoryTask:
    """A repository, and how one request about it is made."""

    repository: str
    """Its name."""
    room: int
    """Bytes that a request has for its material."""
    language: str
    """Of the prose."""
    elsewhere: Container[str]
    """The words of the whole repository."""


@dataclass(frozen=True, slots=True)
class Story:
    """The pieces of a story: by list, its items; the symbol of each is the key of its place."""

    items: Mapping[str, Sequence[Claim]] = field(default_factory=dict)
    tally: Tally = Tally()
