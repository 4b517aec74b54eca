"""The user's own links to notes that were moved: told, never touched."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import note, vault

_WIKILINK = re.compile(r"\[\[([^\]|#\n]+)[^\]\n]*\]\]")
_MARKDOWN_LINK = re.compile(r"\]\(<?([^)>\s#]+)[^)\n]*\)")


@dataclass(frozen=True, slots=True)
class Backlink:
    """A link that leads nowhere since a note was moved."""

    note: str
    """The path of the file that it stands in, below the vault."""
    link: str
    """Its target as written there."""
    now: str
    """Where the note is now, below the vault."""


def find(root: Path, moved: Mapping[str, str]) -> Iterator[Backlink]:
    """Yield the links in the user's text that led to notes which were moved.

    Args:
        root: the vault.
        moved: old note path -> new one, below the vault, with `/`.
    """
    if not moved:
        return
    names = {posixpath.basename(path).removesuffix(".md") for path in moved}
    for path in _notes(root):
        try:
            text = vault.read_text(root / path) or ""
        except NoteBlocked:
            continue
        if any(name in unquote(text) for name in names):
            yield from _broken(path, _users_text(text), moved)


def _notes(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = Path(folder).relative_to(root)
        yield from ((inside / name).as_posix() for name in sorted(names) if name.endswith(".md"))


def _users_text(text: str) -> str:
    """Return a note's text without our block; the links in that follow by themselves."""
    try:
        document = note.take_apart(text)
    except NoteBlocked:
        return text
    return f"{document.front}\n{document.before}\n{document.after}"


def _broken(path: str, text: str, moved: Mapping[str, str]) -> Iterator[Backlink]:
    folder = posixpath.dirname(path)
    for match in _WIKILINK.finditer(text):
        for old, new in moved.items():
            if _leads_to(match[1].strip(), old) and not _leads_to(match[1].strip(), new):
                yield Backlink(path, match[1].strip(), new)
    for match in _MARKDOWN_LINK.finditer(text):
        led_to = posixpath.normpath(posixpath.join(folder, unquote(match[1])))
        if led_to in moved:
            yield Backlink(path, match[1], moved[led_to])


def _leads_to(target: str, path: str) -> bool:
    """Tell whether a wikilink finds a note: by its path in the vault, or by the end of it."""
    wanted = target if target.endswith(".md") else f"{target}.md"
    return path == wanted or path.endswith(f"/{wanted.lstrip('/')}")
