"""`models` shows what an engine has on disk, and which of it is in memory and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer, RealClock, Request
from material.command_line import load, run, run_on_terminal, work_folder

from ralf_notes.config.durations import until

SMALL = "small:1b"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return work_folder(tmp_path, monkeypatch)


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(clock=RealClock()) as running:
        yield running


def models(server: OllamaServer, expect: int = 0) -> list[str]:
    return listed(server, expect).partition("\n\n")[0].splitlines()


def listed(server: OllamaServer, expect: int = 0) -> str:
    return run("models", "--host", server.host, expect=expect)


def test_models_on_disk_are_listed_in_columns(server: OllamaServer) -> None:
    heading, *rows = models(server)
    assert heading.split() == ["NAME", "SIZE", "IN", "MEMORY", "CONTEXT", "UNTIL"]
    assert sorted(row.split()[0] for row in rows) == sorted(server.models)
    small = next(row for row in rows if row.startswith(SMALL))
    assert small.split() == [SMALL, "100", "MB"]
    assert small.index("100 MB") == heading.index("SIZE")
    assert server.work == []


def test_a_loaded_model_comes_first_with_its_memory_context_and_time(server: OllamaServer) -> None:
    load(server.host, SMALL, 2048, "30m")
    row = models(server)[1]
    assert row.startswith(SMALL)
    assert row.endswith("30 min")
    assert "2048" in row.split()
    assert f"{server.loaded[0].size / 1e6:.0f} MB" in row


def test_a_model_that_is_never_unloaded_stays_for_ever(server: OllamaServer) -> None:
    load(server.host, SMALL, 2048, -1)
    assert models(server)[1].endswith("forever")


def test_a_remote_model_says_where_it_runs(server: OllamaServer) -> None:
    (row,) = (row for row in models(server) if row.startswith("cloud:1b"))
    assert "runs at https://ollama.com:443" in row


def test_a_loaded_model_that_was_removed_is_shown(server: OllamaServer) -> None:
    load(server.host, SMALL, 2048, "30m")
    del server.models[SMALL]
    assert models(server)[1].startswith(SMALL)


def test_a_server_without_models_says_how_to_get_one() -> None:
    with OllamaServer(models=[]) as server:
        assert "ollama pull ministral-3:3b" in "\n".join(models(server))


def test_a_server_that_is_down_is_an_error(server: OllamaServer) -> None:
    server.stop()
    (line,) = models(server, expect=3)
    assert server.host in line
    assert "ollama serve" in line


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.GARBAGE, Fault.status(500)])
def test_something_else_that_answers_is_an_error(server: OllamaServer, fault: Fault) -> None:
    server.fault = lambda request: fault
    (line,) = models(server, expect=3)
    assert server.host in line


def test_a_model_that_the_server_cannot_describe_is_listed_all_the_same(
    server: OllamaServer,
) -> None:
    def broken(request: Request) -> Fault | None:
        return Fault.status(500, "bad manifest") if request.path == "/api/show" else None

    server.fault = broken
    table, _, needs = listed(server).partition("\n\n")
    assert SMALL in table
    (row,) = (line for line in needs.splitlines() if line.startswith(SMALL))
    assert "about 657 MB" in row


def test_the_host_comes_from_the_environment(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.port}")
    assert SMALL in run("models")


def test_the_embedded_engine_lists_its_small_model_and_the_named_one(work: Path) -> None:
    (work / "own.gguf").write_bytes(b"GGUF" + bytes(60))
    output = run("models", "--engine", "embedded", "--model", "own.gguf")
    assert "SmolLM2-135M" in output
    assert "own.gguf" in output
    assert "nowhere.gguf" in run(
        "models", "--engine", "embedded", "--model", "nowhere.gguf", expect=3
    )


def test_the_engine_none_has_no_models() -> None:
    assert "--engine" in run("models", "--engine", "none", expect=2)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=28), "28 min"),
        (timedelta(seconds=50), "50 s"),
        (timedelta(hours=5, minutes=7), "5 h 7 min"),
        (timedelta(days=100_000), "forever"),
        (timedelta(hours=632_001), "forever"),
        (timedelta(days=400), "9600 h 0 min"),
        (timedelta(seconds=-3), "now"),
    ],
)
def test_the_time_that_a_model_stays_is_in_words(left: timedelta, words: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert until((now + left).isoformat(), now) == words


def test_times_with_nanoseconds_and_zones_are_read() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert until("2026-01-01T01:28:00.932248962+01:00", now) == "28 min"
    assert until("2318-03-07T00:00:00.12345678Z", now) == "forever"
    assert until("", now) == ""


def test_a_terminal_gets_a_table_without_boxes(server: OllamaServer) -> None:
    output = run_on_terminal("models", "--host", server.host)
    assert SMALL in output
    assert "│" not in output
