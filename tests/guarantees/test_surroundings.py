"""What surrounds a process does not keep it from its work: streams, programs, variables."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from material.repository import repository

CLOSED = [
    dict(zip(("stdin", "stdout", "stderr"), closed, strict=True))
    for closed in product([False, True], repeat=3)
]
COMMANDS = {
    "generate": ("--engine", "none", "--target-dir", "vault"),
    "check": ("--engine", "none", "--target-dir", "vault"),
    "status": ("--target-dir", "vault"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return repository(tmp_path / "src", {"a.py": "def f():\n    return 1\n"})


def command(name: str, tree: Path, *more: str) -> list[str]:
    options = [str(tree.parent / each) if each == "vault" else each for each in COMMANDS[name]]
    return [sys.executable, "-m", "ralf_notes", name, str(tree), *options, *more]


def run(args: list[str], closing: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with redirections of a shell, such as `2>&-`."""
    script = f'exec "$@" {closing}'
    shell = ["sh", "-c", script, "sh", *args]
    return subprocess.run(shell, capture_output=True, encoding="utf-8", cwd=cwd, check=False)


@pytest.mark.parametrize(
    "closed", CLOSED, ids=lambda closed: " ".join(n for n, c in closed.items() if c) or "none"
)
def test_closed_streams_keep_no_command_from_its_work(
    tree: Path, tmp_path: Path, closed: dict[str, bool]
) -> None:
    marks = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-"}
    closing = " ".join(marks[name] for name, is_closed in closed.items() if is_closed)
    for name in COMMANDS:
        done = run(command(name, tree), closing, tmp_path)
        assert done.returncode == 0, (name, done.stderr)
        assert "Traceback" not in done.stderr
    assert (tmp_path / "vault" / "src" / "a.py.md").is_file()


FULL = "/dev/full" if os.path.exists("/dev/full") else "/dev/null"
"""A disk that is full; only Linux has one, elsewhere nothing fails."""


@pytest.mark.parametrize("closing", [f"2>{FULL}", f">{FULL}", f">{FULL} 2>&1"])
def test_a_full_disk_behind_the_output_keeps_no_run_from_its_work(
    tree: Path, tmp_path: Path, closing: str
) -> None:
    done = run(command("generate", tree), closing, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "vault" / "src" / "a.py.md").is_file()


@pytest.mark.parametrize("args", [("status",), ("check",), ("generate", "--dry-run"), ("--help",)])
def test_a_result_that_cannot_be_written_is_an_error(
    tree: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    name, *more = args
    asked = command(name, tree, *more) if name in COMMANDS else [*command("check", tree)[:3], name]
    done = run(asked, f">{FULL}", tmp_path)
    said = [line for line in done.stderr.splitlines() if "cannot be written: No space" in line]
    assert (done.returncode, len(said)) == ((1, 1) if FULL == "/dev/full" else (0, 0))


def test_a_reader_that_has_seen_enough_is_no_error_worth_a_word(tree: Path, tmp_path: Path) -> None:
    shell = ["sh", "-c", '"$@" | head -c 1', "sh", *command("check", tree)]
    done = subprocess.run(shell, capture_output=True, encoding="utf-8", cwd=tmp_path, check=True)
    assert done.stderr == ""


def test_a_log_that_nobody_reads_any_more_ends_no_run(tree: Path, tmp_path: Path) -> None:
    shell = ["sh", "-c", '"$@" 2>&1 | true', "sh", *command("generate", tree, "--verbose")]
    subprocess.run(shell, capture_output=True, cwd=tmp_path, check=True)
    assert (tmp_path / "vault" / "src" / "a.py.md").is_file()
