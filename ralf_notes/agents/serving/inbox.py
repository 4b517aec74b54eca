"""The lines that a client sends: read on a thread, so that its first call holds up no ping."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO


class Inbox:
    """What a client has sent. While a call is answered, pings are answered beside it."""

    def __init__(self, lines: BinaryIO, send: Callable[[bytes], None]) -> None:
        """Begin to read.

        Args:
            lines: what the client sends.
            send: sends one line to it, from any thread.
        """
        self._lines, self._send = lines, send
        self._waiting: SimpleQueue[bytes] = SimpleQueue()
        self._answering: object = None
        self._in_order = threading.Lock()
        self._is_cancelled = False
        threading.Thread(target=self._read, daemon=True).start()

    def readline(self) -> bytes:
        """Return the next line as soon as it is there; b'' at the end."""
        line = self._waiting.get()
        if not line:
            self._waiting.put(line)
        return line

    def line_within(self, seconds: float) -> bytes:
        """Return the next line if it is there within some time, else b'', as at the end."""
        try:
            line = self._waiting.get(timeout=seconds)
        except Empty:
            return b""
        if not line:
            self._waiting.put(line)
        return line

    @contextmanager
    def answering(self, call: object) -> Iterator[Callable[[], bool]]:
        """Answer pings until the end of the block.

        Args:
            call: the id of the call that is answered in the block.

        Yields what tells whether the client has cancelled the call.
        """
        with self._in_order:
            self._answering, self._is_cancelled = (call,), False
            before = [self._waiting.get() for _ in range(self._waiting.qsize())]
            for line in before:
                self._take(line)
        try:
            yield lambda: self._is_cancelled
        finally:
            with self._in_order:
                self._answering = None

    def _read(self) -> None:
        line = b"\n"
        while line:
            line = self._lines.readline()
            with self._in_order:
                self._take(line)

    def _take(self, line: bytes) -> None:
        """Keep a line for `readline`, unless it needs no more than it gets here."""
        if self._answering is None or not self._is_done_with(line):
            self._waiting.put(line)

    def _is_done_with(self, line: bytes) -> bool:
        """Whether a line needs no other answer than the one that it has got here."""
        message: Any = None
        with suppress(ValueError, RecursionError):
            message = json.loads(line)
        if not isinstance(message, dict):
            return False
        method, params = message.get("method"), message.get("params")
        params = params if isinstance(params, dict) else {}
        if method == "ping" and isinstance(message.get("id"), str | int):
            pong = {"jsonrpc": "2.0", "id": message["id"], "result": {}}
            with suppress(OSError):  # the client is gone: the next line is the end
                self._send(json.dumps(pong, separators=(",", ":")).encode() + b"\n")
            return True
        is_cancel = method == "notifications/cancelled"
        if is_cancel and (params.get("requestId"),) == self._answering:
            self._is_cancelled = True
            return True
        return False
