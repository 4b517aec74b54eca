"""Peak memory of a first run on 10,000 files, beside one on 1,000 files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import trees

MOST = 1.5
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> None:
    small, big = peak(1000), peak(10_000)
    print(f"peak memory: 1,000 files {small:.0f} MB, 10,000 files {big:.0f} MB")
    print(f"ratio: {big / small:.2f} (at most {MOST})")
    sys.exit(big / small > MOST)


def peak(files: int) -> float:
    """Return the peak resident memory of a first run, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = trees.make(home / "tree", files)
        command = trees.command(source, home / "vault", "--engine", "none", "--quiet")
        told = subprocess.run(
            [sys.executable, "-c", PEAK, *command],
            env=trees.environment(home),
            check=True,
            capture_output=True,
            text=True,
        )
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        return int(told.stdout.split()[-1]) / unit


if __name__ == "__main__":
    main()
