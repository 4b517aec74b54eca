"""The process of a long run: keeps the machine awake, handles signals, is seen by others."""

from __future__ import annotations

import gc
import os
import platform
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

EXIT_INTERRUPTED = 130


def collect_seldom() -> None:
    """Let Python look for cycles seldom: what a run makes mostly lives until its end.

    To look in it so often as Python does by itself takes 4 % of a run.
    """
    gc.set_threshold(200_000, 20, 50)
    gc.enable()


@contextmanager
def kept_awake() -> Iterator[None]:
    """Keep a Mac awake until the end of the block or of the process.

    `caffeinate` ends when this process does (-w). It prevents idle sleep (-i), and all sleep on
    mains power (-s). Source: caffeinate(8).
    """
    program = shutil.which("caffeinate") if platform.system() == "Darwin" else None
    if program is None:
        yield
        return
    command = [program, "-i", "-s", "-w", str(os.getpid())]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    except OSError:
        yield
        return
    with process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the first SIGINT, SIGTERM or SIGHUP raise KeyboardInterrupt, and a second one exit.

    A signal that the caller ignores, as `nohup` does, stays ignored. An error after a signal
    becomes KeyboardInterrupt, too: C code that was calling Python hands it on as its own error.
    """
    _interrupted.clear()

    def interrupt(number: int, frame: object) -> None:
        _interrupted.set()
        for other in _handled_signals():
            signal.signal(other, _leave)
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in _handled_signals()}
    try:
        for number in before:
            signal.signal(number, interrupt)
        yield
    except Exception as exc:
        if was_interrupted():
            raise KeyboardInterrupt from exc
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_interrupted = threading.Event()
"""Set once a signal has interrupted what is `interruptible`."""


def was_interrupted() -> bool:
    """Whether a signal has interrupted what is `interruptible`, or was the last."""
    return _interrupted.is_set()


def _leave(number: int, frame: object) -> None:
    """Exit at once; a line that was being drawn is erased."""
    with suppress(OSError):
        if os.isatty(2):
            os.write(2, b"\r\x1b[K")
    os._exit(EXIT_INTERRUPTED)


def _handled_signals() -> list[int]:
    """Return the signals that interrupt a run; none on a thread that cannot set handlers."""
    if threading.current_thread() is not threading.main_thread():
        return []
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    return [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]


def runs_elsewhere(pid: int, since: str) -> bool:
    """Whether a process other than this one has recorded its number, and still runs.

    A process that started later has the same number only by chance.

    Args:
        pid: the number.
        since: when it was recorded, as `state.timestamp` returns it.
    """
    if pid == os.getpid():
        return False
    import psutil

    try:
        recorded = datetime.fromisoformat(since).timestamp()
        return bool(psutil.Process(pid).create_time() <= recorded + 1)
    except (psutil.Error, ValueError, OverflowError):
        return False
