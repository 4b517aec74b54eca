"""Several processes outline a big tree: the notes are those of one, also if they are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from material.command_line import contents
from material.repository import repository

ALICE = "Alice was beginning to get very tired of sitting by her sister on the bank. " * 1300
MODULE = '"""Module {0}."""\nimport m{1}\n\n\ndef f{0}():\n    m{1}.f{1}()\n'
ALONE = """
import os, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
from ralf_notes.cli.app import main
main()
"""
"""The program on one core, where the system can bind it to one."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree that is worth several processes: 5 MB, most of it quick to read."""
    files: dict[str, str | bytes] = {f"text/t{n}.txt": f"{n}\n{ALICE}" for n in range(50)}
    files |= {f"code/m{n}.py": MODULE.format(n, n - 1) for n in range(1, 60)}
    files["zeros.bin"] = bytes(100)
    return repository(tmp_path_factory.mktemp("big") / "tree", files)


def test_the_notes_are_those_of_one_process(tree: Path, tmp_path: Path) -> None:
    """And nothing is left of the others."""
    helpers: set[psutil.Process] = set()
    several = notes_of(tree, tmp_path / "several" / "vault", ["-m", "ralf_notes"], helpers.update)
    assert several == notes_of(tree, tmp_path / "one" / "vault", ["-c", ALONE])
    assert any(name.endswith("m59.py.md") for name in several)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert (len(helpers) > 1) == (cores != 1)
    assert psutil.wait_procs(helpers, timeout=30)[1] == []


def test_a_run_whose_other_processes_are_killed_does_their_work(tree: Path, tmp_path: Path) -> None:
    def kill(helpers: list[psutil.Process]) -> None:
        for helper in helpers:
            with suppress(psutil.Error):
                helper.kill()

    killed = notes_of(tree, tmp_path / "killed" / "vault", ["-m", "ralf_notes"], kill)
    assert killed == notes_of(tree, tmp_path / "one" / "vault", ["-c", ALONE])


def notes_of(
    tree: Path,
    vault: Path,
    program: list[str],
    seen: Callable[[list[psutil.Process]], object] = lambda helpers: None,
) -> dict[str, bytes]:
    """Document a tree with an empty cache; return the notes.

    Args:
        tree: the sources.
        vault: where the notes go.
        program: what the interpreter runs.
        seen: called with the other processes of the run, again and again.
    """
    environ = {**os.environ, "RALF_CACHE_DIR": str(vault.with_name("cache"))}
    options = ["generate", str(tree), "--quiet", "--engine", "none", "--target-dir", str(vault)]
    with subprocess.Popen([sys.executable, *program, *options], env=environ) as run:
        while run.poll() is None:
            seen(_helpers(run.pid))
            with suppress(subprocess.TimeoutExpired):
                run.wait(0.02)
        assert run.returncode == 0
    return contents(vault)


def _helpers(pid: int) -> list[psutil.Process]:
    """Return the other processes of a run at this moment."""
    with suppress(psutil.Error, ProcessLookupError):
        children = psutil.Process(pid).children()
        # Git is another program, and what is about to become Git has no session of its own.
        return [
            each
            for each in children
            if "ralf_notes" in " ".join(each.cmdline()) and os.getsid(each.pid) == each.pid
        ]
    return []
