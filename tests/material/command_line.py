"""The command line as tests use it: in an empty folder, with and without a terminal."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ralf_notes.cli.app import app
from ralf_notes.models.engines import Ask, Runner
from ralf_notes.models.engines.ollama import Ollama

_SILENCE = 5.0
"""Seconds without anything new on a terminal after which the last key is pressed again."""


def work_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty folder the current one, without settings from the environment."""
    for name in [*os.environ]:
        if name.startswith(("RALF_", "OLLAMA_")) and name != "RALF_CACHE_DIR":
            monkeypatch.delenv(name)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def configure(text: str, file: str | Path = "ralf-notes.yaml") -> Path:
    """Write a config file that the user trusts; return it."""
    path = Path(file)
    path.write_text(text, encoding="utf-8")
    run("trust", path)
    return path


def run(*args: str | Path, expect: int = 0, **extra: Any) -> str:
    """Run a command and return what it prints; its exit code must be `expect`."""
    result = CliRunner().invoke(app, [str(arg) for arg in args], **extra)
    assert result.exit_code == expect, result.output
    return result.output


def run_on_terminal(
    *args: str,
    keys: str = "",
    after: str = "",
    env: Mapping[str, str] | None = None,
    expect: int = 0,
) -> str:
    """Run a command in a process of its own on a terminal; return what it shows there.

    Args:
        args: the command line.
        keys: what is typed.
        after: when: once this text is on the screen; '' for before the command starts, when Ctrl-C
            would be lost.
        env: further variables.
        expect: the exit code.
    """
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    if not after:
        os.write(ours, keys.encode())
    command = [sys.executable, "-m", "ralf_notes", *args]
    environ = {**os.environ, **(env or {})}
    with subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environ,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),
    ) as process:
        os.close(theirs)
        shown, awaited = b"", after.encode()
        while piece := _shown(ours, keys[-1:] if after and not awaited else ""):
            shown += piece
            if awaited and awaited in shown:
                os.write(ours, keys.encode())
                awaited = b""
        output = shown.decode()
        os.close(ours)
        assert process.wait() == expect, output
    return output


def _shown(terminal: int, key: str) -> bytes:
    """Return what a terminal shows next; where nothing comes, press a key again, as a person does.

    A signal that arrives just before Python begins to read leaves it reading.
    """
    while key and not select.select([terminal], [], [], _SILENCE)[0]:
        os.write(terminal, key.encode())
    try:
        return os.read(terminal, 65536)
    except OSError:  # so Linux says that the other end is closed
        return b""


def load(host: str, model: str, num_ctx: int, keep_alive: str | int) -> None:
    """Load a model on a server, as another client does."""
    client = Ollama(host)
    try:
        client.ask(Runner(model, num_ctx, 0.2, keep_alive), Ask("", "Hello", None, 1, 1))
    finally:
        client.close()


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
