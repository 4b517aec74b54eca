"""The one folder that holds all of the product: the notes of folders above it show it as well."""

from __future__ import annotations

from collections.abc import Mapping

from ralf_notes.plan.repository.entries import is_product
from ralf_notes.plan.survey import Project

Children = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""By folder: the subfolders and the files right in it that have notes."""

_FEWEST, _MOST = 2, 40
"""Children of a folder that another note lists."""


def core_of(project: Project, children: Children, folder: str) -> str:
    """Return the folder whose children the note of another one shows as well, or ''.

    Of a repository it is the only folder with code of the product; of any other folder, its only
    child. It is the first one on the way down that has more than one child.
    """
    folders, files = children.get(folder, ((), ()))
    if folder:
        core = folders[0] if len(folders) == 1 and not files else ""
    else:
        core = _only_source(project)
        core = core if core in folders else ""
    while core:
        inner, inner_files = children.get(core, ((), ()))
        if inner_files or len(inner) != 1:
            return core if _FEWEST <= len(inner) + len(inner_files) <= _MOST else ""
        core = inner[0]
    return ""


def _only_source(project: Project) -> str:
    """Return the only folder at the top with code of the product, '' if there are more.

    All files count, whatever part of the tree a run is about.
    """
    chosen = ""
    for path, file in project.files.items():
        folder, is_inside, _ = path.partition("/")
        if is_inside and folder != chosen and is_product(path, file):
            if chosen:
                return ""
            chosen = folder
    return "" if chosen.startswith(".") else chosen
