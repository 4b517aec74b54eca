"""Why a source that once had a note is gone from its tree: only some are deleted."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from ralf_notes.errors import SourceUnreadable
from ralf_notes.paths import folders_above
from ralf_notes.source import commit, git
from ralf_notes.source.listing import toplevel
from ralf_notes.source.walk import Tree

DETACHED = (
    "no branch is checked out (detached HEAD), and a branch may still have it: git switch to one, "
    "or remove the notes with --prune"
)
"""Why a tree is on hold that is at a commit for a while, or always, as in CI."""


class Why(StrEnum):
    """Why a path is not among those that a run works on, in words for people."""

    DELETED = "deleted"
    LEFT_OUT = "still there, but left out"
    NOT_CHECKED_OUT = "tracked by git, but not checked out"
    OUT_OF_REACH = "below a folder that cannot be read"


@dataclass(frozen=True, slots=True)
class Absences:
    """Why old source paths are not among those that a run works on."""

    hold: str
    """Why nothing in this tree may count as deleted now, and what to do about it; or ''."""
    why: Mapping[str, Why]
    """By path, for each path that was asked about."""

    @property
    def deleted(self) -> tuple[str, ...]:
        """The paths whose notes may go, sorted; none while there is a hold on the tree."""
        if self.hold:
            return ()
        return tuple(sorted(path for path, why in self.why.items() if why is Why.DELETED))


def absences(tree: Tree, paths: Iterable[str]) -> Absences:
    """Find out why some paths are no longer among those that a run works on.

    Asks the disk about each path, and git's index if anything is gone from the disk; asks nothing
    for paths that the walk returned. Call it only for paths whose notes are in question.

    Args:
        tree: as walked in this run.
        paths: old source paths below its root; a folder's ends with a slash. A folder is
            deleted when all `paths` below it are, and the walk returned none there; '' never is.

    Returns the reason for every path. A path that no source of this run names is never DELETED (a
    run on a part of the tree, or on single files).
    """
    unique_paths = set(paths)
    walked = {file.path for file in tree.files}
    why = dict.fromkeys(unique_paths, Why.LEFT_OUT)
    named = [
        path
        for path in unique_paths
        if path.strip("/") and any(path.startswith(folder) for folder in tree.folders)
    ]
    files = [path for path in named if not path.endswith("/") and path not in walked]
    folders = [path for path in named if path.endswith("/")]
    if not files and not folders:
        return Absences("", why)

    if tree.commit:
        checkout, reason_of = _Checkout(str(tree.root)), _reasons_in_commit(tree)
    else:
        checkout = _examined(str(tree.root), is_submodule=False)
        reason_of = partial(_reason, checkout)
    hold = checkout.hold
    if checkout.shown and checkout.shown.isdisjoint(walked):
        hold = hold or "none of its tracked files is on disk: git restore . brings them back"
    why |= {path: reason_of(path) for path in files}
    existing = _existing_folders(checkout, why, walked)
    for folder in folders:
        if folder[:-1] in existing:
            why[folder] = existing[folder[:-1]]
            continue
        # What else is in the folder, e.g. what git ignores, keeps no note.
        reason = reason_of(f"{folder}.ralf")
        why[folder] = Why.DELETED if reason is Why.LEFT_OUT else reason
    return Absences(hold, why)


def _existing_folders(
    checkout: _Checkout, why: Mapping[str, Why], walked: Iterable[str]
) -> dict[str, Why]:
    """Return the folders that hold a file that exists, or may, and why they have no note."""
    existing = {
        folder: Why.NOT_CHECKED_OUT for path in checkout.hidden for folder in folders_above(path)
    }
    for path, reason in why.items():
        if reason is not Why.DELETED and not path.endswith("/"):
            existing |= dict.fromkeys(folders_above(path), reason)
    existing |= {folder: Why.LEFT_OUT for path in walked for folder in folders_above(path)}
    return existing


# --- a repository -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Checkout:
    """A folder with a git index of its own, or a plain one, and what it knows of its paths."""

    root: str
    hold: str = ""
    in_git: bool = False
    hidden: frozenset[str] = frozenset()
    """Tracked, and not checked out on purpose."""
    shown: frozenset[str] = frozenset()
    """Tracked, and expected on disk."""
    submodules: frozenset[str] = frozenset()
    nested: dict[str, _Checkout] = field(default_factory=dict)
    """The nested repositories examined so far, by their path."""
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    """What the folders examined so far hold, in NFC."""


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


def _examined(root: str, is_submodule: bool) -> _Checkout:
    """Return what a folder's git index says, with a hold where it cannot be trusted now."""
    if not os.path.isdir(root):
        return _Checkout(root, "its folder is not there now: perhaps its disk is not mounted")
    if not os.path.lexists(os.path.join(root, ".git")):
        return _Checkout(root)
    if not git.is_installed():
        return _Checkout(root, "git, which knows what is deleted, is not installed", in_git=True)
    try:
        return _with_index(root, _unfinished_work(root, is_submodule))
    except git.NoRepository:
        return _Checkout(root, _NO_REPOSITORY, in_git=True)
    except SourceUnreadable as problem:
        return _Checkout(root, str(problem), in_git=True)


def _unfinished_work(root: str, is_submodule: bool) -> str:
    """Return what is half done in a work tree, so that missing files prove nothing; or ''."""
    if toplevel(root) != os.path.realpath(root):
        return _NO_REPOSITORY
    folder = os.fsdecode(git.ask(root, "rev-parse", "--absolute-git-dir").stdout).rstrip("\n")
    for name, what in _UNFINISHED.items():
        if os.path.lexists(f"{folder}/{name}"):
            return what
    # In a submodule a detached HEAD is usual.
    if is_submodule or git.attempt(root, "symbolic-ref", "-q", "HEAD").returncode == 0:
        return ""
    return DETACHED


def _with_index(root: str, hold: str) -> _Checkout:
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
    return _Checkout(root, hold, True, frozenset(hidden), frozenset(shown), frozenset(submodules))


# --- a path -----------------------------------------------------------------------------------


def _reasons_in_commit(tree: Tree) -> Callable[[str], Why]:
    """Return a function that gives the reason for a path: a commit shows all but submodules."""
    other = commit.not_listed(str(tree.root), tree.commit)

    def reason_of(path: str) -> Why:
        if path in other:
            return Why.OUT_OF_REACH if other[path] else Why.LEFT_OUT
        is_inside = any(other.get(above) for above in folders_above(path))
        return Why.OUT_OF_REACH if is_inside else Why.DELETED

    return reason_of


def _reason(checkout: _Checkout, path: str) -> Why:
    """Return why a path that the walk did not return is gone."""
    above = [*folders_above(path)]
    nested = [folder for folder in above if os.path.lexists(f"{checkout.root}/{folder}/.git")]
    if nested:
        outermost = nested[-1]
        if outermost not in checkout.nested:
            root, is_submodule = f"{checkout.root}/{outermost}", outermost in checkout.submodules
            checkout.nested[outermost] = _examined(root, is_submodule)
        inner = checkout.nested[outermost]
        return Why.OUT_OF_REACH if inner.hold else _reason(inner, path[len(outermost) + 1 :])
    if path in checkout.hidden:
        return Why.NOT_CHECKED_OUT
    if not checkout.submodules.isdisjoint((path, *above)):
        return Why.OUT_OF_REACH
    try:
        mode = os.lstat(f"{checkout.root}/{path}").st_mode
    except (FileNotFoundError, NotADirectoryError):
        return Why.OUT_OF_REACH if _is_cut_off(checkout, path) else Why.DELETED
    except (OSError, ValueError):
        return Why.OUT_OF_REACH
    is_gone = stat.S_ISDIR(mode) or not _is_spelled_so(checkout, path)
    return Why.DELETED if is_gone else Why.LEFT_OUT


def _is_cut_off(checkout: _Checkout, path: str) -> bool:
    """Whether what exists of a path leads nowhere, e.g. to a disk that is not mounted.

    Such a path ends in a dangling link or, outside git, in an empty folder: git and its users
    leave empty folders behind.
    """
    existing = (each for each in folders_above(path) if os.path.lexists(f"{checkout.root}/{each}"))
    nearest = next(existing, "")
    folder = f"{checkout.root}/{nearest}"
    if nearest and os.path.islink(folder):
        return True
    try:
        return not checkout.in_git and os.path.isdir(folder) and not os.listdir(folder)
    except OSError:
        return True


def _is_spelled_so(checkout: _Checkout, path: str) -> bool:
    """Whether the path exists with exactly this spelling, even on a disk that ignores case."""
    try:
        for each in (*reversed([*folders_above(path)]), path):
            folder, _, name = each.rpartition("/")
            if folder not in checkout.names:
                names = os.listdir(f"{checkout.root}/{folder}")
                nfc = frozenset(unicodedata.normalize("NFC", name) for name in names)
                checkout.names[folder] = nfc
            if unicodedata.normalize("NFC", name) not in checkout.names[folder]:
                return False
    except OSError:  # a folder that may be passed, but not listed
        pass
    return True
