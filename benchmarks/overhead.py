"""How long a model is kept waiting: the wall time of a run beside its server's own busy time.

The server is the tests' double in a process of its own. It takes time as a 3B model on a laptop
does, scaled down tenfold, so that ten times as much of our own work would show.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import trees

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from doubles.ollama.process import ServerProcess, server_process
from doubles.ollama.server import Request, Speeds

FILES, FUNCTIONS = 200, 12
MOST = 1.02
LIKE_3B = Speeds(load_seconds=0.3, prompt_tokens_per_second=300, answer_tokens_per_second=60)
MODEL = "small:1b"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run, in seconds."""

    whole: float
    """Of the command, its start included."""
    model_phase: float
    """From the arrival of the warm-up to the end of the command."""
    busy: float
    requests: int
    loads: int


def main() -> None:
    done = measure()
    ratio = done.model_phase / done.busy
    print(f"{FILES} files, {done.requests} requests, loads {done.loads}")
    print(f"the whole command: {done.whole:.2f} s")
    print(f"from the first request to the end: {done.model_phase:.2f} s")
    print(f"the server's busy time: {done.busy:.2f} s")
    print(f"ratio: {ratio:.3f} (at most {MOST})")
    sys.exit(ratio > MOST)


def measure() -> Measured:
    """Run the command once on a tree of its own and a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = trees.make(home / "tree", FILES, FUNCTIONS)
        environment = trees.environment(home)
        compiled = trees.command(source, home / "other", "--engine", "none", "--quiet")
        aside = environment | {"RALF_CACHE_DIR": str(home / "other cache")}
        subprocess.run(compiled, check=True, env=aside)
        with server_process(LIKE_3B.times(10)) as server:
            mark = _mark(server)
            options = ("--host", server.host, "--model", MODEL, "--quiet")
            begun = time.perf_counter()
            command = trees.command(source, home / "vault", *options)
            subprocess.run(command, check=True, env=environment)
            ended = time.perf_counter()
        work = [request for request in server.requests if request.path == "/api/chat"]
        first = work[0].time - _marked(server).time + mark
        return Measured(ended - begun, ended - first, server.busy_seconds, len(work), server.loads)


def _mark(server: ServerProcess) -> float:
    """Send a request to know the server's clock by; return when it was sent on our own."""
    now = time.perf_counter()
    with urllib.request.urlopen(f"{server.host}/") as response:
        response.read()
    return now


def _marked(server: ServerProcess) -> Request:
    return next(request for request in server.requests if request.path == "/")


if __name__ == "__main__":
    main()
