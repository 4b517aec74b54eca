"""Reads and outlines one file: what the run and the cache keep of it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes import render
from ralf_notes.outline import languages, manifests, mentions, parse
from ralf_notes.outline.mentions import NO_MENTIONS
from ralf_notes.outline.model import Outline
from ralf_notes.outline.readmes.commands import programs_to_run
from ralf_notes.outline.readmes.licences import licence_of
from ralf_notes.plan import surveyed_file
from ralf_notes.plan.in_use.sighted import encoded_sightings
from ralf_notes.source import secrets
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import Content, read_content
from ralf_notes.source.walk import SourceFile, Tree

Kept = Callable[[str], bytes | None]
"""Returns the entry of the cache with a key, or None."""


class Outlined(NamedTuple):
    """What is known of a file that has been read."""

    row: str
    """Its row of the cache; '' if it could not be read."""
    problem: str = ""
    """Why it could not be read."""
    new_entries: tuple[tuple[str, bytes], ...] = ()
    """Keys and encoded outlines that the cache lacked."""
    parsed: Outline | None = None
    """The outline, without its mentions, if it was just parsed in this process."""


def outline_file(tree: Tree, source: SourceFile, kept: Kept) -> Outlined:
    """Read a file that is new, or has changed since the cache saw it; parse it if need be."""
    if source.kind is Kind.SKIPPED:
        return Outlined(surveyed_file.to_row(surveyed_file.skipped(source, "", source.reason)))
    try:
        content = read_content(tree, source)
    except SourceUnreadable as problem:
        return Outlined("", str(problem))
    if content.kind is Kind.SKIPPED:
        skipped = surveyed_file.skipped(source, content.digest, content.reason)
        return Outlined(surveyed_file.to_row(skipped))
    outline, sightings, new_entries = _outline_with_mentions(source, content, kept)
    read = (
        manifests.read_manifest(source.path, content.text)
        or manifests.targets_of(source.path, outline)
        or programs_to_run(source.path, content.text)
        or licence_of(source.path, content.text)
    )
    manifest = manifests.encode(read)
    file = surveyed_file.from_outline(source, content.digest, outline, manifest, sightings)
    parsed = replace(outline, mentions=NO_MENTIONS) if new_entries else None
    return Outlined(surveyed_file.to_row(file), "", new_entries, parsed)


def _outline_with_mentions(
    source: SourceFile, content: Content, kept: Kept
) -> tuple[Outline, str, tuple[tuple[str, bytes], ...]]:
    """Return the outline of a file with the names in it, its lines with names of others, encoded,
    and what of these the cache lacks."""
    key = outline_key(source.path, content.digest)
    outline = kept_outline(kept(key))
    names = lines = None
    if outline is not None:
        names, lines = kept(mentions_key(key)), kept(lines_key(key, source.kind))
    if outline is not None and names is not None and lines is not None:
        return replace(outline, mentions=mentions.decode(names)), lines.decode(), ()
    outline = parse.outline(source.path, content.text)
    sightings = encoded_sightings(outline, content.text, source.kind)
    entries = (
        (key, parse.encode(outline)),
        (mentions_key(key), mentions.encode(outline.mentions)),
        (lines_key(key, source.kind), sightings.encode()),
    )
    return outline, sightings, entries


def kept_outline(encoded: bytes | None) -> Outline | None:
    """Return the outline that the cache kept; None if it kept none, or it is damaged."""
    try:
        return parse.decode(encoded) if encoded else None
    except (ValueError, KeyError, TypeError):  # damaged on disk
        return None


def outline_key(path: str, content_digest: str) -> str:
    """Return the key of an outline: everything that decides it, including the file's name."""
    version = f"{parse.VERSION}.{secrets.VERSION}"
    return f"{version} {content_digest} {languages.for_path(path).key} {posixpath.basename(path)}"


def mentions_key(key: str) -> str:
    """Return the key of the names in a file, by the key of its outline."""
    return f"{key}\0mentions"


def lines_key(key: str, kind: Kind) -> str:
    """Return the key of a file's lines: the sections of its note depend on its kind."""
    return f"{key}\0lines {kind.value} {render.VERSION}"
