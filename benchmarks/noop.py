"""A second run on an unchanged tree, beside a bare script that lists and stats the same files.

python benchmarks/noop.py [FILES...]      default: 1000 10000; 100000 takes some minutes to make
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import trees

ROUNDS = 7
MOST = 6.0
BARE = """
import os, subprocess, sys
root, notes = sys.argv[1:]
listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"],
                        capture_output=True, check=True).stdout.decode().split("\\0")
for path in listed:
    if path:
        os.stat(f"{root}/{path}"), os.stat(f"{notes}/{path}.md")
"""


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [1000, 10_000]
    ratios = {size: measure(size) for size in sizes}
    sys.exit(ratios.get(10_000, 0.0) > MOST)


def measure(files: int) -> float:
    """Print the times for one tree; return their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source, target = trees.make(home / "tree", files), home / "vault"
        ours = trees.command(source, target, "--engine", "none", "--quiet")
        bare = [sys.executable, "-c", BARE, str(source), str(target / "tree")]
        environment = trees.environment(home)
        first = seconds(ours, environment)
        pairs = [(seconds(bare, environment), seconds(ours, environment)) for _ in range(ROUNDS)]
        script = statistics.median(pair[0] for pair in pairs)
        run = statistics.median(pair[1] for pair in pairs)
        print(
            f"{files} files: first run {first:.1f} s; no-op {run * 1000:.0f} ms, "
            f"bare script {script * 1000:.0f} ms, ratio {run / script:.1f} (at most {MOST:.0f})",
            flush=True,
        )
        return run / script


def seconds(command: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, env=environment)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
