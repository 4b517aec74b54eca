"""One run at a time per target, and how a run is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer, Request
from material.command_line import contents
from material.repository import MODEL, generate, is_warm_up, questions, repository

from ralf_notes.notes import note

SOURCES = {f"app/m{n}.py": f"def f{n}(x):\n    return x * {n}\n" for n in range(6)}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return repository(tmp_path / "app", SOURCES)


class Pause:
    """Holds back the answer to the first question until `go_on` is set."""

    def __init__(self) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self, request: Request) -> Fault | None:
        is_question = request.path == "/api/chat" and not is_warm_up(request)
        if is_question and not self.reached.is_set():
            self.reached.set()
            assert self.go_on.wait(30)
        return None


@contextmanager
def running(server: OllamaServer, *args: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Give a run in a process of its own."""
    options = ["--host", server.host, "--model", MODEL]
    command = [sys.executable, "-m", "ralf_notes", "generate", *map(str, args), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_second_run_says_who_holds_the_target(app: Path, tmp_path: Path) -> None:
    pause = Pause()
    with OllamaServer(fault=pause) as server, running(server, app, "-o", tmp_path / "v") as first:
        assert pause.reached.wait(30)
        before = contents(tmp_path / "v")
        done = generate(app, "-o", tmp_path / "v", server=server)
        assert done.exit_code == 4
        assert f"is being written by another run (process {first.pid}, since 20" in done.stderr
        assert "--wait" in done.stderr
        assert contents(tmp_path / "v") == before
        other = generate(app, "-o", tmp_path / "other", "--engine", "none")
        assert other.exit_code == 0
        dry = generate(app, "-o", tmp_path / "v", "--dry-run", server=server)
        assert dry.exit_code == 0
        pause.go_on.set()
        assert first.wait(30) == 0


def test_with_wait_the_second_run_comes_after_the_first(app: Path, tmp_path: Path) -> None:
    pause = Pause()
    with OllamaServer(fault=pause) as server, running(server, app, "-o", tmp_path / "v") as first:
        assert pause.reached.wait(30)
        with running(server, app, "-o", tmp_path / "v", "--wait") as second:
            assert second.stderr is not None
            assert "waiting for it to end" in second.stderr.readline()
            pause.go_on.set()
            assert (first.wait(30), second.wait(30)) == (0, 0)
        asked = [request.user for request in questions(server)]
        assert len(asked) == len(set(asked)) == 8  # six files, a folder, the overview


def test_a_dead_holder_does_not_block(app: Path, tmp_path: Path) -> None:
    pause = Pause()
    with OllamaServer(fault=pause) as server, running(server, app, "-o", tmp_path / "v") as first:
        assert pause.reached.wait(30)
        first.kill()
        first.wait(30)
        pause.go_on.set()
        assert generate(app, "-o", tmp_path / "v", server=server).exit_code == 0


def test_a_state_directory_that_cannot_be_made_is_an_error(
    app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("RALF_STATE_DIR", str(tmp_path / "file"))
    done = generate(app, "-o", tmp_path / "v", "--engine", "none")
    assert done.exit_code == 4
    assert "RALF_STATE_DIR" in done.stderr
    assert not (tmp_path / "v").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_run_in_good_order(app: Path, tmp_path: Path, number: int) -> None:
    pause = Pause()
    with OllamaServer(fault=pause) as server, running(server, app, "-o", tmp_path / "v") as run:
        assert pause.reached.wait(30)
        run.send_signal(number)
        assert run.stderr is not None
        output = run.stderr.read()
        pause.go_on.set()
        assert run.wait(30) == 130
        assert "Stopped early: interrupted" in output
        assert "Traceback" not in output
        found = contents(tmp_path / "v")
        texts = [text for path, text in found.items() if path.endswith(".md")]
        assert len(texts) == 8
        assert all(not note.take_apart(text.decode()).edited for text in texts)
        assert generate(app, "-o", tmp_path / "v", server=server).exit_code == 0


def test_a_second_signal_ends_the_run_at_once(app: Path, tmp_path: Path) -> None:
    """The run is held in its own ending: the server does not answer its last request."""
    pause, unload = Pause(), Pause()

    def fault(request: Request) -> Fault | None:
        if request.body and request.body.get("keep_alive") == 0:
            unload.reached.set()
            assert unload.go_on.wait(30)
        return pause(request)

    args = (app, "-o", tmp_path / "v", "--keep-alive", "0")
    with OllamaServer(fault=fault) as server, running(server, *args) as run:
        assert pause.reached.wait(30)
        run.send_signal(signal.SIGTERM)
        pause.go_on.set()
        assert unload.reached.wait(30)
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 130
        unload.go_on.set()


def test_a_signal_that_is_ignored_stays_ignored(app: Path, tmp_path: Path) -> None:
    pause = Pause()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with OllamaServer(fault=pause) as server, running(server, app, "-o", tmp_path / "v") as run:
            assert pause.reached.wait(30)
            os.kill(run.pid, signal.SIGHUP)
            pause.go_on.set()
            assert run.wait(30) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
