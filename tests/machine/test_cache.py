"""The cache saves time and never stops a run: damaged, locked, deleted or full, at any moment."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer, Request, default_answer
from material.command_line import contents, run, work_folder
from material.repository import generate, is_warm_up, put, questions, repository

from ralf_notes.machine.cache import Cache

BIG = "".join(f"def f{n}(x):\n    return x * {n}\n\n\n" for n in range(60))
SOURCES = {
    "app/clock.py": "import time\n\n\ndef now():\n    return time.time()\n",
    "app/limits.py": "from app import clock\n\n\ndef take(n):\n    return n + clock.now()\n",
}
DAY = 86_400


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, impatient: None) -> Path:
    monkeypatch.setattr("ralf_notes.machine.sqlite.WAIT", 0.05)
    folder = work_folder(tmp_path, monkeypatch)
    monkeypatch.setenv("RALF_NUM_CTX", "2048")
    return folder


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as running:
        yield running


@pytest.fixture
def gate(work: Path) -> Path:
    return repository(work / "gate", SOURCES)


@pytest.fixture
def file(isolated: Path) -> Path:
    return isolated / "cache" / "cache.sqlite"


# Damage


def overwrite(file: Path, start: float, end: float) -> None:
    """Overwrite a part of a file with random bytes."""
    size = file.stat().st_size
    with open(file, "r+b") as opened:
        opened.seek(int(size * start))
        opened.write(random.Random(1).randbytes(int(size * (end - start))))


def delete(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)


def in_its_place(file: Path, make: Callable[[Path], object]) -> None:
    delete(file)
    make(file)


def another_programs(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")


def of_a_newer_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version = 99")
        db.execute("ALTER TABLE entries RENAME TO things")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "random bytes": lambda file: overwrite(file, 0, 1),
    "random bytes at its end": lambda file: overwrite(file, 0.3, 1),
    "cut in half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "empty": lambda file: os.truncate(file, 0),
    "deleted": delete,
    "its folder deleted": lambda file: shutil.rmtree(file.parent),
    "a folder": lambda file: in_its_place(file, Path.mkdir),
    "text": lambda file: in_its_place(file, lambda f: f.write_text("no database")),
    "another program's": lambda file: in_its_place(file, another_programs),
    "a newer version's": of_a_newer_version,
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the vault after a run with an undamaged cache."""
    folder = tmp_path_factory.mktemp("expected")
    with pytest.MonkeyPatch.context() as patch, OllamaServer() as server:
        patch.setenv("RALF_CACHE_DIR", str(folder / "cache"))
        patch.setenv("RALF_STATE_DIR", str(folder / "state"))
        patch.setenv("RALF_NUM_CTX", "2048")
        gate = repository(folder / "gate", SOURCES)
        assert generate(gate, "-o", folder / "vault", server=server).exit_code == 0
    return contents(folder / "vault")


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_cache_that_is_damaged_before_a_run_costs_time_only(
    gate: Path, server: OllamaServer, work: Path, file: Path, expected: dict[str, bytes],
    damage: Callable[[Path], object],
) -> None:  # fmt: skip
    generate(gate, "-o", work / "vault", "--engine", "none")
    damage(file)
    done = generate(gate, "-o", work / "vault", server=server)
    assert (done.exit_code, contents(work / "vault")) == (0, expected)
    again = generate(gate, "-o", work / "vault", server=server)
    assert (again.exit_code, contents(work / "vault")) == (0, expected)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_cache_that_is_damaged_during_a_run_costs_time_only(
    gate: Path, server: OllamaServer, work: Path, file: Path, expected: dict[str, bytes],
    damage: Callable[[Path], object],
) -> None:  # fmt: skip
    damaged = []

    def answer(request: Request) -> str:
        if not is_warm_up(request) and not damaged:
            damaged.append(damage(file))
        return default_answer(request)

    server.answer = answer
    done = generate(gate, "-o", work / "vault", server=server)
    assert damaged
    assert (done.exit_code, contents(work / "vault")) == (0, expected)
    again = generate(gate, "-o", work / "vault", server=server)
    assert (again.exit_code, contents(work / "vault")) == (0, expected)


def test_damage_is_said_and_mended(gate: Path, work: Path, file: Path) -> None:
    generate(gate, "-o", work / "vault", "--engine", "none")
    overwrite(file, 0, 1)
    assert "is made anew" in generate(gate, "-o", work / "vault", "--engine", "none").stderr
    assert generate(gate, "-o", work / "vault", "--engine", "none").stderr == ""


def test_another_programs_file_is_left_as_it_is(gate: Path, work: Path, file: Path) -> None:
    file.parent.mkdir()
    another_programs(file)
    before = file.read_bytes()
    done = generate(gate, "-o", work / "vault", "--engine", "none")
    assert "another program's: name a folder with RALF_CACHE_DIR" in done.stderr
    assert file.read_bytes() == before
    assert "another program's" in run("cache", "--clear", expect=1)
    assert file.read_bytes() == before


def test_answers_are_kept_where_a_cache_is_deleted_during_a_run(
    gate: Path, server: OllamaServer, work: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: Request) -> str | Fault:
        number = len(questions(server))
        if number == 2:
            shutil.rmtree(file.parent)
        if number == 4:
            return Fault.SERVER_DIES
        return default_answer(request)

    server.answer = answer
    put(gate / "app/big.py", BIG)
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")
    stopped = generate(gate, "-o", work / "vault", "--no-warm-up", server=server)
    assert stopped.exit_code == 3
    first = [request.user for request in questions(server)]
    server.start()
    server.answer = default_answer
    assert generate(gate, "-o", work / "vault", server=server).exit_code == 0
    asked_again = [r.user for r in questions(server)[len(first) :] if r.user in first]
    # The answers before the deletion are lost with the cache, the later ones are not.
    assert first[2] not in asked_again


# Other processes


def test_a_locked_cache_does_not_stop_a_run(
    gate: Path, server: OllamaServer, work: Path, file: Path, expected: dict[str, bytes]
) -> None:
    generate(gate, "-o", work / "vault", "--engine", "none")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = generate(gate, "-o", work / "vault", server=server)
        assert "cannot be used (database is locked): this run goes on without it" in done.stderr
        assert "database is locked" in run("cache", "--clear", expect=1)
    assert (done.exit_code, contents(work / "vault")) == (0, expected)


def test_a_cache_can_be_cleared_while_a_run_uses_it(
    gate: Path, server: OllamaServer, work: Path, expected: dict[str, bytes]
) -> None:
    outputs = []

    def answer(request: Request) -> str:
        if not is_warm_up(request) and not outputs:
            command = [sys.executable, "-m", "ralf_notes", "cache", "--clear"]
            outputs.append(subprocess.run(command, capture_output=True, check=True).stdout)
        return default_answer(request)

    server.answer = answer
    done = generate(gate, "-o", work / "vault", server=server)
    assert b"cleared" in outputs[0]
    assert (done.exit_code, "the cache" in done.stderr) == (0, False)
    assert contents(work / "vault") == expected
    assert "answers of models" in run("cache")


# What is asked again


def test_after_a_failed_part_only_that_part_is_asked_again(
    gate: Path, server: OllamaServer, work: Path
) -> None:
    put(gate / "app/big.py", BIG)

    def answer(request: Request) -> str | Fault:
        if "def f30(" in request.user:
            return Fault.status(400, "no")
        return default_answer(request)

    server.answer = answer
    done = generate(gate, "-o", work / "vault", server=server)
    assert done.row("app/big.py")["parts"] >= 3
    assert "were not read" in done.row("app/big.py")["error"]
    count = len(questions(server))
    server.answer = default_answer
    assert generate(gate, "-o", work / "vault", server=server).exit_code == 0
    parts = [r.user for r in questions(server)[count:] if r.user.startswith("Part of app/big.py")]
    assert ["def f30(" in part for part in parts] == [True]


def test_a_summary_that_is_asked_anew_costs_the_changed_parts_only(
    gate: Path, server: OllamaServer, work: Path
) -> None:
    put(gate / "app/big.py", BIG)
    first = generate(gate, "-o", work / "vault", server=server)
    count = len(questions(server))
    # A quarter of the file; the border behind it may move once.
    changed = re.sub(r"x \* (\d|1[0-4])\n", r"x - \1\n", BIG)
    put(gate / "app/big.py", changed)
    generate(gate, "-o", work / "vault", server=server)
    parts = [r.user for r in questions(server)[count:] if r.user.startswith("Part of app/big.py")]
    assert 0 < len(parts) < first.row("app/big.py")["parts"]
    assert sum("x - " not in part for part in parts) <= 1


# Size


def on_day(monkeypatch: pytest.MonkeyPatch, day: int, file: Path) -> Cache:
    monkeypatch.setattr("ralf_notes.machine.cache.time.time", lambda: float(day * DAY))
    return Cache(file)


def test_what_was_written_first_goes_first(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    with on_day(monkeypatch, 20_000, file) as cache:
        for number in range(300):
            cache.put_answer(f"{number}", "x" * 1000)
    with on_day(monkeypatch, 20_020, file) as cache:
        for number in range(100, 200):
            cache.put_answer(f"{number}", "y" * 1000)
    with on_day(monkeypatch, 20_021, file) as cache:
        most = cache.size() * 5 // 10
        cache.shrink(most)
        assert cache.size() <= most
        left = [number for number in range(300) if cache.answer(f"{number}")]
    assert {*range(100, 200)} <= {*left}
    assert len(left) < 150
    assert file.stat().st_size <= most


def test_answers_that_reached_their_note_go_before_all_others(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    with on_day(monkeypatch, 20_000, file) as cache:
        for number in range(200):
            cache.put_answer(f"{number}", "x" * 1000)
    with on_day(monkeypatch, 20_030, file) as cache:
        cache.forget_first(f"{number}" for number in range(100, 200) if cache.answer(f"{number}"))
    with on_day(monkeypatch, 20_031, file) as cache:
        cache.shrink(cache.size() * 7 // 10)
        left = [number for number in range(200) if cache.answer(f"{number}")]
    assert {*range(100)} <= {*left}
    assert len(left) < 150


def test_a_read_is_no_write(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    with on_day(monkeypatch, 20_000, file) as cache:
        cache.put_answer("a", "x")
    before = file.read_bytes()
    with on_day(monkeypatch, 20_003, file) as cache:
        assert cache.answer("a") == "x"
    assert file.read_bytes() == before


def test_a_run_leaves_no_more_than_the_cache_may_have(
    gate: Path, server: OllamaServer, work: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(gate / "app/big.py", BIG)
    generate(gate, "-o", work / "vault", server=server)
    before = contents(work / "vault")
    monkeypatch.setenv("RALF_CACHE_SIZE", "20 kB")
    assert file.stat().st_size > 20_000
    done = generate(gate, "-o", work / "vault", server=server)
    assert (done.exit_code, done.stderr) == (0, "")
    assert file.stat().st_size <= 20_480
    assert contents(work / "vault") == before


# The command


def test_the_command_shows_what_is_there(
    gate: Path, server: OllamaServer, work: Path, file: Path
) -> None:
    assert run("cache") == f"{file}: nothing yet, at most 1.0 GB\n"
    generate(gate, "-o", work / "vault", server=server)
    heading, *rows = run("cache").splitlines()
    assert re.match(rf"{re.escape(str(file))}: \d+ kB, at most 1.0 GB$", heading)
    counts = {" ".join(row.split(",")[0].split()[1:]): int(row.split()[0]) for row in rows}
    assert counts == {
        "answers of models": len(questions(server)),
        "links between files": 3 * len(SOURCES) + 4,
        "records of notes": len(SOURCES) + 5,  # folders, the run, two files for agents
        "records of source files": len(SOURCES),
        "outlines": 3 * len(SOURCES),  # with the names that stand in a file, and lines to show
    }


def test_cleared_it_is_empty_and_the_next_run_asks_nothing(
    gate: Path, server: OllamaServer, work: Path, file: Path
) -> None:
    assert "nothing to clear" in run("cache", "--clear")
    generate(gate, "-o", work / "vault", server=server)
    asked = len(questions(server))
    assert "cleared" in run("cache", "--clear")
    assert len(run("cache").splitlines()) == 1
    done = generate(gate, "-o", work / "vault", server=server)
    assert (done.exit_code, done.stderr, len(questions(server))) == (0, "", asked)
