"""Memory from Ollama 0.30 on: the scheduler's rules, the prompts it keeps, what runs low."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.exchanges import new_records
from doubles.ollama.server import Model, OllamaServer, Request
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import run
from material.repository import MODEL, generate, put, repository

from ralf_notes.machine import hardware
from ralf_notes.models import memory
from ralf_notes.models.engines import LoadedModel, architecture_of
from ralf_notes.models.engines import Model as Described
from ralf_notes.models.memory import Need, prompt_cache
from ralf_notes.models.memory.scheduling import LLAMA_SERVER, USUAL

NEW, OLD = "0.33.0", "0.24.0"
GB, GIB = 10**9, 2**30


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    files = {f"{name}.py": f"def {name}(a):\n    return a\n" for name in ("one", "two", "six")}
    return repository(tmp_path / "gate", files)


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(version=NEW) as double:
        yield double


def memory_is(monkeypatch: pytest.MonkeyPatch, *readings: tuple[float, float, float]) -> None:
    """Give this machine total, free and swapped memory, in GB: one reading after the other."""
    left = list(readings)

    def look() -> hardware.Memory:
        now = left.pop(0) if len(left) > 1 else left[0]
        return hardware.Memory(*(int(each * GB) for each in now))

    monkeypatch.setattr(hardware, "memory", look)
    monkeypatch.setattr(hardware, "graphics_memory", lambda: 0)
    monkeypatch.setattr(platform, "system", lambda: "Linux")


# The estimate


def recorded() -> tuple[Described, dict[int, LoadedModel]]:
    """Return the model of the recorded server of 0.33, and what it took by context window."""
    by_name = {record.name: record.last for record in new_records(47, 90)}
    listed = by_name["tags"]["models"][0]
    found = [by_name[name]["models"][0] for name in ("ps-after-warm-up", "ps-4096", "ps-8192")]
    architecture = architecture_of(by_name["show"]["model_info"])
    taken = {
        each["context_length"]: LoadedModel(each["name"], each["size"], each["context_length"], "")
        for each in found
    }
    return Described(listed["name"], 8192, listed["size"], architecture=architecture), taken


@pytest.mark.parametrize("num_ctx", [2048, 4096, 8192])
def test_the_estimate_is_close_to_what_a_real_server_reported(num_ctx: int) -> None:
    model, taken = recorded()
    before = memory.need(model, num_ctx, rules=LLAMA_SERVER)
    assert taken[num_ctx].size <= before.total <= 1.05 * taken[num_ctx].size


@pytest.mark.parametrize("seen", [2048, 4096, 8192])
@pytest.mark.parametrize("num_ctx", [2048, 4096, 8192])
def test_after_loading_the_total_is_what_the_server_reports(seen: int, num_ctx: int) -> None:
    model, taken = recorded()
    need = memory.need(model, num_ctx, [taken[seen]], LLAMA_SERVER)
    assert need.total == pytest.approx(taken[num_ctx].size, rel=0 if seen == num_ctx else 0.06)
    assert need.weights == pytest.approx(model.size, rel=0.14)


@given(st.integers(512, 2**20), st.integers(0, 2**20), st.booleans())
def test_more_context_never_takes_less(num_ctx: int, more: int, is_known: bool) -> None:
    model, _ = recorded()
    model = model if is_known else replace(model, architecture=None)
    small, big = (memory.need(model, n, rules=LLAMA_SERVER) for n in (num_ctx, num_ctx + more))
    assert small.total <= big.total and small.reserve <= big.reserve


@pytest.mark.parametrize(
    ("num_ctx", "batch", "reserve"),
    [
        (512, 512, 0), (4096, 512, 0), (4097, 1024, 768 * 2**20), (32768, 1024, 768 * 2**20),
        (32769, 2048, 2 * GIB),
    ],
)  # fmt: skip
def test_a_long_window_has_a_surcharge(num_ctx: int, batch: int, reserve: int) -> None:
    assert (LLAMA_SERVER.batch(num_ctx), LLAMA_SERVER.reserve(num_ctx)) == (batch, reserve)
    assert (USUAL.batch(num_ctx), USUAL.reserve(num_ctx)) == (512, 0)


@pytest.mark.parametrize(
    ("second", "fits"),
    [
        (Need(3 * GB, GB, 0), True),  # 4 of the 5 that are 80 % of 6.25 free
        (Need(4 * GB, GB, 0), True),
        (Need(4 * GB, GB + 1, 0), False),
        (Need(4 * GB, GB, GB), True),  # the scheduler does not count buffers
        (Need(3 * GB, GB, 0, reserve=2 * GB), False),
    ],
)
def test_models_fit_together_by_the_schedulers_rule(second: Need, fits: bool) -> None:
    first = Need(6 * GB, GB, GB // 2)
    room = first.total + int(6.25 * GB)
    assert memory.fit_together((first, second), room, LLAMA_SERVER) == fits
    assert memory.fit_together((second, first), room, LLAMA_SERVER) == fits
    assert list(memory.fitting("ab", {"a": first, "b": second}, room, LLAMA_SERVER)) == (
        ["a", "b"] if fits else ["a"]
    )


def test_a_run_loads_together_what_the_server_keeps_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the double, which goes by the same rule: no load is pushed out by the warm-up."""
    models = [Model("fast:1b", 1_000_000_000, 32_768), Model("quality:7b", 7_000_000_000, 32_768)]
    app = repository(tmp_path / "app", {"a.py": "def a():\n    return 1\n"})
    for room in (8.3, 8.6, 9.5):
        put(tmp_path / "config.yaml", "models: {balanced: fast:1b, quality: quality:7b}\n")
        memory_is(monkeypatch, (room + 2, room + 2, 0))
        with OllamaServer(models, version=NEW, memory=room * GB) as double:
            options = ("-c", tmp_path / "config.yaml", "--host", double.host)
            done = generate(app, *options, "-o", tmp_path / f"v{room}")
            assert done.exit_code == 0
            used = len({(request.body or {})["model"] for request in double.work})
            assert double.loads() == used


@pytest.mark.parametrize(("free", "level"), [(5.5, "ok"), (4.9, "warning"), (3, "warning")])
def test_check_wants_a_fifth_of_what_is_free_to_stay_free(
    gate: Path, monkeypatch: pytest.MonkeyPatch, free: float, level: str
) -> None:
    memory_is(monkeypatch, (16, free, 0))
    with OllamaServer([Model(MODEL, 4 * GB, memory_per_token=20_000)], version=NEW) as double:
        options = ("--host", double.host, "--model", MODEL)
        output = run("check", gate, "-o", gate.parent / "v", *options)
    (line,) = (line for line in output.splitlines() if "the model needs about" in line)
    assert line.startswith(level)


# Earlier prompts


def checked(gate: Path, server: OllamaServer, **environ: Any) -> str:
    options = ("--host", server.host, "--model", MODEL)
    output = run("check", gate, "-o", gate.parent / "v", *options, env=environ)
    return next((line for line in output.splitlines() if "earlier prompts" in line), "")


@pytest.mark.parametrize(("free", "level"), [(60, "ok"), (9.2, "ok"), (6, "warning")])
def test_check_names_the_setting(
    gate: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch, free: float, level: str
) -> None:
    memory_is(monkeypatch, (64, free, 0))
    line = checked(gate, server)
    assert line.startswith(level) and "up to 8.6 GB" in line
    assert "Environment=LLAMA_ARG_CACHE_RAM=0" in line and "systemctl edit ollama" in line
    assert "-e LLAMA_ARG_CACHE_RAM=0" in line


def test_check_believes_the_environment(gate: Path, server: OllamaServer) -> None:
    line = checked(gate, server, LLAMA_ARG_CACHE_RAM="0")
    assert line.startswith("ok") and "is 0 here" in line


def test_check_says_nothing_of_it_where_it_is_not_so(
    gate: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaServer(version=OLD) as old:
        assert checked(gate, old) == ""
    monkeypatch.setattr("ralf_notes.config.keys.is_here", lambda host: False)
    assert checked(gate, server) == ""


@pytest.mark.parametrize(
    ("system", "words"),
    [
        ("Darwin", "launchctl setenv LLAMA_ARG_CACHE_RAM 0"),
        ("Linux", "systemctl edit ollama"),
        ("Windows", "setx LLAMA_ARG_CACHE_RAM 0"),
        ("FreeBSD", "LLAMA_ARG_CACHE_RAM=0 ollama serve"),
    ],
)
def test_how_to_set_it(monkeypatch: pytest.MonkeyPatch, system: str, words: str) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    assert words in prompt_cache.how_to_switch_off()


def test_the_memory_that_is_reported_is_not_said_to_be_all(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    done = generate(gate, "-o", tmp_path / "v", server=server)
    assert "in memory, earlier prompts not counted" in done.stderr
    assert server.resident > done.report["models"][0]["memory_after"]
    with OllamaServer(version=OLD) as old:
        assert "not counted" not in generate(gate, "-o", tmp_path / "w", server=old).stderr


# Memory that runs low


ROOMY = (16, 8, 1)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ((16, 0.9, 1), "of 16.0 GB, 900 MB is free"),
        ((16, 1.2, 1), "of 16.0 GB, 1.2 GB is free"),
        ((16, 4, 2.5), "4.0 GB is free, and 1.5 GB more than at the start is swapped out"),
    ],
)
def test_a_run_says_once_that_memory_runs_low(
    gate: Path,
    tmp_path: Path,
    server: OllamaServer,
    monkeypatch: pytest.MonkeyPatch,
    later: tuple[float, float, float],
    words: str,
) -> None:
    memory_is(monkeypatch, ROOMY, ROOMY, later)
    done = generate(gate, "-o", tmp_path / "v", server=server)
    (warning,) = (text for text in done.report["warnings"] if "runs low" in text)
    assert words in warning and "LLAMA_ARG_CACHE_RAM" in warning
    assert " ".join(done.stderr.split()).count("memory runs low") == 1
    assert done.exit_code == 0


def test_a_minute_later_is_soon_enough(
    gate: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory fills while one model works: it is looked at about once a minute."""
    monkeypatch.setattr("ralf_notes.models.live._EVERY", 0.0)
    full = iter([False])

    def fills(request: Request) -> None:
        if len(server.work) >= 3 and not next(full, True):
            memory_is(monkeypatch, (16, 0.2, 1))

    memory_is(monkeypatch, ROOMY)
    server.fault = fills
    done = generate(gate, "-o", tmp_path / "v", server=server)
    assert any("runs low" in text for text in done.report["warnings"])


@pytest.mark.parametrize("later", [ROOMY, (16, 2, 1.9), (16, 1.4, 0)])
def test_enough_memory_is_no_news(
    gate: Path,
    tmp_path: Path,
    server: OllamaServer,
    monkeypatch: pytest.MonkeyPatch,
    later: tuple[float, float, float],
) -> None:
    memory_is(monkeypatch, ROOMY, ROOMY, later)
    assert generate(gate, "-o", tmp_path / "v", server=server).report["warnings"] == []


def test_another_machines_server_is_not_judged_by_this_ones_memory(
    gate: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_is(monkeypatch, (16, 0.1, 9))
    monkeypatch.setattr("ralf_notes.config.keys.is_here", lambda host: False)
    assert generate(gate, "-o", tmp_path / "v", server=server).report["warnings"] == []


def test_an_older_server_has_another_remedy(
    gate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_is(monkeypatch, ROOMY, (16, 0.1, 1))
    with OllamaServer(version=OLD) as old:
        (warning,) = generate(gate, "-o", tmp_path / "v", server=old).report["warnings"]
    assert "smaller model" in warning and "LLAMA" not in warning
