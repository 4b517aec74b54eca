"""Which tree a source path belongs to, and what each tree is called in the vault."""

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
from ralf_notes.source.listing import Listing, list_folder, toplevel


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source path is on disk."""

    path: str
    """Absolute, without symbolic links."""
    is_folder: bool
    tree: str | None
    """The root of the git work tree around it, else the folder itself; None for a file alone."""
    commit: str = ""
    """The id of the commit that it is read from; '' for the disk."""


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

    That is the outermost of `trees` that lists something of it. Where there is none, the source is
    a tree of its own; so is a source that git ignores.

    Args:
        place: The source.
        trees: The roots of work trees.
        listings: By root; what had to be listed is added, the returned root's in any case.

    Raises:
        SourceUnreadable: if the source has no files at all.
    """
    for root in sorted(trees, key=len):
        below = path_below(root, place.path)
        if below is not None and _lists(_listing(root, listings), below):
            return root
    if not place.is_folder:
        # A tree of this one file: its folder is not walked, because it might be a whole home.
        folder, name = os.path.split(place.path)
        status = os.lstat(place.path)
        files = listings.setdefault(folder, Listing()).files
        files[name] = status.st_size, status.st_mtime_ns
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


def _lists(listing: Listing, path: str) -> bool:
    """Whether a listing has a file at a path, or any file in a folder at that path."""
    prefix = path and path + "/"
    return path in listing.files or any(each.startswith(prefix) for each in listing.files)


def _listing(root: str, listings: dict[str, Listing]) -> Listing:
    if root not in listings:
        listings[root] = list_folder(root)
    return listings[root]


# --- names ------------------------------------------------------------------------------------


def name_trees(given: Mapping[Origin, str]) -> dict[Origin, str]:
    """Name the trees: by the name that is given for each, else by the name of its folder.

    Equal names, which a vault on a case-insensitive file system would mix, get the names of the
    folders above in front, as many as it takes.
    """
    depth = dict.fromkeys(given, 0)
    while True:
        names = {tree: _name(tree, name, depth[tree]) for tree, name in given.items()}
        count = Counter(folded(name) for name in names.values())
        chosen = Counter(folded(name) for tree, name in names.items() if given[tree])
        deeper = [
            tree
            for tree, name in names.items()
            if count[folded(name)] > 1
            # A name that was given stays if it can.
            and not (given[tree] and chosen[folded(name)] == 1)
            # The folders between `/` and the root are all that can stand in front.
            and depth[tree] < len(Path(tree.root).parts) - 2
        ]
        if not deeper:
            return _numbered(names)
        for tree in deeper:
            depth[tree] += 1


def _name(tree: Origin, given: str, depth: int) -> str:
    parts = Path(tree.root).parts
    above = parts[len(parts) - 1 - depth : -1] if depth else ()
    folder = os.path.basename(tree.root)
    folder = folder.removesuffix(".git") if tree.ref else folder  # as bare repositories are called
    return "-".join((*above, given or folder or "root"))


def _numbered(names: Mapping[Origin, str]) -> dict[Origin, str]:
    """Number what is still equal: `/a-b/c` and `/a/b-c`."""
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
