"""The sockets of an HTTP client: what another thread waits for is ended by shutting them."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from weakref import WeakSet


class Sockets:
    """The open sockets of one HTTP client.

    Closing a client from another thread would not wake the one that waits for an answer.
    """

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Learn of a connection: what httpcore calls the `trace` extension.

        Source: https://www.encode.io/httpcore/extensions/#trace
        """
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self.add(info["return_value"].get_extra_info("socket"))

    def add(self, opened: socket.socket) -> None:
        """Keep a socket in mind."""
        self._open.add(opened)

    def shut(self) -> None:
        """End all that goes over the sockets that are open now."""
        for each in tuple(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
