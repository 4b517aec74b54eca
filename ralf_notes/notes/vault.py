"""The notes on disk: finds, reads and saves them; how that is done is in `disk/`."""

from __future__ import annotations

import os
import posixpath
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, links, markdown, note
from ralf_notes.notes.disk import below, replacing, stubs, trash
from ralf_notes.notes.disk.upkeep import errors_for_people
from ralf_notes.notes.hidden.line import source_digest
from ralf_notes.notes.kept import Kept, changed_names, is_pending, parse_body
from ralf_notes.notes.links import Backlink
from ralf_notes.notes.note import Document
from ralf_notes.notes.properties import Value
from ralf_notes.source import secrets
from ralf_notes.text import ZERO_WIDTH

if TYPE_CHECKING:
    from ralf_notes.notes.render import Rendered

_WORDED = ("title", "aliases", "description")
"""Our properties that hold free text; the others are names that we choose."""
_HEADING = re.compile(r"^# ([^\r\n]+)", re.MULTILINE)
_BUSY = "another program keeps changing it: it is left as that program saved it"


def read_document(target: Path, note_path: str) -> Document | None:
    """Return the pieces of a note, None if there is no file.

    Raises NoteBlocked when the file is not a note of ours, or cannot be read.
    """
    text = read_text(target, note_path)
    return None if text is None else note.take_apart(text)


def read_text(target: Path, path: str) -> str | None:
    """Return the text of a file below a folder with its line endings, None if there is no file.

    Bytes that are not UTF-8 become surrogates; `write_text` turns these back into the same bytes.

    Raises NoteBlocked when the file cannot be read.
    """
    try:
        data = below.read(target, path)
    except NotADirectoryError:
        raise NoteBlocked("a file has the name of its folder: move the file away") from None
    except OSError as exc:
        raise NoteBlocked(f"it cannot be read: {exc}") from exc
    if data is None and (stub := stubs.stub_of(target, path)):
        raise NoteBlocked(_elsewhere(stub))
    return None if data is None else _decoded(data)


def is_there(target: Path, note_path: str) -> bool:
    """Whether there is a note, or a sync program's stub of one."""
    return os.path.isfile(target / note_path) or bool(stubs.stub_of(target, note_path))


def markdown_files(root: Path, below: str = "") -> Iterator[str]:
    """Yield the paths of all Markdown files in a vault, with `/`, but none in hidden folders.

    Args:
        root: the folder that the paths are relative to.
        below: the path of the folder to search, below the root.
    """
    start = len(os.fspath(root)) + 1
    for folder, folders, names in os.walk(root / below):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = folder[start:].replace(os.sep, "/")
        prefix = f"{inside}/" if inside else ""
        yield from (f"{prefix}{name}" for name in sorted(names) if name.endswith(".md"))


def backlinks(root: Path, moved: Mapping[str, str], start: str = "") -> Iterator[Backlink]:
    """Yield the user's links to notes that were moved, from every file of a vault.

    Args:
        root: the vault, or the part of it that is on this machine.
        moved: old note path -> new one, below the vault, with `/`.
        start: the path of that part below the vault, with `/` at the end.
    """
    if not moved:
        return
    names = {path.rpartition("/")[2].removesuffix(".md") for path in moved}
    for path in markdown_files(root):
        try:
            text = read_text(root, path) or ""
        except NoteBlocked:
            continue
        # Most files contain none of these names, and a search for names is much faster.
        plain = unquote(text)
        if any(name in plain for name in names):
            yield from links.links_to_moved(f"{start}{path}", text, moved)


@dataclass(frozen=True, slots=True)
class StoredNote:
    """What a run needs of a note on disk: it is parsed once, however often the run rewrites it."""

    digest: str
    """Hash of its bytes: while it is the same, everything else here is still true."""
    frame: Document
    """The pieces of the note, without the text of our block: those of many would fill memory."""
    prose: tuple[Kept, ...]
    """What the note keeps; if it has a git conflict, what each side keeps."""
    model: str
    """The model that the note names as the writer of its prose, or ''."""
    about: str
    """The hash of its source that the note keeps, or ''."""
    is_pending: bool
    """Whether the note says that its summary is still to come."""
    changed: tuple[str, ...] = ()
    """The symbols that the note says have changed since it was summed up."""
    place: str = ""
    """The path that its source had when we wrote the note, '' if someone else may have set it."""


def read_stored(target: Path, note_path: str) -> StoredNote | None:
    """Return what a run needs of a note, None if there is no file.

    Raises NoteBlocked when the file is not a note of ours, or cannot be read.
    """
    text = read_text(target, note_path)
    if text is None:
        return None
    document = note.take_apart(text)
    properties = frontmatter.values(document.front)
    bodies = (document.body, document.other_body)
    model = properties.get("ralf_model", "")
    return StoredNote(
        _digest(_encoded(text)),
        replace(document, body="", raw="", other_body=None if document.other_body is None else ""),
        tuple(parse_body(body) for body in bodies if body is not None),
        model if isinstance(model, str) else "",
        source_digest(document.body, properties),
        is_pending(document.body),
        changed_names(document.body),
        _place(document.body, properties),
    )


def _place(body: str, properties: Mapping[str, Value]) -> str:
    """Return the path in the properties of a note, if the heading of our block names the same.

    Earlier versions wrote the whole path as the heading.
    """
    path, heading = properties.get("source", ""), _HEADING.search(body)
    if not isinstance(path, str) or heading is None:
        return ""
    path = path.rstrip("/")
    names = (path, posixpath.basename(path))
    is_ours = _unescaped(heading[1]) in (_unescaped(markdown.escape(name)) for name in names)
    return path if is_ours else ""


def _unescaped(text: str) -> str:
    """Return a heading without what a formatter may take away."""
    return text.replace("\\", "").replace(ZERO_WIDTH, "").strip()


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of `save`."""

    written: bool
    """Whether the bytes of the note changed."""
    digest: str
    """Hash of its bytes now."""
    frame: Document
    """Its pieces, without the text of our block."""


def save(
    target: Path,
    note_path: str,
    rendered: Rendered,
    config: Config,
    stored: StoredNote | None = None,
) -> Saved:
    """Write a note, unless its bytes would stay the same.

    A block that was edited by hand is replaced only with `on_edited: rebuild`. Before a note with
    such a block, or with a git conflict in it, is replaced, a copy goes to `.trash`. If another
    program changes the note at the same time, its version is read and merged as well.

    Args:
        target: the folder of all notes.
        note_path: the path of the note in it.
        rendered: our properties and block, as they should be.
        config: the run's configuration.
        stored: the note as the run last read it; it is parsed again only if it has changed since.

    Raises NoteBlocked or TargetError.
    """
    rendered = _masked(rendered)
    blocked: NoteBlocked | None = None
    with errors_for_people(target / note_path):
        for pause in replacing.PAUSES:
            time.sleep(pause)
            before = below.read(target, note_path)
            if before is None and (stub := stubs.stub_of(target, note_path)):
                raise NoteBlocked(_elsewhere(stub))
            try:
                saved, data, is_copied = _merged(before, rendered, config, stored)
            except NoteBlocked as exc:
                blocked = exc
                if stored is None or stored.digest == _digest(before or b""):
                    break
                continue  # an editor may be writing it
            blocked = None
            if before is not None and saved.written and is_copied:
                trash.keep_copy(target, note_path, before)
            if not saved.written or replacing.put(target, note_path, before, data):
                return saved
    raise blocked or NoteBlocked(_BUSY)


def _merged(
    before: bytes | None, rendered: Rendered, config: Config, stored: StoredNote | None
) -> tuple[Saved, bytes, bool]:
    """Return what a note becomes, its bytes, and whether the trash gets a copy of the old one.

    Args:
        before: the note, None if there is none.
        rendered: our properties and block, without secrets.
        config: the run's configuration.
        stored: the note as the run last read it.

    Raises NoteBlocked when the note is to be left alone.
    """
    if before is None:
        document = None
    elif stored is not None and stored.digest == _digest(before):
        document = stored.frame
    else:
        document = note.take_apart(_decoded(before))
    frame = note.framed(document, rendered.properties, config.tags_prefix, rendered.former)
    data = _encoded(note.joined(frame, rendered.body))
    if before is not None and data != before and document is not None:
        raw = _formatted_block(before, document, rendered.body)
        data = _encoded(note.joined(frame, rendered.body, raw)) if raw else data
    saved = Saved(data != before, _digest(data), frame)
    is_edited = document is not None and document.edited
    if saved.written and is_edited and config.on_edited == "keep":
        raise NoteBlocked("its generated block was edited by hand during this run")
    is_conflict = document is not None and document.other_body is not None
    return saved, data, is_edited or is_conflict


def _formatted_block(before: bytes, document: Document, body: str) -> str:
    """Return the block of a note as it stands there, if we wrote it and a formatter changed it.

    It stays as it is: otherwise the formatter would change it again.

    Args:
        before: the note.
        document: its pieces, perhaps without the text of our block.
        body: what our block is to say.
    """
    if document.total != note.checksum(body):
        return ""
    whole = document if document.raw else note.take_apart(_decoded(before))
    return whole.raw if note.is_formatted(whole, body) else ""


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _decoded(data: bytes) -> str:
    return data.decode(errors="surrogateescape")


def _elsewhere(stub: str) -> str:
    return f"it is not on this disk now, only {stub}: have it downloaded, then run again"


def _masked(rendered: Rendered) -> Rendered:
    """Return a note without secrets, which prose by an earlier version may contain."""
    properties = {**rendered.properties}
    for key in _WORDED:
        value = properties.get(key, ())
        if isinstance(value, str):
            properties[key] = secrets.mask(value)
        elif value:
            properties[key] = tuple(map(secrets.mask, value))
    return replace(rendered, properties=properties, body=secrets.mask_note(rendered.body))


def write_text(target: Path, note_path: str, text: str) -> None:
    """Write one file of the vault, whole or not at all, whatever is there now.

    Raises NoteBlocked when the path leads out of the target, e.g. through a symbolic link, or
    something else has the path, and TargetError when the target cannot be written.
    """
    data = _encoded(text)
    with errors_for_people(target / note_path):
        for pause in replacing.PAUSES:
            time.sleep(pause)
            before = below.read(target, note_path)
            if before == data or replacing.put(target, note_path, before, data):
                return
        raise NoteBlocked(_BUSY)
