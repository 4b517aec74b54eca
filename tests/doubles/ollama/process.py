"""The double of an Ollama server in a process of its own, in real time: for benchmarks.

In the process that is measured, its threads would wait for that process's own work, and count it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from doubles.ollama.server import OllamaServer, RealClock, Request, Speeds


@dataclass(slots=True)
class ServerProcess:
    """A running server; what it did is known when it has ended."""

    host: str
    busy_seconds: float = 0.0
    loads: int = 0
    requests: list[Request] = field(default_factory=list)


@contextmanager
def server_process(speeds: Speeds) -> Iterator[ServerProcess]:
    """Run the double with the default models and answers until the end of the block."""
    command = [sys.executable, __file__, json.dumps(asdict(speeds))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, encoding="utf-8") as process:  # type: ignore[call-overload]
        running = ServerProcess(process.stdout.readline().strip())
        yield running
        told = json.loads(process.communicate()[0])
        running.busy_seconds, running.loads = told["busy_seconds"], told["loads"]
        running.requests = [Request(**request) for request in told["requests"]]


def main(speeds: str) -> None:
    """Serve until the end of the standard input, then tell what was done."""
    with OllamaServer(clock=RealClock(), speeds=Speeds(**json.loads(speeds))) as server:
        print(server.host, flush=True)
        sys.stdin.read()
    done = {"busy_seconds": server.busy_seconds, "loads": server.loads()}
    print(json.dumps({**done, "requests": [asdict(r) for r in server.requests]}))


if __name__ == "__main__":
    main(sys.argv[1])
