"""One run at a time per target: a lock in the user's state directory, gone with its holder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ralf_notes.errors import TargetError


@contextmanager
def held(target: Path, wait: bool, tell: Callable[[str], None]) -> Iterator[bool]:
    """Hold a target's lock; gives whether another run had to be waited for.

    Args:
        target: the folder of the notes; it need not exist.
        wait: wait for another run that holds it, instead of raising.
        tell: gets one line for people before the wait.

    Raises TargetError when another run holds it, or the lock file cannot be made.
    """
    from filelock import FileLock, Timeout

    path = _path(target)
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        waited = False
        try:
            lock.acquire(timeout=0)
        except Timeout:
            _refuse_or_tell(target, path, wait, tell)
            waited = True
            lock.acquire()
    except OSError as exc:
        raise TargetError(
            f"the lock {path} cannot be made: {exc.strerror or exc}. Name a folder that can be "
            "written with the environment variable RALF_STATE_DIR."
        ) from exc
    try:
        with suppress(OSError):  # on a full disk: the lock holds all the same
            _holder(path).write_text(_me(), encoding="utf-8")
        yield waited
    finally:
        with suppress(OSError):
            _holder(path).unlink()
        lock.release()


def state_directory() -> Path:
    """Return where the tool keeps its state: `RALF_STATE_DIR`, else the user's state directory."""
    from platformdirs import user_state_path

    named = os.environ.get("RALF_STATE_DIR")
    return Path(named) if named else user_state_path("ralf-notes", appauthor=False)


def _path(target: Path) -> Path:
    # Two spellings of one folder share a lock where letters' case does not count.
    name = os.path.realpath(target).casefold()
    digest = sha256(name.encode(errors="surrogateescape")).hexdigest()[:16]
    return state_directory() / "locks" / f"{digest}.lock"


def _holder(path: Path) -> Path:
    return path.with_suffix(".json")


def _me() -> str:
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    return json.dumps({"pid": os.getpid(), "since": since})


def _refuse_or_tell(target: Path, path: Path, wait: bool, tell: Callable[[str], None]) -> None:
    who = f"{target} is being written by another run{_who(path)}"
    if not wait:
        raise TargetError(f"{who}. Wait for its end with --wait, or choose another target.")
    tell(f"{who}: waiting for its end")


def _who(path: Path) -> str:
    """Return who holds a lock, in words; '' if that is not written down."""
    try:
        holder = json.loads(_holder(path).read_text(encoding="utf-8"))
        return f" (process {holder['pid']}, since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
