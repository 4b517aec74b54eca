"""When the last run on a target was and how it ended: nobody reads what a scheduler mails."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ralf_notes.machine.lock import state_directory
from ralf_notes.report import report as reports
from ralf_notes.report.report import Report


@dataclass(frozen=True, slots=True)
class LastRun:
    """One run on a target."""

    pid: int
    began: str
    """Date and time with the zone, in ISO 8601."""
    ended: str = ""
    """'' for a run that has not ended, or died."""
    exit_code: int = 0
    stopped: str = ""
    written: int = 0
    """Notes."""
    failed: int = 0
    left: int = 0
    """Files and folders that the model is still to be asked about."""


def begin(target: Path) -> LastRun:
    """Remember that a run begins, and return it."""
    begun = LastRun(os.getpid(), _now())
    _write(target, begun)
    return begun


def end(target: Path, begun: LastRun, report: Report) -> None:
    """Remember how a run ended."""
    rows = (*report.files, *report.folders)
    ended = replace(
        begun,
        ended=_now(),
        exit_code=report.exit_code,
        stopped=report.stopped,
        written=sum(row.written for row in rows),
        failed=sum(1 for _ in reports.failures(report)),
        left=sum(row.left for row in rows),
    )
    _write(target, ended)


def last(target: Path) -> LastRun | None:
    """Return the last run on a target, None if none is known."""
    try:
        return LastRun(**json.loads(_path(target).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_running(run: LastRun) -> bool:
    """Tell whether a run is still at work: its process is there, and no younger than the run."""
    if run.ended or run.pid == os.getpid():
        return False
    import psutil

    try:
        began = datetime.fromisoformat(run.began).timestamp()
        return bool(psutil.Process(run.pid).create_time() <= began + 1)
    except (psutil.Error, ValueError, OverflowError):
        return False


def in_words(run: LastRun) -> str:
    """Return a run in one line for people."""
    began = f"Last run: began {_minute(run.began)}"
    if not run.ended:
        still = f"and is at work still (process {run.pid})"
        return f"{began} {still if is_running(run) else 'and never ended: it was killed'}."
    counts = [f"{run.written} note{'' if run.written == 1 else 's'} written"]
    counts += [f"{run.failed} failed"] * bool(run.failed) + [f"{run.left} left"] * bool(run.left)
    stopped = f"; {run.stopped}" if run.stopped else ""
    how = f"exit code {run.exit_code}: {', '.join(counts)}{stopped}"
    return f"{began}, ended {_minute(run.ended)} with {how.rstrip('.')}."


def _write(target: Path, run: LastRun) -> None:
    """Write the record of a target, unless another run is at work: then the record is its own.

    Where it cannot be written, the run matters more.
    """
    before = last(target)
    if before is not None and is_running(before):
        return
    path = _path(target)
    new = path.with_suffix(".tmp")  # of one name, so that a killed run leaves none for good
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(asdict(run)), encoding="utf-8")
        os.replace(new, path)


def _path(target: Path) -> Path:
    name = os.path.realpath(target)
    digest = sha256(name.encode(errors="surrogateescape")).hexdigest()[:16]
    return state_directory() / "runs" / f"{digest}.json"


def _now() -> str:
    return datetime.now().astimezone().isoformat(" ", "seconds")


def _minute(moment: str) -> str:
    """Return a date and time to the minute, as the clock on the wall showed it."""
    return moment[:16]
