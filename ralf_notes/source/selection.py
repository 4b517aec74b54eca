"""Which files of a tree its sources stand for: folders, single files, and patterns."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.source.roots import Place, relative

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

Failures = list[tuple[str, str]]
"""Source as given, and a message for people."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source path, where it is, and its compiled patterns."""

    given: str
    name: str
    """Given for its tree, or ''."""
    ref: str
    """Given as what to read of git's, or '' for the disk."""
    place: Place
    include: GitIgnoreSpec | None
    exclude: GitIgnoreSpec | None


def patterns(lines: Sequence[str]) -> GitIgnoreSpec | None:
    """Compile include or exclude patterns; None without any. Raises `UsageError`."""
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of a regular expression with `[[`
            return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise UsageError(f"include or exclude: {error}") from error


def without_target(files: Iterable[str], root: str, name: str, target: Path | None) -> list[str]:
    """Return the paths that do not lie in the target, so that no note is taken for a source."""
    if target is None:
        return sorted(files)
    vault = os.path.realpath(target)
    if root in (vault, os.path.join(vault, name)):
        raise SourceUnreadable(
            f"its notes would be written among its own files, to {os.path.join(vault, name)}. "
            "Choose a target directory of its own, e.g. --target-dir vault"
        )
    inside = relative(vault, root)
    if inside is None:
        return sorted(files)
    return sorted(path for path in files if not path.startswith(inside + "/"))


def select(
    sources: Sequence[Source], root: str, paths: Sequence[str], failures: Failures
) -> frozenset[str]:
    """Return the paths of a tree that its sources stand for; what is wrong goes to `failures`."""
    selected: frozenset[str] = frozenset()
    for source in sources:
        try:
            selected |= _select(source, root, paths)
        except SourceUnreadable as problem:
            failures.append((source.given, str(problem)))
    strange = sorted(path for path in selected if not is_unicode(path))
    if strange:
        failures.append((sources[0].given, _strange_names(strange)))
    return selected.difference(strange)


def folders(sources: Iterable[Source], root: str) -> tuple[str, ...]:
    """Return the outermost folders that sources name, as in `Tree.folders`."""
    inside = {relative(each.place.path, root) for each in sources if each.place.is_folder}
    outermost: list[str] = []
    for folder in sorted(path and path + "/" for path in inside if path is not None):
        if not folder.startswith(tuple(outermost)):
            outermost.append(folder)
    return tuple(outermost)


def _select(source: Source, root: str, paths: Iterable[str]) -> frozenset[str]:
    """Return the paths that a source stands for; raise `SourceUnreadable` if there are none."""
    inside = relative(source.place.path, root) or ""
    prefix = inside + "/" if inside and source.place.is_folder else inside
    if source.place.is_folder:
        under = [path for path in paths if path.startswith(prefix)]
    else:
        under = [path for path in paths if path == inside]
    if not under:
        raise SourceUnreadable("all of it lies in the target directory")
    if source.include is None and source.exclude is None:
        return frozenset(under)
    start = len(prefix) if source.place.is_folder else prefix.rfind("/") + 1
    chosen = frozenset(path for path in under if _passes(source, path, path[start:]))
    if not chosen:
        raise SourceUnreadable("none of its files passes include and exclude")
    return chosen


def _passes(source: Source, path: str, from_source: str) -> bool:
    if source.include is not None and not _matches(source.include, path, from_source):
        return False
    return source.exclude is None or not _matches(source.exclude, path, from_source)


def _matches(patterns: GitIgnoreSpec, path: str, from_source: str) -> bool:
    """Let the last pattern decide that matches the path, counted from either place."""
    results = [patterns.check_file(each) for each in {path, from_source}]
    last = max(results, key=lambda result: -1 if result.index is None else result.index)
    return bool(last.include)


def is_unicode(path: str) -> bool:
    """Say whether a name can be written down: one that is not UTF-8 on disk cannot."""
    return path.isascii() or path.encode("utf-8", errors="ignore").decode("utf-8") == path


def _strange_names(paths: Sequence[str]) -> str:
    first = os.fsencode(paths[0]).decode("utf-8", errors="backslashreplace")
    others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"left out, for a name that is not UTF-8: {first}{others}. Rename or exclude it"
