"""Whole runs on real models: the small one in this process, and one on a live Ollama server.

The live server is asked only when RALF_TEST_OLLAMA=host:port and RALF_TEST_MODEL name one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from urllib import request as web

import psutil
import pytest
import xllamacpp
from material import vault_checks
from material.repository import Done, generate, repository

from ralf_notes.errors import AskError, PromptTooLong
from ralf_notes.models.engines import Ask, Engine, Reply, Runner
from ralf_notes.models.engines.embedded import Embedded
from ralf_notes.models.engines.ollama import Ollama
from ralf_notes.notes.wording import ENGLISH, wording_for

pytestmark = pytest.mark.slow

ENGINES = ["embedded", pytest.param("ollama", marks=pytest.mark.real_ollama)]
PENDING = wording_for(ENGLISH)("remarks.pending")
# Each file more takes half a minute of a slow machine.
FOREIGN = ("_receivebuffer.py", "_version.py")
IN_PARTS = "h11/_receivebuffer.py"
SMALL_WINDOW = "num_ctx: 2048\nlinks: markdown\n"
# A digit is a token, and so is a comma: thrice as many as the estimate, bytes / 3, has it.
DENSE = "".join(f"{','.join(str(n * 7654321))},\n" for n in range(11, 81))

MOST_SECONDS = 300
"""A run that is interrupted has ended by then, or hangs."""
# A process that a shell starts in the background ignores Ctrl-C, and so do those it starts.
INTERRUPTIBLE = """
import faulthandler, signal
import psutil
faulthandler.enable()
psutil.cpu_count = lambda logical: 1
signal.signal(signal.SIGINT, signal.default_int_handler)
from ralf_notes.cli.app import main
main()
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request to an engine, and what came of it."""

    ask: Ask
    seconds: float
    windows: tuple[int, ...]
    """Context windows of the models in memory after it."""
    reply: Reply | None = None
    error: AskError | None = None


@dataclass(slots=True)
class Recorded:
    """What a run asked of its engine."""

    requests: list[Request] = field(default_factory=list)
    servers: int = 0
    """How often llama.cpp was started in this process."""

    @property
    def replies(self) -> list[Reply]:
        """The answers, that to the warm-up first."""
        return [request.reply for request in self.requests if request.reply]


@dataclass(frozen=True, slots=True)
class Twice:
    """A tree documented twice, nothing changed between."""

    engine: str
    root: Path
    vault: Path
    done: Done
    recorded: Recorded
    again: Done
    recorded_again: Recorded
    bytes_before: dict[str, tuple[bytes, int]]
    bytes_after: dict[str, tuple[bytes, int]]
    planned: Done
    """A dry run of the same once more."""


@pytest.fixture(autouse=True, scope="module")
def one_core() -> Iterator[None]:
    """Leave the other cores to other tests: waiting threads of llama.cpp would spin on them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psutil, "cpu_count", lambda logical: 1)
        yield


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Name an engine; a live server has no model in memory at first."""
    if request.param == "ollama":
        with live() as server:
            server.unload(os.environ["RALF_TEST_MODEL"])
    return str(request.param)


@pytest.fixture(scope="module")
def made(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """Document a part of an installed package, in a window that is too small for one file."""
    found = importlib.util.find_spec("h11")
    assert found and found.origin
    files = {f"h11/{name}": Path(found.origin).with_name(name).read_bytes() for name in FOREIGN}
    return twice(engine, "foreign", files, SMALL_WINDOW, tmp_path_factory.mktemp("foreign"))


def test_every_byte_is_read_by_a_model_that_is_loaded_once(made: Twice) -> None:
    assert made.done.exit_code == 0, made.done.stderr
    vault_checks.check_read_whole(made.done.report)
    [used] = made.done.report["models"]
    assert (used["loads"], used["reloads"]) == (1, [])
    assert used["requests"] == len(made.recorded.replies)
    assert made.recorded.servers == (made.engine == "embedded")
    assert {request.windows for request in made.recorded.requests} == {(used["num_ctx"],)}


def test_each_source_and_folder_has_a_note_that_can_be_reached(made: Twice) -> None:
    vault_checks.check_one_note_each(made.vault, made.root, made.done.report)
    vault_checks.check_frontmatter(made.vault)
    overview = next(row["note"] for row in made.done.report["folders"] if not row["path"])
    vault_checks.check_links(made.vault, overview)


def test_every_name_in_what_the_model_says_exists(made: Twice) -> None:
    vault_checks.check_prose(made.vault, made.root, made.done.report)
    names, rate = (made.done.report["totals"][key] for key in ("names", "raw_name_rate"))
    assert rate is None if not names else 0 <= rate <= 1


def test_a_second_run_is_silent(made: Twice) -> None:
    assert (made.again.exit_code, made.again.stdout, made.again.stderr) == (0, "", "")
    assert made.again.report["models"] == []
    assert made.recorded_again == Recorded()
    assert made.bytes_after == made.bytes_before


def test_the_next_estimate_is_by_the_rates_of_this_run(made: Twice) -> None:
    assert " ran last: " in made.planned.stdout
    assert "a default" not in made.planned.stdout


def test_a_file_that_is_bigger_than_the_window_is_read_in_parts_and_folded(made: Twice) -> None:
    row = made.done.row(IN_PARTS)
    prompts = [request.ask.prompt for request in made.recorded.requests if request.reply]
    parts = {prompt for prompt in prompts if prompt.startswith(f"Part of {IN_PARTS}")}
    assert len(parts) >= row["parts"] >= 2
    assert row["coverage"] == 1.0
    text = (made.root / IN_PARTS).read_text(encoding="utf-8")
    assert all(any(line.strip() in part for part in parts) for line in text.splitlines())
    is_folded = any(prompt.startswith(f"{IN_PARTS}\n\n```\n- ") for prompt in prompts)
    # What a small model says of the parts may all be unusable, and leave nothing to fold.
    assert is_folded or row["dropped"] >= row["parts"]


def test_a_prompt_that_the_engine_finds_too_long_is_split(engine: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "dense", {"digits.py": f"DIGITS = [\n{DENSE}]\n"})
    config = write(tmp_path / "config.yaml", "num_ctx: 1280\n")
    with recording(engine) as recorded:
        done = generate(root, "-o", tmp_path / "vault", "--config", config, *options(engine))
    assert done.exit_code == 0, done.stderr
    refused = [request for request in recorded.requests if request.error]
    assert refused
    assert all(isinstance(request.error, PromptTooLong) for request in refused)
    assert not any("{" in str(request.error) for request in refused)
    assert done.row("digits.py")["coverage"] == 1.0
    read = "".join(request.ask.prompt for request in recorded.requests if request.reply)
    assert all(line in read for line in DENSE.splitlines())
    assert "context" not in "".join(vault_checks.texts(tmp_path / "vault").values())


def test_ctrl_c_ends_the_run_in_mid_answer_and_the_next_one_goes_on(tmp_path: Path) -> None:
    many = "\n\n".join(f"def step_{n}(value):\n    return value * {n}\n" for n in range(60))
    files = {"a.py": "def first():\n    return 1\n", "b.py": many}
    root, vault = repository(tmp_path / "long", files), tmp_path / "vault"
    args = [root, "-o", vault, *options("embedded")]
    command = [sys.executable, "-c", INTERRUPTIBLE, "generate", "--verbose", *map(str, args)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr
        with aborted_after(MOST_SECONDS, process) as told:
            told += until("a.py", process.stderr)
            process.send_signal(signal.SIGINT)
            told += process.stderr
    assert process.returncode == 130, "".join(told)
    a, b = vault / "long/a.py.md", vault / "long/b.py.md"
    assert PENDING not in a.read_text(encoding="utf-8")
    assert PENDING in b.read_text(encoding="utf-8")
    (root / "b.py").write_text("def last():\n    return 2\n", encoding="utf-8")
    with recording("embedded") as recorded:
        done = generate(*args)
    assert done.exit_code == 0, done.stderr
    assert not any(request.ask.prompt.startswith("a.py (") for request in recorded.requests)
    assert PENDING not in b.read_text(encoding="utf-8")


def test_after_the_warm_up_the_first_request_is_like_the_later_ones(made: Twice) -> None:
    warm_up, first, *later = made.recorded.replies
    usual = median(reply.load_seconds for reply in later)
    [used] = made.done.report["models"]
    print(
        f"\n{made.root.name}: load_duration: warm-up {warm_up.load_seconds:.3f} s, first request "
        f"{first.load_seconds:.3f} s, later ones {usual:.3f} s (median of {len(later)}); "
        f"prompt {used['prompt_tokens']} tokens at {used['prompt_tokens_per_second']}/s, "
        f"answers {used['answer_tokens']} tokens at {used['answer_tokens_per_second']}/s, "
        f"{used['loads']} load of {used['load_seconds']:.2f} s"
    )
    assert first.load_seconds < warm_up.load_seconds / 2
    assert max(reply.load_seconds for reply in later) < warm_up.load_seconds / 2


@pytest.mark.real_ollama
@pytest.mark.parametrize("keep_alive", ["0", "-1"])
def test_keep_alive_is_what_the_user_wants_after_the_run(keep_alive: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "tiny", {"one.py": "def one():\n    return 1\n"})
    with live() as server, recording("ollama") as recorded:
        done = generate(
            root, "-o", tmp_path / "vault", "--keep-alive", keep_alive, *options("ollama")
        )
        loaded = server.loaded()
        server.unload(os.environ["RALF_TEST_MODEL"])
    assert done.exit_code == 0, done.stderr
    assert all(request.windows for request in recorded.requests)
    if keep_alive == "0":
        assert loaded == ()
    else:
        in_a_year = datetime.now(UTC) + timedelta(days=365)
        assert [int(model.expires_at[:4]) > in_a_year.year for model in loaded] == [True]


@pytest.mark.real_ollama
def test_a_model_that_another_client_loaded_is_not_loaded_again(tmp_path: Path) -> None:
    """Others say nothing of `shift`, with which servers from 0.30 on load a model."""
    root = repository(tmp_path / "tiny", {"one.py": "def one():\n    return 1\n"})
    body = {"model": os.environ["RALF_TEST_MODEL"], "options": {"num_ctx": 4096}}
    url = f"http://{os.environ['RALF_TEST_OLLAMA']}/api/generate"
    web.urlopen(web.Request(url, json.dumps(body).encode())).close()
    done = generate(root, "-o", tmp_path / "vault", *options("ollama"))
    [used] = done.report["models"]
    assert (done.exit_code, used["loads"], used["reloads"]) == (0, 0, [])


@contextmanager
def aborted_after(seconds: float, process: subprocess.Popen[str]) -> Iterator[list[str]]:
    """End a process that still runs after some time: it tells where each of its threads is.

    Yields a list for what it told.
    """
    watch = threading.Timer(seconds, process.send_signal, (signal.SIGABRT,))
    last = threading.Timer(seconds + 10, process.kill)
    for timer in (watch, last):
        timer.start()
    try:
        yield []
        process.wait()
    finally:
        for timer in (watch, last):
            timer.cancel()
        process.kill()


def until(word: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines up to the first one with a word."""
    for line in lines:
        yield line
        if word in line:
            return


def twice(engine: str, name: str, files: dict[str, bytes], settings: str, work: Path) -> Twice:
    """Document a tree twice, in an environment of its own."""
    root, vault = repository(work / name, files), work / "vault"
    config = write(work / "config.yaml", settings or "{}\n")
    args = (root, "-o", vault, "--config", config, *options(engine))
    with environment(work / "home"):
        with recording(engine) as recorded:
            done = generate(*args)
        before = stamped(vault)
        with recording(engine) as recorded_again:
            again = generate(*args)
        after = stamped(vault)
        planned = generate(*args, "--force", "--dry-run")
    return Twice(engine, root, vault, done, recorded, again, recorded_again, before, after, planned)


def options(engine: str) -> list[str]:
    """Return the options that name an engine and its model."""
    if engine == "embedded":
        return ["--engine", "embedded"]
    return ["--host", os.environ["RALF_TEST_OLLAMA"], "--model", os.environ["RALF_TEST_MODEL"]]


@contextmanager
def live() -> Iterator[Ollama]:
    """Open the live server."""
    server = Ollama(f"http://{os.environ['RALF_TEST_OLLAMA']}")
    try:
        yield server
    finally:
        server.close()


@contextmanager
def environment(home: Path) -> Iterator[None]:
    """Set aside the user's own settings and cache."""
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "RALF_CACHE_DIR"):
            patch.setenv(name, str(home))
        for name in ("OLLAMA_HOST", "GIT_DIR"):
            patch.delenv(name, raising=False)
        yield


@contextmanager
def recording(engine: str) -> Iterator[Recorded]:
    """Record what is asked of an engine, and how often llama.cpp is started."""
    kind: type[Embedded] | type[Ollama] = Embedded if engine == "embedded" else Ollama
    recorded, ask, server = Recorded(), kind.ask, xllamacpp.Server

    def recorded_ask(self: Engine, runner: Runner, asked: Ask) -> Reply:
        begun = time.perf_counter()
        reply, error = None, None
        try:
            reply = ask(self, runner, asked)  # type: ignore[arg-type]
            return reply
        except AskError as exc:
            error = exc
            raise
        finally:
            seconds = time.perf_counter() - begun
            windows = tuple(model.context_length for model in self.loaded())
            recorded.requests.append(Request(asked, seconds, windows, reply, error))

    def counted_server(params: object) -> object:
        recorded.servers += 1
        return server(params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "ask", recorded_ask)
        patch.setattr(xllamacpp, "Server", counted_server)
        yield recorded


def stamped(vault: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes of all files of a vault, and when they were written."""
    files = (path for path in vault.rglob("*") if path.is_file())
    return {path.as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def write(path: Path, text: str) -> Path:
    """Write a file; return its path."""
    path.write_text(text, encoding="utf-8")
    return path
