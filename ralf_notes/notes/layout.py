"""Where notes are: the path of each file's and each folder's note. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ralf_notes.paths import all_folders, folded
from ralf_notes.patterns import lazily
from ralf_notes.text import hidden_as

# Characters that Obsidian or Windows refuses, and the backtick: it starts code in a wikilink.
_REFUSED = lazily(r'[\\*?"<>:|#^`\[\]\ud800-\udfff]|%%')
_RESERVED = lazily(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_LONGEST = 230
"""Bytes of a file name without `.md`: file systems allow 255, and temporary names are longer."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of the notes of one tree, relative to the target, with `/`."""

    files: Mapping[str, str]
    folders: Mapping[str, str]
    """By folder path; the key '' is the tree itself, whose note is the overview."""


def note_paths(
    name: str,
    paths: Iterable[str],
    folder_note: str,
    owner: Callable[[str], str | None] = lambda _: None,
) -> Layout:
    """Return where the notes of a tree are.

    No two notes share a path, even on a disk that ignores case and Unicode form. Where two would,
    one gets a short hash of its source path in its name; an existing note keeps its name.

    Args:
        name: the tree's folder in the target.
        paths: its files.
        folder_note: how a folder's note is named: `name` (after the folder), `readme` or `index`.
        owner: returns the source path of the note at a path, None if there is no note.
    """
    top = segment(name)
    files = {path: "/".join([top, *map(segment, path.split("/"))]) + ".md" for path in paths}
    folders = {}
    for folder in all_folders(files):
        segments = [top, *(map(segment, folder.split("/")) if folder else ())]
        folders[folder] = "/".join([*segments, _folder_note_names(segments[-1])[folder_note]])
    wanted = [_Place(note_path, folder, True) for folder, note_path in folders.items()]
    wanted += [_Place(note_path, path, False) for path, note_path in files.items()]
    for place in _displaced(wanted, owner):
        note_path = f"{place.note_path.removesuffix('.md')}-{_short_hash(place.source)}.md"
        (folders if place.is_folder else files)[place.source] = note_path
    return Layout(files, folders)


def is_folder_note_name(note_path: str) -> bool:
    """Whether a note is called as the note of its folder is, with any choice of `folder_note`."""
    folder, _, name = note_path.rpartition("/")
    return name in _folder_note_names(folder.rpartition("/")[2]).values()


def _folder_note_names(folder: str) -> dict[str, str]:
    """Return what the note of a folder is called, by `folder_note`."""
    return {"name": f"{folder}.md", "readme": "README.md", "index": "index.md"}


@dataclass(frozen=True, slots=True)
class _Place:
    """The path that the note of a file or folder gets, unless it clashes with another."""

    note_path: str
    source: str
    is_folder: bool


def _displaced(wanted: list[_Place], owner: Callable[[str], str | None]) -> Iterator[_Place]:
    """Yield the notes that need another path, because another note or a folder has theirs."""
    clashing: dict[str, list[_Place]] = defaultdict(list)
    for place in wanted:
        clashing[folded(place.note_path)].append(place)
    directories = set(map(folded, all_folders(place.note_path for place in wanted)))
    for key, group in clashing.items():
        if key in directories:
            yield from group
        elif len(group) > 1:
            # An existing note stays where it is; otherwise folders come first, then the alphabet.
            owners = {place.note_path: owner(place.note_path) for place in group}
            first = min(group, key=lambda place: (not place.is_folder, place.source))
            keeper = next((p for p in group if owners[p.note_path] == p.source), first)
            yield from (place for place in group if place != keeper)


@lru_cache(maxsize=4096)  # the names of folders recur in the paths of all their files
def segment(name: str) -> str:
    """Return one path segment in a form that Obsidian and Windows accept."""
    clean = _REFUSED.sub("_", hidden_as("_", unicodedata.normalize("NFC", name)))
    bare = clean.lstrip(".")
    clean = "_" * (len(clean) - len(bare)) + bare
    bare = clean.rstrip(" .")
    clean = bare + "_" * (len(clean) - len(bare))
    if _RESERVED.fullmatch(clean):
        clean = f"_{clean}"
    if len(clean.encode()) > _LONGEST:
        head = clean.encode()[: _LONGEST - 9].decode(errors="ignore")
        clean = f"{head}-{_short_hash(name)}"
    return clean or "_"


def _short_hash(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:6]
