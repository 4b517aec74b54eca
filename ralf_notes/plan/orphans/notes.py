"""Finds the notes whose source is no longer documented, and reads what they say."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, note, vault
from ralf_notes.notes.hidden.line import source_digest
from ralf_notes.notes.layout import Layout, is_folder_note_name
from ralf_notes.paths import folded


@dataclass(frozen=True, slots=True)
class Orphan:
    """A note of ours whose source no longer has a note in the tree."""

    source: str
    """The path that the note names; a folder's ends with a slash."""
    note: str
    """The note's own path below the target."""
    digest: str
    """The digest of its source that the note shows; '' for a folder."""
    is_written_in: bool
    """The user wrote in it: text, a property, a tag, an alias, or inside our block."""

    @property
    def is_folder(self) -> bool:
        """Whether it is the note of a folder."""
        return self.source.endswith("/")


@dataclass(frozen=True, slots=True)
class Strays:
    """The notes of ours in a tree's folder of the target that are not where notes belong now."""

    orphans: tuple[Orphan, ...]
    """Those whose source is gone."""
    renamed: Mapping[str, Orphan]
    """The notes of folders that `folder_note` calls otherwise now, by the folder (ends in `/`)."""
    total: int
    """How many notes of ours there are, these included."""


def find_strays(target: Path, layout: Layout, tags_prefix: str) -> Strays:
    """Look through a tree's folder of the target for notes that are not where they belong now.

    Args:
        target: the folder of all notes.
        layout: where the notes of the tree's files and folders are now.
        tags_prefix: of our tags.
    """
    exact = {*layout.files.values(), *layout.folders.values()}
    expected: set[str] = set()  # for disks that ignore letters' case: made where it is needed
    orphans: list[Orphan] = []
    renamed: dict[str, Orphan] = {}
    total = 0
    for path in vault.markdown_files(target, layout.folders[""].partition("/")[0]):
        if path not in exact:
            expected = expected or {folded(each) for each in exact}
        if path in exact or folded(path) in expected:
            total += 1
            continue
        orphan = orphan_at(target, path, tags_prefix)
        if orphan is None:
            continue
        documented = layout.folders if orphan.is_folder else layout.files
        note_path = documented.get(orphan.source.rstrip("/"))
        if note_path is None:
            orphans.append(orphan)
        elif orphan.is_folder and _was_called(path, note_path, target):
            renamed[orphan.source] = orphan
        else:  # a copy, or a person moved it
            continue
        total += 1
    return Strays(tuple(orphans), renamed, total)


def _was_called(path: str, note_path: str, target: Path) -> bool:
    """Whether a note is that of a folder by an earlier `folder_note`, and there is no new one."""
    is_beside = posixpath.dirname(path) == posixpath.dirname(note_path)
    return is_beside and is_folder_note_name(path) and not os.path.lexists(target / note_path)


def orphan_at(target: Path, path: str, tags_prefix: str) -> Orphan | None:
    """Return what a note says about itself; None for files that are not ours.

    Args:
        target: the folder of all notes.
        path: of the note below it.
        tags_prefix: of our tags.
    """
    try:
        document = vault.read_document(target, path)
        properties = frontmatter.values(document.front) if document else {}
    except NoteBlocked:
        return None
    source = properties.get("source")
    if document is None or not isinstance(source, str):
        return None
    digest = source_digest(document.body, properties)
    is_file = bool(digest or "language" in properties)  # somebody may have deleted the hidden line
    source = "" if source == "." else source
    further = {*frontmatter.texts(properties.get("aliases", ()))} - {
        source or path.partition("/")[0]
    }
    is_written_in = bool(further) or _has_words(document, tags_prefix)
    return Orphan(source if is_file else f"{source}/", path, digest, is_written_in)


def _has_words(document: note.Document, tags_prefix: str) -> bool:
    """Whether the user wrote text, a property or a tag in a note, or inside our block."""
    is_ours = not document.edited and document.other_body is None
    if not is_ours or document.before.strip() or document.after.strip():
        return True
    text, shared = frontmatter.of_user(document.front)
    tags = shared.get("tags", frozenset()) - frontmatter.own_tags(tags_prefix)
    return bool(text.strip() or tags)
