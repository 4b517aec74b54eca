"""Records when the last run on a target was and how it ended, for runs that nobody watches."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ralf_notes.machine import process, state
from ralf_notes.report.report import Report
from ralf_notes.text import count_of


@dataclass(frozen=True, slots=True)
class LastRun:
    """One run on a target."""

    pid: int
    began: str
    """Date and time with the zone, in ISO 8601."""
    ended: str = ""
    """The same; '' for a run that is still going on, or was killed."""
    exit_code: int = 0
    stopped: str = ""
    written: int = 0
    """Notes."""
    failed: int = 0
    left: int = 0
    """Files and folders that a model is still to be asked about."""
    asks: bool = True
    """Whether its engine was one that asks a model."""


def record_begin(target: Path, *, asks: bool) -> LastRun:
    """Record that a run begins, and return it."""
    run = LastRun(os.getpid(), state.timestamp(), asks=asks)
    _record(target, run)
    return run


def record_end(target: Path, run: LastRun, report: Report) -> None:
    """Record how a run ended."""
    ended = replace(
        run,
        ended=state.timestamp(),
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
    """Whether a run is still going on in another process."""
    return not run.ended and process.runs_elsewhere(run.pid, run.began)


def last_run_line(run: LastRun) -> str:
    """Return a line about a run for a person."""
    began = f"Last run: began {state.shown_time(run.began)}"
    if not run.ended:
        running = f"and is still running (process {run.pid})"
        return f"{began} {running if is_running(run) else 'and never ended: it was killed'}."
    counts = [f"{count_of(run.written, 'note')} written"]
    counts += [f"{run.failed} failed"] * bool(run.failed) + [f"{run.left} left"] * bool(run.left)
    stopped = f"; {run.stopped}" if run.stopped else ""
    how = f"exit code {run.exit_code}: {', '.join(counts)}{stopped}"
    return f"{began}, ended {state.shown_time(run.ended)} with {how.rstrip('.')}."


def _record(target: Path, run: LastRun) -> None:
    """Record a run, unless another one is still going on, whose record then stays."""
    before = last_run(target)
    if before is None or not is_running(before):
        state.record(target).write("runs", asdict(run))
