"""The files of a folder: in git, those that git lists; elsewhere, all that are not ignored."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine import permissions
from ralf_notes.paths import folders_above
from ralf_notes.source import git, gitignore
from ralf_notes.source.gitignore import Ignored, read_small

_VENDORED = re.compile(
    r"^[ \t]*+(\S++)[ \t](?:[^\n]*[ \t])?linguist-vendored(?:=true)?(?:[ \t]|\r?$)", re.MULTILINE
)
_OF_LANGUAGE = re.compile(r"(?:\*\*/)?\*(\.\w+)")
"""Matches a pattern for all files with one ending, wherever they are."""


class FileStat(NamedTuple):
    """Shows whether a file changed without reading it; times are in ns, all are 0 in a commit."""

    size: int
    mtime_ns: int = 0
    ctime_ns: int = 0
    """Changes with each write, also where a tool sets the other time back: `touch -r`, `cp -p`."""
    inode: int = 0
    """Changes where another file takes the place: `mv`, `rsync -t`."""

    @classmethod
    def of(cls, status: os.stat_result) -> FileStat:
        """Return the stamp of a file on disk, from its status."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class Listing:
    """The regular files of a folder, in no order, and what could not be listed."""

    files: dict[str, FileStat] = field(default_factory=dict)
    """By path relative to the folder, with `/`."""
    problems: list[str] = field(default_factory=list)
    """For each folder in it that could not be listed, a message for people."""
    blobs: dict[str, str] = field(default_factory=dict)
    """For the files of a commit: path -> id of its content. The files of a folder have none."""
    remarks: list[str] = field(default_factory=list)
    """What of git's rules is not known here, in words for people."""


def toplevel(folder: str) -> str | None:
    """Return the root of the git work tree that `folder` is in, or None outside git.

    If git is not installed, it is the nearest folder above that holds a `.git`, so that paths count
    from the same place. Raises `SourceUnreadable` if git refuses the folder, or if its
    configuration, which may have come with the files, names a work tree elsewhere.
    """
    nearest = _holder_of_git(folder)
    if not git.is_installed():
        return nearest
    try:
        out = git.ask(folder, "rev-parse", "--show-toplevel").stdout
        top = os.path.realpath(os.fsdecode(out.removesuffix(b"\n")))
        if nearest is None or top != os.path.realpath(nearest):
            _refuse_elsewhere(folder, top)
    except git.NoRepository:
        return None
    return top


def _holder_of_git(folder: str) -> str | None:
    """Return the nearest folder above that holds a `.git`, None if there is none."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _refuse_elsewhere(folder: str, top: str) -> None:
    """Raise `SourceUnreadable` unless the repository of a folder is the one in `top`.

    Files of a repository can look like another one's git folder, whose `core.worktree` would make
    any folder of this machine the tree that is read. See git-config(1), `safe.bareRepository`.
    """
    git_dir = os.fsdecode(git.ask(folder, "rev-parse", "--absolute-git-dir").stdout).rstrip("\n")
    pointer = read_small(f"{top}/.git").strip().removeprefix("gitdir:").strip()
    if os.path.realpath(git_dir) != os.path.realpath(os.path.join(top, pointer or ".git")):
        raise SourceUnreadable(
            f"the git configuration in {git_dir} names another folder as its work tree: {top}. "
            "Name that folder, or remove core.worktree there"
        )


def list_folder(root: str) -> Listing:
    """List a folder: by git if it is the root of a work tree, else by its `.gitignore` files.

    Submodules and nested repositories are listed by their own rules. Linked work trees inside a
    work tree are left out, because they hold the same files again. Symbolic links are neither
    followed nor listed. Raises `SourceUnreadable` if git refuses the folder.
    """
    if not os.path.lexists(os.path.join(root, ".git")):
        return _list_by_gitignore(root, None)
    if git.is_installed():
        try:
            return _list_by_git(root)
        except git.NoRepository:
            return _list_by_gitignore(root, None)
    listing = _list_by_gitignore(root, gitignore.of_repository(root))
    listing.remarks.append(git.NOT_INSTALLED)
    return listing


# --- .gitattributes ---------------------------------------------------------------------------


def linguist_in_folder(root: str, paths: Collection[str]) -> dict[str, str]:
    """Return what `.gitattributes` say: path -> `generated`, `vendored`, or '' for "not vendored".

    The attributes are GitHub's: https://github.com/github-linguist/linguist/blob/main/docs/overrides.md
    git is asked only if a `.gitattributes` among the paths mentions them.
    """
    attributes = (path for path in paths if path.endswith(".gitattributes"))
    texts = {path: read_small(os.path.join(root, path)) for path in attributes}
    return ask_linguist(root, paths, texts)


def ask_linguist(
    root: str,
    paths: Iterable[str],
    texts: Mapping[str, str],
    *options: str,
    extra: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Ask git for the attributes that `linguist_in_folder` returns.

    `*.js linguist-vendored`, as Laravel writes it into each new project, only keeps a language out
    of GitHub's statistics: such files are from elsewhere only if another pattern has them, too.

    Args:
        root: the root of the repository.
        paths: its files, relative to the root.
        texts: those of its `.gitattributes`, by path: git is asked only if one has an attribute.
        options: Options of `git check-attr` that say where it looks for `.gitattributes`.
        extra: environment variables for git.
    """
    if not any("linguist-" in text for text in texts.values()):
        return {}
    uncounted = _uncounted(texts)
    names = ("linguist-generated", "linguist-vendored")
    stdin = b"".join(os.fsencode(path) + b"\0" for path in paths)
    command = ("check-attr", "--stdin", "-z", *options, *names)
    try:
        words = git.ask(root, *command, data=stdin, extra=extra).stdout.split(b"\0")
    except git.NoRepository:  # such as an unpacked archive, whose attributes only git would read
        return {}
    attributes: dict[str, str] = {}
    for path, name, value in zip(words[::3], words[1::3], words[2::3], strict=False):
        is_vendored = name == b"linguist-vendored"
        if value in (b"set", b"true") and not (is_vendored and uncounted(os.fsdecode(path))):
            attributes[os.fsdecode(path)] = name.decode().removeprefix("linguist-")
        elif value in (b"unset", b"false") and is_vendored:
            attributes.setdefault(os.fsdecode(path), "")
    return attributes


def _uncounted(texts: Mapping[str, str]) -> Callable[[str], bool]:
    """Return what says of a vendored file whether only a pattern for its language has it so."""
    endings: set[str] = set()
    others: Ignored | None = None
    for path, text in texts.items():
        folder, patterns = path.removesuffix(".gitattributes"), []
        for pattern in _VENDORED.findall(text):
            of_language = None if folder else _OF_LANGUAGE.fullmatch(pattern)
            if of_language:
                endings.add(of_language[1])
            else:
                patterns.append(pattern)
        if patterns:
            others = gitignore.extended(others, "\n".join(patterns), folder)

    def is_uncounted(path: str) -> bool:
        is_of_language = os.path.splitext(path)[1] in endings
        return is_of_language and not (others and others.files.match_file(path))

    return is_uncounted


# --- by git -----------------------------------------------------------------------------------


def _list_by_git(root: str) -> Listing:
    listing = Listing(remarks=git.remarks())
    answer = git.ask(root, "ls-files", "-co", "--exclude-standard", "-z")
    # git warns of folders that it skipped, for instance because it may not read them.
    messages = (line.removeprefix("warning: ") for line in os.fsdecode(answer.stderr).splitlines())
    listing.problems.extend(
        line for line in messages if line.startswith("could not open directory")
    )
    real_folders = {"": True}
    listed = set(os.fsdecode(answer.stdout).split("\0")) - {""}
    for path in listed - _of_environments(root, answer.stdout, listed):
        if not _is_real(root, path.rpartition("/")[0], real_folders):
            continue
        status = _lstat(f"{root}/{path}")
        if status is None:
            continue
        if stat.S_ISREG(status.st_mode):
            listing.files[path] = FileStat.of(status)
        elif stat.S_ISDIR(status.st_mode):
            # The `.git` of a linked work tree leads to a folder with a `commondir`, see
            # gitrepository-layout(5); that of a submodule does not.
            pointer = read_small(f"{root}/{path}/.git").strip()
            git_dir = pointer.removeprefix("gitdir:").strip()
            common = os.path.join(root, path, git_dir, "commondir")
            if not (pointer.startswith("gitdir:") and os.path.exists(common)):
                _add_nested(listing, root, path.rstrip("/"))
    return listing


def _of_environments(root: str, output: bytes, listed: set[str]) -> Set[str]:
    """Return the files of environments, caches and installed packages that git does not track.

    A `.gitignore` that forgets them does not make them sources; what is committed is one.

    Args:
        root: the top of the work tree.
        output: what git listed, in which names are quick to find.
        listed: the same, as paths.
    """
    if not any(name in output for name in _HINTS):
        return frozenset()
    folders = {_marked(path) for path in listed} - {""}
    tracked = os.fsdecode(git.ask(root, "ls-files", "-c", "-z").stdout).split("\0")
    return {
        path
        for path in listed.difference(tracked)
        if any(
            above in folders or above.rpartition("/")[2] in _NEVER for above in folders_above(path)
        )
    }


def _marked(path: str) -> str:
    """Return the folder that a tool has made, as a file in it says; '' for any other file."""
    folder, _, name = path.rpartition("/")
    if name in _CACHE_MARKS or name in _MARKS_OF_BUILDS:
        return folder  # '' at the root, which a tool may build in
    return folder.removesuffix("/conda-meta") if folder.endswith("/conda-meta") else ""


def _is_real(root: str, folder: str, checked: dict[str, bool]) -> bool:
    """Whether no symbolic link is on the way to a folder; `checked` keeps the answers."""
    if folder not in checked:
        status = _lstat(f"{root}/{folder}")
        is_folder = status is not None and stat.S_ISDIR(status.st_mode)
        checked[folder] = is_folder and _is_real(root, folder.rpartition("/")[0], checked)
    return checked[folder]


def _lstat(path: str) -> os.stat_result | None:
    """Return the status of a path itself, or None if git lists it and the disk does not have it."""
    try:
        return os.lstat(path)
    except (OSError, ValueError):
        return None


def _add_nested(listing: Listing, root: str, folder: str) -> None:
    """Add the files of a submodule or nested repository, if it is checked out."""
    inner = f"{root}/{folder}"
    if not os.path.lexists(f"{inner}/.git"):
        return
    try:
        nested = list_folder(inner)
    except SourceUnreadable as problem:
        listing.problems.append(f"{folder}: {problem}")
        return
    listing.files.update((f"{folder}/{path}", status) for path, status in nested.files.items())
    listing.problems.extend(f"{folder}: {problem}" for problem in nested.problems)
    listing.remarks.extend(nested.remarks)


# --- outside git ------------------------------------------------------------------------------

_NEVER = frozenset((
    ".git", ".hg", ".svn", ".jj", "node_modules", "__pycache__", ".venv", ".tox", ".nox", ".eggs",
    ".direnv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".gradle", ".next", ".terraform",
    ".obsidian", ".trash",
))  # fmt: skip
_CACHE_MARKS = frozenset(("CACHEDIR.TAG", "pyvenv.cfg", "conda-meta"))
"""A folder that holds one of these declares itself a cache or a virtual environment."""
_MARKS_OF_BUILDS = frozenset(("CMakeCache.txt", ".package-lock.json"))
"""Only tools write these, but they may stand beside sources as well."""
_HINTS = tuple(
    os.fsencode(name)
    for name in sorted({*(f"{name}/" for name in _NEVER), *_CACHE_MARKS, *_MARKS_OF_BUILDS})
)


def _list_by_gitignore(root: str, ignored: Ignored | None) -> Listing:
    """List a folder by its `.gitignore` files, and by what is `ignored` before any of them."""
    listing = Listing()
    pending: list[tuple[str, Ignored | None]] = [("", ignored)]
    while pending:
        prefix, ignored = pending.pop()
        try:
            with os.scandir(f"{root}/{prefix}") as scan:
                entries = list(scan)
        except OSError as error:
            why = f"{error.strerror}{permissions.remedy(error)}"
            listing.problems.append(f"{prefix or '.'}: the folder cannot be opened: {why}")
            continue
        names = {entry.name for entry in entries}
        if prefix and ".git" in names:
            _add_nested(listing, root, prefix[:-1])
        elif not prefix or names.isdisjoint(_CACHE_MARKS):
            if ".gitignore" in names:
                text = read_small(f"{root}/{prefix}.gitignore")
                ignored = gitignore.extended(ignored, text, prefix)
            folders = _add_files(listing, entries, prefix, ignored)
            pending.extend((folder, ignored) for folder in folders)
    return listing


def _add_files(
    listing: Listing, entries: Iterable[os.DirEntry[str]], prefix: str, ignored: Ignored | None
) -> Iterator[str]:
    """Add the files of one folder that are not ignored; yield its folders that are not."""
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            is_hidden = ignored is not None and ignored.folders.check_file(path).include
            if entry.name not in _NEVER and not is_hidden:
                yield path + "/"
        elif entry.is_file(follow_symlinks=False):
            is_hidden = ignored is not None and ignored.files.check_file(path).include
            status = None if is_hidden else _lstat(entry.path)
            if status is not None:
                listing.files[path] = FileStat.of(status)
