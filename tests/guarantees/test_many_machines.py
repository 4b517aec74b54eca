"""Requests to Dask's workers, each with a server of its own: the same notes, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from distributed import LocalCluster
from doubles.ollama.server import Fault, Model, OllamaServer, Request
from material.command_line import contents
from material.repository import MODEL, generate, questions, repository

from guarantees.test_one_run import running

SOURCES = {
    **{f"shop/m{n}.py": f"def f{n}(x):\n    return x * {n}\n" for n in range(8)},
    **{f"shop/a/n{n}.py": f"def g{n}(x):\n    return x - {n}\n" for n in range(3)},
}
PATIENCE = 120.0
_SCHEDULER = {
    "n_workers": 0, "processes": False, "protocol": "tcp://", "dashboard_address": None,
}  # fmt: skip

pytestmark = [
    pytest.mark.filterwarnings("default"),  # distributed's own
    pytest.mark.usefixtures("impatient"),
]


@pytest.fixture(autouse=True)
def no_waiting(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "2")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", SOURCES)


@pytest.fixture
def serial(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The notes of a run without workers."""
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "cache of the serial run"))
    with OllamaServer() as server:
        assert generate(shop, "-o", tmp_path / "serial", server=server).exit_code == 0
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "cache"))
    return contents(tmp_path / "serial")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler that no worker is connected to."""
    with LocalCluster(**_SCHEDULER) as cluster:
        yield cluster.scheduler_address


@contextmanager
def workers(scheduler: str, *servers: OllamaServer) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Give workers in processes of their own, each with a server of its own."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--no-nanny"]
    command += ["--nthreads", "1", "--no-dashboard"]
    with ExitStack() as stack:
        started = []
        for server in servers:
            environ = os.environ | {"OLLAMA_HOST": server.host}
            process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            started.append(process)
        wait_for(scheduler, len(servers))
        yield started


def wait_for(scheduler: str, count: int) -> None:
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(count, PATIENCE)


def test_workers_on_this_machine_write_the_notes_of_a_serial_run(
    shop: Path, tmp_path: Path, serial: dict[str, bytes]
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("workers: dask\nparallel: 2\n", encoding="utf-8")
    with OllamaServer() as server:
        done = generate(shop, "-c", config, "-o", tmp_path / "v", server=server)
        assert (done.exit_code, server.loads()) == (0, 1)
        assert done.report["models"][0]["loads"] == 1
    assert contents(tmp_path / "v") == serial


def test_each_worker_asks_its_own_server_and_a_killed_one_loses_nothing(
    shop: Path, tmp_path: Path, serial: dict[str, bytes], scheduler: str
) -> None:
    """The first server never answers its third question: its worker is killed at it."""

    def hangs(request: Request) -> Fault | None:
        asked = [r for r in questions(first) if r.number <= request.number]
        return Fault.HANG if request.path == "/api/chat" and len(asked) == 3 else None

    with OllamaServer(fault=hangs) as first, OllamaServer() as second, ExitStack() as stack:
        processes = stack.enter_context(workers(scheduler, first, second))
        args = (shop, "-o", tmp_path / "v", "--scheduler", scheduler)
        run = stack.enter_context(running(first, *args))
        first.wait_for_hang()
        lost = questions(first)[-1].user
        processes[0].kill()
        assert run.wait(PATIENCE) == 0
        asked = [[request.user for request in questions(server)] for server in (first, second)]
        assert (first.loads(), second.loads()) == (1, 1)
    assert len(asked[0]) == 3
    assert lost in asked[1]
    assert len({*asked[0], *asked[1]}) == len(asked[0]) + len(asked[1]) - 1 == len(SOURCES) + 3
    assert contents(tmp_path / "v") == serial


def test_a_worker_whose_server_is_down_is_passed_over(
    shop: Path, tmp_path: Path, serial: dict[str, bytes], scheduler: str
) -> None:
    def dies(request: Request) -> Fault | None:
        asked = [r for r in questions(first) if r.number <= request.number]
        return Fault.SERVER_DIES if request.path == "/api/chat" and len(asked) == 2 else None

    with OllamaServer(fault=dies) as first, OllamaServer() as second:
        with workers(scheduler, first, second):
            done = generate(shop, "-o", tmp_path / "v", "--scheduler", scheduler, server=second)
        assert done.exit_code == 0
        assert len(questions(first)) == 2
    assert contents(tmp_path / "v") == serial


def test_a_model_that_a_worker_lacks_is_told_before_any_work(
    shop: Path, tmp_path: Path, scheduler: str
) -> None:
    with OllamaServer() as first, OllamaServer([Model("other:1b")]) as second:
        with workers(scheduler, first, second):
            done = generate(shop, "-o", tmp_path / "v", "--scheduler", scheduler, server=first)
        assert not questions(first)
    assert done.exit_code == 3
    assert "worker tcp://" in done.stderr
    assert f"ollama pull {MODEL}" in done.stderr
    assert (tmp_path / "v").exists()  # facts need no model


def test_a_scheduler_that_is_not_there_is_told(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")
    begun = time.monotonic()
    done = generate(shop, "-o", tmp_path / "v", "--scheduler", "tcp://127.0.0.1:9")
    assert done.exit_code == 3
    told = "no scheduler answers at tcp://127.0.0.1:9: Connection refused. Start one with: dask"
    assert told in done.stderr
    assert done.stderr.index(told) < done.stderr.index("with facts from the code")
    assert time.monotonic() - begun < 30  # Dask itself would try for a minute
    assert "Traceback" not in done.stderr


def test_a_scheduler_without_workers_is_told(
    shop: Path, tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.models.engines.cluster._CONNECT", 1.0)
    done = generate(shop, "-o", tmp_path / "v", "--scheduler", scheduler)
    assert done.exit_code == 3
    assert f"Start one on each machine with: dask worker {scheduler}" in done.stderr


def test_a_signal_drops_what_the_workers_are_at(shop: Path, tmp_path: Path) -> None:
    def hangs(request: Request) -> Fault | None:
        return Fault.HANG if request.path == "/api/chat" and len(questions(server)) > 4 else None

    config = tmp_path / "config.yaml"
    config.write_text("workers: dask\nparallel: 2\n", encoding="utf-8")
    args = (shop, "-c", config, "-o", tmp_path / "v")
    with OllamaServer(fault=hangs) as server, running(server, *args) as run:
        server._queue.wait_for(lambda: len(server._queue.hanging) == 2, "two that hang")
        run.send_signal(signal.SIGINT)
        assert run.wait(PATIENCE) == 130
        assert run.stderr is not None
        told = run.stderr.read()
    assert "Stopped early: interrupted" in told
    assert "Traceback" not in told
