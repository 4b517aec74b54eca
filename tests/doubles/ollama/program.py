"""The program `ollama` as far as the action uses it, on the double of its server."""

from __future__ import annotations

import json
import os
import signal
import sys
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import Event
from urllib.error import HTTPError
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parents[2]))

from doubles.ollama.server import OllamaServer, default_models


def serve() -> int:
    """Serve at OLLAMA_HOST, with the models that have been pulled, until it is told to end.

    The file OLLAMA_RUNNING is locked meanwhile.
    """
    server = OllamaServer([])
    server._socket.port = int(os.environ["OLLAMA_HOST"].rpartition(":")[2])

    def look_for_models(request: object) -> None:
        there = {model.name: model for model in default_models()}
        server.models = {name: there[name] for name in pulled()}

    server.fault = look_for_models
    over = Event()
    running = open(os.environ["OLLAMA_RUNNING"], "w", encoding="utf-8")  # noqa: SIM115 - to the end
    flock(running, LOCK_EX)
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    with server:
        over.wait()
    asked = [request.body["model"] for request in server.work if request.body]
    print(json.dumps({"asked": asked, "loads": server.loads()}), flush=True)
    return 0


def pulled() -> list[str]:
    """Return the models on disk."""
    file = Path(os.environ["OLLAMA_MODELS"], "pulled")
    return file.read_text(encoding="utf-8").split() if file.exists() else []


def pull(model: str) -> int:
    """Put a model on the disk."""
    folder = Path(os.environ["OLLAMA_MODELS"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pulled").write_text("\n".join([*pulled(), model]), encoding="utf-8")
    return 0


def show(model: str) -> int:
    """Tell whether the server has a model."""
    body = json.dumps({"model": model}).encode()
    url = f"http://{os.environ['OLLAMA_HOST']}/api/show"
    try:
        urlopen(Request(url, body, {"Content-Type": "application/json"})).close()
    except HTTPError as exc:
        exc.close()
        return 1
    return 0


if __name__ == "__main__":
    commands = {"serve": serve, "pull": pull, "show": show}
    sys.exit(commands[sys.argv[1]](*sys.argv[2:]))
