"""One run at a time per target: a lock in the state directory that ends with its process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ralf_notes.errors import TargetError
from ralf_notes.machine import process, state


@contextmanager
def held(target: Path, wait: bool, tell: Callable[[str], None]) -> Iterator[bool]:
    """Hold a target's lock during a block; the value is whether it had to wait for the lock.

    Args:
        target: the folder of the notes; it need not exist.
        wait: whether to wait for another run that holds the lock, instead of raising.
        tell: called with a line for a person before the wait.

    Raises TargetError when another run holds it, or the lock file cannot be created.
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
            busy = f"{target} is being written by another run"
            with suppress(KeyError, TypeError):  # the other run may not have recorded itself
                holder = record.read("locks")
                busy += f" (process {holder['pid']}, since {state.shown_time(holder['since'])})"
            if not wait:
                raise TargetError(
                    f"{busy}. Wait for it with --wait, or choose another target."
                ) from None
            tell(f"{busy}: waiting for it to end")
            waited = True
            lock.acquire()
    except OSError as exc:
        raise TargetError(
            f"the lock {path} cannot be created: {exc.strerror or exc}. Set the environment "
            "variable RALF_STATE_DIR to a folder that can be written."
        ) from exc
    try:
        record.write("locks", {"pid": os.getpid(), "since": state.timestamp()})
        yield waited
    finally:
        with suppress(OSError):
            record.path("locks").unlink()
        lock.release()


def is_held(target: Path) -> bool:
    """Whether another process writes a target now: as it recorded, so nothing is locked for it."""
    holder = state.record(target).read("locks")
    try:
        return process.runs_elsewhere(holder["pid"], holder["since"])
    except (KeyError, TypeError):  # no record, or one that is not ours
        return False
