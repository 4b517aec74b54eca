"""The patterns of `.gitignore` files, read as git reads them, for where git does not."""

from __future__ import annotations

import os
import re
import stat
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Ignored:
    """What the `.gitignore` files of a folder, and of the folders above it, hide."""

    files: GitIgnoreSpec
    folders: GitIgnoreSpec
    """The same patterns without a slash at their end, for folders without one: for a path that ends
    in a slash, pathspec lets `*` win over a later `!*/`, and `b/**` hide `b/` itself."""


def of_repository(root: str) -> Ignored:
    """Return what is ignored in a repository before any `.gitignore`, as far as files say it.

    These are the default of core.excludesFile, and `info/exclude`. Source: gitignore(5).
    """
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    ignored = extended(None, read_small(os.path.join(home, "git", "ignore")), "")
    return extended(ignored, read_small(os.path.join(_common_folder(root), "info", "exclude")), "")


def _common_folder(root: str) -> str:
    """Return the git folder of a work tree, maybe a linked one: gitrepository-layout(5)."""
    folder = os.path.join(root, ".git")
    if pointer := read_small(folder).strip():
        folder = os.path.join(root, pointer.removeprefix("gitdir:").strip())
    return os.path.join(folder, read_small(os.path.join(folder, "commondir")).strip())


def extended(above: Ignored | None, text: str, prefix: str) -> Ignored:
    """Return patterns with those of one more file, which decide after them.

    Args:
        above: the patterns so far, None for none.
        text: of the file.
        prefix: the folder of the file below the root, with `/` at its end; '' for the root.
    """
    from pathspec import GitIgnoreSpec

    from ralf_notes.source.patterns import compile_lines

    files = [*above.files.patterns] if above else []
    folders = [*above.folders.patterns] if above else []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # about `[[` in a regular expression
        for line in text.split("\n"):
            pattern = _from_root(line, prefix)
            with suppress(ValueError):  # like git, skip a line that is not a valid pattern
                compiled = compile_lines([pattern]).patterns
                bare = pattern.removesuffix("/")
                is_bare = bare == pattern
                folders += compiled if is_bare else compile_lines([bare]).patterns
                files += compiled
    specs = (GitIgnoreSpec(patterns, backend="simple") for patterns in (files, folders))
    return Ignored(*specs)


def _from_root(line: str, prefix: str) -> str:
    """Return a line of the `.gitignore` in the folder `prefix` as it would stand in the root's.

    In one list, the patterns then follow gitignore(5): the last one that matches decides, and those
    of deeper folders come later.
    """
    line = line if line.endswith("\\ ") else line.rstrip()
    sign, pattern = ("!", line[1:]) if line.startswith("!") else ("", line)
    if not prefix or line.startswith("#") or not pattern.strip("/"):
        return line
    folder = "/" + re.sub(r"([\\\[\]*?])", r"\\\1", prefix)
    if "/" in pattern.removesuffix("/"):
        return f"{sign}{folder}{pattern.removeprefix('/')}"
    name = pattern.replace("**", "*") if pattern.strip("/") == "**" else pattern
    return f"{sign}{folder}**/{name}"


def read_small(path: str) -> str:
    """Return a configuration file's text without a byte order mark; '' if there is none."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return ""
        with open(path, encoding="utf-8-sig", errors="surrogateescape") as file:
            return file.read()
    except (OSError, ValueError):
        return ""
