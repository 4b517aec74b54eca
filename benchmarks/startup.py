"""How long `ralf-notes --help` takes, beside the `--help` of a Typer app with two empty commands."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

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


def seconds(arguments: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    ours: list[float] = []
    empty: list[float] = []
    for _ in range(ROUNDS):
        empty.append(seconds(["-c", EMPTY, "--help"]))
        ours.append(seconds(["-m", "ralf_notes", "--help"]))
    us, them = statistics.median(ours), statistics.median(empty)
    print(f"ralf-notes --help: {us * 1000:.0f} ms; empty Typer app: {them * 1000:.0f} ms")
    print(f"ratio: {us / them:.2f} (at most 1.20)")
    sys.exit(us / them > 1.2)


if __name__ == "__main__":
    main()
