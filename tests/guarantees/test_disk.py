"""A disk that is full or read-only in mid-run: an error, whole notes, and the next run goes on."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from material.crash_scene import Scene, check_next_run, check_vault, scene
from material.repository import generate, put

FACTS, PROSE = 0, 5
"""The request during which it happens: the warm-up, before facts are written, and a question."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("disk")) as made:
        yield made


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[int], object]]:
    """Mount a small file system on a folder; give a function that fills it.

    Where mounting is not allowed, a limit on the size of files keeps the process from writing any
    more: the same error in other words.
    """
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield lambda pid: resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, 1))
        return
    try:
        yield lambda pid: fill(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Write a file until the disk is full."""
    with open(folder / "filler", "wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 4096)
        except OSError:
            return


def make_read_only(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def make_writable(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("request_number", [FACTS, PROSE])
def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(
    gate: Scene, request_number: int
) -> None:
    with small_disk(gate.vault) as full:
        gate.reset()
        ended = gate.run_until(request_number, full)
        assert ended.status == 4
        assert f" ralf-notes: cannot write {gate.vault}" in ended.output  # after the time
        assert ended.output.count("\n") == 1
        (gate.vault / "filler").unlink(missing_ok=True)
        check_vault(gate)
        check_next_run(gate)


@pytest.mark.parametrize(
    ("error", "way_out"),
    [
        (errno.ENOSPC, "Make room there"), (errno.EROFS, "mount that disk"),
        (errno.EACCES, "change its permissions"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_written_is_told_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, way_out: str
) -> None:
    def fails(*args: object) -> str:
        raise OSError(error, os.strerror(error))

    src = tmp_path / "src"
    put(src / "a.py", "x = 1\n")
    monkeypatch.setattr("ralf_notes.notes.disk.staging.write", fails)
    done = generate(src, "--engine", "none", "--target-dir", tmp_path / "vault")
    assert done.exit_code == 4
    assert way_out in done.stderr


@pytest.mark.parametrize("request_number", [FACTS, PROSE])
def test_a_full_disk_under_the_cache_is_reported_and_the_run_goes_on(
    gate: Scene, request_number: int
) -> None:
    with small_disk(gate.folder / "cache") as full:
        gate.reset()
        ended = gate.run_until(request_number, full, quiet=False)
        assert "this run goes on without it" in ended.output
        # The limit on files keeps the target from being written too.
        assert ended.status in (0, 4)
        assert "Traceback" not in ended.output
        (gate.folder / "cache" / "filler").unlink(missing_ok=True)
        check_vault(gate)
        assert gate.run().status == 0
        check_vault(gate)


@pytest.mark.parametrize("request_number", [FACTS, PROSE])
def test_a_target_that_becomes_read_only_stops_the_run_and_the_next_one_goes_on(
    gate: Scene, request_number: int
) -> None:
    gate.reset()
    ended = gate.run_until(request_number, lambda pid: make_read_only(gate.vault), obey=True)
    assert ended.status == 4
    assert f" ralf-notes: cannot write {gate.vault}" in ended.output  # after the time
    assert "Permission denied" in ended.output
    make_writable(gate.vault)
    check_vault(gate)
    check_next_run(gate)


def test_a_read_only_cache_is_reported_and_the_run_goes_on(gate: Scene) -> None:
    gate.reset()
    make_read_only(gate.folder / "cache")
    gate.start(obey=True, quiet=False)
    ended = gate.forking.end()
    make_writable(gate.folder / "cache")
    assert ended.status == 0
    assert "this run goes on without it" in ended.output
    check_next_run(gate)
