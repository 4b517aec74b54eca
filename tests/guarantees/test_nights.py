"""Runs that nobody watches: their hours, what comes first, and who learns how they ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from doubles.ollama.server import Fault, OllamaServer, Request
from material.command_line import contents, run, run_on_terminal
from material.repository import MODEL, generate, is_probe, put, questions, repository

from ralf_notes.run.nights.hours import Clock

MIDNIGHT = datetime(2026, 3, 28)


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


@pytest.fixture
def clock(server: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Put a run on the server's clock, on which work and waits take no real time."""
    ticking = server.clock
    virtual = Clock(lambda: MIDNIGHT + timedelta(seconds=ticking.now()), ticking.now, ticking.sleep)
    monkeypatch.setattr("ralf_notes.run.nights.hours.system_clock", lambda: virtual)
    return virtual


@pytest.fixture(autouse=True)
def no_waiting(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")


FILES = {
    f"{folder}/m{number}.py": f"def {folder}{number}():\n    return {number}\n"
    for folder in ("app", "lib", "web")
    for number in range(4)
}


@pytest.fixture
def big(tmp_path: Path) -> Path:
    return repository(tmp_path / "big", FILES)


def asked(server: OllamaServer) -> list[str]:
    """Return what each question was about: paths of files, and names of folders."""
    return [r.user.split(maxsplit=1)[0] for r in questions(server)]


def script(path: Path, text: str) -> Path:
    """Write a program."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def each_takes(server: OllamaServer, seconds: float) -> None:
    """Let every request take some time on the clock, but for the tiny JSON after the warm-up."""

    def slow(request: Request) -> None:
        if request.path == "/api/chat" and not is_probe(request):
            server.clock.sleep(seconds)

    server.fault = slow


# Hours


def test_a_run_waits_for_its_window_and_stops_at_its_end(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    each_takes(server, 3600)
    args = [big, "-o", tmp_path / "vault", "--start-at", "02:00", "--stop-at", "06:00"]
    done = generate(*args, server=server)
    assert (done.exit_code, done.report["stopped"]) == (0, "the window ended at 06:00")
    assert "waiting until 02:00" in done.stderr
    assert 2 * 3600 <= server.work[0].time < 2 * 3600 + 60
    assert clock.now() <= MIDNIGHT + timedelta(hours=7, minutes=1)
    left = [row["path"] for row in done.report["files"] if row["left"]]
    assert 0 < len(left) < len(FILES)
    assert f"{len(left)} files" in done.stderr
    assert done.report["totals"]["left"] >= len(left)


def test_now_does_not_wait_and_the_end_holds(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    each_takes(server, 3600)
    args = ["--start-at", "02:00", "--stop-at", "03:00", "--now"]
    done = generate(big, "-o", tmp_path / "vault", *args, server=server)
    assert "waiting" not in done.stderr
    assert (done.exit_code, done.report["stopped"]) == (0, "the window ended at 03:00")
    assert 1 <= len(questions(server)) <= 3


def test_a_server_that_fails_is_told_and_not_asked_again_after_the_end(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    tried: list[str] = []

    def failing(request: Request) -> Fault | None:
        if request.path != "/api/chat":
            return None
        tried.append(request.user[:20])
        server.clock.sleep(300)
        return Fault.status(503, "busy")

    server.fault = failing
    args = ["--max-time", "10m", "--no-warm-up", "--engine", "ollama"]
    done = generate(big, "-o", tmp_path / "vault", *args, server=server)
    assert (done.exit_code, done.report["stopped"]) == (1, "max_time is over")
    assert "busy" in done.stderr
    assert len(tried) == 2  # the first one may be sent twice more
    assert server.clock.now() < 11 * 60


def test_the_next_nights_go_on_and_the_vault_is_that_of_one_long_run(
    big: Path,
    tmp_path: Path,
    server: OllamaServer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    generate(big, "-o", tmp_path / "whole", server=server)
    files = [about for about in asked(server) if about.endswith(".py")]
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "empty"))  # no answers are to be had there
    each_takes(server, 100)
    before, nights = len(questions(server)), 0
    while nights < 20:
        nights += 1
        done = generate(big, "-o", tmp_path / "vault", "--max-time", "8m", server=server)
        assert done.exit_code == 0, done.stderr
        if not done.report["stopped"]:
            break
        assert done.report["stopped"] == "max_time is over"
    assert 2 < nights < 20
    again = [about for about in asked(server)[before:] if about.endswith(".py")]
    assert sorted(again) == sorted(files)  # every file once, in all nights together
    assert contents(tmp_path / "vault") == contents(tmp_path / "whole")


def test_a_big_file_goes_on_where_the_night_ended(
    tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    text = "\n\n".join(f"def f{n}(x):\n    return x * {n} + {n * 7}\n" for n in range(1500))
    root = repository(tmp_path / "one", {"big.py": text})
    each_takes(server, 600)
    args = [root, "-o", tmp_path / "vault", "--max-time", "50m"]
    first = generate(*args, server=server)
    sent = [r.user for r in questions(server)]
    assert first.report["stopped"] == "max_time is over"
    assert first.row("big.py")["left"]
    assert len(sent) > 2
    while generate(*args, server=server).report["stopped"]:
        assert len(questions(server)) < 200
    users = [r.user for r in questions(server)]
    assert len(users) == len(set(users))  # no part was sent twice
    assert "Not summarised yet" not in (tmp_path / "vault/one/big.py.md").read_text("utf-8")


def test_what_is_complete_is_summed_up_before_the_end(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    each_takes(server, 60)
    done = generate(big, "-o", tmp_path / "vault", "--max-time", "10m", server=server)
    assert done.report["stopped"]
    vault = tmp_path / "vault" / "big"
    summed = {
        folder: "Not summarised yet" not in (vault / f"{folder}.md").read_text("utf-8")
        for folder in ("big", "app/app", "lib/lib", "web/web")
    }
    whole = {
        folder: not any(r["left"] for r in done.report["files"] if r["path"].startswith(folder))
        for folder in ("app", "lib", "web")
    }
    assert summed == {"big": True} | {f"{name}/{name}": whole[name] for name in whole}
    assert whole == {"app": True, "lib": False, "web": False}
    assert {r["path"] for r in done.report["folders"] if r["left"]} == {"lib", "web"}


def test_a_source_that_the_night_did_not_come_to_costs_no_question(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    other = repository(tmp_path / "other", {"only.py": "def only():\n    return 1\n"})
    each_takes(server, 60)
    args = [big, other, "-o", tmp_path / "vault"]
    done = generate(*args, "--max-time", "6m", server=server)
    assert done.row("only.py")["left"]
    assert done.exit_code == 0
    assert not any(about.startswith(("other", "only")) for about in asked(server))
    assert (tmp_path / "vault/other/only.py.md").is_file()  # its facts are there
    assert generate(*args, server=server).report["totals"]["left"] == 0
    assert "only.py" in asked(server)


def test_time_that_is_over_before_the_first_question_asks_none(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    each_takes(server, 60)
    done = generate(big, "-o", tmp_path / "vault", "--max-time", "30s", server=server)
    assert (done.exit_code, questions(server)) == (0, [])
    assert done.report["totals"]["left"] == len(FILES) + 4
    assert len(done.report["files"]) == len(list((tmp_path / "vault").rglob("m*.md")))


def test_no_question_follows_a_server_that_was_stuck_until_the_end(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    server.fault = lambda request: server.clock.sleep(300) if is_probe(request) else None
    done = generate(big, "-o", tmp_path / "vault", "--max-time", "4m", server=server)
    assert (done.exit_code, done.report["stopped"]) == (0, "max_time is over")
    assert questions(server) == []


def test_the_most_used_files_come_first_then_the_last_changed(
    tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    root = repository(
        tmp_path / "order",
        {
            "a.py": "import used\n\n\ndef a():\n    return 1\n",
            "b.py": "def b():\n    return 1\n",
            "c.py": "def c():\n    return 1\n",
            "used.py": "def used():\n    return 1\n",
        },
    )
    commit(root, "2026-01-01T00:00:00")
    put(root / "c.py", "def c():\n    return 2\n")
    commit(root, "2026-01-02T00:00:00")
    put(root / "b.py", "def b():\n    return 2\n")
    commit(root, "2026-01-03T00:00:00")
    generate(root, "-o", tmp_path / "vault", "--max-time", "4h", server=server)
    assert asked(server)[:4] == ["used.py", "b.py", "c.py", "a.py"]


def commit(root: Path, when: str) -> None:
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    for args in (["add", "."], ["commit", "-qm", "change"]):
        subprocess.run(["git", "-C", str(root), *args], env={**os.environ, **dates}, check=True)


# The machine


def test_a_mac_is_kept_awake_for_the_run_and_no_longer(
    big: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "bin").mkdir()
    script(tmp_path / "bin" / "caffeinate", f'echo "$$ $@" > "{pipe}"\nexec tail -f /dev/null')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    seen: list[str] = []

    def look(request: Request) -> None:
        if request.path == "/api/chat" and not seen:
            seen.append(pipe.read_text(encoding="utf-8"))  # waits for the writer
            os.kill(int(seen[0].split()[0]), 0)

    server.fault = look
    assert generate(big, "-o", tmp_path / "vault", server=server).exit_code == 0
    process, *args = seen[0].split()
    assert args == ["-i", "-s", "-w", str(os.getpid())]
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)


@pytest.mark.parametrize("system", ["Darwin", "Linux"])
def test_without_caffeinate_a_run_is_as_good(
    big: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr("platform.system", lambda: system)
    assert generate(big, "-o", tmp_path / "vault", "--engine", "none").exit_code == 0


def test_unload_frees_the_memory_and_is_no_keep_alive_of_0(
    big: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_UNLOAD", "true")
    generate(big, "-o", tmp_path / "vault", server=server)
    assert (server.loads(), server.loaded) == (1, [])
    keeps = [r.body["keep_alive"] for r in server.work if r.body]
    assert (set(keeps[:-1]), keeps[-1]) == ({"30m"}, 0)


def test_unload_holds_for_a_run_that_fails(
    big: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_UNLOAD", "true")

    def full(request: Request) -> Fault | None:
        is_question = request.path == "/api/chat" and len(questions(server)) > 1
        return Fault.status(500) if is_question else None

    server.fault = full
    done = generate(big, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 3
    assert server.loads() == 1
    assert server.loaded == []


# A server that starts late


def test_a_run_waits_for_a_server_that_starts_late_and_says_so_at_once(
    big: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaServer() as server:
        host = server.host
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if sum(slept) > 20:
            server.start()

    monkeypatch.setattr("ralf_notes.models.session.FIRST_PAUSE", 1.0)
    monkeypatch.setattr(
        "ralf_notes.models.opening.time", SimpleNamespace(monotonic=lambda: sum(slept), sleep=sleep)
    )
    monkeypatch.setenv("RALF_SERVER_WAIT", "60")
    try:
        done = generate(big, "-o", tmp_path / "vault", "--host", host, "--model", MODEL)
    finally:
        server.stop()
    assert done.exit_code == 0, done.stderr
    assert done.stderr.count("Waiting up to 60 s for the server") == 1
    assert "ollama serve" in done.stderr


def test_a_server_that_never_comes_is_given_up(
    big: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaServer() as server:
        host = server.host
    slept: list[float] = []
    monkeypatch.setattr("ralf_notes.models.session.FIRST_PAUSE", 1.0)
    monkeypatch.setattr(
        "ralf_notes.models.opening.time",
        SimpleNamespace(monotonic=lambda: sum(slept), sleep=slept.append),
    )
    monkeypatch.setenv("RALF_SERVER_WAIT", "60")
    done = generate(big, "-o", tmp_path / "vault", "--host", host, "--model", MODEL)
    assert done.exit_code == 3
    assert 50 < sum(slept) <= 60
    assert (tmp_path / "vault").exists()  # the facts need no server


def test_on_a_terminal_a_missing_server_is_reported_without_a_wait(
    big: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RALF_SERVER_WAIT")
    with OllamaServer() as server:
        host = server.host
    options = ("-o", str(tmp_path / "vault"), "--host", host, "--model", MODEL)
    shown = run_on_terminal("generate", str(big), *options, expect=3)
    assert "ollama serve" in shown
    assert "Waiting" not in shown


# Who learns of it


@pytest.fixture
def alarm(tmp_path: Path) -> Path:
    """Return a command that keeps the report and the exit code that it got."""
    text = 'cat > "$(dirname "$0")/got.json"\nprintf %s "$RALF_EXIT_CODE" > "$(dirname "$0")/code"'
    return script(tmp_path / "tell me.sh", text)


def configured(tmp_path: Path, **keys: object) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(json.dumps(keys), encoding="utf-8")
    return path


def test_on_failure_gets_the_report_of_a_run_that_could_not_begin(
    big: Path, tmp_path: Path, alarm: Path
) -> None:
    with OllamaServer() as server:
        host = server.host
    config = configured(tmp_path, on_failure=[str(alarm)], host=host)
    done = generate(big, "-o", tmp_path / "vault", "-c", config)
    assert done.exit_code == 3
    report = json.loads((tmp_path / "got.json").read_text(encoding="utf-8"))
    assert (report["exit_code"], report["target"]) == (3, str(tmp_path / "vault"))
    assert "ollama serve" in report["stopped"]
    assert (tmp_path / "code").read_text(encoding="utf-8") == "3"


def test_on_failure_gets_the_report_of_a_run_in_which_something_failed(
    big: Path, tmp_path: Path, alarm: Path
) -> None:
    put(tmp_path / "vault/big/app/m1.py.md", "my own")
    config = configured(tmp_path, on_failure=f"'{alarm}' now", engine="none")
    done = generate(big, "-o", tmp_path / "vault", "-c", config)
    assert done.exit_code == 1
    report = json.loads((tmp_path / "got.json").read_text(encoding="utf-8"))
    assert [row["path"] for row in report["files"] if row["error"]] == ["app/m1.py"]


def test_on_failure_is_not_called_without_a_failure(big: Path, tmp_path: Path, alarm: Path) -> None:
    config = configured(tmp_path, on_failure=[str(alarm)], engine="none")
    assert generate(big, "-o", tmp_path / "vault", "-c", config).exit_code == 0
    assert generate(big, "-o", tmp_path / "v", "-c", config, "--dry-run").exit_code == 0
    assert not (tmp_path / "got.json").exists()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/no/such/program", "/no/such/program cannot be run: No such file"),
        ("sh -c 'exit 9'", "sh ended with exit code 9"),
        ("sh -c 'exec cat'", "took over 0.2 s"),
    ],
)
def test_a_command_that_fails_is_reported_and_changes_no_exit_code(
    big: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, says: str
) -> None:
    if "cat" in command:
        os.mkfifo(tmp_path / "never")
        command = f"sh -c 'exec cat {tmp_path / 'never'}'"
        monkeypatch.setattr("ralf_notes.run.nights.unattended._LONGEST", 0.2)
    put(tmp_path / "vault/big/app/m1.py.md", "my own")
    config = configured(tmp_path, on_failure=command, engine="none")
    done = generate(big, "-o", tmp_path / "vault", "-c", config, "--quiet")
    assert done.exit_code == 1
    assert "on_failure: " in done.stderr
    assert says in done.stderr


def last_run(big: Path, vault: Path, *args: str) -> str:
    """Return what `status` says of the last run, '' for nothing."""
    shown = run("status", big, "-o", vault, "--engine", "none", *args).splitlines()[-1]
    return shown if shown.startswith("Last run") else ""


def test_status_shows_when_the_last_run_was_and_how_it_ended(big: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    assert last_run(big, vault) == ""
    generate(big, "-o", vault, "--engine", "none")
    today = f"{datetime.now():%Y-%m-%d}"
    assert f"began {today}" in last_run(big, vault)
    assert "with exit code 0: 16 notes written." in last_run(big, vault)
    generate(big, "-o", vault, "--engine", "none")
    assert "with exit code 0: 0 notes written." in last_run(big, vault)
    with OllamaServer() as server:
        host = server.host
    generate(big, "-o", vault, "--host", host)
    assert "with exit code 3: 16 notes written, 16 left; no server answers" in last_run(big, vault)
    assert last_run(big, tmp_path / "other") == ""


def test_status_shows_what_a_night_has_left(
    big: Path, tmp_path: Path, server: OllamaServer, clock: Clock
) -> None:
    each_takes(server, 60)
    done = generate(big, "-o", tmp_path / "vault", "--max-time", "5m", server=server)
    left = done.report["totals"]["left"]
    assert f"{left} left; max_time is over." in last_run(big, tmp_path / "vault")


def test_status_shows_a_run_at_work_and_one_that_was_killed(
    big: Path, tmp_path: Path, server: OllamaServer
) -> None:
    vault, seen = tmp_path / "vault", []
    command = [sys.executable, "-m", "ralf_notes", "generate", str(big), "-o", str(vault)]
    running: list[subprocess.Popen[bytes]] = []
    is_known = threading.Event()

    def killed(request: Request) -> Fault | None:
        if request.path == "/api/chat" and not seen:
            is_known.wait()
            process = running[0]
            assert generate(big, "-o", vault, "--engine", "none").exit_code == 4
            seen.append((process.pid, last_run(big, vault)))  # of the run that holds the lock
            os.kill(process.pid, signal.SIGKILL)
        return None

    server.fault = killed
    running.append(subprocess.Popen([*command, "--host", server.host, "--model", MODEL, "-q"]))
    is_known.set()
    running[0].wait()
    ((pid, at_work),) = seen
    assert f"and is still running (process {pid})" in at_work
    assert "and never ended: it was killed." in last_run(big, vault)
