"""Which files a folder has: those that git would show, elsewhere what no `.gitignore` hides."""

from __future__ import annotations

import os
import re
import stat
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine import permissions
from ralf_notes.source import git


@dataclass(frozen=True, slots=True)
class Listing:
    """The regular files of a folder, in no order, and what could not be listed."""

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Path relative to the folder, with `/` -> size in bytes, modification time in ns."""
    problems: list[str] = field(default_factory=list)
    """One message for people per folder in it that could not be listed."""
    blobs: dict[str, str] = field(default_factory=dict)
    """Of the files of a commit: path -> id of its content. The files of a folder have none."""


def toplevel(folder: str) -> str | None:
    """Return the root of the git work tree that `folder` is in, or None outside git.

    Without git on the machine it is the nearest folder upwards that holds a `.git`, so that paths
    count from the same place. Raises `SourceUnreadable` when git refuses the folder.
    """
    if not git.is_installed():
        return _nearest_dot_git(folder)
    try:
        out = git.ask(folder, "rev-parse", "--show-toplevel").stdout
    except git.NoRepository:
        return None
    return os.path.realpath(os.fsdecode(out.removesuffix(b"\n")))


def list_files(root: str) -> Listing:
    """List a folder: by git if it is the root of a work tree, else by its `.gitignore` files.

    Submodules and nested repositories are listed by their own rules, linked work trees inside a
    work tree are left out: they hold the same files again. No symbolic link is followed, and none
    is listed. Raises `SourceUnreadable` when git refuses the folder.
    """
    if os.path.lexists(os.path.join(root, ".git")) and git.is_installed():
        return _list_git(root)
    return _list_plain(root)


def linguist(root: str, paths: Iterable[str]) -> dict[str, str]:
    """Return what `.gitattributes` say: path -> `generated`, `vendored`, or '' for "not vendored".

    The attributes are GitHub's: https://github.com/github-linguist/linguist/blob/main/docs/overrides.md
    git is asked only if a `.gitattributes` among the paths mentions them.
    """
    paths = list(paths)
    attributes = (path for path in paths if path.endswith(".gitattributes"))
    if not any(mentions_linguist(_read_small(os.path.join(root, path))) for path in attributes):
        return {}
    return ask_linguist(root, paths)


def mentions_linguist(attributes: str) -> bool:
    """Tell whether the text of a `.gitattributes` may say something about files to `linguist`."""
    return "linguist-" in attributes


def ask_linguist(
    root: str, paths: Iterable[str], *options: str, extra: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Ask git for the attributes that `linguist` returns.

    Args:
        root: of the repository.
        paths: of its files, below the root.
        options: of `git check-attr`: where it looks for `.gitattributes`.
        extra: environment variables for git.
    """
    names = ("linguist-generated", "linguist-vendored")
    asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
    command = ("check-attr", "--stdin", "-z", *options, *names)
    try:
        told = git.ask(root, *command, data=asked, extra=extra)
    except git.NoRepository:  # e.g. an unpacked archive: only git reads its attributes
        return {}
    words = told.stdout.split(b"\0")
    found: dict[str, str] = {}
    for path, name, value in zip(words[::3], words[1::3], words[2::3], strict=False):
        if value in (b"set", b"true"):
            found[os.fsdecode(path)] = name.decode().removeprefix("linguist-")
        elif value in (b"unset", b"false") and name == b"linguist-vendored":
            found.setdefault(os.fsdecode(path), "")
    return found


# --- git --------------------------------------------------------------------------------------


def _nearest_dot_git(folder: str) -> str | None:
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _list_git(root: str) -> Listing:
    found = Listing()
    try:
        asked = git.ask(root, "ls-files", "-co", "--exclude-standard", "-z")
    except git.NoRepository:
        return _list_plain(root)
    found.problems.extend(_not_opened(os.fsdecode(asked.stderr)))
    is_real = _real_folders(root)
    for path in set(os.fsdecode(asked.stdout).split("\0")):
        if not path or not is_real(path.rpartition("/")[0]):
            continue
        status = _lstat(f"{root}/{path}")
        if status is None:
            continue
        if stat.S_ISREG(status.st_mode):
            found.files[path] = status.st_size, status.st_mtime_ns
        elif stat.S_ISDIR(status.st_mode) and not _is_linked_work_tree(f"{root}/{path}"):
            _add_nested(found, root, path.rstrip("/"))
    return found


def _not_opened(said: str) -> list[str]:
    """Return git's warnings of folders that it passed over, e.g. for lack of permission."""
    lines = (line.removeprefix("warning: ") for line in said.splitlines())
    return [line for line in lines if line.startswith("could not open directory")]


def _lstat(path: str) -> os.stat_result | None:
    """Return the status of a path itself; None for what git knows but the disk does not have."""
    try:
        return os.lstat(path)
    except (OSError, ValueError):
        return None


def _real_folders(root: str) -> Callable[[str], bool]:
    """Make a check whether a folder of the tree is reached through no symbolic link."""
    known = {"": True}

    def is_real(folder: str) -> bool:
        if folder not in known:
            status = _lstat(f"{root}/{folder}")
            is_folder = status is not None and stat.S_ISDIR(status.st_mode)
            known[folder] = is_folder and is_real(folder.rpartition("/")[0])
        return known[folder]

    return is_real


def _add_nested(found: Listing, root: str, folder: str) -> None:
    """Add the files of a submodule or nested repository; nothing if it is not checked out."""
    inner = f"{root}/{folder}"
    if not os.path.lexists(f"{inner}/.git"):
        return
    try:
        listing = list_files(inner)
    except SourceUnreadable as problem:
        found.problems.append(f"{folder}: {problem}")
        return
    found.files.update((f"{folder}/{path}", status) for path, status in listing.files.items())
    found.problems.extend(f"{folder}: {problem}" for problem in listing.problems)


def _is_linked_work_tree(folder: str) -> bool:
    """Say whether `git worktree add` made this folder, by the layout in gitrepository-layout(5)."""
    pointer = _read_small(os.path.join(folder, ".git")).strip()
    if not pointer.startswith("gitdir:"):
        return False
    git_dir = os.path.join(folder, pointer.removeprefix("gitdir:").strip())
    return os.path.exists(os.path.join(git_dir, "commondir"))


def _read_small(path: str) -> str:
    """Return a configuration file's text, without a byte order mark; '' if there is none."""
    status = _lstat(path)
    if status is None or not stat.S_ISREG(status.st_mode):
        return ""
    try:
        with open(path, encoding="utf-8-sig", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return ""


# --- outside git ------------------------------------------------------------------------------

_NEVER = frozenset((
    ".git", ".hg", ".svn", ".jj", "node_modules", "__pycache__", ".venv", ".tox", ".nox", ".eggs",
    ".direnv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".gradle", ".next", ".terraform",
    ".obsidian", ".trash",
))  # fmt: skip
# A folder that holds one of these says itself that it is a cache or a virtual environment.
_CACHE_MARKS = frozenset(("CACHEDIR.TAG", "pyvenv.cfg"))


_Rule = tuple[re.Pattern[str], bool]
"""A pattern, and whether it hides what it matches."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """One `.gitignore` file, and the rules of the folders above it."""

    patterns: Sequence[_Rule]
    base: int
    """Length of the path of its folder, `/` included: patterns count from there."""
    above: _Rules | None


def _list_plain(root: str) -> Listing:
    found = Listing()
    pending: list[tuple[str, _Rules | None]] = [("", None)]
    while pending:
        prefix, rules = pending.pop()
        entries = _scan(root, prefix, found)
        names = {entry.name for entry in entries}
        if prefix and ".git" in names:
            _add_nested(found, root, prefix[:-1])
        elif not prefix or names.isdisjoint(_CACHE_MARKS):
            if ".gitignore" in names:
                rules = _add_rules(root, prefix, rules)
            pending.extend((folder, rules) for folder in _visit(entries, prefix, rules, found))
    return found


def _scan(root: str, prefix: str, found: Listing) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(f"{root}/{prefix}") as entries:
            return list(entries)
    except OSError as error:
        why = f"{error.strerror}{permissions.remedy(error)}"
        found.problems.append(f"{prefix or '.'}: the folder cannot be opened: {why}")
        return []


def _visit(
    entries: list[os.DirEntry[str]], prefix: str, rules: _Rules | None, found: Listing
) -> Iterator[str]:
    """Add the files of one folder that no rule hides; yield the folders to go on with."""
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            folder = path + "/"
            if entry.name not in _NEVER and not _is_ignored(folder, rules):
                yield folder
        elif entry.is_file(follow_symlinks=False) and not _is_ignored(path, rules):
            status = _lstat(entry.path)
            if status is not None:
                found.files[path] = status.st_size, status.st_mtime_ns


def _add_rules(root: str, prefix: str, above: _Rules | None) -> _Rules | None:
    lines = _read_small(f"{root}/{prefix}.gitignore").split("\n")
    patterns = tuple(_compiled(lines))
    return _Rules(patterns, len(prefix), above) if patterns else above


def _compiled(lines: Iterable[str]) -> Iterator[_Rule]:
    """Yield the patterns of a `.gitignore`; like git, pass over lines that are none."""
    from pathspec import GitIgnoreSpec, RegexPattern

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of a regular expression with `[[`
        for line in lines:
            with suppress(ValueError):
                for pattern in GitIgnoreSpec.from_lines([line]).patterns:
                    if isinstance(pattern, RegexPattern) and pattern.regex is not None:
                        yield pattern.regex, bool(pattern.include)


def _is_ignored(path: str, rules: _Rules | None) -> bool:
    """Apply gitignore(5): the deepest file that has a matching pattern decides, by its last one."""
    while rules is not None:
        inside = path[rules.base :]
        for regex, hides in reversed(rules.patterns):
            if _matches(regex, inside):
                return hides
        rules = rules.above
    return False


def _matches(regex: re.Pattern[str], path: str) -> bool:
    """Tell whether a pattern is about an entry itself, and not about a folder above it.

    About that the walk has decided before it came here. pathspec tries to do it in one step, so
    that `*`, `!*/`, `!*.py` hide everything. Its regular expressions end at the entry that they
    match, with the slash of a folder in a group; those of a bare `*`, `**` and `*/` look at any
    part of the path, and that of `a/**` ends behind `a/`, which it is not about.
    """
    is_whole = regex.pattern.startswith("^")
    entry = path if is_whole else path[path.rfind("/", 0, -1) + 1 :]
    found = regex.search(entry)
    if found is None or not regex.groups:
        return found is not None and (not is_whole or found.end() < len(entry))
    return found.end(1) in (-1, len(entry))
