"""The vault on disk: reading, merging, writing, moving and the trash; nothing else writes to it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked, TargetError
from ralf_notes.machine import permissions
from ralf_notes.notes import frontmatter, links, note
from ralf_notes.notes.kept import Kept, is_pending, kept_of
from ralf_notes.notes.layout import segment
from ralf_notes.notes.links import Backlink
from ralf_notes.notes.note import Document
from ralf_notes.paths import folders_above
from ralf_notes.source import secrets

if TYPE_CHECKING:
    from ralf_notes.notes.render import Rendered

_WORDED = ("title", "aliases", "description")
"""Our properties that hold somebody's words; the others are paths, hashes and names of ours."""
_TRASH = ".trash"
_TEMPORARY = re.compile(r"\.ralf-[a-z0-9_]{8}\.tmp")
"""Names that `NamedTemporaryFile` gives to files before they become notes."""


def read_document(target: Path, note_path: str) -> Document | None:
    """Return a note taken apart, None if there is no file. Raises NoteBlocked if it is not ours."""
    text = read_text(target / note_path)
    return None if text is None else note.take_apart(text)


def read_text(path: Path) -> str | None:
    """Return the text of a file with its line endings, None if there is none.

    Bytes that are not UTF-8 become surrogates, which `write_text` turns back.
    """
    try:
        return path.read_bytes().decode(errors="surrogateescape")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise NoteBlocked("a file stands where its folder should be: move it away") from None
    except OSError as exc:
        raise NoteBlocked(f"it cannot be read: {exc}") from exc


def markdown_files(root: Path, below: str = "") -> Iterator[str]:
    """Yield the paths of all Markdown files in a vault, with `/`; hidden folders are left out.

    Args:
        root: the folder that the paths count from.
        below: a folder in it, to which the search is limited.
    """
    start = len(os.fspath(root)) + 1
    for folder, folders, names in os.walk(root / below):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = folder[start:].replace(os.sep, "/")
        prefix = f"{inside}/" if inside else ""
        yield from (f"{prefix}{name}" for name in sorted(names) if name.endswith(".md"))


def backlinks(root: Path, moved: Mapping[str, str]) -> Iterator[Backlink]:
    """Yield the links in the user's text that led to notes which were moved.

    Args:
        root: the vault.
        moved: old note path -> new one, below the vault, with `/`.
    """
    if not moved:
        return
    names = {path.rpartition("/")[2].removesuffix(".md") for path in moved}
    for path in markdown_files(root):
        try:
            text = read_text(root / path) or ""
        except NoteBlocked:
            continue
        # Most notes hold none of these names, and names are found much faster than links.
        plain = unquote(text)
        if any(name in plain for name in names):
            yield from links.links_to_moved(path, text, moved)


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note as a run found it on disk: it is parsed once, however often the run rewrites it."""

    digest: str
    """Of its bytes: as long as they are the same, the rest is still true."""
    frame: Document
    """All that is the user's. Our block's text is left out: of many notes it would fill memory."""
    prose: tuple[Kept, ...]
    """What the note keeps; of a note with a git conflict, what each side keeps."""
    model: str
    """The model that the note names for its prose, or ''."""
    about: str
    """The hash of the source that the note names, or ''."""
    is_pending: bool
    """Whether it says that its summary is to come."""


def read_stored(target: Path, note_path: str) -> StoredNote | None:
    """Return a note, None if there is no file. Raises NoteBlocked if it is not ours."""
    text = read_text(target / note_path)
    if text is None:
        return None
    document = note.take_apart(text)
    properties = frontmatter.values(document.front)
    model, about = (properties.get(key, "") for key in ("ralf_model", "ralf_source"))
    return StoredNote(
        _digest(text),
        replace(document, body="", other_body=None if document.other_body is None else ""),
        kept_of(document),
        model if isinstance(model, str) else "",
        about if isinstance(about, str) else "",
        is_pending(document.body),
    )


def joined(document: Document | None, rendered: Rendered, tags_prefix: str) -> str:
    """Return the text of a note: ours as rendered, all that is the user's as it was."""
    return _text(_frame(document, rendered, tags_prefix), rendered)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a note that was to be written."""

    written: bool
    """Whether its bytes changed."""
    digest: str
    """Of its bytes now."""
    frame: Document
    """All that is the user's in it."""


def save(
    target: Path,
    note_path: str,
    rendered: Rendered,
    config: Config,
    stored: StoredNote | None = None,
) -> Saved:
    """Write a note unless its bytes would stay the same.

    A block that was edited by hand is replaced only with `on_edited: rebuild`. A copy of such a
    note, and of one with a git conflict in it, is kept in `.trash`.

    Args:
        target: the folder of all notes.
        note_path: where the note is in it.
        rendered: the note as it should be.
        config: the run's.
        stored: the note as the run knows it: as long as it is so on disk, it is not parsed again.

    Raises NoteBlocked or TargetError.
    """
    before = read_text(target / note_path)
    document = None
    if before is not None:
        is_known = stored is not None and stored.digest == _digest(before)
        document = stored.frame if stored is not None and is_known else note.take_apart(before)
    rendered = _masked(rendered)
    frame = _frame(document, rendered, config.tags_prefix)
    text = _text(frame, rendered)
    saved = Saved(text != before, _digest(text), frame)
    if not saved.written:
        return saved
    if document is not None and document.edited and config.on_edited == "keep":
        raise NoteBlocked("its generated block was edited by hand while this run went on")
    if document is not None and (document.edited or document.other_body is not None):
        _keep_copy(target, note_path, before or "")
    write_text(target, note_path, text)
    return saved


def _frame(document: Document | None, rendered: Rendered, tags_prefix: str) -> Document:
    """Return a note with the properties as rendered and without our block, as it is to be."""
    if document is None:
        front = frontmatter.merge("", rendered.properties, tags_prefix)
        return Document("---\n", front, "---\n", "", "", "\n", "\n", edited=False)
    opening, closing = document.opening, document.closing
    if not closing:  # no frontmatter; a byte order mark stays the first thing in the file
        opening, closing = f"{opening}---{document.newline}", f"---{document.newline}"
    newline = opening[len(opening.rstrip("\r\n")) :]
    front = frontmatter.merge(document.front, rendered.properties, tags_prefix, newline)
    ours = replace(document, opening=opening, front=front, closing=closing, body="")
    return replace(ours, edited=False, other_body=None)


def _text(frame: Document, rendered: Rendered) -> str:
    block = note.block(rendered.body, frame.newline)
    return f"{frame.opening}{frame.front}{frame.closing}{frame.before}{block}{frame.after}"


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogateescape")).hexdigest()


def _masked(rendered: Rendered) -> Rendered:
    """Return a note without secrets: prose of an earlier version can hold some."""
    properties = {**rendered.properties}
    for key in _WORDED:
        value = properties.get(key, ())
        if isinstance(value, str):
            properties[key] = secrets.mask(value)
        elif value:
            properties[key] = tuple(map(secrets.mask, value))
    return replace(rendered, properties=properties, body=secrets.mask_note(rendered.body))


def write_text(target: Path, note_path: str, text: str) -> None:
    """Write one file of the vault, whole or not at all; no other function writes text there.

    Raises NoteBlocked when the path leads out of the target, e.g. through a symbolic link, and
    TargetError when the disk is full or the target cannot be written.
    """
    path = target / note_path
    try:
        _check_inside(target, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text.encode(errors="surrogateescape"))
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as exc:
        raise NoteBlocked(f"something else stands in its place: {exc}") from exc
    except OSError as exc:
        raise TargetError(
            f"cannot write {path}: {exc.strerror or exc}. All notes are whole; the next run goes "
            f"on from here as soon as the target can be written again{permissions.remedy(exc)}"
        ) from exc


def sweep(target: Path, names: Iterable[str]) -> None:
    """Remove the temporary files that killed runs have left.

    Call it only while no other run writes to the target: then all of them are stale.

    Args:
        target: the folder of the notes.
        names: of the trees whose notes are in it; nothing is removed from other folders.
    """
    tops = [target / top for top in (_TRASH, *map(segment, names))]
    walks = (os.walk(top) for top in tops if not top.is_symlink())
    own = islice(os.walk(target), 1)  # the target's own folder alone
    for folder, _, files in chain(own, *walks):
        for name in filter(_TEMPORARY.fullmatch, files):
            with suppress(OSError):
                os.unlink(os.path.join(folder, name))


def move(target: Path, old: str, new: str) -> None:
    """Give a note another path in one step, without a change to its bytes.

    Raises NoteBlocked when a path leads out of the target or the new one is taken, and TargetError
    when the disk refuses.
    """
    try:
        _check_inside(target, target / old)
        _check_inside(target, target / new)
        (target / new).parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(target / new):
            raise NoteBlocked(f"{new} is in its way")
        os.rename(target / old, target / new)
        _drop_empty_folders(target, old)
    except (FileExistsError, FileNotFoundError, NotADirectoryError) as exc:
        raise NoteBlocked(f"it cannot be moved to {new}: {exc.strerror}") from exc
    except OSError as exc:
        raise TargetError(f"cannot move {target / old} to {new}: {exc.strerror or exc}") from exc


def discard(target: Path, note_path: str) -> None:
    """Put a note into the target's `.trash` folder. Raises NoteBlocked or TargetError."""
    text = read_text(target / note_path)
    if text is None:
        return
    _keep_copy(target, note_path, text)
    try:
        _check_inside(target, target / note_path)
        os.unlink(target / note_path)
        _drop_empty_folders(target, note_path)
    except OSError as exc:
        raise TargetError(f"cannot remove {target / note_path}: {exc.strerror or exc}") from exc


def ensure_writable(target: Path) -> None:
    """Check that the target is a folder that can be written, by writing to it.

    Raises TargetError.
    """
    if target.exists() and not target.is_dir():
        raise TargetError(f"target_dir {target} is a file: name a folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target, prefix=".ralf-", suffix=".tmp") as probe:
            probe.write(b"x")
            probe.flush()
    except OSError as exc:
        mend = (
            permissions.remedy(exc) or ". Name another with --target-dir, or mend its permissions."
        )
        raise TargetError(
            f"target_dir {target} cannot be written: {exc.strerror or exc}{mend}"
        ) from exc


def _keep_copy(target: Path, note_path: str, text: str) -> None:
    """Save a note that is about to be replaced, in the target's `.trash` folder."""
    digest = sha256(text.encode(errors="surrogateescape")).hexdigest()[:8]
    write_text(target, f"{_TRASH}/{note_path.removesuffix('.md')}.{digest}.md", text)


def _check_inside(target: Path, path: Path) -> None:
    if path.is_symlink() or not path.parent.resolve().is_relative_to(target.resolve()):
        raise NoteBlocked("its path leads out of the vault through a symbolic link")


def _drop_empty_folders(target: Path, note_path: str) -> None:
    """Remove the folders that are empty now that a note is gone."""
    for folder in folders_above(note_path):
        try:
            os.rmdir(target / folder)
        except OSError:
            return


def _replace(path: Path, data: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=".ralf-", suffix=".tmp", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
            os.replace(file.name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(file.name)
            raise


@cache
def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
