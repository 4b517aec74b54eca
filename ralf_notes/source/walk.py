"""Source trees: what is there, and what each file is."""

from __future__ import annotations

import hashlib
import os
import stat
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.config.spec import SourceSpec
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.machine import permissions
from ralf_notes.source import commit
from ralf_notes.source.classify import Kind, by_path, by_text
from ralf_notes.source.commit import Objects
from ralf_notes.source.decode import decode, notebook_source
from ralf_notes.source.listing import Listing, linguist
from ralf_notes.source.roots import Origin, locate, settle, tree_names
from ralf_notes.source.selection import (
    Failures,
    Source,
    folders,
    is_unicode,
    patterns,
    select,
    without_target,
)

__all__ = [
    "Content",
    "Kind",
    "SourceFile",
    "SourceSpec",
    "Tree",
    "Walk",
    "read",
    "walk",
    "walk_sources",
]


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
    blob: str = ""
    """The id of its content in a commit, '' on disk."""

    @property
    def version(self) -> str:
        """What is another whenever its content is: told without opening it."""
        return self.blob or f"{self.size} {self.mtime_ns}"


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
    commit: str = ""
    """The id of the commit that it is, '' for what is on disk."""
    objects: Objects | None = field(default=None, compare=False, repr=False)
    """Gives the contents of the files of a commit."""


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


def walk(config: Config) -> Walk:
    """Return the trees of a configuration's sources. Raises UsageError when none is left."""
    return walk_sources(
        config.sources(),
        target=config.target_dir,
        include=config.include,
        exclude=config.exclude,
        max_file_size=config.max_file_size,
    )


def walk_sources(
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
    it is named as a source. A source with a ref is a filter on the commit of that name, which is a
    tree of its own, read from git's objects. What lies in `target` is no source. `include` and
    `exclude` (of all sources; gitignore(5) patterns) match the path from the source and from the
    root, the last pattern that matches decides. Files over `max_file_size` bytes are skipped.

    A source that gives nothing is a failure of that source, and the others go on. Raises
    `UsageError` for a pattern that is none, and if no tree is left at all.
    """
    failures: Failures = []
    trees: list[Tree] = []
    groups = _group(_locate(specs, include, exclude, failures), failures)
    names = tree_names({group.origin: group.name for group in groups})
    for group in groups:
        try:
            tree = _tree(group, names[group.origin], target, max_file_size, failures)
        except SourceUnreadable as problem:
            failures.extend((source.given, str(problem)) for source in group.sources)
            continue
        failures.extend((group.sources[0].given, told) for told in group.listing.problems)
        if tree.selected:
            trees.append(tree)
    if not trees:
        raise UsageError(_nothing_left(failures))
    return Walk(tuple(trees), tuple(failures))


def content(tree: Tree, file: SourceFile) -> Content:
    """Read one file of a tree, from disk or from its commit; else as `read`."""
    if tree.objects is None or file.kind is Kind.SKIPPED:
        return read(tree.root, file)
    return _content(file, _of_commit(tree.objects, file))


def text(tree: Tree, path: str) -> str | None:
    """Return the text of a small file of a tree, e.g. of a build tool; None if it cannot be had."""
    try:
        if tree.objects is None:
            return (tree.root / path).read_text(encoding="utf-8", errors="replace")
        index = bisect_left(tree.files, path, key=lambda file: file.path)
        if index == len(tree.files) or tree.files[index].path != path:
            return None
        data = _of_commit(tree.objects, tree.files[index])
        return data.decode(errors="replace")
    except (OSError, SourceUnreadable):
        return None


def read(root: Path, file: SourceFile) -> Content:
    """Read one file of a tree; its content may show that it is not worth describing.

    A skipped file is not opened: its content is empty, and so is its digest. Raises
    `SourceUnreadable` when the file is gone, is no regular file any more, is reached through a
    symbolic link now, or cannot be opened.
    """
    if file.kind is Kind.SKIPPED:
        return Content("", "", file.kind, file.reason)
    return _content(file, _read_bytes(os.path.realpath(root), file.path))


def _content(file: SourceFile, data: bytes) -> Content:
    from ralf_notes.source import secrets  # not for a run that reads nothing

    digest = hashlib.sha256(data).hexdigest()[:16]
    text = decode(data)
    if text is None:
        return Content("", digest, Kind.SKIPPED, "binary")
    if file.path.endswith(".ipynb"):
        text = notebook_source(text)
    reason = "" if file.kind is Kind.DATA else by_text(file.path, text)
    if not reason and secrets.mask(file.path) != file.path:
        reason = "secrets"  # one in its name, which its note would have to show
    if reason:
        return Content("", digest, Kind.SKIPPED, reason)
    return Content(secrets.mask(text, file.path), digest, file.kind)


# --- from sources to trees --------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """The sources of one tree, and its files."""

    origin: Origin
    listing: Listing
    sources: list[Source]

    @property
    def name(self) -> str:
        """The one given for it, or ''."""
        return next((source.name for source in self.sources if source.name), "")


def _locate(
    specs: Iterable[SourceSpec], include: Sequence[str], exclude: Sequence[str], failures: Failures
) -> list[Source]:
    sources = []
    for spec in specs:
        wanted = patterns((*include, *spec.include))
        unwanted = patterns((*exclude, *spec.exclude))
        given = f"{spec.path} at {spec.ref}" if spec.ref else str(spec.path)
        try:
            place = commit.locate(spec.path, spec.ref) if spec.ref else locate(spec.path)
            sources.append(Source(given, spec.name, spec.ref, place, wanted, unwanted))
        except SourceUnreadable as problem:
            failures.append((given, str(problem)))
    return sources


def _group(sources: Sequence[Source], failures: Failures) -> list[_Group]:
    """Bring the sources of one tree together."""
    roots = {each.place.tree for each in sources if each.place.tree and not each.ref}
    groups: dict[Origin, _Group] = {}
    listings: dict[str, Listing] = {}
    for source in sources:
        try:
            own = roots.intersection([source.place.tree])
            group = (
                _of_commit_group(source, groups)
                if source.ref
                else _on_disk(source, own if source.name else roots, listings, groups)
            )
            _check_name(source, group, groups.values())
        except SourceUnreadable as problem:
            failures.append((source.given, str(problem)))
        else:
            group.sources.append(source)
            groups[group.origin] = group
    return list(groups.values())


def _on_disk(
    source: Source,
    roots: Iterable[str],
    listings: dict[str, Listing],
    groups: Mapping[Origin, _Group],
) -> _Group:
    origin = Origin(settle(source.place, roots, listings))
    return groups.get(origin) or _Group(origin, listings[origin.root], [])


def _of_commit_group(source: Source, groups: Mapping[Origin, _Group]) -> _Group:
    origin = Origin(source.place.tree or source.place.path, source.ref)
    found = groups.get(origin)
    return found or _Group(origin, commit.list_files(origin.root, source.place.commit), [])


def _check_name(source: Source, group: _Group, groups: Iterable[_Group]) -> None:
    """Refuse a second name for a tree, and a second tree of a repository without one."""
    if source.name and group.name and source.name != group.name:
        raise SourceUnreadable(
            f"it is in the same tree as {group.sources[0].given}, and a tree has one name: "
            f"give both the name '{group.name}', or one of them none"
        )
    others = (each for each in groups if each.origin.root == group.origin.root)
    other = next((each for each in others if each.origin != group.origin), None)
    if other and not source.name and not group.sources:
        raise SourceUnreadable(
            f"it is the same repository as {other.sources[0].given}, and their notes would be "
            "mixed: give it a name of its own (name: in source_paths)"
        )


def _tree(
    group: _Group, name: str, target: Path | None, max_file_size: int, failures: Failures
) -> Tree:
    root, sources, listing = group.origin.root, group.sources, group.listing
    commit_id = sources[0].place.commit
    paths = without_target(listing.files, root, name, target)
    selected = select(sources, root, paths, failures)
    objects = Objects(root) if commit_id else None
    if not selected:
        said: Mapping[str, str] = {}
    elif objects:
        said = commit.linguist(root, commit_id, listing.blobs, objects)
    else:
        said = linguist(root, paths)
    files = _classify(paths, listing, said, max_file_size)
    return Tree(Path(root), name, files, selected, folders(sources, root), commit_id, objects)


def _classify(
    paths: Iterable[str], listing: Listing, attributes: Mapping[str, str], max_file_size: int
) -> tuple[SourceFile, ...]:
    files = []
    for path in filter(is_unicode, paths):
        size, mtime_ns = listing.files[path]
        said = attributes.get(path)
        kind, reason = by_path(path, is_ours=said == "")
        if kind is not Kind.SKIPPED and (said or size > max_file_size):
            kind, reason = Kind.SKIPPED, said or "too large"
        blob = listing.blobs.get(path, "")
        files.append(SourceFile(path, size, mtime_ns, kind, reason, blob))
    return tuple(files)


def _nothing_left(failures: Failures) -> str:
    if not failures:
        return (
            "there is nothing to document: name a folder on the command line, "
            "or under source_paths in the configuration"
        )
    lines = [f"  {source}: {problem}" for source, problem in failures]
    return "\n".join(["there is nothing to document:", *lines])


# --- reading ----------------------------------------------------------------------------------


def _of_commit(objects: Objects, file: SourceFile) -> bytes:
    try:
        return objects.read(file.blob)
    except SourceUnreadable as problem:
        raise SourceUnreadable(f"{file.path}: {problem}") from problem


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
    if mend := permissions.remedy(error):
        return f"it cannot be read: {error.strerror}{mend}"
    if isinstance(error, PermissionError):
        return "no permission to read it: give it with chmod u+r, or exclude it"
    return f"it cannot be read: {error.strerror}"
