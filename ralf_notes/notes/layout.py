"""Where notes are: the path of each file's and folder's note. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ralf_notes.paths import all_folders, folded, folders_above
from ralf_notes.text import hidden_as

# What Obsidian or Windows refuses, and the backtick: in a wikilink it would begin a code span.
_REFUSED = re.compile(r'[\\*?"<>:|#^`\[\]\ud800-\udfff]|%%')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST = 230
"""Bytes of a file name without `.md`: file systems allow 255, and a temporary name needs some."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each file and folder of one tree has its note, relative to the target, with `/`."""

    files: Mapping[str, str]
    folders: Mapping[str, str]
    """By folder path; '' is the tree itself, whose note is the overview."""


def note_paths(
    name: str,
    paths: Iterable[str],
    folder_note: str,
    owner: Callable[[str], str | None] = lambda _: None,
) -> Layout:
    """Return where the notes of a tree are.

    No two notes share a path, letters' case and Unicode form apart; a clash is cured with a short
    hash of the source path, and the note that is there keeps its name.

    Args:
        name: the tree's folder in the target.
        paths: its files.
        folder_note: how a folder's note is called: `name`, `readme` or `index`.
        owner: tells which source path an existing note belongs to, None if there is no note.
    """
    top = segment(name)
    files = {path: "/".join([top, *map(segment, path.split("/"))]) + ".md" for path in paths}
    folders = {folder: _folder_note(top, folder, folder_note) for folder in all_folders(files)}
    wanted = [(note_path, folder, True) for folder, note_path in folders.items()]
    wanted += [(note_path, path, False) for path, note_path in files.items()]
    for note_path, source, is_folder in _moved(wanted, owner):
        (folders if is_folder else files)[source] = note_path
    return Layout(files, folders)


def _folder_note(top: str, folder: str, folder_note: str) -> str:
    segments = [top, *(map(segment, folder.split("/")) if folder else ())]
    name = {"name": segments[-1], "readme": "README", "index": "index"}[folder_note]
    return "/".join([*segments, f"{name}.md"])


def segment(name: str) -> str:
    """Return one path segment as Obsidian and Windows accept it."""
    clean = _REFUSED.sub("_", hidden_as("_", unicodedata.normalize("NFC", name)))
    stripped = clean.lstrip(".")
    clean = "_" * (len(clean) - len(stripped)) + stripped
    clean = clean.rstrip(" .") + "_" * (len(clean) - len(clean.rstrip(" .")))
    if _RESERVED.fullmatch(clean):
        clean = f"_{clean}"
    if len(clean.encode()) > _LONGEST:
        head = clean.encode()[: _LONGEST - 9].decode(errors="ignore")
        clean = f"{head}-{_short(name)}"
    return clean or "_"


def _short(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:6]


def _moved(
    wanted: list[tuple[str, str, bool]], owner: Callable[[str], str | None]
) -> Iterable[tuple[str, str, bool]]:
    """Yield the notes that need another path than the one wanted, because of a clash."""
    clashing: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for item in wanted:
        clashing[folded(item[0])].append(item)
    directories = {folded(d) for item in wanted for d in folders_above(item[0])}
    for key, group in clashing.items():
        if key in directories:
            keeper = None
        elif len(group) < 2:
            continue
        else:
            keeper = _keeper(group, owner)
        for note_path, source, is_folder in group:
            if (source, is_folder) != keeper:
                yield f"{note_path.removesuffix('.md')}-{_short(source)}.md", source, is_folder


def _keeper(
    group: list[tuple[str, str, bool]], owner: Callable[[str], str | None]
) -> tuple[str, bool]:
    """Return which of several keeps the plain path: whose note is there, else the first."""
    owners = {note_path: owner(note_path) for note_path, _, _ in group}
    for note_path, source, is_folder in group:
        if owners[note_path] == source:
            return source, is_folder
    _, source, is_folder = min(group, key=lambda item: (not item[2], item[1]))
    return source, is_folder
