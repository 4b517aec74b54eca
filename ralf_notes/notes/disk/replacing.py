"""Puts one file in the place of another, and loses nothing that an editor writes meanwhile.

Between the reading of a note and its replacement, an editor may save. So the two files change
places in one step, and only then the old one is looked at: if it no longer holds what was read,
they change back, and the caller starts over. An editor that opened the old file before may write to
it even later. So that file stays open after its name is gone, and is looked at once more.

Where a file system cannot exchange two files, the old one keeps a second name (a hard link) while
the new one takes its place. Where there are no hard links either, it only stays open. There, a file
that an editor puts in its place in the last microseconds before the replacement is lost.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from ralf_notes.errors import NoteBlocked
from ralf_notes.machine import renaming
from ralf_notes.notes.disk import below, merging, staging, taken, trash
from ralf_notes.notes.disk.staging import Staged
from ralf_notes.notes.disk.taken import Taken

PAUSES = (0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128)
"""Seconds before each try to change a note that an editor is changing, too."""
_GRACE = 0.02
"""Seconds after which an editor has surely written to a file that it had opened to write to it."""


def replace(target: Path, path: str, old: bytes, data: bytes) -> bool:
    """Put new bytes in the place of a file's old ones, unless somebody changed it since.

    Args:
        target: the folder of all notes.
        path: the file's path in it.
        old: the bytes that were read.
        data: the new ones.

    Returns whether the file has the new bytes now; if not, it is as somebody else left it.

    Raises NoteBlocked when a link or something else has its place, and OSError.
    """
    with below.place(target, path) as (opened, name):
        before = below.open_if(opened, name, old)
        if before is None:
            return False
        read = Taken(target, path, before, old)
        try:
            staged = _stage(opened, name, data, read)
            # The disk took its time to confirm the new file: a quick look saves exchanging twice.
            if not _is_unchanged(opened, name, read):
                os.unlink(staged, dir_fd=opened)
                return False
            try:
                renaming.exchange(opened, staged, name)
            except OSError as exc:
                if exc.errno not in renaming.UNSUPPORTED:
                    os.unlink(staged, dir_fd=opened)
                    if isinstance(exc, FileNotFoundError):
                        return False  # the note was removed
                    raise
                return _replace_without_exchange(opened, name, staged, read)
        finally:
            read.close()
        return _is_exchanged(opened, name, staged, read, data)


def put(target: Path, path: str, before: bytes | None, data: bytes) -> bool:
    """Write a file that held some bytes, None for a new one; return whether it still did.

    Raises NoteBlocked and OSError as `replace` does.
    """
    if before is None:
        return staging.create(target, path, data)
    return replace(target, path, before, data)


def settle(each: Taken, *, is_last: bool = False) -> bool:
    """Bring what an editor wrote to a file that was taken into the note that is there now.

    What cannot be merged is looked at again later: the editor may not have finished. If it is the
    last look, that version goes to the trash, and the person gets a message.

    Args:
        each: the file; it is closed, or kept open for another look.
        is_last: whether there will be no other look.

    Returns whether everything in the file is safe now. Raises NoteBlocked, and OSError.
    """
    version = below.content(each.file)
    if version == each.data or _bring_in(each, version):
        each.close()
        return True
    if not is_last and (other := taken.watch(each)) is not each:
        if other is not None:
            settle(other, is_last=True)
        return False
    each.close()
    if version.strip():  # an editor that emptied the file has saved another one
        copy = trash.keep_copy(each.target, each.path, version)
        taken.tell(each.target, f"{each.path} was changed by another program at the same time: "
                   f"its version is in {copy}")  # fmt: skip
    return True


def settle_all(target: Path) -> None:
    """Look a last time at all files that were taken out of a target's notes."""
    files = taken.due(target)
    if files:
        newest = max(each.since for each in files)
        time.sleep(max(0.0, newest + _GRACE - time.monotonic()))
    for each in files:
        settle(each, is_last=True)


def _bring_in(each: Taken, version: bytes) -> bool:
    """Merge what an editor wrote into the note; return whether that was possible."""
    for pause in PAUSES:
        time.sleep(pause)
        now = below.read(each.target, each.path)
        if now is None:
            if staging.create(each.target, each.path, version):
                return True
            continue
        merged = merging.merged(each.data, version, now)
        if merged is None:
            return version == now
        if merged == now or replace(each.target, each.path, now, merged):
            return True
    return False


def _stage(opened: int, name: str, data: bytes, read: Taken) -> str:
    """Write the new file under a name that shows what it is; return the name."""
    unfinished = staging.write(opened, data, read.file)
    staged = Staged.of(name, read.data, data).name(unfinished)
    try:
        os.rename(unfinished, staged, src_dir_fd=opened, dst_dir_fd=opened)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished, dir_fd=opened)
        raise
    return staged


def _is_exchanged(opened: int, name: str, staged: str, read: Taken, data: bytes) -> bool:
    """Look at the file that came out: exchange the two again if it is not what was read.

    Args:
        opened: the descriptor of the folder.
        name: of the note.
        staged: the name that the old file has now.
        read: what was read.
        data: the new bytes.
    """
    if _let_go(opened, staged, read, read.data):
        return True
    with suppress(FileNotFoundError):
        renaming.exchange(opened, staged, name)
        if _let_go(opened, staged, read, data):
            return False
        renaming.exchange(opened, staged, name)  # what an editor saved last is the note
    with suppress(NoteBlocked):
        file = below.open_file(opened, staged)
        # What is not safe yet keeps its name: if this run is killed, the next one finds it.
        if file is None or settle(Taken(read.target, read.path, file, read.data)):
            _remove(opened, staged)
    return False


def _let_go(opened: int, name: str, read: Taken, data: bytes) -> bool:
    """Remove a file's name if it holds some bytes; an editor may have it open, so it stays open."""
    try:
        file = below.open_if(opened, name, data)
    except NoteBlocked:
        return False
    if file is None:
        return False
    os.unlink(name, dir_fd=opened)
    _watch(Taken(read.target, read.path, file, data))
    return True


def _watch(each: Taken) -> None:
    """Keep a file open for a look at the end; look now at another one, or at this one."""
    if other := taken.watch(each):
        settle(other)


def _replace_without_exchange(opened: int, name: str, staged: str, read: Taken) -> bool:
    """Put the new file in the place of the old one, which keeps a second name until then."""
    second = f"{staged.removesuffix('.tmp')}.old.tmp"
    try:
        with suppress(OSError):
            os.link(name, second, src_dir_fd=opened, dst_dir_fd=opened, follow_symlinks=False)
        is_same = _is_unchanged(opened, name, read)
        if is_same:
            os.rename(staged, name, src_dir_fd=opened, dst_dir_fd=opened)
    except BaseException:
        _remove(opened, staged, second)
        raise
    old = Taken(read.target, read.path, os.dup(read.file), read.data)
    if not is_same:
        old.close()
    elif below.content(old.file) == old.data:
        _watch(old)
    elif not settle(old):
        _remove(opened, staged)
        return True
    _remove(opened, staged, second)
    return is_same


def _remove(opened: int, *names: str) -> None:
    for name in names:
        with suppress(OSError):
            os.unlink(name, dir_fd=opened)


def _is_unchanged(opened: int, name: str, read: Taken) -> bool:
    """Whether a name still is that of the file that was read, with the same bytes."""
    is_same = below.content(read.file) == read.data
    try:
        named = os.stat(name, dir_fd=opened, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return is_same and os.path.samestat(named, os.fstat(read.file))
