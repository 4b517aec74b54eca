"""Whatever a server sends: one message, no traceback, and a bounded time.

    python tests/guarantees/test_evil_server.py [KIND]

tries every kind of `doubles/evil.py` at every path with every command, and prints what got through
and the most memory that a process took. The test itself tries each kind at one of the places.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1]))

from doubles.evil import KINDS, MODEL, EvilServer
from material.command_line import work_folder

from ralf_notes.cli.app import app
from ralf_notes.models.engines import http, waiting
from ralf_notes.models.engines.http.pace import Limits

OLLAMA = ("", "/api/version", "/api/tags", "/api/status", "/api/show", "/api/ps", "/api/chat")
OPENAI = ("", "/v1/models", "/props", "/v1/chat/completions")
COMMANDS = {
    "generate": ("generate", "src", "--target-dir", "vault", "--model", MODEL),
    "check": ("check", "--deep", "src", "--target-dir", "vault", "--model", MODEL),
    "models": ("models",),
    "tune": ("tune", "src", "--model", MODEL),
    "init": ("init", "--yes"),
}
PLACES = [
    *(("ollama", path, command) for path in OLLAMA for command in COMMANDS),
    *(("openai", path, command) for path in OPENAI for command in COMMANDS if command != "init"),
]
MOST_SECONDS = 60
EXPECTED = {0, 1, 2, 3}
Place = tuple[str, str, str]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, impatient: None) -> Path:
    folder = work_folder(tmp_path, monkeypatch)
    for name, value in impatience().items():
        monkeypatch.setenv(name, value)
    quick = Limits(0.5, 0.5, http._MOST_WITHOUT_MODEL)
    monkeypatch.setattr(http.Patience, "without_model", lambda patience: quick)
    monkeypatch.setattr(waiting, "_SLOWEST_PROMPT", 100_000)
    fill(folder)
    return folder


def impatience() -> dict[str, str]:
    return {
        "RALF_TIMEOUT": "1",
        "RALF_LOAD_TIMEOUT": "1",
        "RALF_SERVER_WAIT": "0",
        "RALF_RETRIES": "0",
    }


def fill(folder: Path) -> None:
    (folder / "src").mkdir()
    for name in ("a", "b"):
        text = f"def {name}(x):\n    return x + 1\n"
        (folder / "src" / f"{name}.py").write_text(text, encoding="utf-8")


def faults(code: int, output: str, seconds: float) -> list[str]:
    """Return what is wrong with the end of a command."""
    wrong = [] if code in EXPECTED else [f"exit code {code}"]
    wrong += ["a traceback"] if "Traceback" in output else []
    wrong += [f"{seconds:.0f} seconds"] if seconds > MOST_SECONDS else []
    wrong += ["a control character"] if "\x1b" in output else []
    wrong += [f"{len(output)} characters"] if len(output) > 20_000 else []
    return wrong + (["no message"] if code and not output.strip() else [])


def arguments(place: Place, server: EvilServer) -> list[str]:
    engine, _, command = place
    named = [] if command == "init" else ["--engine", engine, "--host", server.host]
    return [*COMMANDS[command], *named]


@pytest.mark.parametrize(("number", "kind"), [*enumerate(KINDS)], ids=KINDS)
def test_a_command_ends_with_a_message(
    work: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: str
) -> None:
    place = PLACES[number * 7 % len(PLACES)]  # 7: neighbours meet different paths and commands
    with EvilServer(kind, place[1]) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        begun = time.monotonic()
        done = CliRunner().invoke(app, arguments(place, server))
        problems = faults(done.exit_code, done.output, time.monotonic() - begun)
    assert problems == [], f"{place}: {done.output}"


@pytest.mark.parametrize("kind", ["tokens for ever", "a line for ever", "drips lines", "a bomb"])
@pytest.mark.parametrize("engine", ["ollama", "openai"])
def test_an_answer_without_an_end_costs_one_file(
    work: Path, monkeypatch: pytest.MonkeyPatch, kind: str, engine: str
) -> None:
    path = "/api/chat" if engine == "ollama" else "/v1/chat/completions"
    monkeypatch.setenv("RALF_WARM_UP", "false")
    with EvilServer(kind, path, first=1) as server:
        done = CliRunner().invoke(app, arguments((engine, path, "generate"), server))
    assert done.exit_code == 1
    assert done.output.count("not read") == 1
    assert "It reads the given values" in (work / "vault/src/b.py.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["drips headers", "drips the body"])
@pytest.mark.parametrize("engine", ["ollama", "openai"])
def test_a_server_that_drips_is_not_waited_for_as_one_that_loads_a_model(
    work: Path, monkeypatch: pytest.MonkeyPatch, kind: str, engine: str
) -> None:
    path = "/api/chat" if engine == "ollama" else "/v1/chat/completions"
    monkeypatch.setenv("RALF_WARM_UP", "false")
    monkeypatch.setenv("RALF_LOAD_TIMEOUT", "600")
    begun = time.monotonic()
    with EvilServer(kind, path) as server:
        done = CliRunner().invoke(app, arguments((engine, path, "generate"), server))
    assert (done.exit_code, "the model stalled" in done.output) == (1, True), done.output
    assert time.monotonic() - begun < MOST_SECONDS


def test_a_broken_answer_is_asked_for_again(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_RETRIES", "2")
    for kind in ("resets", "closes in a chunk", "closes in the body", "an error inside the answer"):
        with EvilServer(kind, "/api/chat", first=2) as server:
            args = arguments(("ollama", "/api/chat", "generate"), server)
            done = CliRunner().invoke(app, [*args, "--force", "--no-warm-up"])
        assert done.exit_code == 0, f"{kind}: {done.output}"


def _tried(place: Place, kind: str) -> tuple[list[str], str, int]:
    """Return what is wrong with one command in a process of its own, its output and its memory."""
    with tempfile.TemporaryDirectory() as folder, EvilServer(kind, place[1]) as server:
        fill(Path(folder))
        begun, output = time.monotonic(), Path(folder) / "output"
        child = os.fork()
        if child == 0:
            _become(arguments(place, server), server, folder, output)
        while (ended := os.wait4(child, os.WNOHANG))[0] == 0:
            time.sleep(0.02)
            if time.monotonic() - begun > 3 * MOST_SECONDS:
                with suppress(ProcessLookupError):
                    os.kill(child, 9)
        _, status, used = ended
        text = output.read_text(encoding="utf-8", errors="replace")
        code = os.waitstatus_to_exitcode(status)
        return faults(code, text, time.monotonic() - begun), text, used.ru_maxrss // 1024


def _become(args: list[str], server: EvilServer, folder: str, output: Path) -> None:
    file = os.open(output, os.O_CREAT | os.O_WRONLY, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(folder)
    environ = {**os.environ, **impatience(), "HOME": folder, "OLLAMA_HOST": server.host}
    os.execve(sys.executable, [sys.executable, "-m", "ralf_notes", *args], environ)


def main(wanted: str = "") -> None:
    """Try everything, or one kind."""
    tried, through, most = 0, 0, 0
    for kind in KINDS:
        for place in PLACES if wanted in ("", kind) else ():
            problems, text, megabytes = _tried(place, kind)
            tried, through, most = tried + 1, through + bool(problems), max(most, megabytes)
            if problems:
                print(kind, *place, *problems, text[-500:], sep=" | ", flush=True)
    print(f"{through} of {tried} got through; at most {most} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
