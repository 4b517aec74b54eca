"""HTTP to one Ollama server: no proxies, no redirects, and requests that can be ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import ollama

from ralf_notes.errors import EngineError, ServerDown
from ralf_notes.models.engines.waiting import QUICK, Sockets, until_first_token


class JsonClient:
    """Requests that JSON objects answer at once."""

    def __init__(self, host: str) -> None:
        """Prepare for a server; nothing is sent yet."""
        self.host = host
        self._http = httpx.Client(
            base_url=host,
            timeout=QUICK,
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "application/json"},
        )
        self.now = datetime.now(UTC)
        """The server's time at its last answer, at the latest: its clock may differ from ours."""

    def request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON object that answers a request; errors are not translated yet."""
        try:
            response = self._http.request(method, path, json=body)
        except httpx.TimeoutException as exc:
            raise ServerDown(
                f"the server at {self.host} took the connection but does not answer. "
                "Restart Ollama, or name another server with --host."
            ) from exc
        self.now = _time_of(response)
        if response.is_error:
            raise ollama.ResponseError(response.text, response.status_code)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise EngineError(
                f"what answers at {self.host} is not Ollama: {path} gave no JSON. "
                "Is the port right? Ollama's default is 11434."
            )
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def _time_of(response: httpx.Response) -> datetime:
    """Return the latest moment at which a server may have answered, by its own clock."""
    try:
        # The header leaves out the fraction of the second.
        return parsedate_to_datetime(response.headers["Date"]) + timedelta(seconds=1)
    except (KeyError, ValueError, TypeError):
        return datetime.now(UTC)


class Transport(httpx.HTTPTransport):
    """Adds what the `ollama` package cannot say: no silent cutting, and two read timeouts."""

    def __init__(self, timeout: float, load_timeout: float, sockets: Sockets) -> None:
        super().__init__()
        self._timeout, self._load_timeout = timeout, load_timeout
        self._sockets = sockets
        self.forbids_shift = True
        """Whether requests say that old context must not be shifted out of the window."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, with what the package left out."""
        body = json.loads(request.read() or b"{}")
        shift = {"shift": False} if self.forbids_shift else {}
        content = json.dumps(body | {"truncate": False} | shift).encode()
        drop = ("content-length", "transfer-encoding", "authorization")
        headers = [(k, v) for k, v in request.headers.raw if k.decode().lower() not in drop]
        timeouts = dict(request.extensions.get("timeout", {}))
        timeouts["read"] = until_first_token(self._load_timeout, len(content))
        sent = httpx.Request(
            request.method,
            request.url,
            headers=headers,
            content=content,
            extensions={**request.extensions, "timeout": timeouts, "trace": self._sockets.trace},
        )
        response = super().handle_request(sent)
        # httpcore looks the timeout up again for the body: from here on tokens come one by one.
        timeouts["read"] = self._timeout
        return response
