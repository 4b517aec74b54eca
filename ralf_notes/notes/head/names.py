"""The properties of a note that come from the name of its source. Pure."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from ralf_notes.notes.properties import Value
from ralf_notes.text import one_line


@dataclass(frozen=True, slots=True)
class NoteNames:
    """The properties that come from the name of a note's source: what the note's path lacks."""

    at: str
    """The path of the note."""
    path: str
    """The path of the source; '' for the repository."""
    name: str
    """The last part of the path, or the name of the repository."""
    moved_from: str
    """The path that the source had until now, or ''."""

    def properties(self) -> dict[str, Value]:
        """Return a title and aliases, where they tell something."""
        place = self.at.removesuffix(".md")
        folder, _, stem = place.rpartition("/")
        repeats_path = {
            f"/{place}".endswith(f"/{self.path}"),
            f"/{folder}".endswith(f"/{self.path}"),
        }
        aliases = [] if any(repeats_path) or not self.path else [self.path]
        if self.moved_from:
            aliases.append(self.moved_from)
        title: dict[str, Value] = {"title": one_line(self.name)} if stem != self.name else {}
        return title | ({"aliases": tuple(map(one_line, aliases))} if aliases else {})

    def former(self) -> dict[str, Value]:
        """Return the values that notes of earlier versions have."""
        paths = [self.path, *([self.moved_from] if self.moved_from else [])]
        shown = [path or self.name for path in paths]
        return {
            "title": tuple(one_line(posixpath.basename(path)) for path in shown),
            "aliases": (one_line(self.path or self.name),),
        }
