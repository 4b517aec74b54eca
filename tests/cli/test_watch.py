"""`models --watch`, why models are loaded again, and what the report says of memory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer
from material.command_line import load, run
from material.repository import generate, repository

from ralf_notes.cli.commands import watch
from ralf_notes.models import reloads
from ralf_notes.models.reloads import Circumstances

SMALL = "small:1b"


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


def watched(monkeypatch: pytest.MonkeyPatch, server: OllamaServer, *steps: object) -> list[str]:
    """Watch a server; between two looks one step is done; return the lines shown."""
    left, paused = list(steps), []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()  # type: ignore[operator]

    monkeypatch.setattr(watch, "pause", pause)
    lines = run("models", "--watch", "--interval", "7", "--host", server.host).splitlines()
    assert paused == [7.0] * (len(steps) + 1)
    return lines


def test_what_is_in_memory_is_shown_again_and_again_until_ctrl_c(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = watched(
        monkeypatch,
        server,
        lambda: load(server.host, SMALL, 2048, -1),
        lambda: load(server.host, SMALL, 2048, 0),
    )
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d  no model is in memory; of this machine's .* is free", lines[0]
    )
    assert lines[1].split() == " ".join(watch.HEADINGS).split()
    assert lines[2].split() == [SMALL, "141", "MB", "0", "%", "2048", "for", "ever"]
    assert "  141 MB in memory" in lines[3]
    assert "no model is in memory" in lines[4]
    assert len(server.work) == 2  # the two of the other client


def test_a_server_that_goes_away_is_waited_for(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = watched(monkeypatch, server, server.stop, server.start)
    assert "no server answers" in lines[1]
    assert "no model is in memory" in lines[-1]


def test_a_server_that_is_not_there_is_an_error(server: OllamaServer) -> None:
    server.stop()
    assert "ollama serve" in run("models", "--watch", "--host", server.host, expect=3)


def test_on_a_terminal_the_table_is_drawn_in_place_and_ctrl_c_is_no_error(
    server: OllamaServer,
) -> None:
    import pty

    load(server.host, SMALL, 2048, -1)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ralf_notes", "models", "--watch", "--host", server.host]
    environ = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    shown = b""
    with subprocess.Popen(
        [*command, "--interval", "0.1"], stdin=theirs, stdout=theirs, stderr=theirs, env=environ
    ) as process:
        os.close(theirs)
        while shown.count(SMALL.encode()) < 2:
            shown += os.read(ours, 65536)
        process.send_signal(signal.SIGINT)
        while _more(ours):
            pass
        os.close(ours)
        assert process.wait(30) == 0
    assert "│" in shown.decode()
    assert b"\x1b[" in shown


def _more(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # so Linux says that the other end is closed
        return b""


# Why


KNOWN = Circumstances(idle=1.0, stay=1800.0, failed=False, ours=(), others=())


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (KNOWN, "another client had it unloaded, loaded it with another num_ctx"),
        (replace(KNOWN, failed=True, others=("b",)), "its runner had died"),
        (replace(KNOWN, idle=2400.0, ours=("b",)), "keep_alive (30 min) was over"),
        (replace(KNOWN, ours=("b", "c")), "pushed out by this run's own b, c: there is no room"),
        (replace(KNOWN, ours=("b",), holds_one=True), "the engine holds one model at a time"),
        (replace(KNOWN, others=("x",)), "pushed out by another client that uses x: there is no"),
        (replace(KNOWN, ours=("b",), others=("x",)), "own b and another client that uses x"),
    ],
)
def test_the_likeliest_reason_is_told(known: Circumstances, words: str) -> None:
    assert words in reloads.why(known)


# The report


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return repository(tmp_path / "gate", {"a.py": "def f():\n    return 1\n"})


def test_warnings_are_in_the_report_and_with_quiet_there_alone(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    done = generate(gate, "-o", tmp_path / "v", "--keep-alive", "0", "--quiet", server=server)
    assert done.stderr == ""
    assert [text.partition(":")[0] for text in done.report["warnings"]] == ["keep_alive 0"]


def test_a_warm_up_that_failed_is_a_warning_in_the_report(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    once = iter([Fault.status(500, "CUDA error")])
    server.fault = lambda r: next(once, None) if r.path == "/api/chat" else None
    done = generate(gate, "-o", tmp_path / "v", server=server)
    (warning,) = done.report["warnings"]
    assert warning.startswith(f"warm-up of {SMALL} failed")
    assert "CUDA error" in warning


def test_a_runner_that_dies_is_told_from_other_clients(
    gate: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.models.session.FIRST_PAUSE", 0.0)
    answer = server.answer
    dies = iter([Fault.RUNNER_DIES])
    server.answer = lambda r: next(dies, None) or answer(r) if "a.py (" in r.user else answer(r)
    done = generate(gate, "-o", tmp_path / "v", server=server)
    (model,) = done.report["models"]
    assert (done.exit_code, model["loads"]) == (0, 2)
    assert "its runner had died" in model["reloads"][0]
    assert any("loaded again: its runner had died" in text for text in done.report["warnings"])


def test_memory_that_grew_is_in_the_summary(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    def grow(request: object) -> None:
        if len(server.work) == 3:
            small = server.loaded[0].model
            server.loaded[0].model = replace(small, memory=2_000_000_000)

    server.fault = grow
    done = generate(gate, "-o", tmp_path / "v", server=server)
    (model,) = done.report["models"]
    assert 0 < model["memory_before"] < model["memory_after"] == 2_000_000_000 + 4096 * 20_000
    assert "2.1 GB (0.2 at the start) in memory" in done.stderr
