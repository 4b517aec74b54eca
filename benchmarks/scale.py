"""How a run grows with the number of machines: files per second at 1, 2 and 4 Dask workers.

Each worker is a process with a server of its own: the tests' double, also in a process of its own,
which takes real time for each answer. The notes must be the same bytes each time.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import trees
from distributed import Client, LocalCluster

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from doubles.ollama.process import server_process
from doubles.ollama.server import Speeds
from material.command_line import contents

WORKERS = (1, 2, 4)
FILES = 200
LEAST = 0.8
"""Of as many times the files per second as there are workers."""
LIKE_3B = Speeds(load_seconds=0.3, prompt_tokens_per_second=300, answer_tokens_per_second=60)
FASTER = 4
"""The servers are so many times as fast as a 3B model on a laptop."""
MODEL = "small:1b"


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = trees.make(home / "tree", files)
        rates, notes = {}, []
        for count in WORKERS:
            seconds = measure(home, source, count)
            rates[count] = files / seconds
            notes.append(contents(home / f"vault{count}"))
            print(f"{count} workers: {rates[count]:.2f} files/s ({files} files, {seconds:.1f} s)")
    ratios = {count: rate / rates[WORKERS[0]] / count for count, rate in rates.items()}
    shares = ", ".join(f"{ratio:.2f} at {count}" for count, ratio in ratios.items())
    print(f"share of so many times the speed of one: {shares} (at least {LEAST})")
    is_same = all(each == notes[0] for each in notes)
    print(f"the same notes: {'yes' if is_same else 'NO'}")
    sys.exit(not is_same or min(ratios.values()) < LEAST)


def measure(home: Path, source: Path, count: int) -> float:
    """Return the seconds of one run with so many workers, its start included."""
    environment = trees.environment(home) | {"RALF_CACHE_DIR": str(home / f"cache{count}")}
    with cluster(count, environment) as scheduler:
        options = ("--scheduler", scheduler, "--model", MODEL, "--quiet")
        command = trees.command(source, home / f"vault{count}", *options)
        begun = time.perf_counter()
        subprocess.run(command, check=True, env=environment)
        return time.perf_counter() - begun


@contextmanager
def cluster(count: int, environment: dict[str, str]) -> Iterator[str]:
    """Give the address of a scheduler with so many workers."""
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1"]
    with ExitStack() as stack:
        scheduler = stack.enter_context(
            LocalCluster(n_workers=0, processes=False, protocol="tcp://", dashboard_address=None)
        ).scheduler_address
        for _ in range(count):
            server = stack.enter_context(server_process(LIKE_3B.times(FASTER)))
            environ = environment | {"OLLAMA_HOST": server.host}
            command = [*worker, "--no-dashboard", scheduler]
            process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(count, 60)
        yield scheduler


if __name__ == "__main__":
    main()
