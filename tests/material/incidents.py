"""Runs of the command line that are cut short: killed before the Nth change that they make on disk.

Each runs in a process of its own, forked from one that has everything imported, and counts the
changes from outside: Python's audit events, and the calls that have none.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CHANGING = frozenset((
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link",
))  # fmt: skip
_READING = ("SELECT", "PRAGMA", "--")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    status: int
    """Its exit code; minus the number of the signal that killed it."""
    output: str
    changes: tuple[str, ...]
    """What it was about to change, in order."""

    @property
    def was_killed(self) -> bool:
        return self.status == -signal.SIGKILL


class Runs:
    """A process that forks runs of the command line."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        command = [sys.executable, __file__]
        paths = (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            encoding="utf-8",
        )

    def start(
        self,
        args: Sequence[str],
        folder: Path,
        *,
        kill_at: int = 0,
        keep: Path | None = None,
        obey: bool = False,
        edits: bool = False,
    ) -> int:
        """Start a run; return its process id.

        Args:
            args: the command line, without the program.
            folder: for what is known of it; must be empty.
            kill_at: kills itself before the change with this number, from 1; 0 for never.
            keep: where each file goes that becomes another one, and under `names` which.
            obey: as root, obey the permissions of files.
            edits: an editor saves a line in each note at the last moment before the run replaces
                it; `edits` in the folder lists these lines.
        """
        order = {"args": [*args], "folder": str(folder), "kill_at": kill_at, "edits": edits}
        self._say({**order, "keep": str(keep) if keep else "", "obey": obey})
        self._folder = folder
        return int(self._hear())

    def end(self) -> Ended:
        """Wait for the end of the run that was started last."""
        self._say({})
        status = os.waitstatus_to_exitcode(int(self._hear()))
        output, changes = self._folder / "output", self._folder / "changes"
        lines = changes.read_text(encoding="utf-8").splitlines() if changes.exists() else []
        return Ended(status, output.read_text(encoding="utf-8"), tuple(lines))

    def close(self) -> None:
        self._process.communicate()

    def _say(self, order: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def runs(environ: Mapping[str, str]) -> Iterator[Runs]:
    """Have runs forked until the end of the block."""
    forking = Runs(environ)
    try:
        yield forking
    finally:
        forking.close()


# In the process that forks


def main() -> None:
    """Fork a run for each order on the standard input, and wait for it at the next line."""
    _import_all()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _run(order)
        print(pid, flush=True)
        sys.stdin.readline()
        print(os.waitpid(pid, 0)[1], flush=True)


def _import_all() -> None:
    import importlib
    import pkgutil

    import ralf_notes

    for module in pkgutil.walk_packages(ralf_notes.__path__, "ralf_notes."):
        if not module.name.endswith(("__main__", ".embedded")):
            importlib.import_module(module.name)


def _run(order: Mapping[str, Any]) -> None:
    from ralf_notes import __main__

    with open(f"{order['folder']}/output", "wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    if order["obey"]:
        _obey_permissions()
    _watch(order["kill_at"], f"{order['folder']}/changes", order["keep"])
    if order["edits"]:
        _edit_at_the_last_moment(f"{order['folder']}/edits")
    sys.argv = ["ralf-notes", *order["args"]]
    code: object = 0
    try:
        __main__.main()
    except SystemExit as exc:
        code = exc.code
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)


def _watch(kill_at: int, log: str, keep: str) -> None:
    """Count the changes on disk; end this process before the one with the number `kill_at`."""
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    numbers = itertools.count(1)  # gives each number once, whichever thread asks

    def change(what: str) -> None:
        number = next(numbers)
        os.write(told, f"{what}\n".encode(errors="replace"))
        if number == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR):
            change(f"open {args[0]}")
        elif event in _CHANGING:
            change(f"{event} {args[0]}")

    _count_calls(change)
    _count_renames(change, keep)
    sys.addaudithook(audit)


def _count_renames(change: Callable[[str], None], keep: str) -> None:
    """Count the renames that Python does not know; keep each file that becomes a note."""
    from ralf_notes.machine import renaming

    exchange, rename_new = renaming.exchange, renaming.rename_new
    replaced = os.open(f"{keep}/names", os.O_WRONLY | os.O_CREAT | os.O_APPEND) if keep else -1
    kept = itertools.count()

    def keep_file(old_folder: int, old: str, new_folder: int, new: str) -> None:
        if keep:
            name = f"{next(kept)}"
            os.link(old, f"{keep}/{name}", src_dir_fd=old_folder)
            os.write(replaced, f"{name} {path_of(new_folder)}/{new}\n".encode())

    def counted_exchange(folder: int, one: str, other: str) -> None:
        change(f"exchange {other}")
        keep_file(folder, one, folder, other)
        exchange(folder, one, other)

    def counted_rename(old_folder: int, old: str, new_folder: int, new: str) -> None:
        change(f"rename {new}")
        keep_file(old_folder, old, new_folder, new)
        rename_new(old_folder, old, new_folder, new)

    renaming.exchange, renaming.rename_new = counted_exchange, counted_rename


def path_of(folder: int) -> str:
    """Return the path of an open folder."""
    if sys.platform == "linux":
        return os.readlink(f"/proc/self/fd/{folder}")
    import fcntl

    get_path = 50  # F_GETPATH, fcntl(2) of macOS
    return os.fsdecode(fcntl.fcntl(folder, get_path, bytes(1024)).rstrip(b"\0"))


def _edit_at_the_last_moment(log: str) -> None:
    """Have an editor save a line in each note once, after the run has read it."""
    from ralf_notes.machine import renaming

    exchange = renaming.exchange
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    edited: set[str] = set()

    def after_an_edit(folder: int, one: str, other: str) -> None:
        path = f"{path_of(folder)}/{other}"
        if path not in edited and other.endswith(".md"):
            edited.add(path)
            line = f"Edited line {len(edited)}.\n".encode()
            number = os.open(other, os.O_WRONLY | os.O_APPEND, dir_fd=folder)
            os.write(number, line)
            os.close(number)
            os.write(told, line)
        exchange(folder, one, other)

    renaming.exchange = after_an_edit


def _count_calls(change: Callable[[str], None]) -> None:
    """Count what has no audit event: half of a file written, fsync, each statement of SQLite."""
    from ralf_notes.notes.disk import staging

    sync, connect, write_all = os.fsync, sqlite3.connect, staging.write_all

    def counted_sync(number: int) -> None:
        change("fsync")
        sync(number)

    def counted_connect(*args: Any, **options: Any) -> sqlite3.Connection:
        db = connect(*args, **options)
        db.set_trace_callback(lambda sql: None if sql.startswith(_READING) else change(sql[:30]))
        return db

    def halved(file: int, data: bytes) -> None:
        write_all(file, data[: len(data) // 2])
        change("write the other half")
        write_all(file, data[len(data) // 2 :])

    os.fsync, sqlite3.connect = counted_sync, counted_connect
    staging.write_all = halved


def _obey_permissions() -> None:
    """Give up what lets root write where the permissions do not allow it."""
    if os.geteuid():
        return
    import ctypes

    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    none = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    main()
