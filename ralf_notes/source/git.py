"""Ask git: no question writes to a repository or runs a program that its config names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from types import MappingProxyType

from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.machine import home, permissions

# git sets these for a hook. With them it would answer for the repository of the hook.
_HOOK_VARIABLES = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)  # fmt: skip

# A partial clone would fetch what it lacks: that writes to it, and runs what its config names.
_OFFLINE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
_NOTHING: Mapping[str, str] = MappingProxyType({})
NOT_INSTALLED = (
    "git is not on the PATH: which files it tracks although they are ignored, and what your own "
    "settings of git ignore (core.excludesFile), is not known"
)
"""The remark on a repository that is listed without git."""


class NoRepository(Exception):
    """The folder is in no git work tree."""


def is_installed() -> bool:
    """Whether git is installed on this machine."""
    return shutil.which("git") is not None


def command(folder: str, *args: str) -> list[str]:
    """Return the command line of a question to the repository around `folder`."""
    # A repository's config can name a program as file system monitor: we must not run it.
    return ["git", "-C", folder, "-c", "core.fsmonitor=false", *args]


def environment(extra: Mapping[str, str] = _NOTHING) -> dict[str, str]:
    """Return git's environment with `extra` variables: no fetching or locks, English messages."""
    env = {name: value for name, value in os.environ.items() if name not in _HOOK_VARIABLES}
    if not home.is_given() and (folder := home.of_user()):
        env["HOME"] = folder
    return env | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", **_OFFLINE, **extra}


def without_filters(folder: str) -> list[str]:
    """Return options with which git compares files as they are on disk.

    Otherwise it runs `filter.<name>.clean` of the config that lies in the repository.
    Raises `NoRepository`, and `UsageError` for a name that no option can switch off.
    """
    keys = attempt(folder, "config", "-z", "--name-only", "--get-regexp", r"^filter\..").stdout
    names = {name.rpartition(".")[0] for name in os.fsdecode(keys).split("\0") if name}
    if odd := next((name for name in names if "=" in name), None):
        raise UsageError(f"git would run what {odd} names in {folder}: remove it with git config")
    values = ("clean=", "process=", "required=false")
    return [part for name in sorted(names) for each in values for part in ("-c", f"{name}.{each}")]


def remarks() -> list[str]:
    """Return what git does not know of its user's settings, in words for people."""
    if home.is_given():
        return []
    if folder := home.of_user():
        return [
            f"HOME is not set: git's settings, such as core.excludesFile, are those in {folder}"
        ]
    return ["HOME is not set: git's settings (core.excludesFile, ...) are not known"]


def ask(
    folder: str, *args: str, data: bytes = b"", extra: Mapping[str, str] = _NOTHING
) -> subprocess.CompletedProcess[bytes]:
    """Run git on a folder, with `data` on its stdin and `extra` variables in its environment.

    Raises `NoRepository`, and `SourceUnreadable` if git fails for another reason.
    """
    result = attempt(folder, *args, data=data, extra=extra)
    if not result.returncode:
        return result
    stderr = os.fsdecode(result.stderr)
    # Without its developer tools, macOS does not run git, and names xcode-select instead.
    if "not a git repository (or any" in stderr or "xcode-select" in stderr:
        raise NoRepository(folder)
    raise SourceUnreadable(_why_refused(stderr))


def _why_refused(stderr: str) -> str:
    """Return why git cannot list a folder, and what to do, by what it printed."""
    if "dubious ownership" in stderr:
        lines = (line.strip() for line in stderr.splitlines())
        remedy = next((line for line in lines if line.startswith("git config")), stderr)
        whose = "git refuses it because it belongs to another user"
        return f"{whose}. If you trust it, {_to_type(remedy)}"
    if "must be run in a work tree" in stderr:
        return (
            "it is a bare git repository or a .git folder, which has no files to read. "
            "Make a work tree with git clone, or name the commit to read: "
            "source_paths: [{path: ..., ref: main}]"
        )
    if "from promisor remote" in stderr:
        return (
            "it is a partial clone that lacks part of that commit, and nothing is fetched here: "
            "check the commit out once with git checkout, or clone without --filter"
        )
    why = (stderr.strip() or "it gives no reason") + permissions.remedy(stderr)
    return f"git cannot list it: {why}"


def _to_type(line: str) -> str:
    """Return how to type a line that changes git's settings: git needs a home to keep them in."""
    if home.is_lent():
        return f"set HOME to a folder that stays, and type: {line}"
    folder = "" if home.is_given() else home.of_user()
    return f"type: HOME={shlex.quote(folder)} {line}" if folder else f"type: {line}"


def attempt(
    folder: str, *args: str, data: bytes = b"", extra: Mapping[str, str] = _NOTHING
) -> subprocess.CompletedProcess[bytes]:
    """Run git as `ask` does, but leave its exit status to the caller.

    Raises `NoRepository` if git is not installed.
    """
    try:
        return subprocess.run(
            command(folder, *args),
            input=data,
            capture_output=True,
            env=environment(extra),
            check=False,
        )
    except FileNotFoundError as exc:
        raise NoRepository(folder) from exc
