"""Why a source that once had a note is not in its tree now: only some of them are deleted."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ralf_notes.errors import SourceUnreadable
from ralf_notes.paths import folders_above
from ralf_notes.source import commit, git
from ralf_notes.source.listing import toplevel
from ralf_notes.source.walk import Tree


class Why(StrEnum):
    """Why a path is not among those that a run works on, in words for people."""

    DELETED = "deleted"
    LEFT_OUT = "still there, but left out"
    NOT_CHECKED_OUT = "tracked by git, but not checked out"
    OUT_OF_REACH = "below a folder that cannot be looked into"


_Tell = Callable[[str], Why]
"""Tells of a path that the walk has not found why it is not there."""


@dataclass(frozen=True, slots=True)
class Absences:
    """Why old source paths are not among those that a run works on."""

    hold: str
    """Why nothing of this tree may be taken for deleted now, and what to do about it; or ''."""
    why: Mapping[str, Why]
    """By path, for each one that was asked about."""

    @property
    def deleted(self) -> tuple[str, ...]:
        """The paths whose notes may go, sorted; none while there is a hold on the tree."""
        if self.hold:
            return ()
        return tuple(sorted(path for path, why in self.why.items() if why is Why.DELETED))


def absences(tree: Tree, paths: Iterable[str]) -> Absences:
    """Find out why some paths are no longer among those that a run works on.

    Asks the disk about each path, and git's index if anything is gone from the disk; nothing is
    asked for paths that the walk has found. Call it only for paths whose notes are in question.

    Args:
        tree: as walked in this run.
        paths: old source paths below its root; a folder's has a `/` at its end. A folder is
            deleted when all `paths` below it are, and the walk has found none there; '' never is.

    Returns for every path the reason. Never DELETED is what no source of this run names (a run on
    a part of the tree, or on single files).
    """
    asked = set(paths)
    files = {path for path in asked if path and not path.endswith("/")}
    listed = {file.path for file in tree.files}
    why = dict.fromkeys(asked, Why.LEFT_OUT)
    missing = {path for path in files - listed if _is_named(tree, path)}
    hold = ""
    folders = [path for path in asked - files if path.strip("/") and _is_named(tree, path)]
    if missing or folders:
        place, tell = _of_commit(tree) if tree.commit else _on_disk(tree)
        hold = place.hold or _none_is_there(place, listed)
        why |= {path: tell(path) for path in missing}
        why |= _of_folders(place, tell, folders, why, listed)
    return Absences(hold, why)


def _is_named(tree: Tree, path: str) -> bool:
    return any(path.startswith(folder) for folder in tree.folders)


# --- a repository -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder with its own index, or with none: what tells about the paths in it."""

    root: str
    hold: str = ""
    in_git: bool = False
    hidden: frozenset[str] = frozenset()
    """Tracked, and not checked out on purpose."""
    shown: frozenset[str] = frozenset()
    """Tracked, and to be on disk."""
    submodules: frozenset[str] = frozenset()
    inner: dict[str, _Place] = field(default_factory=dict)
    """Nested repositories looked at so far, by their path."""
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    """What is in the folders looked at so far, in NFC."""


# What git keeps in its folder while a command waits for the user, gitrepository-layout(5) and the
# sources of `git status`: path -> what it is, and how it ends.
_UNFINISHED = {
    "index.lock": "a git command is at work, or one died and left index.lock behind",
    "rebase-merge": "a rebase is in progress: git rebase --continue or --abort",
    "rebase-apply": "a rebase or git am is in progress: finish or --abort it",
    "MERGE_HEAD": "a merge is in progress: git merge --continue or --abort",
    "CHERRY_PICK_HEAD": "a cherry-pick is in progress: git cherry-pick --continue or --abort",
    "REVERT_HEAD": "a revert is in progress: git revert --continue or --abort",
    "BISECT_LOG": "a bisection is in progress: git bisect reset",
}
_NO_REPOSITORY = "git cannot read the .git in it, so what is deleted is not known"


def _look(root: str, is_submodule: bool) -> _Place:
    if not os.path.isdir(root):
        return _Place(root, "its folder is not there now: perhaps its disk is not mounted")
    if not os.path.lexists(os.path.join(root, ".git")):
        return _Place(root)
    if not git.is_installed():
        return _Place(root, "git, which knows what is deleted, is not installed", in_git=True)
    try:
        hold = _unfinished(root) or ("" if is_submodule else _detached(root))
        return _with_index(root, hold)
    except git.NoRepository:
        return _Place(root, _NO_REPOSITORY, in_git=True)
    except SourceUnreadable as problem:
        return _Place(root, str(problem), in_git=True)


def _on_disk(tree: Tree) -> tuple[_Place, _Tell]:
    place = _look(str(tree.root), is_submodule=False)
    return place, lambda path: _why(place, path)


def _of_commit(tree: Tree) -> tuple[_Place, _Tell]:
    """Return what tells about a commit: all that it has is known, but for its submodules."""
    other = commit.not_listed(str(tree.root), tree.commit)

    def tell(path: str) -> Why:
        if path in other:
            return Why.OUT_OF_REACH if other[path] else Why.LEFT_OUT
        is_inside = any(other.get(above) for above in folders_above(path))
        return Why.OUT_OF_REACH if is_inside else Why.DELETED

    return _Place(str(tree.root)), tell


def _unfinished(root: str) -> str:
    if toplevel(root) != os.path.realpath(root):
        return _NO_REPOSITORY
    folder = os.fsdecode(git.ask(root, "rev-parse", "--absolute-git-dir").stdout).rstrip("\n")
    found = (what for name, what in _UNFINISHED.items() if os.path.lexists(f"{folder}/{name}"))
    return next(found, "")


def _detached(root: str) -> str:
    """Tell whether no branch is checked out; in a submodule that is usual."""
    if git.attempt(root, "symbolic-ref", "-q", "HEAD").returncode == 0:
        return ""
    return "no branch is checked out (detached HEAD): git switch to one"


def _with_index(root: str, hold: str) -> _Place:
    # The letter is S for skip-worktree, small for assume-unchanged: git-ls-files(1).
    listed = git.ask(root, "ls-files", "-v", "-s", "-z").stdout
    hidden: set[str] = set()
    shown: set[str] = set()
    submodules: set[str] = set()
    for line in os.fsdecode(listed).split("\0")[:-1]:
        about, _, path = line.partition("\t")
        tag, mode, *_ = about.split(" ")
        if mode == "160000":
            submodules.add(path)
        else:
            (hidden if tag == "S" or tag.islower() else shown).add(path)
    if not listed and git.attempt(root, "ls-tree", "HEAD").stdout:
        hold = hold or "nothing is checked out: git checkout"
    return _Place(root, hold, True, frozenset(hidden), frozenset(shown), frozenset(submodules))


def _none_is_there(place: _Place, listed: Collection[str]) -> str:
    if place.shown and place.shown.isdisjoint(listed):
        return "none of its tracked files is on disk: git restore . brings them back"
    return ""


# --- a path -----------------------------------------------------------------------------------


def _why(place: _Place, path: str) -> Why:
    """Tell why a path that the walk has not found is not there."""
    nested = _nested(place, path)
    if nested:
        inner = _inner(place, nested)
        return Why.OUT_OF_REACH if inner.hold else _why(inner, path[len(nested) + 1 :])
    if path in place.hidden:
        return Why.NOT_CHECKED_OUT
    if path in place.submodules or any(above in place.submodules for above in folders_above(path)):
        return Why.OUT_OF_REACH
    try:
        mode = os.lstat(f"{place.root}/{path}").st_mode
    except (FileNotFoundError, NotADirectoryError):
        return Why.OUT_OF_REACH if _is_cut_off(place, path) else Why.DELETED
    except (OSError, ValueError):
        return Why.OUT_OF_REACH
    is_gone = stat.S_ISDIR(mode) or not _is_spelled_so(place, path)
    return Why.DELETED if is_gone else Why.LEFT_OUT


def _nested(place: _Place, path: str) -> str:
    """Return the outermost nested repository that a path is in, or ''."""
    found = [each for each in folders_above(path) if os.path.lexists(f"{place.root}/{each}/.git")]
    return found[-1] if found else ""


def _inner(place: _Place, nested: str) -> _Place:
    if nested not in place.inner:
        folder = f"{place.root}/{nested}"
        place.inner[nested] = _look(folder, is_submodule=nested in place.submodules)
    return place.inner[nested]


def _is_cut_off(place: _Place, path: str) -> bool:
    """Tell whether what is there of a path leads nowhere, e.g. to a disk that is not mounted.

    That is a dangling link or, outside git, an empty folder; git and its users leave such behind.
    """
    nearest = next(
        (each for each in folders_above(path) if os.path.lexists(f"{place.root}/{each}")), ""
    )
    folder = f"{place.root}/{nearest}"
    if nearest and os.path.islink(folder):
        return True
    try:
        return not place.in_git and os.path.isdir(folder) and not os.listdir(folder)
    except OSError:
        return True


def _is_spelled_so(place: _Place, path: str) -> bool:
    """Tell whether a path is there in these letters, on a disk that takes capitals for small."""
    from_the_top = (*reversed([*folders_above(path)]), path)
    try:
        return all(_name(each) in _names(place, each) for each in from_the_top)
    except OSError:  # a folder that may be passed, but not listed
        return True


def _names(place: _Place, path: str) -> frozenset[str]:
    """Return what is in the folder of a path."""
    folder = path.rpartition("/")[0]
    if folder not in place.names:
        found = os.listdir(f"{place.root}/{folder}")
        place.names[folder] = frozenset(unicodedata.normalize("NFC", name) for name in found)
    return place.names[folder]


def _name(path: str) -> str:
    return unicodedata.normalize("NFC", path.rpartition("/")[2])


# --- a folder ---------------------------------------------------------------------------------


def _of_folders(
    place: _Place,
    tell: _Tell,
    folders: Iterable[str],
    why: Mapping[str, Why],
    listed: Collection[str],
) -> dict[str, Why]:
    """Tell for folders: each is there as long as one of the files below it is, or may be."""
    reasons = {
        folder: Why.NOT_CHECKED_OUT for path in place.hidden for folder in folders_above(path)
    }
    for path, reason in why.items():
        if reason is not Why.DELETED and not path.endswith("/"):
            reasons |= dict.fromkeys(folders_above(path), reason)
    reasons |= {folder: Why.LEFT_OUT for path in listed for folder in folders_above(path)}
    return {path: reasons.get(path[:-1]) or _alone(tell, path) for path in folders}


def _alone(tell: _Tell, folder: str) -> Why:
    """Tell about a folder by itself: what else is in it, e.g. what git ignores, keeps no note."""
    reason = tell(f"{folder}.ralf")
    return Why.DELETED if reason is Why.LEFT_OUT else reason
