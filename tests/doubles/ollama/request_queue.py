"""Who waits in the double of an Ollama server: for its turn, or for a test to say go on."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 60.0
"""Seconds after which a test that waits for something has failed."""


class Queue:
    """First come, first served, some of them at once; and the requests that hang."""

    def __init__(self, slots: int = 1) -> None:
        self.slots = slots
        self.changed = threading.Condition()
        self.numbers: list[int] = []
        """The requests under way, those at work first."""
        self.hanging: list[socket.socket] = []

    @contextmanager
    def turn(self, number: int) -> Iterator[None]:
        """Wait until so many have left that one of the server's slots is free, then have it."""
        with self.changed:
            self.numbers.append(number)
            self.changed.notify_all()
            self.changed.wait_for(lambda: number in self.numbers[: self.slots])
        try:
            yield
        finally:
            with self.changed:
                self.numbers.remove(number)
                self.changed.notify_all()

    def wait_for(self, happened: Callable[[], bool], what: str) -> None:
        """Return when it has happened; raise TimeoutError when it does not."""
        with self.changed:
            if not self.changed.wait_for(happened, PATIENCE):
                raise TimeoutError(f"waited {PATIENCE} s for {what}")

    def hang(self, connection: socket.socket) -> None:
        """Wait for `release`; raise ConnectionAbortedError when the connection ends first."""
        here, there = socket.socketpair()
        with here, there:
            with self.changed:
                self.hanging.append(there)
                self.changed.notify_all()
            ready = select.select([here, connection], [], [])[0]
            with self.changed:
                self.hanging.remove(there)
        if here not in ready:
            raise ConnectionAbortedError

    def release(self) -> None:
        """Let the requests that hang now go on."""
        with self.changed:
            for end in self.hanging:
                end.sendall(b"!")
