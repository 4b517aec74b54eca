"""Source trees: what is there, and what each file is."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes import privacy
from ralf_notes.classify import Kind, by_path, by_text
from ralf_notes.decode import decode, notebook_source
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.ignore import Listing, linguist
from ralf_notes.roots import Place, locate, relative, settle, tree_names

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["Content", "Kind", "SourceFile", "SourceSpec", "Tree", "Walk", "read", "walk"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a tree, known by its path and its stat alone."""

    path: str
    """Relative to the root of its tree, with `/`."""
    size: int
    mtime_ns: int
    kind: Kind
    reason: str = ""
    """Why it is skipped: `binary`, `generated`, `vendored`, `too large`, `secrets`..."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One entry of `source_paths`."""

    path: Path
    name: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """One walked tree: the whole git work tree, or a folder outside git."""

    root: Path
    name: str
    """The name of its folder in the vault; unique among the trees of a run."""
    files: tuple[SourceFile, ...]
    """All files of the tree, sorted by path: links may point to any of them."""
    selected: frozenset[str]
    """The paths that this run works on."""
    folders: tuple[str, ...] = ()
    """The outermost folders that sources name, with `/` at the end, '' for the root; a source that
    is a single file names none."""


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, and what reading it showed."""

    text: str
    """Its secrets are masked: nothing after this sees them."""
    digest: str
    """SHA-256 of the bytes on disk, 16 hex digits."""
    kind: Kind
    """As in `SourceFile`, or SKIPPED when the content shows it: binary, generated, minified."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """All trees of a run, in the order of their sources, and what could not be walked."""

    trees: tuple[Tree, ...]
    failures: tuple[tuple[str, str], ...]
    """Source as given -> message for people."""


def walk(
    specs: Sequence[SourceSpec],
    *,
    target: Path | None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    max_file_size: int = 1_000_000,
) -> Walk:
    """Find the files of all sources, and tell from their paths what each is.

    A source inside a git work tree is a filter on the whole tree, and one inside another source's
    tree a filter on that, unless it has a name of its own; what git ignores is a tree of its own if
    it is named as a source. What lies in `target` is no source. `include` and `exclude` (of all
    sources; gitignore(5) patterns) match the path from the source and from the root, the last
    pattern that matches decides. Files over `max_file_size` bytes are skipped.

    A source that gives nothing is a failure of that source, and the others go on. Raises
    `UsageError` for a pattern that is none, and if no tree is left at all.
    """
    failures: list[tuple[str, str]] = []
    listings: dict[str, Listing] = {}
    trees: list[Tree] = []
    groups = _group(_locate(specs, include, exclude, failures), listings, failures)
    names = tree_names({root: _given_name(sources) for root, sources in groups.items()})
    for root, sources in groups.items():
        try:
            paths = _without_target(listings[root].files, root, names[root], target)
        except SourceUnreadable as problem:
            failures.extend((source.given, str(problem)) for source in sources)
            continue
        selected = _select_all(sources, root, paths, failures)
        failures.extend((sources[0].given, told) for told in listings[root].problems)
        if selected:
            files = _classify(root, paths, listings[root], max_file_size)
            trees.append(Tree(Path(root), names[root], files, selected, _folders(sources, root)))
    if not trees:
        raise UsageError(_nothing_left(failures))
    return Walk(tuple(trees), tuple(failures))


def read(root: Path, file: SourceFile) -> Content:
    """Read one file of a tree; its content may show that it is not worth describing.

    A skipped file is not opened: its content is empty, and so is its digest. Raises
    `SourceUnreadable` when the file is gone, is no regular file any more, is reached through a
    symbolic link now, or cannot be opened.
    """
    if file.kind is Kind.SKIPPED:
        return Content("", "", file.kind, file.reason)
    from ralf_notes import redact  # not for a run that reads nothing

    data = _read_bytes(os.path.realpath(root), file.path)
    digest = hashlib.sha256(data).hexdigest()[:16]
    text = decode(data)
    if text is None:
        return Content("", digest, Kind.SKIPPED, "binary")
    if file.path.endswith(".ipynb"):
        text = notebook_source(text)
    reason = "" if file.kind is Kind.DATA else by_text(file.path, text)
    if not reason and redact.mask(file.path) != file.path:
        reason = "secrets"  # one in its name, which its note would have to show
    if reason:
        return Content("", digest, Kind.SKIPPED, reason)
    return Content(redact.mask(text, file.path), digest, file.kind)


# --- from sources to trees --------------------------------------------------------------------

_Failures = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Source:
    """One source path, where it is, and its compiled patterns."""

    spec: SourceSpec
    place: Place
    include: GitIgnoreSpec | None
    exclude: GitIgnoreSpec | None

    @property
    def given(self) -> str:
        return str(self.spec.path)


def _locate(
    specs: Iterable[SourceSpec], include: Sequence[str], exclude: Sequence[str], failures: _Failures
) -> list[_Source]:
    sources = []
    for spec in specs:
        wanted = _patterns((*include, *spec.include))
        unwanted = _patterns((*exclude, *spec.exclude))
        try:
            sources.append(_Source(spec, locate(spec.path), wanted, unwanted))
        except SourceUnreadable as problem:
            failures.append((str(spec.path), str(problem)))
    return sources


def _patterns(lines: Sequence[str]) -> GitIgnoreSpec | None:
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise UsageError(f"include or exclude: {error}") from error


def _group(
    sources: Sequence[_Source], listings: dict[str, Listing], failures: _Failures
) -> dict[str, list[_Source]]:
    """Bring the sources of one tree together: root -> its sources."""
    roots = {source.place.tree for source in sources if source.place.tree}
    groups: dict[str, list[_Source]] = {}
    for source in sources:
        try:
            own = roots.intersection([source.place.tree])
            root = settle(source.place, own if source.spec.name else roots, listings)
            _check_name(source, groups.get(root, []))
        except SourceUnreadable as problem:
            failures.append((source.given, str(problem)))
        else:
            groups.setdefault(root, []).append(source)
    return groups


def _given_name(sources: Iterable[_Source]) -> str:
    return next((source.spec.name for source in sources if source.spec.name), "")


def _check_name(source: _Source, others: Sequence[_Source]) -> None:
    name, taken = source.spec.name, _given_name(others)
    if name and taken and name != taken:
        raise SourceUnreadable(
            f"it is in the same tree as {others[0].given}, and a tree has one name: "
            f"give both the name '{taken}', or one of them none"
        )


def _without_target(files: Iterable[str], root: str, name: str, target: Path | None) -> list[str]:
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


def _select_all(
    sources: Sequence[_Source], root: str, paths: Sequence[str], failures: _Failures
) -> frozenset[str]:
    selected: frozenset[str] = frozenset()
    for source in sources:
        try:
            selected |= _select(source, root, paths)
        except SourceUnreadable as problem:
            failures.append((source.given, str(problem)))
    strange = sorted(path for path in selected if not _is_unicode(path))
    if strange:
        failures.append((sources[0].given, _strange_names(strange)))
    return selected.difference(strange)


def _folders(sources: Iterable[_Source], root: str) -> tuple[str, ...]:
    inside = {relative(each.place.path, root) for each in sources if each.place.is_folder}
    folders: list[str] = []
    for folder in sorted(path and path + "/" for path in inside if path is not None):
        if not folder.startswith(tuple(folders)):
            folders.append(folder)
    return tuple(folders)


def _select(source: _Source, root: str, paths: Iterable[str]) -> frozenset[str]:
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


def _passes(source: _Source, path: str, from_source: str) -> bool:
    if source.include is not None and not _matches(source.include, path, from_source):
        return False
    return source.exclude is None or not _matches(source.exclude, path, from_source)


def _matches(patterns: GitIgnoreSpec, path: str, from_source: str) -> bool:
    """Let the last pattern decide that matches the path, counted from either place."""
    results = [patterns.check_file(each) for each in {path, from_source}]
    last = max(results, key=lambda result: -1 if result.index is None else result.index)
    return bool(last.include)


def _is_unicode(path: str) -> bool:
    """Say whether a name can be written down: one that is not UTF-8 on disk cannot."""
    return path.isascii() or path.encode("utf-8", errors="ignore").decode("utf-8") == path


def _strange_names(paths: Sequence[str]) -> str:
    first = os.fsencode(paths[0]).decode("utf-8", errors="backslashreplace")
    others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"left out, for a name that is not UTF-8: {first}{others}. Rename or exclude it"


def _classify(
    root: str, paths: Sequence[str], listing: Listing, max_file_size: int
) -> tuple[SourceFile, ...]:
    attributes = linguist(root, paths)
    files = []
    for path in filter(_is_unicode, paths):
        size, mtime_ns = listing.files[path]
        said = attributes.get(path)
        kind, reason = by_path(path, is_ours=said == "")
        if kind is not Kind.SKIPPED and (said or size > max_file_size):
            kind, reason = Kind.SKIPPED, said or "too large"
        files.append(SourceFile(path, size, mtime_ns, kind, reason))
    return tuple(files)


def _nothing_left(failures: _Failures) -> str:
    if not failures:
        return (
            "there is nothing to document: name a folder on the command line, "
            "or under source_paths in the configuration"
        )
    lines = [f"  {source}: {problem}" for source, problem in failures]
    return "\n".join(["there is nothing to document:", *lines])


# --- reading ----------------------------------------------------------------------------------


def _read_bytes(root: str, path: str) -> bytes:
    try:
        full = os.path.join(root, *path.split("/"))
        if os.path.normcase(os.path.realpath(full)) != os.path.normcase(full):
            raise SourceUnreadable(f"{path}: a symbolic link is in its way now: it is not followed")
        return _read_regular(full, path)
    except OSError as error:
        raise SourceUnreadable(f"{path}: {_why(error)}") from error


def _read_regular(full: str, path: str) -> bytes:
    """Read a regular file; opening blocks on no pipe and follows no link put there meanwhile."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(full, "rb", opener=lambda name, _: os.open(name, flags)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise SourceUnreadable(f"{path}: it is no regular file any more")
        return file.read()


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "it is gone since the files were listed"
    if isinstance(error, IsADirectoryError):
        return "it is a folder now"
    if mend := privacy.remedy(error):
        return f"it cannot be read: {error.strerror}{mend}"
    if isinstance(error, PermissionError):
        return "no permission to read it: give it with chmod u+r, or exclude it"
    return f"it cannot be read: {error.strerror}"
