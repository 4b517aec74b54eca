"""The order in which the notes of a tree matter to somebody who does not know it yet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.source.classify import Kind

_FOLDERS, _FILES, _OPTIONAL = "Folders", "Files", "Optional"
SECTIONS = (_FOLDERS, _FILES, _OPTIONAL)
"""The sections of `llms.txt`; of the last one its readers know that it can be skipped."""
_LATER = (Kind.DOCS, Kind.DATA, Kind.TEST)


@dataclass(frozen=True, slots=True)
class WeighedNote:
    """A note of a tree besides its overview."""

    source: str
    """The path of its source; a folder's ends with a slash."""
    note: str
    """Its path below the target."""
    section: str


def by_weight(planned: TreePlan) -> Iterator[WeighedNote]:
    """Yield the notes of a tree, those that matter most first.

    The folders at the top come first, then the files that most others use, then the other folders
    and the rest of the code from the top down, at last documents, data, tests and what is hidden.
    """
    folders, files = planned.links.folders, planned.links.files
    shown = [folder for folder in folders if folder and not folder.startswith(".")]
    tops = sorted(folder for folder in shown if "/" not in folder)
    inner = sorted((f for f in shown if "/" in f), key=lambda f: (f.count("/"), f))
    used = [p for p in planned.project.neighbours.of_folder("").in_detail if p in files]
    kinds = planned.project.files

    def from_the_top(path: str) -> tuple[int, str]:
        return path.count("/"), path

    later: dict[Kind, list[str]] = {kind: [] for kind in _LATER}
    code: list[str] = []
    for path in sorted(files.keys() - {*used}, key=from_the_top):
        kind = Kind.DATA if path.startswith(".") else kinds[path].kind
        later.get(kind, code).append(path)
    for folder in tops:
        yield WeighedNote(f"{folder}/", folders[folder], _FOLDERS)
    for path in used:
        yield WeighedNote(path, files[path], _FILES)
    for folder in inner:
        yield WeighedNote(f"{folder}/", folders[folder], _FOLDERS)
    for path in code:
        yield WeighedNote(path, files[path], _FILES)
    for path in itertools.chain.from_iterable(later.values()):
        yield WeighedNote(path, files[path], _OPTIONAL)
    for folder in sorted(folder for folder in folders if folder.startswith(".")):
        yield WeighedNote(f"{folder}/", folders[folder], _OPTIONAL)
