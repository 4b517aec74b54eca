"""When the last run on a target was and how it ended: nobody reads what a scheduler mails."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from ralf_notes.machine import state
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


def record_begin(target: Path) -> LastRun:
    """Record that a run begins, and return it."""
    run = LastRun(os.getpid(), _now())
    _record(target, run)
    return run


def record_end(target: Path, run: LastRun, report: Report) -> None:
    """Record how a run ended."""
    ended = replace(
        run,
        ended=_now(),
        exit_code=report.exit_code,
        stopped=report.stopped,
        written=sum(row.written for row in report.rows),
        failed=len(report.failures),
        left=sum(row.left for row in report.rows),
    )
    _record(target, ended)


def last_run(target: Path) -> LastRun | None:
    """Return the last run on a target, None if none is recorded."""
    try:
        return LastRun(**state.record(target).read("runs"))
    except TypeError:  # no record, or one of another version
        return None


def is_running(run: LastRun) -> bool:
    """Whether another process is still at work on a run.

    A process that is younger than the run has only got the same number.
    """
    if run.ended or run.pid == os.getpid():
        return False
    import psutil

    try:
        began = datetime.fromisoformat(run.began).timestamp()
        return bool(psutil.Process(run.pid).create_time() <= began + 1)
    except (psutil.Error, ValueError, OverflowError):
        return False


def last_run_line(run: LastRun) -> str:
    """Return one line about a run for people."""
    began = f"Last run: began {run.began[:16]}"  # to the minute, as the clock on the wall showed it
    if not run.ended:
        running = f"and is still running (process {run.pid})"
        return f"{began} {running if is_running(run) else 'and never ended: it was killed'}."
    counts = [f"{run.written} note{'' if run.written == 1 else 's'} written"]
    counts += [f"{run.failed} failed"] * bool(run.failed) + [f"{run.left} left"] * bool(run.left)
    stopped = f"; {run.stopped}" if run.stopped else ""
    how = f"exit code {run.exit_code}: {', '.join(counts)}{stopped}"
    return f"{began}, ended {run.ended[:16]} with {how.rstrip('.')}."


def _record(target: Path, run: LastRun) -> None:
    """Record a run, unless another one is at work: the record is then that one's."""
    before = last_run(target)
    if before is None or not is_running(before):
        state.record(target).write("runs", asdict(run))


def _now() -> str:
    return datetime.now().astimezone().isoformat(" ", "seconds")
