"""A launchd job on a Mac: installed, tried once as launchd runs it, removed."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ralf_notes.cli.commands import schedule
from ralf_notes.cli.commands.schedule import Job
from ralf_notes.errors import RalfError
from ralf_notes.machine import permissions

_LONGEST_TRIAL = 120.0
"""Seconds that a trial may take."""
_PAUSE = 0.5
"""Seconds before launchd is asked again."""
_TRIES = 10
"""How often launchd is asked again to take a job."""


def set_up(job: Job, tell: Callable[[str], None]) -> int:
    """Install a job, let launchd try it, and return the exit code of the trial.

    Args:
        job: what to install.
        tell: gets a line for each thing that a person should know.

    Raises RalfError when launchd or the disk refuses the job.
    """
    file = install(job)
    times = ", ".join(f"{hour:02}:{minute:02}" for hour, minute in job.times)
    tell(f"Installed {file}: runs every day at {times} and logs to {job.log}")
    tell("Checked, as launchd runs it:")
    output, code = try_once(job)
    for line in output.splitlines():
        tell(f"  {line}")
    if permissions.NOT_PERMITTED in output:
        tell(f"{permissions.NOT_PERMITTED}: {permissions.how_to_permit()}")
    if code is None:
        tell(f"The check has not ended after {_LONGEST_TRIAL:.0f} s.")
        return 1
    if code:
        tell("The job is installed, but a run would fail: fix that, and install it again.")
    return code


def install(job: Job) -> Path:
    """Install a job and load it; return its file. Raises RalfError."""
    file = job_file(job)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        job.log.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(plistlib.dumps(schedule.plist(job), sort_keys=False))
    except OSError as exc:
        raise RalfError(f"{file} cannot be written: {exc.strerror or exc}") from exc
    _unload(job.name)
    _load(file)
    return file


def take_out(job: Job, tell: Callable[[str], None]) -> int:
    """Unload a job, delete its file, and return the exit code. Raises RalfError."""
    _unload(job.name)
    file = job_file(job)
    try:
        file.unlink()
    except FileNotFoundError:
        tell(f"{file} does not exist: nothing to remove")
    except OSError as exc:
        raise RalfError(f"{file} cannot be deleted: {exc.strerror or exc}") from exc
    else:
        tell(f"Removed {file}; its log stays: {job.log}")
    return 0


def job_file(job: Job) -> Path:
    """Return the file in which launchd looks for a user's job."""
    return Path.home() / "Library" / "LaunchAgents" / f"{job.name}.plist"


def try_once(job: Job) -> tuple[str, int | None]:
    """Let launchd run `check` once, with the program, folder and environment of a job.

    macOS lets a terminal read files that a launchd job may not; only such a trial shows it.

    Returns the output and the exit code, which is None if the check did not end in time.
    """
    with TemporaryDirectory(prefix="ralf-notes-") as folder:
        command = (*job.command[:-3], "check", *job.command[-2:])
        log = Path(folder) / "check.log"
        trial = replace(job, name=f"{job.name}.check", command=command, times=(), log=log)
        file = Path(folder) / f"{trial.name}.plist"
        file.write_bytes(plistlib.dumps(schedule.plist(trial)))
        _unload(trial.name)
        _load(file)
        try:
            code = _wait_for_exit(trial.name)
        finally:
            _unload(trial.name)
        output = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return output, code


def _wait_for_exit(name: str) -> int | None:
    """Return the exit code of a job that runs once, None if it does not end in time."""
    end = time.monotonic() + _LONGEST_TRIAL
    while time.monotonic() < end:
        state = _launchctl("print", f"{_domain()}/{name}").stdout
        match = re.search(r"last exit code = (\d+)", state)
        if match:
            return int(match[1])
        time.sleep(_PAUSE)
    return None


def _load(file: Path) -> None:
    done = _launchctl("bootstrap", _domain(), str(file))
    for _ in range(_TRIES):  # launchd may still be unloading an older job of that name
        if not done.returncode:
            return
        time.sleep(_PAUSE)
        done = _launchctl("bootstrap", _domain(), str(file))
    if done.returncode:
        raise RalfError(
            f"launchd does not accept {file}: {(done.stderr or done.stdout).strip()}. "
            "Log in to the Mac's desktop as this user, because its jobs belong to that session."
        )


def _unload(name: str) -> None:
    _launchctl("bootout", f"{_domain()}/{name}")  # it fails if there is no such job, which is fine


def _launchctl(*args: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["launchctl", *args], capture_output=True, encoding="utf-8", errors="replace",
            check=False,
        )  # fmt: skip
    except OSError as exc:
        raise RalfError(f"launchctl cannot be run: {exc.strerror or exc}") from exc


def _domain() -> str:
    return f"gui/{os.getuid()}"
