"""Why a model leaves the memory, and what the report says about models and memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer
from material.repository import generate, repository

from ralf_notes.models.engines import Runner
from ralf_notes.models.residency import Circumstances, Residency, why_gone

SMALL = "small:1b"


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


# Why


SEEN = Circumstances(idle=1.0, stay=1800.0, failed=False, ours=(), others=())


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (SEEN, "another client unloaded it, loaded it with other options (num_ctx, num_batch"),
        (replace(SEEN, failed=True, others=("b",)), "its runner had died"),
        (replace(SEEN, idle=2400.0, ours=("b",)), "longer than keep_alive (30 min)"),
        (replace(SEEN, ours=("b", "c")), "pushed out by this run's own b, c: there is no room"),
        (replace(SEEN, ours=("b",), one_model=True), "the engine holds one model at a time"),
        (replace(SEEN, others=("x",)), "pushed out by another client that uses x: there is no"),
        (replace(SEEN, ours=("b",), others=("x",)), "own b and another client that uses x"),
    ],
)
def test_the_likeliest_reason_is_given(seen: Circumstances, words: str) -> None:
    assert words in why_gone(seen)


def test_a_model_of_the_run_that_was_used_before_has_pushed_nothing_out() -> None:
    used: dict[str, float] = {}
    first, second = (
        Residency(Runner(name, 4096, 0.2, "30m"), one_model=False, used=used) for name in "ab"
    )
    first.answered(1.0)
    second.answered(2.0)
    second.saw((), 2.5)
    assert "another client" in second.why_reloaded((), 3.0)
    assert "pushed out by this run's own b" in first.saw((), 3.0)


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


def test_a_runner_that_dies_is_not_blamed_on_other_clients(
    gate: Path, tmp_path: Path, server: OllamaServer, impatient: None
) -> None:
    answer = server.answer
    dies = iter([Fault.RUNNER_DIES])
    server.answer = lambda r: next(dies, None) or answer(r) if "a.py (" in r.user else answer(r)
    done = generate(gate, "-o", tmp_path / "v", server=server)
    (model,) = done.report["models"]
    assert (done.exit_code, model["loads"]) == (0, 2)
    assert "its runner had died" in model["reloads"][0]
    assert any("loaded again: its runner had died" in text for text in done.report["warnings"])


def test_a_name_in_another_case_is_the_same_model(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    done = generate(gate, "-o", tmp_path / "v", "--model", SMALL.upper(), server=server)
    (model,) = done.report["models"]
    assert (done.exit_code, model["loads"], model["reloads"]) == (0, 1, [])
    assert model["memory_before"] > 0
    assert done.report["warnings"] == []


def test_memory_that_grew_is_in_the_summary(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    def grow(request: object) -> None:
        if len(server.work) == 3:
            server.loaded[0].size = 2_000_000_000

    server.fault = grow
    done = generate(gate, "-o", tmp_path / "v", server=server)
    (model,) = done.report["models"]
    assert 0 < model["memory_before"] < model["memory_after"] == 2_000_000_000
    assert "2.0 GB (182 MB at the start) in memory" in done.stderr
