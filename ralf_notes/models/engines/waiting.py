"""How long the HTTP clients of engines wait, and how another thread ends their waiting."""

from __future__ import annotations

import socket
from contextlib import suppress
from weakref import WeakSet

_SLOWEST_PROMPT = 60
"""Bytes of prompt that any machine reads per second: 20 tokens of 3 bytes."""
STALLED = "the model stalled: no token came in time (settings: timeout, load_timeout)"


def until_first_token(load_timeout: float, size: int) -> float:
    """Return how many seconds to wait for the first token.

    Args:
        load_timeout: the setting: seconds for loading the model.
        size: of the request, in bytes; reading it takes time too.
    """
    return load_timeout + size / _SLOWEST_PROMPT


class Sockets:
    """The open sockets of one HTTP client.

    Shutting them wakes the thread that waits for an answer; closing the client would not.
    """

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()

    def add(self, opened: socket.socket) -> None:
        """Record an open socket."""
        self._open.add(opened)

    def shut(self) -> None:
        """End all exchanges over the sockets that are open now."""
        for each in tuple(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
