"""What keeping a model warm is worth where a load takes 8 s and an answer 12 s; `warm.py` runs it.

The server is the tests' double with a virtual clock: it loads, unloads and reloads as the real one
does, and its time passes at once. Our side is the command itself, with one request a file. The
other clients send the very requests that it sent, with one thing changed that makes the server
load the model for each of them.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trees

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from doubles.ollama.server import OllamaServer, Request, Speeds
from material.repository import is_probe, is_warm_up

MODEL = "small:1b"
LOAD_SECONDS, ANSWER_SECONDS = 8, 12
LEAST = {3: 26.0, 100: 39.0}
"""Per cent of the other clients' time that is saved, by how many files there are."""
SPEEDS = Speeds(LOAD_SECONDS, 0, math.inf, 1)
"""One token a second, and the first of an answer takes none."""
SETTINGS = "routing: {folder: none, overview: none}\n"
"""One request a file and no other, so that what is compared is files alone."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one way of asking came to, on the server's clock."""

    seconds: float
    loads: int
    answers: int


def main() -> None:
    print(f"a load takes {LOAD_SECONDS} s, an answer {ANSWER_SECONDS} s (virtual time)")
    results = [_compared(files, least) for files, least in LEAST.items()]
    sys.exit(not all(results))


def _compared(files: int, least: float) -> bool:
    """Print what the three ways take for so many files; tell whether ours saves enough."""
    ours, bodies = _our_run(files)
    others = {
        "keep_alive 0": _replayed({**body, "keep_alive": 0} for body in bodies),
        "num_ctx by file": _replayed(_windows(bodies)),
    }
    _print(files, "ours", ours)
    enough = ours.loads == 1 and ours.answers == files
    for name, other in others.items():
        saved = 100 * (1 - ours.seconds / other.seconds)
        _print(files, name, other, f"; ours takes {saved:.1f} % less (at least {least:.0f} %)")
        enough &= saved >= least and other.loads == other.answers == files
    return enough


def _print(files: int, name: str, taken: Taken, rest: str = "") -> None:
    loads = f"{taken.loads} load{'s' if taken.loads > 1 else ''}"
    print(f"{files} files, {name}: {taken.seconds:.0f} s, {loads}{rest}", flush=True)


def _server() -> OllamaServer:
    return OllamaServer(speeds=SPEEDS, tokens=lambda text: ANSWER_SECONDS + 1)


def _our_run(files: int) -> tuple[Taken, list[Mapping[str, Any]]]:
    """Run the command; return what it took, and what it asked about the files.

    An earlier run has seen that the model answers in the form asked for: that is asked only once.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        earlier = home / "earlier"
        earlier.mkdir()
        (earlier / "other.py").write_text("def other():\n    return 'another text'\n")
        _run(home, earlier)
        asked, taken = _run(home, trees.make(home / "tree", files))
        questions = [request.body for request in asked if request.body]
        return Taken(*taken, len(questions)), questions


def _run(home: Path, source: Path) -> tuple[list[Request], tuple[float, int]]:
    """Run the command on a tree; return the requests about files, the time and the loads."""
    settings = home / "config.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with _server() as server:
        options = ("--config", str(settings), "--host", server.host, "--model", MODEL, "--quiet")
        command = trees.command(source, home / "vault", *options)
        subprocess.run(command, check=True, env=trees.environment(home))
        asked = [each for each in server.work if not is_warm_up(each) and not is_probe(each)]
        return asked, (server.clock.now(), server.loads())


def _replayed(bodies: Iterable[Mapping[str, Any]]) -> Taken:
    """Send requests one after the other to a server of their own."""
    with _server() as server:
        for body in bodies:
            data = json.dumps(body).encode()
            with urllib.request.urlopen(f"{server.host}/api/chat", data) as response:
                response.read()
        return _taken(server, len(server.work))


def _windows(bodies: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the requests with a window that is another one for each file."""
    for number, body in enumerate(bodies):
        window = body["options"]["num_ctx"] - number % 2
        yield {**body, "options": {**body["options"], "num_ctx": window}}


def _taken(server: OllamaServer, answers: int) -> Taken:
    return Taken(server.clock.now(), server.loads(), answers)
