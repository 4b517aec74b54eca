"""What the last search looked at: while none of it changed, the next needs no configuration.

To load the configuration and to list a big tree takes longer than to search it. A record beside the
index names every file and folder on which the answer depends, with one digest of all their stats.
A stat that is younger than the search that recorded it proves nothing: then there is no record.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from ralf_notes import __version__
from ralf_notes.errors import SourceUnreadable
from ralf_notes.paths import all_folders
from ralf_notes.search import indexes, store
from ralf_notes.search.index import Index

_CONFIG_NAMES = ("ralf-notes.yaml", ".ralf-notes.yaml", "pyproject.toml", "config.yaml", ".git")
_GIT_FILES = ("", "/index", "/config", "/info/exclude")
_ENVIRONMENT = (
    "RALF_", "OLLAMA_", "XDG_CONFIG_", "XDG_CACHE_", "XDG_STATE_", "GIT_", "HOME", "USERPROFILE",
    "CI",
)  # fmt: skip
"""How the variables begin that decide what is searched; others, such as `XDG_SESSION_ID`, change
with each login."""
_SLACK = 1_000_000_000
"""Nanoseconds: some file systems keep times to a second."""
_MOST_FOLDERS = 20_000
_FITS = (1 << 63) - 1
"""Windows has longer numbers of files, and a time after the year 2262 is longer, too."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a person typed, apart from the question, and where."""

    config: Path | None
    sources: Sequence[str]
    target: Path | None
    environment: Mapping[str, str]
    begun: int = field(default_factory=time.time_ns)
    """Before anything was looked at: nanoseconds since 1970."""

    def key(self) -> str:
        """Return what stands for all of it."""
        settings = sorted(
            (name, value)
            for name, value in self.environment.items()
            if name.startswith(_ENVIRONMENT)
        )
        parts = [str(self.config), list(self.sources), str(self.target), os.getcwd(), settings]
        return blake2b(json.dumps([__version__, parts]).encode(), digest_size=8).hexdigest()


def index_of(request: SearchRequest) -> Index | None:
    """Return the index for a request like one before, if nothing changed since.

    None if something did, or if nobody knows. The caller closes its database.
    """
    try:
        head, *paths = _file(request).read_text("utf-8").split("\0")
        record = json.loads(head)
        index, generation = Path(record["index"]), record["generation"]
        if record["digest"] != _digest(paths)[0] or not index.exists():
            return None
        db = store.opened(index)
        if store.generation(db) == generation:
            roots = {name: Path(root) for name, root in record["roots"].items()}
            return Index(Path(record["target"]), (), db, roots=roots)
        db.close()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, sqlite3.Error):
        pass
    return None


def record(request: SearchRequest, index: Index, sources: Iterable[str]) -> None:
    """Remember what an index depends on, if the next search can rely on it.

    Args:
        request: that the index was opened for.
        index: up to date.
        sources: the paths that the configuration names.
    """
    with suppress(OSError, ValueError, sqlite3.Error):
        whole_paths = _paths(request, index, sources)
        if whole_paths is None or any("\0" in path for path in whole_paths):
            return
        here = os.path.join(os.getcwd(), "")  # from which the system finds files faster
        paths = [path.removeprefix(here) or "." for path in whole_paths]
        digest, youngest = _digest(paths)
        if youngest >= request.begun - _SLACK:
            return
        head = {
            "index": str(indexes.index_path(index.target)),
            "generation": store.generation(index.db),
            "target": str(index.target),
            "roots": {name: str(root) for name, root in index.roots.items()},
            "digest": digest,
        }
        file = _file(request)
        new = file.with_suffix(".tmp")  # always the same name: killed searches leave at most one
        new.write_text("\0".join((json.dumps(head), *paths)), "utf-8")
        os.replace(new, file)
        indexes.keep_newest_records()


def _file(request: SearchRequest) -> Path:
    return indexes.record_path(request.key())


def _digest(paths: Iterable[str]) -> tuple[str, int]:
    """Return what stands for the stats of files and folders, and when the youngest changed."""
    stats: list[int] = []
    for path in paths:
        try:
            stat = os.stat(path)
        except OSError:
            stats += (-1, 0, 0, 0)
        else:
            modified, changed = stat.st_mtime_ns & _FITS, stat.st_ctime_ns & _FITS
            stats += (stat.st_size, modified, changed, stat.st_ino & _FITS)
    digest = blake2b(array("q", stats), digest_size=16).hexdigest()
    return digest, max(stats[2::4], default=0)


def _paths(request: SearchRequest, index: Index, sources: Iterable[str]) -> list[str] | None:
    """Return all that an index depends on; None if file times and sizes cannot show that."""
    paths = [*_of_configuration(request), *map(os.path.abspath, sources)]
    for tree in index.trees:
        root = str(tree.root)
        if tree.commit:
            return None
        folders = all_folders(file.path for file in tree.files)
        for folder in folders:
            git = os.path.join(root, folder, ".git")
            if os.path.isfile(git):
                return None
            if os.path.isdir(git):
                paths += (f"{git}{name}" for name in _GIT_FILES)
        others = _other_folders(root, folders)
        if others is None:
            return None
        paths += (os.path.join(root, each) for each in (*sorted(folders), *others))
        paths += (f"{root}/{file.path}" for file in tree.files)
    return [*paths, *_of_notes(index.target)]


def _of_configuration(request: SearchRequest) -> Iterator[str]:
    """Yield what decides the configuration, and what git ignores for all repositories."""
    from platformdirs import user_config_path

    from ralf_notes.machine import state

    here = os.path.realpath(os.getcwd())
    for folder in (here, *map(str, Path(here).parents)):
        yield from (os.path.join(folder, name) for name in _CONFIG_NAMES)
    yield str(user_config_path("ralf-notes", appauthor=False) / "config.yaml")
    yield str(state.directory() / "trust")
    home = os.path.expanduser("~")
    settings = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    yield from (f"{home}/.gitconfig", f"{settings}/git/config", f"{settings}/git/ignore")
    yield from filter(None, (os.environ.get("GIT_CONFIG_GLOBAL"), "/etc/gitconfig"))
    if request.config is not None:
        yield os.path.abspath(request.config)


def _other_folders(root: str, with_sources: set[str]) -> list[str] | None:
    """Return the folders without sources in which some may appear; None if there are too many."""
    from ralf_notes.source import git

    ignored: set[str] = set()
    with suppress(git.NoRepository, SourceUnreadable, OSError):
        names = git.ask(root, "ls-files", "-oi", "--exclude-standard", "--directory", "-z").stdout
        ignored = {os.fsdecode(name).rstrip("/") for name in names.split(b"\0")}
    others: list[str] = []
    pending = [*with_sources]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as scan:
                inner = [each.name for each in scan if each.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        for name in inner:
            path = f"{folder}/{name}" if folder else name
            if path not in with_sources and path not in ignored and name != ".git":
                others.append(path)
                pending.append(path)
        if len(others) > _MOST_FOLDERS:
            return None
    return others


def _of_notes(target: Path) -> Iterator[str]:
    """Yield the folders of the target, and the notes in them."""
    from ralf_notes.machine import state

    yield str(target)
    yield str(state.record(target).path("sources"))
    yield from (f"{above}/.git" for above in target.absolute().parents)
    for folder, folders, names in os.walk(target):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield folder
        yield from (f"{folder}/{name}" for name in names if name.endswith(".md"))
