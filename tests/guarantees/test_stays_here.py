"""Your source stays on the machine: no proxy and no redirect leads a request elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.command_line import run
from material.repository import MODEL, generate, repository

SOURCES = {"a.py": '"""Opens the gate."""\n\n\ndef open_gate() -> None:\n    print("open")\n'}


@contextmanager
def answering(location: str) -> Iterator[tuple[str, list[str]]]:
    """Run a server that sends every request on to another place; give its URL and what came."""
    came: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(307)
            self.send_header("Location", location + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", came
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_sees_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = repository(tmp_path / "gate", SOURCES)
    with OllamaServer() as server, answering("http://127.0.0.1:9") as (proxy, came):
        monkeypatch.setenv(name, proxy)
        done = generate(source, "--target-dir", tmp_path / "vault", server=server)
        assert done.exit_code == 0
        assert server.work
        assert came == []


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    source = repository(tmp_path / "gate", SOURCES)
    with OllamaServer() as elsewhere, answering(elsewhere.host) as (host, came):
        target = ("--target-dir", str(tmp_path / "vault"))
        run("generate", str(source), *target, "--host", host, "--model", MODEL, expect=3)
        assert came
        assert elsewhere.requests == []
