"""A server that does what no server should, at one path or at all: over 100 kinds of it.

Apart from that it answers as Ollama or as llama.cpp's server do, so that a run comes as far as the
path in question. It speaks on a raw socket, as no library for servers sends such things.
"""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MODEL = "evil:1b"
SENTENCE = "It reads the given values and returns one result."
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(slots=True)
class Line:
    """The connection of one request, and what a well-behaved server would answer."""

    connection: socket.socket
    asked: Asked
    value: Any
    """What a good server would answer, as one object or as the lines of a stream."""
    stopped: threading.Event

    def send(self, content: bytes) -> None:
        """Send bytes; nothing happens once the client has gone."""
        self.connection.sendall(content)

    def wait(self, seconds: float = 3600) -> None:
        """Do nothing for a while, or until the server is stopped."""
        if self.stopped.wait(seconds):
            raise ConnectionAbortedError

    def flood(self, head: bytes, piece: bytes, times: int = 10**9) -> None:
        """Send a piece again and again until the client goes away."""
        self.send(head)
        for _ in range(times):
            if self.stopped.is_set():
                return
            self.send(piece)

    def drip(self, content: bytes, pause: float) -> None:
        """Send byte after byte, each after a pause."""
        for byte in content:
            self.send(bytes([byte]))
            self.wait(pause)

    def answer(self, status: int = 200, body: bytes | None = None, *headers: str) -> None:
        """Send a whole answer."""
        content = self.good() if body is None else body
        self.send(head(status, *headers, f"Content-Length: {len(content)}") + content)

    def good(self) -> bytes:
        """Return the body of the answer of a good server."""
        if not isinstance(self.value, list):
            return json.dumps(self.value).encode()
        lines = [json.dumps(each).encode() for each in self.value]
        if self.asked.path.startswith("/v1"):
            return b"".join(b"data: " + line + b"\n\n" for line in [*lines, b"[DONE]"])
        return b"\n".join(lines) + b"\n"

    def with_values(self, change: Callable[[str, Any], Any]) -> None:
        """Answer as a good server, but with other values: `change` gets each key and its value."""
        self.value = _changed(self.value, change)
        self.answer()


def head(status: int | str = 200, *headers: str) -> bytes:
    """Return a status line and headers."""
    kind = "" if any(each.lower().startswith("content-type") for each in headers) else _KIND
    lines = [f"HTTP/1.1 {status} Whatever", *headers, *([kind] if kind else [])]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


_KIND = "Content-Type: text/event-stream, application/json"
_CHUNKED = head(200, "Transfer-Encoding: chunked")


def _changed(value: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: change(name, _changed(each, change, name)) for name, each in value.items()}
    if isinstance(value, list):
        return [_changed(each, change, key) for each in value]
    return value


def _hostile(other: Any) -> Callable[[Line], None]:
    """Return a kind that puts one value in place of all values that are no objects or lists."""

    def change(key: str, value: Any) -> Any:
        return value if isinstance(value, dict | list) else other

    return lambda line: line.with_values(change)


def _numbers(other: Any) -> Callable[[Line], None]:
    def change(key: str, value: Any) -> Any:
        return other if isinstance(value, int) and not isinstance(value, bool) else value

    return lambda line: line.with_values(change)


def _body(content: bytes, *headers: str) -> Callable[[Line], None]:
    return lambda line: line.answer(200, content, *headers)


def _status(status: int | str, body: bytes = b"no", *headers: str) -> Callable[[Line], None]:
    return lambda line: line.send(head(status, *headers, f"Content-Length: {len(body)}") + body)


def _raw(content: bytes) -> Callable[[Line], None]:
    return lambda line: line.send(content)


def _says(status: int, value: Any) -> Callable[[Line], None]:
    return _status(status, json.dumps({"error": value}).encode())


def _endless_tokens(line: Line) -> None:
    if not isinstance(line.value, list):
        return line.flood(_CHUNKED, b"3\r\n{} \r\n")
    piece = json.dumps(line.value[0]).encode()
    prefix = b"data: " if line.asked.path.startswith("/v1") else b""
    piece = prefix + piece + b"\n" + (b"\n" if prefix else b"")
    return line.flood(_CHUNKED, b"%x\r\n%s\r\n" % (len(piece), piece))


def _reset(line: Line) -> None:
    line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _cut_body(line: Line) -> None:
    content = line.good()
    line.send(head(200, f"Content-Length: {len(content)}") + content[: len(content) // 2])


def _cut_chunk(line: Line) -> None:
    line.send(_CHUNKED + b"ffff\r\n" + line.good()[:20])


def _silent_body(line: Line) -> None:
    line.send(head(200, "Content-Length: 100"))
    line.wait()


def _drip_head(line: Line) -> None:
    line.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: and slower\r\n" * 50, 0.1)


def _drip_body(line: Line) -> None:
    line.send(head(200, "Content-Length: 100000"))
    line.drip(b" " * 100_000, 0.1)


def _drip_lines(line: Line) -> None:
    line.send(head(200))
    line.drip(b"\n" * 100_000, 0.1)


def _many_models(line: Line) -> None:
    if not isinstance(line.value, dict):
        return line.answer()
    for key in ("models", "data"):
        if key in line.value:
            one = line.value[key][0]
            many = [{**one, "name": f"m{n}:1b", "id": f"m{n}"} for n in range(20_000)]
            line.value = {**line.value, key: many}
    return line.answer()


def _strange_names(line: Line) -> None:
    names = ["", " ", "\n", "\x1b]0;owned\x07", "a" * _MEGABYTE, 7, None, ["x"], {}, "‮", "x:cloud"]

    def change(key: str, value: Any) -> Any:
        if key in ("models", "data") and isinstance(value, list) and value:
            return [{**value[0], "name": n, "model": n, "id": n} for n in names]
        return value

    line.with_values(change)


def _nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


_BOMB = zlib.compress(b" " * 50 * _MEGABYTE)
_TOO_LONG = "request (13460 tokens) exceeds the available context size (2048 tokens)"
_ESCAPES = "boom \x1b]0;owned\x07\x1b[2J\u202e\nralf-notes: error: a fake line"

KINDS: Mapping[str, Callable[[Line], None]] = {
    # The connection
    "closes at once": lambda line: None,
    "resets": _reset,
    "closes after the status": _raw(b"HTTP/1.1 200 OK\r\n"),
    "closes in the headers": _raw(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "closes in the body": _cut_body,
    "closes in a chunk": _cut_chunk,
    "says nothing": lambda line: line.wait(),
    "says nothing after the headers": _silent_body,
    "drips headers": _drip_head,
    "drips the body": _drip_body,
    "drips lines": _drip_lines,
    "HTTP 0.9": _raw(b"<html>hello</html>\n"),
    "binary": _raw(bytes(range(256)) * 20),
    "a TLS alert": _raw(b"\x15\x03\x01\x00\x02\x02\x46"),
    "only line ends": lambda line: line.flood(b"", b"\r\n" * 1000),
    "another protocol": _raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "another version of HTTP": _raw(b"HTTP/7.3 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    # Heads
    "status 100 for ever": lambda line: line.flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "status 103 for ever": lambda line: line.flood(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "headers for ever": lambda line: line.flood(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000),
    "a header for ever": lambda line: line.flood(b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 10_000),
    "a status line for ever": lambda line: line.flood(b"HTTP/1.1 200 ", b"b" * 10_000),
    "a header without colon": _raw(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n{}"),
    "headers in odd bytes": _raw(b"HTTP/1.1 200 \xff\xfe\r\nX-\xff: \x00\x01\r\n\r\n{}"),
    "a wrong status": _raw(b"HTTP/1.1 OK OK\r\n\r\n{}"),
    "status 999": _status(999),
    "status 99": _status(99),
    "status -1": _status(-1),
    "a negative length": _raw(head(200, "Content-Length: -5") + b"{}"),
    "a huge length": _raw(head(200, "Content-Length: " + "9" * 20) + b"{}"),
    "a length in words": _raw(head(200, "Content-Length: some") + b"{}"),
    "a short length": lambda line: line.send(head(200, "Content-Length: 3") + line.good()),
    "two lengths": _raw(head(200, "Content-Length: 1", "Content-Length: 9") + b"{}"),
    "two ways of length": _raw(
        head(200, "Content-Length: 9", "Transfer-Encoding: chunked") + b"2\r\n{}\r\n0\r\n\r\n"
    ),
    "a wrong chunk": _raw(_CHUNKED + b"xyz\r\n{}\r\n0\r\n\r\n"),
    "a negative chunk": _raw(_CHUNKED + b"-5\r\n{}\r\n0\r\n\r\n"),
    "a huge chunk": _raw(_CHUNKED + b"f" * 15 + b"\r\n{}"),
    "a chunk size for ever": lambda line: line.flood(_CHUNKED, b"0" * 10_000),
    "trailers for ever": lambda line: line.flood(_CHUNKED + b"0\r\n", b"X-A: b\r\n" * 1000),
    "an unknown transfer": _raw(head(200, "Transfer-Encoding: pigeon") + b"{}"),
    # Encodings
    "gzip that is none": lambda line: line.answer(200, None, "Content-Encoding: gzip"),
    "br that is none": lambda line: line.answer(200, None, "Content-Encoding: br"),
    "zstd that is none": lambda line: line.answer(200, None, "Content-Encoding: zstd"),
    "an unknown encoding": lambda line: line.answer(200, None, "Content-Encoding: \x1b[31m"),
    "gzip as it should be": lambda line: line.answer(
        200, gzip.compress(line.good()), "Content-Encoding: gzip"
    ),
    "gzip without a word": lambda line: line.answer(200, gzip.compress(line.good())),
    "a bomb": _body(_BOMB, "Content-Encoding: deflate"),
    "UTF-16": lambda line: line.answer(200, line.good().decode().encode("utf-16")),
    "a byte order mark": lambda line: line.answer(200, b"\xef\xbb\xbf" + line.good()),
    "odd UTF-8": lambda line: line.answer(200, b'{"a": "\xff\xfe\x80"}\n'),
    # Bodies
    "no body": _body(b""),
    "blanks": _body(b" \n\t" * 100),
    "HTML": _body(b"<html><title>Router</title></html>", "Content-Type: text/html"),
    "null": _body(b"null"),
    "a list": _body(b"[1, 2]"),
    "a string": _body(b'"hello"'),
    "a number": _body(b"17"),
    "NaN": _body(b"NaN"),
    "an empty object": _body(b"{}"),
    "half of an object": _body(b'{"models": ['),
    "two objects": lambda line: line.answer(200, line.good() + line.good()),
    "nested deeply": _body(_nested(100_000)),
    "nested lists": _body(b"[" * 100_000),
    "a number without end": _body(b'{"version": ' + b"9" * 50_000 + b"}"),
    "the same key twice": _body(b'{"models": 1, "models": "x", "error": null, "error": []}'),
    "bytes for ever": lambda line: line.flood(head(200), b'{"a": "' + b"x" * 65_536),
    "a line for ever": lambda line: line.flood(_CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
    "blank lines for ever": lambda line: line.flood(_CHUNKED, b"3e8\r\n" + b"\n" * 1000 + b"\r\n"),
    "tokens for ever": _endless_tokens,
    "lines of other things": _body(b'17\nnull\n"x"\n[]\n{}\n'),
    # Values
    "null for all values": _hostile(None),
    "a list for all values": _hostile([]),
    "an object for all values": _hostile({}),
    "text for all values": _hostile("x"),
    "true for all values": _hostile(True),
    "half a surrogate for all values": _hostile("\ud800"),
    "zero for all numbers": _numbers(0),
    "negative numbers": _numbers(-(10**12)),
    "huge numbers": _numbers(10**300),
    "numbers that are none": _numbers(float("nan")),
    "infinite numbers": _numbers(float("inf")),
    "fractions": _numbers(1.5),
    "thousands of models": _many_models,
    "strange names": _strange_names,
    "megabytes of text": _hostile("y" * _MEGABYTE),
    # Refusals
    "redirects": _status(302, b"", "Location: http://example.com/elsewhere"),
    "redirects to itself": _status(307, b"", "Location: /"),
    "redirects nowhere": _status(301, b""),
    "redirects oddly": _status(308, b"", "Location: \x1b]0;owned\x07" + "x" * 5000),
    "no content": _raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "not modified": _raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "wants a key": _status(401, b"<html>Authorization Required</html>"),
    "wants TLS": _status(400, b"Client sent an HTTP request to an HTTPS server.\n"),
    "forbids": _status(403, b""),
    "wants a proxy's key": _status(407),
    "not found": _status(404, b"404 page not found"),
    "model not found": _says(404, "model 'x' not found"),
    "asks later": _status(429, b"slow down", "Retry-After: 99999999999999"),
    "asks in odd words": _status(429, b"slow down", "Retry-After: Wed, 99 Foo 99999 25:61:61 GMT"),
    "fails": _says(500, "unexpected EOF"),
    "fails without a word": _status(500, b""),
    "fails with a status of its own": _status(599),
    "a bad gateway": _status(502, b"<html><h1>502 Bad Gateway</h1></html>"),
    "an error that is null": _says(200, None),
    "an error that is a list": _says(500, [1, [2, [3]]]),
    "an error that is an object": _says(500, {"message": {"message": {"message": 5}}}),
    "an error nested deeply": _status(500, b'{"error":' * 50_000 + b"1" + b"}" * 50_000),
    "an error of megabytes": _says(500, "x " * _MEGABYTE),
    "an error with escapes": _says(400, _ESCAPES),
    "an error inside the answer": _body(b'{"error": "unexpected EOF"}\n'),
    "always too long": _says(400, _TOO_LONG),
    "no memory": _says(500, "model requires more system memory (9 GiB) than is available (1 GiB)"),
    "not installed": _says(500, "error starting llama-server: llama-server binary not found"),
    "refuses the schema": _says(400, "Unrecognized schema: {}"),
    "cloud only": _says(502, 'Post "https://ollama.com:443/api/chat": no such host'),
}


@dataclass(slots=True)
class EvilServer:
    """A server with one way of misbehaving."""

    kind: str = ""
    """One of `KINDS`; '' behaves well."""
    at: str = ""
    """The path at which it does so; '' stands for all."""
    first: int = 10**9
    """How many of its requests there it spoils; it answers the others well."""
    certificate: Path | None = None
    """A file with a key and a certificate: it speaks TLS with them."""
    wants_key: str = ""
    """It answers 401 to requests without this bearer token."""
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    _listening: socket.socket | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> EvilServer:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._run(self._accept, self._listening)
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
        for thread in self._threads:
            thread.join(10)

    @property
    def host(self) -> str:
        """The server's URL."""
        return f"http{'s' if self.certificate else ''}://127.0.0.1:{self.port}"

    def _run(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listening: socket.socket) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self._run(self._serve, connection)

    def _secured(self, connection: socket.socket) -> socket.socket:
        connection.settimeout(30)
        if self.certificate is None:
            return connection
        with connection:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            return context.wrap_socket(connection, server_side=True)

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), self._secured(connection) as connection:
            if self.certificate is None and not connection.recv(1, socket.MSG_PEEK).isalpha():
                connection.sendall(head(400))  # it is TLS
                return
            asked = _read(connection)
            if asked is None:
                return
            self.asked.append(asked)
            line = Line(connection, asked, good_answer(asked), self._stopped)
            path = asked.path.partition("?")[0]
            is_there = self.at in ("", path) and self.first > 0
            is_known = asked.headers.get("Authorization") == f"Bearer {self.wants_key}"
            if self.wants_key and not is_known:
                line.answer(401, b"<html>401 Authorization Required</html>")
            elif self.kind and is_there:
                self.first -= 1
                KINDS[self.kind](line)
            elif line.value is None:
                line.answer(404, b"404 page not found")
            else:
                line.answer()


def _read(connection: socket.socket) -> Asked | None:
    file = connection.makefile("rb")
    method, path, *_ = [*file.readline().decode("latin-1").split(), "", ""]
    headers = {}
    while (line := file.readline().strip()) != b"":
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().title()] = value.strip()
    content = file.read(int(headers.get("Content-Length") or 0))
    return Asked(method, path, headers, json.loads(content or b"{}")) if path else None


def good_answer(asked: Asked) -> Any:
    """Return what a server that behaves well would answer, None for a path that it lacks."""
    path = asked.path.partition("?")[0]
    if path in ("/api/chat", "/v1/chat/completions"):
        return _chat(asked)
    details = {"name": MODEL, "model": MODEL, "size": 9_000_000, "digest": "5" * 64}
    loaded = {"size_vram": 0, "context_length": 4096, "expires_at": "2099-01-01T00:00:00Z"}
    info = {
        "general.architecture": "llama", "llama.context_length": 8192, "llama.block_count": 30,
        "llama.attention.head_count": 9, "llama.attention.head_count_kv": 3,
        "llama.embedding_length": 576,
    }  # fmt: skip
    return {
        "/api/version": {"version": "0.31.1"},
        "/api/tags": {"models": [details]},
        "/api/ps": {"models": [{**details, **loaded}]},
        "/api/show": {"model_info": info, "capabilities": ["completion"]},
        "/api/generate": {"model": MODEL, "response": "", "done": True, "done_reason": "unload"},
        "/api/status": {"cloud": {"disabled": True, "source": "env"}},
        "/v1/models": {
            "data": [{"id": MODEL, "owned_by": "llamacpp", "meta": {"n_ctx": 8192, "size": 9**7}}]
        },
        "/props": {"default_generation_settings": {"n_ctx": 8192}, "build_info": "b10488"},
    }.get(path)


def _chat(asked: Asked) -> list[Mapping[str, Any]]:
    body = asked.body
    schema = body.get("format")
    if "response_format" in body:
        schema = body["response_format"]["json_schema"]["schema"]
    text = json.dumps(_obeying(schema)) if schema else SENTENCE
    read, written = len(json.dumps(body)) // 4, 20
    if asked.path.startswith("/v1"):
        usage = {"prompt_tokens": read, "completion_tokens": written}
        delta = {"choices": [{"delta": {"content": text}, "finish_reason": None}]}
        return [delta, {"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": usage}]
    last = {
        "done": True, "done_reason": "stop", "load_duration": 10**6, "prompt_eval_count": read,
        "prompt_eval_duration": 10**9, "eval_count": written, "eval_duration": 10**9,
    }  # fmt: skip
    both = {"model": MODEL, "created_at": "2026-11-24T00:00:00Z"}
    message = {"role": "assistant", "content": text}
    return [
        {**both, "message": message, "done": False},
        {**both, "message": {"role": "assistant", "content": ""}, **last},
    ]


def _obeying(schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "object":
        return {key: _obeying(each) for key, each in (schema.get("properties") or {}).items()}
    return SENTENCE
