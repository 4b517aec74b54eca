"""Reads a socket within limits: of time, however slowly bytes drip, and of size."""

from __future__ import annotations

import io
import math
import socket
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from ralf_notes.errors import Refused

_LONGEST_HEAD = 262_144
"""Bytes of a status line and all headers."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an answer is read, and how long."""

    first: float
    """Seconds until the answer begins."""
    whole: float
    """Seconds for the rest of it."""
    size: int
    """Bytes of its body."""
    piece: float = math.inf
    """Seconds until the head, or a line of the body, is complete once its first byte has come."""


class PacedSocket:
    """A socket as `http.client` uses it, read within limits.

    A read timeout of a socket would not do: a server that sends a byte a second never meets it.
    """

    def __init__(
        self, wrapped: socket.socket, limits: Limits, clock: Callable[[], float] = monotonic
    ) -> None:
        """Wrap a socket, which stays the caller's to close; the time begins now."""
        self._socket, self._limits, self._clock = wrapped, limits, clock
        self._until = self._end = clock() + limits.first
        self._left = _LONGEST_HEAD
        self._is_head, self._piece_end = True, math.inf

    def begin_body(self) -> None:
        """Go on to the body: its size is counted, and the time for the whole answer begins."""
        self._end = self._clock() + self._limits.whole
        self._left = self._limits.size
        self._is_head, self._piece_end = False, math.inf

    def wait_at_most(self, seconds: float) -> None:
        """Set the time until the next part of the answer has come; never beyond the whole."""
        self._until = min(self._clock() + seconds, self._end)

    def makefile(self, *_: object) -> io.BufferedReader:
        """Return what reads the answer."""
        return io.BufferedReader(_SocketFile(self.receive))

    def sendall(self, content: bytes) -> None:
        """Send all bytes of a request."""
        self._socket.settimeout(self._limits.first)
        self._socket.sendall(content)

    def receive(self, buffer: Any) -> int:
        """Read what has come. Raises TimeoutError and Refused when a limit is met."""
        seconds = min(self._until, self._piece_end) - self._clock()
        if seconds <= 0:
            raise TimeoutError
        self._socket.settimeout(seconds)
        try:
            count = self._socket.recv_into(buffer)
        except ValueError as exc:  # another thread has just shut a socket with TLS
            raise ConnectionError(str(exc)) from exc
        self._left -= count
        if self._left < 0:
            raise Refused("the server sends far more than was asked for: the rest is not read")
        self._time_piece(bytes(buffer[:count]))
        return count

    def _time_piece(self, received: bytes) -> None:
        """Begin the time of the head or of a line of the body, or end that of a complete line.

        A model may take minutes to its first token. A server that has begun to answer may not take
        as long for a few bytes.
        """
        is_line_complete = b"\n" in received and not self._is_head
        if received.endswith(b"\n") and is_line_complete:
            self._piece_end = math.inf
        elif is_line_complete or (received and self._piece_end == math.inf):
            self._piece_end = self._clock() + self._limits.piece

    def close(self) -> None:
        """Do nothing: `http.client` is done with it, but the answer may still be read."""


class _SocketFile(io.RawIOBase):
    """What a socket receives, as a file."""

    def __init__(self, receive: Callable[[Any], int]) -> None:
        self._receive = receive

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._receive(buffer)
