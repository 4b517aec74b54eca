"""HTTP to one server: no proxies, no redirects, a key if there is one; all that is read has limits.

The standard library's client is used because its socket can be replaced by one that keeps limits.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import (
    BadStatusLine,
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    LineTooLong,
    RemoteDisconnected,
)
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from ralf_notes.errors import AskError, EngineError, RalfError, Refused, ServerDown, Transient
from ralf_notes.models.engines import QUICK, Endpoint
from ralf_notes.models.engines.http import key, tls
from ralf_notes.models.engines.http.body import Received, lines_of, read_whole, time_of
from ralf_notes.models.engines.http.pace import Limits, PacedSocket
from ralf_notes.models.engines.http.refusals import Refusal, error_for, words_of
from ralf_notes.models.engines.waiting import STALLED, Sockets, until_first_token

_MOST_WITHOUT_MODEL = 8_388_608
"""Bytes of an answer that needs no model."""
_MOST_OF_A_REFUSAL = 65_536
"""Bytes of the answer that says why there is none."""
_PER_TOKEN = 4096
"""Bytes that a streamed answer takes for one token, at most."""
_SLOWEST_TOKEN = 5.0
"""Seconds that any machine takes to write a token."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is arriving."""

    lines: Iterator[bytes]
    wait_at_most: Callable[[float], None]
    """Sets the seconds until the next part has come."""
    failed: Callable[[int, bytes], RalfError]
    """Returns the error for a status and what a server said about it inside the answer."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a model may take."""

    load_timeout: float = 300
    """Seconds until the first token, the time for reading the prompt not counted."""
    timeout: float = 60
    """Seconds without a token after which an answer has stalled."""
    quick: float = QUICK
    """Seconds for a connection, and for requests that need no model."""

    @classmethod
    def at(cls, endpoint: Endpoint) -> Patience:
        """Return how long a model of an endpoint may take."""
        return cls(endpoint.load_timeout, endpoint.timeout, endpoint.quick)

    def without_model(self) -> Limits:
        """Return the limits of an answer that needs no model."""
        return Limits(self.quick, 3 * self.quick, _MOST_WITHOUT_MODEL)

    def limits(self, prompt: int, most: int) -> Limits:
        """Return the limits of one answer.

        Args:
            prompt: bytes of the request.
            most: tokens, the cap on the answer.
        """
        first = until_first_token(self.load_timeout, prompt)
        whole = first + self.timeout + most * _SLOWEST_TOKEN
        return Limits(first, whole, _MOST_OF_A_REFUSAL + 2 * most * _PER_TOKEN, self.timeout)


USUAL = Patience()


class Http:
    """One server. Each request has a connection of its own, so threads may share this."""

    def __init__(self, host: str, patience: Patience, start: str, secret: str = "") -> None:
        """Prepare; nothing is sent yet.

        Args:
            host: the server's URL.
            patience: how long a model may take.
            start: sentences on what to do when no server answers.
            secret: sent as a bearer token, to this host alone; '' sends none.

        Raises EngineError if no header can hold the secret.
        """
        self.host = host
        self._url = urlsplit(host)
        self._patience, self._start = patience, start
        self._secret = key.checked(secret)
        self._sockets = Sockets()

    def request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Received:
        """Return the answer to a request that needs no model.

        Raises ServerDown when there is none yet, and EngineError when there never will be.
        """
        content = None if body is None else json.dumps(body).encode()
        limits = self._patience.without_model()
        try:
            with self._exchange(method, path, content, limits) as (response, paced):
                paced.wait_at_most(limits.whole)
                content_received = read_whole(response, limits.size)
        except Refused as exc:
            raise EngineError(f"{self.host}{path}: {exc}") from exc
        except Transient as exc:
            raise ServerDown(
                f"the server at {self.host} takes the connection but gives no answer: {exc}. "
                f"{self._start}"
            ) from exc
        return Received(response.status, content_received, time_of(response))

    @contextmanager
    def stream(self, path: str, body: Mapping[str, Any], most: int) -> Iterator[Stream]:
        """Yield the answer of a model as it comes.

        Args:
            path: of the request.
            body: its JSON object.
            most: tokens, the cap on the answer that the request asks for.

        Raises what `refusals.error_for` returns, ServerDown, Transient and EngineError.
        """
        content = json.dumps(body).encode()
        limits = self._patience.limits(len(content), most)
        with self._exchange("POST", path, content, limits) as (response, paced):
            if response.status != 200:
                wait = response.headers.get("Retry-After", "")
                raise self.failed(response.status, read_whole(response, _MOST_OF_A_REFUSAL), wait)
            yield Stream(lines_of(response), paced.wait_at_most, self.failed)

    def failed(self, status: int, content: bytes, retry_after: str = "") -> RalfError:
        """Return the error for a status and what the server says about it."""
        words, counts = words_of(content.decode(errors="replace"))
        if self._secret:  # some repeat it
            words = words.replace(self._secret, "***")
        return error_for(Refusal(status, words, counts, retry_after), self.host, bool(self._secret))

    def refusal(self, answer: Received) -> EngineError:
        """Return the error for an answer to `request` that is none."""
        error = self.failed(answer.status, answer.content)
        if isinstance(error, EngineError):
            return error
        if isinstance(error, Transient) and answer.status != 500:
            return ServerDown(
                f"the server at {self.host} is not ready: {error}. It may still be starting: try "
                "again in a moment."
            )
        return EngineError(f"the server at {self.host} gives no answer: {error}")

    def interrupt(self) -> None:
        """End the requests that are under way on other threads."""
        self._sockets.shut()

    @contextmanager
    def _exchange(
        self, method: str, path: str, content: bytes | None, limits: Limits
    ) -> Iterator[tuple[HTTPResponse, PacedSocket]]:
        """Send a request; yield its response once the head is there, and what reads the body."""
        opened = self._connected()
        response = None
        try:
            self._sockets.add(opened)
            paced = PacedSocket(opened, limits)
            connection = HTTPConnection(self._url.hostname or "", self._url.port)
            connection.sock = cast(socket.socket, paced)
            connection.request(method, self._url.path + path, content, self._headers())
            response = connection.getresponse()
            self._check_head(response)
            paced.begin_body()
            yield response, paced
        except TimeoutError as exc:
            nothing = f"nothing, or not all of it, came in {limits.first:.0f} s"
            is_quick = limits == self._patience.without_model()
            raise Transient(nothing if is_quick else STALLED) from exc
        except (HTTPException, OSError) as exc:
            raise self._broken(exc) from exc
        finally:
            if response is not None:
                response.close()
            opened.close()

    def _headers(self) -> dict[str, str]:
        headers = {
            "Host": _named(self._url),
            "Content-Type": "application/json",
            "Accept": "*/*",
            "Connection": "close",
        }
        if self._secret:
            headers["Authorization"] = f"Bearer {self._secret}"
        return headers

    def _connected(self) -> socket.socket:
        name = self._url.hostname or ""
        try:
            plain = socket.create_connection((name, self._url.port or 80), self._patience.quick)
        except (OSError, UnicodeError) as exc:
            raise self._nobody(exc) from exc
        try:
            if self._url.scheme == "https":
                return tls.wrapped(plain, name, self.host)
            if self._secret:
                key.check_way(plain.getpeername()[0], self.host)
        except OSError as exc:
            plain.close()
            raise self._nobody(exc) from exc
        except BaseException:
            plain.close()
            raise
        return plain

    def _nobody(self, exc: Exception) -> ServerDown:
        why = getattr(exc, "strerror", "") or exc
        return ServerDown(f"no server answers at {self.host}: {why}. {self._start}")

    def _check_head(self, response: HTTPResponse) -> None:
        """Raise EngineError for a redirect, Refused for an encoding that was not asked for."""
        if 300 <= response.status < 400:
            target = response.headers.get("Location", "")[:200] or "an address that it does not say"
            raise EngineError(
                f"the server at {self.host} sends requests elsewhere ({response.status}), to "
                f"{target}. That is never followed: name that server as the host"
            )
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise Refused(
                f"the server answers in the encoding {encoding[:40]}, which was not asked for. "
                "If a proxy stands before it, switch its compression off"
            )

    def _broken(self, exc: Exception) -> AskError | EngineError:
        """Return the error for an exchange that broke."""
        line = str(getattr(exc, "line", ""))
        if line.startswith(("\x15\x03", "\x16\x03")):
            safe = self.host.replace("http://", "https://", 1)
            return EngineError(f"the server at {self.host} speaks TLS. Name it so: {safe}")
        is_foreign = isinstance(exc, BadStatusLine | LineTooLong)
        if is_foreign and not isinstance(exc, RemoteDisconnected):
            return Transient(f"it does not speak HTTP: {str(exc)[:80]!r}")
        return Transient(f"the connection broke: {exc or type(exc).__name__}")


def _named(url: SplitResult) -> str:
    """Return a server's name as the header `Host` has it: without a zone or the usual port."""
    name = (url.hostname or "").partition("%")[0]
    name = name if name.isascii() else name.encode("idna").decode()
    name = f"[{name}]" if ":" in name else name
    is_usual = url.port == {"http": 80, "https": 443}[url.scheme]
    return name if is_usual or url.port is None else f"{name}:{url.port}"
