"""The socket side of the double of an Ollama server: HTTP/1.1 with keep-alive and streams."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

JSON = "application/json; charset=utf-8"


class Exchange(BaseHTTPRequestHandler):
    """One connection; each request on it is given to the listener's `serve`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Sockets

    def setup(self) -> None:
        super().setup()
        self.server.listener.opened(self.connection)

    def finish(self) -> None:
        self.server.listener.closed(self.connection)
        super().finish()

    def do_GET(self) -> None:
        """Serve one request."""
        self._streaming = False
        self.server.listener.serve(self)

    do_POST = do_PUT = do_DELETE = do_GET

    def body(self) -> bytes:
        """Return the bytes of the request's body."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def send(self, status: int, kind: str, content: bytes) -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def line(self, value: Any) -> None:
        """Send one line of a stream."""
        if not self._streaming:
            self._streaming = True
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
        content = _dump(value) + b"\n"
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.flush()

    def end(self, status: int, value: Any, *, stream: bool = False) -> None:
        """Send the last object: as a line if the answer is, or has begun as, a stream."""
        if not (stream or self._streaming):
            return self.send(status, JSON, _dump(value))
        self.line(value)
        self.wfile.write(b"0\r\n\r\n")
        return self.wfile.flush()

    def end_loop(self, value: Any, *, stream: bool) -> None:
        """Send an answer that ends without its last object."""
        if not (stream or self._streaming):
            return self.send(200, JSON, _dump(value))
        self.wfile.write(b"0\r\n\r\n")
        return self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.server.listener.date()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Sockets(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, listener: Listener) -> None:
        self.listener = listener
        super().__init__(("127.0.0.1", port), Exchange)

    def verify_request(self, *args: object) -> bool:
        return self.listener.alive

    def handle_error(self, *args: object) -> None:
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, ConnectionError):
            self.listener.errors.append(error)


class Listener:
    """A listening socket and its connections, each with a thread of its own."""

    def __init__(
        self,
        serve: Callable[[Exchange], None],
        date: Callable[[], str] = lambda: formatdate(usegmt=True),
    ) -> None:
        self.serve, self.date = serve, date
        self.alive = False
        self.port = 0
        self.errors: list[Exception] = []
        self._sockets: _Sockets | None = None
        self._thread = threading.Thread()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def open(self) -> None:
        """Listen: on a free port, or on the one that it had before."""
        self._sockets = _Sockets(self.port, self)
        self.port = self._sockets.server_address[1]
        self.alive = True
        self._thread = threading.Thread(target=self._accept, args=(self._sockets,))
        self._thread.start()

    def _accept(self, sockets: _Sockets) -> None:
        while self.alive:
            sockets.handle_request()

    def opened(self, connection: socket.socket) -> None:
        """Keep a connection in mind, so that it can be cut."""
        with self._lock:
            self._connections.add(connection)
            if not self.alive:
                _shut(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._connections.discard(connection)

    def cut(self) -> None:
        """Stop listening and cut all connections, as when the process is killed."""
        with self._lock:
            if not self.alive or self._sockets is None:
                return
            self.alive = False
            # The thread that accepts sees only at the next connection that it is over.
            socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._sockets.socket.close()
        with self._lock:
            for connection in self._connections:
                _shut(connection)

    def join(self) -> None:
        """Wait until all connections have ended."""
        if self._sockets is not None:
            self._sockets.server_close()
            self._sockets = None


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was faster


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
