"""What models take, measured against a real server's figures, and what a run does with it."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.exchanges import records
from doubles.ollama.runners import Model
from doubles.ollama.server import OllamaServer, Request
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import load, run, work_folder
from material.repository import Done, generate, put, questions, repository

from ralf_notes.machine import hardware, rates
from ralf_notes.machine.rates import ModelPlace, Rates
from ralf_notes.models import keep_alive, memory
from ralf_notes.models.engines import Architecture, LoadedModel, architecture_of
from ralf_notes.models.engines import Model as Described

FAST, QUALITY, THIRD = "fast:1b", "quality:7b", "third:1b"
MODELS = [
    Model(FAST, 1_000_000_000, 32_768),
    Model(QUALITY, 7_000_000_000, 32_768),
    Model(THIRD, 2_000_000_000),
]
FILES = {
    "app/used.py": "def used():\n    return 1\n",
    "app/a.py": "from app.used import used\n\n\ndef a():\n    return used()\n",
    "lib/b.py": "def b():\n    return 3\n",
}


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(models=MODELS) as double:
        yield double


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return repository(tmp_path / "app", FILES)


def memory_of(monkeypatch: pytest.MonkeyPatch, gigabytes: float) -> None:
    """Give this machine so much memory for models."""
    total = int(gigabytes * 1e9) + hardware.RESERVE
    monkeypatch.setattr(hardware, "memory", lambda: hardware.Memory(total, total))
    monkeypatch.setattr(hardware, "graphics_memory", lambda: 0)
    monkeypatch.setattr(platform, "system", lambda: "Linux")


@pytest.fixture(autouse=True)
def big_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    memory_of(monkeypatch, 100)


def routed(app: Path, server: OllamaServer, settings: str, *options: str) -> Done:
    config = app.parent / "config.yaml"
    put(
        config, f"host: {server.host}\nmodels: {{balanced: {FAST}, quality: {QUALITY}}}\n{settings}"
    )
    return generate(app, "-c", config, "-o", app.parent / "vault", *options)


def usage(done: Done, model: str) -> dict[str, Any]:
    (found,) = (each for each in done.report["models"] if each["model"] == model)
    return dict(found)


# The estimate


def recorded() -> tuple[Described, dict[int, LoadedModel]]:
    """Return the recorded model, and what it took by context window."""
    by_name = {record.name: record.last for record in records(frozenset(_UNREADABLE))}
    listed = by_name["tags"]["models"][0]
    architecture = architecture_of(by_name["show"]["model_info"])
    found = [by_name[name]["models"][0] for name in ("ps-after-warm-up", "ps-4096", "ps-100000")]
    taken = {
        m["context_length"]: LoadedModel(m["name"], m["size"], m["context_length"], "")
        for m in found
    }
    return Described(listed["name"], 8192, listed["size"], architecture=architecture), taken


_UNREADABLE = (
    "four-at-once", "one-slot-queue-full", "one-slot-server-dies-mid-stream",
    "one-slot-server-gone",
)  # fmt: skip
"""Records that are no pair of request and response."""


@pytest.mark.parametrize("num_ctx", [2048, 4096, 8192])
def test_weights_and_cache_are_what_a_real_server_reported(num_ctx: int) -> None:
    model, taken = recorded()
    estimate = memory.need(model, num_ctx)
    # It ran without a GPU, where the server does not count the buffers.
    assert estimate.weights + estimate.cache == pytest.approx(taken[num_ctx].size, rel=0.015)
    assert not estimate.is_rough


@pytest.mark.parametrize("other", [4096, 8192])
def test_what_a_loaded_model_took_makes_the_estimate_of_another_window_exact(other: int) -> None:
    model, taken = recorded()
    estimate = memory.need(model, other, [taken[2048]])
    assert estimate.weights + estimate.cache == taken[other].size


def test_on_a_gpu_the_buffers_are_in_what_the_server_reports() -> None:
    model, taken = recorded()
    size = taken[4096].size + memory.need(model, 4096).buffers
    loaded = replace(taken[4096], size=size, on_gpu=size)
    assert memory.need(model, 4096, [loaded]).total == size


def test_a_model_of_unknown_architecture_gets_a_rough_estimate() -> None:
    estimate = memory.need(Described("x", 8192, 4_000_000_000), 4096)
    assert estimate.is_rough
    assert estimate.total == 4_000_000_000 * 1.2 + 4096 * 131_072


def test_the_embedded_engine_reads_the_same_architecture_as_the_server() -> None:
    from ralf_notes.models.engines.embedded import Embedded

    assert Embedded().show("").architecture == recorded()[0].architecture


@pytest.mark.parametrize("left_out", ["block_count", "embedding_length", "attention.head_count"])
def test_an_architecture_needs_its_numbers(left_out: str) -> None:
    info = {
        "general.architecture": "x", "x.block_count": 4, "x.embedding_length": 64,
        "x.attention.head_count": 4, "x.attention.head_count_kv": 2,
    }  # fmt: skip
    assert architecture_of(info) == Architecture(4, 4, 2, 16, 16, 64)
    # A value that differs from layer to layer is null: it is at most the number of heads.
    assert architecture_of(info | {"x.attention.head_count_kv": None}) == Architecture(
        4, 4, 4, 16, 16, 64
    )
    assert (
        architecture_of({key: value for key, value in info.items() if key != f"x.{left_out}"})
        is None
    )


@given(st.integers(512, 2**20), st.integers(0, 2**20), st.booleans())
def test_more_context_never_takes_less(num_ctx: int, more: int, is_known: bool) -> None:
    model, _ = recorded()
    model = model if is_known else replace(model, architecture=None)
    small, big = memory.need(model, num_ctx), memory.need(model, num_ctx + more)
    assert small.total <= big.total
    assert small.cache < big.cache or not more


# keep_alive


@pytest.mark.parametrize(
    ("models", "gap", "advised"),
    [(1, 0, "1h"), (2, 0, "30m"), (3, 0, "30m"), (4, 0, "15m"), (1, 3600, "4h"), (4, 400, "1h")],
)
def test_the_advice_is_by_the_number_of_models_and_above_the_longest_gap(
    models: int, gap: float, advised: str
) -> None:
    assert keep_alive.advised(models, gap) == advised


@given(st.integers(1, 9), st.floats(0, 10**6))
def test_the_advice_is_always_above_the_gap(models: int, gap: float) -> None:
    assert keep_alive.keep_alive_seconds(keep_alive.advised(models, gap)) > gap


def test_a_gap_begins_at_the_start_or_where_the_model_was_used_last() -> None:
    assert keep_alive.longest_idle([("a", 10), ("b", 20), ("a", 5)]) == 20
    assert keep_alive.longest_idle([("a", 10), ("b", 20), ("c", 5)]) == 30
    assert keep_alive.longest_idle([("a", 10), ("a", 20)]) == 0


def stays(server: OllamaServer) -> set[Any]:
    return {(request.body or {}).get("keep_alive") for request in server.work}


def test_auto_takes_the_advice(app: Path, server: OllamaServer) -> None:
    done = routed(app, server, "keep_alive: auto\n", "--verbose")
    assert stays(server) == {"30m"}
    assert "keep_alive 30m: chosen" in done.stderr
    config = app.parent / "config.yaml"
    generate(app, "-c", config, "-o", app.parent / "vault", "--model", FAST, "--force")
    assert stays(server) == {"30m", "1h"}


def test_auto_outlasts_the_gaps_of_the_plan_and_a_shorter_one_is_a_warning(
    app: Path, server: OllamaServer
) -> None:
    def ran_slowly() -> None:
        for model in (FAST, QUALITY):
            place = ModelPlace("ollama", server.host, model, "1")
            rates.keep(place, Rates(reading=0.5, writing=0.1))

    ran_slowly()
    done = routed(app, server, "keep_alive: 5m\n")
    assert stays(server) == {"5m"}
    (warning,) = (text for text in done.report["warnings"] if "leaves a model idle" in text)
    assert warning in done.stderr.replace("\n", " ")
    advised = warning.rpartition("takes ")[2]
    server.requests.clear()
    ran_slowly()
    done = routed(app, server, "keep_alive: auto\n", "--force")
    assert stays(server) == {advised}
    assert done.report["warnings"] == []


# What a run does with it


def windows(server: OllamaServer) -> set[int]:
    return {request.options["num_ctx"] for request in server.work}


@pytest.mark.parametrize(("gigabytes", "num_ctx"), [(10, 16384), (7.5, 8192), (1, 4096)])
def test_the_context_window_respects_what_fits(
    app: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch, gigabytes: float, num_ctx: int
) -> None:
    memory_of(monkeypatch, gigabytes)
    for number in range(2):
        put(app / f"big{number}.py", "".join(f"V{n} = {n}\n" for n in range(2200)))
    options = ("--model", QUALITY, "--limit", "1", "--verbose")
    done = routed(app, server, "", *options)
    assert windows(server) == {num_ctx}
    assert ("no memory for 16384" in done.stderr) == (num_ctx < 16384)


def test_the_context_window_has_room_for_what_is_said_of_a_file(
    tmp_path: Path, server: OllamaServer
) -> None:
    body = "    dough.rest(minutes=20, warm=True)\n" * 8
    functions = "".join(f"def bake_{n}(dough):\n{body}\n\n" for n in range(20))
    app = repository(tmp_path / "app", {f"{name}.py": functions for name in "abc"})
    routed(app, server, "", "--model", QUALITY)
    assert windows(server) == {8192}
    assert not [request for request in server.work if request.user.startswith("Part of ")]


def test_the_table_of_models_says_what_fits_with_what(
    tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_folder(tmp_path, monkeypatch)
    memory_of(monkeypatch, 5)
    table = run("models", "--host", server.host, "--model", FAST).partition("\n\n")[2].splitlines()
    assert table[0].split() == " ".join(memory.HEADINGS).split()
    rows = {line.split()[0]: line for line in table[1:4]}
    assert rows[FAST].split("  ")[-1] == THIRD
    assert rows[THIRD].split("  ")[-1] == FAST
    assert rows[QUALITY].endswith("no")
    assert f" {4096 * 20_000 / 1e6:.0f} MB " in rows[FAST]
    assert table[4].startswith("Room for models: 5.0 GB")
    assert "keep_alive 1h" in table[5]


def test_check_shows_the_table_for_all_models_of_the_run(
    app: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_of(monkeypatch, 7.5)
    put(
        app.parent / "config.yaml",
        f"host: {server.host}\nmodels: {{balanced: {FAST}, quality: {QUALITY}}}\n",
    )
    output = run("check", app, "-c", app.parent / "config.yaml", "-o", app.parent / "vault")
    lines = output.splitlines()
    at = next(n for n, line in enumerate(lines) if "KV CACHE" in line)
    assert lines[at + 1].startswith(f"ok       {FAST}")
    assert lines[at + 2].startswith(f"ok       {QUALITY}")
    assert "for 2 models, 30m is recommended" in output
    memory_of(monkeypatch, 6)
    output = run("check", app, "-c", app.parent / "config.yaml", "-o", app.parent / "vault")
    (row,) = (line for line in output.splitlines() if line.split()[1] == QUALITY and "GB" in line)
    assert row.startswith("warning")


def test_another_machines_memory_is_not_guessed(
    tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_folder(tmp_path, monkeypatch)
    monkeypatch.setattr("ralf_notes.config.keys.is_here", lambda host: False)
    output = run("models", "--host", server.host)
    assert "?" in output
    assert "another machine" in output


# Loaded again, pushed out


def test_two_models_that_fit_are_loaded_once_each(app: Path) -> None:
    with OllamaServer(models=MODELS, memory=9e9) as server:
        done = routed(app, server, "")
        assert [server.loads(name) for name in (FAST, QUALITY)] == [1, 1]
    for name in (FAST, QUALITY):
        assert usage(done, name)["reloads"] == usage(done, name)["unloads"] == []
        assert usage(done, name)["memory_before"] == usage(done, name)["memory_after"] > 1e9
    assert done.report["warnings"] == []


def test_two_that_do_not_fit_push_each_other_out_which_is_explained(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_of(monkeypatch, 8)
    with OllamaServer(models=MODELS, memory=8e9) as server:
        done = routed(app, server, "routing: {overview: fast}\n", "--verbose")
        assert [server.loads(name) for name in (FAST, QUALITY)] == [2, 1]
    (why,) = usage(done, FAST)["reloads"]
    assert f"this run's own {QUALITY}" in why
    assert "OLLAMA_MAX_LOADED_MODELS" in why
    assert len(usage(done, FAST)["unloads"]) == 1
    assert usage(done, QUALITY)["memory_after"] == 0
    assert f"{FAST} is no longer in memory" in done.stderr
    assert any(f"{FAST} was loaded again: {why}" == text for text in done.report["warnings"])


def test_a_server_with_room_for_fewer_models_than_the_machine_is_noticed(app: Path) -> None:
    with OllamaServer(models=MODELS, max_loaded_models=1) as server:
        done = routed(app, server, "")
        assert done.exit_code == 0
        assert [server.loads(name) for name in (FAST, QUALITY)] == [1, 2]
    assert f"this run's own {FAST}" in usage(done, QUALITY)["reloads"][0]


def test_another_client_that_pushes_a_model_out_is_named(app: Path) -> None:
    comes = iter([True])

    def third(request: Request) -> None:
        if "lib/b.py (" in request.user and next(comes, False):
            load(server.host, THIRD, 4096, "2h")

    with OllamaServer(models=MODELS, memory=9e9, fault=third) as server:
        done = routed(app, server, "")
        assert server.loads(THIRD) == 1
        assert server.loads(QUALITY) == usage(done, QUALITY)["loads"] == 2
    (why,) = usage(done, QUALITY)["reloads"]
    assert f"another client that uses {THIRD}" in why
    assert any(why in text for text in done.report["warnings"])
    assert why in done.stderr


def test_an_expired_keep_alive_is_reported(app: Path) -> None:
    def slow(request: Request) -> None:
        if "lib/b.py (" in request.user:
            server.clock.advance(3600)  # type: ignore[attr-defined]

    with OllamaServer(models=MODELS, fault=slow) as server:
        done = routed(app, server, "")
        assert server.loads(QUALITY) == 2
    assert len(usage(done, QUALITY)["reloads"]) == 1
    assert len(usage(done, QUALITY)["unloads"]) == 1


def test_with_unload_the_report_still_has_the_memory_at_the_end(
    app: Path, server: OllamaServer
) -> None:
    done = routed(app, server, "unload: true\n")
    assert server.loaded == []
    assert usage(done, FAST)["memory_after"] == usage(done, FAST)["memory_before"] > 1e9


def test_verbose_shows_what_is_in_memory(app: Path, server: OllamaServer) -> None:
    load(server.host, THIRD, 4096, "30m")
    done = routed(app, server, "", "--verbose")
    lines = [line for line in done.stderr.splitlines() if line.startswith("in memory: ")]
    assert len(lines) >= 3
    for words in (f"{FAST} (1.1 GB, 4096 tokens", QUALITY, THIRD, "in all"):
        assert words in lines[-1]
    assert f"another client uses the server: {THIRD}" in done.stderr
    assert "in memory: " not in routed(app, server, "", "--force").stderr
    assert len(questions(server)) > 4
