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
from ralf_notes.source.listing import Listing, list_files, toplevel


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source path is on disk."""

    path: str
    """Absolute, without symbolic links."""
    is_folder: bool
    tree: str | None
    """The root of the git work tree around it, else the folder itself; None for a file alone."""
    commit: str = ""
    """The id of the commit that it is read from, and not from disk."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the files of a tree come from."""

    root: str
    """The work tree, folder or bare repository."""
    ref: str = ""
    """The ref of the commit that is read, if it is not the disk."""


def locate(source: Path) -> Place:
    """Find a source path; raise `SourceUnreadable` if it is missing or nothing to be read."""
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
    """Return the root of the tree that a source is a filter on, with its listing in `listings`.

    That is the outermost of `trees` that lists something of it; else it is a tree of its own, and
    so is what git ignores. Raises `SourceUnreadable` if it has no files at all.
    """
    for root in sorted(trees, key=len):
        inside = relative(place.path, root)
        if inside is not None and _holds(_listing(root, listings), inside):
            return root
    if not place.is_folder:
        return _settle_file(place.path, listings)
    if not _listing(place.path, listings).files:
        raise SourceUnreadable("there are no files in it")
    return place.path


def relative(path: str, root: str) -> str | None:
    """Return `path` counted from `root`, with `/`; '' for the root, None for a path outside."""
    prefix = root if root.endswith(os.sep) else root + os.sep
    if path == root:
        return ""
    return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else None


def tree_names(given: Mapping[Origin, str]) -> dict[Origin, str]:
    """Name the trees: what is given for each, else the name of its folder.

    Equal names, which a vault on a file system that ignores case would mix, get the names of the
    folders above in front, as many as it takes.
    """
    depth = dict.fromkeys(given, 0)
    while True:
        names = {tree: _name(tree, name, depth[tree]) for tree, name in given.items()}
        deeper = [
            tree
            for tree in _clashing(names, given)
            if depth[tree] < len(Path(tree.root).parts) - 2  # the folders between `/` and the root
        ]
        if not deeper:
            return _numbered(names)
        for tree in deeper:
            depth[tree] += 1


def _holds(listing: Listing, inside: str) -> bool:
    if inside in listing.files:
        return True
    prefix = inside and inside + "/"
    return any(path.startswith(prefix) for path in listing.files)


def _listing(root: str, listings: dict[str, Listing]) -> Listing:
    if root not in listings:
        listings[root] = list_files(root)
    return listings[root]


def _settle_file(path: str, listings: dict[str, Listing]) -> str:
    """Make a tree of a single file: its folder is not walked, it might be a whole home."""
    root, name = os.path.split(path)
    status = os.lstat(path)
    listing = listings.setdefault(root, Listing())
    listing.files[name] = status.st_size, status.st_mtime_ns
    return root


def _name(tree: Origin, given: str, depth: int) -> str:
    parts = Path(tree.root).parts
    above = parts[len(parts) - 1 - depth : -1] if depth else ()
    folder = os.path.basename(tree.root)
    folder = folder.removesuffix(".git") if tree.ref else folder  # so bare repositories are called
    return "-".join((*above, given or folder or "root"))


def _clashing(names: Mapping[Origin, str], given: Mapping[Origin, str]) -> list[Origin]:
    """Return the trees whose names must change; a name that was given stays if it can."""
    count = Counter(folded(name) for name in names.values())
    chosen = Counter(folded(name) for tree, name in names.items() if given[tree])
    return [
        tree
        for tree, name in names.items()
        if count[folded(name)] > 1 and not (given[tree] and chosen[folded(name)] == 1)
    ]


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
