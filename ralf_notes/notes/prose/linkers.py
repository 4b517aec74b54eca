"""Names in prose that lead somewhere: to another file's note, or to a section of this one. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from ralf_notes.notes.links import Links
from ralf_notes.notes.lists.calls import place_of
from ralf_notes.notes.lists.members import own_name

Linker = Callable[[str], str]
"""Returns the link for a name in backticks, '' if it leads nowhere."""
_PLAIN = re.compile(r"[\w.$/-]+")
"""Names that look the same in the label of a link: only these become links."""


def to_files(at: str, links: Links, files: Mapping[str, str]) -> Linker:
    """Return what links names to the notes of the files that have them.

    Args:
        at: the path of the note.
        links: the notes that exist.
        files: by name, the path of the one file that has it, or of the folder, with a slash.
    """

    def link(name: str) -> str:
        bare = name.removesuffix("()")
        owner, _, last = bare.rpartition(".")
        # A member stands where its type does.
        path = files.get(bare) or files.get(owner) or files.get(last if owner else "")
        is_own_name = bare in files or owner in files
        if path and not is_own_name and posixpath.basename(path).partition(".")[0] != owner:
            return ""  # `other.name` is not the name that this file has
        is_own = path is not None and links.files.get(path) == at
        return links.name(at, path, name) if path and not is_own and _PLAIN.fullmatch(name) else ""

    return link


def to_sections(at: str, links: Links, path: str, headings: Mapping[str, str]) -> Linker:
    """Return what links names to the sections of a file's own note.

    Args:
        at: the path of the note.
        links: the notes that exist.
        path: the file.
        headings: by symbol, the text of the heading of its section.
    """
    last: dict[str, list[str]] = {}
    for symbol, heading in headings.items():
        last.setdefault(own_name(symbol), []).append(heading)
    unique = {name: each[0] for name, each in last.items() if len(each) == 1}

    def link(name: str) -> str:
        bare = name.removesuffix("()")
        heading = headings.get(bare) or unique.get(bare, "")
        return links.name(at, path, name, heading) if heading and _PLAIN.fullmatch(name) else ""

    return link


def to_places(at: str, links: Links, headings: Mapping[str, str]) -> Linker:
    """Return what links names to the sections of symbols in the notes of several files.

    Args:
        at: the path of the note.
        links: the notes that exist.
        headings: by key of a place, the text of the heading of its section.
    """
    places: dict[str, set[str]] = {}
    for key in headings:
        symbol = place_of(key).symbol
        for name in {symbol, own_name(symbol)}:
            places.setdefault(name, set()).add(key)

    def link(name: str) -> str:
        headings_of_name = places.get(name.removesuffix("()"), set())
        if len(headings_of_name) != 1 or not _PLAIN.fullmatch(name):
            return ""
        (key,) = headings_of_name
        return links.name(at, place_of(key).path, name, headings[key])

    return link


def first_of(*linkers: Linker) -> Linker:
    """Return what links a name by the first of some linkers that knows it."""
    return lambda name: next(filter(None, (link(name) for link in linkers)), "")
