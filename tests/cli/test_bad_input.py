"""Mistakes of a user, and faults during a run: each is explained, and the rest goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer
from material.command_line import contents, run, work_folder
from material.repository import MODEL, generate, put, questions, repository

TEXT = "def f():\n    return 1\n"
MOST = 255
"""Bytes of a file name that file systems allow."""


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


@pytest.fixture(autouse=True)
def no_waiting(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return repository(tmp_path / "gate", {"a.py": TEXT, "b.py": TEXT.replace("1", "2")})


# Nothing to work with


def test_without_a_config_and_a_source_it_says_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_folder(tmp_path, monkeypatch)
    output = run("generate", "-o", "vault", expect=2)
    assert output.count("\n") == 1
    assert "no source is named" in output
    assert "ralf-notes init" in output
    for args in (["generate"], ["generate", "."]):
        assert "--target-dir" in run(*args, expect=2)


def test_a_source_that_is_missing_and_alone_is_a_usage_error(tmp_path: Path) -> None:
    done = generate(tmp_path / "nowhere", "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 2
    assert "nowhere" in done.stderr
    assert not (tmp_path / "vault").exists()


def test_a_source_that_is_missing_beside_a_good_one_fails_alone(gate: Path, tmp_path: Path) -> None:
    done = generate(gate, tmp_path / "nowhere", "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 1
    assert "nowhere" in done.stderr
    assert (tmp_path / "vault/gate/a.py.md").exists()
    again = generate(gate, tmp_path / "nowhere", "-o", tmp_path / "vault", "--engine", "none")
    assert again.exit_code == 1
    assert "nowhere" in again.stderr


@pytest.mark.parametrize("in_git", [True, False])
def test_an_empty_tree_is_a_usage_error(tmp_path: Path, in_git: bool) -> None:
    root = repository(tmp_path / "empty", {}) if in_git else tmp_path / "empty"
    root.mkdir(exist_ok=True)
    done = generate(root, "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 2
    assert "empty" in done.stderr
    assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize("option", ["--limit=-1", "--limit=x", "--engine=gpt", "--keep-alive=soon"])
def test_a_wrong_option_is_named(gate: Path, tmp_path: Path, option: str) -> None:
    done = generate(gate, "-o", tmp_path / "vault", option)
    assert done.exit_code == 2
    assert option.partition("=")[0].lstrip("-").replace("-", "_") in done.stderr.replace("-", "_")
    assert not (tmp_path / "vault").exists()


# Broken files


def unreadable(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.chmod(0)
    real = os.open

    def refusing(name: object, flags: int, *rest: int, **options: int) -> int:
        if str(name).endswith("bad.py"):  # root may read all
            raise PermissionError(13, "Permission denied", str(name))
        return real(name, flags, *rest, **options)  # type: ignore[arg-type]

    patch.setattr(os, "open", refusing)


def test_a_file_without_permission_fails_alone(
    gate: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(gate / "bad.py", TEXT)
    unreadable(gate / "bad.py", monkeypatch)
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 1
    assert "bad.py" in done.stderr
    assert "ermission" in done.stderr
    assert not (tmp_path / "vault/gate/bad.py.md").exists()
    assert done.row("a.py")["coverage"] == 1.0
    overview = (tmp_path / "vault/gate/gate.md").read_text(encoding="utf-8")
    assert "`bad.py`" in overview


def test_a_binary_file_is_no_failure_and_is_reported(gate: Path, tmp_path: Path) -> None:
    put(gate / "module.py", bytes(range(256)) * 4)
    done = generate(gate, "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 0
    overview = (tmp_path / "vault/gate/gate.md").read_text(encoding="utf-8")
    assert "`module.py`: binary" in overview


@pytest.mark.parametrize(
    "data",
    [
        b"# caf\xe9 au lait, d\xe9j\xe0 vu, gar\xe7on, na\xefve\ndef f():\n    return 1\n",
        b"# good \xc3\xa9 and broken \xff here\ndef f():\n    return 1\n",
        "# Grüße\ndef f():\n    return 1\n".encode("utf-16"),
        "\ufeff# Grüße\r\ndef f():\r\n    return 1\r\n".encode(),
    ],
)
def test_any_encoding_gives_a_note_and_a_prompt_in_utf_8(
    gate: Path, tmp_path: Path, server: OllamaServer, data: bytes
) -> None:
    put(gate / "odd.py", data)
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    assert done.row("odd.py")["coverage"] == 1.0
    assert "### `f`" in (tmp_path / "vault/gate/odd.py.md").read_text(encoding="utf-8")


def test_a_file_that_vanishes_before_it_is_asked_about_fails_alone(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    def vanish(request: object) -> None:
        (gate / "b.py").unlink(missing_ok=True)

    server.fault = vanish  # with the warm-up: it has been walked, outlined and written about
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 1
    assert "b.py" in done.stderr
    assert done.row("b.py")["state"] == "failed"
    assert done.row("a.py")["coverage"] == 1.0


def test_names_of_250_bytes_that_differ_at_their_end_get_notes_of_their_own(tmp_path: Path) -> None:
    long = [f"{'n' * 246}{n}.py" for n in range(3)] + ["d" * 250 + "/" + "é" * 123 + ".py"]
    root = repository(tmp_path / "long", dict.fromkeys(long, TEXT))
    done = generate(root, "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 0, done.stderr
    notes = [done.row(name)["note"] for name in long]
    assert len({*notes}) == len(long)
    assert all((tmp_path / "vault" / note).is_file() for note in notes)
    assert all(len(s.encode()) <= MOST for note in notes for s in note.split("/"))


# Broken servers


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.STALL])
def test_a_model_that_goes_quiet_is_given_up_and_the_others_are_read(
    gate: Path, tmp_path: Path, server: OllamaServer, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.models.engines.waiting._SLOWEST_PROMPT", 1e6)
    config = tmp_path / "quick.yaml"
    config.write_text("timeout: 0.2\nload_timeout: 0.2\nretries: 0\n", encoding="utf-8")
    server.answer = lambda r: (
        fault if r.user.startswith("a.py (") else '{"summary": "Keeps one row for each client."}'
    )
    done = generate(gate, "-o", tmp_path / "vault", "--config", config, server=server)
    assert done.exit_code == 1
    assert "stalled" in done.row("a.py")["error"]
    assert "timeout" in done.row("a.py")["error"]
    assert done.row("b.py")["coverage"] == 1.0
    note = (tmp_path / "vault/gate/a.py.md").read_text(encoding="utf-8")
    assert "## Not read" in note
    server.release()


def test_a_server_that_dies_and_stays_dead_ends_the_run_and_keeps_the_notes(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    answer = '{"summary": "Keeps one row.", "symbols": {"f": "Returns the first row."}}'
    server.answer = lambda r: Fault.SERVER_DIES if r.user.startswith("b.py (") else answer
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 3
    assert "the server is gone" in done.stderr
    note = (tmp_path / "vault/gate/a.py.md").read_text(encoding="utf-8")
    assert "Keeps one row." in note
    assert "Not summarised yet" in (tmp_path / "vault/gate/b.py.md").read_text(encoding="utf-8")
    server.start()
    server.answer = lambda r: answer
    count = len(server.requests)
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    files = [r.user[:4] for r in questions(server) if r.number >= count and "(" in r.user[:10]]
    assert {*files} == {"b.py"}


def test_a_server_that_is_busy_for_a_moment_is_waited_for(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    left = [Fault.status(503)] * 2
    server.fault = lambda r: left.pop() if "a.py (" in r.user[:20] and left else None
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    assert done.row("a.py")["coverage"] == 1.0
    assert left == []


# Targets and reports


@pytest.mark.parametrize("below", ["a file/vault", "/proc/ralf-vault"])
def test_a_target_that_cannot_be_made_is_reported_before_any_model_work(
    gate: Path, tmp_path: Path, server: OllamaServer, below: str
) -> None:
    put(tmp_path / "a file", "text")
    target = tmp_path / below  # an absolute one stays as it is
    done = generate(gate, "-o", target, server=server)
    assert done.exit_code == 4
    assert "--target-dir" in done.stderr
    assert "Traceback" not in done.stderr
    assert not server.work


def test_a_target_without_permission_is_reported(
    gate: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ralf_notes.notes.disk.staging._new_file", refusing)
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 4
    assert "Permission denied" in done.stderr
    assert not server.work


def test_a_report_in_the_place_of_a_folder_is_reported_and_the_notes_stay(
    gate: Path, tmp_path: Path
) -> None:
    report = tmp_path / "no" / "where"
    report.mkdir(parents=True)
    args = ("generate", gate, "-o", tmp_path / "vault", "--engine", "none", "--report", report)
    output = run(*args, expect=1)
    assert f"--report {report}" in output
    assert "Traceback" not in output
    assert (tmp_path / "vault/gate/a.py.md").exists()


# Options at their ends


def test_limit_0_asks_about_no_file(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    done = generate(gate, "-o", tmp_path / "vault", "--limit", "0", server=server)
    assert done.exit_code == 0, done.stderr
    assert not [r for r in questions(server) if ".py (" in r.user[:20]]
    assert "Not summarised yet" in (tmp_path / "vault/gate/a.py.md").read_text(encoding="utf-8")
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.row("a.py")["coverage"] == 1.0


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:

    command = [sys.executable, "-m", "ralf_notes", "generate", str(tmp_path / "nowhere")]
    command += ["-o", str(tmp_path / "vault"), "--engine", "none"]
    plain = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert (plain.returncode, plain.stderr.count("\n")) == (2, 2)
    assert "Traceback" not in plain.stderr
    debug = subprocess.run([*command, "--debug"], capture_output=True, encoding="utf-8")
    assert "Traceback" in debug.stderr
    assert "nowhere" in debug.stderr
    assert debug.returncode == 2


def test_a_run_that_prints_nothing_has_changed_nothing(gate: Path, tmp_path: Path) -> None:
    args = (gate, "-o", tmp_path / "vault", "--engine", "none")
    assert generate(*args).stderr
    before = contents(tmp_path / "vault")
    done = generate(*args)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert contents(tmp_path / "vault") == before
    assert MODEL not in "".join(data.decode() for data in before.values())
