"""The folders in which the product is: the notes of folders above them show what is in them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.paths import folded, folders_above
from ralf_notes.plan.repository.about import is_package
from ralf_notes.plan.repository.entries import is_product
from ralf_notes.plan.survey import Project

Children = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""By folder: the subfolders and the files right in it that have notes."""

_FEWEST = 2
_MOST_FOLDERS, _MOST_FILES, _MOST_CUT = 40, 40, 20
"""Children of a folder that another note lists; of more files, those that most others use."""
_LEAST_OF_MOST = 2 / 3
"""Share of the product's files in the folder that the overview opens."""
_LEAST_ON_THE_WAY = 0.9
"""Share of a folder's files of the product in the one below it that is shown in its place."""
_FEWEST_PACKAGES = 2


@dataclass(frozen=True, slots=True)
class Inside:
    """A folder whose children the note of one above it lists."""

    path: str
    folders: tuple[str, ...]
    files: tuple[str, ...]
    beyond: tuple[str, ...] = ()
    """The files for which there is no room."""


def opened_in(project: Project, children: Children, folder: str) -> tuple[Inside, ...]:
    """Return the folders whose children the note of another one lists, the heaviest first.

    Of a repository these are the folders of its packages, and the one with most code of the
    product; of any other folder its only child. It is the first one on the way down that has more
    than one child that counts.
    """
    if folder:
        folders, files = children.get(folder, ((), ()))
        core = folders[0] if len(folders) == 1 and not files else ""
        found = [_way_down(children, core, lambda _: "")] if core else []
    else:
        found = _in_repository(project, children)
    shown = (_inside(project, children, path) for path in found)
    return tuple(each for each in shown if len(each.folders) + len(each.files) >= _FEWEST)


def _in_repository(project: Project, children: Children) -> list[str]:
    """Return the folders that the overview opens.

    All files count, whatever part of the tree a run is about.
    """
    product = project.neighbours.product
    paths = [path for path, file in project.files.items() if is_product(path, file, product)]
    counts = Counter(above for path in paths for above in folders_above(path))
    right_in = {folder_of(path) for path in paths}
    of_packages = _of_packages(project)

    def heir(folder: str) -> str:
        """Return the folder right in another one that has nearly all of its code, or ''."""
        inner = children.get(folder, ((), ()))[0]
        most = max(inner, key=counts.__getitem__, default="")
        is_all = most and counts[most] >= _LEAST_ON_THE_WAY * counts[folder]
        return most if is_all and folder not in right_in else ""

    tops = [top for top in children.get("", ((), ()))[0] if not top.startswith(".") and counts[top]]
    total = sum("/" in path for path in paths)
    chosen = [top for top in tops if top in of_packages or counts[top] >= _LEAST_OF_MOST * total]
    chosen.sort(key=lambda top: (-counts[top], top))
    return [top if top in of_packages else _way_down(children, top, heir) for top in chosen]


def _of_packages(project: Project) -> set[str]:
    """Return the folders at the top that hold packages of the product side by side."""
    manifests = project.neighbours.manifests_below("").items()
    packages = {folder_of(path) for path, each in manifests if is_package(each)}
    product = project.neighbours.product
    found = Counter(folder_of(package) for package in packages if not product.is_beside(package))
    return {top for top, count in found.items() if count >= _FEWEST_PACKAGES and "/" not in top}


def _way_down(children: Children, folder: str, heir: Callable[[str], str]) -> str:
    """Return the first folder on the way down whose children are to be shown.

    Args:
        children: of all folders.
        folder: where the way begins.
        heir: returns the folder that is shown in the place of one with several children, or ''.
    """
    while True:
        folders, files = children.get(folder, ((), ()))
        below = folders[0] if len(folders) == 1 and not files else heir(folder)
        if not below:
            return folder
        folder = below


def _inside(project: Project, children: Children, folder: str) -> Inside:
    """Return what a note lists of a folder below its own."""
    folders, files = children.get(folder, ((), ()))
    if len(folders) > _MOST_FOLDERS and not files:
        return Inside(folder, folders[:_MOST_FOLDERS], (), folders[_MOST_FOLDERS:])
    if len(folders) > _MOST_FOLDERS:
        return Inside(folder, (), ())
    if len(folders) + len(files) <= _MOST_FILES:
        return Inside(folder, folders, files)
    names = (folded(project.tree.name), folded(posixpath.basename(folder)))

    def rank(path: str) -> tuple[bool, int, str]:
        stem = posixpath.basename(path).partition(".")[0]
        return folded(stem) not in names, -project.neighbours.users(path), path

    first = frozenset(sorted(files, key=rank)[:_MOST_CUT])
    shown = tuple(path for path in files if path in first)
    return Inside(folder, folders, shown, tuple(path for path in files if path not in first))
