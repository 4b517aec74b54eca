"""How a run is interrupted: the first signal ends it in good order, the second at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EXIT_INTERRUPTED = 130


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the first SIGINT, SIGTERM or SIGHUP raise KeyboardInterrupt, and a second one exit.

    A signal that the caller has ignored, as `nohup` does, stays ignored.
    """
    before = {number: signal.getsignal(number) for number in _numbers()}
    try:
        for number in before:
            signal.signal(number, _first)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _numbers() -> list[int]:
    if threading.current_thread() is not threading.main_thread():
        return []  # only there may handlers be set
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    return [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]


def _first(number: int, frame: object) -> None:
    for other in _numbers():
        signal.signal(other, _second)
    raise KeyboardInterrupt


def _second(number: int, frame: object) -> None:
    os._exit(EXIT_INTERRUPTED)
