"""Answers in which every sentence cites the passage that it stands on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage as a model reads it, under a number of its own."""

    place: str
    """What it is: its path and, of a symbol, its name."""
    text: str
    names: tuple[str, ...] = ()
    """The qualified names of the symbols in it."""

    @property
    def shown(self) -> str:
        """Return all that a model reads of it."""
        return f"{self.place}\n\n{self.text}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer."""

    text: str
    number: int
    """Of the excerpt that it cites, from 1; 0 if it cites none."""
