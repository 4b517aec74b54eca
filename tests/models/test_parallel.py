"""Several requests at once: the same notes, a bounded number under way, and good endings."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer, Request
from guarantees.test_one_run import running
from material.command_line import contents
from material.repository import generate, is_probe, is_warm_up, questions, repository

from models.test_session import REPLY, Fake, session
from ralf_notes.config.keys import Config
from ralf_notes.errors import BreakerOpen
from ralf_notes.machine import threads
from ralf_notes.models.engines import Ask, Reply, Runner
from ralf_notes.models.opening import requests_at_once
from ralf_notes.prose.questions import Question, request
from ralf_notes.run.nights.hours import Clock

BIG = "".join(f"def step_{n}(x):\n    return [x + {n}] * {n}\n\n\n" for n in range(300))
SOURCES = {
    "README.md": "# Shop\n\nSells things.\n",
    "shop/big.py": BIG,
    **{f"shop/m{n}.py": f"def f{n}(x):\n    return x * {n}\n" for n in range(6)},
    **{f"shop/a/b/n{n}.py": f"def g{n}(x):\n    return x - {n}\n" for n in range(2)},
    **{f"shop/c/k{n}.py": f"def h{n}(x):\n    return x + {n}\n" for n in range(2)},
    "tools/one.py": "from shop.m1 import f1\n\n\ndef main():\n    return f1(1)\n",
}
PATIENCE = 30.0


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", SOURCES)


pytestmark = pytest.mark.usefixtures("impatient")


class Meeting:
    """Holds the first questions until all have come; then the last one goes on first."""

    def __init__(self, count: int) -> None:
        self.count, self.most = count, 0
        self.first: list[int] = []
        self.under_way: set[int] = set()
        self.changed = threading.Condition()

    def __call__(self, request: Request) -> Fault | None:
        if request.path != "/api/chat" or is_warm_up(request):
            return None
        with self.changed:
            if len(self.first) < self.count:
                self.first.append(request.number)
                self.changed.notify_all()
                assert self.changed.wait_for(lambda: self.is_next(request.number), PATIENCE)
                self.under_way.add(request.number)
                self.changed.notify_all()
        return None

    def is_next(self, number: int) -> bool:
        later = {other for other in self.first if other > number}
        return len(self.first) == self.count and later <= self.under_way


class Counting:
    """Counts the requests that an engine has at a time."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        from ralf_notes.models.engines.ollama import Ollama

        self.now = self.most = 0
        self.lock = threading.Lock()
        self.real: Callable[..., Reply] = Ollama.ask
        patch.setattr(Ollama, "ask", lambda engine, *args: self.ask(engine, *args))

    def ask(self, *args: object) -> Reply:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return self.real(*args)
        finally:
            with self.lock:
                self.now -= 1


# The same notes


def test_the_notes_are_those_of_a_serial_run(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 4
    with OllamaServer() as server:
        one = generate(shop, "-o", tmp_path / "one", server=server)
        serial = [request.user for request in questions(server)]
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "another"))
    counting = Counting(monkeypatch)
    with OllamaServer(fault=Meeting(count)) as server:
        many = generate(shop, "-o", tmp_path / "many", "--parallel", str(count), server=server)
        asked = [request.user for request in questions(server)]
        assert server.loads() == 1
    assert (one.exit_code, many.exit_code) == (0, 0)
    assert counting.most == count
    assert len(serial) > 20
    assert sorted(asked) == sorted(serial)
    assert contents(tmp_path / "many") == contents(tmp_path / "one")
    for kind in ("files", "folders"):
        rows = [
            [{k: v for k, v in row.items() if k != "seconds"} for row in done.report[kind]]
            for done in (one, many)
        ]
        assert rows[0] == rows[1]
    assert one.report["models"][0]["requests"] == many.report["models"][0]["requests"]


def test_pieces_of_big_files_and_their_summaries_too(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a model for pieces and another for files, each does its work in one stretch."""
    config = tmp_path / "config.yaml"
    config.write_text("models: {fast: small:1b, quality: ministral-3:3b}\nnum_ctx: 4096\n")
    requests = {}
    for count in ("1", "4"):
        monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / f"cache{count}"))
        with OllamaServer() as server:
            args = ["-c", config, "-o", tmp_path / count, "--host", server.host]
            assert generate(shop, *args, "--parallel", count).exit_code == 0
            requests[count] = sorted((r.body or {})["model"] + r.user for r in questions(server))
            assert server.loads() == 2
    assert {each.startswith("small") for each in requests["1"]} == {True, False}
    assert requests["1"] == requests["4"]
    assert contents(tmp_path / "1") == contents(tmp_path / "4")


def test_a_file_that_fails_fails_alone(shop: Path, tmp_path: Path) -> None:
    def fault(request: Request) -> Fault | None:
        return Fault.status(400) if "shop/m3.py" in request.user[:40] else None

    with OllamaServer(fault=fault) as server:
        done = generate(shop, "-o", tmp_path / "v", "--parallel", "4", server=server)
    assert done.exit_code == 1
    assert [row["path"] for row in done.report["files"] if row["error"]] == ["shop/m3.py"]
    assert not [row["path"] for row in done.report["files"] if row["left"]]


# Endings


def test_five_failures_in_a_row_stop_it(shop: Path, tmp_path: Path) -> None:
    with OllamaServer() as server:
        server.fault = lambda r: Fault.status(400) if r.path == "/api/chat" else None
        done = generate(shop, "-o", tmp_path / "v", "--parallel", "3", server=server)
        asked = len(questions(server))
    assert done.exit_code == 3
    assert "5 requests in a row failed" in done.stderr
    assert 5 <= asked <= 5 + 2 * 3
    assert (tmp_path / "v/shop/shop/m1.py.md").exists()


def test_when_time_is_over_what_is_under_way_is_finished(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaServer() as server:
        assert generate(shop, "-o", tmp_path / "one", server=server).exit_code == 0
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "another"))
    with OllamaServer() as server:
        ticking = server.clock
        begin = datetime(2026, 3, 28)
        clock = Clock(lambda: begin + timedelta(seconds=ticking.now()), ticking.now, ticking.sleep)
        monkeypatch.setattr("ralf_notes.run.nights.hours.system_clock", lambda: clock)
        server.fault = lambda r: ticking.sleep(600) if r.path == "/api/chat" else None
        args = [shop, "-o", tmp_path / "many", "--parallel", "3"]
        done = generate(*args, "--max-time", "1h", server=server)
        asked = [request.user for request in questions(server)]
        assert (done.exit_code, done.report["stopped"]) == (0, "max_time is over")
        assert 0 < sum(row["left"] for row in done.report["files"]) < len(SOURCES)
        assert generate(*args, server=server).exit_code == 0
        again = [request.user for request in questions(server)][len(asked) :]
    assert len({*asked, *again}) == len(asked) + len(again)
    assert contents(tmp_path / "many") == contents(tmp_path / "one")


def test_a_signal_drops_what_is_under_way(shop: Path, tmp_path: Path) -> None:
    """All of the server's answers hang: nobody waits for them."""
    meeting = Meeting(4)
    finished: list[str] = []

    def fault(request: Request) -> Fault | None:
        if request.path != "/api/chat" or is_warm_up(request) or is_probe(request):
            return None
        if len(finished) < 3:
            finished.append(request.user.split(maxsplit=1)[0])
            return None
        meeting(request)
        return Fault.HANG

    args = (shop, "-o", tmp_path / "v", "--parallel", "4")
    with OllamaServer(fault=fault) as server, running(server, *args) as run:
        server._queue.wait_for(lambda: len(server._queue.hanging) == 4, "four that hang")
        run.send_signal(signal.SIGINT)
        assert run.wait(PATIENCE) == 130
        assert run.stderr is not None
        shown = run.stderr.read()
        assert "Stopped early: interrupted" in shown
        assert "Traceback" not in shown
        for path in finished:
            assert "yet" not in (tmp_path / "v/shop" / f"{path}.md").read_text(encoding="utf-8")
        count = len(questions(server))
        server.fault = lambda request: None
        assert generate(*args, server=server).exit_code == 0
        again = {request.user.split(maxsplit=1)[0] for request in questions(server)[count:]}
    assert not again & set(finished)


# One session for many threads


class Together(Fake):
    """An engine that answers nobody until so many ask."""

    def __init__(self, count: int, reply: Reply) -> None:
        super().__init__()
        self.reply, self.meeting = reply, threading.Barrier(count)

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        self.meeting.wait(PATIENCE)
        self.now = 8.0
        return self.reply


def test_a_load_that_many_requests_wait_for_is_one_load() -> None:
    used = session(Together(4, replace(REPLY, load_seconds=8.0)))
    question = Question("file", "a.py\n\nx = 1\n\n", "Write.", summary=True)
    ask = request("system", question, "Write.", 1)
    threads.side_by_side(lambda number: used.ask(ask), range(4), 4, lambda exc: None)
    usage = used.usage()
    assert (usage.requests, usage.loads, usage.load_seconds) == (4, 1, 8.0)
    assert usage.prompt_tokens == 4 * REPLY.prompt_tokens


def test_a_session_that_was_stopped_asks_nothing_more() -> None:
    engine = Fake()
    used = session(engine)
    engine.interrupt = lambda: None  # type: ignore[attr-defined]
    used.stop()
    question = Question("file", "a.py\n\nx = 1\n\n", "Write.", summary=True)
    with pytest.raises(BreakerOpen):
        used.ask(request("system", question, "Write.", 1))
    assert engine.asked == []


# How many


@pytest.mark.parametrize(
    ("values", "environ", "count"),
    [
        ({}, {"OLLAMA_NUM_PARALLEL": "4"}, 1),
        ({"parallel": 3}, {"OLLAMA_NUM_PARALLEL": "4"}, 3),
        ({"parallel": "auto"}, {"OLLAMA_NUM_PARALLEL": "4"}, 4),
        ({"parallel": "auto"}, {"OLLAMA_NUM_PARALLEL": "400"}, 64),
        ({"parallel": "auto"}, {"OLLAMA_NUM_PARALLEL": "0"}, 1),
        ({"parallel": "auto"}, {"OLLAMA_NUM_PARALLEL": "many"}, 1),
        ({"parallel": "auto"}, {}, 1),
        ({"parallel": "auto", "engine": "embedded"}, {"OLLAMA_NUM_PARALLEL": "4"}, 1),
        ({"parallel": "auto", "host": "http://mini:11434"}, {"OLLAMA_NUM_PARALLEL": "4"}, 1),
    ],
)
def test_how_many_requests_auto_makes(
    values: dict[str, object], environ: dict[str, str], count: int
) -> None:
    assert requests_at_once(Config.model_validate(values), environ) == count


@pytest.mark.parametrize("found", ["0", "65", "some", "1.5"])
def test_another_number_is_refused(shop: Path, tmp_path: Path, found: str) -> None:
    done = generate(shop, "-o", tmp_path / "v", "--parallel", found)
    assert done.exit_code == 2
    assert "auto or a number of requests from 1 to 64" in done.stderr
