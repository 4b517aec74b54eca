"""The files of a tree that its sources select: by folder, by single file, and by pattern."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.source.roots import Place, path_below

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

Failures = list[tuple[str, str]]
"""Pairs of a source, as the user wrote it, and a message for people."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source path, where it is, and its compiled patterns."""

    given: str
    """As the user wrote it, for messages."""
    name: str
    """The name given for its tree, or ''."""
    ref: str
    """The branch, tag or commit to read, or '' for the disk."""
    place: Place
    include: GitIgnoreSpec | None
    exclude: GitIgnoreSpec | None


def compile_patterns(lines: Sequence[str]) -> GitIgnoreSpec | None:
    """Compile include or exclude patterns; return None if there are none. Raises `UsageError`."""
    if not lines:
        return None
    from ralf_notes.source.patterns import compile_lines

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # about `[[` in a regular expression
            return compile_lines(lines)
    except ValueError as error:
        raise UsageError(f"include or exclude: {error}") from error


def paths_outside_target(
    files: Iterable[str], root: str, name: str, target: Path | None
) -> list[str]:
    """Return the sorted paths that are not in the target, so that notes are never sources.

    Args:
        files: paths relative to `root`.
        root: the root of the tree.
        name: the name of the tree's folder in the target.
        target: the folder for the notes, if there is one.

    Raises:
        SourceUnreadable: if the notes would be written among the tree's own files.
    """
    if target is None:
        return sorted(files)
    vault = os.path.realpath(target)
    notes = os.path.join(vault, name)
    if root in (vault, notes):
        raise SourceUnreadable(
            f"its notes would be written among its own files, to {notes}. "
            "Choose a target directory of its own, e.g. --target-dir vault"
        )
    below = path_below(root, vault)
    if below is None:
        return sorted(files)
    return sorted(path for path in files if not path.startswith(below + "/"))


def select(
    sources: Sequence[Source], root: str, paths: Sequence[str], failures: Failures
) -> frozenset[str]:
    """Return the paths of a tree that its sources select; add to `failures` what is wrong."""
    selected: frozenset[str] = frozenset()
    for source in sources:
        try:
            selected |= _selected_by(source, root, paths)
        except SourceUnreadable as problem:
            failures.append((source.given, str(problem)))
    strange = sorted(path for path in selected if not is_unicode(path))
    if strange:
        first = os.fsencode(strange[0]).decode("utf-8", errors="backslashreplace")
        others = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        message = f"left out, for a name that is not UTF-8: {first}{others}. Rename or exclude it"
        failures.append((sources[0].given, message))
    return selected.difference(strange)


def around(sources: Sequence[Source], root: str, paths: Iterable[str]) -> frozenset[str]:
    """Return the paths outside of all sources that would be selected if a source were the tree."""
    places = [(source, path_below(root, source.place.path) or "") for source in sources]
    if any(source.place.is_folder and not place for source, place in places):
        return frozenset()  # in most runs nothing is outside, and no path need be looked at
    return frozenset(
        path
        for path in paths
        if not any(_is_in(source, place, path) for source, place in places)
        and any(_passes(source, path, path) for source in sources)
    )


def outermost_folders(sources: Iterable[Source], root: str) -> tuple[str, ...]:
    """Return the outermost folders that sources name, as in `Tree.folders`."""
    named = {path_below(root, each.place.path) for each in sources if each.place.is_folder}
    outermost: list[str] = []
    for folder in sorted(path and path + "/" for path in named if path is not None):
        if not folder.startswith(tuple(outermost)):
            outermost.append(folder)
    return tuple(outermost)


def is_unicode(path: str) -> bool:
    """Whether a path can be written as UTF-8, which a name that is not UTF-8 on disk cannot."""
    return path.isascii() or path.encode("utf-8", errors="ignore").decode("utf-8") == path


def _selected_by(source: Source, root: str, paths: Iterable[str]) -> frozenset[str]:
    """Return the paths that a source selects. Raises `SourceUnreadable` if there are none."""
    place = path_below(root, source.place.path) or ""
    below = [path for path in paths if _is_in(source, place, path)]
    if not below:
        raise SourceUnreadable("all of it lies in the target directory")
    start = len(place and place + "/") if source.place.is_folder else place.rfind("/") + 1
    chosen = frozenset(path for path in below if _passes(source, path, path[start:]))
    if not chosen:
        raise SourceUnreadable("none of its files passes include and exclude")
    return chosen


def _is_in(source: Source, place: str, path: str) -> bool:
    """Whether a path is the source at a place, or in it."""
    if source.place.is_folder:
        return not place or path.startswith(place + "/")
    return path == place


def _passes(source: Source, path: str, from_source: str) -> bool:
    include, exclude = source.include, source.exclude
    return (include is None or _matches(include, path, from_source)) and (
        exclude is None or not _matches(exclude, path, from_source)
    )


def _matches(patterns: GitIgnoreSpec, path: str, from_source: str) -> bool:
    """Let the last pattern decide that matches the path from the root or from the source."""
    results = [patterns.check_file(each) for each in {path, from_source}]
    last = max(results, key=lambda result: -1 if result.index is None else result.index)
    return bool(last.include)
