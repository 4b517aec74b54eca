"""The vault on disk: reads, writes, moves and discards notes. Nothing else writes to it."""

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
from ralf_notes.notes.kept import Kept, is_pending, parse_body
from ralf_notes.notes.layout import segment
from ralf_notes.notes.links import Backlink
from ralf_notes.notes.note import Document
from ralf_notes.paths import folders_above
from ralf_notes.source import secrets

if TYPE_CHECKING:
    from ralf_notes.notes.render import Rendered

_WORDED = ("title", "aliases", "description")
"""Our properties that hold free text; the others are paths, hashes and names that we choose."""
_TRASH = ".trash"
_TEMPORARY = re.compile(r"\.ralf-[a-z0-9_]{8}\.tmp")
"""Names that `NamedTemporaryFile` gives to files before they become notes."""


def read_document(target: Path, note_path: str) -> Document | None:
    """Return the pieces of a note, None if there is no file.

    Raises NoteBlocked when the file is not a note of ours, or cannot be read.
    """
    text = read_text(target / note_path)
    return None if text is None else note.take_apart(text)


def read_text(path: Path) -> str | None:
    """Return the text of a file with its line endings, None if there is no file.

    Bytes that are not UTF-8 become surrogates; `write_text` turns these back into the same bytes.

    Raises NoteBlocked when the file cannot be read.
    """
    try:
        return path.read_bytes().decode(errors="surrogateescape")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise NoteBlocked("a file has the name of its folder: move the file away") from None
    except OSError as exc:
        raise NoteBlocked(f"it cannot be read: {exc}") from exc


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


def backlinks(root: Path, moved: Mapping[str, str]) -> Iterator[Backlink]:
    """Yield the user's links to notes that were moved, from every file of a vault.

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
        # Most files contain none of these names, and a search for names is much faster.
        plain = unquote(text)
        if any(name in plain for name in names):
            yield from links.links_to_moved(path, text, moved)


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
    """The hash of its source that the note shows, or ''."""
    is_pending: bool
    """Whether the note says that its summary is still to come."""


def read_stored(target: Path, note_path: str) -> StoredNote | None:
    """Return what a run needs of a note, None if there is no file.

    Raises NoteBlocked when the file is not a note of ours, or cannot be read.
    """
    text = read_text(target / note_path)
    if text is None:
        return None
    document = note.take_apart(text)
    properties = frontmatter.values(document.front)
    bodies = (document.body, document.other_body)
    model, about = (properties.get(key, "") for key in ("ralf_model", "ralf_source"))
    return StoredNote(
        _digest(text),
        replace(document, body="", other_body=None if document.other_body is None else ""),
        tuple(parse_body(body) for body in bodies if body is not None),
        model if isinstance(model, str) else "",
        about if isinstance(about, str) else "",
        is_pending(document.body),
    )


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
    such a block, or with a git conflict in it, is replaced, a copy goes to `.trash`.

    Args:
        target: the folder of all notes.
        note_path: the path of the note in it.
        rendered: our properties and block, as they should be.
        config: the run's configuration.
        stored: the note as the run last read it; it is parsed again only if it has changed since.

    Raises NoteBlocked or TargetError.
    """
    before = read_text(target / note_path)
    if before is None:
        document = None
    elif stored is not None and stored.digest == _digest(before):
        document = stored.frame
    else:
        document = note.take_apart(before)
    rendered = _masked(rendered)
    frame = note.framed(document, rendered.properties, config.tags_prefix)
    text = note.joined(frame, rendered.body)
    saved = Saved(text != before, _digest(text), frame)
    if not saved.written:
        return saved
    if document is not None and document.edited and config.on_edited == "keep":
        raise NoteBlocked("its generated block was edited by hand during this run")
    if document is not None and (document.edited or document.other_body is not None):
        _keep_copy(target, note_path, before or "")
    write_text(target, note_path, text)
    return saved


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogateescape")).hexdigest()


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
    """Write one file of the vault, whole or not at all; no other function writes text there.

    Raises NoteBlocked when the path leads out of the target, e.g. through a symbolic link, or
    something else has the path, and TargetError when the target cannot be written.
    """
    path = target / note_path
    try:
        _check_inside(target, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text.encode(errors="surrogateescape"))
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as exc:
        raise NoteBlocked(f"its path is taken: {exc}") from exc
    except OSError as exc:
        raise TargetError(
            f"cannot write {path}: {exc.strerror or exc}. All notes are intact; once the target "
            f"can be written again, the next run continues from here{permissions.remedy(exc)}"
        ) from exc


def sweep(target: Path, names: Iterable[str]) -> None:
    """Remove temporary files that killed runs left behind.

    Call it only while no other run writes to the target: then all these files are stale.

    Args:
        target: the folder of all notes.
        names: the names of the trees whose folders to search; other folders may be the user's.
    """
    tops = [target / top for top in (_TRASH, *map(segment, names))]
    walks = (os.walk(top) for top in tops if not top.is_symlink())
    own = islice(os.walk(target), 1)  # the target itself, without its folders
    for folder, _, files in chain(own, *walks):
        for name in filter(_TEMPORARY.fullmatch, files):
            with suppress(OSError):
                os.unlink(os.path.join(folder, name))


def move(target: Path, old: str, new: str) -> None:
    """Move a note to another path in one step; its bytes stay the same.

    Raises NoteBlocked when a path leads out of the target or the new one is taken, and TargetError
    when the target cannot be written.
    """
    try:
        _check_inside(target, target / old)
        _check_inside(target, target / new)
        (target / new).parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(target / new):
            raise NoteBlocked(f"it cannot be moved to {new}: that path is taken")
        os.rename(target / old, target / new)
        _drop_empty_folders(target, old)
    except (FileExistsError, FileNotFoundError, NotADirectoryError) as exc:
        raise NoteBlocked(f"it cannot be moved to {new}: {exc.strerror}") from exc
    except OSError as exc:
        raise TargetError(f"cannot move {target / old} to {new}: {exc.strerror or exc}") from exc


def discard(target: Path, note_path: str) -> None:
    """Move a note to the target's `.trash` folder. Raises NoteBlocked or TargetError."""
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
    """Create the target if necessary, and write a temporary file to it as a test.

    Raises TargetError when either fails.
    """
    if target.exists() and not target.is_dir():
        raise TargetError(f"target_dir {target} is a file: name a folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target, prefix=".ralf-", suffix=".tmp") as probe:
            probe.write(b"x")
            probe.flush()
    except OSError as exc:
        fix = ". Name another with --target-dir, or change its permissions."
        raise TargetError(
            f"target_dir {target} cannot be written: {exc.strerror or exc}"
            f"{permissions.remedy(exc) or fix}"
        ) from exc


def _keep_copy(target: Path, note_path: str, text: str) -> None:
    """Save a copy of a note in the target's `.trash` folder."""
    write_text(target, f"{_TRASH}/{note_path.removesuffix('.md')}.{_digest(text)[:8]}.md", text)


def _check_inside(target: Path, path: Path) -> None:
    if path.is_symlink() or not path.parent.resolve().is_relative_to(target.resolve()):
        raise NoteBlocked("its path leads out of the vault through a symbolic link")


def _drop_empty_folders(target: Path, note_path: str) -> None:
    """Remove the folders above a note that are empty without it."""
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
