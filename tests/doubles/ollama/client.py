"""Sends requests to the double of an Ollama server and keeps what comes back, as it came."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from doubles.ollama.server import OllamaServer

SMALL = "small:1b"
"""A model that the double has by default."""


@dataclass(frozen=True, slots=True)
class Got:
    """One answer of the double."""

    status: int
    kind: str
    text: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def json(self) -> Any:
        return self.lines[-1]


def send(server: OllamaServer, method: str, path: str, content: bytes = b"") -> Got:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        return read(connection, method, path, content)


def read(
    connection: http.client.HTTPConnection, method: str, path: str, content: bytes = b""
) -> Got:
    connection.request(method, path, content)
    answer = connection.getresponse()
    return Got(answer.status, answer.headers["Content-Type"], answer.read().decode())


def ask(server: OllamaServer, prompt: str = "Say hello.", **body: Any) -> Got:
    asked = {"model": SMALL, "prompt": prompt, "stream": False} | body
    return send(server, "POST", "/api/generate", json.dumps(asked).encode())


def loaded(server: OllamaServer) -> list[str]:
    listed = send(server, "GET", "/api/ps").json["models"]
    return [model["name"] for model in listed]
