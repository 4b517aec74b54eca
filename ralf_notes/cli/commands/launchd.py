"""A job of launchd on a Mac: put in place, tried once as launchd runs it, taken out."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ralf_notes.cli.commands import schedule
from ralf_notes.cli.commands.schedule import Job
from ralf_notes.errors import RalfError
from ralf_notes.machine import permissions

_LONGEST_TRIAL = 120.0
"""Seconds that the trial may take."""
_PAUSE = 0.5
"""Seconds between two looks at whether it has ended."""
_TRIES = 10
"""How often launchd is asked again to take a job."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a check that launchd ran."""

    said: str
    exit_code: int | None
    """None when it did not end in time."""


def install(made: Job) -> Path:
    """Put a job in place and load it; return its file. Raises RalfError."""
    file = place(made)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        made.log.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(plistlib.dumps(schedule.plist(made), sort_keys=False))
    except OSError as exc:
        raise RalfError(f"{file} cannot be written: {exc.strerror or exc}") from exc
    _unload(made.name)
    _load(file)
    return file


def take_out(made: Job, tell: Callable[[str], None]) -> int:
    """Unload a job and delete its file; tell so, and return the exit code. Raises RalfError."""
    _unload(made.name)
    file = place(made)
    try:
        file.unlink()
    except FileNotFoundError:
        tell(f"There is no {file}: nothing to remove")
    except OSError as exc:
        raise RalfError(f"{file} cannot be deleted: {exc.strerror or exc}") from exc
    else:
        tell(f"Removed {file}; its log stays: {made.log}")
    return 0


def place(made: Job) -> Path:
    """Return where launchd finds a user's job."""
    return Path.home() / "Library" / "LaunchAgents" / f"{made.name}.plist"


def try_once(
    made: Job,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> Trial:
    """Let launchd run `check` once, with the job's own program, folder and environment.

    What a terminal may read, a job of launchd may not: only such a trial shows it.
    """
    with TemporaryDirectory(prefix="ralf-notes-") as folder:
        command = (*made.command[:-3], "check", *made.command[-2:])
        log = Path(folder) / "check.log"
        trial = replace(made, name=f"{made.name}.check", command=command, times=(), log=log)
        file = Path(folder) / f"{trial.name}.plist"
        file.write_bytes(plistlib.dumps(schedule.plist(trial)))
        _unload(trial.name)
        _load(file, sleep)
        try:
            code = _wait(trial.name, clock, sleep)
        finally:
            _unload(trial.name)
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return Trial(said, code)


def set_up(made: Job, tell: Callable[[str], None]) -> int:
    """Install a job and try it; tell how that went, and return the exit code for it."""
    file = install(made)
    times = ", ".join(f"{hour:02}:{minute:02}" for hour, minute in made.times)
    tell(f"Installed {file}: every day at {times}, its log is {made.log}")
    tell("Checked, as launchd runs it:")
    trial = try_once(made)
    for line in trial.said.splitlines():
        tell(f"  {line}")
    for line in _verdict(trial):
        tell(line)
    return 1 if trial.exit_code is None else trial.exit_code


def _verdict(trial: Trial) -> Iterator[str]:
    """Yield what to do about a trial that went wrong."""
    if permissions.NOT_PERMITTED in trial.said:
        yield f"{permissions.NOT_PERMITTED}: {permissions.how_to_permit()}"
    if trial.exit_code is None:
        yield f"The check has not ended after {_LONGEST_TRIAL:.0f} s."
    elif trial.exit_code:
        yield "The job is in place, but a run would fail: mend that, and install it again."


def _wait(name: str, clock: Callable[[], float], sleep: Callable[[float], object]) -> int | None:
    """Return the exit code of a job that runs once, None if it does not end in time."""
    until = clock() + _LONGEST_TRIAL
    while clock() < until:
        found = re.search(r"last exit code = (\d+)", _launchctl("print", _service(name)).stdout)
        if found:
            return int(found[1])
        sleep(_PAUSE)
    return None


def _load(file: Path, sleep: Callable[[float], object] = time.sleep) -> None:
    done = _launchctl("bootstrap", _domain(), str(file))
    for _ in range(_TRIES):  # an older job of that name may still be on its way out
        if not done.returncode:
            return
        sleep(_PAUSE)
        done = _launchctl("bootstrap", _domain(), str(file))
    if done.returncode:
        raise RalfError(
            f"launchd does not take {file}: {(done.stderr or done.stdout).strip()}. "
            "Log in to the Mac's desktop as this user, since its jobs belong to that session."
        )


def _unload(name: str) -> None:
    _launchctl("bootout", _service(name))  # says so when it is not there, which is as good


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


def _service(name: str) -> str:
    return f"{_domain()}/{name}"
