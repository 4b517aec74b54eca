"""One run at a time per target: a lock in the user's state directory, gone with its holder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from ralf_notes.errors import TargetError
from ralf_notes.machine import state


@contextmanager
def held(target: Path, wait: bool, tell: Callable[[str], None]) -> Iterator[bool]:
    """Hold a target's lock during a block; gives whether the lock had to be waited for.

    Args:
        target: the folder of the notes; it need not exist.
        wait: wait for another run that holds it, instead of raising.
        tell: gets one line for people before the wait.

    Raises TargetError when another run holds it, or the lock file cannot be made.
    """
    from filelock import FileLock, Timeout

    record = state.record(target)
    path = record.path("locks", ".lock")
    lock = FileLock(path)
    waited = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            holder = f"{target} is being written by another run{_holder(record)}"
            if not wait:
                raise TargetError(
                    f"{holder}. Wait for it with --wait, or choose another target."
                ) from None
            tell(f"{holder}: waiting for it to end")
            waited = True
            lock.acquire()
    except OSError as exc:
        raise TargetError(
            f"the lock {path} cannot be made: {exc.strerror or exc}. Name a folder that can be "
            "written with the environment variable RALF_STATE_DIR."
        ) from exc
    try:
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        record.write("locks", {"pid": os.getpid(), "since": since})
        yield waited
    finally:
        with suppress(OSError):
            record.path("locks").unlink()
        lock.release()


def _holder(record: state.Record) -> str:
    """Return who holds a lock, in words; '' if that is not written down."""
    try:
        holder = record.read("locks")
        return f" (process {holder['pid']}, since {holder['since']})"
    except (KeyError, TypeError):
        return ""
