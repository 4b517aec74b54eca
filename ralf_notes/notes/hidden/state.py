"""What a note knows of its prose: hashes of what it describes, and what is still open. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ralf_notes.text import count_of

DIGITS = 6
"""Hex digits of a hash that is compared with one other: one edit in 16 million goes unnoticed."""
SEEN_DIGITS = 5
"""Hex digits of a hash that is looked for among those of all symbols of a file.

Of the edits of one symbol in a file of 20, one in 52,000 counts as read; in a file of 1,000, about
the most that a note keeps, one in 1,000. Then the note does not say that the symbol has changed;
whether its description is asked again does not hang from these hashes.
"""


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What a model was asked about a note's subject and answered unusably."""

    pieces: tuple[str, ...] = ()
    """The symbols that still have no prose; '' is the summary. Without any, nothing is open."""
    why: str = ""
    """What was wrong with the last answer, in words that fit after "it was"."""
    tries: int = 0
    """In how many runs one recipe has failed on one subject."""
    recipe: str = ""
    """Hash of the prompts and the model that failed."""
    about: str = ""
    """Hash of the subject then: the whole file, or the children of a folder."""

    @property
    def words(self) -> str:
        """What is open, for a person; '' if nothing is."""
        count = count_of(len(self.pieces), "piece")
        return f"{count} of prose, the answer was {self.why}" if self.pieces else ""


@dataclass(frozen=True, slots=True)
class State:
    """Hashes of the material that a note's prose describes."""

    summary: str = ""
    """Hash of the outline, or of the children's descriptions, that the summary was made from."""
    text: str = ""
    """Hash of the text outside of symbols."""
    seen: str = ""
    """Short hashes of everything that the model has read, sorted and joined without a separator."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """Hash of each symbol that a model was asked about, by name, even if no answer was usable."""
    unread: tuple[str, ...] = ()
    """For a person: what the model could not read, and why."""
    recipe: str = ""
    """Hash of the prompts and the model that wrote the prose."""
    open: OpenWork = OpenWork()
    parser: str = ""
    """Version of the parser whose outline the hashes are of; '' for versions before 5."""
    items: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By list that a model was asked for (`steps`, `gotchas`): the symbol that each item stands on,
    and its hash."""
    borrowed: Mapping[str, str] = field(default_factory=dict)
    """Names in the prose that only other files have, and the path of the file that has each."""
    parts: tuple[tuple[int, str], ...] = ()
    """The parts in which a model has read a file that is too big for one request: size in bytes,
    and hash; '' where it is still to read one."""
