"""The contents of source files: bytes from disk or from a commit, as text without secrets."""

from __future__ import annotations

import hashlib
import os
import stat
from bisect import bisect_left
from dataclasses import dataclass

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine import permissions
from ralf_notes.source.classify import Kind, reason_by_text
from ralf_notes.source.decode import decode_text, notebook_source
from ralf_notes.source.own_files import recognition
from ralf_notes.source.walk import SourceFile, Tree


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, and its kind now that it has been read."""

    text: str
    """With its secrets masked: nothing after this sees them."""
    digest: str
    """SHA-256 of the bytes on disk, 16 hex digits."""
    kind: Kind
    """As in `SourceFile`, or SKIPPED if the content proves to be binary, generated, minified or
    of ralf-notes itself."""
    reason: str = ""


def read_content(tree: Tree, file: SourceFile) -> Content:
    """Read one file of a tree. Its content may turn out not to be worth describing.

    A skipped file is not opened: its text is empty, and so is its digest.

    Raises:
        SourceUnreadable: if the file is gone, is no longer a regular file, is now reached through
            a symbolic link, or cannot be opened.
    """
    if file.kind is Kind.SKIPPED:
        return Content("", "", file.kind, file.reason)
    data = _read_bytes(tree, file)
    digest = hashlib.sha256(data).hexdigest()[:16]
    text = decode_text(data)
    if text is None:
        return Content("", digest, Kind.SKIPPED, "binary")
    if file.path.endswith(".ipynb"):
        text = notebook_source(text)

    from ralf_notes.source import secrets  # a run that reads nothing needs none of it

    reason = recognition.reason_by_text(file.path, text)
    if not reason and file.kind is not Kind.DATA:
        reason = reason_by_text(file.path, text)
    if not reason and secrets.mask(file.path) != file.path:
        reason = "secrets"  # in its name, which its note would have to show
    if reason:
        return Content("", digest, Kind.SKIPPED, reason)
    return Content(secrets.mask(text, file.path), digest, file.kind)


def read_small_file(tree: Tree, path: str) -> str | None:
    """Return the text of a small file of a tree, such as a manifest; None if it cannot be read."""
    try:
        if tree.objects is None:
            return (tree.root / path).read_text(encoding="utf-8", errors="replace")
        index = bisect_left(tree.files, path, key=lambda file: file.path)
        if index == len(tree.files) or tree.files[index].path != path:
            return None
        return _read_bytes(tree, tree.files[index]).decode(errors="replace")
    except (OSError, SourceUnreadable):
        return None


def _read_bytes(tree: Tree, file: SourceFile) -> bytes:
    try:
        if tree.objects is not None:
            return tree.objects.read(file.blob)
        root = os.path.realpath(tree.root)
        full = os.path.join(root, *file.path.split("/"))
        if os.path.normcase(os.path.realpath(full)) != os.path.normcase(full):
            raise SourceUnreadable("it is now behind a symbolic link, which is not followed")
        # Opening must neither block on a pipe nor follow a link that has just been put there.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with open(full, "rb", opener=lambda name, _: os.open(name, flags)) as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise SourceUnreadable("it is no longer a regular file")
            return opened.read()
    except SourceUnreadable as problem:
        raise SourceUnreadable(f"{file.path}: {problem}") from problem
    except OSError as error:
        raise SourceUnreadable(f"{file.path}: {_why(error)}") from error


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "it is gone: it was there when the files were listed"
    if isinstance(error, IsADirectoryError):
        return "it is a folder now"
    if mend := permissions.remedy(error):
        return f"it cannot be read: {error.strerror}{mend}"
    if isinstance(error, PermissionError):
        return "no permission to read it: give it with chmod u+r, or exclude it"
    return f"it cannot be read: {error.strerror}"
