"""HTTP to one server that speaks `/v1/chat/completions`: no proxies, no redirects, a key if any.

The standard library's client is used because its timeout can change after the first token.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from ralf_notes.errors import EngineError, Refused, ServerDown, Transient
from ralf_notes.models.engines.openai.errors import error_for, message_of
from ralf_notes.models.engines.waiting import QUICK, STALLED, Sockets, until_first_token

KEY_VARIABLE = "RALF_API_KEY"
"""The one place that a key is read from."""
_START = (
    "Start it (docs/engines.md has a line each for llama.cpp, LM Studio, vLLM and Ray Serve), "
    "or name another one with --host."
)


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is arriving."""

    lines: Iterator[bytes]
    wait_at_most: Callable[[float], None]
    """Sets the seconds until the next bytes."""


class Http:
    """One server. Each request has a connection of its own, so threads may share this."""

    def __init__(self, host: str, api_key: str, load_timeout: float) -> None:
        """Prepare; nothing is sent yet.

        Args:
            host: the server's URL, with or without `/v1`.
            api_key: sent as a bearer token; '' sends none.
            load_timeout: seconds until an answer begins, the time for the prompt not counted.
        """
        self.host = host.removesuffix("/v1")
        self._url = urlsplit(self.host)
        self._load_timeout = load_timeout
        self._sockets = Sockets()
        self._api_key = api_key.strip()
        if not (self._api_key.isascii() and self._api_key.isprintable()):
            raise EngineError(
                f"{KEY_VARIABLE} is not a key: it has characters that no header can hold"
            )

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON object at a path, {} where there is none: not every server has each path.

        Raises ServerDown, and EngineError when the key is wrong.
        """
        try:
            with self._response("GET", path, None, QUICK) as (response, _):
                status, content = response.status, response.read()
        except Transient as exc:
            raise ServerDown(
                f"the server at {self.host} took the connection but does not answer. {_START}"
            ) from exc
        if status in (401, 403):
            raise EngineError(self._key_is_wrong(status))
        if status == 503:
            raise ServerDown(
                f"the server at {self.host} is not ready: {self._message(content)}. "
                "It may still be loading its model: try again in a moment."
            )
        if 300 <= status < 400:
            raise EngineError(
                f"the server at {self.host} sends requests elsewhere ({status}), which is never "
                "followed: name that server as the host"
            )
        try:
            answer = json.loads(content) if status == 200 else {}
        except ValueError:
            return {}
        return answer if isinstance(answer, dict) else {}

    @contextmanager
    def stream(self, path: str, body: Mapping[str, Any]) -> Iterator[Stream]:
        """Yield the answer to a request as it comes.

        Raises ServerDown, PromptTooLong, Transient or Refused.
        """
        content = json.dumps(body).encode()
        patience = until_first_token(self._load_timeout, len(content))
        with self._response("POST", path, content, patience) as (response, wait_at_most):
            if response.status in (401, 403):
                raise Refused(self._key_is_wrong(response.status))
            if response.status != 200 or "event-stream" not in response.headers.get_content_type():
                raise error_for(response.status, self._message(response.read()))
            yield Stream(iter(response), wait_at_most)

    def interrupt(self) -> None:
        """End the requests that are under way on other threads."""
        self._sockets.shut()

    @contextmanager
    def _response(
        self, method: str, path: str, content: bytes | None, timeout: float
    ) -> Iterator[tuple[HTTPResponse, Callable[[float], None]]]:
        """Send a request; yield its response, and what changes the timeout of the connection."""
        connection = self._connected()
        headers = {"Content-Type": "application/json", "Accept": "*/*"}
        if self._api_key:
            headers["Authorization"] = f"Bearer {self._api_key}"
        response = None
        try:
            # Kept here: the connection forgets its socket when the server is to close it.
            wait_at_most = connection.sock.settimeout
            self._sockets.add(connection.sock)
            wait_at_most(timeout)
            connection.request(method, self._url.path + path, content, headers)
            response = connection.getresponse()
            yield response, wait_at_most
        except TimeoutError as exc:
            raise Transient(STALLED) from exc
        except (HTTPException, OSError) as exc:
            raise Transient(f"the connection broke: {exc or type(exc).__name__}") from exc
        finally:
            if response is not None:
                response.close()
            connection.close()

    def _connected(self) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=QUICK)
        try:
            connection.connect()
        except ssl.SSLError as exc:
            raise EngineError(f"no safe connection to {self.host}: {exc}") from exc
        except (OSError, UnicodeError) as exc:
            raise ServerDown(f"no server answers at {self.host}: {exc}. {_START}") from exc
        return connection

    def _message(self, content: bytes) -> str:
        """Return what a server says, without our key, which some repeat."""
        message = message_of(content.decode(errors="replace"))
        return message.replace(self._api_key, "***") if self._api_key else message

    def _key_is_wrong(self, status: int) -> str:
        how = "refuses the key" if self._api_key else "wants a key"
        return (
            f"the server at {self.host} {how} ({status}). "
            f"Set the environment variable {KEY_VARIABLE}: no file and no option holds it."
        )
