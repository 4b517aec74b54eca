"""The target as a whole: it is opened for a run and swept; notes move and go to the trash in it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ralf_notes.errors import NoteBlocked, TargetError
from ralf_notes.machine import permissions, renaming
from ralf_notes.notes.disk import below, leftovers, replacing, staging, taken, trash
from ralf_notes.notes.layout import segment
from ralf_notes.paths import folders_above


@contextmanager
def errors_for_people(path: Path) -> Iterator[None]:
    """Raise NoteBlocked or TargetError for what goes wrong when a path is written."""
    try:
        yield
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as exc:
        raise NoteBlocked(f"its path is taken: {exc}") from exc
    except OSError as exc:
        raise TargetError(
            f"cannot write {path}: {exc.strerror or exc}. All notes are intact; once the target "
            f"can be written again, the next run continues from here{permissions.remedy(exc)}"
        ) from exc


@contextmanager
def opened(target: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Work on a target for a block: it stays the folder that it was when it was first used.

    At the end, what editors wrote to notes while these were replaced is brought into them.

    Args:
        target: the folder of all notes; it need not exist.
        tell: is called with a line for a person when two versions of a note could not be merged.
    """
    with taken.watching(target, tell):
        try:
            yield
        finally:
            settle(target)


def settle(target: Path) -> None:
    """Bring what editors wrote to notes while these were replaced into the notes.

    Raises NoteBlocked or TargetError.
    """
    with errors_for_people(target):
        replacing.settle_all(target)


def sweep(target: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Remove temporary files that killed runs left behind, and restore what editors wrote to them.

    Call it only while no other run writes to the target: then all these files are stale.

    Args:
        target: the folder of all notes.
        names: the names of the trees whose folders to search; other folders may be the user's.

    Returns a line for a person for each version of a note that went to the trash.
    """
    return tuple(leftovers.sweep(target, [trash.FOLDER, *map(segment, names)]))


def move(target: Path, old: str, new: str) -> None:
    """Move a note to another path in one step; its bytes stay the same.

    Raises NoteBlocked when a path leads out of the target or the new one is taken, and TargetError
    when the target cannot be written.
    """
    try:
        with (
            below.place(target, old) as (from_folder, name),
            below.place(target, new, create=True) as (to_folder, new_name),
        ):
            file = below.open_file(from_folder, name)
            if file is None:
                raise NoteBlocked(f"it cannot be moved to {new}: it is gone")
            os.close(file)
            renaming.rename_new(from_folder, name, to_folder, new_name)
        _drop_empty_folders(target, old)
    except FileExistsError:
        raise NoteBlocked(f"it cannot be moved to {new}: that path is taken") from None
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise NoteBlocked(f"it cannot be moved to {new}: {exc.strerror}") from exc
    except OSError as exc:
        raise TargetError(f"cannot move {target / old} to {new}: {exc.strerror or exc}") from exc


def discard(target: Path, note_path: str) -> None:
    """Move a note to the target's `.trash` folder. Raises NoteBlocked or TargetError."""
    try:
        data = below.read(target, note_path)
        if data is None:
            return
        if not trash.move_there(target, note_path, data):
            raise NoteBlocked("another program changed it just now: it stays")
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
        with below.folder(target, "") as top:
            os.unlink(staging.write(top, b"x"), dir_fd=top)
    except OSError as exc:
        remedy = permissions.remedy(exc) or f". {_way_out(exc)}"
        raise TargetError(
            f"target_dir {target} cannot be written: {exc.strerror or exc}{remedy}"
        ) from exc


def _way_out(error: OSError) -> str:
    """Return what helps where a target cannot be written."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "Make room there, or name another with --target-dir."
    if error.errno == errno.EROFS:
        return "Name another with --target-dir, or mount that disk so that it can be written."
    return "Name another with --target-dir, or change its permissions."


def _drop_empty_folders(target: Path, note_path: str) -> None:
    """Remove the folders above a note that are empty without it."""
    for folder in folders_above(note_path):
        try:
            with below.place(target, folder) as (above, name):
                os.rmdir(name, dir_fd=above)
        except (OSError, NoteBlocked):
            return
