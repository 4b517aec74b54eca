"""Where a config file is looked for: from the working directory up to the top of its repository."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from ralf_notes.config.files import pyproject, reading
from ralf_notes.config.files.tracked import came_along, top_of
from ralf_notes.config.yaml_file import Settings, parse_yaml
from ralf_notes.errors import ConfigError
from ralf_notes.paths import HERE_IS_GONE

NAME = "ralf-notes.yaml"
"""The name that `init` gives a config file."""
OLD_NAME = "config.yaml"
"""The name in earlier versions, which is that of many other programs' files, too."""
PYPROJECT = "pyproject.toml"
_NAMES_OF_OURS = (NAME, f".{NAME}")
_NAMES = (*_NAMES_OF_OURS, PYPROJECT, OLD_NAME)
OUR_KEYS = ("target_dir", "source_paths")
"""A `config.yaml` is ours if it has one of these."""
_KEY_LINE = re.compile(rf"^[\"']?(?:{'|'.join(OUR_KEYS)})[\"']?[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A config file: what it says, and how it was come by."""

    path: Path
    settings: Settings
    digest: str
    """Stands for the content that was read."""
    by: Literal["person", "search"]
    """Whether a person named it or keeps it in their config directory, or it was found."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked through: the file that counts, and what was passed over."""

    file: ConfigFile | None
    notices: tuple[str, ...] = ()
    """What to tell about files that do not count, each in one line."""


def search(start: Path | None = None) -> Search:
    """Look for the file that counts if no person names one.

    Args:
        start: the folder to look in first, then up to the top of its repository; None for the
            working directory.

    Raises ConfigError if a file that would count cannot be read.
    """
    here, top = _here(start)
    notices = [] if here else [HERE_IS_GONE]
    for up in range(len(here.relative_to(top or here).parts) + 1) if here else ():
        folder = Path(start or "", *[os.pardir] * up)
        file = _ours_in(folder, top, notices)
        if file is not None:
            users = users_file() if top is None else None
            is_users = users is not None and _is_same(file.path, users)
            return Search(replace(file, by="person") if is_users else file, tuple(notices))
    return Search(_users(here), tuple(notices))


def in_folder(folder: Path) -> list[Path]:
    """Return the files of a folder that would count if they were its only ones."""
    present = [folder / name for name in _NAMES if os.path.lexists(folder / name)]
    return [path for path in present if _may_be_ours(path)]


def would_count(file: ConfigFile) -> bool:
    """Whether a search that comes by a file takes it for ours."""
    has_our_keys = any(key in file.settings.values for key in OUR_KEYS)
    return file.path.name in _NAMES and (file.path.name != OLD_NAME or has_our_keys)


def users_file() -> Path | None:
    """Return the config file in the user's config directory, which need not exist.

    None where nobody knows that directory: a relative path would lead into the repository.
    """
    from platformdirs import user_config_path

    folder = user_config_path("ralf-notes", appauthor=False)
    return folder / OLD_NAME if folder.is_absolute() else None


def read(path: Path, by: Literal["person", "search"] = "person") -> ConfigFile:
    """Read a file that a person named, or, as if it had been found, one that nobody vouches for.

    Raises ConfigError.
    """
    is_toml = path.suffix == ".toml"
    top = top_of(path.parent)
    if by == "search" and _leads_out(path, top or path.parent):
        raise ConfigError(f"{path}: a link that leads elsewhere, which needs trust")
    data = (reading.read_named if by == "person" else reading.read_regular)(path, _largest(path))
    settings = (pyproject.parse_pyproject if is_toml else parse_yaml)(path, data)
    if settings is None:
        raise ConfigError(f"{path}: there is no table [{pyproject.TABLE}]")
    return ConfigFile(path, settings, digest(settings, data), by)


def _here(start: Path | None) -> tuple[Path | None, Path | None]:
    """Return where to start, and the repository that it is in; None if there is none."""
    try:
        here = Path(os.path.realpath(start or os.getcwd()))
    except OSError:  # it has been deleted
        return None, None
    return here, top_of(here)


def _users(here: Path | None) -> ConfigFile | None:
    """Return the user's own file, None if there is none.

    Where the home folder is the repository, the file may have come with it as all else did.
    """
    users = users_file()
    if users is None or not os.path.isfile(users):
        return None
    return read(users, "search" if here and came_along(users, here) else "person")


def _ours_in(folder: Path, top: Path | None, notices: list[str]) -> ConfigFile | None:
    """Return the file of a folder that counts; add what there is to say about others."""
    present = [folder / name for name in _NAMES if os.path.lexists(folder / name)]
    foreign = ""
    for number, path in enumerate(present, 1):
        why = _why_not(path, top or folder)
        if why:
            notices.append(f"{path} is passed over: {why}; to read it, name it with --config")
            continue
        try:
            data = reading.read_regular(path, _largest(path))
        except ConfigError as exc:
            if path.name in _NAMES_OF_OURS:
                raise
            notices.append(f"{exc}, so it is passed over")
            continue
        file = _parsed(path, data)
        if file is not None:
            others = [each.name for each in present[number:] if _may_be_ours(each)]
            if others:
                notices.append(
                    f"{path} counts; {', '.join(others)} beside it is passed over, because only "
                    "one file does"
                )
            return file
        if path.name == OLD_NAME:
            foreign = (
                f"{path} is passed over: without target_dir and source_paths it is another "
                "program's"
            )
    if foreign:
        notices.append(foreign)
    return None


def _why_not(path: Path, limit: Path) -> str:
    """Return why a file that is there must not be read, '' if it may be."""
    if _leads_out(path, limit):
        return "it is a link that leads elsewhere"
    try:
        status = os.stat(path)
        owners = {0, os.stat(os.curdir).st_uid}
    except OSError as exc:
        return f"it cannot be opened ({exc.strerror})"
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if hasattr(os, "getuid") and status.st_uid not in owners | {os.getuid()}:
        return "it belongs to another user"
    return ""


def _leads_out(path: Path, limit: Path) -> bool:
    """Whether a path leads out of a folder, or into what git keeps there."""
    try:
        inside = Path(os.path.realpath(path)).relative_to(os.path.realpath(limit))
    except ValueError:
        return True
    return os.path.islink(path) and ".git" in map(str.casefold, inside.parts)


def _largest(path: Path) -> int:
    return pyproject.LARGEST if path.suffix == ".toml" else reading.LARGEST


def _parsed(path: Path, data: bytes) -> ConfigFile | None:
    """Return a file that was found, None if it is another program's. Raises ConfigError."""
    parsers = {PYPROJECT: pyproject.parse_pyproject, OLD_NAME: _parse_if_ours}
    settings = parsers.get(path.name, parse_yaml)(path, data)
    if settings is None:
        return None
    return ConfigFile(path, settings, digest(settings, data), "search")


def _parse_if_ours(path: Path, data: bytes) -> Settings | None:
    """Return what a `config.yaml` says if it is ours, else None."""
    if not any(key.encode() in data for key in OUR_KEYS):
        return None
    try:
        settings = parse_yaml(path, data)
    except ConfigError:
        if _KEY_LINE.search(data.decode(errors="replace")):
            raise
        return None  # YAML of another program, such as with several documents
    return settings if any(key in settings.values for key in OUR_KEYS) else None


def _may_be_ours(path: Path) -> bool:
    """Whether a file would count if there were no other one."""
    pattern = {PYPROJECT: pyproject.HEADER, OLD_NAME: _KEY_LINE}.get(path.name)
    if pattern is None:
        return True
    with suppress(ConfigError):
        data = reading.read_regular(path, _largest(path))
        return pattern.search(data.decode(errors="replace")) is not None
    return False


def digest(settings: Settings, data: bytes) -> str:
    """Return what stands for the content that was read: the whole file, or our table of it."""
    return sha256(pyproject.table_bytes(settings) if settings.table else data).hexdigest()


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False
