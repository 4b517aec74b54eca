"""The walk alone, of the disk and of a commit, beside `git ls-files` and a stat of each file.

python benchmarks/walk.py [FILES...]      default: 10000; 100000 takes a minute to make
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import trees

from ralf_notes.config.keys import Config, SourceConfig
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import walk

ROUNDS = 5
MOST = 4.0


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [10_000]
    sys.exit(max([measure(size) for size in sizes]) > MOST)


def measure(files: int) -> float:
    """Print the times for one tree; return the ratio of our walk to git's."""
    with tempfile.TemporaryDirectory() as folder:
        root = trees.make(Path(folder) / "tree", files)
        commit(root)
        on_disk = Config(source_paths=(SourceConfig(path=root),))
        committed = Config(source_paths=(SourceConfig(path=root, ref="HEAD"),))
        in_commit = walk(committed).trees[0]
        theirs = median(lambda: bare(root))
        ours = median(lambda: walk(on_disk))
        by_ref = median(lambda: walk(committed))
        read = median(lambda: [read_content(in_commit, file) for file in in_commit.files], 1)
        print(
            f"{files} files: git ls-files and stat {theirs * 1000:.0f} ms; walk "
            f"{ours * 1000:.0f} ms, ratio {ours / theirs:.1f} (at most {MOST:.0f}); walk of a "
            f"commit {by_ref * 1000:.0f} ms, reading all of it {read:.2f} s",
            flush=True,
        )
        return ours / theirs


def bare(root: Path) -> None:
    command = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    for path in filter(None, listed):
        os.stat(f"{root}/{path}")


def commit(root: Path) -> None:
    names = ["-c", "user.name=B", "-c", "user.email=b@example.org", "-c", "gc.auto=0"]
    for command in (["add", "-A"], ["commit", "-q", "-m", "all"], ["repack", "-a", "-d", "-q"]):
        subprocess.run(["git", "-C", str(root), *names, *command], check=True)


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    def seconds() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return statistics.median(seconds() for _ in range(rounds))


if __name__ == "__main__":
    main()
