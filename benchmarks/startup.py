"""How long `ralf-notes --help` takes, beside that of a Typer app with two empty commands."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import trees

ROUNDS = 15
EMPTY = """
import typer
app = typer.Typer()
@app.command()
def one(): ...
@app.command()
def two(): ...
app()
"""


def seconds(arguments: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - begun


def main() -> None:
    ours: list[float] = []
    empty: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        environment = trees.environment(Path(folder))
        for _ in range(ROUNDS + 1):
            empty.append(seconds(["-c", EMPTY, "--help"], environment))
            ours.append(seconds(["-m", "ralf_notes", "--help"], environment))
    # The first of each compiles the modules.
    us, them = statistics.median(ours[1:]), statistics.median(empty[1:])
    print(f"ralf-notes --help: {us * 1000:.0f} ms; empty Typer app: {them * 1000:.0f} ms")
    print(f"ratio: {us / them:.2f} (at most 1.20)")
    sys.exit(us / them > 1.2)


if __name__ == "__main__":
    main()
