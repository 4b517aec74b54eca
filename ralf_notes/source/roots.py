"""The tree that each source path belongs to, and the name of each tree in the vault."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine import permissions
from ralf_notes.paths import folded
from ralf_notes.source.listing import FileStat, Listing, list_folder, toplevel


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source path is on disk."""

    path: str
    """Absolute, without symbolic links."""
    is_folder: bool
    tree: str | None
    """The root of the git work tree around it, else the folder itself; None for a file alone."""
    commit: str = ""
    """The id of the commit to read; '' for the disk."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the files of a tree come from."""

    root: str
    """The work tree, folder or bare repository."""
    ref: str = ""
    """The ref of the commit that is read; '' for the disk."""


def locate_on_disk(source: Path) -> Place:
    """Find a source path. Raises `SourceUnreadable` if it is missing or cannot be a source."""
    path = os.path.realpath(source)
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise SourceUnreadable("it does not exist") from error
        why = f"{error.strerror}{permissions.remedy(error)}"
        raise SourceUnreadable(f"it cannot be opened: {why}") from error
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        raise SourceUnreadable("it is neither a folder nor a regular file")
    is_folder = stat.S_ISDIR(mode)
    work_tree = toplevel(path if is_folder else os.path.dirname(path))
    return Place(path, is_folder, work_tree or (path if is_folder else None))


def settle(place: Place, trees: Iterable[str], listings: dict[str, Listing]) -> str:
    """Return the root of the tree that a source is a filter on.

    That is the outermost of `trees` that lists the source or a file in it. If there is none, for
    instance because git ignores the source, the source is a tree of its own.

    Args:
        place: the source.
        trees: the roots of work trees.
        listings: by root. New listings are added, so the returned root always has one.

    Raises:
        SourceUnreadable: if the source has no files at all.
    """
    for root in sorted(trees, key=len):
        below = path_below(root, place.path)
        if below is None:
            continue
        inside = below and below + "/"
        files = _listing(root, listings).files
        if below in files or any(path.startswith(inside) for path in files):
            return root
    if not place.is_folder:
        # A tree of this one file. Its folder is not walked: it might be a whole home folder.
        folder, name = os.path.split(place.path)
        status = os.lstat(place.path)
        files = listings.setdefault(folder, Listing()).files
        files[name] = FileStat.of(status)
        return folder
    if not _listing(place.path, listings).files:
        raise SourceUnreadable("there are no files in it")
    return place.path


def path_below(root: str, path: str) -> str | None:
    """Return `path` counted from `root`, with `/`; '' for the root, None for a path outside."""
    prefix = root if root.endswith(os.sep) else root + os.sep
    if path == root:
        return ""
    return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else None


def _listing(root: str, listings: dict[str, Listing]) -> Listing:
    if root not in listings:
        listings[root] = list_folder(root)
    return listings[root]


# --- names ------------------------------------------------------------------------------------


def name_trees(given_names: Mapping[Origin, str]) -> dict[Origin, str]:
    """Name each tree: by the name that a source gives it, else by its folder.

    Names that are equal on a case-insensitive file system are preceded by the names of the folders
    above, as many as it takes.
    """
    depth = dict.fromkeys(given_names, 0)
    while True:
        names = {}
        for tree, name in given_names.items():
            parts = Path(tree.root).parts[:-1]
            folder = os.path.basename(tree.root)
            # The folder of a bare repository is usually called `name.git`.
            folder = folder.removesuffix(".git") if tree.ref else folder
            above = parts[len(parts) - depth[tree] :]
            names[tree] = "-".join((*above, name or folder or "root"))
        count = Counter(folded(name) for name in names.values())
        chosen = Counter(folded(name) for tree, name in names.items() if given_names[tree])
        deeper = [
            tree
            for tree, name in names.items()
            if count[folded(name)] > 1
            # A given name stays unless another tree was given the same.
            and not (given_names[tree] and chosen[folded(name)] == 1)
            # Only the folders between `/` and the root can precede a name.
            and depth[tree] < len(Path(tree.root).parts) - 2
        ]
        if not deeper:
            return _numbered(names)
        for tree in deeper:
            depth[tree] += 1


def _numbered(names: Mapping[Origin, str]) -> dict[Origin, str]:
    """Number the names that are still equal, such as those of `/a-b/c` and `/a/b-c`."""
    taken: set[str] = set()
    unique: dict[Origin, str] = {}
    for tree, name in names.items():
        free, number = name, 1
        while folded(free) in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(folded(free))
        unique[tree] = free
    return unique
