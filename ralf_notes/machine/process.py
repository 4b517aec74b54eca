"""The process of a command: handles signals, keeps the machine awake, is seen by others.

A command takes it in before all else, so that Ctrl-C is heard early: it loads little.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

EXIT_INTERRUPTED = 130
INTERRUPTED = "interrupted; nothing is lost"
"""What a command says that a signal ended."""


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
    import platform
    import shutil
    import subprocess

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


def leave_when_interrupted() -> None:
    """Let Ctrl-C end the process at once, with one line, wherever no block is `interruptible`.

    An exception in its place would be lost where Python calls back, as while modules load. All
    that is written by then is whole files and a database's own journal.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the first SIGINT, SIGTERM or SIGHUP raise KeyboardInterrupt, and a second one exit.

    A signal that the caller ignores, as `nohup` does, stays ignored. An error after a signal
    becomes KeyboardInterrupt, too: C code that was calling Python hands it on as its own error.
    """
    global _was_interrupted
    _was_interrupted = False

    def interrupt(number: int, frame: object) -> None:
        global _was_interrupted
        _was_interrupted = True
        for other in _handled_signals():
            signal.signal(other, _leave)
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in _handled_signals()}
    try:
        for number in before:
            signal.signal(number, interrupt)
        yield
    except Exception as exc:
        if _was_interrupted:
            raise KeyboardInterrupt from exc
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_was_interrupted = False
"""Whether a signal has interrupted what is `interruptible`."""


def was_interrupted() -> bool:
    """Whether a signal has interrupted what is `interruptible`, or was the last."""
    return _was_interrupted


def _leave(number: int, frame: object) -> None:
    """Exit at once, and say so; a line that was being drawn is erased."""
    erase = b"\r\x1b[K" if os.isatty(2) else b""
    with suppress(OSError):
        os.write(2, erase + f"ralf-notes: {INTERRUPTED}\n".encode())
    os._exit(EXIT_INTERRUPTED)


def when_put_aside(clear: Callable[[Callable[[], None]], None]) -> Callable[[], None]:
    """Call a function when Ctrl-Z is to stop the process; return what ends that.

    Args:
        clear: gets what stops the process and returns once it goes on; called on the main thread.
    """
    number = getattr(signal, "SIGTSTP", None)
    if number is None or not _is_main_thread() or signal.getsignal(number) != signal.SIG_DFL:
        return lambda: None

    def stop() -> None:
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
        signal.signal(number, put_aside)

    def put_aside(number: int, frame: object) -> None:
        clear(stop)

    def end() -> None:
        if _is_main_thread():
            signal.signal(number, signal.SIG_DFL)

    signal.signal(number, put_aside)
    return end


def _is_main_thread() -> bool:
    import threading

    return threading.current_thread() is threading.main_thread()


def _handled_signals() -> list[int]:
    """Return the signals that interrupt a run; none on a thread that cannot set handlers."""
    if not _is_main_thread():
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
    from datetime import datetime

    import psutil

    try:
        recorded = datetime.fromisoformat(since).timestamp()
        return bool(psutil.Process(pid).create_time() <= recorded + 1)
    except (psutil.Error, ValueError, OverflowError):
        return False
