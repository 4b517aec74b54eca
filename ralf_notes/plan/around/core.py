"""The one folder inside which all of the product is: what is above it tells of it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from ralf_notes.plan.repository.entries import is_product
from ralf_notes.plan.survey import Project, below

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
        core = _only_source(project, folders)
    while core:
        inner, own = children.get(core, ((), ()))
        if own or len(inner) != 1:
            return core if _FEWEST <= len(inner) + len(own) <= _MOST else ""
        core = inner[0]
    return ""


def _only_source(project: Project, folders: Sequence[str]) -> str:
    """Return the only one of some folders with code of the product, '' if there are more."""
    sources = [
        folder
        for folder in folders
        if any(is_product(path, project.files[path]) for path in below(project.documented, folder))
    ]
    is_one = len(sources) == 1 and not posixpath.basename(sources[0]).startswith(".")
    return sources[0] if is_one else ""
