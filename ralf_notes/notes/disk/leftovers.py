"""What killed runs left behind: temporary files go, and what an editor wrote to one comes back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes.disk import below, replacing, staging, trash
from ralf_notes.notes.disk.staging import Staged


def sweep(target: Path, tops: Iterable[str]) -> Iterator[str]:
    """Remove temporary files; yield a line for a person where one held what an editor had written.

    Call it only while no other run writes to the target: then all these files are stale.

    Args:
        target: the folder of all notes.
        tops: the folders in it to search; others may be the user's. In the target itself, only
            its own files are looked at.
    """
    with suppress(OSError), below.folder(target, "") as opened:
        yield from _swept(target, "", [*os.listdir(opened)], opened)
    for top in tops:
        with suppress(OSError, NoteBlocked), below.folder(target, top) as opened:
            for inside, _, files, inner in os.fwalk(dir_fd=opened):
                path = f"{top}/{inside}".rstrip("./").replace("/./", "/")
                yield from _swept(target, path, files, inner)


def _swept(target: Path, folder: str, names: list[str], opened: int) -> Iterator[str]:
    for name in names:
        if staging.is_unfinished(name):
            with suppress(OSError):
                os.unlink(name, dir_fd=opened)
        elif staged := Staged.from_name(name):
            with suppress(OSError, NoteBlocked):
                file = below.open_file(opened, name)
                if file is not None:
                    try:
                        data = below.content(file)
                    finally:
                        os.close(file)
                    yield from _restored(target, folder, staged, data, names)
                os.unlink(name, dir_fd=opened)


def _restored(
    target: Path, folder: str, staged: Staged, data: bytes, names: list[str]
) -> Iterator[str]:
    """Bring back what an editor wrote to a file while a run that was killed replaced it."""
    if staging.short_hash(data) in (staged.old, staged.new) or not data.strip():
        return
    hashes = {staging.short_hash(os.fsencode(name)): name for name in names}
    name = hashes.get(staged.note, "")
    path = f"{folder}/{name or 'note.md'}".lstrip("/")
    now = below.read(target, path) if name else None
    if now == data:
        return
    is_ours = now is not None and staging.short_hash(now) == staged.new
    if now is not None and is_ours and replacing.replace(target, path, now, data):
        return
    copy = trash.keep_copy(target, path, data)
    yield f"{path} was changed by another program when a run was killed: its version is in {copy}"
