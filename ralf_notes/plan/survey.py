"""The project: what is known about every file of a tree before any model is asked.

Of a big tree only paths, hashes, one sentence and import edges are held; texts and outlines are
read again, or taken from the cache, when a note is written.
"""

from __future__ import annotations

import posixpath
import time
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine.cache import Cache, Seen
from ralf_notes.notes import render
from ralf_notes.notes.kept import Kept
from ralf_notes.outline import imports, languages, parse
from ralf_notes.outline.model import Outline
from ralf_notes.source import secrets
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import Content, read_content, read_text
from ralf_notes.source.walk import SourceFile, Tree

_BATCH = 200
"""Files between two writes to the cache."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree, in short."""

    file: SourceFile
    kind: Kind
    reason: str
    """Why it is skipped, or ''."""
    digest: str
    language: str
    is_entry: bool
    purpose: str
    """The author's opening words, for folder notes."""
    sentence: str
    """What stands for the file as long as no model has said anything."""


@dataclass(frozen=True, slots=True)
class Project:
    """One tree, outlined and linked."""

    tree: Tree
    entries: Mapping[str, Entry]
    """By path, in the tree's order."""
    resolved: Mapping[str, imports.Resolved]
    used_by: Mapping[str, tuple[str, ...]]
    failures: Mapping[str, str]
    """Files that could not be read, and why."""
    paths: tuple[str, ...]
    """All of `entries`, sorted."""
    unread: Mapping[str, tuple[tuple[str, str], ...]]
    """By folder: the selected files right in it that get no note, and why."""
    seconds: float
    """How long it took."""

    def below(self, folder: str) -> tuple[str, ...]:
        """Return the paths of all files below a folder."""
        if not folder:
            return self.paths
        first, end = f"{folder}/", f"{folder}0"  # "0" follows "/"
        return self.paths[bisect_left(self.paths, first) : bisect_left(self.paths, end)]

    def noted(self) -> list[str]:
        """Return the selected files that get a note, sorted."""
        selected = self.tree.selected
        return [
            path
            for path, entry in self.entries.items()
            if path in selected and entry.kind is not Kind.SKIPPED
        ]


def survey(tree: Tree, cache: Cache) -> Project:
    """Read and outline what is new in a tree, take the rest from the cache, and resolve imports."""
    begun = time.monotonic()
    known = cache.seen(tree.root)
    entries: dict[str, Entry] = {}
    facts: list[imports.Declarations] = []
    failures: dict[str, str] = {}
    fresh: dict[str, Seen] = {}
    for file in tree.files:
        try:
            entry, found, seen = _examine(tree, file, known.get(file.path), cache)
        except SourceUnreadable as exc:
            failures[file.path] = str(exc)
            continue
        entries[file.path] = entry
        if found is not None:
            facts.append(_import_facts(file.path, found))
        if seen is not None:
            fresh[file.path] = seen
        if len(fresh) >= _BATCH:
            cache.put_seen(tree.root, fresh)
            cache.commit()
            fresh.clear()
    cache.put_seen(tree.root, fresh)
    cache.commit()
    resolver = imports.index(facts, lambda path: read_text(tree, path))
    resolved = {fact.path: resolver.resolve(fact) for fact in facts}
    return Project(
        tree,
        entries,
        resolved,
        imports.used_by(resolved.values()),
        failures,
        tuple(sorted(entries)),
        _unread(tree, entries, failures),
        time.monotonic() - begun,
    )


def load(project: Project, path: str, cache: Cache) -> tuple[Content, Outline]:
    """Return the text and the outline of one file as they are now.

    Raises SourceUnreadable, e.g. when the file has vanished since the walk.
    """
    content = read_content(project.tree, project.entries[path].file)
    key = _key(path, content.digest)
    encoded = cache.outline(key)
    found = parse.decode(encoded) if encoded else parse.outline(path, content.text)
    return content, found


def outline_of(project: Project, path: str, cache: Cache) -> Outline:
    """Return the outline of a file as surveyed, without reading the file if the cache has it."""
    encoded = cache.outline(_key(path, project.entries[path].digest))
    return parse.decode(encoded) if encoded else load(project, path, cache)[1]


def readme_of(project: Project, folder: str, cache: Cache) -> str:
    """Return the author's words on a folder: of its README, or its package's docstring."""
    for name in ("README.md", "readme.md", "Readme.md", "README.rst", "README.txt", "README"):
        entry = project.entries.get(posixpath.join(folder, name))
        if entry is not None and entry.purpose:
            return entry.purpose
    for name in ("__init__.py", "mod.rs", "lib.rs", "doc.go", "package-info.java", "index.ts"):
        entry = project.entries.get(posixpath.join(folder, name))
        if entry is not None and entry.purpose:
            return entry.purpose
    return ""


def _examine(
    tree: Tree, file: SourceFile, known: Seen | None, cache: Cache
) -> tuple[Entry, Outline | None, Seen | None]:
    """Return a file's entry, its outline, and what is new to remember about it."""
    if file.kind is Kind.SKIPPED:
        return Entry(file, file.kind, file.reason, "", "text", False, "", ""), None, None
    if known is not None and known.stat == file.version:
        entry = _from_cache(file, known, cache)
        if entry:
            return *entry, None
    content = read_content(tree, file)
    seen = Seen(file.version, content.digest, content.kind.value, content.reason)
    if content.kind is Kind.SKIPPED:
        return _entry(file, seen, None), None, seen
    key = _key(file.path, content.digest)
    encoded = cache.outline(key)
    found = parse.decode(encoded) if encoded else parse.outline(file.path, content.text)
    if encoded is None:
        cache.put_outline(key, parse.encode(found))
    return _entry(file, seen, found), found, seen


def _from_cache(file: SourceFile, known: Seen, cache: Cache) -> tuple[Entry, Outline | None] | None:
    if known.kind == Kind.SKIPPED.value:
        return _entry(file, known, None), None
    encoded = cache.outline(_key(file.path, known.digest))
    if encoded is None:
        return None
    found = parse.decode(encoded)
    return _entry(file, known, found), found


def _entry(file: SourceFile, seen: Seen, found: Outline | None) -> Entry:
    # A file's content can show that it is to be skipped; what else it is, its path says.
    kind = Kind.SKIPPED if seen.kind == Kind.SKIPPED.value else file.kind
    if found is None:
        return Entry(file, kind, seen.reason, seen.digest, "text", False, "", "")
    sentence = render.description(found, kind, Kept())
    purpose = found.purpose if _stands_for_folder(file.path) else ""
    return Entry(file, kind, "", seen.digest, found.language, found.is_entry, purpose, sentence)


def _stands_for_folder(path: str) -> bool:
    name = posixpath.basename(path).lower()
    stem = name.partition(".")[0]
    return stem in ("readme", "__init__", "mod", "lib", "doc", "package-info", "index")


def _key(path: str, digest: str) -> str:
    """Return what an outline is cached by: its recipe, the text, and what the name says of it."""
    recipe = f"{parse.VERSION}.{secrets.VERSION}"
    return f"{recipe} {digest} {languages.for_path(path).key} {posixpath.basename(path)}"


def _import_facts(path: str, found: Outline) -> imports.Declarations:
    """Return what resolving needs of a file: its names only where they need not match its path."""
    names: tuple[str, ...] = ()
    if languages.get(found.language).named_freely:
        names = tuple(symbol.name for symbol in found.symbols if not symbol.parent)
    return imports.Declarations(path, found.language, found.package, found.imports, names)


def _unread(
    tree: Tree, entries: Mapping[str, Entry], failures: Mapping[str, str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    why = {path: entry.reason for path, entry in entries.items() if entry.reason} | dict(failures)
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(why):
        if path in tree.selected:
            folder, _, name = path.rpartition("/")
            found.setdefault(folder, []).append((name, why[path]))
    return {folder: tuple(files) for folder, files in found.items()}
